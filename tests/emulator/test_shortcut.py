"""The short way of an ordinary call and the usual way: nobody can tell them apart."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from urllib.parse import urlsplit

import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uvicorn.server import ServerState

from cccdiag.emulator import Emulator, Fault, shortcut
from cccdiag.emulator.shortcut import ShortProtocol
from cccdiag.emulator.wire import Answer

OWN = {
    "username": "same-user",
    "password": "not-a-real-password",
    "access_key": "K" * 20,
    "access_secret": "S" * 44,
    "product": "EMU",
}
# A fault in force keeps every call on the usual way, also one that strikes a call that never comes.
NEVER = Fault(code="CCC_001", calls=(10**9,))

BROKEN = (
    b"HTTP/1.1 500 Internal Server Error\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 21\r\nconnection: close\r\n\r\nInternal Server Error"
)


def answers(gateway, requests: list[bytes]) -> list[bytes]:
    """What each of the requests is answered with, sent one after the other on one connection, without the date."""
    address = urlsplit(gateway.endpoint)
    heard = []
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        for request in requests:
            connection.sendall(request)
            heard.append(re.sub(rb"date: [^\r]*\r\n", b"", answer(connection)))
    return heard


def answer(connection: socket.socket) -> bytes:
    received = b""
    while (
        length := re.search(rb"content-length: (\d+)\r\n(?s:.*?)\r\n\r\n|content-length: (\d+)\r\n\r\n", received)
    ) is None:
        part = connection.recv(65536)
        assert part, received
        received += part
    missing = length.end() + int(length[1] or length[2]) - len(received)
    while missing > 0:
        part = connection.recv(missing)
        assert part, received
        received += part
        missing -= len(part)
    return received


def posted(customer, body: bytes, *lines: str) -> bytes:
    """A whole request."""
    head = ["POST /AcademicGateway HTTP/1.1", "Host: x", f"Authorization: {customer.authorization()}", *lines]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


@pytest.fixture(scope="module")
def both():
    with Emulator(credentials=OWN) as short, Emulator(credentials=OWN, faults=[NEVER]) as usual:
        yield short, usual


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["createOrderHeader", "createOrderDetail", "commitOrderDetail", "checkOrderDetailStatus"]),
    values=st.fixed_dictionaries(
        {"courseName": st.sampled_from(["Examples", "Café", "x" * 300, "a\tb"])},
        optional={
            "startOfTerm": st.sampled_from(["09/01/2026", "soon"]),
            "orderDetailId": st.integers(1_000_000, 1_000_050),
        },
    ),
    cut=st.integers(0, 4000),
    junk=st.sampled_from([b"", b"", b"<", b"&", b"\x00", b"\xc3", b"]]>", b"<!-- -->", b"<x/>"]),
    lines=st.sampled_from(
        [
            (),
            (),
            ("Content-Type: application/soap+xml",),
            ("Content-Encoding: identity",),
            ("Authorization: Basic AAAA",),
        ]
    ),
)
def test_both_ways_give_the_same_bytes(both, caller_of, name, values, cut, junk, lines):
    """Good calls and broken ones, orders and refusals, faults of HTTP and of SOAP: the same answer, to the byte."""
    short, usual = both
    customer = caller_of(short)
    envelope = customer.envelope(name, **(customer.ordinary(name) | values))
    cut %= len(envelope)
    request = posted(customer, envelope[:cut] + junk + envelope[cut:], *lines)
    assert answers(short, [request, request]) == answers(usual, [request, request])


@pytest.mark.parametrize("durable", [False, True])
def test_calls_of_one_packet_are_answered_in_order(tmp_path, caller_of, durable):
    """Ten calls that come at once are carried out and answered one after the other."""
    with Emulator(data=tmp_path / "orders.sqlite" if durable else None) as gateway:
        customer = caller_of(gateway)
        first = customer.header()
        body = customer.envelope("createOrderHeader", prdAbrv=gateway.product, **{"edInstitution": "x"} | HEADER)
        address = urlsplit(gateway.endpoint)
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            connection.sendall(posted(customer, body) * 10)
            received = b""
            while received.count(b"</S:Envelope>") < 10:
                received += connection.recv(65536)
    assert [int(number) for number in re.findall(rb'id="(\d+)"', received)] == list(range(first + 1, first + 11))


HEADER = {"courseName": "Introduction to Examples", "startOfTerm": "09/01/2026"}


@pytest.mark.parametrize("durable", [False, True])
@pytest.mark.parametrize("faults", [(), (NEVER,)], ids=["short", "usual"])
def test_who_cannot_be_told_of_a_call_breaks_that_call_alone(tmp_path, caller_of, durable, faults, caplog):
    """The listener's own failure is logged, the client hears 500 and that the connection ends, and the next call is answered."""
    failing = [True]

    def listener(exchange) -> None:
        if failing:
            failing.pop()
            raise OSError("nobody listens")

    data = tmp_path / "orders.sqlite" if durable else None
    with Emulator(data=data, listener=listener, faults=faults) as gateway:
        customer = caller_of(gateway)
        request = posted(customer, customer.envelope("commitOrderDetail", orderDetailId=1))
        assert answers(gateway, [request]) == [BROKEN]
        assert customer.header() > 0
    assert "nobody listens" in caplog.text


