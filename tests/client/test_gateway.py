"""The careful client: checked before it is sent, sent once, and every answer understood."""

from __future__ import annotations

import copy
import threading
from decimal import Decimal

import pytest

from cccdiag.client.gateway import GUARD, GatewayClient
from cccdiag.client.profile import Credentials, Timeouts
from cccdiag.client.transport import Answer
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import (
    GatewayError,
    InputError,
    ProtocolError,
    SoapFault,
    TransportError,
    ValidationError,
)
from cccdiag.secrets import Secret
from cccdiag.soap import reply, request
from cccdiag.soap.model import CancelledOrderDetail, CccError, OrderDetail, OrderHeader, Reply, TempOrderDetail

NAMESPACE = "http://rightsconnect.copyright.com"
HEADER = {"edInstitution": "Brookfield College", "courseName": "Rivers", "startOfTerm": "01/12/2027"}
REMOTE = "https://gateway.example/AcademicGateway"
CHECK = {"orderDetailId": 5}


class Canned:
    """A transport that says one thing and counts how often it was asked."""

    def __init__(self, *answers, mode="DEMO"):
        self.requests = []
        self.answers = list(answers) or [Reply("checkOrderDetailStatus", mode, None, OrderDetail(5, "GRANTED"))]

    def __call__(self, asked):
        self.requests.append(asked)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Reply):
            answer = Answer(200, {}, reply.write(answer, NAMESPACE), 0.25, 3.0)
        return answer


@pytest.fixture
def client(site, gateway):
    def make(transport, endpoint="http://127.0.0.1:1/AcademicGateway", **options):
        changes = {"profile": site(endpoint)} | options
        return GatewayClient(changes.pop("profile"), gateway, transport, **changes)

    return make


@pytest.fixture(scope="module")
def emulator():
    with Emulator() as running:
        yield running


def profile_of(site, running, **changes):
    given = Credentials(running.username, running.password, running.access_key, running.access_secret)
    return site(running.endpoint, **({"credentials": given, "product": running.product} | changes))


def test_the_seven_verbs_do_what_they_say(site, gateway, emulator):
    """An order's life over real HTTP, names in Python spelling."""
    with GatewayClient(profile_of(site, emulator), gateway, environ={}) as client:
        header = client.create_order_header(ed_institution="College", course_name="Rivers", start_of_term="01/12/2027")
        assert isinstance(header.result, OrderHeader)
        number = header.result.id
        assert client.modify_order_header(order_header_id=number, course_name="Seas").result == OrderHeader(number)
        draft = client.create_order_detail(
            order_header_id=number,
            ccc_work_inst=777,
            publication_year="2019",
            num_copies_stdnts=10,
            from_page="11",
            to_page="15",
            author="A. Writer",
        )
        assert isinstance(draft.result, TempOrderDetail)
        detail = draft.result.id
        committed = client.commit_order_detail(order_detail_id=detail).result
        assert (committed.id, committed.right, committed.cancelled) == (detail, "GRANTED", False)
        assert isinstance(committed.fee, Decimal)
        assert client.modify_order_detail(order_detail_id=detail, num_copies_stdnts=20).result.fee == 2 * committed.fee
        assert client.check_order_detail_status(order_detail_id=detail).result.id == detail
        assert isinstance(client.cancel_order_detail(order_detail_id=detail).result, CancelledOrderDetail)
        assert client.check_order_detail_status(order_detail_id=detail).result.cancelled


def test_there_is_a_verb_for_every_operation(gateway):
    """Made of the spec's names."""
    from cccdiag.spec.names import to_snake

    assert all(callable(getattr(GatewayClient, to_snake(operation.name), None)) for operation in gateway.operations)


def test_login_and_product_come_from_the_profile(client):
    """And are not asked of the caller."""
    canned = Canned(Reply("createOrderHeader", "DEMO", None, OrderHeader(1)))
    client(canned).call("createOrderHeader", HEADER)
    sent = request.read(canned.requests[0].body).values
    assert (sent["username"], sent["password"], sent["prdAbrv"]) == ("canary-user-11", "canary-pass-22", "ABC")
    assert sent["edInstitution"] == "Brookfield College"


