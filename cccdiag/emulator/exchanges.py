"""What was asked and answered lately: one line for a log, and the last exchanges for who looks inside."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from cccdiag.records import dataclass

_KEPT = 50


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange. ``outcome`` is a short word: a result's id, the codes, a Fault's code, an HTTP status, what a fault did.

    ``request`` and ``answer`` are the bodies as they travelled, passwords included: whoever shows them redacts them first.
    """

    number: int
    time: float
    operation: str | None
    status: int | None
    outcome: str
    seconds: float
    request: bytes
    answer: bytes
    note: str | None = None

    @property
    def at(self) -> datetime:
        """When it ended, in local time."""
        return datetime.fromtimestamp(self.time, UTC).astimezone()

    def line(self) -> str:
        """The exchange in one line without anything secret: no value of the request is in it."""
        status = "-" if self.status is None else self.status
        told = (
            f"{self.at:%H:%M:%S} {self.operation or 'unreadable'} {status} {self.outcome} {self.seconds * 1000:.1f} ms"
        )
        return f"{told} ({self.note})" if self.note else told


class Exchanges:
    """The last exchanges, newest last; ``listener`` hears of each."""

    def __init__(self, listener: Callable[[Exchange], None] | None = None) -> None:
        self._listener = listener
        self._kept: deque[Exchange] = deque(maxlen=_KEPT)
        self._count = 0

    def add(
        self,
        operation: str | None,
        status: int | None,
        outcome: str,
        *,
        started: float,
        request: bytes = b"",
        answer: bytes = b"",
        note: str | None = None,
    ) -> None:
        """Keep one more; ``started`` is what ``perf_counter`` said when the call came."""
        self._count += 1
        seconds = time.perf_counter() - started
        exchange = Exchange(self._count, time.time(), operation, status, outcome, seconds, request, answer, note)
        self._kept.append(exchange)
        if self._listener:
            self._listener(exchange)

    def latest(self) -> tuple[Exchange, ...]:
        """Those that are kept."""
        return tuple(self._kept)
