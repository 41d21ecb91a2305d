"""What the order form shows, without a kernel: fields from the spec, violations before sending, what became of a call, where an order stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cccdiag.client.call_outcome import Outcome, outcome
from cccdiag.client.call_outcome import text as told_of
from cccdiag.client.exchange import Exchange
from cccdiag.client.gateway import GUARD
from cccdiag.client.modes import announcements
from cccdiag.kb.find import knowledge
from cccdiag.report import life_cycle_svg
from cccdiag.report.article_reference import limits
from cccdiag.report.life_cycle_svg import State
from cccdiag.soap.model import OrderDetail
from cccdiag.spec.model import Operation, Violation
from cccdiag.widgets.access import Access
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import picture, text

Values = Mapping[str, str | int | None]
_FROM_PROFILE = ("username", "password")
_LINE_END = re.compile(r"(\?>|<(?:\w+:)?(?:Envelope|Body|Header)[^>]*>|<ns2:[^>]*>|</[^>]*>)(?=<)")
_SHARE = 12_000
_keys = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a form: its wire name, its limits in words, whether it must be filled, what it means."""

    name: str
    limits: str
    required: str
    meaning: str

    @property
    def hint(self) -> str:
        """What stands under the field."""
        return "; ".join(filter(None, (self.limits, self.required, self.meaning)))


def operations() -> tuple[str, ...]:
    """The names of the operations, in the order of the reference."""
    return tuple(operation.name for operation in knowledge().gateway().operations)


def entries(operation: str) -> tuple[Entry, ...]:
    """The fields of an operation that a person fills; the login comes from the profile."""
    gateway = knowledge().gateway()
    found = []
    for each in _operation(operation).fields:
        if each.name in _FROM_PROFILE:
            continue
        special = "".join(f", or {number} ({word.replace('_', ' ')})" for word, number in each.sentinels.items())
        when = f"required when {each.required_when}" if each.required_when else ""
        required = when or ("required" if each.required == "always" else "optional")
        found.append(Entry(each.name, limits(gateway.type_of(each)) + special, required, each.meaning))
    return tuple(found)


def _operation(name: str) -> Operation:
    found = knowledge().gateway().operation(name)
    assert found is not None, "forms are made of the operations that there are"
    return found


def violations(access: Access, operation: str, values: Values) -> tuple[Violation, ...]:
    """Everything that keeps these values from being sent, the guard against changing production included."""
    with access.client() as client:
        known = client.operation(operation)
        return tuple(client.violations(known, client.complete(known, values)))


def guarded(found: Iterable[Violation]) -> bool:
    """Whether sending needs a deliberate word, because orders may be real there."""
    return any(each.code == GUARD for each in found)


@dataclass(slots=True)
class Orders:
    """What this notebook knows of its orders: headers and details by id, each with the states that it has been in."""

    headers: list[int] = field(default_factory=list)
    details: dict[int, list[State]] = field(default_factory=dict)
    latest: int | None = None

    def learn(self, operation: str, values: Values, became: Outcome) -> None:
        """Take in what an answer says about an order."""
        result = became.result
        if became.word != "answered" or result is None or result.id is None:
            return
        if operation.endswith("OrderHeader"):
            if result.id not in self.headers:
                self.headers.append(result.id)
            return
        self.latest = result.id
        states = self.details.setdefault(result.id, ["header", "draft"])
        del values
        state: State = "draft"
        if operation == "cancelOrderDetail" or (isinstance(result, OrderDetail) and result.cancelled):
            state = "cancelled"
        elif isinstance(result, OrderDetail):
            state = "invoiced" if result.invoiced else "committed"
        for passed in ("committed",) if state in ("invoiced", "cancelled") else ():
            if passed not in states:
                states.append(passed)  # type: ignore[arg-type]
        if state not in states:
            states.append(state)

    @property
    def state(self) -> State:
        """Where the order detail that was spoken of last stands."""
        if self.latest is not None:
            return self.details[self.latest][-1]
        return "header" if self.headers else "none"

    def answer(self) -> Answer:
        """The life of an order with the current state."""
        been = self.details.get(self.latest or 0, [])
        about = f"Order detail {self.latest}" if self.latest is not None else "The life of an order"
        drawn = picture(life_cycle_svg.draw(self.state, been, f"cycle-{next(_keys)}"), "The life of an order")
        sentence = life_cycle_svg.SENTENCES[self.state]
        return Answer(
            f'<p class="soft">{about}: {text(sentence)}</p>{drawn}',
            f"{about}\n{life_cycle_svg.told(self.state, been)}\n",
            self.state,
        )


@dataclass(frozen=True, slots=True)
class Called:
    """A call: what became of it, and the exchange, if anything was sent."""

    outcome: Outcome
    exchange: Exchange | None


def call(access: Access, operation: str, values: Values, *, allow_prod: bool = False) -> Called:
    """Call an operation. Refusals and failures are outcomes, no exceptions.

    Raises:
        ProfileError: the profile cannot be read.
        InputError: there is no such operation, or the journal cannot be written.
    """
    with access.client(allow_prod=allow_prod) as client:
        became = outcome(client, client.operation(operation), values, knowledge())
        if became.word in ("answered", "refused") and (became.mode is not None or became.result is not None):
            access.heard(became.mode)
        return Called(became, client.last_exchange)


def answer(access: Access, called: Called, values: Values, orders: Orders) -> Answer:
    """What became of the call: the mode first, then result, errors or violations, where the order stands, the exchange."""
    became, gateway = called.outcome, knowledge().gateway()
    said = announcements(became.mode, access.profile, gateway) if became.word in ("answered", "refused") else ()
    demo = access.demo()
    parts = [f'<p class="demo">{text(each)}</p>' for each in said or ((demo,) if demo else ())]
    parts.append(f'<div class="card {_KINDS[became.word]}"><pre>{_lines(told_of(became, gateway, values))}</pre></div>')
    cycle = orders.answer()
    parts += [cycle.html, exchange(called.exchange).html]
    head = "".join(f"{each}\n" for each in said or ((demo,) if demo else ()))
    return Answer("\n".join(parts), f"{head}{told_of(became, gateway, values)}\n{cycle.text}", became)


_KINDS = {"answered": "ok", "refused": "error", "not-sent": "warning", "failed": "error", "unknown": "error"}


def exchange(seen: Exchange | None) -> Answer:
    """What was sent and what came back, without its credentials."""
    if seen is None:
        return Answer('<p class="soft">Nothing was sent.</p>', "Nothing was sent.\n")
    request = f"POST {seen.url}\nAuthorization: Basic ••••••\n\n{_in_lines(seen.request)}"
    came = (
        "no answer"
        if seen.status is None
        else f"HTTP {seen.status} after {seen.seconds or 0:.3f} s\n\n{_in_lines(seen.answer or '')}"
    )
    html = (
        "<details><summary>The exchange, credentials masked</summary>"
        f"<p>Sent:</p><pre>{_lines(request)}</pre><p>Came back:</p><pre>{_lines(came)}</pre></details>"
    )
    return Answer(html, f"> {request}\n\n< {came}\n", seen)


def _in_lines(message: str) -> str:
    return _LINE_END.sub(r"\1\n", message[:_SHARE])


def _lines(value: str) -> str:
    """Lines, escaped, their indentation kept."""
    kept = (line[: len(line) - len(line.lstrip())] + text(line) for line in value.rstrip().splitlines())
    return "\n".join(kept)
