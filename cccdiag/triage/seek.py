"""Patterns looked for where they can begin: most begin with a text, and texts are found fifty times faster than anything else.

What is found is what ``re`` finds, match for match (``tests/triage/test_seek.py``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from cccdiag.kb.literals import choices, heads, required
from cccdiag.kb.patterns import compiled

# A shorter beginning stands at too many places to be tried one by one.
_SHORTEST_HEAD = 3


class Seeker:
    """One pattern. Every text comes with itself in lower case, in which the texts of the pattern are looked for."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._needed = tuple(text.encode() for text in required(pattern))

    @functools.cached_property
    def _heads(self) -> tuple[bytes, ...]:
        """The texts with one of which every match begins; none where there are none, or short ones."""
        begins = heads(self.pattern)
        usable = min(map(len, begins), default=0) >= _SHORTEST_HEAD
        return tuple(head.encode() for head in begins) if usable else ()

    @property
    def expression(self) -> re.Pattern[bytes]:
        """The pattern as ``re`` has it; compiled when first asked for."""
        return compiled(self.pattern)

    @functools.cached_property
    def _besides(self) -> tuple[tuple[bytes, ...], ...]:
        """What else a match must contain: of each set one text."""
        sets = (tuple(text.encode() for text in some) for some in choices(self.pattern))
        return tuple(some for some in sets if some != self._needed)

    def possible(self, folded: bytes) -> bool:
        """Whether the texts that the pattern needs are there: asking that costs a hundredth of trying the pattern, a thousandth of compiling it."""
        for text in self._needed:
            if text in folded:
                break
        else:
            return not self._needed
        for some in self._besides:
            for text in some:
                if text in folded:
                    break
            else:
                return False
        return True

    def first(self, text: bytes, folded: bytes, start: int = 0) -> re.Match[bytes] | None:
        """The first match at or behind ``start``; as :meth:`re.Pattern.search`."""
        return self.after(text, folded, start) if self.possible(folded) else None

    def all(self, text: bytes, folded: bytes, start: int = 0) -> Iterator[re.Match[bytes]]:
        """Matches that do not overlap, from the left; as :meth:`re.Pattern.finditer`."""
        if not self.possible(folded):
            return
        if not self._heads:
            yield from self.expression.finditer(text, start)
            return
        while found := self.after(text, folded, start):
            yield found
            start = found.end()

    def after(self, text: bytes, folded: bytes, start: int = 0) -> re.Match[bytes] | None:
        """As :meth:`first`, of a text of which it is known that a match is possible."""
        if not self._heads:
            return self.expression.search(text, start)
        if len(self._heads) == 1:
            (head,) = self._heads
            place = folded.find(head, start)
            while place >= 0 and not (found := self.expression.match(text, place)):
                place = folded.find(head, place + 1)
            return found if place >= 0 else None
        places = [folded.find(head, start) for head in self._heads]
        while (place := min((one for one in places if one >= 0), default=-1)) >= 0:
            if found := self.expression.match(text, place):
                return found
            places = [
                folded.find(head, place + 1) if one == place else one
                for head, one in zip(self._heads, places, strict=True)
            ]
        return None


@functools.cache
def seeker(pattern: str) -> Seeker:
    """The seeker of a pattern.

    Raises:
        re.error: the pattern is not one.
    """
    return Seeker(pattern)
