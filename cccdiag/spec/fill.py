"""A complete request out of what a caller supplied: every element, in signature order, as it goes on the wire."""

from __future__ import annotations

from collections.abc import Mapping

from cccdiag.records import dataclass
from cccdiag.spec.constraints import is_numeric, number
from cccdiag.spec.given import sort, wire_name
from cccdiag.spec.model import NO_VALUE, UNCHANGED, Operation, Reading


@dataclass(frozen=True, slots=True)
class _Outline:
    """The request of an operation to which nothing was supplied, worked out once for a reading.

    ``elements`` stand in signature order, each with its text; ``wires`` are their names by field name. ``counted`` are the
    fields that count pages, with the number for *nothing counted*.
    """

    operation: Operation
    elements: dict[str, str]
    wires: dict[str, str]
    counted: tuple[tuple[str, str], ...]


def fill(operation: Operation, values: Mapping[str, str | int | None], reading: Reading) -> dict[str, str]:
    """Give each element its text: what was supplied, else the number for *unchanged*, else nothing.

    Texts that stay as they are travel empty, numbers that stay travel as -999999 (D40 to D42). Where both pages of a new
    order detail are plain numbers, numPages travels as -999999 unless it contradicts them: the gateway counts itself and
    the two ways to count (D22) do not matter. Anything else travels as it was given. Never raises.
    """
    texts = sort(operation, values, reading).texts
    outline = _outline(operation, reading)
    elements = outline.elements.copy()
    for name, text in texts.items():
        elements[outline.wires[name]] = text
    for name, nothing in outline.counted:
        if _countable(texts.get(name), texts.get("fromPage", ""), texts.get("toPage", "")):
            elements[outline.wires[name]] = nothing
    return elements


def _outline(operation: Operation, reading: Reading) -> _Outline:
    key = f"outline of {operation.name}"
    outline: _Outline | None = reading.memo.get(key)
    if outline is None or outline.operation is not operation:
        wires = {field.name: wire_name(field, reading) for field in operation.fields}
        elements = {wires[field.name]: str(field.sentinels.get(UNCHANGED, "")) for field in operation.fields}
        counts = [field for field in operation.fields if NO_VALUE in field.sentinels]
        counted = tuple((field.name, str(field.sentinels[NO_VALUE])) for field in counts)
        outline = reading.memo[key] = _Outline(operation, elements, wires, counted)
    return outline


def _countable(count: str | None, first: str, last: str) -> bool:
    if not (is_numeric(first) and is_numeric(last)):
        return False
    if count is None:
        return True
    span = (number(last) or 0) - (number(first) or 0)
    return span >= 0 and number(count) in {span, span + 1}
