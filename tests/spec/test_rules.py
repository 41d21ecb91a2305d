"""Rules over several fields: manual orders, pages, and changes that change something."""

import dataclasses

import pytest

from cccdiag import spec
from cccdiag.spec.rules import RULES

PAGES = ("numPages", "fromPage", "toPage")


def test_every_rule_of_the_gateway_has_its_function_and_is_used(gateway):
    """The names in the data are the names in the code, and no rule stands idle."""
    used = {name for operation in gateway.operations for name in operation.rules}
    assert {rule.name for rule in gateway.rules} == set(RULES) == used


@pytest.mark.parametrize("reading", ["tolerant", "strict"])
@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"title": "T", "publisherName": "P"}, []),
        ({"title": "T"}, [("CCC_100", "publisherName")]),
        ({"publisherName": "P"}, [("CCC_100", "title")]),
        ({}, [("CCC_100", "title"), ("CCC_100", "publisherName")]),
        ({"title": "x" * 256, "publisherName": "P"}, [("CCC_102", "title")]),
    ],
)
def test_a_manual_order_needs_title_and_publisher(judge, reading, changes, missing):
    """-1 as text or number asks for both; each missing one is told."""
    assert judge("createOrderDetail", {"cccWorkInst": "-1", **changes}, reading) == missing
    assert judge("createOrderDetail", {"cccWorkInst": -1, **changes}, reading) == missing
    assert judge("createOrderDetail", {"cccWorkInst": "-01", **changes}, reading) == missing


def test_a_title_of_the_wrong_shape_is_not_missing_too(judge):
    """One field, one complaint."""
    changes = {"cccWorkInst": -1, "title": True, "publisherName": "P"}
    assert judge("createOrderDetail", changes) == [("CCC_101", "title")]


def test_an_order_from_the_catalogue_needs_neither(judge):
    """A work number, a missing one and a wrong one do not make a manual order."""
    assert judge("createOrderDetail", {"cccWorkInst": "1"}) == []
    assert judge("createOrderDetail", {"cccWorkInst": None}) == [("CCC_101", "cccWorkInst")]
    assert judge("createOrderDetail", {"cccWorkInst": "-2"}) == [("CCC_101", "cccWorkInst")]


def test_the_sentence_on_a_manual_order(told):
    """Says what is missing and why."""
    assert told("createOrderDetail", {"cccWorkInst": "-1", "title": "T"}) == [
        "publisherName is required for a manual order (cccWorkInst -1)."
    ]


@pytest.mark.parametrize("reading", ["tolerant", "strict"])
@pytest.mark.parametrize(
    ("first", "last", "needed"),
    [
        ("1", "10", False),
        ("iv", "10", True),
        ("1", "x", True),
        ("iv", "x", True),
        ("１", "9", True),
        ("007", "9", False),
    ],
)
def test_a_page_that_is_no_number_needs_a_count(judge, reading, first, last, needed):
    """-999999 is enough between plain numbers only (4.2 notes 1 and 2)."""
    changes = {"fromPage": first, "toPage": last}
    expected = [("CCC_100", "numPages")] if needed else []
    assert judge("createOrderDetail", {**changes, "numPages": "-999999"}, reading) == expected
    assert judge("createOrderDetail", {**changes, "numPages": "7" if needed else "10"}, reading)[1:] == []


def test_the_sentence_on_a_page_count(told):
    """Says which fields make the count necessary."""
    assert told("createOrderDetail", {"fromPage": "iv", "numPages": None}) == [
        "numPages is required, because fromPage or toPage is not a plain number."
    ]


def test_a_count_that_is_faulty_is_not_missing_too(judge):
    """A wrong number of pages beside a roman numeral is one fault."""
    assert judge("createOrderDetail", {"fromPage": "iv", "numPages": "some"}) == [("CCC_101", "numPages")]
    assert judge("createOrderDetail", {"fromPage": "iv", "numPages": None}, "strict") == [("CCC_101", "numPages")]


def test_a_missing_page_is_not_a_page_without_number(judge):
    """An absent page is missing; it does not ask for a count as well."""
    assert judge("createOrderDetail", {"fromPage": None}) == [("CCC_100", "fromPage")]


def test_a_page_of_the_wrong_shape_still_is_no_number(judge):
    """A page with a blank is refused for its form, and needs a count besides."""
    assert judge("createOrderDetail", {"fromPage": " 1"}) == [("CCC_101", "fromPage"), ("CCC_100", "numPages")]


@pytest.mark.parametrize(("word", "fitting"), [("inclusive", {"10"}), ("literal", {"9"}), ("either", {"9", "10"})])
def test_pages_are_counted_as_the_switch_says(judge, word, fitting):
    """From 1 to 10 are ten pages, or nine by difference, or both."""
    passed = {
        count for count in ("8", "9", "10", "11") if not judge("createOrderDetail", {"numPages": count}, pages=word)
    }
    assert passed == fitting
    assert judge("createOrderDetail", {"numPages": "8"}, pages=word) == [("CCC_103", "numPages")]


