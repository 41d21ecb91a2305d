"""A look inside a running emulator, as plain data: orders and their states, faults in force, the last exchanges without secrets."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

from cccdiag import facts, redact
from cccdiag.emulator import scenarios
from cccdiag.emulator.exchanges import Exchange
from cccdiag.emulator.faults import Plan
from cccdiag.emulator.model import Detail, Header
from cccdiag.emulator.store import SqliteStore
from cccdiag.emulator.world import World
from cccdiag.kb.find import knowledge
from cccdiag.redact.model import Kind
from cccdiag.secrets import known_secrets

_SHOWN_HEADERS = 25
_SHOWN_BYTES = 20_000


def orders(store: SqliteStore, world: World) -> dict[str, Any]:
    """How much there is, and the newest headers with all their details; called where the store may be used."""
    latest = [_header(header, store.details_of(header.id), world) for header in store.latest_headers(_SHOWN_HEADERS)]
    headers, details = store.counts()
    return {"headers": headers, "details": details, "latest": latest}


def state(detail: Detail) -> str:
    """The state of a detail in one word."""
    if not detail.committed:
        return "draft"
    return "cancelled" if detail.cancelled else "invoiced" if detail.invoiced else "committed"


def faults(plan: Plan) -> list[dict[str, Any]]:
    """The faults in force."""
    return [facts.plain(fault) for fault in plan.faults]


@functools.cache
def scenes() -> tuple[dict[str, Any], ...]:
    """The scenarios, with whether they can be switched while the emulator runs."""
    return tuple(
        {"name": scene.name, "title": scene.title, "shows": scene.shows, "switchable": scene.tls is None}
        for scene in scenarios.every()
    )


def exchanges(latest: Iterable[Exchange]) -> list[dict[str, Any]]:
    """Exchanges with their bodies redacted, newest first."""
    return [exchange(one) for one in reversed(tuple(latest))]


def exchange(one: Exchange) -> dict[str, Any]:
    """One exchange with its bodies redacted."""
    return {
        "number": one.number,
        "at": one.at.isoformat(timespec="milliseconds"),
        "operation": one.operation,
        "status": one.status,
        "outcome": one.outcome,
        "milliseconds": round(one.seconds * 1000, 1),
        "note": one.note,
        "request": readable(one.request),
        "answer": readable(one.answer),
    }


def readable(body: bytes) -> str:
    """A body as text, without credentials and personal data; the rest of a long one is cut off."""
    rules = _rules()
    # More is redacted than is shown: what an end cuts in half nobody would know for a secret.
    seen = body[: _SHOWN_BYTES + 2 * rules.reach]
    known: list[tuple[str, Kind]] = [(secret, "password") for secret in known_secrets()]
    text = redact.redact(seen.decode("utf-8", "backslashreplace"), rules, known).text
    sure = len(text) - (rules.reach if len(seen) < len(body) else 0)
    return text[: min(sure, _SHOWN_BYTES)] + ("…" if min(sure, _SHOWN_BYTES) < len(text) else "")


@functools.cache
def _rules() -> redact.Ruleset:
    return redact.load(knowledge().document("redaction"))


def _header(header: Header, details: Sequence[Detail], world: World) -> dict[str, Any]:
    return {
        "id": header.id,
        "account": header.account,
        "product": header.product,
        "course": header.fields.get("courseName", ""),
        "details": [_detail(detail, world) for detail in details],
    }


def _detail(detail: Detail, world: World) -> dict[str, Any]:
    number = int(detail.fields["cccWorkInst"])
    return {
        "id": detail.id,
        "work": number,
        "work_name": world.work(number).name,
        "copies": int(detail.fields["numCopiesStdnts"]),
        "state": state(detail),
        "right": detail.right or None,
        "fee": None if detail.fee is None else f"{detail.fee:f}",
    }
