"""Where some texts stand in some data, in time in proportion to the data; texts are added while data is looked through."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cccdiag.redact.model import Search, Searching

# So many texts are looked for one after the other; more of them all at once, by their first bytes.
_ONE_BY_ONE = 64
_LEAD = 5
# A part as large as so many times the next one is not made anew together with it.
_LARGER = 2
# Making a search for more than so many texts takes memory out of all proportion.
_LARGEST = 4096

Hit = tuple[int, int]


class Finder:
    """Texts, numbered in the order in which they were added."""

    __slots__ = ("_by_lead", "_parts", "_short", "_texts")

    def __init__(self) -> None:
        self._texts: list[bytes] = []
        self._short: list[int] = []
        # By the first bytes, then by length: that many values begin alike costs no more than that they are of many lengths.
        self._by_lead: dict[bytes, dict[int, dict[bytes, list[int]]]] = {}
        # Fast searches, each for the texts from one number to another: what is new is made small and grows with what comes.
        self._parts: list[tuple[int, int, Search]] = []

    def add(self, text: bytes) -> None:
        """Look for this text too."""
        number = len(self._texts)
        self._texts.append(text)
        if len(text) < _LEAD:
            self._short.append(number)
        else:
            alike = self._by_lead.setdefault(text[:_LEAD], {})
            alike.setdefault(len(text), {}).setdefault(text, []).append(number)

    def places(self, data: bytes) -> list[Hit]:
        """``(end, number)`` for every place of every text, one after the other."""
        if len(self._texts) <= _ONE_BY_ONE or len(data) < 2 * len(self._texts):
            return [hit for number in range(len(self._texts)) for hit in self._found(number, data)]
        hits = [hit for number in self._short for hit in self._found(number, data)]
        for start in range(len(data) - _LEAD + 1):
            if alike := self._by_lead.get(data[start : start + _LEAD]):
                near = [(number, end) for end, numbers in _begun(alike, data, start) for number in numbers]
                hits += [(end, number) for number, end in sorted(near)]
        return hits

    def places_in_much(self, data: bytes, searching: Searching | None) -> list[Hit]:
        """As :meth:`places`, with fast searches where they can be had."""
        if searching is None or not self._grown(searching):
            return self.places(data)
        return [(end, number + first) for first, _, search in self._parts for end, number, _ in search(data)]

    def _found(self, number: int, data: bytes) -> Iterator[Hit]:
        text = self._texts[number]
        start = data.find(text)
        while start >= 0:
            end = start + len(text)
            yield end, number
            start = data.find(text, end)

    def _grown(self, searching: Callable[..., Search | None]) -> bool:
        """Make searches for what came since the last time; what is much larger than that is left as it is."""
        first, last = self._parts[-1][1] if self._parts else 0, len(self._texts)
        if first == last:
            return True
        kept = list(self._parts)
        while kept and kept[-1][1] - kept[-1][0] <= min(_LARGER * (last - first), _LARGEST - (last - first)):
            first = kept.pop()[0]
        for begin in range(first, last, _LARGEST):
            end = min(begin + _LARGEST, last)
            search = searching(self._texts[begin:end], literal=True)
            if search is None:
                return False
            kept.append((begin, end, search))
        self._parts = kept
        return True


def _begun(alike: dict[int, dict[bytes, list[int]]], data: bytes, start: int) -> Iterator[tuple[int, list[int]]]:
    """Which of some texts begin at a place: where each ends, and its numbers."""
    for length, texts in alike.items():
        end = start + length
        if numbers := texts.get(data[start:end]):
            yield end, numbers
