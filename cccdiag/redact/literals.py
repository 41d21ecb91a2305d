"""Numbers and words of JSON: a token can only stand for one as a text, in the quotes that the place asks for."""

from __future__ import annotations

import re

from cccdiag.expressions import expression

_KEY = expression(rb"(\\{0,8}\")\s{0,9}:\s{0,9}\Z")
_IN_ARRAY = expression(rb"[\[,]\s{0,80}\Z")
_LITERAL = expression(rb"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,9})?|true|false|null")
_BEFORE, _AFTER = re.compile(rb"[\w.+-]{0,60}\Z"), re.compile(rb"[\w.+-]{0,60}")
_NEXT = expression(rb"\s{0,80}[,\]]")
_QUOTE = expression(rb"\\{0,40}\"|\n")


class Literals:
    """Looks at places of one text, in their order."""

    __slots__ = ("_data", "_open", "_read")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._read = 0
        # How the strings around the place that was read to are quoted, and where they begin.
        self._open: list[tuple[int, int]] = []

    def at(self, start: int, end: int, least: int) -> tuple[int, int, bytes]:
        """The number or word as a whole, not from before ``least``, with its quotes; any other place as it is, without."""
        data = self._data
        if not _AFTER.fullmatch(data, start, end):
            return start, end, b""
        before, after = _BEFORE.search(data, max(0, start - 60), start), _AFTER.match(data, end)
        first, last = before.start() if before else start, after.end() if after else end
        if first < least or not _LITERAL.fullmatch(data, first, last):
            return start, end, b""
        if key := _KEY.search(data, max(0, first - 30), first):
            return first, last, key[1]
        listed = _IN_ARRAY.search(data, max(0, first - 90), first) and _NEXT.match(data, last)
        quote = self._quote(first) if listed else b""
        return (first, last, quote) if quote else (start, end, b"")

    def _quote(self, place: int) -> bytes:
        """What a text in a list would be quoted with; nothing where the place is inside a text that is no JSON itself."""
        for found in _QUOTE.finditer(self._data, self._read, place):
            slashes = found.end() - found.start() - 1
            if found[0] == b"\n":
                self._open.clear()
                continue
            while self._open and self._open[-1][0] > slashes:
                self._open.pop()
            if self._open and self._open[-1][0] == slashes:
                self._open.pop()
            else:
                self._open.append((slashes, found.end()))
        self._read = place
        if not self._open:
            return b'"'
        slashes, begin = self._open[-1]
        return b"\\" * (2 * slashes + 1) + b'"' if self._data[begin : begin + 1] in (b"[", b"{") else b""
