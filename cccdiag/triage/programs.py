"""Loggers of programs that only look as if they spoke with the gateway: those of other bodies, and of tests."""

from __future__ import annotations

import functools
import re

from cccdiag.expressions import expression

# A name of three words that begin with C, as programs write names.
_INITIALS = expression(r"\bC[a-z]{2,}[._-]?C[a-z]{2,}[._-]?C[a-z]{2,}|\bc[a-z]{2,}[._-]c[a-z]{2,}[._-]c[a-z]{2,}")
# A class or a package of tests, or what stands in for the gateway in one.
_TESTS = expression(
    r"(?:^|[._])tests(?:$|[._])|[a-z]Tests?$|(?:^|[._])(?:mock|fake|stub)s?(?:$|[._])|(?:Mock|Fake|Stub)[A-Z]"
)


@functools.lru_cache(maxsize=1024)
def is_other(logger: str) -> bool:
    """Whether the part that wrote a record is of another body or product whose initials are CCC, or a test."""
    name = _INITIALS.search(logger)
    if name is not None and not re.search("copyright|clearance", name[0], re.IGNORECASE):
        return True
    return _TESTS.search(logger) is not None
