"""A long text cut into windows: what is looked at in one go, and which part of it is given out then.

Where windows end hangs on the text alone, not on what is found in it: whoever looks at one needs no other.
"""

from __future__ import annotations

from typing import NamedTuple

BLOCK = 1 << 20
# A label may stand this far before its value, in text that has been given out already.
_BEFORE = 1 << 12
_LEAST_HELD = 1 << 15


class Window(NamedTuple):
    """Some bytes; from ``begin`` to ``end`` is what is given out, before and behind it is what has to be seen for that."""

    data: bytes
    begin: int
    end: int

    def after(self, before: Window, cut: int) -> Window:
        """The same when the window before it was given out up to ``cut`` only."""
        start = max(0, cut - _BEFORE)
        kept = before.end - start
        return Window(
            before.data[start : before.end] + self.data[self.begin :], cut - start, self.end - self.begin + kept
        )


class Windows:
    """Cuts one text, given in pieces, into windows of at least ``block`` bytes; no secret is longer than ``reach``."""

    def __init__(self, reach: int, block: int = BLOCK) -> None:
        self._held = max(reach, _LEAST_HELD)
        self._block = max(block, 1)
        self._data = b""
        self._begin = 0

    def feed(self, piece: bytes) -> Window | None:
        """The window that is full with this piece, if one is. It ends with a line, if there is one."""
        self._data += piece
        if len(self._data) - self._begin < self._block + self._held:
            return None
        limit = len(self._data) - self._held
        cut = self._data.rfind(b"\n", max(self._begin, limit - self._held), limit) + 1 or limit
        window = Window(self._data, self._begin, cut)
        kept = max(0, cut - _BEFORE)
        self._data, self._begin = self._data[kept:], cut - kept
        return window

    def finish(self) -> Window:
        """The rest."""
        return Window(self._data, self._begin, len(self._data))
