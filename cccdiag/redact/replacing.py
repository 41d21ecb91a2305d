"""Tokens put where values stood; what is put there, and where, is told."""

from __future__ import annotations

import bisect
import itertools
import operator
from collections.abc import Callable, Sequence

from cccdiag.records import dataclass
from cccdiag.redact.literals import Literals
from cccdiag.redact.model import Kind, Replaced, Spans, Taken
from cccdiag.redact.tokens import KNOWN, OPENS, TOKEN, Tokens

# What a number or a word of JSON begins with.
_LITERALS = frozenset(b"-0123456789tfn")
_OF_LITERALS = b"0123456789.eE+-truefalsn"
_ALL_LITERALS = itertools.repeat(_OF_LITERALS)
_NO_LITERAL_AFTER = frozenset(b"=\"'<>@/\\;")
_START, _END, _RULE, _KIND, _VALUE = (operator.itemgetter(at) for at in range(5))
_LETTERS_OF_ESCAPES = frozenset(b'"/bfnrtu')

# Where a value goes, as in a span, and the quotes that its token gets.
_Place = tuple[int, int, str, Kind, bytes, bytes]


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
    made, replaced = pieces(data, spans, tokens, part)
    if tell and replaced:
        tell(replaced)
    return b"".join(made)


def look(data: bytes, spans: Spans, tell: Callable[[Replaced], object], part: Part) -> None:
    """Only tell what :func:`apply` would; no tokens are made."""
    ordered = _ordered(spans)
    alone = _alone(data, ordered, part)
    places = alone if alone is not None else _settled(data, ordered, part)
    if places:
        tell(Replaced(data, part.begin, part.line + 1, places))


def pieces(data: bytes, spans: Spans, tokens: Tokens, part: Part = _WHOLE) -> tuple[list[bytes], Replaced]:
    """The data, or a part of it, and tokens by turns, and what was replaced, its lines counted from 1.

    Where spans overlap, the one that begins first and is longest counts, and what others cover beyond it goes too. A value
    that went over several lines leaves its line ends behind. A span that reaches over the end of the part is left alone.
    """
    ordered = _ordered(spans)
    limit = len(data) if part.end is None else part.end
    alone = _alone(data, ordered, part)
    if alone is not None:
        made = _tokens(tokens, alone)
        return _put(data, alone, made, part.begin, limit), Replaced(data, part.begin, part.line + 1, alone, made)
    settled = _settled(data, ordered, part)
    made = _tokens(tokens, settled)
    out: list[bytes] = []
    position = part.begin
    for (start, end, _, _, _, quote), token in zip(settled, made, strict=True):
        out += (data[position:start], quote, token, quote) if quote else (data[position:start], token)
        if data.find(b"\n", start, end) >= 0:
            out.append(b"\n" * data.count(b"\n", start, end))
        position = end
    out.append(data[position:limit])
    return out, Replaced(data, part.begin, part.line + 1, settled, made)


def _ordered(spans: Spans) -> Spans:
    """By beginning, the longest first, then in the order of the rules."""
    ordered = sorted(spans, key=_START)
    if any(map(operator.eq, map(_START, ordered), map(_START, ordered[1:]))):
        ordered.sort(key=_END, reverse=True)
        ordered.sort(key=_START)
    return ordered


def _alone(data: bytes, ordered: Spans, part: Part) -> Spans | None:
    """The spans of the part, if each goes as it is: no two touch the same place, and none needs a closer look.

    Every expression here goes over all spans at once: a large log has millions of them.
    """
    begin, limit = part.begin, len(data) if part.end is None else part.end
    ends = list(map(_END, ordered))
    starts = list(map(_START, ordered))
    if not all(map(operator.le, ends, itertools.islice(starts, 1, None))):
        return None
    first, last = bisect.bisect_right(ends, begin), bisect.bisect_right(ends, limit)
    mine, starts = ordered[first:last], starts[first:last]
    if starts and starts[0] < begin:
        return None
    values = list(map(_VALUE, mine))
    if KNOWN in set(map(_RULE, mine)) or b"\n" in b"".join(values) or _holds_tokens(data, begin):
        return None
    literals = Literals(data)
    # Escapes are no part of numbers and words: a value that is none was none as it was written.
    for number in itertools.compress(itertools.count(), map(operator.not_, map(bytes.strip, values, _ALL_LITERALS))):
        start, end = starts[number], ends[first + number]
        least = ends[first + number - 1] if number else begin
        if _literal(data, literals, start, end, least) != (start, end, b""):
            return None
    return mine


def _put(data: bytes, spans: Spans, made: Sequence[bytes], position: int, limit: int) -> list[bytes]:
    """The data, with tokens in place of spans that each go as they are."""
    out = [b""] * (2 * len(spans) + 1)
    gaps = map(slice, (position, *map(_END, spans)), (*map(_START, spans), limit))
    out[::2] = map(data.__getitem__, gaps)
    out[1::2] = made
    return out


def _tokens(tokens: Tokens, places: Sequence[Taken]) -> list[bytes]:
    """The tokens of values of several kinds, all of a kind at once."""
    kinds, values = list(map(_KIND, places)), list(map(_VALUE, places))
    of = {
        kind: iter(tokens.of_all(list(itertools.compress(values, map(kind.__eq__, kinds))), kind))
        for kind in dict.fromkeys(kinds)
    }
    return list(map(next, map(of.__getitem__, kinds)))


def _holds_tokens(data: bytes, begin: int) -> bool:
    """Whether there may be tokens; one byte is found sooner than three."""
    return data.find(OPENS[:1], begin) >= 0 and data.find(OPENS, begin) >= 0


def _settled(data: bytes, ordered: Spans, part: Part) -> list[_Place]:
    """Every place to be replaced, one after the other."""
    begin, limit = part.begin, len(data) if part.end is None else part.end
    literals = Literals(data)
    there = [match.span() for match in TOKEN.finditer(data, begin, limit)] if _holds_tokens(data, begin) else []
    closed = [end for _, end in there]
    places: list[_Place] = []
    position = begin
    for start, end, rule, kind, value in ordered:
        if end <= position or end > limit:
            continue
        start = max(start, position)  # noqa: PLW2901 - what another span took is gone
        if rule == KNOWN:
            start = _with_escape(data, start, position)  # noqa: PLW2901 - with the escape
        if there and _touches(there, closed, start, end):
            continue
        start, end, quote = _literal(data, literals, start, end, position)  # noqa: PLW2901 - the number as a whole
        places.append((start, end, rule, kind, value, quote))
        position = end
    return places


def _literal(data: bytes, literals: Literals, start: int, end: int, least: int) -> tuple[int, int, bytes]:
    """As :meth:`Literals.at`, for most places at once."""
    if data[start] not in _LITERALS or data[start - 1] in _NO_LITERAL_AFTER or data[start:end].strip(_OF_LITERALS):
        return start, end, b""
    return literals.at(start, end, least)


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
