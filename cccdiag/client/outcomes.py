"""What became of a call, in one of five words; the one place that judges it.

answered: a result. refused: ``ccc_error``, Fault, HTTP 401 or 403. not-sent: a violation, the guard, or no byte left us.
unknown: a request that changes something was written and no readable answer came. failed: a read-only one likewise.
"""

from __future__ import annotations

from typing import Any, Literal

from cccdiag.errors import (
    GatewayError,
    InputError,
    ProfileError,
    ProtocolError,
    SoapFault,
    TransportError,
    ValidationError,
)
from cccdiag.soap.model import CancelledOrderDetail, OrderDetail, Result, element_of
from cccdiag.spec.model import Operation

Word = Literal["answered", "refused", "not-sent", "failed", "unknown"]


def word_of(operation: Operation, error: BaseException) -> Word:
    """The word for a call that ended in an error. What nobody foresaw may have left us, so its outcome is not known."""
    if isinstance(error, (ValidationError, ProfileError, InputError)):
        return "not-sent"
    if isinstance(error, TransportError) and not error.outcome_unknown:
        return "not-sent"
    if isinstance(error, (GatewayError, SoapFault)):
        return "refused"
    if isinstance(error, ProtocolError) and error.status in (401, 403):
        return "refused"
    return "unknown" if operation.mutating else "failed"


def codes_of(error: BaseException) -> tuple[str, ...]:
    """The gateway's codes in an error, else the one word that stands for it; () for what nobody foresaw."""
    if isinstance(error, GatewayError):
        return error.codes
    if isinstance(error, TransportError):
        return (f"{error.layer}.{error.reason}",)
    if isinstance(error, SoapFault):
        return (error.fault_code,)
    if isinstance(error, ProtocolError):
        first = f"http.{error.status}" if error.status and error.status >= 300 else f"reply.{error.reason}"
        return (first, *error.codes)
    return ()


def plain(result: Result) -> dict[str, Any]:
    """A result as JSON has it: ``type``, ``id``, and what that type has besides."""
    told: dict[str, Any] = {"type": element_of(result).removeprefix("ccc_"), "id": result.id}
    fee = str(result.fee) if isinstance(result, OrderDetail | CancelledOrderDetail) and result.fee is not None else None
    if isinstance(result, OrderDetail):
        told |= {"right": result.right, "terms": result.terms, "fee": fee}
        return told | {"cancelled": result.cancelled, "invoiced": result.invoiced}
    return told | {"fee": fee} if isinstance(result, CancelledOrderDetail) else told
