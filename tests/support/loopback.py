"""Servers on loopback that behave as a test wants them to, and remember what they were told."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import socket
import ssl
import struct
import threading
from urllib.parse import urlsplit


@contextlib.contextmanager
def server(answer, context=None):
    """A server on loopback that gives each connection to ``answer(connection)``; its connections are counted."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    stop = threading.Event()
    seen = []
    talks = []

    def talk(connection):
        with contextlib.suppress(OSError, ssl.SSLError, ValueError), connection:
            connection.settimeout(5)
            if context is None:
                answer(connection)
            else:
                with context.wrap_socket(connection, server_side=True) as secure:
                    answer(secure)

    def serve():
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            seen.append(connection)
            one = threading.Thread(target=talk, args=(connection,), daemon=True)
            talks.append(one)
            one.start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], seen
    finally:
        stop.set()
        thread.join(5)
        listening.close()
        for connection in seen:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for one in talks:
            one.join(6)


def says(status, body="", *headers, kind="text/html"):
    """An answer that reads a request and replies always the same."""

    def answer(connection):
        if heard(connection):
            connection.sendall(reply(status, body, *headers, kind=kind))

    return answer


def reply(status, body=b"", *headers, kind="text/html"):
    """An HTTP answer as bytes."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} X",
        f"Content-Type: {kind}",
        f"Content-Length: {len(raw)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


@dataclasses.dataclass(frozen=True)
class Heard:
    """One request as it arrived."""

    method: str
    target: str
    head: bytes
    body: bytes

    @property
    def operation(self):
        """The SOAP operation that the body calls, or None."""
        found = re.search(rb"<(?:[\w.-]+:)?Body[^>]*>\s*<(?:[\w.-]+:)?([A-Za-z]+)", self.body)
        return found[1].decode() if found else None


def heard(connection):
    """Read one request; None when there is none."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length:\s*(\d+)", head)
    while length and len(body) < int(length[1]):
        part = connection.recv(65536)
        if not part:
            break
        body += part
    method, target, _ = head.split(b"\r\n")[0].decode("latin-1").split(" ", 2)
    return Heard(method, target, head, body)


def relayed(request, endpoint):
    """The answer of the server at ``endpoint`` to a request that somebody else received."""
    place = urlsplit(endpoint)
    path = urlsplit(request.target)
    lines = [
        line for line in request.head.split(b"\r\n")[1:] if not line.lower().startswith((b"connection:", b"proxy-"))
    ]
    target = path.path + (f"?{path.query}" if path.query else "")
    first = f"{request.method} {target} HTTP/1.1".encode()
    with socket.create_connection((place.hostname, place.port), timeout=5) as there:
        there.sendall(b"\r\n".join([first, *lines, b"Connection: close", b"", request.body]))
        answer = b""
        while part := there.recv(65536):
            answer += part
    return answer


@contextlib.contextmanager
def front(behind, rule=None, context=None):
    """A web server before the emulator ``behind`` (or before nothing): gives (port, list of :class:`Heard`).

    ``rule(request)`` gives the bytes of an answer of its own, a function that takes the connection, or None: ask behind.
    """
    requests = []

    def answer(connection):
        request = heard(connection)
        if request is None:
            return
        requests.append(request)
        own = rule(request) if rule else None
        if callable(own):
            own(connection)
            return
        connection.sendall(own if own is not None else relayed(request, behind))

    with server(answer, context) as (port, _):
        yield port, requests


@contextlib.contextmanager
def proxy(ways, rule=None):
    """A web proxy: ``ways`` maps host:port to the port on loopback where it really is; gives (port, list of :class:`Heard`)."""
    requests = []

    def answer(connection):
        request = heard(connection)
        if request is None:
            return
        requests.append(request)
        own = rule(request) if rule else None
        if callable(own):
            own(connection)
        elif own is not None:
            connection.sendall(own)
        elif request.method == "CONNECT":
            with socket.create_connection(("127.0.0.1", ways[request.target]), timeout=5) as there:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                joined(connection, there)
        else:
            place = urlsplit(request.target)
            connection.sendall(relayed(request, f"http://127.0.0.1:{ways[f'{place.hostname}:{place.port or 80}']}/"))

    with server(answer) as (port, _):
        yield port, requests


def joined(one, other):
    """Carry bytes both ways until both ends are silent."""

    def carry(source, sink):
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                sink.sendall(part)
            sink.shutdown(socket.SHUT_WR)

    back = threading.Thread(target=carry, args=(other, one), daemon=True)
    back.start()
    carry(one, other)
    back.join(6)


def silence(connection):
    """Say nothing until the other side goes."""
    with contextlib.suppress(OSError):
        while connection.recv(65536):
            pass


def cuts(connection):
    """Reset the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drips(connection):
    """Send an answer one byte at a time, and never its end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100000\r\n\r\n")
    stop = threading.Event()
    for _ in range(200):
        connection.sendall(b"x")
        stop.wait(0.1)


@contextlib.contextmanager
def filtered():
    """A port that takes no connection and refuses none, as behind a firewall that drops: its queue is full."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.listen(0)
    port = listening.getsockname()[1]
    waiting = []
    for _ in range(8):
        one = socket.socket()
        one.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            one.connect(("127.0.0.1", port))
        waiting.append(one)
    try:
        yield port
    finally:
        for one in (*waiting, listening):
            one.close()


def closed_port():
    """A port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
