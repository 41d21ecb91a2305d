"""Values that a statement of SQL puts into a column that it names: ``INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')``."""

from __future__ import annotations

from collections.abc import Iterator

from cccdiag.expressions import expression
from cccdiag.redact.model import Escaped

# No list of columns is longer, in bytes.
_LIST = 4096
_COLUMNS = expression(
    rb"(?i)\binsert(?:\s{1,9}into)?\s{1,9}[^\s()]{1,200}(?:\s{1,3}[^\s()]{1,60}){0,2}\s{0,9}\(([^()]{0,4096})\Z"
)
_VALUES = expression(rb"(?i)[^();]{0,4096}\)\s{0,9}(?:output\s[^();]{1,200})?values\s{0,9}")
_OPENS = expression(rb"\s{0,99}\(")
_NEXT = expression(rb"\s{0,99},")
# A text in its quotes, with doubled ones inside or, in MySQL, with backslashes; or anything else up to the next comma: calls of functions hold commas of their own.
_ITEM = expression(
    rb"""(?x)\s{0,99}(?:[NnEeBbXx]{0,2}(?:'(?P<text>(?:[^']|''){0,4000})' | '(?P<slashed>(?:[^'\\]|\\.){0,4000})' | "(?P<quoted>(?:[^"\\]|""|\\.){0,4000})")
    | (?P<bare>(?:[^(),'"]|\([^()]{0,400}\)){1,400}))\s{0,99}(?=[,)])"""
)


def inserted(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int, Escaped | None]] | None:
    """What is put into the column named at ``begin`` to ``end``, row by row; None where no statement names one there.

    A number, NULL, and what a function gives are told as they stand.
    """
    least = max(0, begin - _LIST)
    opens = data.rfind(b"(", least, begin)
    if opens < 0:
        return None
    columns = _COLUMNS.search(data, max(0, opens - 400), begin)
    values = columns and _VALUES.match(data, end)
    if not columns or not values:
        return None
    return _rows(data, values.end(), columns[1].count(b","))


def _rows(data: bytes, at: int, number: int) -> Iterator[tuple[int, int, Escaped | None]]:
    while opens := _OPENS.match(data, at):
        at = opens.end()
        count = 0
        while item := _ITEM.match(data, at):
            if count == number:
                first, last = item.span(item.lastgroup or 0)
                bare = item["bare"] or b""
                if b"(" not in bare:
                    yield first, last - (len(bare) - len(bare.rstrip())), None
            count += 1
            at = item.end()
            if data[at : at + 1] == b")":
                break
            at += 1
        if data[at : at + 1] != b")":
            return
        more = _NEXT.match(data, at + 1)
        if more is None:
            return
        at = more.end()
