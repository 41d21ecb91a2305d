"""uvicorn's HTTP protocol with a limit on the request's head, and with its connection within reach of the application.

ASGI knows no way to break a connection; a gateway that fails on purpose needs one. The application finds the transport in
``scope["extensions"][CONNECTION]`` and a reason to refuse the head, if there is one, in ``scope["extensions"][REFUSED]``.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

CONNECTION = "cccdiag.connection"
REFUSED = "cccdiag.refused"
HEAD_LIMIT = 32 * 1024
HEADERS_LIMIT = 100
_TOO_LARGE = f"The head of a request may have {HEAD_LIMIT // 1024} KiB and {HEADERS_LIMIT} headers."
_ABORT_HEAD = f"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain\r\ncontent-length: {len(_TOO_LARGE) + 1}\r\nconnection: close\r\n\r\n{_TOO_LARGE}\n".encode()


class GuardedProtocol(HttpToolsProtocol):
    """One connection."""

    _head_bytes: int | None = None

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and stop when a head does not want to end."""
        super().data_received(data)
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_LIMIT and not self.transport.is_closing():
                self.transport.write(_ABORT_HEAD)
                self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head_bytes = 0
        extensions: dict[str, Any] = {CONNECTION: self.transport}
        self.scope["extensions"] = extensions

    def on_headers_complete(self) -> None:
        """The head is complete: the application is called."""
        self._head_bytes = None
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > HEAD_LIMIT or len(self.headers) > HEADERS_LIMIT:
            self.scope["extensions"][REFUSED] = {"status": 431, "text": _TOO_LARGE}
        super().on_headers_complete()
