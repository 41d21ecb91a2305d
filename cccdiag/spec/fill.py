"""A complete request out of what a caller supplied: every element, in signature order, as it goes on the wire."""

from __future__ import annotations

from collections.abc import Mapping

from cccdiag.spec.constraints import number, page_number
from cccdiag.spec.given import Given, sort, wire_name
from cccdiag.spec.model import NO_VALUE, UNCHANGED, Field, Operation, Reading


def fill(operation: Operation, values: Mapping[str, str | int | None], reading: Reading) -> dict[str, str]:
    """Give each element its text: what was supplied, else the number for *unchanged*, else nothing.

    Texts that stay as they are travel empty, numbers that stay travel as -999999 (D40 to D42). Where both pages of a new
    order detail are plain numbers, numPages travels as -999999 unless it contradicts them: the gateway counts itself and
    the two ways to count (D22) do not matter. Anything else travels as it was given. Never raises.
    """
    given = sort(operation, values, reading)
    return {wire_name(field, reading): _text(field, given) for field in operation.fields}


def _text(field: Field, given: Given) -> str:
    text = given.texts.get(field.name)
    if text is None and UNCHANGED in field.sentinels:
        return str(field.sentinels[UNCHANGED])
    if NO_VALUE in field.sentinels and _countable(text, given):
        return str(field.sentinels[NO_VALUE])
    return text or ""


def _countable(count: str | None, given: Given) -> bool:
    first, last = (page_number(given.texts.get(name)) for name in ("fromPage", "toPage"))
    if first is None or last is None:
        return False
    return count is None or (first <= last and number(count) in {last - first, last - first + 1})
