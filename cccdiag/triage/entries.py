"""Documents that hold many records in one frame: a browser's record of its calls (HAR), tickets as JSON, a log as XML, a table of either (CSV, TSV)."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping

from cccdiag.expressions import expression
from cccdiag.records import dataclass
from cccdiag.triage import tables
from cccdiag.triage.formats import Formats, Head

# Such a document is read as a whole; beyond this it is searched as any other text.
LARGEST = 64 << 20
_HAR = expression(rb"\s{0,100}\{\s{0,100}\"log\"\s{0,100}:\s{0,100}\{")
_DELIMITERS = ",;\t|"
_LONGEST_NAME = 40
_LOOKED_AT = 65_536
_ROWS = 200
_BLANKED = bytes.maketrans(b"\0\r", b"  ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a document. ``offset`` and ``lines`` say where it stands; ``head`` is None where a person wrote it."""

    offset: int
    lines: int
    text: bytes
    head: Head | None


@dataclass(frozen=True, slots=True)
class Document:
    """What a document is called, and how its entries are taken out of its text (UTF-8)."""

    format: str
    entries: Callable[[bytes], Iterable[Entry]]


class Documents:
    """Recognises documents by their beginning. ``columns`` is what ``tickets.yaml`` calls so."""

    def __init__(self, columns: Mapping[str, tuple[str, ...]], formats: Formats) -> None:
        self._columns = columns
        self._roles = {name: role for role, names in columns.items() if role not in ("desk", "topic") for name in names}
        self._formats = formats

    def of(self, head: bytes) -> Document | None:
        """The document that begins so; None when it is something else."""
        if _HAR.match(head) and b'"entries"' in head:
            from cccdiag.triage import har

            return Document("har", har.entries)
        if head.lstrip()[:1] in (b"{", b"[") and (tickets := self._tickets(head[:_LOOKED_AT])):
            return tickets
        if head.lstrip()[:1] == b"<":
            from cccdiag.triage import events

            each = functools.partial(events.entries, formats=self._formats)
            return Document("events-xml", each) if events.is_one(head[:_LOOKED_AT]) else None
        if found := self._table(head):
            delimiter, columns = found
            return Document("tsv" if delimiter == "\t" else "csv", lambda data: self._rows(data, delimiter, columns))
        return None

    def _tickets(self, head: bytes) -> Document | None:
        from cccdiag.triage import desk

        keys = desk.Keys.of(self._columns)
        if not desk.is_one(head, keys, self._formats):
            return None
        return Document("tickets-json", functools.partial(desk.entries, keys=keys))

    def _table(self, head: bytes) -> tuple[str, tables.Columns] | None:
        """What parts the cells and what they hold, if the first line names columns that can hold records and a second line has as many cells."""
        lines = [
            f"{line}\n"
            for line in head[:_LOOKED_AT].translate(_BLANKED).decode("utf-8", "replace").split("\n")
            if line.strip()
        ]
        for delimiter in _DELIMITERS:
            names, *_ = _first_rows(lines, delimiter, 1)
            if len(names) > 1 and all(len(name) <= _LONGEST_NAME for name in names) and len(set(names)) == len(names):
                rest = _first_rows(lines, delimiter, _ROWS)[1:]
                columns = tables.columns(names, rest, self._roles)
                if columns.told and rest and len(rest[0]) > 1:
                    return delimiter, columns
        return None

    def _rows(self, data: bytes, delimiter: str, columns: tables.Columns) -> Iterator[Entry]:
        import csv

        starts = _Lines(data)
        table = csv.reader(starts, delimiter=delimiter)
        csv.field_size_limit(LARGEST)
        names: list[str] = []
        line = 0
        for cells in table:
            offset, lines = starts.offset(line), table.line_num - line
            line = table.line_num
            if not any(cell.strip() for cell in cells) or tables.is_frame(cells):
                continue
            if not names:
                names = cells
            elif not columns.meanings:
                yield self._row(offset, lines, names, cells, columns)

    def _row(self, offset: int, lines: int, names: list[str], cells: list[str], columns: tables.Columns) -> Entry:
        found: dict[str, list[str]] = {"time": [], "level": [], "logger": [], "text": [], "state": [], "rest": []}
        codes = []
        for place, cell in enumerate(cells):
            # A last column without a name is where the Event Viewer puts the message.
            role = columns.roles[place] if place < len(names) else "text"
            value = cell.strip()
            if not value:
                continue
            if place in columns.codes:
                codes.append(f"{names[place].strip()}: {value.replace('CCC-', 'CCC_')}")
            elif place in columns.statuses and "http" not in names[place].lower():
                found["state"].append(f"HTTP status: {value}")
            else:
                named = role in (None, "state")
                found[role or "rest"].append(f"{names[place].strip()}: {value}" if named else value)
        texts = "\n".join((*found["text"], *codes))
        if not columns.logged:
            texts = "\n".join(filter(None, (texts, *found["state"])))
            return Entry(offset, lines, texts.encode("utf-8", "replace"), None)
        whole = "\n".join((texts, *found["state"], *found["rest"])).encode("utf-8", "replace")
        level = self._formats.level(found["level"][0].encode()) if found["level"] else None
        time = self._formats.time(found["time"][0].encode()) if found["time"] else None
        return Entry(offset, lines, whole, Head(time, level, found["logger"][0] if found["logger"] else None, 0))


class _Lines:
    """The lines of a text for a reader of tables, which counts them; where each begins is remembered."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = [0]

    def __iter__(self) -> Iterator[str]:
        place = 0
        while place < len(self._data):
            end = self._data.find(b"\n", place) + 1 or len(self._data)
            # A lone CR, and for some versions a NUL, is an error to the reader of tables.
            yield self._data[place:end].translate(_BLANKED).decode("utf-8", "replace")
            place = end
            self._starts.append(place)

    def offset(self, line: int) -> int:
        """Where the line begins that has so many before it."""
        return self._starts[min(line, len(self._starts) - 1)]


def _first_rows(lines: list[str], delimiter: str, most: int) -> list[list[str]]:
    """The first rows that hold something, so many at most; the first is empty where there is none."""
    import csv

    try:
        rows = (cells for cells in csv.reader(lines, delimiter=delimiter) if cells and not tables.is_frame(cells))
        return list(itertools.islice(rows, most)) or [[]]
    except csv.Error:
        return [[]]