class Clockwork(asyncio.SelectorEventLoop):
    """A loop whose clock the test turns."""

    now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clockwork():
    loop = Clockwork()
    yield loop
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


class Silence:
    """Answers every call with its own body."""

    path = b"/x"

    def is_open(self) -> bool:
        return True

    def take(self, headers, body, deliver) -> bool:
        deliver(Answer(200, (), body))
        return True


async def turn_to(loop: Clockwork, moment: float) -> None:
    """Turn the clock and let what is due be done."""
    loop.now = moment
    for _ in range(5):
        await asyncio.sleep(0)


CALL = b"POST /x HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi"


@contextlib.asynccontextmanager
async def connected(loop: Clockwork):
    """A protocol with a real connection, and the client's end of it."""
    config = uvicorn.Config(
        Silence(), http=ShortProtocol, ws="none", lifespan="off", log_config=None, timeout_keep_alive=75
    )
    protocol = ShortProtocol(config, ServerState(), {}, loop)
    near, far = socket.socketpair()
    with far:
        far.settimeout(30)
        await loop.connect_accepted_socket(lambda: protocol, near)
        yield protocol, far
        protocol.transport.close()
        await turn_to(loop, loop.now)


def test_a_connection_is_closed_when_nothing_came_for_so_long(clockwork):
    """Each answer begins the time anew; while a request comes in, and however often the timer rings, nobody is cut off."""

    async def spoken() -> None:
        async with connected(clockwork) as (protocol, far):
            for part, moment in [(CALL, 1000.0), (CALL, 1074.0), (CALL[:30], 1148.0), (CALL[30:], 2000.0)]:
                await turn_to(clockwork, moment)
                assert not protocol.transport.is_closing(), moment
                protocol.data_received(part)
                await turn_to(clockwork, moment)
                if part.endswith(b"hi"):
                    assert far.recv(1000).endswith(b"hi")
            await turn_to(clockwork, 2074.0)
            assert not protocol.transport.is_closing()
            await turn_to(clockwork, 2076.0)
            assert protocol.transport.is_closing()
            await turn_to(clockwork, 2077.0)
            assert far.recv(1000) == b""

    clockwork.run_until_complete(spoken())


@pytest.mark.parametrize("sent", [CALL[:-1], CALL[:-2]])
def test_who_is_still_asking_when_the_server_stops_may_finish_it(clockwork, sent):
    """The rest is awaited for a moment, then answered with the end of the connection, or the connection ends without it."""

    async def spoken() -> None:
        async with connected(clockwork) as (protocol, far):
            protocol.data_received(sent)
            protocol.shutdown()
            await turn_to(clockwork, 1001.0)
            assert not protocol.transport.is_closing()
            protocol.data_received(CALL[len(sent) :])
            await turn_to(clockwork, 1001.0)
            assert far.recv(1000) == b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi"
            assert far.recv(1000) == b""
        async with connected(clockwork) as (protocol, far):
            protocol.data_received(sent)
            protocol.shutdown()
            await turn_to(clockwork, 1003.5)
            assert protocol.transport.is_closing()

    clockwork.run_until_complete(spoken())


def test_a_stop_does_not_wait_for_who_never_finishes(monkeypatch, caplog, caller_of):
    """The connection ends, and nothing is said of it in the log."""
    monkeypatch.setattr(shortcut, "_LAST_WORD_SECONDS", 0.1)
    with Emulator() as gateway:
        address = urlsplit(gateway.endpoint)
        connection = socket.create_connection((address.hostname, address.port), timeout=30)
        connection.sendall(f"POST {address.path} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nslow".encode())
        caller_of(gateway).header()  # who is answered later was read later
    with connection:
        assert connection.recv(1000) == b""
    assert caplog.text == ""
