"""What a caller supplied, sorted by the fields of an operation: texts, doubles, strangers and things that are no text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cccdiag.spec.model import Field, Operation, Reading

EITHER = "either"


@dataclass(frozen=True, slots=True)
class Given:
    """``texts`` by field name, without the empty ones; the others name what cannot be sent as it is.

    ``shapeless`` maps a field to the name of the Python type of a value that is neither text nor whole number; ``twice``
    maps a field to the two names under which it was given; ``strangers`` are names that the operation does not have.
    """

    texts: Mapping[str, str]
    shapeless: Mapping[str, str]
    twice: Mapping[str, tuple[str, str]]
    strangers: tuple[str, ...]


def wire_name(field: Field, reading: Reading) -> str:
    """The element name of a field: its own, or where its name is in doubt (D01) the one that the reading chose."""
    word = reading.switches[field.named_by] if field.named_by else EITHER
    return field.name if word == EITHER else word


def accepted_names(field: Field, reading: Reading) -> tuple[str, ...]:
    """The names under which a value of the field is taken, the wire name first."""
    wire = wire_name(field, reading)
    either = field.named_by is not None and reading.switches[field.named_by] == EITHER
    if not either and reading.switches["aliases"] != "accept":
        return (wire,)
    return (wire, *(name for name in (field.name, *field.aliases) if name != wire))


def sort(operation: Operation, values: Mapping[str, object], reading: Reading) -> Given:
    """Sort ``values``; an empty text and None both mean: nothing supplied. Takes any mapping, never raises."""
    texts: dict[str, str] = {}
    shapeless: dict[str, str] = {}
    twice: dict[str, tuple[str, str]] = {}
    known: set[str] = set()
    for field in operation.fields:
        names = accepted_names(field, reading)
        known.update(names)
        supplied = [name for name in names if values.get(name) not in (None, "")]
        if len(supplied) > 1:
            twice[field.name] = (supplied[0], supplied[1])
        if supplied:
            text = text_of(values[supplied[0]])
            if text is None:
                shapeless[field.name] = type(values[supplied[0]]).__name__
            else:
                texts[field.name] = text
    return Given(texts, shapeless, twice, tuple(name for name in values if name not in known))


def text_of(value: object) -> str | None:
    """A text or whole number as it goes on the wire; None for anything else, truth values and fractions included."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    # Python refuses to write a number of more than 4300 digits in tens; no field takes it, so any spelling will do.
    return str(value) if value.bit_length() < 1000 else hex(value)
