"""The short way of an ordinary call: it is small, nothing goes wrong on purpose, and the connection stays open.

Such a request needs neither a task nor the messages of ASGI: its body is handed over when it is complete, and its answer written
as soon as there is one. Everything else goes uvicorn's way, as if this module did not exist.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any, Protocol, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from cccdiag.emulator.protocol import HEAD_LIMIT, HEADERS_LIMIT, GuardedProtocol
from cccdiag.emulator.wire import Answer, framed

# Less than the time that uvicorn gives all connections to end.
_LAST_WORD_SECONDS = 2.0


class Counter(Protocol):
    """Who answers calls without ado."""

    path: bytes

    def is_open(self) -> bool:
        """Whether calls may come the short way at all."""

    def take(self, headers: dict[bytes, bytes], body: bytes, deliver: Callable[[Answer], None]) -> bool:
        """Answer a call: ``deliver`` is called once, at once or later. False: this call must go the usual way."""


class _Waiting:
    """Stands where uvicorn keeps its cycle, while a call comes in and its answer is not there yet."""

    # Who waits for a body waits for this; nobody does here.
    message_event = asyncio.Event()

    def __init__(self) -> None:
        self.response_complete = False
        self.more_body = True
        self.keep_alive = True
        self.disconnected = False


class ShortProtocol(GuardedProtocol):
    """One connection."""

    # The call that comes in the short way, and what is there of its body.
    _waiting: _Waiting | None = None
    _held: list[bytes]
    _took_one = False
    _idle_since: float | None = None

    @property
    def _counter(self) -> Counter:
        return cast("Counter", self.config.app)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; a call that turns out to be large goes the usual way."""
        self._took_one = False
        super().data_received(data)
        if self._waiting is not None and sum(map(len, self._held)) > HEAD_LIMIT:
            self._go_the_usual_way()

    def on_message_begin(self) -> None:
        """A request begins; what the usual way needs is made where that way begins."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """The head is complete: choose the way."""
        if self._is_ordinary():
            self._head_bytes = None
            self._held = []
            self._waiting = _Waiting()
            self.cycle = cast("Any", self._waiting)
        else:
            self._go_the_usual_way()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        if self._waiting is None:
            super().on_body(body)
        else:
            self._held.append(body)

    def on_message_complete(self) -> None:
        """The body is complete: answer, or go the usual way after all."""
        if (waiting := self._waiting) is not None:
            body = self._held[0] if len(self._held) == 1 else b"".join(self._held)
            waiting.more_body = False
            self._took_one = True
            if self._counter.take(dict(self.headers), body, functools.partial(self._deliver, waiting)):
                self._waiting = None
                return
            self._go_the_usual_way()
        super().on_message_complete()

    def _is_ordinary(self) -> bool:
        parser, counter = self.parser, self._counter
        # One in a packet: who sends a hundred together does not keep others waiting until all are answered.
        return (
            self.url == counter.path
            and not self._took_one
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and not self.expect_100_continue
            and (self._head_bytes or 0) + self._received <= HEAD_LIMIT
            and len(self.headers) <= HEADERS_LIMIT
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and counter.is_open()
        )

    def _go_the_usual_way(self) -> None:
        """Tell uvicorn what came until now of this request."""
        waiting, self._waiting = self._waiting, None
        self._idle_since = None  # an earlier request of the same packet may have been answered already
        head = (self.url, self.headers, self.expect_100_continue, self._head_bytes)
        super().on_message_begin()
        self.url, headers, self.expect_100_continue, self._head_bytes = head
        self.headers += headers  # the list that the scope holds too
        if waiting is None:
            super().on_headers_complete()
            return
        self.cycle = cast("Any", None)
        super().on_headers_complete()
        self.cycle.keep_alive = waiting.keep_alive
        for part in self._held:
            super().on_body(part)

    def _deliver(self, waiting: _Waiting, answer: Answer) -> None:
        waiting.response_complete = True
        if waiting.disconnected or self._deaf:
            return
        closes = answer.close or not waiting.keep_alive
        headers = framed(answer) if answer.close or not closes else [*framed(answer), (b"connection", b"close")]
        lines = b"".join([b"%s: %s\r\n" % header for header in (*self.server_state.default_headers, *headers)])
        self.transport.write(b"%s%s\r\n%s" % (STATUS_LINE[answer.status], lines, answer.body))
        if closes:
            self.transport.close()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """An answer is written: go on with what waits, or wait for the next request for a while."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        # One timer for a connection, set anew when it rings: another for each request takes longer than to ask the time.
        self._idle_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _unset_keepalive_if_required(self) -> None:
        self._idle_since = None

    def timeout_keep_alive_handler(self) -> None:
        """Close, if nothing came for so long."""
        self.timeout_keep_alive_task = None
        if self._idle_since is None:
            return
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def shutdown(self) -> None:
        """The server stops: what was asked is answered, and who is still asking may finish it soon."""
        super().shutdown()
        if self._waiting is not None:
            self.loop.call_later(_LAST_WORD_SECONDS, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        super().connection_lost(exc)
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None
