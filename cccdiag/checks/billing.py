"""The five billing fields of LocalInfo beside the billing details of the Marketplace account: what differs, and how. Pure.

The two must agree letter by letter (the vendor's rule), so everything that is not the same is a difference; what this module adds
is *how* two values differ, because "St. or Street" is mended in a minute and "another town" is a question to somebody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "missing-here", "missing-there", "not-here", "not-there", "invisible", "white-space", "case", "punctuation", "accent", "abbreviation",
    "zip-plus-four", "leading-zero", "country-name", "state-name", "other",
]  # fmt: skip
FIELDS = ("General Country", "BillingAddress1", "BillingCity", "BillingState", "BillingZip")
_MARKETPLACE_WORDS = re.compile(r"(?i)^(?:ccc|marketplace|mp)+|(?:ccc|marketplace)$")
_INVISIBLE = ("Cf", "Cc", "Co", "Cn", "Cs")
_ZIP = re.compile(r"(?<!\d)(\d{5})[\s-]?\d{4}(?!\d)")
_SHORT_ZIP = re.compile(r"^(\s*)(\d{3,4})(\s*|-\d{4}\s*)$")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands for what (``knowledge/billing.yaml``): every word, bare and in small letters, with the first spelling of its group.

    Some spellings of a country or a state belong to two (CA, WA): they stand with both.
    """

    names: Mapping[str, str]
    streets: Mapping[str, str]
    countries: Mapping[str, frozenset[str]]
    states: Mapping[str, frozenset[str]]
    said: Mapping[str, str]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Words:
        """From ``knowledge().document("billing")``."""
        return cls(
            {_bare(name): field for field, each in document["fields"].items() for name in (field, *each["names"])},
            {word: group[0] for group in document["abbreviations"] for word in group},
            _by_spelling(document["countries"]),
            _by_spelling(document["states"]),
            document["differences"],
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field on both sides.

    ``kinds`` is empty exactly when the two values are the same letter by letter; otherwise it names the fewest ways of differing
    that together make the two one, or is ``("other",)``. ``said`` is a sentence for a person.
    """

    field: str
    here: str | None
    there: str | None
    kinds: tuple[Kind, ...]
    said: str

    @property
    def equal(self) -> bool:
        """Whether nothing has to be done."""
        return not self.kinds

    @property
    def same_thing(self) -> bool:
        """Whether both name the same thing, spelled differently."""
        return not {"other", "missing-here", "missing-there", "not-here", "not-there"} & set(self.kinds)


def compare(here: Mapping[str, str | None], there: Mapping[str, str | None], words: Words) -> tuple[Comparison, ...]:
    """Compare the billing details, field by field in the order of :data:`FIELDS`.

    Args:
        here: the row of LocalInfo, by column (None: not given; empty: it holds nothing); other spellings of a column are understood (:func:`recognised`).
        there: the billing details of the Marketplace account, by column or by Marketplace's own name of it.
        words: what stands for what.
    """
    ours, theirs = recognised(here, words), recognised(there, words)
    return tuple(_compared(field, ours.get(field), theirs.get(field), words) for field in FIELDS)


def recognised(values: Mapping[str, str | None], words: Words) -> dict[str, str | None]:
    """The values by the name of the LocalInfo column; what is no billing detail is left out, the first of two counts."""
    found: dict[str, str | None] = {}
    for name, value in values.items():
        field = field_of(name, words)
        if field is not None and (field not in found or found[field] is None):
            found[field] = value
    return found


def field_of(name: str, words: Words) -> str | None:
    """The LocalInfo column that a name stands for: ``Zip/Postal Code`` and ``Marketplace zip`` are ``BillingZip``."""
    bare = _bare(name)
    return words.names.get(bare) or words.names.get(_MARKETPLACE_WORDS.sub("", bare))


def _compared(field: str, here: str | None, there: str | None, words: Words) -> Comparison:
    kinds = _not_given(here, there) or _kinds(field, here or "", there or "", words)
    if not kinds:
        said = f"{field} is the same on both sides." if here else f"{field} is empty on both sides."
    else:
        how = " and ".join(words.said[kind] for kind in kinds)
        said = f"{field}: {shown(here)} here, {shown(there)} on Marketplace: {how}."
    return Comparison(field, here, there, kinds, said)


def _not_given(here: str | None, there: str | None) -> tuple[Kind, ...]:
    """A side that nobody gave is not a side that is empty."""
    if here is None and there and there.strip():
        return ("not-here",)
    return ("not-there",) if there is None and here and here.strip() else ()


def shown(value: str | None) -> str:
    """A value in quotation marks, with what cannot be seen written out."""
    if not value:
        return "nothing"
    visible = (c if c.isprintable() else f"<{unicodedata.name(c, f'U+{ord(c):04X}')}>" for c in value)
    return f"“{''.join(visible)}”"


def _kinds(field: str, here: str, there: str, words: Words) -> tuple[Kind, ...]:
    if here == there:
        return ()
    if not here.strip():
        return ("missing-here",) if there.strip() else ("white-space",)
    if not there.strip():
        return ("missing-there",)
    ways = _ways(field, here, there, words)
    if not _one(here, there, ways, tuple(ways)):
        return ("other",)
    needed = list(ways)
    # The rarest explanation is given up first, so that a plain one stays where both would do.
    for kind in reversed(tuple(ways)):
        fewer = tuple(one for one in needed if one != kind)
        if _one(here, there, ways, fewer):
            needed = list(fewer)
    return tuple(needed)


_Way = Callable[[str], str]


def _one(here: str, there: str, ways: Mapping[Kind, _Way], kinds: tuple[Kind, ...]) -> bool:
    """Whether the two become one when these ways of differing are overlooked."""
    for kind in kinds:
        here, there = ways[kind](here), ways[kind](there)
    return here == there


def _ways(field: str, here: str, there: str, words: Words) -> Mapping[Kind, _Way]:
    """How each way of differing is overlooked, the plainest first. The names of things are looked at last: they need the others."""
    plain: dict[Kind, _Way] = {"invisible": _visible, "white-space": _spaced, "case": str.casefold}
    if field == "BillingZip":
        plain |= {"zip-plus-four": lambda text: _ZIP.sub(r"\1", text), "leading-zero": _padded}
    plain |= {"punctuation": _unpunctuated, "accent": _unaccented}
    if field in ("BillingAddress1", "BillingCity"):
        plain["abbreviation"] = lambda text: _spelled_out(text, words.streets)
    elif field == "General Country":
        plain["country-name"] = _naming(here, there, words.countries)
    elif field == "BillingState":
        plain["state-name"] = _naming(here, there, words.states)
    return plain


def _visible(text: str) -> str:
    kept = (" " if unicodedata.category(c) == "Zs" else c for c in text)
    return "".join(c for c in kept if unicodedata.category(c) not in _INVISIBLE or c in "\t\r\n")


def _spaced(text: str) -> str:
    """Without the blanks at the ends, and with one where several stand."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _padded(text: str) -> str:
    found = _SHORT_ZIP.match(text)
    return f"{found[1]}{found[2].zfill(5)}{found[3]}" if found else text


def _unpunctuated(text: str) -> str:
    """Points, commas and the like gone; a hyphen is a blank to most eyes."""
    kept = "".join(c for c in text.replace("-", " ") if c == "&" or unicodedata.category(c)[0] not in "PS")
    return _spaced(kept)


def _unaccented(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))


def _spelled_out(text: str, streets: Mapping[str, str]) -> str:
    """Each abbreviated word by a mark of its group, whatever its letters' case and the point behind it."""

    def mark(found: re.Match[str]) -> str:
        group = streets.get(found[1].casefold())
        return f"‹{group}›" if group else found[0]

    return re.sub(r"([^\W\d_]+|&)(?:\.(?=\W|$))?", mark, text)


def _naming(here: str, there: str, spellings: Mapping[str, frozenset[str]]) -> _Way:
    """A way that overlooks how a thing is named, if both sides may name the same one."""
    same = spellings.get(_bare(here), frozenset()) & spellings.get(_bare(there), frozenset())
    return lambda text: "‹same›" if same & spellings.get(_bare(text), frozenset()) else text


def _by_spelling(groups: Any) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for word in group:
            found[_bare(word)] = found.get(_bare(word), frozenset()) | {group[0]}
    return found


def _bare(text: str) -> str:
    """Letters and digits only, small, without accents: how a name is looked up."""
    return "".join(c for c in _unaccented(text).casefold() if c.isalnum())
