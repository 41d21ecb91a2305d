"""Servers on loopback that behave as a test wants them to."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading


@contextlib.contextmanager
def server(answer, context=None):
    """A server on loopback that gives each connection to ``answer(connection)``; its connections are counted."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    stop = threading.Event()
    seen = []

    def serve():
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            seen.append(connection)
            with contextlib.suppress(OSError, ssl.SSLError), connection:
                connection.settimeout(2)
                if context is None:
                    answer(connection)
                else:
                    with context.wrap_socket(connection, server_side=True) as secure:
                        answer(secure)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], seen
    finally:
        stop.set()
        thread.join(5)
        listening.close()


def says(status, body="", *headers, kind="text/html"):
    """An answer that reads a request head and replies always the same."""

    def answer(connection):
        heard = b""
        while b"\r\n\r\n" not in heard:
            part = connection.recv(65536)
            if not part:
                return
            heard += part
        raw = body.encode()
        lines = [
            f"HTTP/1.1 {status} X",
            f"Content-Type: {kind}",
            f"Content-Length: {len(raw)}",
            "Connection: close",
            *headers,
        ]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + raw)

    return answer
