"""Tokens that stand where a value stood: its kind and a few digits of a keyed hash, the same for the same value within a case."""

from __future__ import annotations

import array
import bisect
import hashlib
import operator
import re
import struct
from binascii import hexlify
from collections.abc import Callable
from dataclasses import dataclass

from cccdiag.redact.literals import Literals
from cccdiag.redact.model import Kind, Replaced, Spans, Taken

TOKEN = re.compile(rb"\xe2\x80\xb9[a-z]+:[0-9a-f]{4,16}\xe2\x80\xba")
_OPENS, _CLOSES = b"\xe2\x80\xb9", b"\xe2\x80\xba"
# What is reported as the rule where a value was found without a label.
KNOWN = "known-value"
# So much of a digest is in a token.
_BITS = 16
_SHORT = _BITS // 8
_REST = 64 - _BITS
_NUMBER = struct.Struct(">Q").unpack
_REMEMBERED = 10_000
# What a number or a word of JSON begins with.
_LITERALS = frozenset(b"-0123456789tfn")
_OF_LITERALS = b"0123456789.eE+-truefalsn"
_NO_LITERAL_AFTER = frozenset(b"=\"'<>@/\\;")
_START, _END = operator.itemgetter(0), operator.itemgetter(1)
_LETTERS_OF_ESCAPES = frozenset(b'"/bfnrtu')


class OfKind:
    """The tokens of one kind: those given out lately, and which digests have the short ones."""

    __slots__ = ("_opens", "kind", "latest", "taken")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._opens = b"%b%b:" % (_OPENS, kind.encode())
        self.latest: dict[bytes, bytes] = {}
        self.taken = array.array("Q", bytes(8 << _BITS))

    def token(self, digest: bytes) -> bytes:
        """The token of the value with this digest."""
        (number,) = _NUMBER(digest)
        first = number >> _REST
        # Who comes first has the short one; the rest of its digest is kept so that nobody else gets it.
        there = self.taken[first]
        if not there:
            self.taken[first] = there = number
        return self._opens + hexlify(digest[:_SHORT] if there == number else digest) + _CLOSES


class Tokens:
    """Gives out the tokens of one case; two values of a case never get the same one.

    With ``keep`` every value is remembered in :attr:`values` for a reverse map; else only hashes are.
    """

    of_kind: type[OfKind] = OfKind

    def __init__(self, key: bytes = b"", *, keep: bool = False) -> None:
        self._hash = hashlib.blake2b(key=key[:64], digest_size=8)
        self._kinds: dict[Kind, OfKind] = {}
        self.values: dict[str, str] | None = {} if keep else None

    def of(self, value: bytes, kind: Kind) -> str:
        """The token of a value."""
        return self.written(value, kind).decode()

    def written(self, value: bytes, kind: Kind) -> bytes:
        """The token of a value, as UTF-8."""
        mine = self._kinds.get(kind) or self.kind(kind)
        latest = mine.latest
        found = latest.get(value)
        if found is None:
            keyed = self._hash.copy()
            keyed.update(value)
            found = mine.token(keyed.digest())
            if len(latest) >= _REMEMBERED:
                latest.clear()
            latest[value] = found
            if self.values is not None:
                self.values[found.decode()] = value.decode("utf-8", "replace")
        return found

    def kind(self, kind: Kind) -> OfKind:
        """The tokens of a kind."""
        if kind not in self._kinds:
            self._kinds[kind] = self.of_kind(kind)
        return self._kinds[kind]


@dataclass(frozen=True, slots=True)
class Part:
    """The part of some data that is given out, and how many lines of the text come before it."""

    begin: int = 0
    end: int | None = None
    line: int = 0


_WHOLE = Part()


def apply(
    data: bytes,
    spans: Spans,
    tokens: Tokens,
    tell: Callable[[Replaced], object] | None = None,
    part: Part = _WHOLE,
) -> bytes:
    """The data, or a part of it, with a token in place of every span; ``tell`` hears of all, their lines counted from 1."""
    made, taken = pieces(data, spans, tokens, part)
    if tell and taken:
        tell(Replaced(data, part.begin, part.line + 1, taken))
    return b"".join(made)


def pieces(data: bytes, spans: Spans, tokens: Tokens, part: Part = _WHOLE) -> tuple[list[bytes], list[Taken]]:
    """The data, or a part of it, and tokens by turns, and what was replaced.

    Where spans overlap, the one that begins first and is longest counts, and what others cover beyond it goes too. A value
    that went over several lines leaves its line ends behind. A span that reaches over the end of the part is left alone.
    """
    begin, limit = part.begin, len(data) if part.end is None else part.end
    # By beginning, the longest first, then in the order of the rules.
    ordered = sorted(spans, key=_START)
    if any(map(operator.eq, map(_START, ordered), map(_START, ordered[1:]))):
        ordered.sort(key=_END, reverse=True)
        ordered.sort(key=_START)
    literals = Literals(data)
    # One byte is found sooner than three.
    opens = data.find(_OPENS[:1], begin) >= 0 and data.find(_OPENS, begin) >= 0
    there = [match.span() for match in TOKEN.finditer(data, begin, limit)] if opens else []
    ends = [end for _, end in there]
    out: list[bytes] = []
    taken: list[Taken] = []
    position, token_of = begin, tokens.written
    for start, end, rule, kind, value in ordered:
        if end <= position or end > limit:
            continue
        if start < position:  # noqa: PLR1730 - a call for each of millions costs more
            start = position  # noqa: PLW2901 - what another span took is gone
        if rule == KNOWN:
            start = _with_escape(data, start, position)  # noqa: PLW2901 - with the escape
        if there and _touches(there, ends, start, end):
            continue
        quote = b""
        if (
            data[start] in _LITERALS
            and not data[start:end].strip(_OF_LITERALS)
            and data[start - 1] not in _NO_LITERAL_AFTER
        ):
            start, end, quote = literals.at(start, end, position)  # noqa: PLW2901 - the number as a whole
        made = token_of(value, kind)
        out += (data[position:start], quote, made, quote) if quote else (data[position:start], made)
        if data.find(b"\n", start, end) >= 0:
            out.append(b"\n" * data.count(b"\n", start, end))
        taken.append((start, rule, kind, made))
        position = end
    out.append(data[position:limit])
    return out, taken


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