def test_one_page_can_be_counted_with_both_ends_only(judge):
    """The difference of a page to itself is 0, which no count may be."""
    one = {"fromPage": "5", "toPage": "5"}
    assert judge("createOrderDetail", {**one, "numPages": "1"}) == []
    assert judge("createOrderDetail", {**one, "numPages": "1"}, pages="literal") == [("CCC_103", "numPages")]
    assert judge("createOrderDetail", {**one, "numPages": "0"}, pages="literal") == [("CCC_101", "numPages")]


def test_the_sentences_on_pages_that_disagree(told):
    """Count and pages are told with what would fit."""
    assert told("createOrderDetail", {"numPages": "3"}) == ["numPages is 3, but fromPage and toPage make it 10 or 9."]
    assert told("createOrderDetail", {"numPages": "3"}, "strict", pages="inclusive") == [
        "Number of pages is 3, but fromPage and toPage make it 10."
    ]
    assert told("createOrderDetail", {"fromPage": "11"}) == ["toPage comes before fromPage."]


def test_pages_backwards(judge):
    """ToPage before fromPage: refused by the client, by the emulator only with a count (D23)."""
    backwards = {"fromPage": "10", "toPage": "9"}
    assert judge("createOrderDetail", backwards, "tolerant") == [("CCC_103", "toPage")]
    assert judge("createOrderDetail", backwards, "strict") == []
    assert judge("createOrderDetail", {**backwards, "numPages": "1"}, "strict") == [("CCC_103", "toPage")]
    assert judge("createOrderDetail", {**backwards, "numPages": "1"}, "tolerant") == [("CCC_103", "toPage")]
    assert judge("createOrderDetail", {**backwards, "toPage": "10"}, "tolerant") == []


def test_pages_that_are_no_numbers_cannot_disagree(judge):
    """Any count goes with roman numerals."""
    assert judge("createOrderDetail", {"fromPage": "iv", "toPage": "x", "numPages": "99999"}) == []
    assert judge("createOrderDetail", {"fromPage": "iv", "toPage": "3", "numPages": "99999"}) == []


@pytest.mark.parametrize(
    "faulty",
    [
        {"numPages": "0"},
        {"numPages": "100000"},
        {"fromPage": "1" * 21},
        {"toPage": "1" * 21},
        {"fromPage": None, "numPages": "5"},
    ],
)
def test_faulty_pages_are_not_compared(judge, faulty):
    """A field that is wrong by itself is told once, not as a disagreement too."""
    assert {code for code, _ in judge("createOrderDetail", faulty)} <= {"CCC_100", "CCC_101", "CCC_102"}
    assert len(judge("createOrderDetail", faulty)) == 1


def test_long_page_numbers_are_compared(judge):
    """Twenty digits are as many as a page may have."""
    long = {"fromPage": "1" * 19 + "0", "toPage": "1" * 19 + "4"}
    assert judge("createOrderDetail", {**long, "numPages": "5"}) == []
    assert judge("createOrderDetail", {**long, "numPages": "6"}) == [("CCC_103", "numPages")]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"fromPage": "1"}, ["numPages", "toPage"]),
        ({"fromPage": "1", "toPage": "4"}, ["numPages"]),
        ({"numPages": "4"}, ["fromPage", "toPage"]),
        ({"numPages": "4", "fromPage": "1", "toPage": "4"}, []),
        ({}, []),
    ],
)
def test_the_client_changes_pages_together(judge, changes, missing):
    """Of the three page fields all change or none (D39)."""
    expected = [("CCC_100", name) for name in PAGES if name in missing]
    assert judge("modifyOrderDetail", changes, "tolerant") == expected
    assert judge("modifyOrderDetail", changes, "strict") == []


def test_the_sentence_on_pages_together(told):
    """Names the field that is missing."""
    assert told("modifyOrderDetail", {"fromPage": "1", "numPages": "4"}) == [
        "toPage is required too: numPages, fromPage and toPage change together."
    ]


def test_a_faulty_page_field_is_not_missing(judge):
    """A wrong count was given, so it is wrong and not missing."""
    changes = {"numPages": "x", "fromPage": "1", "toPage": "4"}
    assert judge("modifyOrderDetail", changes, "tolerant") == [("CCC_101", "numPages")]
    assert judge("modifyOrderDetail", {**changes, "numPages": True}, "tolerant") == [("CCC_101", "numPages")]


def test_all_three_changed_pages_must_agree(judge):
    """With all of them new nothing stored is needed."""
    new = {"fromPage": "1", "toPage": "4"}
    for reading in ("tolerant", "strict"):
        assert judge("modifyOrderDetail", {**new, "numPages": "4"}, reading) == []
        assert judge("modifyOrderDetail", {**new, "numPages": "5"}, reading) == [("CCC_103", "numPages")]


STORED = {"numPages": "10", "fromPage": "1", "toPage": "10"}


