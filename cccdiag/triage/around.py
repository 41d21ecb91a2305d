"""The lines around a record: read again from its source when somebody asks for them, redacted like all that is shown."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable

from cccdiag.triage.model import Evidence
from cccdiag.triage.proof import Exhibits
from cccdiag.triage.sources import Source, read_full

_READ = 1 << 20
_LONGEST = 2000


def surrounded(evidence: Evidence, source: Source, count: int, exhibits: Exhibits) -> Evidence:
    """The evidence with so many lines of its source before and after it."""
    before = range(max(1, evidence.line - count), evidence.line)
    after = range(evidence.end_line + 1, evidence.end_line + 1 + count)
    found = lines_at(source, (*before, *after))
    return dataclasses.replace(
        evidence,
        before=exhibits.lines(found[number] for number in before if number in found),
        after=exhibits.lines(found[number] for number in after if number in found),
    )


def lines_at(source: Source, numbers: Iterable[int]) -> dict[int, bytes]:
    """Lines of a source by their numbers, counted from 1, each cut to what can be shown. Reads no further than the last of them."""
    wanted = sorted(set(numbers))
    found: dict[int, bytes] = {}
    if not wanted or source.open is None:
        return found
    with contextlib.closing(source.open()) as stream:
        line, rest = 1, b""
        while line <= wanted[-1] and (piece := read_full(stream, _READ)):
            ends = piece.count(b"\n")
            if line + ends < wanted[0]:
                line += ends
                rest = piece[piece.rfind(b"\n") + 1 :][:_LONGEST] if ends else (rest + piece)[:_LONGEST]
                continue
            *whole, last = (rest + piece).split(b"\n")
            for number, text in enumerate(whole, start=line):
                _take(found, wanted, number, text)
            line, rest = line + ends, last[:_LONGEST]
        if rest:
            _take(found, wanted, line, rest)
    return found


def _take(found: dict[int, bytes], wanted: list[int], number: int, text: bytes) -> None:
    if wanted[0] <= number <= wanted[-1] and number in wanted:
        found[number] = text[:_LONGEST].rstrip(b"\r")
