"""The lines and cells of tables: where they begin and end, whatever parts them."""

from __future__ import annotations

import functools
import re

from cccdiag.expressions import expression

Bounds = tuple[int, int]

# No heading is longer, and no row that is looked at, in bytes.
LONGEST_LINE = 4096
MOST_CELLS = 200
# A file may begin with the mark of its encoding.
_QUOTED = expression(rb"(?:\xef\xbb\xbf)?(?:> ?){0,9}")
ALIGNED = expression(r"\S+(?: \S+)*")


def line_start(data: bytes, at: int) -> int:
    """Where the line begins that a place is in; -1 where that is too far away."""
    least = max(0, at - LONGEST_LINE)
    found = data.rfind(b"\n", least, at)
    return found + 1 if found >= 0 or not least else -1


def line_end(data: bytes, at: int) -> Bounds:
    """Where the line ends that a place is in, and where the next begins."""
    found = data.find(b"\n", at)
    if found < 0:
        return len(data), len(data)
    return found - 1 if found > at and data[found - 1] == 0x0D else found, found + 1


def trimmed(data: bytes, first: int, last: int) -> Bounds:
    """A cell without the blanks and quotes around it."""
    value = data[first:last]
    first += len(value) - len(value.lstrip(b" \t"))
    value = value.strip(b" \t")
    for quote in (b'"', b"'", b"`", b"**"):
        if len(value) >= 2 * len(quote) and value.startswith(quote) and value.endswith(quote):
            value = value[len(quote) : -len(quote)]
            first += len(quote)
    return first, first + len(value)


def cells(data: bytes, begin: int, end: int, parting: bytes) -> list[Bounds]:
    """The cells of a line."""
    begin = unquoted(data, begin, end)
    if not parting:
        line = data[begin:end]
        text = line.decode("utf-8", "replace")
        spans = [match.span() for match in ALIGNED.finditer(text)]
        if not line.isascii():
            spans = [
                (len(text[:a].encode("utf-8", "replace")), len(text[:b].encode("utf-8", "replace"))) for a, b in spans
            ]
        return [trimmed(data, begin + first, begin + last) for first, last in spans]
    found: list[Bounds] = []
    one = _cell(parting)
    place = begin
    while place <= end and len(found) < MOST_CELLS:
        match = one.match(data, place, end)
        if not match:
            break
        found.append(trimmed(data, *match.span()))
        place = match.end() + 1
    return found


@functools.lru_cache(maxsize=8)
def _cell(parting: bytes) -> re.Pattern[bytes]:
    sign = re.escape(parting)
    return re.compile(rb'[ ]{0,99}"(?:[^"\n]|""){0,2000}"[ ]{0,99}(?=%b|\Z)|%b*' % (sign, plain(parting)))


def plain(parting: bytes) -> bytes:
    """What a cell without quotes consists of, as an expression: Markdown writes a bar of a text behind a backslash."""
    return rb"(?:[^|\r\n]|(?<=\\)\|)" if parting == b"|" else rb"[^%b\r\n]" % re.escape(parting)


def unquoted(data: bytes, at: int, end: int) -> int:
    """Behind the marks by which a letter is quoted."""
    marks = _QUOTED.match(data, at, end)
    return marks.end() if marks else at
