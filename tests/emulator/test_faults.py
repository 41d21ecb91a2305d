"""Every way to fail, seen from a client's side of the line."""

from __future__ import annotations

import gzip
import http.client
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from cccdiag import facts
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import FactError, ProtocolError, SoapFault
from cccdiag.soap import reply


@pytest.fixture
def broken(gateway, customer):
    """Set faults for one test; afterwards the gateway is well again."""

    def breaks(*faults: Fault):
        gateway.set_faults(*faults)
        return customer

    yield breaks
    gateway.set_faults()


def ask(customer):
    return customer.raw(customer.envelope("checkOrderDetailStatus", orderDetailId=1))


STATUSES = (301, 302, 401, 403, 404, 407, 429, 500, 502, 503, 504)


@pytest.mark.parametrize("status", STATUSES)
def test_an_http_status_with_the_page_of_a_balancer(broken, status):
    """The status comes with an HTML page, and with the headers that belong to it."""
    seen, headers, body = ask(broken(Fault(status=status)))
    assert (seen, headers.get_content_type(), str(status).encode() in body) == (status, "text/html", True)
    needed = {301: "Location", 302: "Location", 401: "WWW-Authenticate", 407: "Proxy-Authenticate", 429: "Retry-After"}
    assert headers[needed.get(status, "Content-Type")]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(body="login-page"), "html"),
        (Fault(body="not-xml"), "not-xml"),
        (Fault(body="empty"), "empty"),
        (Fault(body="entity-bomb"), "forbidden-xml"),
        (Fault(body="external-entity"), "forbidden-xml"),
        (Fault(cut=300), "truncated"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_body_that_is_not_the_gateways(broken, fault, reason):
    """With status 200 something else answers, or half of the gateway's answer."""
    customer = broken(fault)
    address = urlsplit(customer.gateway.endpoint)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    sent = {"Authorization": customer.authorization()}
    connection.request("POST", address.path, customer.envelope("checkOrderDetailStatus", orderDetailId=1), sent)
    answer = connection.getresponse()
    try:
        body = answer.read()
    except http.client.IncompleteRead as incomplete:
        body = incomplete.partial
    connection.close()
    assert answer.status == 200
    with pytest.raises(ProtocolError) as refused:
        reply.read(body)
    assert refused.value.reason == reason


def test_a_soap_fault(broken):
    """The service breaks down: HTTP 500 and a Fault of the server's."""
    status, _, body = ask(broken(Fault(body="soap-fault")))
    with pytest.raises(SoapFault) as fault:
        reply.read(body, status)
    assert (status, fault.value.fault_code) == (500, "S:Server")


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_an_answer_is_cut_at_a_byte(broken, cut):
    """The length is announced, fewer bytes come."""
    with pytest.raises(http.client.IncompleteRead) as incomplete:
        ask(broken(Fault(cut=cut)))
    assert len(incomplete.value.partial) == cut


@pytest.mark.parametrize("when", ["before-read", "before-answer"])
def test_the_connection_is_reset(broken, when):
    """The client sees a reset, not an end."""
    with pytest.raises(ConnectionResetError):
        ask(broken(Fault(reset=when)))


def test_silence_until_the_client_gives_up(broken, gateway):
    """Nothing comes; others are served meanwhile."""
    customer = broken(Fault(operation="checkOrderDetailStatus", hang=True))
    address = urlsplit(gateway.endpoint)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=0.3)
    body = customer.envelope("checkOrderDetailStatus", orderDetailId=1)
    connection.request("POST", address.path, body, {"Authorization": customer.authorization()})
    assert customer.header()
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()


def test_a_delay_keeps_one_client_waiting_and_no_other(broken):
    """A slow answer is the true answer, later."""
    customer = broken(Fault(operation="checkOrderDetailStatus", delay=3))
    started = time.perf_counter()
    with ThreadPoolExecutor(1) as other:
        late = other.submit(customer.codes, "checkOrderDetailStatus", orderDetailId=1)
        assert customer.header()
        assert not late.done()
        assert late.result() == ("CCC_206",)
    assert time.perf_counter() - started >= 3


def test_an_answer_drips(broken):
    """Slowly, in pieces, but whole."""
    customer = broken(Fault(bytes_per_second=2000))
    started = time.perf_counter()
    assert customer.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_206",)
    assert time.perf_counter() - started > 0.15


def test_dressed_up_answers_are_still_answers(broken):
    """Chunked, compressed or mislabelled, the reply is what it was."""
    status, headers, body = ask(broken(Fault(chunked=True)))
    assert (headers["Transfer-Encoding"], reply.read(body, status).errors[0].code) == ("chunked", "CCC_206")
    status, headers, body = ask(broken(Fault(gzip=True)))
    assert (headers["Content-Encoding"], reply.read(gzip.decompress(body)).errors[0].code) == ("gzip", "CCC_206")
    status, headers, body = ask(broken(Fault(content_type="text/html; charset=utf-16")))
    assert (headers["Content-Type"], reply.read(body).errors[0].code) == ("text/html; charset=utf-16", "CCC_206")
    status, headers, body = ask(broken(Fault(encoding="utf-16-be")))
    assert body.decode("utf-16-be").startswith('<?xml version="1.0" encoding="UTF-8"?>')
    status, headers, body = ask(broken(Fault(headers={"X-Amzn-Trace": "1"})))
    assert (headers["X-Amzn-Trace"], status) == ("1", 200)


