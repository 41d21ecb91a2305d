"""Expressions over the words of people, as ``knowledge/tickets.yaml`` writes them: a blank is any white space there."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_FORMS = {" ": r"[\s>]+", "'": r"(?:'|\xe2\x80[\x98\x99])"}
_PIECES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
Needed = tuple[tuple[bytes, ...], ...]
_known: dict[str, Needed] = {}


class Cue:
    """A cue as an expression over letters; compiled when the first letter comes that it may be in.

    To compile all of them takes longer than all else that a short letter takes, and few letters have need of a third.
    """

    __slots__ = ("_needed", "_pattern")

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._needed = needed(pattern)

    def possible(self, folded: bytes) -> bool:
        """Whether a text in lower case holds what the cue needs."""
        for texts in self._needed:
            for text in texts:
                if text in folded:
                    break
            else:
                return False
        return True

    def search(self, text: bytes, start: int = 0) -> re.Match[bytes] | None:
        """As :meth:`re.Pattern.search`."""
        return compiled(self._pattern).search(text, start) if self.possible(text.lower()) else None

    def finditer(self, text: bytes) -> Iterator[re.Match[bytes]]:
        """As :meth:`re.Pattern.finditer`."""
        return compiled(self._pattern).finditer(text) if self.possible(text.lower()) else iter(())

    def sub(self, instead: bytes | Callable[[re.Match[bytes]], bytes], text: bytes) -> bytes:
        """As :meth:`re.Pattern.sub`."""
        return compiled(self._pattern).sub(instead, text) if self.possible(text.lower()) else text


def learn(texts: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Hear what cues need (the document ``cues``). To find that out here would take as long as compiling them."""
    for pattern, sets in texts.items():
        _known.setdefault(pattern, tuple(tuple(text.encode() for text in some) for some in sets))


def needed(pattern: str) -> Needed:
    """Sets of texts in lower case: one of each is in whatever the cue matches; no sets where that is not known."""
    return _known.get(pattern, ())


@functools.cache
def cue(pattern: str) -> Cue:
    """The cue that is written so."""
    return Cue(pattern)


@functools.cache
def compiled(pattern: str) -> re.Pattern[bytes]:
    """The expression of a cue.

    Letters are not escaped as logs are, so less stands for a blank here than in a signature: that compiles in half the time.
    """
    return re.compile("".join(_FORMS.get(piece, piece) for piece in _PIECES.findall(pattern)).encode("ascii"))


def occur(patterns: Iterable[str], text: bytes) -> bool:
    """Whether one of the cues is in the text."""
    folded = text.lower()
    return any(cue(pattern).possible(folded) and compiled(pattern).search(text) for pattern in patterns)


def without(patterns: Iterable[str], text: bytes) -> bytes:
    """The text with a blank in place of each cue."""
    for pattern in patterns:
        text = cue(pattern).sub(b" ", text)
    return text


def last(pattern: str, text: bytes, counts: Callable[[re.Match[bytes]], bool]) -> re.Match[bytes] | None:
    """The last place of a cue that counts."""
    found = None
    for each in cue(pattern).finditer(text):
        found = each if counts(each) else found
    return found


def blank(text: bytes) -> bytes:
    """Blanks in place of the text, line by line."""
    return re.sub(rb"[^\n]", b" ", text)
