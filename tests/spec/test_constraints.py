"""Each constraint that a type can set is enforced, at its very edge, with its own sentence."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.spec.constraints import (
    CONSTRAINT_KEYS,
    ENFORCERS,
    bounds,
    constraints,
    faults,
    illegal_character,
    is_numeric,
    number,
    page_number,
)
from cccdiag.spec.model import FieldType

DESCRIPTIVE = {"xsd", "secret", "note", "quirks"}
WHOLE = "must be a whole number, written with the digits 0 to 9 alone"
CALENDAR = "must be a day of the calendar in the form MM/DD/YYYY"
FORM = "must be a date in the form MM/DD/YYYY"
YEAR = "must be a year in four digits (YYYY)"


def a_type(**keys):
    return FieldType(**{"kind": "string", "xsd": "xs:string", **keys})


def test_every_constraint_is_enforced():
    """The keys of a type that are not mere description are those that have an enforcer."""
    keys = {field.name for field in dataclasses.fields(FieldType)} - DESCRIPTIVE
    assert keys == CONSTRAINT_KEYS == set(ENFORCERS)


BITES = [
    ({"kind": "integer"}, "7", "7x", {"CCC_101": WHOLE}),
    ({"kind": "decimal"}, "7.25", "7,25", {"CCC_101": "must be an amount such as 12 or 12.50"}),
    ({"max_length": 3}, "abc", "abcd", {"CCC_102": "has 4 characters, where at most 3 can be taken"}),
    ({"exact_length": 3}, "abc", "abcd", {"CCC_101": "has 4 characters, where exactly 3 can be taken"}),
    ({"exact_length": 3}, "abc", "a", {"CCC_101": "has 1 character, where exactly 3 can be taken"}),
    ({"kind": "integer", "minimum": 5}, "5", "4", {"CCC_101": "must be from 5"}),
    ({"kind": "integer", "maximum": 5}, "5", "6", {"CCC_101": "must be up to 5"}),
    ({"kind": "decimal", "minimum": 1, "maximum": 2}, "2.00", "2.01", {"CCC_101": "must be from 1 to 2"}),
    ({"kind": "decimal", "minimum": 1, "maximum": 2}, "1", "0.99", {"CCC_101": "must be from 1 to 2"}),
    ({"format": "date"}, "02/29/2024", "02/29/2023", {"CCC_101": CALENDAR}),
    ({"format": "year"}, "2024", "24", {"CCC_101": YEAR}),
    ({"format": "date", "minimum": 1000}, "01/01/1000", "12/31/0999", {"CCC_101": "must have a year from 1000"}),
    ({"format": "date", "maximum": 3000}, "12/31/3000", "01/01/3001", {"CCC_101": "must have a year up to 3000"}),
    ({"format": "year", "minimum": 1000}, "1000", "0999", {"CCC_101": "must be a year from 1000"}),
    ({"format": "year", "maximum": 3000}, "3000", "3001", {"CCC_101": "must be a year up to 3000"}),
    ({"characters": "alphanumeric"}, "A12", "A-12", {"CCC_101": "must consist of letters and digits"}),
    (
        {"characters": "alphanumeric-hyphen"},
        "0-12-X",
        "0 12",
        {"CCC_101": "must consist of letters, digits and hyphens"},
    ),
]


@pytest.mark.parametrize(("keys", "fitting", "breaking", "found"), BITES)
def test_a_constraint_bites_at_its_edge(keys, fitting, breaking, found):
    """The last value that fits passes, the first that does not is told with its code and a sentence."""
    enforced = constraints(a_type(**keys))
    assert faults(fitting, enforced) == {}
    assert faults(breaking, enforced) == found


def test_the_table_above_bites_with_every_constraint():
    """No enforcer is left without an example."""
    assert {key for keys, *_ in BITES for key in keys} == CONSTRAINT_KEYS


def test_a_type_sets_only_what_it_names():
    """A type without constraints takes any text that XML can carry."""
    assert [constraint.key for constraint in constraints(a_type())] == ["kind"]
    assert faults("anything at all, " * 1000, constraints(a_type())) == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("13/01/2026", CALENDAR),
        ("00/10/2026", CALENDAR),
        ("02/30/2026", CALENDAR),
        ("04/31/2026", CALENDAR),
        ("01/01/0000", CALENDAR),
        ("1/1/2026", FORM),
        ("01-01-2026", FORM),
        ("2026/01/01", FORM),
        ("01/01/2026 ", FORM),
        ("01/01/2026\n", FORM),
        ("٠١/٠١/٢٠٢٦", FORM),
    ],
)
def test_a_date_is_a_day_of_the_calendar(text, reason):
    """MM/DD/YYYY in ASCII digits, and a day that exists."""
    assert faults(text, constraints(a_type(format="date"))) == {"CCC_101": reason}


@pytest.mark.parametrize("text", ["02/29/2000", "12/31/2999", "01/01/1000"])
def test_real_days_pass(text):
    """Leap days and the edges of the range are days."""
    assert faults(text, constraints(a_type(format="date", minimum=1000, maximum=3000))) == {}


@pytest.mark.parametrize("text", ["２０２４", "20240", "202", "+202", "202\n", "-202"])
def test_a_year_is_four_ascii_digits(text):
    """Digits of other scripts, signs and other lengths are no year."""
    assert faults(text, constraints(a_type(format="year"))) == {"CCC_101": YEAR}


def test_a_text_that_is_too_long_is_not_also_called_no_date():
    """One fault has one name: a length of 21 cannot be MM/DD/YYYY anyway (D18)."""
    enforced = constraints(a_type(max_length=20, format="date", minimum=1000, maximum=3000))
    assert faults("x" * 21, enforced) == {"CCC_102": "has 21 characters, where at most 20 can be taken"}
    assert faults("01/31/2026 and more99", enforced) == {"CCC_102": "has 21 characters, where at most 20 can be taken"}
    assert faults("x" * 20, enforced) == {"CCC_101": FORM}


def test_faults_of_different_codes_are_all_told():
    """A text can be too long and hold what XML cannot carry."""
    assert faults("\x00" + "y" * 4, constraints(a_type(max_length=4))) == {
        "CCC_101": "holds the character U+0000 at position 1, which XML cannot carry",
        "CCC_102": "has 5 characters, where at most 4 can be taken",
    }


def test_only_the_form_of_a_date_waits_for_its_length():
    """Letters that do not belong are told beside a length that is too great."""
    assert faults("1 2 3", constraints(a_type(max_length=4, characters="alphanumeric"))) == {
        "CCC_101": "must consist of letters and digits",
        "CCC_102": "has 5 characters, where at most 4 can be taken",
    }


def test_of_several_faults_of_one_code_the_first_is_told():
    """One field has one sentence for each code."""
    enforced = constraints(a_type(exact_length=3, characters="alphanumeric"))
    assert faults("a-", enforced) == {"CCC_101": "has 2 characters, where exactly 3 can be taken"}


@pytest.mark.parametrize("code", [0x00, 0x08, 0x0B, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF], ids=hex)
def test_what_xml_cannot_carry_is_told_with_its_place(code):
    """Controls, halves of surrogate pairs and the two non-characters, wherever they stand."""
    character = chr(code)
    reason = f"holds the character U+{ord(character):04X} at position 3, which XML cannot carry"
    assert illegal_character(f"ab{character}c\x01") == reason
    assert faults(f"ab{character}c", constraints(a_type())) == {"CCC_101": reason}


@pytest.mark.parametrize(
    "character", ["\t", "\n", "\r", " ", "\x7f", "\x85", "\ud7ff", "\ue000", "\ufffd", "\U00010000", "\U0010ffff"]
)
def test_what_xml_can_carry_passes(character):
    """The edges of what XML 1.0 allows, unprintable ones included."""
    assert illegal_character(character) is None
    assert faults(character, constraints(a_type())) == {}


@given(st.characters())
def test_one_character_is_legal_exactly_when_xml_says_so(character):
    """XML 1.0, production Char, written down a second time."""
    code = ord(character)
    legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
    assert (illegal_character(character) is None) == legal
    assert (faults(character, constraints(a_type())) == {}) == legal


def test_length_is_counted_in_characters():
    """Characters beyond the basic plane count once."""
    enforced = constraints(a_type(max_length=2))
    assert faults("𝒜𝒷", enforced) == {}
    assert faults("𝒜𝒷c", enforced) == {"CCC_102": "has 3 characters, where at most 2 can be taken"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("007", 7),
        ("-12", -12),
        ("9" * 30, 10**30 - 1),
        ("9" * 31, 10**30),
        ("-" + "9" * 5000, -(10**30)),
        ("0" * 5000 + "5", 5),
        ("", None),
        ("-", None),
        ("+5", None),
        (" 5", None),
        ("5 ", None),
        ("5\n", None),
        ("5.0", None),
        ("1e3", None),
        ("１２", None),
        ("x", None),
    ],
)
def test_a_number_is_ascii_digits_with_a_minus_at_most(text, value):
    """Everything else is no number; numbers beyond reason keep their sign and exceed every range."""
    assert number(text) == value


@given(st.integers())
def test_numbers_read_back(value):
    """A number of up to thirty digits reads back as itself."""
    assert number(str(value)) == value if abs(value) < 10**30 else number(str(value)) is not None


@pytest.mark.parametrize(
    ("page", "numeric"),
    [
        ("12", True),
        ("0012", True),
        ("", False),
        ("xii", False),
        ("12a", False),
        ("-1", False),
        ("+1", False),
        ("1 ", False),
        ("１２", False),
        ("²", False),
    ],
)
def test_a_page_is_numeric_if_it_is_digits(page, numeric):
    """ASCII digits and nothing else (D24); its number is that of its digits, else there is none."""
    assert is_numeric(page) is numeric
    assert page_number(page) == (int(page) if numeric else None)


def test_no_page_has_no_number():
    """An absent page is not page 0."""
    assert page_number(None) is None


@given(st.text())
def test_a_numeric_page_is_a_number_of_its_own(page):
    """is_numeric and int() agree on ASCII texts, and no other text is numeric."""
    assert is_numeric(page) == (page.isascii() and page != "" and set(page) <= set("0123456789"))


def test_a_range_is_told_as_far_as_it_is_known():
    """One bound, two, or none."""
    assert bounds(a_type(kind="integer")) == "must be a number"
    assert bounds(a_type(kind="integer", minimum=1, maximum=5)) == "must be from 1 to 5"
    assert bounds(a_type(kind="integer", minimum=0)) == "must be from 0"
    assert bounds(a_type(kind="integer", maximum=0)) == "must be up to 0"


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"kind": "integer", "format": "date"}, "format and characters belong to a string, not to kind 'integer'"),
        (
            {"kind": "decimal", "characters": "alphanumeric"},
            "format and characters belong to a string, not to kind 'decimal'",
        ),
        ({"minimum": 1}, "minimum and maximum need a number, a date or a year"),
        ({"maximum": 1}, "minimum and maximum need a number, a date or a year"),
        ({"kind": "integer", "minimum": 2, "maximum": 1}, "minimum 2 is above maximum 1"),
    ],
)
def test_a_constraint_that_cannot_be_enforced_is_refused(keys, sentence):
    """A type that promises what nobody could keep is no type."""
    with pytest.raises(ValueError) as caught:
        a_type(**keys)
    assert str(caught.value) == sentence


def test_bounds_may_meet():
    """A range of one number is a range."""
    assert a_type(kind="integer", minimum=1, maximum=1).maximum == 1
