"""A log that grows, read as it is written: what each new record shows is told when the record is complete.

A program that starts its log anew renames the old file or empties it. What was read of it stays counted, as a source of its own.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import io
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from cccdiag.triage import encodings
from cccdiag.triage.court import Swept
from cccdiag.triage.formats import Header
from cccdiag.triage.parts import BEFORE, Part
from cccdiag.triage.records import splitter
from cccdiag.triage.sources import HEAD, Source
from cccdiag.triage.sweep import Sweeper
from cccdiag.triage.tally import Proof

_PIECE = 4 << 20
# The last record may get more lines; when nothing comes for so long, it is taken to be complete.
_QUIET = 1.0
_PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class News:
    """Records of one article that were written since the last look; ``line`` is where the first of them begins."""

    article: str
    records: int
    proof: Proof
    line: int


class _Held(io.RawIOBase):
    """Reads an open file from its beginning, whatever its name is by now."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._place = 0

    def readable(self) -> bool:
        """As :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :meth:`io.RawIOBase.readinto`."""
        self._file.seek(self._place)
        count: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self._place += count
        return count


class _Grown:
    """One file from its first byte to the last that was read."""

    def __init__(self, path: Path, sweeper: Sweeper) -> None:
        self._sweeper = sweeper
        self._path = path
        self._file: BinaryIO = path.open("rb", buffering=0)
        state = os.fstat(self._file.fileno())
        self._identity = (state.st_dev, state.st_ino)
        self._read = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self._encoding = "utf-8"
        self._header: Header | None = None
        self._before = b""
        self._rest = b""
        self._lines = 0
        self._grew = time.monotonic()
        self.growing = True
        self.swept: Swept | None = None

    def gone(self) -> bool:
        """Whether the program writes elsewhere by now: under this name lies another file, or less than was read."""
        try:
            state = self._path.stat()
        except OSError:
            return False
        return (state.st_dev, state.st_ino) != self._identity or state.st_size < self._read

    def look(self, *, last: bool = False) -> list[News]:
        """What was written since the last look, as far as its records are complete; ``last`` takes them to be."""
        self._file.seek(self._read)
        raw = self._file.read(_PIECE)
        self.growing = len(raw) == _PIECE
        if raw:
            self._read += len(raw)
            self._rest += self._text(raw)
            self._grew = time.monotonic()
        if self._header is None:
            self._header = self._sweeper.header(self._source(self._rest[:HEAD]))
        complete = self._complete(last=last or (not raw and time.monotonic() - self._grew >= _QUIET))
        if not complete:
            return []
        text, self._rest = self._rest[:complete], self._rest[complete:]
        return self._judged(text)

    def _text(self, raw: bytes) -> bytes:
        if self._decoder is None:
            self._encoding = encodings.sniff(raw)
            self._decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        return self._decoder.decode(raw).encode("utf-8", "replace")

    def _complete(self, *, last: bool) -> int:
        if last:
            return len(self._rest)
        return splitter(self._header).last(bytearray(self._rest), len(self._rest)) if self._header else 0

    def _source(self, head: bytes) -> Source:
        return Source(str(self._path), len(head), "utf-8", None, functools.partial(io.BytesIO, head), head)

    def _judged(self, text: bytes) -> list[News]:
        head = text[:HEAD] if self.swept is None else self.swept.source.head
        opener = functools.partial(io.BytesIO, self._before + text)
        source = replace(self._source(head), size=len(self._before) + len(text), open=opener, raw=opener)
        found = self._sweeper.sweep_part(Part(source, len(self._before)), count=True)
        news = [
            News(article, total.records, proof, self._lines + text.count(b"\n", 0, proof.offset) + 1)
            for (article, waiting, _), total in found.tally.sums.items()
            if not waiting
            for proof in total.proofs[:1]
        ]
        self._lines += text.count(b"\n")
        self._before = (self._before + text)[-BEFORE:]
        if self.swept is None:
            found.source = Source(str(self._path), 0, self._encoding, None, self._again, head)
            self.swept = found
        else:
            self.swept.join(found)
        return sorted(news, key=lambda one: one.proof.offset)

    def _again(self) -> BinaryIO:
        return encodings.as_utf8(_Held(self._file), self._encoding)  # type: ignore[arg-type]

    def end(self) -> Swept | None:
        """All that was found; in a file that was emptied, lines cannot be counted any more."""
        if self.swept is not None:
            self.swept.settle()
            emptied = os.fstat(self._file.fileno()).st_size < self._read
            opener = None if emptied else self.swept.source.open
            self.swept.source = replace(self.swept.source, size=self._read, open=opener)
            self.swept.note = "was started anew while it was read" if self.gone() else None
            self.swept.prune(0)
        self._before = self._rest = b""
        return self.swept


def follow(
    sweeper: Sweeper,
    sources: Iterable[Source],
    *,
    path: Path,
    tell: Callable[[News], None],
    count: bool = False,  # noqa: ARG001 - as reading.read
    watch: Callable[[int], None] | None = None,  # noqa: ARG001 - as reading.read
) -> list[Swept]:
    """Read a growing file until the user gives up (Ctrl-C); then what all of it shows. ``sources`` are left alone.

    Raises:
        OSError: the file cannot be opened.
    """
    del sources
    done: list[Swept] = []
    grown = _Grown(path, sweeper)
    try:
        while True:
            for news in grown.look():
                tell(news)
            if not grown.growing and grown.gone():
                for news in grown.look(last=True):
                    tell(news)
                done += _ended(grown, done)
                grown = _Grown(path, sweeper)
            elif not grown.growing:
                time.sleep(_PAUSE)
    except KeyboardInterrupt:
        with contextlib.suppress(KeyboardInterrupt):
            while grown.growing:
                for news in grown.look():
                    tell(news)
            for news in grown.look(last=True):
                tell(news)
    return [*done, *_ended(grown, done)]


def _ended(grown: _Grown, done: Sequence[Swept]) -> list[Swept]:
    """What was found in a file, if anything was written in it. A log may be started anew every minute: no more is kept than is told.

    One beginning is enough to decide how values are masked in all of them; others are kept for what still waits for the whole input.
    """
    swept = grown.end()
    if swept is None:
        return []
    waits = any(waiting for _article, waiting, _letter in swept.tally.sums)
    if not waits and any(one.source.head for one in done):
        swept.source = replace(swept.source, head=b"")
    return [swept]
