"""What a caller supplied, sorted by the fields of an operation: texts, doubles, strangers and things that are no text."""

from __future__ import annotations

from collections.abc import Mapping

from cccdiag.records import dataclass
from cccdiag.spec.model import Field, Operation, Reading

EITHER = "either"
_LONGEST_INTEGER = 1000  # bits; the ids and counts of the gateway have 50


@dataclass(frozen=True, slots=True)
class Given:
    """``texts`` by field name, without the empty ones; the others name what cannot be sent as it is.

    ``shapeless`` maps a field to the name of the Python type of a value that is neither text nor whole number; ``twice``
    maps a field to the two names under which it was given; ``strangers`` are names that the operation does not have.
    """

    texts: dict[str, str]
    shapeless: dict[str, str]
    twice: dict[str, tuple[str, str]]
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Naming:
    """The names that an operation takes in one reading, each with its field.

    ``aliases`` are those that are no wire name, ``several`` the fields that have some, with all their names, the wire name first.
    """

    operation: Operation
    field_of: dict[str, str]
    aliases: frozenset[str]
    several: tuple[tuple[str, tuple[str, ...]], ...]


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
    naming = _naming(operation, reading)
    doubles: dict[str, list[str]] = {}
    # Only with an alias can something be given twice; then the first of its names counts.
    if not values.keys().isdisjoint(naming.aliases) and (doubles := _doubles(values, naming)):
        later = {name for names in doubles.values() for name in names[1:]}
        values = {name: value for name, value in values.items() if name not in later}
    texts: dict[str, str] = {}
    shapeless: dict[str, str] = {}
    strangers: list[str] = []
    for name, value in values.items():
        field = naming.field_of.get(name)
        if field is None:
            strangers.append(name)
        elif value is None or value == "":
            continue
        elif (text := value if type(value) is str else text_of(value)) is None:
            shapeless[field] = type(value).__name__
        else:
            texts[field] = text
    twice = {field: (names[0], names[1]) for field, names in doubles.items()}
    return Given(texts, shapeless, twice, tuple(strangers))


def _doubles(values: Mapping[str, object], naming: _Naming) -> dict[str, list[str]]:
    """The fields that were supplied under more than one name, with these names in order."""
    supplied = {
        field: [name for name in names if not (values.get(name) is None or values[name] == "")]
        for field, names in naming.several
    }
    return {field: names for field, names in supplied.items() if len(names) > 1}


def text_of(value: object) -> str | None:
    """A text or whole number as it goes on the wire; None for anything else, truth values and fractions included."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    # Python refuses to write a number of more than 4300 digits in tens; no field takes it, so any spelling will do.
    return str(value) if value.bit_length() < _LONGEST_INTEGER else hex(value)


def _naming(operation: Operation, reading: Reading) -> _Naming:
    key = f"names of {operation.name}"
    naming: _Naming | None = reading.memo.get(key)
    if naming is None or naming.operation is not operation:
        accepted = {field.name: accepted_names(field, reading) for field in operation.fields}
        field_of = {name: field for field, names in accepted.items() for name in names}
        several = tuple((field, names) for field, names in accepted.items() if len(names) > 1)
        aliases = frozenset(name for _, names in several for name in names[1:])
        naming = reading.memo[key] = _Naming(operation, field_of, aliases, several)
    return naming
