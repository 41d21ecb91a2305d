"""One pass over a source: a log by its records, anything else as one text."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import BinaryIO

from cccdiag.triage.about import About
from cccdiag.triage.court import Court, Swept
from cccdiag.triage.formats import Formats
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.logs import LONGEST, LogReader
from cccdiag.triage.match import Rule
from cccdiag.triage.records import condensed
from cccdiag.triage.sources import Source, read_full

_COUNTED = 64 << 20


class Sweeper:
    """Ready to read sources; the signatures and the questions about records are prepared once."""

    def __init__(self, rules: Sequence[Rule], about: About, formats: Formats, cues: Hearsay) -> None:
        self._court = Court(rules, about, cues)
        self._formats = formats

    def sweep(self, source: Source, *, count: bool = False, watch: Callable[[int], None] | None = None) -> Swept:
        """Read one source to its end. ``count`` counts records beyond 64 MiB too; ``watch`` hears how many bytes were read."""
        swept = Swept(source, note=source.note)
        if source.open is None:
            return swept
        header = self._formats.sniff(source.head)
        swept.format = header.format_id if header else None
        swept.products = self._court.about.products(source.head)
        swept.records = 0 if count or source.size <= _COUNTED else None
        try:
            with contextlib.closing(source.open()) as stream:
                if header is not None:
                    LogReader(self._court, self._formats, swept).read(stream, header, watch)
                else:
                    self._text(swept, stream, watch)
                swept.note = swept.note or getattr(stream, "note", None)
        except OSError as error:
            swept.note = f"could not be read to its end: {error.strerror or error}"
        return swept

    def _text(self, swept: Swept, stream: BinaryIO, watch: Callable[[int], None] | None) -> None:
        """A text that is no log: one record, or pieces of the greatest length that is taken."""
        while piece := read_full(stream, LONGEST):
            if watch:
                watch(len(piece))
            candidates = self._court.scanner(len(piece)).candidates(piece)
            text = condensed(piece, 0, len(piece), self._court.places(piece, 0, len(piece), candidates))
            record = self._court.unlogged(swept.source.name, text, swept.size)
            record.lines = piece.rstrip(b"\r\n").count(b"\n") + 1
            swept.size += len(piece)
            if swept.records is not None:
                swept.records += 1
            self._court.hear(swept, record, {number for _, number in candidates}, whole=True)
