"""Trying again, where that can do no harm: what only reads, and what never left us. The one home of tenacity."""

from __future__ import annotations

import time
from collections.abc import Callable

from cccdiag.errors import CccDiagError, ProtocolError, SoapFault, TransportError
from cccdiag.soap.model import Reply
from cccdiag.spec.model import Operation

# What may be gone at the next try. A wrong name, an untrusted certificate or a closed proxy will not be.
_PASSING = frozenset(
    {
        ("dns", "temporary"),
        ("tcp", "refused"),
        ("tcp", "timeout"),
        ("tcp", "unreachable"),
        ("tcp", "reset"),
        ("tls", "closed"),
        ("tls", "timeout"),
        ("proxy", "refused"),
        ("proxy", "timeout"),
        ("http", "read-timeout"),
        ("http", "closed"),
    }
)
_PASSING_STATUSES = (500, 502, 503, 504)
_FIRST_WAIT = 0.2
_LONGEST_WAIT = 2.0


def may_repeat(operation: Operation, error: BaseException) -> bool:
    """Whether a call that failed like this is tried again: for its nature it may, and the next try may go better."""
    if isinstance(error, TransportError):
        harmless = not operation.mutating or not error.outcome_unknown
        return harmless and (error.layer, error.reason) in _PASSING
    if isinstance(error, SoapFault) or not isinstance(error, ProtocolError) or operation.mutating:
        return False
    return error.status in _PASSING_STATUSES or error.reason == "truncated"


def repeat(
    once: Callable[[int], Reply], operation: Operation, first: CccDiagError, attempts: int, deadline: float
) -> Reply:
    """Try again after a first failure, with growing pauses of random length, until ``attempts`` tries or the deadline.

    Args:
        once: one try, given its number; the first had number 1.
        operation: what is called.
        first: how the first try ended.
        attempts: the most tries in all.
        deadline: the moment of the monotonic clock by which all of it must be over.

    Raises:
        CccDiagError: what the last try raised.
    """
    # As much as the rest of the client takes to import, and most calls never need it.
    import tenacity

    numbers = iter(range(1, attempts + 1))

    def next_one() -> Reply:
        number = next(numbers)
        if number == 1:
            raise first
        return once(number)

    left = deadline - time.monotonic()
    trying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: may_repeat(operation, error)),
        wait=tenacity.wait_random_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT),
        stop=tenacity.stop_after_attempt(attempts) | tenacity.stop_before_delay(max(left, 0.0)),
        reraise=True,
    )
    return trying(next_one)