@pytest.mark.parametrize("name", ["prdAbrv", "prdAbv"])
def test_a_product_that_the_caller_names_is_used(name, client):
    """In either of its spellings (D01)."""
    canned = Canned(Reply("createOrderHeader", "DEMO", None, OrderHeader(1)))
    client(canned).call("createOrderHeader", {**HEADER, name: "XYZ"})
    assert request.read(canned.requests[0].body).values["prdAbrv"] == "XYZ"


def test_all_violations_are_told_and_nothing_is_sent(client):
    """Missing, too long, out of range, unknown, and what XML cannot carry."""
    canned = Canned()
    with pytest.raises(ValidationError) as caught:
        client(canned).call("createOrderHeader", {"edInstitution": "x" * 256, "courseName": "a\x00", "colour": "red"})
    assert [(v.code, v.field) for v in caught.value.violations] == [
        ("CCC_102", "edInstitution"),
        ("CCC_101", "courseName"),
        ("CCC_100", "startOfTerm"),
        ("CCC_101", "colour"),
    ]
    assert canned.requests == []


@pytest.mark.parametrize("text", ["\x00", "\x1f", "\ud800", "\ufffe", "a\x0bb"])
def test_a_value_that_xml_cannot_carry_is_a_violation(text, client):
    """Never a crash."""
    canned = Canned()
    with pytest.raises(ValidationError):
        client(canned).call("createOrderHeader", HEADER | {"instructorName": text})
    assert canned.requests == []


def test_a_password_longer_than_the_gateway_takes_is_not_sent(client, site):
    """A Marketplace password of more than 25 characters can never work."""
    long = Credentials(Secret("u"), Secret("x" * 26), Secret("k"), Secret("s"))
    with pytest.raises(ValidationError, match="password") as caught:
        client(Canned(), profile=site("http://127.0.0.1:1/", credentials=long)).call("checkOrderDetailStatus", CHECK)
    assert "x" * 26 not in str(caught.value)


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("http://127.0.0.1:1/AcademicGateway", True),
        ("http://localhost:1/x", True),
        ("http://rightsconnectdem1.copyright.com/AcademicGateway", True),
        ("http://rightsconnect.copyright.com/AcademicGateway", False),
        ("https://rightsconnectdem1.copyright.com.example/x", False),
        (REMOTE, False),
    ],
)
def test_what_changes_orders_goes_to_this_machine_and_known_demo_systems_only(endpoint, allowed, client):
    """Anything else needs an explicit word."""
    canned = Canned(Reply("cancelOrderDetail", "DEMO", None, CancelledOrderDetail(5)))
    guarded = client(canned, endpoint)
    if allowed:
        assert guarded.call("cancelOrderDetail", CHECK).result == CancelledOrderDetail(5)
        return
    with pytest.raises(ValidationError) as caught:
        guarded.call("cancelOrderDetail", CHECK)
    assert [(v.code, v.field) for v in caught.value.violations] == [(GUARD, "endpoint")]
    assert canned.requests == []
    assert client(canned, endpoint, allow_prod=True).call("cancelOrderDetail", CHECK).result == CancelledOrderDetail(5)


def test_reading_needs_no_word(client):
    """The probe of a health check goes anywhere."""
    assert client(Canned(mode="PROD"), REMOTE).call("checkOrderDetailStatus", CHECK).result.right == "GRANTED"


@pytest.mark.parametrize(
    ("mode", "opens"), [("DEMO", True), ("demo", True), ("PROD", False), ("LOCAL", False), (None, False)]
)
def test_an_endpoint_that_called_itself_demo_is_known_to_be_one(mode, opens, client):
    """Any other word, and silence, is guarded like production (D66, D67)."""
    status = Reply("checkOrderDetailStatus", mode, None, OrderDetail(5, "GRANTED"))
    canned = Canned(status, Reply("cancelOrderDetail", mode, None, CancelledOrderDetail(5)))
    guarded = client(canned, REMOTE)
    guarded.call("checkOrderDetailStatus", CHECK)
    if opens:
        guarded.call("cancelOrderDetail", CHECK)
    else:
        with pytest.raises(ValidationError):
            guarded.call("cancelOrderDetail", CHECK)
    assert len(canned.requests) == 1 + opens


