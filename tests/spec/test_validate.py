"""The validator tells everything that the gateway would refuse, with the gateway's code, and never raises."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag import facts, spec
from cccdiag.spec.model import Violation
from cccdiag.spec.plan import plan

GATEWAY = spec.load(facts.read_yaml(facts.knowledge_dir() / "gateway.yaml"))
NAMES = [operation.name for operation in GATEWAY.operations]
READINGS = [spec.reading(GATEWAY, name) for name in ("tolerant", "strict")]
CODES = {"CCC_100", "CCC_101", "CCC_102", "CCC_103"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("reading", ["tolerant", "strict"])
def test_sound_values_have_no_violation(judge, name, reading):
    """What breaks no rule is refused by neither reading."""
    assert judge(name, {}, reading) == []


def test_a_change_of_nothing_gets_the_six_errors_of_appendix_i(gateway, strict):
    """ModifyOrderDetail with nothing supplied: 100 for texts, 101 for numbers, 100 for the change, in that order."""
    operation = gateway.operation("modifyOrderDetail")
    listed = (
        "publicationYear, Number of copies, Number of pages, fromPage, toPage, author, "
        "dateOfIssue, volume, edition, customerRefNum, chapterArticle"
    )
    count = "it must be from 1 to 99999, or -999999 for no change."
    assert spec.validate(operation, {}, strict, gateway) == [
        Violation("CCC_100", "username", "User Name is required and has no value."),
        Violation("CCC_100", "password", "Password is required and has no value."),
        Violation(
            "CCC_101",
            "orderDetailId",
            "Order Detail Number is required and has no value: it must be from 1 to 999999999999999.",
        ),
        Violation("CCC_101", "numCopiesStdnts", f"Number of copies is required and has no value: {count}"),
        Violation("CCC_101", "numPages", f"Number of pages is required and has no value: {count}"),
        Violation("CCC_100", "publicationYear", f"Nothing would change: give a new value to at least one of {listed}."),
    ]


def test_the_client_calls_the_same_call_by_wire_names(gateway, tolerant):
    """The tolerant reading of an empty change: numbers that stay need no value, and a missing id is a missing value."""
    operation = gateway.operation("modifyOrderDetail")
    found = spec.validate(operation, {}, tolerant, gateway)
    assert [(violation.code, violation.field) for violation in found] == [
        ("CCC_100", "username"),
        ("CCC_100", "password"),
        ("CCC_100", "orderDetailId"),
        ("CCC_100", "publicationYear"),
    ]
    assert found[2].detail == "orderDetailId is required and has no value: it must be from 1 to 999999999999999."


@pytest.mark.parametrize("reading", ["tolerant", "strict"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_absent_none_and_empty_are_the_same(gateway, reading, nothing):
    """Three ways to supply nothing."""
    read = spec.reading(gateway, reading)
    for operation in gateway.operations:
        empty = {field.name: nothing for field in operation.fields}
        assert spec.validate(operation, empty, read, gateway) == spec.validate(operation, {}, read, gateway)


def test_all_violations_are_told_at_once(judge):
    """Fields in signature order, then rules; nobody has to ask twice."""
    changes = {
        "username": None,
        "password": "x" * 26,
        "orderHeaderId": "0",
        "cccWorkInst": "-1",
        "publicationYear": "19",
        "numCopiesStdnts": "many",
        "fromPage": "iv",
        "author": "x" * 256,
        "dateOfIssue": "soon",
        "volume": "x" * 11,
    }
    assert judge("createOrderDetail", changes) == [
        ("CCC_100", "username"),
        ("CCC_102", "password"),
        ("CCC_101", "orderHeaderId"),
        ("CCC_101", "publicationYear"),
        ("CCC_101", "numCopiesStdnts"),
        ("CCC_102", "author"),
        ("CCC_101", "dateOfIssue"),
        ("CCC_102", "volume"),
        ("CCC_100", "title"),
        ("CCC_100", "publisherName"),
        ("CCC_100", "numPages"),
    ]


EDGES = [
    (operation.name, field.name, GATEWAY.type_of(field))
    for operation in GATEWAY.operations
    for field in operation.fields
    if GATEWAY.type_of(field).max_length and not GATEWAY.type_of(field).format
]


@pytest.mark.parametrize(("name", "field", "kind"), EDGES, ids=[f"{name}-{field}" for name, field, _ in EDGES])
@pytest.mark.parametrize("reading", ["tolerant", "strict"])
def test_every_length_is_checked_at_its_edge(judge, reading, name, field, kind):
    """The longest text passes, one character more is CCC_102."""
    pages = {"numPages": "3", "fromPage": "a", "toPage": "b"} if "Page" in field else {}
    assert judge(name, {**pages, field: "x" * kind.max_length}, reading) == []
    assert judge(name, {**pages, field: "x" * (kind.max_length + 1)}, reading) == [("CCC_102", field)]


NUMBERS = [
    (operation.name, field.name, GATEWAY.type_of(field))
    for operation in GATEWAY.operations
    for field in operation.fields
    if GATEWAY.type_of(field).kind == "integer" and field.name != "numPages"
]


@pytest.mark.parametrize(("name", "field", "kind"), NUMBERS, ids=[f"{name}-{field}" for name, field, _ in NUMBERS])
@pytest.mark.parametrize("reading", ["tolerant", "strict"])
def test_every_range_is_checked_at_its_edges(judge, reading, name, field, kind):
    """The least and the greatest number pass, their neighbours outside are CCC_101."""
    for value in (kind.minimum, kind.maximum, str(kind.minimum), str(kind.maximum)):
        assert judge(name, {field: value}, reading) == []
    for value in (kind.minimum - 1, kind.maximum + 1, "-2", "x", "1.0", "0x1"):
        assert judge(name, {field: value}, reading) == [("CCC_101", field)]


@pytest.mark.parametrize(
    ("value", "shape"),
    [(True, "bool"), (False, "bool"), (1.0, "float"), (b"1", "bytes"), (["1"], "list"), (object(), "object")],
)
def test_what_is_neither_text_nor_whole_number_is_refused(told, value, shape):
    """A truth value is not one copy, a fraction is not a whole number: a sentence names the shape, never the value."""
    assert told("createOrderDetail", {"numCopiesStdnts": value}) == [
        f"numCopiesStdnts must be a text or a whole number, not a value of type {shape}."
    ]
    assert told("createOrderDetail", {"author": value}) == [
        f"author must be a text or a whole number, not a value of type {shape}."
    ]


def test_whole_numbers_are_taken_for_texts(judge):
    """A title may be a number."""
    assert judge("createOrderDetail", {"title": 1984, "publicationYear": 1949, "fromPage": 1, "toPage": 2}) == []


@pytest.mark.parametrize("value", [10**400, -(10**400), 10**5000], ids=["long", "negative", "endless"])
def test_numbers_without_end_are_violations(judge, value):
    """Numbers that Python itself refuses to write are too large, not a crash."""
    assert judge("createOrderDetail", {"orderHeaderId": value}) == [("CCC_101", "orderHeaderId")]
    assert judge("createOrderDetail", {"author": value}) == [("CCC_102", "author")]


def test_a_wrong_number_is_told_what_it_may_be(told):
    """Range and sentinels stand in the sentence."""
    assert told("createOrderDetail", {"numCopiesStdnts": "0"}) == ["numCopiesStdnts must be from 1 to 99999."]
    assert told("modifyOrderDetail", {"numCopiesStdnts": "0"}) == [
        "numCopiesStdnts must be from 1 to 99999, or -999999 for no change."
    ]
    assert told("createOrderDetail", {"numPages": "-1"}) == [
        "numPages must be from 1 to 99999, or -999999 if both pages are plain numbers."
    ]
    assert told("createOrderDetail", {"cccWorkInst": "work"}) == [
        "cccWorkInst must be a whole number, written with the digits 0 to 9 alone, or -1 for a manual order."
    ]


def test_a_sentence_never_repeats_a_value(gateway):
    """Values can be secret or personal; a sentence speaks of their length and form."""
    canary = "Kq7-canary"
    for operation in gateway.operations:
        for reading in READINGS:
            values = {field.name: canary * 30 + "\x00" for field in operation.fields}
            found = spec.validate(operation, values, reading, gateway)
            assert len(found) >= len(operation.fields)
            assert not [violation for violation in found if "canary" in violation.detail]


def test_a_stranger_is_refused_with_the_nearest_name(told, gateway, tolerant):
    """A misspelled field would silently be lost on the wire."""
    assert told("createOrderDetail", {"tilte": "x"}) == ["createOrderDetail has no field 'tilte'; did you mean title?"]
    assert told("commitOrderDetail", {"zzz": None}) == []
    found = spec.validate(gateway.operation("commitOrderDetail"), {"\ud800" * 100: "x"}, tolerant, gateway)
    shown = "\\ud800" * 80
    assert found[-1] == Violation("CCC_101", "\ud800" * 100, f"commitOrderDetail has no field '{shown}'.")


def test_a_stranger_without_a_value_still_is_a_stranger(judge):
    """An empty stranger is a misspelling as well."""
    assert judge("commitOrderDetail", {"zzz": ""}, "tolerant") == [("CCC_101", "zzz")]
    assert judge("commitOrderDetail", {"zzz": ""}, "strict") == []


def test_a_field_given_twice_is_refused(told, judge):
    """Under two names one of two values would be lost."""
    twice = ["stdnum is given twice, as stdnum and as isbn."]
    assert told("createOrderDetail", {"stdnum": "1", "isbn": "2"}) == twice
    assert told("createOrderDetail", {"isbn": "2", "stdnum": "1"}) == twice
    assert judge("createOrderDetail", {"stdnum": "x" * 21, "isbn": "2"}, "tolerant") == [("CCC_101", "stdnum")]
    assert judge("createOrderDetail", {"stdnum": "1", "isbn": ""}, "tolerant") == []


@pytest.mark.parametrize(
    ("length", "word", "hint"),
    [
        (51, "50", "; the reference also speaks of 55, do not count on it"),
        (55, "50", "; the reference also speaks of 55, do not count on it"),
        (56, "50", ""),
        (56, "55", ""),
    ],
)
def test_a_length_in_doubt_is_told_with_the_other_limit(told, length, word, hint):
    """Between 51 and 55 the sentence says that the reference has two limits (D14); elsewhere there is nothing to say."""
    assert told("createOrderHeader", {"custRefNum": "x" * length}, cust_ref_num=word) == [
        f"custRefNum has {length} characters, where at most {word} can be taken{hint}."
    ]
    assert told("createOrderHeader", {"acctRefNum": "x" * length}) == [
        f"acctRefNum has {length} characters, where at most 50 can be taken."
    ]


@pytest.mark.parametrize("field", ["orderHeaderId", "author"])
def test_a_field_may_have_a_code_of_its_own_for_a_missing_value(gateway, strict, sound, field):
    """missing_code stands above what texts and numbers have in general."""
    operation = gateway.operation("createOrderDetail")
    fields = tuple(dataclasses.replace(f, missing_code="CCC_102") if f.name == field else f for f in operation.fields)
    changed = dataclasses.replace(operation, fields=fields)
    values = {name: value for name, value in sound["createOrderDetail"].items() if name != field}
    assert [(v.code, v.field) for v in spec.validate(changed, values, strict, gateway)] == [("CCC_102", field)]


def test_the_work_of_planning_is_done_once(gateway):
    """The same objects get the same plan; an operation of the same name and another shape gets its own."""
    reading = spec.reading(gateway, "strict")
    operation = gateway.operation("commitOrderDetail")
    first = plan(operation, reading, gateway)
    assert plan(operation, reading, gateway) is first
    assert plan(dataclasses.replace(operation), reading, gateway) is not first
    assert plan(operation, reading, dataclasses.replace(gateway)) is not first


def test_what_was_sound_is_sound_again_and_little_of_it_is_remembered(gateway):
    """Of a thousand dates each is taken twice, a wrong one is refused twice, and a few hundred are remembered."""
    reading = spec.reading(gateway, "strict")
    operation = gateway.operation("createOrderHeader")
    days = [f"{month:02}/01/{year}" for year in range(2001, 2101) for month in range(14)]
    refused = [
        {
            violation.code
            for violation in spec.validate(operation, {"startOfTerm": day}, reading, gateway)
            if violation.field == "startOfTerm"
        }
        for day in [*days, *days]
    ]
    assert refused == [{"CCC_101"} if day[:2] in ("00", "13") else set() for day in [*days, *days]]
    assert max(len(judgement.passed) for judgement in plan(operation, reading, gateway).fields) == 256


VALUE = st.none() | st.text(st.characters(), max_size=40) | st.integers() | st.sampled_from(["-1", "-999999", "1", "9"])
ANYTHING = st.dictionaries(
    st.sampled_from(sorted({f.name for o in GATEWAY.operations for f in o.fields} | {"isbn", "prdAbv"}))
    | st.text(st.characters(), max_size=8),
    VALUE,
)
STORED = st.none() | ANYTHING


@settings(max_examples=300)
@given(st.sampled_from(GATEWAY.operations), ANYTHING, st.sampled_from(READINGS), STORED)
def test_any_mapping_gets_an_answer(operation, values, reading, stored):
    """Whatever stands in the mapping: violations with a documented code and a sentence, never an exception."""
    found = spec.validate(operation, values, reading, GATEWAY, stored)
    assert {violation.code for violation in found} <= CODES
    assert {violation.field for violation in found} <= {f.name for f in operation.fields} | set(values)
    assert all(violation.detail.endswith((".", "?")) and violation.detail.isprintable() for violation in found)


@settings(max_examples=300)
@given(st.sampled_from(GATEWAY.operations), ANYTHING, st.sampled_from(READINGS))
def test_fields_come_first_and_in_signature_order(operation, values, reading):
    """Violations of single fields stand in the order of the signature, at most one of each code."""
    found = spec.validate(operation, values, reading, GATEWAY)
    order = [field.name for field in operation.fields]
    single = spec.validate(_without_rules(operation), values, spec.reading(GATEWAY, reading.name), GATEWAY)
    assert found[: len(single)] == single
    places = [order.index(violation.field) for violation in single if violation.field in order]
    assert places == sorted(places)
    pairs = [(violation.field, violation.code) for violation in single]
    assert len(pairs) == len(set(pairs))


@settings(max_examples=100)
@given(st.sampled_from(GATEWAY.operations), ANYTHING, st.sampled_from(READINGS))
def test_judging_changes_nothing(operation, values, reading):
    """The same values get the same answer, and stay as they are."""
    before = dict(values)
    first = spec.validate(operation, values, reading, GATEWAY)
    assert spec.validate(operation, values, reading, GATEWAY) == first
    assert values == before


def _without_rules(operation):
    return dataclasses.replace(operation, rules=())


def test_a_reading_serves_several_gateways(gateway, strict):
    """What a reading remembers is bound to the gateway and the operation that it was worked out for."""
    operation = gateway.operation("commitOrderDetail")
    looser = dataclasses.replace(gateway, types={**gateway.types, "Identifier": gateway.types["Word"]})
    values = {"username": "u", "password": "p", "orderDetailId": "x"}
    assert [v.field for v in spec.validate(operation, values, strict, gateway)] == ["orderDetailId"]
    assert spec.validate(operation, values, strict, looser) == []
    assert [v.field for v in spec.validate(operation, values, strict, gateway)] == ["orderDetailId"]
    shorter = dataclasses.replace(operation, fields=operation.fields[:2])
    assert spec.validate(shorter, values, strict, gateway) == []
    assert [v.field for v in spec.validate(operation, values, strict, gateway)] == ["orderDetailId"]
