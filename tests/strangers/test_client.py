"""Our client talks to a gateway that we did not write: node-soap, from our WSDL and from the reference's."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from cccdiag import spec
from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Journal
from cccdiag.client.profile import Credentials, Profile
from cccdiag.errors import GatewayError, ProtocolError, SoapFault
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret
from cccdiag.soap.model import CancelledOrderDetail, CccError, OrderDetail, OrderHeader, TempOrderDetail

REFERENCE = Path(__file__).parents[1] / "spec" / "reference" / "AcademicGateway.wsdl"
GATEWAY = knowledge().gateway()
LOGIN = Credentials(Secret("nobody@example.org"), Secret("canary-p4ss"), Secret("CANARYKEY"), Secret("canary-s3cret"))
BASIC = "Basic " + base64.b64encode(b"CANARYKEY:canary-s3cret").decode()
TERMS = "-- FOR DEMONSTRATION AND TESTING ONLY -- as you like it"


class NodeGateway:
    """The server in its own process; ``heard`` gives the next request that it understood."""

    def __init__(self, packages, wsdl):
        program = Path(__file__).with_name("gateway.mjs")
        self.process = subprocess.Popen(
            [shutil.which("node"), str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        given = {"packages": str(packages), "wsdl": str(wsdl), "authorization": BASIC}
        self.process.stdin.write(json.dumps(given) + "\n")
        self.process.stdin.flush()
        self.endpoint = f"http://127.0.0.1:{int(self.process.stdout.readline())}/AcademicGateway"

    def heard(self):
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def generated(folder):
    """The WSDL and schema that we generate, as files."""
    service = GATEWAY.service
    wsdl = folder / Path(service.wsdl_path).name
    wsdl.write_text(spec.wsdl.wsdl(GATEWAY, "http://127.0.0.1/AcademicGateway"), encoding="utf-8")
    (folder / Path(service.schema_path).name).write_text(spec.wsdl.schema(GATEWAY), encoding="utf-8")
    return wsdl


@pytest.fixture(scope="module", params=["generated", "reference"])
def stranger(node_packages, tmp_path_factory, request):
    """A server built from the WSDL that we generate, or from the one that this project was written after."""
    wsdl = generated(tmp_path_factory.mktemp("wsdl")) if request.param == "generated" else REFERENCE
    running = NodeGateway(node_packages, wsdl)
    yield running
    running.stop()


@pytest.fixture
def client(stranger, tmp_path):
    profile = Profile("stranger", stranger.endpoint, LOGIN, "ABC")
    with GatewayClient(profile, GATEWAY, journal=Journal(tmp_path / "journal.jsonl"), environ={}) as ours:
        yield ours


def in_order(heard, operation):
    """The names of the elements that were heard are those of the signature, in its order."""
    assert heard["operation"] == operation
    names = [name for name, _ in heard["elements"]]
    assert names == [field.name for field in GATEWAY.operation(operation).fields if field.name in names]
    return dict(heard["elements"])


def test_all_seven_operations_are_understood_both_ways(stranger, client):
    """Every element in its own order, every result as its own type."""
    made = client.create_order_header(ed_institution="Größe & <Co>", course_name="Rivers", start_of_term="01/12/2027")
    heard = in_order(stranger.heard(), "createOrderHeader")
    assert (heard["username"], heard["prdAbrv"], heard["edInstitution"]) == (
        "nobody@example.org",
        "ABC",
        "Größe & <Co>",
    )
    assert (made.mode, made.platform, made.result) == ("DEMO", "rightsconnect", OrderHeader(made.result.id))
    number = made.result.id
    assert client.modify_order_header(order_header_id=number, course_name="Seas").result == OrderHeader(number)
    assert in_order(stranger.heard(), "modifyOrderHeader")["courseName"] == "Seas"
    draft = client.create_order_detail(
        order_header_id=number,
        ccc_work_inst=777,
        publication_year="2019",
        num_copies_stdnts=10,
        from_page="11",
        to_page="15",
        author="A. Writer",
    ).result
    heard = in_order(stranger.heard(), "createOrderDetail")
    assert (heard["numPages"], heard["numCopiesStdnts"], heard["author"]) == (-999999, 10, "A. Writer")
    assert draft == TempOrderDetail(draft.id)
    order = OrderDetail(draft.id, "GRANTED", TERMS, Decimal("12.50"))
    assert client.commit_order_detail(order_detail_id=draft.id).result == order
    stranger.heard()
    changed = client.modify_order_detail(order_detail_id=draft.id, num_copies_stdnts=20).result
    assert changed == OrderDetail(draft.id, "GRANTED", TERMS, Decimal("25.00"))
    stranger.heard()
    assert client.check_order_detail_status(order_detail_id=draft.id).result == changed
    stranger.heard()
    assert client.cancel_order_detail(order_detail_id=draft.id).result == CancelledOrderDetail(
        draft.id, Decimal("0.00")
    )
    stranger.heard()
    assert client.check_order_detail_status(order_detail_id=draft.id).result.cancelled
    stranger.heard()


def test_a_change_sends_every_element_in_its_own_order(stranger, client):
    """What does not change is sent as the words for that: an empty text, -999999."""
    with pytest.raises(GatewayError):
        client.modify_order_detail(order_detail_id=4711, author="B. Other")
    heard = stranger.heard()
    names = [name for name, _ in heard["elements"]]
    assert names == [field.name for field in GATEWAY.operation("modifyOrderDetail").fields]
    values = in_order(heard, "modifyOrderDetail")
    unchanged = {name for name, value in values.items() if value in ("", None, {}, -999999)}
    assert set(names) - unchanged == {"username", "password", "orderDetailId", "author"}
    assert (values["numCopiesStdnts"], values["numPages"]) == (-999999, -999999)


def test_its_refusals_faults_and_closed_door_are_understood(stranger, client):
    """All codes in order; a Fault is a Fault; a wrong key is HTTP 401."""
    with pytest.raises(GatewayError) as refused:
        client.cancel_order_detail(order_detail_id=4711)
    stranger.heard()
    assert (refused.value.mode, refused.value.errors) == (
        "DEMO",
        (
            CccError("9000", "CCC_206", 2, "refused with CCC_206 & <so>"),
            CccError("9001", "CCC_201", 2, "refused with CCC_201 & <so>"),
        ),
    )
    with pytest.raises(SoapFault) as fault:
        client.check_order_detail_status(order_detail_id=13)
    stranger.heard()
    assert (fault.value.fault_code, fault.value.fault_string) == ("soap:Server", "broke down")
    wrong = Credentials(LOGIN.username, LOGIN.password, Secret("OTHERKEY"), Secret("other-s3cret"))
    with (
        GatewayClient(Profile("wrong", stranger.endpoint, wrong), GATEWAY, journal=client.journal, environ={}) as other,
        pytest.raises(ProtocolError) as closed,
    ):
        other.check_order_detail_status(order_detail_id=5)
    assert closed.value.status == 401
    assert [entry.outcome for entry in client.journal.read().entries] == ["refused"]
