"""Expressions over the words of people, as ``knowledge/tickets.yaml`` writes them: a blank is any white space there."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable

_FORMS = {" ": r"[\s>]+", "'": r"(?:'|\xe2\x80[\x98\x99])"}
_PIECES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


@functools.cache
def cue(pattern: str) -> re.Pattern[bytes]:
    """A cue as an expression over letters.

    Letters are not escaped as logs are, so less stands for a blank here than in a signature: that compiles in half the time.
    """
    return re.compile("".join(_FORMS.get(piece, piece) for piece in _PIECES.findall(pattern)).encode("ascii"))


def occur(patterns: Iterable[str], text: bytes) -> bool:
    """Whether one of the cues is in the text."""
    return any(cue(pattern).search(text) for pattern in patterns)


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
