"""Columns of tables in pages and in letters written as pages: the cells below a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cccdiag.expressions import expression
from cccdiag.redact.model import Escaped

# A row of headings, its tags included, is no longer, in bytes.
_ROW = 8192
_TABLE = expression(rb"(?i)<(?:table|thead|tbody)\b[^<>]{0,400}>")
_OPENS = expression(rb"(?i)<tr\b[^<>]{0,400}>")
_ENDS = expression(rb"(?i)</tr\s{0,3}>|<tr\b|</t(?:able|head|body)")
_LAST = expression(rb"(?i)</table")
_CELL = expression(rb"(?i)<(t[hd])\b[^<>]{0,400}>")
_CLOSES = expression(rb"(?i)</t[hd]|<t[hd]\b|</?tr\b")
_TAGS = expression(rb"(?:<[^<>]{0,400}>|\s|&nbsp;|&#160;|\xc2\xa0){0,60}")
_NAME = expression(rb"[^<>:=]{1,60}[:*]?")
_FOLLOWS = expression(rb"(?i)\s{0,9}:?(?:</[a-z0-9]{1,10}>|\s|&nbsp;|<br\s?/?>){0,9}(?:</t[hd]|<t[hd]\b|</tr)")


def below(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int, Escaped | None]] | None:
    """The cells below the heading at ``begin`` to ``end``, row by row; None where it heads no column of a page's table."""
    if not _FOLLOWS.match(data, end):
        return None
    opens = _last(_OPENS, data, max(0, begin - _ROW), begin)
    ends = _ENDS.search(data, end, min(len(data), end + _ROW))
    if opens is None or ends is None:
        return None
    cells = list(_CELL.finditer(data, opens.end(), ends.start()))
    number = sum(cell.start() < begin for cell in cells) - 1
    if number < 0 or not _heads(data, opens.start(), cells, number, ends.start()):
        return None
    return _rows(data, ends.start(), number)


def _last(what: re.Pattern[bytes], data: bytes, begin: int, end: int) -> re.Match[bytes] | None:
    last = None
    for last in what.finditer(data, begin, end):  # noqa: B007 - the last one is wanted
        pass
    return last


def _heads(data: bytes, opens: int, cells: list[re.Match[bytes]], number: int, end: int) -> bool:
    """Whether all cells of a row are headings: marked so, or names in the first row, of which the first is no label of the second."""
    kinds = {cell[1].lower() for cell in cells}
    if len(cells) < 2 or len(kinds) > 1:
        return False
    if kinds == {b"th"}:
        return True
    table = _last(_TABLE, data, max(0, opens - _ROW), opens)
    if table is None or data[table.end() : opens].strip() or (len(cells) == 2 and not number):
        return False
    return all(_NAME.fullmatch(data, *_text(data, cell.end(), end)) for cell in cells)


def _rows(data: bytes, at: int, number: int) -> Iterator[tuple[int, int, Escaped | None]]:
    last = _LAST.search(data, at)
    limit = last.start() if last else len(data)
    while row := _OPENS.search(data, at, limit):
        ends = _ENDS.search(data, row.end(), limit)
        at = ends.start() if ends else limit
        cells = list(_CELL.finditer(data, row.end(), at))
        if number < len(cells):
            first, stop = _text(data, cells[number].end(), at)
            if first < stop:
                yield first, stop, "xml"


def _text(data: bytes, at: int, limit: int) -> tuple[int, int]:
    """The text of a cell, without the tags around it."""
    closes = _CLOSES.search(data, at, limit)
    end = closes.start() if closes else limit
    inner = _TAGS.match(data, at, end)
    first = inner.end() if inner else at
    tag = data.find(b"<", first, end)
    last = tag if tag >= 0 else end
    text = data[first:last]
    return first, last - (len(text) - len(text.rstrip().removesuffix(b"&nbsp;").rstrip()))
