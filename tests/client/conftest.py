"""Servers that do exactly what a test wants, on loopback, over real sockets."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading

import pytest

from cccdiag.client.profile import Credentials, Profile, Timeouts
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret


class Server:
    """Accepts connections; for each request ``script(connection, request)`` says or does something and may return bytes."""

    def __init__(self, script, context=None):
        self.script = script
        self.context = context
        self.requests = []
        self.connections = 0
        self._open = []
        self._threads = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.stopped = threading.Event()
        self._start(self._accept)

    def url(self, path="/AcademicGateway", scheme="http", host="127.0.0.1"):
        return f"{scheme}://{host}:{self.port}{path}"

    def _start(self, target, *args):
        thread = threading.Thread(target=target, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        while not self.stopped.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            if self.stopped.is_set():
                connection.close()
                return
            self.connections += 1
            self._open.append(connection)
            self._start(self._talk, connection)

    def _talk(self, connection):
        with contextlib.suppress(OSError), contextlib.closing(connection):
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            while request := self._read(connection):
                self.requests.append(request)
                said = self.script(connection, request)
                if said is None:
                    return
                connection.sendall(said)

    def _read(self, connection):
        seen = b""
        while b"\r\n\r\n" not in seen:
            part = connection.recv(65536)
            if not part:
                return b""
            seen += part
        head, _, body = seen.partition(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            body += connection.recv(65536)
        return head + b"\r\n\r\n" + body

    def close(self):
        self.stopped.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._listening.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        for thread in self._threads:
            thread.join(10)


@pytest.fixture
def serve():
    """Start servers that live as long as the test."""
    with contextlib.ExitStack() as stack:

        def start(script, context=None):
            server = Server(script if callable(script) else lambda *_: script, context)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def site():
    """A profile for an endpoint, some of its values changed."""

    def make(endpoint, **changes):
        credentials = Credentials(
            Secret("canary-user-11"), Secret("canary-pass-22"), Secret("canary-key-4711"), Secret("canary-secret-0815")
        )
        values = {"name": "test", "credentials": credentials, "product": "ABC", "timeouts": Timeouts(2, 2, 5)}
        return Profile(endpoint=endpoint, **(values | changes))

    return make


@pytest.fixture(scope="session")
def gateway():
    return knowledge().gateway()


@pytest.fixture(scope="session")
def authority():
    import trustme

    return trustme.CA()


@pytest.fixture(scope="session")
def certified(authority):
    """A TLS context for a server with a certificate of the test's own authority."""

    def make(*names, **options):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*(names or ("127.0.0.1", "localhost")), **options).configure_cert(context)
        return context

    return make


@pytest.fixture(scope="session")
def ca_file(authority, tmp_path_factory):
    path = tmp_path_factory.mktemp("trust") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)
