"""The comparison of billing details: equal means letter by letter, and how two values differ is named and no more than that."""

from __future__ import annotations

import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.checks import billing
from cccdiag.kb.find import knowledge

WORDS = billing.Words.of(knowledge().document("billing"))
FIELD = st.sampled_from(billing.FIELDS)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=24)
LETTERS = st.text(st.sampled_from("abcdefgh ABCDEFGH0123456789.,-&é"), max_size=24)
VALUE = st.none() | TEXT | LETTERS


def one(field, here, there):
    return next(row for row in billing.compare({field: here}, {field: there}, WORDS) if row.field == field)


@pytest.mark.parametrize(
    ("field", "here", "there", "kinds"),
    [
        ("BillingCity", "Boston", "Boston", ()),
        ("BillingCity", "Boston ", "Boston", ("white-space",)),
        ("BillingCity", "New  York", "New York", ("white-space",)),
        ("BillingCity", "New\u00a0York", "New York", ("invisible",)),
        ("BillingCity", "Boston\u200b", "boston", ("invisible", "case")),
        ("BillingCity", "BOSTON", "Boston", ("case",)),
        ("BillingCity", "Zürich", "Zurich", ("accent",)),
        ("BillingCity", "Zu\u0308rich", "Zürich", ("accent",)),
        ("BillingCity", "St. Louis", "Saint Louis", ("abbreviation",)),
        ("BillingCity", "Boston", "Cambridge", ("other",)),
        ("BillingAddress1", "12 Main St", "12 Main Street", ("abbreviation",)),
        ("BillingAddress1", "12 Main St.", "12 Main Street", ("abbreviation",)),
        ("BillingAddress1", "12 Main St.", "12 MAIN STREET", ("case", "abbreviation")),
        ("BillingAddress1", "12 Main Street, Library", "12 Main Street Library", ("punctuation",)),
        ("BillingAddress1", "12 N Elm Ave", "12 North Elm Avenue", ("abbreviation",)),
        ("BillingAddress1", "12 Main Street", "14 Main Street", ("other",)),
        ("BillingState", "MA", "Massachusetts", ("state-name",)),
        ("BillingState", "MA", "ME", ("other",)),
        ("BillingState", "WA", "Washington", ("state-name",)),
        ("BillingState", "WA", "Western Australia", ("state-name",)),
        ("BillingState", "Washington", "Western Australia", ("other",)),
        ("BillingState", "ma", "MA", ("case",)),
        ("BillingState", "Québec", "QC", ("state-name",)),
        ("General Country", "USA", "United States of America", ("country-name",)),
        ("General Country", "U.S.A.", "USA", ("punctuation",)),
        ("General Country", "Deutschland", "Germany", ("country-name",)),
        ("General Country", "USA", "Canada", ("other",)),
        ("BillingZip", "02138", "02138-1234", ("zip-plus-four",)),
        ("BillingZip", "2138", "02138", ("leading-zero",)),
        ("BillingZip", "2138", "02138-1234", ("zip-plus-four", "leading-zero")),
        ("BillingZip", "K1A 0B1", "K1A0B1", ("other",)),
        ("BillingZip", None, "02138", ("not-here",)),
        ("BillingZip", "02138", None, ("not-there",)),
        ("BillingZip", "", "02138", ("missing-here",)),
        ("BillingZip", "02138", " ", ("missing-there",)),
        ("BillingZip", "", " ", ("white-space",)),
    ],
)
def test_how_two_values_differ_is_named(field, here, there, kinds):
    """The ways of a support desk's days, each by its word."""
    found = one(field, here, there)
    assert (found.kinds, found.equal) == (kinds, kinds == ())
    assert found.same_thing == (not {"other", "missing-here", "missing-there", "not-here", "not-there"} & set(kinds))


@given(FIELD, VALUE, VALUE)
@settings(max_examples=200)
def test_equal_means_the_same_letter_by_letter(field, here, there):
    """The vendor's rule: nothing is overlooked; an empty value is as good as none."""
    assert one(field, here, there).equal == ((here or "") == (there or ""))
    assert one(field, here, here).kinds == ()


