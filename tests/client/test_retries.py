"""Trying again: only what can do no harm, only what may go better, only while there is time."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from cccdiag.client import retries
from cccdiag.client.failures import REASONS
from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Journal
from cccdiag.client.profile import Timeouts
from cccdiag.client.transport import Answer
from cccdiag.errors import GatewayError, ProtocolError, SoapFault, TransportError
from cccdiag.soap import reply
from cccdiag.soap.model import CccError, OrderDetail, OrderHeader, Reply

NAMESPACE = "http://rightsconnect.copyright.com"
HEADER = {"edInstitution": "Brookfield College", "courseName": "Rivers", "startOfTerm": "01/12/2027"}
STATUS = Reply("checkOrderDetailStatus", "DEMO", None, OrderDetail(5, "GRANTED"))
LOST = TransportError("http", "read-timeout", "lost", outcome_unknown=True)
REFUSED = TransportError("tcp", "refused", "nobody there")


class Script:
    """A transport that goes through a list of answers and errors, and stays with the last."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        step = self.steps[min(len(self.requests), len(self.steps)) - 1]
        if isinstance(step, Exception):
            raise step
        return Answer(200, {}, reply.write(step, NAMESPACE)) if isinstance(step, Reply) else step


@pytest.fixture
def client(site, gateway, tmp_path):
    def make(script, **options):
        timeouts = options.pop("timeouts", Timeouts(2, 2, 5))
        profile = site("http://127.0.0.1:1/AcademicGateway", timeouts=timeouts)
        return GatewayClient(profile, gateway, script, journal=Journal(tmp_path / "j"), **options)

    return make


@pytest.mark.parametrize(
    "trouble", [LOST, REFUSED, Answer(503, {}, b""), Answer(504, {}, b"<html/>"), Answer(200, {}, b"<S:Envelope>")]
)
def test_what_only_reads_is_tried_again(trouble, client):
    """And which try brought the answer is kept."""
    script = Script(trouble, trouble, STATUS)
    asking = client(script)
    assert asking.call("checkOrderDetailStatus", {"orderDetailId": 5}).result.id == 5
    assert (len(script.requests), asking.last_exchange.attempt) == (3, 3)


def test_what_changes_orders_is_tried_again_only_if_no_byte_left_us(client):
    """A refused connection is harmless, a lost answer is not (D78)."""
    script = Script(REFUSED, Reply("createOrderHeader", "DEMO", None, OrderHeader(7)))
    asking = client(script)
    assert asking.call("createOrderHeader", HEADER).result == OrderHeader(7)
    assert len(script.requests) == 2
    (entry,) = asking.journal.read().entries
    assert (entry.outcome, entry.result) == ("answered", {"type": "order_header", "id": 7})
    script = Script(REFUSED, LOST, Reply("createOrderHeader", "DEMO", None, OrderHeader(8)))
    with pytest.raises(TransportError):
        client(script).call("createOrderHeader", HEADER)
    assert len(script.requests) == 2


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (TransportError("tls", "untrusted", "no"), TransportError),
        (TransportError("dns", "not-found", "no"), TransportError),
        (TransportError("proxy", "auth-required", "no"), TransportError),
        (TransportError("http", "too-large", "no", outcome_unknown=True), TransportError),
        (Answer(401, {}, b""), ProtocolError),
        (Answer(404, {}, b""), ProtocolError),
        (Answer(500, {}, reply.write_fault("Server", "down")), SoapFault),
        (Reply("checkOrderDetailStatus", "DEMO", None, None, (CccError("1", "CCC_206", 2),)), GatewayError),
    ],
)
def test_what_will_not_go_better_is_not_tried_again(answer, kind, client):
    """An answer is an answer, and a closed door stays closed."""
    script = Script(answer)
    with pytest.raises(kind):
        client(script).call("checkOrderDetailStatus", {"orderDetailId": 5})
    assert len(script.requests) == 1


def test_the_last_failure_is_the_one_that_is_told(client):
    """After as many tries as were allowed."""
    script = Script(REFUSED, LOST)
    with pytest.raises(TransportError) as caught:
        client(script, attempts=4).call("checkOrderDetailStatus", {"orderDetailId": 5})
    assert (caught.value, len(script.requests)) == (LOST, 4)
    script = Script(REFUSED)
    with pytest.raises(TransportError):
        client(script, attempts=1).call("checkOrderDetailStatus", {"orderDetailId": 5})
    assert len(script.requests) == 1


def test_all_tries_together_keep_the_time_of_one_call(client):
    """Each is given what is left, and none begins after the end."""

    class Slow(Script):
        def __call__(self, request):
            time.sleep(0.2)
            return super().__call__(request)

    script = Slow(LOST)
    started = time.monotonic()
    with pytest.raises(TransportError):
        client(script, attempts=50, timeouts=Timeouts(5, 5, 3)).call("checkOrderDetailStatus", {"orderDetailId": 5})
    assert time.monotonic() - started < 8
    given = [request.seconds for request in script.requests]
    assert given == sorted(given, reverse=True)
    assert 0 < given[-1] < given[0] <= 3
    assert len(given) < 50


def test_a_gateway_that_comes_up_late_is_reached(site, gateway, serve, tmp_path):
    """Over real sockets: the first tries are refused, nothing was sent, and then somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    body = reply.write(Reply("createOrderHeader", "DEMO", None, OrderHeader(7)), NAMESPACE)
    heard = []

    def listen():
        time.sleep(0.4)
        with socket.create_server(("127.0.0.1", port)) as listening:
            connection, _ = listening.accept()
            with connection:
                heard.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    thread = threading.Thread(target=listen)
    thread.start()
    profile = site(f"http://127.0.0.1:{port}/AcademicGateway", timeouts=Timeouts(2, 2, 10))
    with GatewayClient(profile, gateway, journal=Journal(tmp_path / "j"), attempts=100, environ={}) as asking:
        assert asking.call("createOrderHeader", HEADER).result == OrderHeader(7)
    thread.join()
    assert len(heard) == 1


def test_every_reason_that_may_pass_exists():
    """The list speaks the transport's words."""
    assert all(reason in REASONS[layer] for layer, reason in retries._PASSING)
