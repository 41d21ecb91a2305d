"""One validator for both sides of the wire: it refuses in the client and answers in the emulator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cccdiag.spec.constraints import faults, number
from cccdiag.spec.given import Given, sort, text_of
from cccdiag.spec.model import Gateway, Operation, Reading, Violation
from cccdiag.spec.plan import Judgement, plan
from cccdiag.spec.rules import Case

# So many short texts without a fault are remembered of a field.
_REMEMBERED, _SHORT = 256, 20


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
    return judge(operation, sort(operation, values, reading), reading, gateway, stored)


def judge(
    operation: Operation,
    given: Given,
    reading: Reading,
    gateway: Gateway,
    stored: Mapping[str, str | int | None] | None = None,
) -> list[Violation]:
    """Do what :func:`validate` does, for values that are sorted already."""
    planned = plan(operation, reading, gateway)
    found: list[Violation] = []
    texts, twice = given.texts, given.twice
    # One look at all of them: what cannot be printed is rare.
    printable = "".join(texts.values()).isprintable()
    for judgement in planned.fields:
        text = texts.get(judgement.name)
        if text is None or (twice and judgement.name in twice):
            found += _unusable(judgement, given)
        elif (len(text) > judgement.plain or not printable) and text not in judgement.passed:
            _judge(judgement, text, found)
    faulty = frozenset([violation.field for violation in found])
    if given.strangers and reading.switches["unknown_field"] == "refuse":
        found += _strangers(operation, given)
    if planned.rules:
        known = None if stored is None else {name: text for name, it in stored.items() if (text := text_of(it))}
        case = Case(operation, reading, given.texts, given.shapeless, faulty, known)
        for rule, breaches in planned.rules:
            found += [Violation(rule.code, name, detail) for name, detail in breaches(case)]
    return found


def _unusable(judgement: Judgement, given: Given) -> Sequence[Violation]:
    name = judgement.name
    if name in given.twice:
        detail = f"{judgement.called} is given twice, as {' and as '.join(given.twice[name])}."
        return (Violation("CCC_101", name, detail),)
    if name in given.shapeless:
        detail = f"{judgement.called} must be a text or a whole number, not a value of type {given.shapeless[name]}."
        return (Violation("CCC_101", name, detail),)
    return (judgement.missing,) if judgement.missing else ()


def _judge(judgement: Judgement, text: str, found: list[Violation]) -> None:
    if judgement.sentinels and number(text) in judgement.sentinels:
        return
    wrong = faults(text, judgement.constraints)
    if not wrong and len(text) <= _SHORT and len(judgement.passed) < _REMEMBERED:
        judgement.passed.add(text)
    for code, reason in wrong.items():
        hint = judgement.also(len(text)) if code == "CCC_102" else judgement.otherwise
        found.append(Violation(code, judgement.name, f"{judgement.called} {reason}{hint}."))


def _strangers(operation: Operation, given: Given) -> Iterator[Violation]:
    import difflib

    for stranger in given.strangers:
        close = difflib.get_close_matches(stranger[:80], [field.name for field in operation.fields], n=1)
        hint = f"; did you mean {close[0]}?" if close else "."
        yield Violation("CCC_101", stranger, f"{operation.name} has no field {stranger[:80]!a}{hint}")
