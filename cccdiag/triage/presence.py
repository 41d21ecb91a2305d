"""Whether patterns occur anywhere in a source: asked only when a signature was found whose conditions speak of the whole input."""

from __future__ import annotations

import contextlib
import functools

from cccdiag.kb.model import When
from cccdiag.kb.patterns import compiled
from cccdiag.triage.scan import scanner
from cccdiag.triage.sources import HEAD, Source, read_full

_PIECE, _OVERLAP = 1 << 20, 4096


def seen_in(source: Source, when: When) -> bool:
    """Whether ``all``, ``any`` and ``none`` of a condition hold for everything that the source says."""
    present = _present(source, (*when.all, *when.any, *when.none))
    return (
        present.issuperset(when.all)
        and (not when.any or bool(present.intersection(when.any)))
        and not present.intersection(when.none)
    )


def unmet_in(source: Source, when: When) -> str | None:
    """The first of ``all``, ``any``, ``none`` that does not hold for everything the source says, in words; None when all do."""
    present = _present(source, (*when.all, *when.any, *when.none))
    for pattern in when.all:
        if pattern not in present:
            return f"all: {pattern}"
    if when.any and not present.intersection(when.any):
        return f"any: {' | '.join(when.any)}"
    return next((f"none: {pattern}" for pattern in when.none if pattern in present), None)


@functools.lru_cache(maxsize=64)
def _present(source: Source, patterns: tuple[str, ...]) -> frozenset[str]:
    found = {pattern for pattern in patterns if compiled(pattern).search(source.head)}
    missing = [pattern for pattern in patterns if pattern not in found]
    if not missing or len(source.head) < HEAD or source.open is None:
        return frozenset(found)
    look = scanner(missing, source.size)
    with contextlib.closing(source.open()) as stream:
        rest = b""
        while piece := read_full(stream, _PIECE):
            text = rest + piece
            for _, number in look.candidates(text):
                pattern = missing[number]
                if pattern not in found and compiled(pattern).search(text):
                    found.add(pattern)
            if found.issuperset(missing):
                break
            rest = text[-_OVERLAP:]
    return frozenset(found)
