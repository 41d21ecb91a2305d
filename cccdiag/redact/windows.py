"""A long text cut into windows: what is looked at in one go, and which part of it is given out then.

Where windows end hangs on the text alone, not on what is found in it: whoever looks at one needs no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cccdiag.redact import headings, tables
from cccdiag.redact.model import CompiledRule

BLOCK = 1 << 20
# A label may stand this far before its value, in text that has been given out already.
_BEFORE = 1 << 12
_LEAST_HELD = 1 << 15


class Window(NamedTuple):
    """Some bytes; from ``begin`` to ``end`` is what is given out, before and behind it is what has to be seen for that.

    Where a table goes on, ``head`` bytes are its heading and its first row, as if the others followed at once.
    """

    data: bytes
    begin: int
    end: int
    head: int = 0

    def after(self, before: Window, cut: int) -> Window:
        """The same when the window before it was given out up to ``cut`` only."""
        start = max(before.head, cut - _BEFORE)
        if self.head:
            start = max(before.head, before.data.rfind(b"\n", 0, start) + 1)
        kept = before.end - start
        return Window(
            self.data[: self.head] + before.data[start : before.end] + self.data[self.begin :],
            self.head + cut - start,
            self.head + self.end - self.begin + kept,
            self.head,
        )


class Windows:
    """Cuts one text, given in pieces, into windows of at least ``block`` bytes; no secret is longer than ``reach``.

    ``names``: rules for what headings of tables are called of which the rows must be known in each window.
    """

    def __init__(self, reach: int, block: int = BLOCK, names: Sequence[CompiledRule] = ()) -> None:
        self._held = max(reach, _LEAST_HELD)
        self._block = max(block, 1)
        self._data = b""
        self._begin = 0
        self._head = 0
        self._names = names
        self._table: tuple[tables.Table, int] | None = None

    def feed(self, piece: bytes) -> Window | None:
        """The window that is full with this piece, if one is. It ends with a line, if there is one."""
        self._data += piece
        if len(self._data) - self._begin < self._block + self._held:
            return None
        limit = len(self._data) - self._held
        cut = self._data.rfind(b"\n", max(self._begin, limit - self._held), limit) + 1 or limit
        kept, cut = self._table_at(cut)
        window = Window(self._data, self._begin, cut, self._head)
        head = b""
        if self._table:
            table, number = self._table
            first = table.row(self._data, table.below, number)
            head = self._data[table.begin : first[2]] if first else b""
            self._table = table.moved(-table.begin), number
        self._data, self._begin, self._head = head + self._data[kept:], cut - kept + len(head), len(head)
        return window

    def _table_at(self, cut: int) -> tuple[int, int]:
        """From where on is kept what stands before the cut, and the cut: where a table goes on, both are borders of its rows."""
        before = max(self._head, cut - _BEFORE)
        table = self._table
        first, last = table[0].borders(self._data, table[1], cut, before) if table else (-1, -1)
        if last <= self._begin and self._names:
            table = headings.reaching(self._data, self._begin, cut, self._names)
            first, last = table[0].borders(self._data, table[1], cut, before) if table else (-1, -1)
        if table and last > self._begin:
            self._table = table
            return max(first, before), last
        self._table = None
        return before, cut

    def finish(self) -> Window:
        """The rest."""
        return Window(self._data, self._begin, len(self._data), self._head)