@given(FIELD, VALUE, VALUE)
@settings(max_examples=200)
def test_a_difference_has_no_side(field, here, there):
    """Changing the sides changes nothing but who lacks a value."""
    swap = {
        "missing-here": "missing-there",
        "missing-there": "missing-here",
        "not-here": "not-there",
        "not-there": "not-here",
    }
    there_and_back = tuple(swap.get(kind, kind) for kind in one(field, there, here).kinds)
    assert one(field, here, there).kinds == there_and_back


@given(FIELD, LETTERS.filter(str.strip), st.sampled_from([" ", "  ", "\t", "\u200b", "\ufeff"]), st.booleans())
@settings(max_examples=200)
def test_what_was_pasted_along_is_named_and_nothing_else(field, value, pasted, at_the_end):
    """Blanks and invisible characters at an end are never taken for another value."""
    spoilt = value + pasted if at_the_end else pasted + value
    assert set(one(field, spoilt, value).kinds) <= {"white-space", "invisible"}
    assert one(field, spoilt, value).kinds


@given(FIELD, TEXT, TEXT)
@settings(max_examples=200)
def test_a_kind_that_is_named_is_needed(field, here, there):
    """The fewest ways of differing: without any of them the two are not one."""
    kinds = one(field, here, there).kinds
    if kinds and set(kinds) <= {"invisible", "white-space", "case", "punctuation", "accent"}:
        ways = billing._ways(field, here, there, WORDS)
        assert all(not billing._one(here, there, ways, tuple(k for k in kinds if k != kind)) for kind in kinds)


@given(
    st.text("0123456789", min_size=5, max_size=5), st.text("0123456789", min_size=4, max_size=4), st.sampled_from("- ")
)
def test_four_more_digits_are_four_more_digits(five, four, between):
    """ZIP and ZIP+4 of the same place, whatever the digits."""
    assert one("BillingZip", five, f"{five}{between}{four}").kinds == ("zip-plus-four",)


@pytest.mark.parametrize("table", ["abbreviations", "countries", "states"])
def test_every_spelling_of_a_table_stands_for_its_first(table):
    """No line of the table is dead, also where two places share a spelling."""
    field = {"abbreviations": "BillingAddress1", "countries": "General Country", "states": "BillingState"}[table]
    for group in knowledge().document("billing")[table]:
        for word in group[1:]:
            assert one(field, word, group[0]).same_thing, (word, group[0])


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("GeneralCountry", "General Country"),
        ("general country", "General Country"),
        ("Zip/Postal Code", "BillingZip"),
        ("Marketplace billing city", "BillingCity"),
        ("CCC State / Province", "BillingState"),
        ("Address Line 1", "BillingAddress1"),
        ("Straße", "BillingAddress1"),
        ("Contact", None),
        ("", None),
    ],
)
def test_a_detail_is_known_by_many_names(name, field):
    """Pages, exports and people do not agree on one."""
    assert billing.field_of(name, WORDS) == field


def test_all_five_fields_are_told_in_their_order_and_said_in_words():
    """Also those that nobody gave; what cannot be seen is written out."""
    rows = billing.compare(
        {"City": "Boston\u00a0", "Zip": "02108"}, {"BillingCity": "Boston", "BillingZip": "02108"}, WORDS
    )
    assert tuple(row.field for row in rows) == billing.FIELDS
    assert [row.said for row in rows[2:]] == [
        "BillingCity: “Boston<NO-BREAK SPACE>” here, “Boston” on Marketplace: one of them holds a character that cannot be seen and blanks differ.",
        "BillingState is empty on both sides.",
        "BillingZip is the same on both sides.",
    ]


def test_every_kind_has_its_words():
    """The closed list and the table of knowledge cover each other."""
    assert set(typing.get_args(billing.Kind)) == set(WORDS.said)
