"""Whether a pattern matches near a place of a very long record, asked of many places in a row: each byte is looked at about once."""

from __future__ import annotations

import re

from cccdiag.records import dataclass

# No match is wider than this, when only a part of a very long record is looked at.
WIDEST = 4096
# How far beyond a window is searched in one go, and how many matches of one pattern are enough.
_FURTHER = 2 * WIDEST
ENOUGH = 64


@dataclass(slots=True)
class Ahead:
    """One pattern, asked of windows that move to the right. What a search found or missed answers for the next windows too."""

    expression: re.Pattern[bytes]
    found: int = -1
    searched: tuple[int, int] = (0, 0)
    matched: int = 0

    def matches(self, text: bytes | bytearray, left: int, right: int, end: int) -> bool:
        """Whether a match begins in the window, so far as nobody has had enough of them; ``end`` is where the record ends."""
        if self.matched >= ENOUGH:
            return False
        first, last = self.searched
        known = first <= left <= self.found or (self.found < 0 and first <= left and right <= last)
        if not known:
            last = min(end, right + _FURTHER)
            match = self.expression.search(text, left, last)
            self.found, self.searched = match.start() if match else -1, (left, last)
        near = left <= self.found < right
        self.matched += near
        return near
