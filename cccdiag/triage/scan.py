"""All signatures at once over the bytes of a block: where in the block a record may hold a match of which pattern.

Hyperscan reads a block once for any number of patterns. What it refuses, and everything where it is not installed, is found by the
texts that a match must contain. Either way the answer is a superset: the caller confirms with ``re`` inside the record.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from cccdiag.kb.literals import required
from cccdiag.triage import databases, loosen

# (place, pattern): the byte before place lies in a record in which the pattern of that number may match.
Candidates = list[tuple[int, int]]
# A database is compiled in a second and loaded in thirty milliseconds; searching less than this for texts takes less.
_WORTH_COMPILING, _WORTH_LOADING = 1 << 20, 1 << 18
Literals = Sequence[Sequence[bytes]]
# A run of blanks matches at each of its bytes for every pattern that has a blank. Where such matches are no further than a written
# blank apart, one in so many bytes is enough: a run that counts has sixty.
_CLOSE, _SPARSE = 6, 16
# A place and an expression in one number: sorted several times faster than a pair.
_BITS = 20
_EXPRESSION = (1 << _BITS) - 1


class Scanner(Protocol):
    """Finds candidates in a block."""

    def candidates(self, block: Any) -> Candidates:
        """Candidates in order of place; a place may come twice."""
        ...


class LiteralScanner:
    """Looks for the texts that must occur in a match, one after the other: right everywhere, slow on much text.

    A pattern that needs no text may match anywhere, so every line is a candidate for it.
    """

    def __init__(self, patterns: Sequence[str], literals: Literals | None = None) -> None:
        texts: dict[bytes, list[int]] = {}
        self._anywhere: list[int] = []
        for number, pattern in enumerate(patterns):
            needed = (literals[number] if literals else ()) or needed_by([pattern])[0]
            for text in needed:
                texts.setdefault(text, []).append(number)
            if not needed:
                self._anywhere.append(number)
        self._texts = tuple((text, tuple(numbers)) for text, numbers in texts.items())

    def candidates(self, block: Any) -> Candidates:
        """As :meth:`Scanner.candidates`."""
        folded = bytes(block).lower()
        found: Candidates = []
        for text, numbers in self._texts:
            place = folded.find(text)
            while place >= 0:
                found.extend((place + len(text), number) for number in numbers)
                place = folded.find(text, place + 1)
        if self._anywhere:
            ends = [match.end() for match in re.finditer(rb"[^\n]+", folded)]
            found.extend((end, number) for end in ends for number in self._anywhere)
        found.sort()
        return found


class HyperscanScanner:
    """All patterns in one block-mode database, kept in the platform's cache folder between runs."""

    def __init__(self, database: Any, owners: Sequence[Sequence[int]]) -> None:
        self._database = database
        self._owners = owners
        last = owners[-len(loosen.WIDE) :]
        runs = len(last) == len(loosen.WIDE) and len(set(map(tuple, last))) == 1 and len(last[0]) > len(loosen.WIDE)
        self._first_run = len(owners) - len(last) if runs else len(owners)

    def candidates(self, block: Any) -> Candidates:
        """As :meth:`Scanner.candidates`."""
        found: list[int] = []
        runs: dict[int, list[int]] = {}
        take, first_run = found.append, self._first_run

        def matched(expression: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            if expression < first_run:
                take(end << _BITS | expression)
            else:
                runs.setdefault(expression, []).append(end)

        self._database.scan(block, match_event_handler=matched)
        for expression, ends in runs.items():
            found.extend(end << _BITS | expression for end in _thinned(ends))
        found.sort()
        owners = self._owners
        return [(code >> _BITS, number) for code in found for number in owners[code & _EXPRESSION]]


def _thinned(ends: list[int]) -> Iterator[int]:
    """Of places close together, the first and every one that is sixteen bytes behind the last one kept."""
    before = kept = -_SPARSE
    for end in sorted(ends):
        if end - before > _CLOSE or end - kept >= _SPARSE:
            kept = end
            yield end
        before = end


def needed_by(patterns: Sequence[str]) -> list[tuple[bytes, ...]]:
    """For each pattern the texts of which one occurs wherever it matches."""
    return [tuple(text.encode() for text in required(pattern)) for pattern in patterns]


def scanner(patterns: Sequence[str], size: int, literals: Literals | None = None) -> Scanner:
    """The scanner for an input of ``size`` bytes: Hyperscan when its database is cached or worth compiling, else by texts.

    ``literals`` are what :func:`needed_by` gives for the patterns, where that is known already.
    """
    found = _hyperscan(patterns, compiling=size >= _WORTH_COMPILING) if size >= _WORTH_LOADING else None
    return found if found is not None else LiteralScanner(patterns, literals)


def has_hyperscan() -> bool:
    """Whether fast scanning is installed on this machine."""
    try:
        import hyperscan  # noqa: F401
    except ImportError:
        return False
    return True


def _hyperscan(patterns: Sequence[str], *, compiling: bool) -> HyperscanScanner | None:
    try:
        import hyperscan
    except ImportError:
        return None
    path = databases.place("signatures", (_way(), *patterns))
    if not compiling and not path.exists():
        return None
    if found := databases.loaded(path):
        owners, database = found
        return HyperscanScanner(database, owners)
    return _compiled(hyperscan, patterns, path)


def _way() -> str:
    """Which way of cheapening patterns this is: another one makes another database."""
    with contextlib.suppress(OSError):
        state = Path(loosen.__file__).stat()
        return f"{state.st_size} {state.st_mtime_ns}"
    return ""


def _compiled(hyperscan: Any, patterns: Sequence[str], path: Path) -> HyperscanScanner:
    expressions = loosen.expressions(patterns)
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        _compile(database, [expression for expression, _ in expressions])
    except hyperscan.HyperscanError:
        taken = [
            expression if _accepted(hyperscan, expression) else _stand_in(expression) for expression, _ in expressions
        ]
        _compile(database, taken)
    owners = tuple(numbers for _, numbers in expressions)
    databases.keep(path, owners, database)
    return HyperscanScanner(database, owners)


def _compile(database: Any, expressions: list[str]) -> None:
    database.compile(
        expressions=[expression.encode() for expression in expressions],
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[0] * len(expressions),
    )


def _accepted(hyperscan: Any, expression: str) -> bool:
    try:
        _compile(hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK), [expression])
    except hyperscan.HyperscanError:
        return False
    return True


def _stand_in(expression: str) -> str:
    """What is searched instead of an expression that Hyperscan refuses: one of the texts that it needs, or every line."""
    texts = required(expression)
    return f"(?i)(?:{'|'.join(map(re.escape, texts))})" if texts else r"\n|[^\n]\Z"
