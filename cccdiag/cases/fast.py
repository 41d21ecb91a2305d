"""Searching for all labels of all rules, and for all known values, in one pass: by Hyperscan, where it is installed.

Without it redaction finds the same, more slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cccdiag.redact.model import Search


def search(expressions: Sequence[bytes], *, literal: bool = False) -> Search | None:
    """Something that finds where matches of expressions end: ``(end, number of the expression)`` in order; None if it cannot be had.

    Args:
        expressions: regular expressions over bytes, or texts.
        literal: they are texts.
    """
    try:
        import hyperscan
    except ImportError:
        return None
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        if literal:
            expressions = [b"".join(b"\\x%02x" % byte for byte in text) for text in expressions]
        count = len(expressions)
        database.compile(expressions=list(expressions), ids=list(range(count)), elements=count, flags=[0] * count)
    except hyperscan.HyperscanError:
        return None
    return _searching(database)


def _searching(database: Any) -> Callable[[bytes], list[tuple[int, int]]]:
    def searched(data: bytes) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        take = found.append

        def matched(number: int, _start: int, end: int, _flags: int, _context: Any) -> None:
            take((end, number))

        database.scan(data, match_event_handler=matched)
        found.sort()
        return found

    return searched
