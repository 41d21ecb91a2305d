"""Where a value ends that begins at some place: as its quotes, braces or entities say, or, where it is bare, as what it stands in says."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from cccdiag.expressions import expression
from cccdiag.redact.model import Escaped
from cccdiag.redact.tokens import TOKEN

# Where a value begins and ends, and how it is written.
Value = tuple[int, int, Escaped | None]

# No value that somebody has to type or copy is longer.
LONGEST = 4096
_OPENING = expression(rb"""(?P<slashes>\\{0,63})(?P<mark>["'`])|&(?:amp;){0,3}(?:quot|apos|#3[49]|#x2[27]);|%2[27]""")
_ENDS = expression(rb"""[\s,;:}\])>&|/\\.?!"'<+#*@-]|\xe2|$""")
_CLOSES = expression(rb"[\s,;}\])>:&?]|\\|$")
_QUOTES = (b'"', b"'", b"`")
# Another name and its sign: what the value before them was goes no further.
_NEXT = rb"""["']{0,2}[A-Za-z_][\w.-]{0,40}(?:[ ][\w.-]{1,20}){0,2}["']{0,2}\s?"""
_LINE = expression(
    rb"""(?ix)[\r\n] | \\+[rnt](?=[A-Z\s"\\]) | [ ]{2} | \t | [ ](?:\#|;|//|--)[ ] | [ ][/|][ ] | [ ]?<!--
    | </ | <(?:br|p|div|span|td|tr|li|b|i|strong|em)\b[^<>]{0,120}>
    | [;&,][ ]?(?-i:"""
    + _NEXT
    + rb""")(?:=|:[ ]) | [ ](?-i:[A-Za-z_][\w.-]{0,40})(?:=(?!=)|:[ ])"""
)
_WORD = expression(
    rb"""(?ix)[\s<>] | \\+[rnt](?=[A-Z\s"\\]) | [;&,][ ]?(?-i:""" + _NEXT + rb""")(?:=|:[ ]) | [,;](?=\s|$)"""
)
# A line break as strings of a program have it.
_BREAK = expression(rb"(?<!\\)(?:\\\\){0,31}\\[rnt]")
_QUERY = expression(rb"""[\s&;"'<>#`\\|]|\)(?:\s|$)""")
_STRING = expression(rb"""[;\r\n<]""")
_FLOW = expression(rb"""[\r\n]|[,;](?=\s?""" + _NEXT + rb"""[=:])|,\s|[<>]""")
_TRAILING = b",; \t"
_CLOSERS = {b"}": b"{", b"]": b"[", b")": b"("}


class Place(NamedTuple):
    """Where a value is expected: from where to where at most, the text of the line before its name, and what it stands in."""

    data: bytes
    begin: int
    limit: int
    before: bytes
    kind: str


def value(place: Place) -> Value | None:
    """The value that begins here, without its quotes; None where there is none."""
    return _quoted(place) or _braced(place) or _bare(place)


def _quoted(place: Place) -> Value | None:
    data, begin, limit = place.data, place.begin, place.limit
    opening = _OPENING.match(data, begin, limit)
    if opening is None or (_CLOSES.match(data, opening.end()) and opening[0] in enclosing(place.before)):
        return None
    first, mark = opening.end(), opening[0]
    if opening["mark"] is None:
        last = _entity_end(data, first, limit, mark)
        return None if last < 0 else (first, last, "url" if mark[:1] == b"%" else "xml")
    slashes, quote = len(opening["slashes"]), opening["mark"]
    triple = not slashes and data[begin : begin + 3] == quote * 3
    if triple:
        last = data.find(quote * 3, begin + 3, limit)
        first = begin + 3 + len(data[begin + 3 : last]) - len(data[begin + 3 : last].lstrip(b"\r\n"))
        return (first, last, None) if last > first else None
    if not slashes and data[first : first + 1] == quote:
        # Doubled marks inside marks, as tables and SQL have them, or nothing.
        if first + 1 >= limit or _ENDS.match(data, first + 1):
            return first, first, None
        last = data.find(quote * 2, first + 1, limit)
        return (first + 1, last, None) if last > 0 else None
    last = _end(data, first, limit, slashes, quote)
    if last < 0:
        return None
    return first, last, "json" if quote == b'"' or slashes else None


def _end(data: bytes, first: int, limit: int, slashes: int, quote: bytes) -> int:
    """Where a quoted value ends: at a mark of the same level that is not doubled; -1 where it does not on its line."""
    unit, at, plain = slashes + 1, first, -1
    while (at := data.find(quote, at, limit)) >= 0:
        if b"\n" in data[first:at]:
            break
        run = at - len(data[first:at].rstrip(b"\\")) - first
        behind = data[at + 1 : at + 2]
        if plain < 0:
            plain = at
        if run % (2 * unit) == slashes or (run == 0 and not slashes):
            if not slashes and behind == quote:
                at += 2
                continue
            if _ENDS.match(data, at + 1) or at + 1 >= limit:
                return at - slashes
        at += 1
    # A line of marks without partners: the first one ends it, whatever stands before.
    return plain - min(slashes, plain - first) if plain >= 0 else -1


def _entity_end(data: bytes, first: int, limit: int, mark: bytes) -> int:
    at = first
    while (at := data.find(mark, at, limit)) >= 0:
        if not data.startswith(mark, at + len(mark)):
            return at
        at += 2 * len(mark)
    return -1


def _braced(place: Place) -> Value | None:
    """A value in braces, as ODBC writes one that holds its separators."""
    data, at, limit = place.data, place.begin + 1, place.limit
    if (
        place.kind not in ("string", "line", "word")
        or data[place.begin : at] != b"{"
        or data[at : at + 1] in (b"{", b'"', b"'")
    ):
        return None
    first = at
    while (at := data.find(b"}", at, limit)) >= 0:
        if data[at + 1 : at + 2] == b"}":
            at += 2
            continue
        inside = data[first:at]
        whole = b"\n" not in inside and (at + 1 >= len(data) or data[at + 1 : at + 2] in b";\r\n\"' ")
        return (first, at, None) if whole else None
    return None


def enclosing(before: bytes) -> tuple[bytes, ...]:
    """The marks that are open at the end of a piece of a line, with their backslashes."""
    found = []
    # What was open before a tag is closed behind it.
    before = (
        before[max(before.rfind(b'">'), before.rfind(b"><"), before.rfind(b"/>"), -2) + 2 :]
        if b">" in before
        else before
    )
    for quote in _QUOTES:
        parts = before.split(quote)
        levels: dict[int, int] = {}
        for part, behind in itertools.pairwise(parts):
            # An apostrophe inside a word opens nothing.
            if quote != b"'" or not (part[-1:].isalpha() and behind[:1].isalpha()):
                run = len(part) - len(part.rstrip(b"\\"))
                levels[run] = levels.get(run, 0) + 1
        found += [b"\\" * run + quote for run, count in levels.items() if count % 2]
    return tuple(found)


def _bare(place: Place) -> Value | None:
    data, begin, kind = place.data, place.begin, place.kind
    limit = min(place.limit, begin + LONGEST)
    if kind == "query":
        last = _cut(data, begin, limit, _QUERY)
        return begin, last, "url"
    stop = {"line": _LINE, "string": _STRING, "flow": _FLOW}.get(kind, _WORD)
    last = _cut(data, begin, limit, stop)
    for mark in enclosing(place.before):
        at = data.find(mark, begin, last)
        last = at if at >= 0 else last
        if mark[-1:] == b'"':
            last = _cut(data, begin, last, _BREAK)
    if kind == "string" and b";" not in data[last : last + 1] and b'"' in data[begin:last]:
        last = data.find(b'"', begin, last)
    last = _open(data, begin, last, place.before)
    if token := TOKEN.search(data, begin, last):
        last = token.start()
    text = data[begin:last]
    last -= len(text) - len(text.rstrip(_TRAILING))
    return begin, last, None


def _cut(data: bytes, begin: int, limit: int, stop: object) -> int:
    found = stop.search(data, begin, limit)  # type: ignore[attr-defined]
    return found.start() if found else limit


def _open(data: bytes, begin: int, last: int, before: bytes) -> int:
    """Where a bracket closes that was open before the value."""
    for closer, opener in _CLOSERS.items():
        if before.count(opener) <= before.count(closer):
            continue
        depth, at = 0, begin
        while at < last:
            one = data[at : at + 1]
            depth += (one == opener) - (one == closer)
            if depth < 0:
                last = at
                break
            at += 1
    return last
