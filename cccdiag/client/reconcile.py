"""Finding out what became of an open outcome: by asking for the order detail's status, and by saying what that proves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cccdiag.client.gateway import GatewayClient, Values
from cccdiag.client.journal import Entry, Verdict
from cccdiag.errors import CccDiagError, GatewayError
from cccdiag.soap.model import OrderDetail
from cccdiag.spec.model import Gateway

# A request that is held up somewhere may still arrive; nothing on this way waits longer.
SETTLING = dt.timedelta(minutes=5)
_STATUS = "checkOrderDetailStatus"
_NOT_FOUND = "CCC_206"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known about an open outcome now; ``verdict`` None means that it stays open."""

    entry: Entry
    verdict: Verdict | None
    sentence: str


def find_out(entry: Entry, client: GatewayClient, now: dt.datetime) -> Finding:
    """Ask the gateway about an entry's order detail, read-only, and judge what it says."""
    detail = entry.values.get("orderDetailId")
    if entry.endpoint != client.profile.endpoint:
        return Finding(entry, None, f"It was sent to {entry.endpoint}; say --profile for that site.")
    if detail is None:
        return Finding(entry, None, how_to_find_out(entry.operation, entry.values))
    try:
        status = client.call(_STATUS, {"orderDetailId": detail}).result
    except GatewayError as error:
        return judge(entry, error.codes, now, client.gateway)
    except CccDiagError as error:
        return Finding(entry, None, f"The status could not be asked: {error}")
    assert isinstance(status, OrderDetail)
    return judge(entry, status, now, client.gateway)


def judge(entry: Entry, seen: OrderDetail | tuple[str, ...], now: dt.datetime, gateway: Gateway) -> Finding:
    """What a status, or the codes in its place, prove about a call on that order detail."""
    detail = entry.values.get("orderDetailId")
    if isinstance(seen, tuple):
        if entry.operation == "commitOrderDetail" and seen == (_NOT_FOUND,):
            return _not_done(entry, now, f"The gateway knows no order {detail}: it was not committed.")
        return Finding(entry, None, f"The gateway answers {', '.join(seen)} for order detail {detail}.")
    if entry.operation == "commitOrderDetail":
        return Finding(entry, "done", f"Order detail {detail} is committed: {_described(seen)}.")
    if entry.operation == "cancelOrderDetail":
        if seen.cancelled:
            return Finding(entry, "done", f"Order detail {detail} is cancelled.")
        return _not_done(entry, now, f"Order detail {detail} is not cancelled: {_described(seen)}.")
    operation = gateway.operation(entry.operation)
    again = (
        " Sending the same again does no harm: it sets the same values." if operation and operation.idempotent else ""
    )
    return Finding(entry, None, f"Order detail {detail} stands: {_described(seen)}. Compare it with the change.{again}")


def how_to_find_out(operation: str, values: Values) -> str:
    """What to do about an open outcome, in a sentence."""
    if detail := values.get("orderDetailId"):
        return f"Find out with: cccdiag call {_STATUS} --order-detail-id {detail}"
    reference = values.get("customerRefNum") or values.get("custRefNum")
    sought = f" with your reference {reference}" if reference else ""
    return (
        f"No operation lists orders: look at the account at CCC for what {operation} may have made{sought}, or ask CCC."
    )


def _not_done(entry: Entry, now: dt.datetime, sentence: str) -> Finding:
    try:
        age = now - dt.datetime.fromisoformat(entry.opened)
    except ValueError:
        age = SETTLING
    if age < SETTLING:
        minutes = int(SETTLING.total_seconds() // 60)
        return Finding(entry, None, f"{sentence} It may still arrive; ask again {minutes} minutes after it was sent.")
    return Finding(entry, "not-done", sentence)


def _described(seen: OrderDetail) -> str:
    fee = "no fee" if seen.fee is None else f"fee {seen.fee}"
    state = "cancelled" if seen.cancelled else "invoiced" if seen.invoiced else "open"
    return f"right {seen.right}, {fee}, {state}"
