"""Patterns made cheap for a first look: what they match is a superset of what the signature matches, found several times faster.

Hyperscan finds texts at several gigabytes a second and pays for everything else: repeats without an end (what stands before a
text is then followed through the whole block), seventeen patterns that differ in one number, words that every log is full of. A
first look needs none of that. The caller confirms with the signature itself inside the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cccdiag.expressions import expression
from cccdiag.kb.literals import choices, weight

# Every written form of a space, an apostrophe and a quotation mark (cccdiag.kb.patterns) consists of these bytes. A longer run
# of spaces or backslashes is found by WIDE, whatever stands around it.
_FORMS = {
    " ": r"(?:[\s\\rnt&bsp;\xc2\xa0>]{1,60})",
    "'": r"(?:['&#0-9apos;\\u\xe2\x80\x98\x99]{1,6})",
    '"': r'(?:["\\&quot;0-9\xe2\x80\x9c\x9d]{1,33})',
}
# Sixteen blanks in a row, or three escaped ones with fewer than that between: sixty bytes cannot do without either.
WIDE = (
    r"[\s>]{16}",
    r"(?:(?:\\[rnt]|&nbsp;|\xc2\xa0)[\s>]{0,15}){3}",
    r"\\{32}",
)
_REPEAT = expression(r"\{(\d+)(,?)(\d*)\}")
_GROUP_NAME = expression(r"\(\?P<\w+>")
_FLAGS = expression(r"\(\?[a-z]+\)")
_CHEAP_REPEATS = 64
# Anchors mean the bounds of the record to a signature and those of the block to a scanner, so the first look goes without.
_ANCHORS = (r"\A", r"\Z", r"\z")
# Three digits on their own: a status or the number of a code.
_NUMBER = expression(r"(?<![0-9{,\\x])[0-9]{3}(?![0-9,}])")
# Every log is full of these: a text that is little more than one of them would point at every other record.
_COMMON = ("account", "address", "answered", "application", "article", "authentication", "authorization", "available", "awaiting", "boolean", "cancelled", "certificat", "ccc_error", "ccc_response", "client", "client.txt", "code", "committed", "configuration", "connect", "connected", "connection", "content", "copyright", "copyright.com", "credentials", "customer", "database", "default", "denied", "detail", "document", "duration", "element", "envelope", "error", "exception", "expected", "failed", "failure", "fault", "field", "file", "found", "gateway", "handle", "handler", "header", "http://", "https://", "illiad", "information", "internal", "interval", "invalid", "item", "journal", "library", "loaded", "local", "location", "logged", "login", "marketplace", "memory", "message", "method", "network", "number", "object", "operation", "order", "param", "password", "permission", "pool", "present", "process", "property", "proxy", "publisher", "query", "reader", "read", "received", "refresh", "remote", "request", "requested", "required", "resolved", "resolver", "response", "rightsconnect", "results", "returned", "route", "running", "saved", "search", "searching", "second", "server", "service", "session", "socket", "source", "started", "status", "stopped", "stored", "string", "subject", "succeeded", "success", "system", "template", "thread", "time", "timed", "timeout", "timeout=", "title", "token", "transaction", "update", "updated", "url", "user", "value", "version", "waiting", "warning", "write")  # fmt: skip
_SHORTEST, _MORE, _FEW = 6, 4, 3
_GROUP = expression(r"(?P<before>(?:\\b)?)\(\?:(?P<inner>.*)\)(?P<after>(?:\\b)?)", re.DOTALL)
# A branch that is a text and nothing else is as cheap as the text and says more: where the word ends.
_SIMPLE = expression(r"(?:\(\?[a-z]+\))?(?:\\b)?(?:\(\?:)?[\w.,:;/<>=&%-]+\)?(?:\\b)?")


def loosened(pattern: str) -> str:
    """A pattern that matches wherever the expanded signature pattern does, and is cheap to look for."""
    out: list[str] = []
    in_class = False
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            escape = pattern[position : position + 2]
            out.append("" if escape in _ANCHORS else escape)
            position += 2
            continue
        if in_class or character == "[":
            in_class = character != "]" or not in_class
            out.append(character)
        elif character == "{" and (repeat := _REPEAT.match(pattern, position)):
            out.append(_unbounded(repeat))
            position = repeat.end()
            continue
        elif character not in "^$":
            out.append(_FORMS.get(character, character))
        position += 1
    return _GROUP_NAME.sub("(?:", "".join(out))


def _unbounded(repeat: re.Match[str]) -> str:
    least = int(repeat[1])
    most = int(repeat[3]) if repeat[3] else None if repeat[2] else least
    if most is not None and most <= _CHEAP_REPEATS:
        return repeat[0]
    return "+" if least else "*"


def branches(pattern: str) -> list[str]:
    """The alternatives of a pattern at its top, or of the one group that it consists of, each with the pattern's flags."""
    flags = match[0] if (match := _FLAGS.match(pattern)) else ""
    found: list[str] = []
    for branch in _alternatives(pattern[len(flags) :]):
        whole = _GROUP.fullmatch(branch)
        inner = _alternatives(whole["inner"]) if whole else []
        if whole is None or _depths(whole["inner"]) < 0:
            found.append(flags + branch)
        else:
            found += [f"{flags}{whole['before']}(?:{part}){whole['after']}" for part in inner]
    return found


