"""The texts of which one must occur wherever a pattern matches: what makes ten thousand signatures cheap to try."""

from __future__ import annotations

import functools
from re import _constants as _re  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_BREAKS = " '\""  # stand for many written forms, see cccdiag.kb.patterns
# More beginnings than that, or longer ones, are not worth looking for one by one.
_MOST_HEADS, _LONG_HEAD = 48, 6
# A text with more endings than that is looked for without them.
_MOST_ENDINGS = 16


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
    return min(_choices(parsed(pattern), joined=True), key=_weakness, default=())


def choices(pattern: str) -> list[tuple[str, ...]]:
    """Every set of lower-case texts of which one occurs (in any case) in whatever the pattern matches.

    Raises:
        re.error: the pattern is not one.
    """
    return _choices(parsed(pattern), joined=False)


@functools.cache
def heads(pattern: str) -> tuple[str, ...]:
    """Lower-case texts with one of which (in any case) whatever the pattern matches begins; none where that cannot be told.

    Raises:
        re.error: the pattern is not one.
    """
    found = sorted(_heads(list(parsed(pattern))))
    # One that begins with another is found with it.
    kept = [text for text in found if not any(text.startswith(other) and text != other for other in found)]
    return tuple(kept) if len(kept) <= _MOST_HEADS and all(kept) else ()


def weight(texts: tuple[str, ...]) -> int:
    """The length of the shortest of them: how much must be there at least."""
    return min(map(len, texts), default=0)


def _weakness(texts: tuple[str, ...]) -> tuple[int, int]:
    return -weight(texts), len(texts)


def _choices(sequence: Any, *, joined: bool) -> list[tuple[str, ...]]:
    """As :func:`choices`; ``joined``: also texts with what may follow them, which are longer and more."""
    found: list[tuple[str, ...]] = []
    run = ""
    items = [*sequence, (None, None)]
    for at, (operator, argument) in enumerate(items):
        text = _text(operator, argument)
        if text is not None:
            run += text
            continue
        if run:
            found.append((run,))
            following = _heads(items[at:-1]) if joined else frozenset(("",))
            if all(following) and len(following) <= _MOST_ENDINGS:
                found.append(tuple(sorted(run + head for head in following)))
            run = ""
        found.extend(_inner(operator, argument, joined=joined))
    return [texts for texts in found if texts]


def _heads(sequence: list[Any], run: str = "") -> frozenset[str]:
    """The texts with one of which ``run`` and what a sequence matches begin; an empty one says that they may begin otherwise."""
    for at, (operator, argument) in enumerate(sequence):
        if len(run) >= _LONG_HEAD:
            break
        text = _text(operator, argument)
        if text is not None:
            run += text
        elif operator not in (_re.ASSERT, _re.ASSERT_NOT):
            return _after(run, operator, argument, sequence[at + 1 :])
    return frozenset((run,))


def _after(run: str, operator: Any, argument: Any, rest: list[Any]) -> frozenset[str]:
    """As :func:`_heads`, of a run, an item that is no plain text, and what follows it."""
    if operator is _re.SUBPATTERN:
        return _heads([*argument[3], *rest], run)
    if operator is _re.BRANCH:
        return frozenset().union(*(_heads([*branch, *rest], run) for branch in argument[1]))
    if operator in (_re.MAX_REPEAT, _re.MIN_REPEAT):
        once = _heads(list(argument[2]), run)
        return once if argument[0] > 0 else once | _heads(rest, run)
    return frozenset((run,))


def _text(operator: Any, argument: Any) -> str | None:
    """The text that an item stands for, if it stands for one and no other."""
    if operator is _re.LITERAL:
        character = chr(argument)
        return None if character in _BREAKS or argument > 126 else character.lower()
    if operator is _re.AT:
        return ""
    if operator is _re.IN:
        letters = {_text(*item) for item in argument}
        return letters.pop() if len(letters) == 1 else None
    if operator is _re.SUBPATTERN:
        parts = [_text(*item) for item in argument[3]]
        return None if None in parts else "".join(part for part in parts if part)
    return None


def _inner(operator: Any, argument: Any, *, joined: bool) -> list[tuple[str, ...]]:
    if operator is _re.SUBPATTERN:
        return _choices(argument[3], joined=joined)
    if operator in (_re.MAX_REPEAT, _re.MIN_REPEAT) and argument[0] > 0:
        return _choices(argument[2], joined=joined)
    if operator is _re.BRANCH:
        best = [min(_choices(branch, joined=joined), key=_weakness, default=()) for branch in argument[1]]
        if all(best):
            return [tuple(sorted({text for texts in best for text in texts}))]
    return []
