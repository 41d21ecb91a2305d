"""Searching for all labels of all rules, and for all known values, in one pass: by Hyperscan, where it is installed.

Without it redaction finds the same, more slowly. What searches for labels is kept between runs; what searches for values never is,
because it holds them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from cccdiag.redact.model import Search
from cccdiag.triage import databases

# So few expressions are compiled sooner than found.
_FEW = 8


def search(
    expressions: Sequence[bytes], leads: Sequence[bool] = (), *, literal: bool = False, ready: bool = False
) -> Search | None:
    """Something that finds where matches of expressions end, in order; None if it cannot be had.

    Args:
        expressions: regular expressions over bytes, or texts.
        leads: of which expressions the beginnings are wanted; -1 is told for the others, and where there are too many to tell.
        literal: they are texts.
        ready: only if it was made before, and takes no time.
    """
    try:
        import hyperscan
    except ImportError:
        return None
    wanted = tuple(leads) if any(leads) else ()
    tries = (wanted, ()) if wanted else ((),)
    if literal or len(expressions) < _FEW:
        texts = [_escaped(text) for text in expressions] if literal else expressions
        return None if ready else _made(hyperscan, texts, tries)
    path = databases.place("labels", (repr((list(expressions), wanted)),))
    if kept := databases.loaded(path):
        told, database = kept
        return _Fast(database, told)
    found = None if ready else _made(hyperscan, expressions, tries)
    if found:
        databases.keep(path, found.told, found.database)
    return found


def _escaped(text: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in text)


def _made(hyperscan: Any, expressions: Sequence[bytes], tries: Sequence[Sequence[bool]]) -> _Fast | None:
    count = len(expressions)
    for wanted in tries:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        told = tuple(bool(wanted and wanted[number]) for number in range(count))
        flags = [hyperscan.HS_FLAG_SOM_LEFTMOST if one else 0 for one in told]
        try:
            database.compile(expressions=list(expressions), ids=list(range(count)), elements=count, flags=flags)
        except hyperscan.HyperscanError:
            continue
        return _Fast(database, told)
    return None


class _Fast:
    """As :class:`cccdiag.redact.model.Search`; ``told`` says of which expressions the beginnings are known."""

    def __init__(self, database: Any, told: Sequence[bool]) -> None:
        self.database = database
        self.told = told

    def __call__(self, data: bytes) -> list[tuple[int, int, int]]:
        return sorted((end, number, start) for number, places in self.grouped(data).items() for end, start in places)

    def grouped(self, data: bytes) -> dict[int, list[tuple[int, int]]]:
        found = defaultdict[int, list[tuple[int, int]]](list)
        told = self.told

        def matched(number: int, start: int, end: int, _flags: int, _context: Any) -> None:
            found[number].append((end, start if told[number] else -1))

        self.database.scan(data, match_event_handler=matched)
        for places in found.values():
            places.sort()
        return found
