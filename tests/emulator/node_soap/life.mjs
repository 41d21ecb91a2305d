// One life of an order through node-soap, from a WSDL alone. Reads {packages, wsdl, endpoint?, credentials} as JSON on stdin and
// writes what it saw; packages names the package.json beside which node-soap is installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const given = JSON.parse(readFileSync(0, "utf8"));
const soap = createRequire(given.packages)("soap");
const client = await soap.createClientAsync(given.wsdl, given.endpoint ? { endpoint: given.endpoint } : {});
client.setSecurity(new soap.BasicAuthSecurity(given.access_key, given.access_secret));
const login = { username: given.username, password: given.password };

async function call(operation, values) {
  const [result] = await client[`${operation}Async`]({ ...login, ...values });
  return result.ccc_response;
}

const header = await call("createOrderHeader", {
  prdAbrv: given.product,
  edInstitution: "Example College",
  courseName: "Examples & more",
  startOfTerm: "09/01/2026",
});
const orderHeaderId = header.ccc_order_header.attributes.id;
const draft = await call("createOrderDetail", {
  orderHeaderId,
  cccWorkInst: 42,
  publicationYear: "1999",
  numCopiesStdnts: 4,
  numPages: -999999,
  fromPage: "1",
  toPage: "10",
  author: "A. Nobody",
});
const orderDetailId = draft.ccc_temp_order_detail.attributes.id;
const committed = await call("commitOrderDetail", { orderDetailId });
const unchanged = { numCopiesStdnts: -999999, numPages: -999999 };
const modified = await call("modifyOrderDetail", { orderDetailId, ...unchanged, numCopiesStdnts: 8 });
const cascaded = await call("modifyOrderHeader", { orderHeaderId, numCopiesStdnts: 2 });
const checked = await call("checkOrderDetailStatus", { orderDetailId });
const cancelled = await call("cancelOrderDetail", { orderDetailId });
const again = await call("cancelOrderDetail", { orderDetailId });
const [appendix] = await client.modifyOrderDetailAsync({ orderDetailId: 0, numCopiesStdnts: 0, numPages: 0 });

let fault = null;
try {
  client.setSecurity(new soap.BasicAuthSecurity("wrong", "key"));
  await call("checkOrderDetailStatus", { orderDetailId });
} catch (error) {
  fault = error.response?.status ?? String(error);
}

console.log(
  JSON.stringify({
    mode: header.attributes.mode,
    same: [draft, committed, modified].every((seen, at) =>
      at === 0 ? true : seen.ccc_order_detail.attributes.id === orderDetailId),
    right: committed.ccc_order_detail.right,
    fees: [committed, modified, checked].map((seen) => seen.ccc_order_detail.fee),
    header: cascaded.ccc_order_header.attributes.id === orderHeaderId,
    cancelled: cancelled.ccc_cancelled_order_detail.fee,
    again: again.ccc_error.map((error) => error.error_code),
    appendix: appendix.ccc_response.ccc_error.map((error) => error.error_code),
    fault,
  }),
);