@pytest.mark.parametrize("fault", [{"reset": "before-answer"}, {"status": 504}, {"code": "CCC_002"}, {"hang": True}])
def test_an_answer_is_lost_after_the_commit(caller_of, fault):
    """The order is made and nobody says so: the unknown outcome."""
    with Emulator(faults=[Fault(operation="commitOrderDetail", processed=True, **fault)]) as gateway:
        customer = caller_of(gateway)
        draft = customer.draft()
        address = urlsplit(gateway.endpoint)
        with socket.create_connection((address.hostname, address.port), timeout=5) as line:
            body = customer.envelope("commitOrderDetail", orderDetailId=draft)
            head = f"POST {address.path} HTTP/1.1\r\nHost: x\r\nAuthorization: {customer.authorization()}\r\nContent-Length: {len(body)}"
            line.sendall(head.encode() + b"\r\n\r\n" + body)
            time.sleep(0.2)
            assert customer.status(draft).right == "GRANTED"


def test_what_was_not_processed_was_not_done(broken):
    """A status in place of an answer leaves the draft a draft."""
    customer = broken()
    draft = customer.draft()
    customer.gateway.set_faults(Fault(operation="commitOrderDetail", status=504))
    assert customer.raw(customer.envelope("commitOrderDetail", orderDetailId=draft))[0] == 504
    customer.gateway.set_faults()
    assert customer.codes("checkOrderDetailStatus", orderDetailId=draft) == ("CCC_206",)
    assert customer.commit(draft).right == "GRANTED"


def test_a_fault_hits_the_calls_that_it_numbers(broken):
    """The second and the fourth call of an operation, other operations not counted."""
    customer = broken(Fault(operation="checkOrderDetailStatus", code="CCC_001", calls=(2, 4)))
    seen = []
    for _ in range(5):
        customer.header()
        seen += customer.codes("checkOrderDetailStatus", orderDetailId=1)
    assert seen == ["CCC_206", "CCC_001", "CCC_206", "CCC_001", "CCC_206"]


def test_chance_is_repeatable(caller_of):
    """The same seed strikes the same calls, another seed others."""

    def seen(seed: int) -> list[str]:
        with Emulator(faults=[Fault(code="CCC_001", percent=50)], seed=seed) as gateway:
            customer = caller_of(gateway)
            return [customer.codes("checkOrderDetailStatus", orderDetailId=1)[0] for _ in range(20)]

    first = seen(1)
    assert first == seen(1)
    assert first != seen(2)
    assert set(first) == {"CCC_001", "CCC_206"}


def test_the_first_fault_that_fits_counts(broken):
    """Faults are tried in their order."""
    customer = broken(Fault(operation="createOrderHeader", code="CCC_002"), Fault(code="CCC_001"))
    assert customer.codes("createOrderHeader") == ("CCC_002",)
    assert customer.codes("commitOrderDetail") == ("CCC_001",)


def test_a_code_fault_lets_nobody_in_and_reads_no_rubbish(broken):
    """The locks stay locked: without a key it is 401, and what is no SOAP is a Fault."""
    customer = broken(Fault(code="CCC_001"))
    assert customer.raw(b"x", headers={"Authorization": None})[0] == 401
    assert customer.raw(b"x")[0] == 500


def test_the_wsdl_has_faults_of_its_own(broken, gateway):
    """A fault for ``wsdl`` strikes the documents alone, one for every call does not."""
    customer = broken(Fault(operation="wsdl", status=404), Fault(operation="*", status=500))
    assert customer.raw(None, "GET", gateway.wsdl)[0] == 404
    assert ask(customer)[0] == 500


def test_a_stop_does_not_wait_for_faults(caller_of):
    """Whoever hangs or waits is let go when the emulator stops."""
    with Emulator(faults=[Fault(operation="createOrderHeader", hang=True), Fault(delay=600)]) as gateway:
        customer = caller_of(gateway)
        address = urlsplit(gateway.endpoint)
        lines = []
        for operation in ("createOrderHeader", "commitOrderDetail"):
            line = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
            line.request(
                "POST", address.path, customer.envelope(operation), {"Authorization": customer.authorization()}
            )
            lines.append(line)
        time.sleep(0.1)
        started = time.perf_counter()
    assert time.perf_counter() - started < 60
    for line in lines:
        line.close()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({}, "changes nothing"),
        ({"code": "204"}, "CCC_nnn"),
        ({"code": "CCC_204", "status": 500}, "neither status nor body"),
        ({"status": 100}, "status 100"),
        ({"cut": -1}, "cut"),
        ({"delay": -1.0}, "delay"),
        ({"percent": 101.0, "status": 500}, "percent"),
        ({"calls": [0], "status": 500}, "from 1"),
        ({"reset": "before-read", "operation": "commitOrderDetail"}, "'\\*'"),
        ({"reset": "before-read", "processed": True}, "processed"),
        ({"reset": "now"}, "not one of"),
        ({"encoding": "klingon"}, "klingon"),
        ({"headers": {"bad header": "x"}}, "headers"),
        ({"content_type": "text/xml\r\nx: y"}, "content_type"),
        ({"statis": 500}, "did you mean 'status'"),
        ({"operation": "", "status": 500}, "operation"),
    ],
)
def test_what_is_no_fault_is_refused_in_one_sentence(wrong, told):
    """A fault that cannot be played is not accepted."""
    with pytest.raises(FactError, match=told):
        facts.build(Fault, wrong, "scenario")
