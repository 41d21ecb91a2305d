"""Tokens that stand where a value stood: its kind and a few digits of a keyed hash, the same for the same value within a case."""

from __future__ import annotations

import bisect
import hashlib
import re
from collections.abc import Iterable

from cccdiag.redact.literals import Literals
from cccdiag.redact.model import Kind, Replacement, Span

TOKEN = re.compile(rb"\xe2\x80\xb9[a-z]+:[0-9a-f]{4,16}\xe2\x80\xba")
# What is reported as the rule where a value was found without a label.
KNOWN = "known-value"
_DIGITS = 4
_REMEMBERED = 50_000
_LETTERS_OF_ESCAPES = frozenset(b'"/bfnrtu')


class Tokens:
    """Gives out the tokens of one case; two values of a case never get the same one.

    With ``keep`` every value is remembered in :attr:`values` for a reverse map; else only hashes are.
    """

    def __init__(self, key: bytes = b"", *, keep: bool = False) -> None:
        self._key = key[:64]
        self._taken: dict[str, bytes] = {}
        self._latest: dict[tuple[Kind, bytes], str] = {}
        self.values: dict[str, str] | None = {} if keep else None

    def of(self, value: bytes, kind: Kind) -> str:
        """The token of a value."""
        found = self._latest.get((kind, value))
        if found is None:
            found = self._made(value, kind)
            if len(self._latest) >= _REMEMBERED:
                self._latest.clear()
            self._latest[kind, value] = found
            if self.values is not None:
                self.values[found] = value.decode("utf-8", "replace")
        return found

    def _made(self, value: bytes, kind: Kind) -> str:
        digest = hashlib.blake2b(value, key=self._key, digest_size=8).digest()
        short = f"‹{kind}:{digest.hex()[:_DIGITS]}›"
        return short if self._taken.setdefault(short, digest) == digest else f"‹{kind}:{digest.hex()}›"


def apply(data: bytes, spans: Iterable[Span], tokens: Tokens) -> tuple[bytes, tuple[Replacement, ...]]:
    """The data with a token in place of every span, and what was replaced, lines counted from 1.

    Where spans overlap, the one that begins first and is longest counts, and what others cover beyond it goes too. A value
    that went over several lines leaves its line ends behind.
    """
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    if not ordered:
        return data, ()
    literals = Literals(data)
    there = [match.span() for match in TOKEN.finditer(data)]
    ends = [end for _, end in there]
    pieces: list[bytes] = []
    replaced: list[Replacement] = []
    position, line, counted = 0, 1, 0
    for span in ordered:
        start = max(span.start, position)
        if span.rule == KNOWN:
            start = _with_escape(data, start, position)
        if start >= span.end or _touches(there, ends, start, span.end):
            continue
        start, end, quote = literals.at(start, span.end, position)
        line += data.count(b"\n", counted, start)
        counted = start
        token = tokens.of(span.value, span.kind)
        pieces += [
            data[position:start],
            quote + token.encode() + quote,
            b"\n" * data.count(b"\n", start, end),
        ]
        replaced.append(Replacement(span.rule, span.kind, line, token))
        position = end
    pieces.append(data[position:])
    return b"".join(pieces), tuple(replaced)


def _touches(there: list[tuple[int, int]], ends: list[int], start: int, end: int) -> bool:
    """Whether one of the tokens that are there already lies in the way."""
    number = bisect.bisect_right(ends, start)
    return number < len(there) and there[number][0] < end


def _with_escape(data: bytes, start: int, least: int) -> int:
    """A backslash before the value goes with it when it would be left as half an escape."""
    slashes = 0
    while start - slashes - 1 >= least and data[start - slashes - 1] == 0x5C:
        slashes += 1
    return start - 1 if slashes % 2 and start < len(data) and data[start] in _LETTERS_OF_ESCAPES else start
