"""uvicorn's HTTP protocol with a limit on the request's head, and with its connection within reach of the application.

ASGI knows no way to break a connection; a gateway that fails on purpose needs one. The application finds the transport in
``scope["extensions"][CONNECTION]`` and, if there is one, the reason to refuse the head in ``scope["extensions"][REFUSED]``.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

CONNECTION = "cccdiag.connection"
REFUSED = "cccdiag.refused"
HEAD_LIMIT = 32 * 1024
HEADERS_LIMIT = 100
_TOO_LARGE = f"The head of a request may have {HEAD_LIMIT // 1024} KiB and {HEADERS_LIMIT} headers."
# Who still sends while the answer is under way would see a reset instead of it; so long, the rest is read and thrown away.
_LINGER_SECONDS = 2.0


class JoinedTransport:
    """A transport that sends what is written in one turn of the loop at once: head and body of an answer in one packet."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pending: list[bytes] = []
        self._said_all = False
        self.is_closing = transport.is_closing
        # Set when the client has said all; one that gave up looks the same until something is written.
        self.ended = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Keep the data until the end of this turn."""
        if self._said_all:
            return
        # Not sooner, even when all is there: with many connections, to compute first and to send then takes less than by turns.
        if not self._pending:
            self._loop.call_soon(self.flush)
        self._pending.append(data)

    def close(self) -> None:
        """Send what is pending and close."""
        self.flush()
        self._transport.close()

    def write_eof(self) -> None:
        """Send what is pending and say that it was all: an answer that is ready later is not sent any more."""
        self._said_all = True
        self.flush()
        self._transport.write_eof()

    def flush(self) -> None:
        """Send what is pending."""
        if self._pending:
            data, self._pending = b"".join(self._pending), []
            self._transport.write(data)


class GuardedProtocol(HttpToolsProtocol):
    """One connection."""

    _head_bytes: int | None = None
    _received = 0
    _deaf = False
    _joined: JoinedTransport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """A client has connected."""
        self._joined = JoinedTransport(transport, self.loop)
        super().connection_made(cast("asyncio.Transport", self._joined))

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and stop when a head does not want to end."""
        if self._deaf:
            return
        self._unset_keepalive_if_required()
        self._received = len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._pass_over_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._hang_up("400 Bad Request", "This is not HTTP.")
        if self._head_bytes is not None and not self._deaf:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_LIMIT:
                self._hang_up("431 Request Header Fields Too Large", _TOO_LARGE)

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio allows it, uvicorn only narrows its own
        """The client has said all: what it asked for is still answered."""
        self._joined.ended.set()
        self._joined.flush()  # what was answered in this very turn; asyncio closes when nothing is left to answer
        waiting = self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body
        if waiting and self.transport.can_write_eof():
            self.cycle.keep_alive = False
            return True
        return False

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head_bytes = 0
        extensions: dict[str, Any] = {CONNECTION: self.transport}
        self.scope["extensions"] = extensions

    def on_headers_complete(self) -> None:
        """The head is complete: the application is called."""
        # No head is larger than what it came in; only that of a large packet is measured.
        large = (self._head_bytes or 0) + self._received > HEAD_LIMIT and self._head_size() > HEAD_LIMIT
        self._head_bytes = None
        if self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT":
            return
        if large or len(self.headers) > HEADERS_LIMIT:
            self.scope["extensions"][REFUSED] = {"status": 431, "text": _TOO_LARGE}
        super().on_headers_complete()

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_message_complete(self) -> None:
        """The body is complete."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def _pass_over_upgrade(self, rest: bytes) -> None:
        """Read a request that offers another protocol (Java's own client does, with h2c) as if it did not.

        The parser takes what follows the head for that other protocol and loses the body, so a fresh one reads it again.
        """
        version = self.parser.get_http_version().encode()
        lines = [b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)]
        lines += [b"%s: %s" % (name, value) for name, value in self.headers if name not in (b"connection", b"upgrade")]
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(b"\r\n".join([*lines, b"", b""]) + rest)

    def _hang_up(self, status: str, text: str) -> None:
        self._deaf = True
        head = f"HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {len(text) + 1}"
        self.transport.write(f"{head}\r\nconnection: close\r\n\r\n{text}\n".encode())
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER_SECONDS, self.transport.close)