def test_a_refusal_carries_all_errors_in_order_and_the_mode(client):
    """The gateway answers lists."""
    errors = (CccError("7", "CCC_204", 2, "late"), CccError(None, "CCC_999", None, "new"))
    canned = Canned(Reply("checkOrderDetailStatus", "Demo", None, None, errors))
    with pytest.raises(GatewayError) as caught:
        client(canned).call("checkOrderDetailStatus", CHECK)
    assert (caught.value.errors, caught.value.codes, caught.value.mode) == (errors, ("CCC_204", "CCC_999"), "Demo")


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (Answer(500, {}, reply.write_fault("Server", "down")), SoapFault, "fault"),
        (Answer(401, {}, b""), ProtocolError, "empty"),
        (Answer(403, {}, b"<html/>"), ProtocolError, "html"),
        (Answer(204, {}, b""), ProtocolError, "empty"),
        (Answer(302, {}, b""), ProtocolError, "empty"),
        (Answer(200, {}, b"<html>Log in</html>"), ProtocolError, "html"),
        (
            Answer(200, {}, reply.write(Reply("x", "DEMO", None, OrderHeader(1)), NAMESPACE)),
            ProtocolError,
            "no-response",
        ),
    ],
)
def test_an_answer_of_somebody_else_is_told_as_such(answer, kind, reason, client):
    """With its status; a reply to another operation is nobody's answer."""
    with pytest.raises(kind) as caught:
        client(Canned(answer)).call("checkOrderDetailStatus", CHECK)
    assert (caught.value.reason, caught.value.status) == (reason, answer.status)


def test_a_refusal_that_was_cut_short_still_names_its_codes(client):
    """What came whole was said."""
    whole = Reply("checkOrderDetailStatus", "DEMO", None, None, (CccError("1", "CCC_203", 2, "hold"),))
    with pytest.raises(ProtocolError) as caught:
        client(Canned(Answer(200, {}, reply.write(whole, NAMESPACE)[:-30]))).call("checkOrderDetailStatus", CHECK)
    assert (caught.value.reason, caught.value.codes) == ("truncated", ("CCC_203",))


@pytest.mark.parametrize(
    "answer",
    [
        TransportError("http", "read-timeout", "lost", outcome_unknown=True),
        Answer(503, {}, b""),
        Answer(200, {}, b"<cut"),
    ],
)
@pytest.mark.parametrize("operation", ["commitOrderDetail", "modifyOrderDetail", "cancelOrderDetail"])
def test_what_changes_orders_is_never_sent_twice(answer, operation, client):
    """Whatever came of it."""
    canned = Canned(answer)
    with pytest.raises((TransportError, ProtocolError)):
        client(canned).call(operation, CHECK | ({"author": "B"} if operation.startswith("modify") else {}))
    assert len(canned.requests) == 1


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("checkOrderDetailStatsu", "did you mean checkOrderDetailStatus?"),
        ("commit", "did you mean"),
        ("", "there are createOrderHeader,"),
    ],
)
def test_an_operation_that_does_not_exist_is_told_with_what_may_be_meant(name, meant, client):
    """Before anything else."""
    with pytest.raises(InputError, match="There is no operation") as caught:
        client(Canned()).call(name, {})
    assert meant in str(caught.value)


@pytest.mark.parametrize("name", ["checkOrderDetailStatus", "check_order_detail_status", "check-order-detail-status"])
def test_an_operation_may_be_spelled_in_three_ways(name, client):
    """As on the wire, as in Python, as an option."""
    assert client(Canned()).call(name, CHECK).operation == "checkOrderDetailStatus"