@pytest.mark.parametrize(
    ("changes", "stored", "expected"),
    [
        ({}, STORED, []),
        ({}, {**STORED, "numPages": "77"}, []),
        ({"toPage": "12"}, STORED, [("CCC_103", "numPages")]),
        ({"toPage": "12", "numPages": "12"}, STORED, []),
        ({"numPages": "11"}, STORED, [("CCC_103", "numPages")]),
        ({"numPages": "9"}, STORED, []),
        ({"numPages": 9}, {**STORED, "toPage": 9}, []),
        ({"fromPage": "ii"}, STORED, []),
        ({"toPage": "12"}, {**STORED, "numPages": "-999999"}, []),
        ({"toPage": "xii"}, {**STORED, "numPages": "-999999"}, [("CCC_100", "numPages")]),
        ({"toPage": "xii"}, {**STORED, "numPages": None}, [("CCC_100", "numPages")]),
        ({"toPage": "0"}, {**STORED, "numPages": "-999999"}, []),
        ({"toPage": "0"}, STORED, [("CCC_103", "toPage")]),
        ({"toPage": "12"}, {}, []),
        ({"toPage": "12"}, {"fromPage": "9" * 5000}, []),
    ],
)
def test_the_emulator_judges_stored_and_new_pages_together(judge, changes, stored, expected):
    """A changed page field is compared with what the order has (D39); unchanged pages are left in peace."""
    assert judge("modifyOrderDetail", changes, "strict", stored) == expected


def test_without_the_stored_order_only_what_is_seen_is_judged(judge):
    """A lone page field cannot be compared with anything."""
    assert judge("modifyOrderDetail", {"toPage": "xii"}, "strict", None) == []
    assert judge("modifyOrderDetail", {"numPages": "3", "toPage": "12"}, "strict", None) == []


@pytest.mark.parametrize("reading", ["tolerant", "strict"])
@pytest.mark.parametrize("name", ["modifyOrderHeader", "modifyOrderDetail"])
def test_each_field_that_can_change_is_change_enough(gateway, sound, judge, reading, name):
    """One new value is enough, whichever it is; without any the change is refused at the first field that could."""
    changeable = [field for field in gateway.operation(name).fields if field.modifiable]
    nothing = {f.name: str(f.sentinels["unchanged"]) if f.sentinels else None for f in changeable}
    assert judge(name, nothing, reading) == [("CCC_100", changeable[0].name)]
    for field in changeable:
        value = {"date": "01/31/2026", "year": "2020"}.get(gateway.type_of(field).format, "5")
        found = judge(name, {**nothing, field.name: value}, reading)
        assert [code for code, at in found if at == changeable[0].name] == []


def test_a_faulty_value_is_a_try_to_change(judge):
    """Whoever gives a wrong value wants a change; a value of another shape is one too."""
    nothing = {"author": None}
    assert judge("modifyOrderDetail", {**nothing, "volume": "x" * 11}) == [("CCC_102", "volume")]
    assert judge("modifyOrderDetail", {**nothing, "volume": 1.5}) == [("CCC_101", "volume")]


def test_the_sentence_on_a_change_of_nothing(told):
    """Lists what could change."""
    (sentence,) = told("modifyOrderHeader", {"courseName": None})
    assert sentence == (
        "Nothing would change: give a new value to at least one of edInstitution, courseName, startOfTerm, instructorName, "
        "courseNumber, acctRefNum, enteredBy, custRefNum, numCopiesStdnts."
    )


def test_a_zero_that_java_sends_is_no_change_for_the_emulator(judge):
    """A number that nobody set arrives as 0: out of range, and no change, as Appendix I answers (D36); a client means its 0."""
    zeros = {"author": None, "numCopiesStdnts": "0", "numPages": "0"}
    ranges = [("CCC_101", "numCopiesStdnts"), ("CCC_101", "numPages")]
    assert judge("modifyOrderDetail", zeros) == [*ranges, ("CCC_100", "publicationYear")]
    assert judge("modifyOrderDetail", zeros, missing_number="CCC_100") == ranges
    assert judge("modifyOrderDetail", {**zeros, "numPages": "-999999"}, "tolerant") == [("CCC_101", "numCopiesStdnts")]
    assert judge("modifyOrderDetail", {**zeros, "volume": "0"}) == ranges


def test_an_operation_that_changes_nothing_cannot_miss_a_change(gateway, strict, sound):
    """The rule says nothing where no field can change."""
    operation = dataclasses.replace(gateway.operation("commitOrderDetail"), rules=("something_changes",))
    assert spec.validate(operation, sound["commitOrderDetail"], strict, gateway) == []


def test_codes_that_only_create_has_can_be_kept_from_modify(judge):
    """modify_like_create switches CCC_103 off for changes (D50), and for changes only."""
    wrong = {"numPages": "5", "fromPage": "1", "toPage": "10"}
    assert judge("modifyOrderDetail", wrong, modify_like_create="never") == []
    assert judge("modifyOrderDetail", wrong) == [("CCC_103", "numPages")]
    assert judge("createOrderDetail", wrong, modify_like_create="never") == [("CCC_103", "numPages")]
