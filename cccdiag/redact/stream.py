"""Redacting what does not fit in memory: piece by piece, with enough held back that no border cuts a secret in two."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from cccdiag.redact.known import Known
from cccdiag.redact.lessons import Lesson, Lessons, Pupil
from cccdiag.redact.model import Kind, Places, Replaced, Ruleset, Search, Searching, Spans
from cccdiag.redact.redact import found
from cccdiag.redact.replacing import Part, apply, look
from cccdiag.redact.tokens import Tokens
from cccdiag.redact.windows import BLOCK, Window, Windows

# Making a search takes as long as looking through about so much without one.
_WORTH_SEARCHING = 1 << 18
# Up to so much, what teaches is looked for together with the rest, unless a search for it alone is at hand.
_WORTH_SEARCHING_APART = 1 << 26


class Case:
    """What belongs together when it is shared: one key, one memory of values, the same token for the same value.

    Args:
        rules: what is looked for.
        known: values that are secret from the start, with their kinds.
        key: makes tokens of different cases incomparable.
        keep: remember every value for a reverse map.
        searching: makes fast searches, where they can be had; for large texts.
    """

    def __init__(
        self,
        rules: Ruleset,
        known: Iterable[tuple[str, Kind]] = (),
        key: bytes = b"",
        *,
        keep: bool = False,
        searching: Searching | None = None,
    ) -> None:
        self.rules = rules
        self.key = key
        self.known = Known(known, searching)
        self._searching = searching
        self.tokens = Tokens(key, keep=keep)
        # By the kinds of lessons that are asked for: in how much data, and a search for what teaches them.
        self._asked = Counter[frozenset[Kind]]()
        self._searches: dict[frozenset[Kind], Search | None] = {}

    def spans(self, data: bytes, pupil: Pupil | None = None) -> Spans:
        """Everything to be replaced in some bytes of UTF-8; what they teach is remembered, or told to ``pupil``."""
        search = self._search if len(data) >= _WORTH_SEARCHING else None
        spans = found(data, self.rules, pupil or self.known, search.grouped(data) if search else None)
        spans.extend(self.known.spans(data, spans))
        return spans

    @functools.cached_property
    def _search(self) -> Search | None:
        return self._made(self.rules)

    def _made(self, rules: Ruleset, *, ready: bool = False) -> Search | None:
        if self._searching is None:
            return None
        hints, leads = [rule.hint for rule in rules.rules], [rule.leads for rule in rules.rules]
        return self._searching(hints, leads, ready=ready)

    def lessons(self, window: Window, learnable: Collection[Kind]) -> tuple[Lesson, ...]:
        """What a window teaches, in its order; only values of some kinds are asked for."""
        pupil, asked = Lessons(learnable), frozenset(learnable)
        numbers = [number for number, rule in enumerate(self.rules.rules) if not asked.isdisjoint(rule.teaches)]
        rules = Ruleset(tuple(self.rules.rules[number] for number in numbers))
        places = self._teaching(asked, rules, numbers, window.data) if numbers else None
        found(window.data, rules, pupil, places)
        return pupil.heard

    def _teaching(self, asked: frozenset[Kind], rules: Ruleset, numbers: list[int], data: bytes) -> Places | None:
        """Where the hints of rules that teach are, by their place in ``numbers``."""
        if len(data) < _WORTH_SEARCHING:
            return None
        if asked not in self._asked and (search := self._made(rules, ready=True)):
            self._searches[asked] = search
        self._asked[asked] += len(data)
        if asked not in self._searches:
            if self._asked[asked] <= _WORTH_SEARCHING_APART:
                places = self._search.grouped(data) if self._search else None
                return places and {at: places[number] for at, number in enumerate(numbers) if number in places}
            self._searches[asked] = self._made(rules)
        search = self._searches[asked]
        return search.grouped(data) if search else None

    def learn(self, window: Window) -> None:
        """Remember what a window teaches."""
        for value, kind in self.lessons(window, self.known.room()):
            self.known.learn(value, kind)

    def look(self, window: Window, learnable: Collection[Kind]) -> Seen:
        """What is in a window; what it teaches is told, not remembered."""
        pupil = Lessons(learnable, self.known)
        spans = self.spans(window.data, pupil)
        return Seen(spans, pupil.heard)

    def text(self, text: str) -> str:
        """A short text without secrets."""
        data = text.encode("utf-8", "surrogatepass")
        return apply(data, self.spans(data), self.tokens).decode("utf-8", "surrogatepass")


class Seen(NamedTuple):
    """What a window holds: everything to be replaced, and what it teaches."""

    spans: Spans
    lessons: tuple[Lesson, ...]


def _cut(window: Window, spans: Spans) -> int:
    """Where to stop: where the window ends, but never inside what is replaced."""
    cut = window.end
    while across := [span[0] for span in spans if span[0] < cut < span[1]]:
        cut = min(across)
    return max(cut, window.begin)


class Stream:
    """One text of a case, given in pieces of UTF-8; ``tell`` hears of all that is replaced, with its line in the whole text (``line`` lines come before it).

    ``looking``: nothing is given out, ``tell`` hears what would be replaced.
    """

    def __init__(
        self,
        case: Case,
        tell: Callable[[Replaced], None] | None = None,
        block: int = BLOCK,
        line: int = 0,
        *,
        looking: bool = False,
    ) -> None:
        self._case = case
        self._tell = tell
        self._looking = looking
        self._windows = Windows(case.rules.reach, block, case.rules.headings)
        self._last: tuple[Window, int] | None = None
        self._line = line

    def feed(self, piece: bytes) -> bytes:
        """What can be given out after this piece; may be nothing."""
        window = self._windows.feed(piece)
        return self.take(window) if window else b""

    def finish(self) -> bytes:
        """The rest."""
        return self.take(self._windows.finish())

    def take(self, window: Window, spans: Spans | None = None) -> bytes:
        """What can be given out of the next window; ``spans`` are what somebody else found in it."""
        if self._last and self._last[1] != self._last[0].end:
            # It begins earlier, where the last one was cut.
            window, spans = window.after(*self._last), None
        if spans is None:
            spans = self._case.spans(window.data)
        cut, clean = _cut(window, spans), b""
        part = Part(window.begin, cut, self._line)
        if not self._looking:
            clean = apply(window.data, spans, self._case.tokens, self._tell, part)
        elif self._tell:
            look(window.data, spans, self._tell, part)
        self._line += window.data.count(b"\n", window.begin, cut)
        self._last = window, cut
        return clean
