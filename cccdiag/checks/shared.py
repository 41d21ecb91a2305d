"""One examination for all who ask for it at the same time, and for those who ask a moment later."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cccdiag.checks.model import Report


@dataclass(slots=True)
class _Desk:
    """Where those wait who ask for the same site."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    report: Report | None = None
    at: float = 0.0


class Shared:
    """Examinations by name. While one runs, whoever asks for the same name waits for its report; it stays good for ``fresh`` seconds."""

    def __init__(
        self, examine: Callable[[str], Report], fresh: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._examine = examine
        self._fresh = fresh
        self._clock = clock
        self._desks: dict[str, _Desk] = {}
        self._lock = threading.Lock()

    def __call__(self, name: str) -> Report:
        """The report on a site, made now or a moment ago."""
        asked = self._clock()
        with self._lock:
            desk = self._desks.setdefault(name, _Desk())
        with desk.lock:
            # A report that came while we stood in line answers our question, however short it stays good.
            if desk.report is None or desk.at < asked - self._fresh:
                desk.report = self._examine(name)
                desk.at = self._clock()
            return desk.report