def numbered(pattern: str) -> bool:
    """Whether a pattern may have a group without a name, which is counted over the whole of it."""
    return any(
        character == "(" and not pattern.startswith("?", position + 1) for position, character in _unescaped(pattern, 0)
    )


def _depths(pattern: str) -> int:
    """The lowest depth that the brackets of a pattern reach; below 0, it is no whole."""
    depth = lowest = 0
    in_class = False
    for _, character in _unescaped(pattern, 0):
        if in_class:
            in_class = character != "]"
            continue
        in_class = character == "["
        depth += {"(": 1, ")": -1}.get(character, 0)
        lowest = min(lowest, depth)
    return lowest


def _alternatives(pattern: str) -> list[str]:
    found, depth, in_class, start = [], 0, False, 0
    for position, character in _unescaped(pattern, start):
        if in_class:
            in_class = character != "]"
        elif character in "[()":
            in_class = character == "["
            depth += {"(": 1, ")": -1}.get(character, 0)
        elif character == "|" and depth == 0:
            found.append(pattern[start:position])
            start = position + 1
    return [*found, pattern[start:]]


def _unescaped(pattern: str, position: int) -> Iterator[tuple[int, str]]:
    while position < len(pattern):
        if pattern[position] == "\\":
            position += 2
            continue
        yield position, pattern[position]
        position += 1


def rare(texts: Sequence[str]) -> bool:
    """Whether one of these texts in a log is worth a look at the record that it stands in."""
    return bool(texts) and all(_long_enough(text) and not _common(text) for text in texts)


def _long_enough(text: str) -> bool:
    return len(text) >= _SHORTEST or (len(text) == _SHORTEST - 1 and not text.isalpha())


def _common(text: str) -> bool:
    return any(text in word or (word in text and len(text) - len(word) < _MORE) for word in _COMMON)


def _rarest(pattern: str) -> tuple[str, ...]:
    """Rare texts of which one occurs wherever the pattern matches: few, and long ones; none if there are no such."""
    found = [texts for texts in choices(pattern) if rare(texts)]
    return min(found, key=lambda texts: (len(texts) > _FEW, -weight(texts), len(texts)), default=())


def expressions(patterns: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """What a scanner looks for, each with the numbers of the patterns it stands for.

    Of every alternative that needs a rare text, the text; the others cheapened, those that differ in a number together. Last
    come the runs of blanks that are longer than the cheapened ones allow for.
    """
    found: dict[str, dict[int, None]] = {}
    families: dict[str, list[tuple[int, str]]] = {}
    for number, pattern in enumerate(patterns):
        for branch in branches(pattern):
            texts = _rarest(branch)
            if texts and not _SIMPLE.fullmatch(branch):
                for text in texts:
                    found.setdefault(f"(?i){re.escape(text)}", {})[number] = None
            else:
                families.setdefault(_NUMBER.sub("###", branch), []).append((number, branch))
    spaced: dict[int, None] = {}
    for members in families.values():
        family, numbers = _family([branch for _, branch in members]), dict.fromkeys(number for number, _ in members)
        found.setdefault(loosened(family), {}).update(numbers)
        if any(form in family for form in _FORMS):
            spaced.update(numbers)
    wide = [(expression, tuple(spaced)) for expression in WIDE] if spaced else []
    return [*((expression, tuple(numbers)) for expression, numbers in found.items()), *wide]


def _family(patterns: Sequence[str]) -> str:
    """One pattern for several that differ in three-digit numbers only; digit by digit, since a choice of texts costs more."""
    columns = zip(*(_NUMBER.findall(pattern) for pattern in patterns), strict=True)
    choices_ = iter("".join(map(_digit, zip(*column, strict=True))) for column in columns)
    return _NUMBER.sub(lambda _: next(choices_), patterns[0])


def _digit(seen: Iterable[str]) -> str:
    digits = "".join(sorted(set(seen)))
    return digits if len(digits) == 1 else f"[{digits}]"