def test_the_last_exchange_is_kept_without_its_credentials(client):
    """Also where the answer repeats them."""
    echo = Reply(
        "checkOrderDetailStatus", "DEMO", None, OrderDetail(5, "GRANTED", "for canary-user-11 & canary-pass-22")
    )
    asking = client(Canned(echo))
    asking.call("checkOrderDetailStatus", CHECK)
    kept = asking.last_exchange
    assert (kept.operation, kept.status, kept.seconds, kept.clock_skew) == ("checkOrderDetailStatus", 200, 0.25, 3.0)
    assert "<orderDetailId>5</orderDetailId>" in kept.request
    assert "<right>GRANTED</right>" in kept.answer
    shown = f"{kept!r} {kept.sent} {kept.received} {kept.request} {kept.answer}"
    with pytest.raises(TypeError):
        copy.deepcopy(kept.sent)
    assert not [secret for secret in ("canary-user-11", "canary-pass-22") if secret in shown]


def test_an_exchange_without_an_answer_is_kept_too(client):
    """The request is half of the diagnosis."""
    asking = client(Canned(TransportError("tcp", "refused", "no")))
    with pytest.raises(TransportError):
        asking.call("checkOrderDetailStatus", CHECK)
    assert (asking.last_exchange.status, asking.last_exchange.answer) == (None, None)
    assert "checkOrderDetailStatus" in asking.last_exchange.request


@pytest.mark.parametrize(
    ("fault", "kind", "word"),
    [
        ({"code": "CCC_001"}, GatewayError, None),
        ({"status": 401}, ProtocolError, 401),
        ({"status": 503}, ProtocolError, 503),
        ({"reset": "before-answer"}, TransportError, ("tcp", "reset")),
        ({"hang": True}, TransportError, ("http", "read-timeout")),
        ({"cut": 200}, ProtocolError, 200),
        ({"bytes_per_second": 10}, TransportError, ("http", "read-timeout")),
        ({"gzip": True}, None, None),
        ({"chunked": True}, None, None),
    ],
    ids=str,
)
def test_every_trouble_of_the_emulator_has_one_name(fault, kind, word, site, gateway):
    """Over real HTTP."""
    with Emulator(faults=[Fault(**fault)]) as troubled:
        profile = profile_of(site, troubled, timeouts=Timeouts(1, 0.7, 1))
        with GatewayClient(profile, gateway, environ={}) as client:
            if kind is None:
                assert client.call("createOrderHeader", HEADER).result.id
                return
            with pytest.raises(kind) as caught:
                client.call("createOrderHeader", HEADER)
    error = caught.value
    if isinstance(error, TransportError):
        assert (error.layer, error.reason) == word
        assert error.outcome_unknown
    elif isinstance(error, ProtocolError):
        assert error.status == word
    else:
        assert error.codes == ("CCC_001",)


def test_a_transport_that_was_brought_along_is_not_closed(client):
    """It belongs to whoever made it."""
    with client(Canned()) as asking:
        asking.call("checkOrderDetailStatus", CHECK)
    assert asking.call("checkOrderDetailStatus", CHECK).result == OrderDetail(5, "GRANTED")


def test_threads_share_a_client_its_connections_and_nothing_else(serve, site, gateway):
    """Each gets its own answers and keeps its own last exchange; there are no more connections than threads."""

    def echo(connection, raw):
        number = int(request.read(raw.partition(b"\r\n\r\n")[2]).values["orderDetailId"])
        body = reply.write(Reply("checkOrderDetailStatus", "DEMO", None, OrderDetail(number, "GRANTED")), NAMESPACE)
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    server = serve(echo)
    wrong = []
    with GatewayClient(site(server.url()), gateway, environ={}) as asking:

        def work(thread):
            for number in range(thread * 1000 + 1, thread * 1000 + 26):
                seen = asking.check_order_detail_status(order_detail_id=number).result.id
                kept = asking.last_exchange
                if seen != number or f">{number}<" not in kept.request or f'id="{number}"' not in kept.answer:
                    wrong.append(number)

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert asking.last_exchange is None
    assert (wrong, len(server.requests)) == ([], 200)
    assert server.connections <= 8
