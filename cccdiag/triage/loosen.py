"""Patterns made cheap for a first look: what they match is a superset of what the signature matches, found several times faster.

Hyperscan pays for counted repeats, for white space written in many ways, and for each of seventeen patterns that differ in one
number. A first look needs none of that: the caller confirms with the signature itself inside the record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Every written form of a space, an apostrophe and a quotation mark (cccdiag.kb.patterns) consists of these bytes.
_FORMS = {
    " ": r"(?:[\s\\rnt&bsp;\xc2\xa0>]+)",
    "'": r"(?:['&#0-9apos;\\u\xe2\x80\x98\x99]+)",
    '"': r'(?:["\\&quot;0-9\xe2\x80\x9c\x9d]+)',
}
_REPEAT = re.compile(r"\{(\d+)(,?)(\d*)\}")
_GROUP_NAME = re.compile(r"\(\?P<\w+>")
_CHEAP_REPEATS = 3
# Anchors mean the bounds of the record to a signature and those of the block to a scanner, so the first look goes without.
_ANCHORS = (r"\A", r"\Z", r"\z")
# Three digits on their own: a status or the number of a code.
_NUMBER = re.compile(r"(?<![0-9{,\\x])[0-9]{3}(?![0-9,}])")


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


def expressions(patterns: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """What a scanner looks for, each with the numbers of the patterns it stands for: those that differ in a number go together."""
    found: dict[str, list[int]] = {}
    families: dict[str, list[int]] = {}
    for number, pattern in enumerate(patterns):
        families.setdefault(_NUMBER.sub("###", pattern), []).append(number)
    for numbers in families.values():
        found.setdefault(loosened(_family([patterns[number] for number in numbers])), []).extend(numbers)
    return [(expression, tuple(numbers)) for expression, numbers in found.items()]


def _family(patterns: Sequence[str]) -> str:
    """One pattern for several that differ in three-digit numbers only."""
    columns = [sorted(set(column)) for column in zip(*(_NUMBER.findall(pattern) for pattern in patterns), strict=True)]
    choices = iter(column[0] if len(column) == 1 else f"(?:{'|'.join(column)})" for column in columns)
    return _NUMBER.sub(lambda _: next(choices), patterns[0])
