"""Searching for all labels of all rules, and for all known values, in one pass: by Hyperscan, where it is installed.

Without it redaction finds the same, more slowly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from cccdiag.redact.model import Search


def search(expressions: Sequence[bytes], leads: Sequence[bool] = (), *, literal: bool = False) -> Search | None:
    """Something that finds where matches of expressions end, in order; None if it cannot be had.

    Args:
        expressions: regular expressions over bytes, or texts.
        leads: of which expressions the beginnings are wanted; -1 is told for the others, and where there are too many to tell.
        literal: they are texts.
    """
    try:
        import hyperscan
    except ImportError:
        return None
    if literal:
        expressions = [b"".join(b"\\x%02x" % byte for byte in text) for text in expressions]
    count = len(expressions)
    beginning = hyperscan.HS_FLAG_SOM_LEFTMOST
    for wanted in (list(leads), []) if any(leads) else ([],):
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        flags = [beginning if wanted and wanted[number] else 0 for number in range(count)]
        try:
            database.compile(expressions=list(expressions), ids=list(range(count)), elements=count, flags=flags)
        except hyperscan.HyperscanError:
            continue
        return _Fast(database, [bool(flag) for flag in flags])
    return None


class _Fast:
    """As :class:`cccdiag.redact.model.Search`; ``told`` says of which expressions the beginnings are known."""

    def __init__(self, database: Any, told: list[bool]) -> None:
        self._database = database
        self._told = told

    def __call__(self, data: bytes) -> list[tuple[int, int, int]]:
        return sorted((end, number, start) for number, places in self.grouped(data).items() for end, start in places)

    def grouped(self, data: bytes) -> dict[int, list[tuple[int, int]]]:
        found = defaultdict[int, list[tuple[int, int]]](list)

        def matched(number: int, start: int, end: int, _flags: int, _context: Any) -> None:
            found[number].append((end, start))

        self._database.scan(data, match_event_handler=matched)
        for number, places in found.items():
            if not self._told[number]:
                found[number] = [(end, -1) for end, _ in places]
            found[number].sort()
        return found
