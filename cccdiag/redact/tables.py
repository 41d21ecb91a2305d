"""Tables in plain text: a heading that names columns, and rows of the same shape below it, whatever parts them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cccdiag.expressions import expression
from cccdiag.redact.cells import (
    ALIGNED,
    LONGEST_LINE,
    MOST_CELLS,
    Bounds,
    cells,
    line_end,
    line_start,
    plain,
    trimmed,
    unquoted,
)

_PARTING = (b"\t", b"|", b";", b",")
_RULED = expression(rb"[> \t]*(?:\||\+)?[ \t]*(?:[-=]{2,}|:-+)[-=:+| \t]*")
# What a column is called: few words, no sentence, no value.
_NAME = expression(r"[#*]?[^\W\d_][^\r\n\t=<>{}@!?…]{0,39}")
_WORDS = expression(rb"[^ \r\n]+")
_FIELDS = expression(rb"#Fields:[ \t]+")

# What may stand between a name and the end of its cell, and behind it.
BEHIND = b" \t\r\n,;|\"'`])*:"

# Where a row's cell stands, and where the next row begins.
Row = tuple[int, int, int]


class Table(NamedTuple):
    """A heading from ``begin`` on, rows from ``below`` on; ``parting``: what parts cells, or no byte where they are aligned at ``columns``."""

    begin: int
    below: int
    parting: bytes
    names: tuple[Bounds, ...]
    columns: tuple[Bounds, ...] = ()
    ruled: bool = False

    def rows(self, data: bytes, number: int, at: int | None = None) -> Iterator[Row]:
        """The cell of a column in each row, as far as the table goes."""
        place = self.below if at is None else at
        while place < len(data) and (row := self.row(data, place, number)):
            yield row
            place = row[2]

    def row(self, data: bytes, at: int, number: int, *, exactly: bool = False) -> Row | None:
        """The cell of a column in the row that begins somewhere, if one does."""
        if self.parting:
            count = len(self.names)
            least = count if exactly or self.parting in b", " else 2
            match = _row(self.parting, min(number, least - 1), least, 0 if exactly else 8 + count - least).match(
                data, at
            )
            if not match or not match.end() > at or _RULED.fullmatch(data[at : match.end()].strip()):
                return None
            if number >= least:
                whole = _row(self.parting, number, number + 1, 8 + count - number).match(data, at)
                if whole is None:
                    return match.end(), match.end(), match.end()
                match = whole
            return *trimmed(data, *match.span(1)), match.end()
        return self._aligned(data, at, number)

    def moved(self, by: int) -> Table:
        """The same in other data; what its names are is no longer told."""
        return self._replace(begin=0, below=self.below + by)

    def borders(self, data: bytes, number: int, cut: int, before: int = 0) -> Bounds:
        """Where the first row begins that is not before a place, and the last that is not behind the place to cut at; -1 where the table ends sooner."""
        place, first = self.below, -1
        while place < cut:
            if first < 0 and place >= before:
                first = place
            row = self.row(data, place, number)
            if row is None:
                return first, -1
            if row[2] > cut:
                break
            place = row[2]
        return place if first < 0 else first, place

    def _aligned(self, data: bytes, at: int, number: int) -> Row | None:
        end, following = line_end(data, at)
        at = unquoted(data, at, end)
        line = data[at:end]
        if not line.strip() or len(line) > LONGEST_LINE or _RULED.fullmatch(line):
            return None
        text = line.decode("utf-8", "replace")
        found = (_under if self.ruled else _near)(text, self.columns, number)
        if found is None:
            return None
        first, last = found
        if not line.isascii():
            first, last = (len(text[:place].encode("utf-8", "replace")) for place in found)
        return *trimmed(data, at + first, min(at + last, end)), following


def _under(text: str, columns: Sequence[Bounds], number: int) -> Bounds | None:
    """The part of a row below a column, where lines below the heading say how wide each is."""
    if any(start and text[start - 1 : start].strip() for start, _ in columns):
        return None
    first, last = columns[number]
    if number == len(columns) - 1:
        last = len(text)
    return min(first, len(text)), min(last, len(text))


def _near(text: str, columns: Sequence[Bounds], number: int) -> Bounds | None:
    cells = [match.span() for match in ALIGNED.finditer(text)]
    if len(cells) == len(columns) > 1:
        return cells[number]
    starts, ends = {start for start, _ in columns}, {end for _, end in columns}
    if len(cells) > len(columns) or not all(start in starts or end in ends for start, end in cells):
        return None
    if len(cells) < 2 and (not cells or cells[0][0] == columns[0][0]):
        return None
    first, last = columns[number]
    return next(((start, end) for start, end in cells if start == first or end == last), (0, 0))


@functools.lru_cache(maxsize=64)
def _row(parting: bytes, number: int, count: int, more: int) -> re.Pattern[bytes]:
    """A row of at least so many cells, its cell of that number as a group. Quotes hold what parts cells, and ends of lines."""
    sign = re.escape(parting)
    cell = rb'(?>[ ]{0,99}"(?:[^"]|""){0,2000}"[ ]{0,400}(?=%b|\r?\n|\Z)|%b{0,4000})' % (sign, plain(parting))
    return re.compile(
        rb"(?:> ?){0,9}(?:%b%b){%d}(%b)(?:%b%b){%d,%d}\r?(?:\n|\Z)"
        % (cell, sign, number, cell, sign, cell, max(0, count - number - 1), max(0, count - number - 1) + more)
    )


def table(data: bytes, begin: int, end: int) -> tuple[Table, int] | None:
    """The table whose heading holds a name from ``begin`` to ``end``, and the number of the column that is called so, if it heads one."""
    start = line_start(data, begin)
    if start < 0 or data[start : start + 1].isdigit():
        return None
    stop, following = line_end(data, end)
    if stop - start > LONGEST_LINE:
        return None
    start = unquoted(data, start, stop)
    if fields := _FIELDS.match(data, start, stop):
        names = [match.span() for match in _WORDS.finditer(data, fields.end(), stop)]
        number = _number(names, begin, end)
        return None if number is None else (Table(start, following, b" ", tuple(names)), number)
    line = data[start:stop]
    ruled = _ruler(data, following)
    found: Table | None = None
    for parting in (*(sign for sign in _PARTING if sign in line), b""):
        names = cells(data, start, stop, parting)
        if not parting and ruled:
            found = _ruled(data, start, stop, following, ruled)
            names = list(found.names) if found else []
        number = _number(names, begin, end)
        if number is None or not _heads(data, names, parting, line):
            continue
        if ruled and not parting and len(names) == 1 and b" " in data[names[0][0] : begin]:
            # The last word of a title.
            continue
        if parting or not ruled:
            below = ruled or following
            columns = tuple(names) if parting else _places(data, start, names)
            found = Table(start, below, parting, tuple(names), columns)
        if found and (len(names) > 1 or ruled) and _stands(data, found, number):
            return found, number
    return None


def _places(data: bytes, start: int, names: Sequence[Bounds]) -> tuple[Bounds, ...]:
    """The places of names in characters."""
    return tuple(
        (len(data[start:first].decode("utf-8", "replace")), len(data[start:last].decode("utf-8", "replace")))
        for first, last in names
    )


def _ruler(data: bytes, at: int) -> int:
    """Where a line of dashes ends that begins somewhere; 0 where there is none."""
    end, following = line_end(data, at)
    return following if end - at <= 4 * LONGEST_LINE and _RULED.fullmatch(data, at, end) else 0


def _ruled(data: bytes, start: int, stop: int, at: int, below: int) -> Table | None:
    """A table whose columns are as wide as the dashes below its heading."""
    at = unquoted(data, at, len(data))
    dashes = data[at : line_end(data, at)[0]].decode("utf-8", "replace")
    columns = [match.span() for match in re.finditer(r"[-=]+", dashes)]
    if not columns or re.search(r"[|+:]", dashes):
        return None
    text = data[start:stop].decode("utf-8", "replace")
    if len(columns) == 1 and "  " in text.strip():
        # One line below all: names stand where their columns do.
        names = cells(data, start, stop, b"")
        return Table(start, below, b"", tuple(names), _places(data, start, names))
    wide = [
        (first, columns[number + 1][0] - 1 if number + 1 < len(columns) else len(text))
        for number, (first, _) in enumerate(columns)
    ]
    names = [
        trimmed(data, start + len(text[:first].encode()), start + len(text[: min(last, len(text))].encode()))
        for first, last in wide
    ]
    return Table(start, below, b"", tuple(names), tuple(wide), ruled=True)


def _number(names: Sequence[Bounds], begin: int, end: int) -> int | None:
    """Which cell ends with the name."""
    return next((number for number, (first, last) in enumerate(names) if first <= begin and last == end), None)


def _heads(data: bytes, names: Sequence[Bounds], parting: bytes, line: bytes) -> bool:
    """Whether all cells are names of columns, and each another."""
    if parting == b"," and b", " in line and (len(names) < 3 or line.count(b", ") < len(names) - 1):
        return False
    if parting == b"," and names[-1][0] == names[-1][1] and len(names) < 3:
        return False
    texts = [data[first:last].decode("utf-8", "replace").casefold() for first, last in names if last > first]
    return len(set(texts)) == len(texts) <= MOST_CELLS and all(map(_named, texts))


def _named(text: str) -> bool:
    if not _NAME.fullmatch(text) or text.count(" ") > 3 or ": " in text:
        return False
    return text[-1] not in ".:," or len(text.rsplit(maxsplit=1)[-1]) < 6


def _stands(data: bytes, found: Table, number: int) -> bool:
    """Whether a row follows, and no row comes before: then the line is a row itself."""
    if not found.row(data, found.below, number, exactly=True):
        return False
    if found.ruled:
        # What stands above a heading with lines below it is no row: a command, say.
        return True
    line = line_start(data, found.begin)
    above = line_start(data, line - 1) if line > 0 else -1
    if above < 0:
        return True
    before = data[above:line].strip()
    return not before or before.endswith(b":") or before.startswith(b"sep=") or not found.row(data, above, number)
