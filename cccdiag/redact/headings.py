"""The heading of a table that goes on at some place of a long text, so that the rows behind that place are known too."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from cccdiag.expressions import expression
from cccdiag.redact.cells import LONGEST_LINE
from cccdiag.redact.model import CompiledRule
from cccdiag.redact.tables import BEHIND, Table, table

# So many lines tell whether a table goes on.
_LAST = 8
# Lines that may be headings: without numbers, and with something that parts cells.
_HEADLIKE = expression(rb"\n[^0-9\n=<>{}](?:[^0-9\n=<>{}]|(?<=[A-Za-z])[0-9]){4,1000}(?=\n)")
_FIRST = expression(rb"(?:[^0-9\n=<>{}]|(?<=[A-Za-z])[0-9]){4,1000}$", re.MULTILINE)
_PARTED = expression(rb"[\t|;,]|  ")


def reaching(data: bytes, begin: int, cut: int, names: Sequence[CompiledRule]) -> tuple[Table, int] | None:
    """The table with one of some names in its heading that begins behind a place and goes on up to another, and the number of that column."""
    if not _PARTED.search(data, max(begin, cut - LONGEST_LINE), cut) or not _even(data, begin, cut):
        return None
    lines = [match.span() for match in _HEADLIKE.finditer(data, max(0, begin - 1), cut)]
    if not begin and (first := _FIRST.match(data, 0, cut)):
        lines.insert(0, first.span())
    for start, end in reversed(lines):
        if not _PARTED.search(data[start:end].strip()):
            continue
        for name in names:
            place = start
            while match := name.pattern.search(data, place, min(end + 2, len(data))):
                place = match.end()
                named = table(data, match.start(), match.start() + len(match[0].rstrip(BEHIND)))
                if named and named[0].borders(data, named[1], cut)[1] >= 0:
                    return named
    return None


def _even(data: bytes, begin: int, cut: int) -> bool:
    """Whether the last lines before a place may be rows of one table, or its heading: looking for one takes longer than asking this."""
    start = data.rfind(b"\n", begin, max(begin, cut - 1))
    for _ in range(_LAST):
        start = data.rfind(b"\n", begin, max(begin, start))
    start = max(start, begin)
    if _HEADLIKE.search(data, max(0, start - 1), cut):
        return True
    lines = data[start + 1 : cut].splitlines()
    if any(b'"' in line for line in lines) or all(b"  " in line for line in lines):
        return True
    return any(
        len(set(map(bytes.count, lines, itertools.repeat(mark)))) == 1 and mark in lines[0]
        for mark in (b"\t", b"|", b";", b",")
    )
