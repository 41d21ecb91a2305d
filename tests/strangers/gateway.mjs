// A gateway that cccdiag did not write: node-soap serves the seven operations from a WSDL. Reads {packages, wsdl, key} as JSON on its
// first line of stdin, prints its port, and then one JSON line for each request: the operation and its elements in the order they came.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

const lines = createInterface({ input: process.stdin });
const given = JSON.parse(await new Promise((resolve) => lines.once("line", resolve)));
lines.on("close", () => process.exit(0));
const soap = createRequire(given.packages)("soap");

const UNCHANGED = -999999;
const orders = new Map();
let last = 100;

const response = (inside) => ({ ccc_response: { attributes: { platform: "rightsconnect", mode: "DEMO" }, ...inside } });
const refusal = (...codes) =>
  response({
    ccc_error: codes.map((code, at) => ({
      attributes: { id: String(9000 + at) },
      error_code: code,
      error_level: 2,
      error_detail: `refused with ${code} & <so>`,
    })),
  });
const shown = (order) => ({
  attributes: { id: order.id, cancelled: order.cancelled ? "Y" : "N", invoiced: "N" },
  right: "GRANTED",
  terms: "-- FOR DEMONSTRATION AND TESTING ONLY -- as you like it",
  fee: (order.copies * 1.25).toFixed(2),
});

const operations = {
  createOrderHeader: () => response({ ccc_order_header: { attributes: { id: ++last } } }),
  modifyOrderHeader: ({ orderHeaderId }) => response({ ccc_order_header: { attributes: { id: orderHeaderId } } }),
  createOrderDetail: ({ numCopiesStdnts }) => {
    const order = { id: ++last, copies: Number(numCopiesStdnts), committed: false, cancelled: false };
    orders.set(order.id, order);
    return response({ ccc_temp_order_detail: { attributes: { id: order.id } } });
  },
  commitOrderDetail: ({ orderDetailId }) => {
    const order = orders.get(Number(orderDetailId));
    if (!order) return refusal("CCC_206");
    if (order.committed) return refusal("CCC_212");
    order.committed = true;
    return response({ ccc_order_detail: shown(order) });
  },
  modifyOrderDetail: ({ orderDetailId, numCopiesStdnts }) => {
    const order = orders.get(Number(orderDetailId));
    if (!order?.committed) return refusal("CCC_206");
    if (Number(numCopiesStdnts) !== UNCHANGED) order.copies = Number(numCopiesStdnts);
    return response({ ccc_order_detail: shown(order) });
  },
  cancelOrderDetail: ({ orderDetailId }) => {
    const order = orders.get(Number(orderDetailId));
    if (!order?.committed) return refusal("CCC_206", "CCC_201");
    order.cancelled = true;
    return response({ ccc_cancelled_order_detail: { attributes: { id: order.id }, fee: "0.00" } });
  },
  checkOrderDetailStatus: ({ orderDetailId }) => {
    if (Number(orderDetailId) === 13) {
      throw { Fault: { faultcode: "soap:Server", faultstring: "broke down" } };
    }
    const order = orders.get(Number(orderDetailId));
    return order?.committed ? response({ ccc_order_detail: shown(order) }) : refusal("CCC_206");
  },
};

const server = createServer((request, answer) => {
  answer.statusCode = 404;
  answer.end();
});
server.listen(0, "127.0.0.1", () => {
  const wsdl = readFileSync(given.wsdl, "utf8");
  const service = { AcademicGatewayImplService: { AcademicGatewayImplPort: operations } };
  const ready = (error) => {
    if (error) throw error;
    console.log(server.address().port);
  };
  const options = { path: "/AcademicGateway", services: service, xml: wsdl, uri: given.wsdl, callback: ready };
  const port = soap.listen(server, options);
  port.authorizeConnection = (request, answer) => {
    if (request.headers.authorization === given.authorization) return true;
    answer.statusCode = 401;
    return false;
  };
  port.on("request", (request, operation) => {
    const [body] = Object.values(request.Body);
    console.log(JSON.stringify({ operation, elements: Object.entries(body).filter(([name]) => name !== "attributes") }));
  });
});
