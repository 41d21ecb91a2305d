"""Redacting what does not fit in memory: piece by piece, with enough held back that no border cuts a secret in two."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from cccdiag.redact.known import Known
from cccdiag.redact.model import Kind, Replaced, Ruleset, Search, Searching, Spans
from cccdiag.redact.redact import found
from cccdiag.redact.tokens import Part, Tokens, apply

BLOCK = 1 << 20
# A label may stand this far before its value, in text that has been given out already.
_BEFORE = 1 << 12
_LEAST_HELD = 1 << 15
# Making a search takes as long as looking through about so much without one.
_WORTH_SEARCHING = 1 << 18


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
        self.known = Known(known, searching)
        self._searching = searching
        self.tokens = Tokens(key, keep=keep)

    def spans(self, data: bytes) -> Spans:
        """Everything to be replaced in some bytes of UTF-8; what they teach is remembered."""
        search = self._search if self._searching and len(data) >= _WORTH_SEARCHING else None
        spans = found(data, self.rules, self.known, search)
        spans.extend(self.known.spans(data, spans))
        return spans

    @functools.cached_property
    def _search(self) -> Search | None:
        rules = self.rules.rules
        return (
            self._searching([rule.hint for rule in rules], [rule.leads for rule in rules]) if self._searching else None
        )

    def text(self, text: str) -> str:
        """A short text without secrets."""
        data = text.encode("utf-8", "surrogatepass")
        return apply(data, self.spans(data), self.tokens).decode("utf-8", "surrogatepass")


class Stream:
    """One text of a case, given in pieces of UTF-8; ``tell`` hears of all that is replaced, with its line in the whole text (``line`` lines come before it)."""

    def __init__(
        self, case: Case, tell: Callable[[Replaced], None] | None = None, block: int = BLOCK, line: int = 0
    ) -> None:
        self._case = case
        self._tell = tell
        self.replaced = 0
        self._held = max(case.rules.reach, _LEAST_HELD)
        self._block = max(block, 1)
        self._data = b""
        self._done = 0  # so much of the data was given out and is kept for the labels in it
        self._line = line

    def feed(self, piece: bytes) -> bytes:
        """What can be given out after this piece; may be nothing."""
        self._data += piece
        if len(self._data) - self._done < self._block + self._held:
            return b""
        spans = self._case.spans(self._data)
        return self._give(spans, self._cut(spans))

    def finish(self) -> bytes:
        """The rest."""
        return self._give(self._case.spans(self._data), len(self._data))

    def _cut(self, spans: Spans) -> int:
        """Where to stop: at a line end if there is one, never inside what is replaced."""
        limit = len(self._data) - self._held
        cut = self._data.rfind(b"\n", max(self._done, limit - self._held), limit) + 1 or limit
        while across := [start for start, end, *_ in spans if start < cut < end]:
            cut = min(across)
        return max(cut, self._done)

    def _give(self, spans: Spans, cut: int) -> bytes:
        clean = apply(self._data, spans, self._case.tokens, self._told, Part(self._done, cut, self._line))
        self._line += self._data.count(b"\n", self._done, cut)
        kept = max(0, cut - _BEFORE)
        self._data, self._done = self._data[kept:], cut - kept
        return clean

    def _told(self, replaced: Replaced) -> None:
        self.replaced += len(replaced)
        if self._tell:
            self._tell(replaced)
