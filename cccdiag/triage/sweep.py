"""One pass over a source: a log by its records, anything else as one text."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from cccdiag.triage.about import About
from cccdiag.triage.court import Court, Swept
from cccdiag.triage.entries import LARGEST, Document, Documents, Entry
from cccdiag.triage.formats import Formats, Header
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.logs import LONGEST, LogReader
from cccdiag.triage.match import Rule
from cccdiag.triage.parts import Part
from cccdiag.triage.records import Record, condensed, is_warning, log_kinds
from cccdiag.triage.sources import Source, read_full

_COUNTED = 64 << 20
_BATCH = 1 << 20


class Sweeper:
    """Ready to read sources; the signatures and the questions about records are prepared once."""

    def __init__(
        self, rules: Sequence[Rule], about: About, formats: Formats, cues: Hearsay, documents: Documents
    ) -> None:
        self._court = Court(rules, about, cues)
        self._formats = formats
        self._documents = documents

    def header(self, source: Source) -> Header | None:
        """How the records of a source begin; None when it is no log."""
        return None if source.open is None else self._formats.sniff(source.head)

    def sweep(self, source: Source, *, count: bool = False, watch: Callable[[int], None] | None = None) -> Swept:
        """Read one source to its end. ``count`` counts records beyond 64 MiB too; ``watch`` hears how many bytes were read."""
        swept = self.sweep_part(Part(source), count=count, watch=watch)
        swept.settle()
        return swept

    def sweep_part(self, part: Part, *, count: bool = False, watch: Callable[[int], None] | None = None) -> Swept:
        """Read one part of a source; the parts are to be joined in their order, and settled."""
        source = part.source
        swept = Swept(source, note=source.note)
        if source.open is None:
            return swept
        header = self.header(source)
        document = self._documents.of(source.head) if header is None else None
        if document is not None and source.size > LARGEST:
            swept.note = (
                swept.note
                or f"is a {document.format} beyond {LARGEST >> 20} MiB; it was searched as plain text, not entry by entry"
            )
            document = None
        swept.format = header.format_id if header else document.format if document else None
        swept.products = self._court.about.products(source.head)
        swept.records = 0 if count or source.size <= _COUNTED else None
        counted = None if count else _COUNTED
        try:
            with contextlib.closing(part.open()) as stream:
                if header is not None:
                    LogReader(self._court, self._formats, swept, part.before(), counted).read(stream, header, watch)
                elif document is not None:
                    self._entries(swept, stream, document, watch)
                else:
                    self._text(swept, stream, watch)
                swept.note = swept.note or getattr(stream, "note", None)
        except OSError as error:
            swept.note = f"could not be read to its end: {error.strerror or error}"
        return swept

    def _entries(self, swept: Swept, stream: BinaryIO, document: Document, watch: Callable[[int], None] | None) -> None:
        """A document of many records: each judged by itself."""
        data = read_full(stream, LARGEST + LONGEST)
        if watch:
            watch(len(data))
        if len(data) >= LARGEST + LONGEST:
            swept.note = f"is a document beyond {LARGEST >> 20} MiB; its beginning was read"
        swept.size = len(data)
        swept.records = 0
        for batch in _batches(document.entries(data)):
            self._hear_all(swept, batch)

    def _hear_all(self, swept: Swept, entries: Sequence[Entry]) -> None:
        """Some entries, searched in one go and judged one by one."""
        joined = b"\n".join(entry.text for entry in entries)
        candidates = self._court.scanner(len(joined)).candidates(joined)
        name, end, taken = swept.source.name, 0, 0
        for entry in entries:
            end += len(entry.text) + 1
            numbers: set[int] = set()
            while taken < len(candidates) and candidates[taken][0] <= end:
                numbers.add(candidates[taken][1])
                taken += 1
            swept.records = (swept.records or 0) + 1
            if entry.head is None:
                record = self._court.unlogged(name, entry.text, entry.offset)
            elif numbers or is_warning(entry.head):
                record = Record(name, entry.offset, entry.text, log_kinds(entry.text), entry.head)
            else:
                continue
            record.lines = entry.lines
            self._court.hear(swept, record, numbers, whole=True)

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


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries in lists of about a megabyte of text."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += len(entry.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    yield batch
