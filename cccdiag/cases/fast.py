"""Searching for all labels of all rules, and for all known values, in one pass: by Hyperscan, where it is installed.

Without it redaction finds the same, more slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cccdiag.redact.model import Search


def search(expressions: Sequence[bytes], leads: Sequence[bool] = (), *, literal: bool = False) -> Search | None:
    """Something that finds where matches of expressions end: ``(end, number of the expression, beginning)`` in order; None if it cannot be had.

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
        return _searching(database, [bool(flag) for flag in flags])
    return None


def _searching(database: Any, told: list[bool]) -> Callable[[bytes], list[tuple[int, int, int]]]:
    def searched(data: bytes) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = []
        take = found.append

        def matched(number: int, start: int, end: int, _flags: int, _context: Any) -> None:
            take((end, number, start if told[number] else -1))

        database.scan(data, match_event_handler=matched)
        found.sort()
        return found

    return searched
