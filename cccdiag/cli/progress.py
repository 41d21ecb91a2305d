"""How far a long reading is and how fast it goes: one line on stderr that is written over and taken away at the end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from cccdiag.report import findings as told
from cccdiag.secrets import without_secrets

if TYPE_CHECKING:
    from cccdiag.triage.sources import Source

_PATIENCE = 0.5
_EVERY = 0.1
_BAR = 20


class Progress:
    """Hears which source is read and how much of it; speaks only after half a second, ten times a second at most."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._start = clock()
        self._next = self._start + _PATIENCE
        self._name = ""
        self._size = 0
        self._here = 0
        self._all = 0
        self._shown = 0

    def through(self, sources: Iterable[Source]) -> Iterator[Source]:
        """The sources one after another, each known to this line while it is read."""
        for source in sources:
            self._name, self._size, self._here = source.name, source.size, 0
            yield source

    def read(self, count: int) -> None:
        """So many bytes more were read."""
        self._here += count
        self._all += count
        now = self._clock()
        if now >= self._next:
            self._next = now + _EVERY
            self._write(self._line(now))

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            self._write("")
            self._shown = 0

    def _line(self, now: float) -> str:
        # What is packed is larger than its file: then there is no share to tell.
        share = self._here / self._size if self._size else 2.0
        filled = int(share * _BAR)
        bar = f"[{'#' * filled}{' ' * (_BAR - filled)}] {int(share * 100):3} %  " if share <= 1 else ""
        speed = told.size(int(self._all / max(now - self._start, 1e-9)))
        text = f"{bar}{told.size(self._all)}, {speed}/s  {told.one_line(without_secrets(self._name))}"
        return text[: shutil.get_terminal_size((80, 24)).columns - 1]

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        line = text.encode(encoding, "replace").decode(encoding)
        try:
            self._stream.write(f"\r{line.ljust(self._shown)}" + ("" if text else "\r"))
            self._stream.flush()
        except (OSError, ValueError):
            self._next = float("inf")
        self._shown = max(self._shown, len(line))
