"""One function for each constraint key of a type; a key that the loader accepts is enforced here (a test walks both)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from cccdiag.records import dataclass
from cccdiag.spec.model import Code, FieldType

Enforcer = Callable[[str, FieldType], str | None]

_DESCRIPTIVE = frozenset({"xsd", "secret", "note", "quirks"})
CONSTRAINT_KEYS = frozenset(field.name for field in dataclasses.fields(FieldType)) - _DESCRIPTIVE

_INTEGER = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")
# What XML forbids, compiled when it is first looked for; the same said by what it allows would take 5 ms to compile.
_ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint key of a type, and the function that enforces it."""

    key: str
    kind: FieldType
    enforce: Enforcer


def number(text: str) -> int | None:
    """A whole number in ASCII digits, or None. Beyond 30 digits the size is kept roughly: no field comes near."""
    if not _INTEGER.fullmatch(text):
        return None
    sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text)
    digits = digits.lstrip("0") or "0"
    return sign * int(digits if len(digits) <= _MOST_DIGITS else "1" + "0" * _MOST_DIGITS)


def is_numeric(page: str) -> bool:
    """Whether a page counts as a number: ASCII digits only (D24); no sign, no blank, no roman numeral."""
    return page.isascii() and page.isdigit()


def page_number(page: str | None) -> int | None:
    """The number of a numeric page, or None."""
    return number(page) if page and is_numeric(page) else None


def illegal_character(text: str) -> str | None:
    """Say which character XML 1.0 cannot carry (a control, U+FFFE, U+FFFF, half a surrogate pair), or None."""
    found = re.search(_ILLEGAL, text)
    if not found:
        return None
    return f"holds the character U+{ord(found.group()):04X} at position {found.start() + 1}, which XML cannot carry"


def constraints(kind: FieldType) -> tuple[Constraint, ...]:
    """The constraints that a type sets, ready to be enforced by :func:`faults`."""
    return tuple(Constraint(key, kind, enforce) for key, enforce in ENFORCERS.items() if getattr(kind, key) is not None)


def faults(text: str, set_: Sequence[Constraint]) -> Mapping[Code, str]:
    """What is wrong with ``text``: for each code that the gateway would answer, the first reason as end of a sentence."""
    found: dict[Code, str] = {}
    for constraint in set_:
        if constraint.key == "format" and "CCC_102" in found:
            continue  # a text that is too long is told so; that it is no date either follows (D18)
        if reason := constraint.enforce(text, constraint.kind):
            found.setdefault("CCC_102" if constraint.key == "max_length" else "CCC_101", reason)
    return found


def bounds(kind: FieldType) -> str:
    """What a number, or the year of a date, must be: the end of a sentence."""
    if kind.minimum is None and kind.maximum is None:
        return "must be a number"
    what = "be a year" if kind.format == "year" else "have a year" if kind.format else "be"
    if kind.minimum is None:
        return f"must {what} up to {kind.maximum}"
    return f"must {what} from {kind.minimum}" + ("" if kind.maximum is None else f" to {kind.maximum}")


def _kind(text: str, kind: FieldType) -> str | None:
    if kind.kind == "string":
        return None if text.isprintable() else illegal_character(text)
    if kind.kind == "integer" and not _INTEGER.fullmatch(text):
        return "must be a whole number, written with the digits 0 to 9 alone"
    if kind.kind == "decimal" and not _DECIMAL.fullmatch(text):
        return "must be an amount such as 12 or 12.50"
    return None


def _max_length(text: str, kind: FieldType) -> str | None:
    assert kind.max_length is not None
    return _length(text, f"at most {kind.max_length}") if len(text) > kind.max_length else None


def _exact_length(text: str, kind: FieldType) -> str | None:
    return _length(text, f"exactly {kind.exact_length}") if len(text) != kind.exact_length else None


def _length(text: str, wanted: str) -> str:
    return f"has {len(text)} character{'' if len(text) == 1 else 's'}, where {wanted} can be taken"


def _format(text: str, kind: FieldType) -> str | None:
    if kind.format == "year":
        return None if _YEAR.fullmatch(text) else "must be a year in four digits (YYYY)"
    if not _DATE.fullmatch(text):
        return "must be a date in the form MM/DD/YYYY"
    try:
        dt.date(int(text[6:]), int(text[:2]), int(text[3:5]))
    except ValueError:
        return "must be a day of the calendar in the form MM/DD/YYYY"
    return None


def _minimum(text: str, kind: FieldType) -> str | None:
    assert kind.minimum is not None
    amount = _amount(text, kind)
    return bounds(kind) if amount is not None and amount < kind.minimum else None


def _maximum(text: str, kind: FieldType) -> str | None:
    assert kind.maximum is not None
    amount = _amount(text, kind)
    return bounds(kind) if amount is not None and amount > kind.maximum else None


def _amount(text: str, kind: FieldType) -> int | Decimal | None:
    if kind.format:
        year = (_DATE if kind.format == "date" else _YEAR).fullmatch(text)
        return int(text[-4:]) if year else None
    if kind.kind == "decimal":
        return Decimal(text) if _DECIMAL.fullmatch(text) else None
    return number(text)


def _characters(text: str, kind: FieldType) -> str | None:
    if kind.characters == "alphanumeric-hyphen":
        return None if text.replace("-", "").isalnum() else "must consist of letters, digits and hyphens"
    return None if text.isalnum() else "must consist of letters and digits"


ENFORCERS: dict[str, Enforcer] = {
    "kind": _kind,
    "max_length": _max_length,
    "exact_length": _exact_length,
    "format": _format,
    "minimum": _minimum,
    "maximum": _maximum,
    "characters": _characters,
}
