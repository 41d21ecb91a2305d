"""The texts of which one must occur wherever a pattern matches: what makes ten thousand signatures cheap to try."""

from __future__ import annotations

import functools
from re import _constants as _re  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_BREAKS = " '\""  # stand for many written forms, see cccdiag.kb.patterns


@functools.lru_cache(maxsize=256)
def parsed(pattern: str) -> Any:
    """The pattern as Python's own parser sees it. A few are kept: a tree takes three times the memory of the compiled expression.

    Raises:
        re.error: the pattern is not one.
    """
    return _parser.parse(pattern)


@functools.cache
def required(pattern: str) -> tuple[str, ...]:
    """Lower-case texts of which at least one occurs (in any case) in whatever the pattern matches; none if nothing must.

    The choice whose shortest text is longest is taken: it is the rarest.

    Raises:
        re.error: the pattern is not one.
    """
    return min(choices(pattern), key=_weakness, default=())


def choices(pattern: str) -> list[tuple[str, ...]]:
    """Every set of lower-case texts of which one occurs (in any case) in whatever the pattern matches.

    Raises:
        re.error: the pattern is not one.
    """
    return _choices(parsed(pattern))


def weight(texts: tuple[str, ...]) -> int:
    """The length of the shortest of them: how much must be there at least."""
    return min(map(len, texts), default=0)


def _weakness(texts: tuple[str, ...]) -> tuple[int, int]:
    return -weight(texts), len(texts)


def _choices(sequence: Any) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    run = ""
    for operator, argument in [*sequence, (None, None)]:
        text = _text(operator, argument)
        if text is not None:
            run += text
            continue
        if run:
            found.append((run,))
            run = ""
        found.extend(_inner(operator, argument))
    return [texts for texts in found if texts]


def _text(operator: Any, argument: Any) -> str | None:
    """The text that an item stands for, if it stands for one and no other."""
    if operator is _re.LITERAL:
        character = chr(argument)
        return None if character in _BREAKS or argument > 126 else character.lower()
    if operator is _re.AT:
        return ""
    if operator is _re.SUBPATTERN:
        parts = [_text(*item) for item in argument[3]]
        return None if None in parts else "".join(part for part in parts if part)
    return None


def _inner(operator: Any, argument: Any) -> list[tuple[str, ...]]:
    if operator is _re.SUBPATTERN:
        return _choices(argument[3])
    if operator in (_re.MAX_REPEAT, _re.MIN_REPEAT) and argument[0] > 0:
        return _choices(argument[2])
    if operator is _re.BRANCH:
        best = [min(_choices(branch), key=_weakness, default=()) for branch in argument[1]]
        if all(best):
            return [tuple(sorted({text for texts in best for text in texts}))]
    return []
