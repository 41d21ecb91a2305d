"""The dialect that Python's ``re``, Hyperscan and Rust's ``regex`` share, and patterns that would run away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as _re  # type: ignore[attr-defined]
from typing import Any

from cccdiag.kb.literals import parsed
from cccdiag.kb.patterns import compiled

_FLAGS = re.compile(r"^\(\?[ims]+\)")
_GROUP = re.compile(r"\(\?(?P<kind>P<|[a-zA-Z-]*[:)]|.)")
_ESCAPES = frozenset("\\.^$|?*+()[]{}/-\"' #&@~%,;:=!<>`_" + "wWdDsSbBnrtfvx")


def foreign(pattern: str) -> Iterator[str]:
    """What in a pattern one of the three engines does not know, as ends of the sentence “the pattern …”."""
    if not pattern.isascii():
        yield "is not ASCII; write other characters as \\xNN of UTF-8"
        return
    try:
        items = parsed(pattern)
        compiled(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        yield f"is no pattern: {error}"
        return
    body = _FLAGS.sub("", pattern)
    for position, character in _escapes(body):
        if character.isdigit():
            yield f"uses a back-reference (\\{character})"
        elif character not in _ESCAPES:
            yield f"uses \\{character} at {position}, which not every engine knows"
    for found in _GROUP.finditer(_without_classes(body)):
        if found["kind"] in ("=", "!", "<", ">", "#", "("):
            yield f"uses (?{found['kind']}, which Hyperscan and Rust do not know"
        elif found["kind"].endswith(")"):
            yield "sets flags in its middle; they belong to its beginning"
    if any(operator is getattr(_re, "POSSESSIVE_REPEAT", None) for operator, _ in _walk(items)):
        yield "uses a possessive repeat, which Rust does not know"


def _escapes(text: str) -> Iterator[tuple[int, str]]:
    position = 0
    while (position := text.find("\\", position)) >= 0 and position + 1 < len(text):
        yield position, text[position + 1]
        position += 2


def _without_classes(text: str) -> str:
    return re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "..", text)


def runaway(pattern: str) -> Iterator[str]:
    """What lets a pattern take forever or swallow half a log, as ends of the sentence “the pattern …”."""
    try:
        items = parsed(pattern)
    except (re.error, OverflowError, RecursionError):
        return
    for operator, argument in _walk(items):
        if operator in (_re.MAX_REPEAT, _re.MIN_REPEAT) and argument[1] is _re.MAXREPEAT:
            if any(
                inner in (_re.MAX_REPEAT, _re.MIN_REPEAT) and deep[1] is _re.MAXREPEAT
                for inner, deep in _walk(argument[2])
            ):
                yield "repeats a repeat without end, which can take forever"
            elif any(_takes_anything(inner, deep) for inner, deep in _walk(argument[2])):
                yield "runs on without end; say how far it may go, such as {0,80}"


def _takes_anything(operator: Any, argument: Any) -> bool:
    """Whether an item takes what is not named; a class that leaves out blanks or line ends stops at the next of them."""
    if operator is _re.IN and argument[0][0] is _re.NEGATE:
        stops = {(_re.LITERAL, 32), (_re.LITERAL, 10), (_re.CATEGORY, _re.CATEGORY_SPACE)}
        return not stops & set(argument)
    return operator in (_re.ANY, _re.NOT_LITERAL)


def _walk(items: Any) -> Iterator[tuple[Any, Any]]:
    for operator, argument in items:
        yield operator, argument
        if operator in (_re.MAX_REPEAT, _re.MIN_REPEAT, getattr(_re, "POSSESSIVE_REPEAT", None)):
            yield from _walk(argument[2])
        elif operator is _re.SUBPATTERN:
            yield from _walk(argument[3])
        elif operator is _re.BRANCH:
            for branch in argument[1]:
                yield from _walk(branch)
