"""What an operation's fields are judged by in one reading, worked out once and kept with the reading."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from cccdiag.records import dataclass
from cccdiag.spec.constraints import Constraint, bounds, constraints
from cccdiag.spec.model import (
    MANUAL_ORDER,
    NO_VALUE,
    UNCHANGED,
    Code,
    Field,
    FieldType,
    Gateway,
    Operation,
    Reading,
    Rule,
    Violation,
)
from cccdiag.spec.rules import RULES, Breach, Case, called

_MEANT = {
    NO_VALUE: "if both pages are plain numbers",
    UNCHANGED: "for no change",
    MANUAL_ORDER: "for a manual order",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the field ``name`` is judged. ``missing`` is the violation of a field without a value, None where it may have none.

    ``otherwise`` ends a sentence about a wrong number with the numbers outside the range that mean something; ``limits``
    are the lengths of which different parts of the reference speak (D14). A printable text of no more than ``plain`` characters
    has no fault; -1 where more than its length counts. ``passed`` are texts that had none lately: dates and numbers recur.
    """

    name: str
    called: str
    constraints: tuple[Constraint, ...]
    sentinels: tuple[int, ...]
    missing: Violation | None
    otherwise: str
    limits: tuple[int, ...]
    plain: int
    passed: set[str] = dataclasses.field(default_factory=set, compare=False, repr=False)

    def also(self, length: int) -> str:
        """Tell where another part of the reference would allow that length."""
        other = next((limit for limit in self.limits if length <= limit), None)
        return f"; the reference also speaks of {other}, do not count on it" if other else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The judgements of an operation's fields in signature order, and its rules with their functions."""

    operation: Operation
    gateway: Gateway
    fields: tuple[Judgement, ...]
    rules: tuple[tuple[Rule, Callable[[Case], Iterator[Breach]]], ...]


def plan(operation: Operation, reading: Reading, gateway: Gateway) -> Plan:
    """The plan for an operation in a reading; the same objects get the same plan without work."""
    key = f"plan of {operation.name}"
    kept: Plan | None = reading.memo.get(key)
    if kept is None or kept.operation is not operation or kept.gateway is not gateway:
        fields = tuple(_judgement(field, reading, gateway) for field in operation.fields)
        rules = tuple((rule, RULES[rule.name]) for name in operation.rules if (rule := gateway.rule(name)))
        kept = Plan(operation, gateway, fields, rules)
        reading.memo[key] = kept
    return kept


def _judgement(field: Field, reading: Reading, gateway: Gateway) -> Judgement:
    kind = gateway.type_of(field)
    limits: tuple[int, ...] = ()
    if field.limited_by:
        kind = dataclasses.replace(kind, max_length=int(reading.switches[field.limited_by]))
        limits = tuple(sorted(int(word) for word in gateway.switches[field.limited_by].words))
    name = called(field, reading)
    numbers = field.sentinels.items() if kind.kind == "integer" else ()
    otherwise = "".join(f", or {value} {_MEANT[meaning]}" for meaning, value in numbers)
    missing = None
    if code := _missing_code(field, kind, reading):
        wanted = f": it {bounds(kind)}{otherwise}" if kind.kind == "integer" else ""
        missing = Violation(code, field.name, f"{name} is required and has no value{wanted}.")
    judged = constraints(kind)
    only_length = kind.kind == "string" and {one.key for one in judged} == {"kind", "max_length"}
    plain = kind.max_length if only_length and kind.max_length is not None else -1
    return Judgement(field.name, name, judged, tuple(v for _, v in numbers), missing, otherwise, limits, plain)


def _missing_code(field: Field, kind: FieldType, reading: Reading) -> Code | None:
    """The code for a field without a value, or None where that is allowed."""
    switches = reading.switches
    if UNCHANGED in field.sentinels:
        return "CCC_101" if switches["absent_number"] == "invalid" else None
    required = field.required == "always"
    if NO_VALUE in field.sentinels:
        required = switches["absent_num_pages"] == "missing"
    if not required:
        return None
    if field.missing_code or kind.kind != "integer":
        return field.missing_code or "CCC_100"
    return "CCC_101" if switches["missing_number"] == "CCC_101" else "CCC_100"
