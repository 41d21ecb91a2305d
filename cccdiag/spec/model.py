"""The shape of ``knowledge/gateway.yaml``. Each class is also the strict schema that its mapping is read with.

Names of types, fields and results are those of the API reference, version 2.2 (sections 1.1 to 8.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final, Literal

from cccdiag.records import dataclass

Kind = Literal["string", "integer", "decimal"]
Format = Literal["date", "year"]
Required = Literal["always", "conditional", "never"]
Code = Literal["CCC_100", "CCC_101", "CCC_102", "CCC_103"]

# One number, two meanings (D26): nothing counted when an order detail is created, nothing changed when it is modified.
NO_VALUE: Final = "no_value"
UNCHANGED: Final = "unchanged"
MANUAL_ORDER: Final = "manual_order"
SENTINELS: Final = (NO_VALUE, UNCHANGED, MANUAL_ORDER)


@dataclass(frozen=True, slots=True)
class FieldType:
    """What values a field takes. Lengths are in characters; ``format: date`` is MM/DD/YYYY, ``year`` is YYYY.

    ``minimum`` and ``maximum`` bound the number, and of a date or a year the year.
    """

    kind: Kind
    xsd: str
    max_length: int | None = None
    exact_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    format: Format | None = None
    characters: Literal["alphanumeric", "alphanumeric-hyphen"] | None = None
    secret: bool = False
    note: str | None = None
    quirks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a constraint that could not be enforced: an accepted key is an enforced key."""
        if (self.format or self.characters) and self.kind != "string":
            raise ValueError(f"format and characters belong to a string, not to kind {self.kind!r}")
        if (self.minimum is not None or self.maximum is not None) and self.kind == "string" and not self.format:
            raise ValueError("minimum and maximum need a number, a date or a year")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} is above maximum {self.maximum}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What all fields of one name share; :func:`cccdiag.spec.load` copies it into each of them."""

    meaning: str
    label: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of an operation. ``sentinels`` are numbers outside the range that mean something (-1, -999999).

    ``missing_code`` is the code for a required field without a value, where it is neither CCC_100 nor the choice of a
    switch. ``limited_by`` names the switch whose word is the field's length, ``named_by`` the one whose word is its name.
    ``label`` is the field's name in error details (D65), ``aliases`` are other names in the reference's own text.
    """

    name: str
    type: str
    required: Required = "never"
    required_when: str | None = None
    sentinels: Mapping[str, int] = field(default_factory=dict)
    modifiable: bool = False
    missing_code: Code | None = None
    limited_by: str | None = None
    named_by: str | None = None
    label: str | None = None
    aliases: tuple[str, ...] = ()
    meaning: str = ""
    sections: tuple[str, ...] = ()
    quirks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """An attribute or child element of a result element."""

    name: str
    place: Literal["attribute", "element"]
    type: str
    optional: bool = False
    words: tuple[str, ...] = ()
    quirks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """An element of an answer: one that stands for success, ``ccc_error``, or ``ccc_response`` around them."""

    element: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over several fields, by name; the name is a function in :mod:`cccdiag.spec.rules`."""

    name: str
    code: Code
    fields: tuple[str, ...]
    meaning: str
    sections: tuple[str, ...] = ()
    quirks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One of the seven operations; ``fields`` stand in signature order.

    ``codes`` are the answers to expect: the operation's own error table, with the codes of ``unlisted`` that it lacks
    and without those of ``misprinted`` that do not belong there.
    """

    name: str
    section: str
    purpose: str
    mutating: bool
    idempotent: bool
    fields: tuple[Field, ...]
    result: str
    codes: tuple[str, ...]
    unlisted: tuple[str, ...] = ()
    misprinted: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that wire name, or None."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True, slots=True)
class Right:
    """A word of the ``right`` element; ``open`` when it is decided later, so that one polls and its fee may change."""

    meaning: str
    open: bool


@dataclass(frozen=True, slots=True)
class Mode:
    """A word of the ``mode`` attribute and what it means for a client."""

    word: str
    production: bool
    documented: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A named choice of a reading; quirks are carried out by switches and rules."""

    meaning: str
    words: tuple[str, ...]
    tolerant: str
    strict: str


@dataclass(frozen=True, slots=True)
class Quirk:
    """A contradiction of the reference: what it says here and there, how we read it, and what carries that out.

    ``carried_by`` names a rule (``rule:pages_agree``), a switch (``switch:cust_ref_num``), a type, field, parameter,
    operation, result, mode or level of this file (``type:Year``, ``field:createOrderDetail.stdnum``, ``operation:x``) or
    code (``code:soap.reply``, ``code:spec.words.known_right``); empty means ``effect: none``.
    """

    id: str
    title: str
    one: str
    other: str
    client: str
    emulator: str
    sections: tuple[str, ...]
    carried_by: tuple[str, ...] = ()
    effect: Literal["carried", "none"] = "carried"


@dataclass(frozen=True, slots=True)
class Service:
    """Names and addresses of the service; addresses of CCC are data, nothing here is called by default.

    The lengths of key and secret are hints: the reference's own sample has another length than its text (D16).
    """

    name: str
    port: str
    namespace: str
    endpoint_path: str
    wsdl_path: str
    schema_path: str
    published: Mapping[str, str] = field(default_factory=dict)
    access_key_length: int | None = None
    access_secret_length: int | None = None


@dataclass(frozen=True, slots=True)
class Gateway:
    """The whole of ``gateway.yaml``."""

    service: Service
    types: Mapping[str, FieldType]
    parameters: Mapping[str, Parameter]
    operations: tuple[Operation, ...]
    results: tuple[Result, ...]
    error: Result
    response: Result
    rights: Mapping[str, Right]
    rules: tuple[Rule, ...]
    modes: tuple[Mode, ...]
    switches: Mapping[str, Switch]
    quirks: tuple[Quirk, ...]
    error_levels: Mapping[str, int]
    demo_banner: str

    def operation(self, name: str) -> Operation | None:
        """The operation of that wire name, or None."""
        return next((o for o in self.operations if o.name == name), None)

    def type_of(self, field_: Field) -> FieldType:
        """The type that a field refers to."""
        return self.types[field_.type]

    def result(self, element: str) -> Result | None:
        """The result of that element name, or None."""
        return next((r for r in self.results if r.element == element), None)

    def rule(self, name: str) -> Rule | None:
        """The rule of that name, or None."""
        return next((r for r in self.rules if r.name == name), None)

    def quirk(self, id_: str) -> Quirk | None:
        """The quirk of that id (``D14``), or None."""
        return next((q for q in self.quirks if q.id == id_), None)


@dataclass(frozen=True, slots=True)
class Violation:
    """A value that the gateway would refuse: the code it would answer, the field (wire name) and a sentence."""

    code: str
    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read the contradictions: a name and a word for each switch.

    ``memo`` keeps what was worked out from the reading before; it is nobody else's business.
    """

    name: Literal["tolerant", "strict"]
    switches: Mapping[str, str]
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
