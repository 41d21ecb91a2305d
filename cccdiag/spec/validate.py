"""One validator for both sides of the wire: it refuses in the client and answers in the emulator."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping

from cccdiag.spec.constraints import faults, number
from cccdiag.spec.given import Given, sort, text_of
from cccdiag.spec.model import NO_VALUE, UNCHANGED, Code, Field, FieldType, Gateway, Operation, Reading, Violation
from cccdiag.spec.rules import RULES, Case, called


def validate(
    operation: Operation,
    values: Mapping[str, str | int | None],
    reading: Reading,
    gateway: Gateway,
    stored: Mapping[str, str | int | None] | None = None,
) -> list[Violation]:
    """Say everything that the gateway would refuse for its form, with the code that it would answer.

    Fields come in signature order, rules over several fields after them, as in Appendix I; a field has at most one
    violation of each code. Never raises: whatever stands in ``values``, strangers included, becomes a violation.

    Args:
        operation: one of ``gateway.operations``.
        values: wire name → text or whole number; None, an empty text and an absent name all mean: not supplied.
        reading: tolerant (the client) or strict (the emulator), from :func:`cccdiag.spec.reading`.
        gateway: where types, rules and codes are looked up.
        stored: for a modify operation the values of the order as it was last accepted (numPages as it was sent); rules
            over several fields then judge stored and new values together (D39). Without it they judge what they can see.
    """
    given = sort(operation, values, reading)
    found: list[Violation] = []
    for field in operation.fields:
        found += _judge(field, given, reading, gateway)
    faulty = frozenset(violation.field for violation in found)
    found += _strangers(operation, given, reading)
    known = {name: text for name, value in stored.items() if (text := text_of(value))} if stored is not None else None
    case = Case(operation, reading, given.texts, given.shapeless, faulty, known)
    for name in operation.rules:
        rule = gateway.rule(name)
        if rule is not None:
            found += [Violation(rule.code, field_name, detail) for field_name, detail in RULES[name](case)]
    return found


def _judge(field: Field, given: Given, reading: Reading, gateway: Gateway) -> Iterator[Violation]:
    name = called(field, reading)
    if field.name in given.twice:
        yield Violation("CCC_101", field.name, f"{name} is given twice, as {' and as '.join(given.twice[field.name])}.")
        return
    if field.name in given.shapeless:
        shape = given.shapeless[field.name]
        yield Violation("CCC_101", field.name, f"{name} must be a text or a whole number, not a value of type {shape}.")
        return
    kind = _type(field, reading, gateway)
    text = given.texts.get(field.name)
    if text is None:
        if code := _missing_code(field, kind, reading):
            yield Violation(code, field.name, f"{name} is required and has no value{_or_sentinel(field, kind)}.")
        return
    if kind.kind == "integer" and number(text) in field.sentinels.values():
        return
    for code, reason in faults(text, kind).items():
        hint = _or_sentinel(field, kind) if code == "CCC_101" else _other_limit(field, kind, text, gateway)
        yield Violation(code, field.name, f"{name} {reason}{hint}.")


def _type(field: Field, reading: Reading, gateway: Gateway) -> FieldType:
    kind = gateway.type_of(field)
    if field.limited_by is None:
        return kind
    return dataclasses.replace(kind, max_length=int(reading.switches[field.limited_by]))


def _missing_code(field: Field, kind: FieldType, reading: Reading) -> Code | None:
    """The code for a field without a value, or None where that is allowed."""
    switches = reading.switches
    if kind.kind == "integer" and UNCHANGED in field.sentinels:
        return "CCC_101" if switches["absent_number"] == "invalid" else None
    required = field.required == "always"
    if NO_VALUE in field.sentinels:
        required = switches["absent_num_pages"] == "missing"
    if not required:
        return None
    if field.missing_code or kind.kind != "integer":
        return field.missing_code or "CCC_100"
    return "CCC_101" if switches["missing_number"] == "CCC_101" else "CCC_100"


_MEANT = {NO_VALUE: "if the pages are plain numbers", UNCHANGED: "for no change", "manual_order": "for a manual order"}


def _or_sentinel(field: Field, kind: FieldType) -> str:
    if kind.kind != "integer":
        return ""
    return "".join(f", or {value} {_MEANT[meaning]}" for meaning, value in field.sentinels.items())


def _other_limit(field: Field, kind: FieldType, text: str, gateway: Gateway) -> str:
    """Tell where another part of the reference would allow the length (D14)."""
    limits = [int(word) for word in gateway.switches[field.limited_by].words] if field.limited_by else []
    other = next((limit for limit in limits if len(text) <= limit != kind.max_length), None)
    return f"; the reference also speaks of {other}, do not count on it" if other else ""


def _strangers(operation: Operation, given: Given, reading: Reading) -> Iterator[Violation]:
    if reading.switches["unknown_field"] != "refuse":
        return
    for stranger in given.strangers:
        close = difflib.get_close_matches(stranger[:80], [field.name for field in operation.fields], n=1)
        hint = f"; did you mean {close[0]}?" if close else "."
        yield Violation("CCC_101", stranger, f"{operation.name} has no field {stranger[:80]!a}{hint}")
