"""A request carries every element of its signature; what the client lets pass the emulator takes."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag import facts, spec

GATEWAY = spec.load(facts.read_yaml(facts.knowledge_dir() / "gateway.yaml"))
TOLERANT = spec.reading(GATEWAY, "tolerant")
STRICT = spec.reading(GATEWAY, "strict")
CREATE = GATEWAY.operation("createOrderDetail")


def filled(name, values, **switches):
    return spec.fill(GATEWAY.operation(name), values, spec.reading(GATEWAY, "tolerant", **switches))


@pytest.mark.parametrize("operation", GATEWAY.operations, ids=lambda operation: operation.name)
def test_every_element_is_there_in_signature_order(operation):
    """Whatever was supplied, the request has all elements of its own signature."""
    assert list(spec.fill(operation, {}, TOLERANT)) == [field.name for field in operation.fields]
    backwards = {field.name: "5" for field in reversed(operation.fields)}
    assert spec.fill(operation, backwards, STRICT) == {field.name: "5" for field in operation.fields}


def test_a_change_leaves_texts_empty_and_numbers_at_the_sentinel():
    """Only what changes carries a value (3.1, 6.1)."""
    values = {"username": "u", "password": "p", "orderHeaderId": 7, "courseNumber": "B 2"}
    assert filled("modifyOrderHeader", values) == {
        "username": "u",
        "password": "p",
        "orderHeaderId": "7",
        "edInstitution": "",
        "courseName": "",
        "startOfTerm": "",
        "instructorName": "",
        "courseNumber": "B 2",
        "acctRefNum": "",
        "enteredBy": "",
        "custRefNum": "",
        "numCopiesStdnts": "-999999",
    }


@pytest.mark.parametrize(
    ("count", "first", "last", "sent"),
    [
        (None, "1", "10", "-999999"),
        ("", "1", "10", "-999999"),
        ("-999999", "1", "10", "-999999"),
        ("10", "1", "10", "-999999"),
        (9, "1", "10", "-999999"),
        ("8", "1", "10", "8"),
        ("11", "1", "10", "11"),
        ("x", "1", "10", "x"),
        ("1", "5", "5", "-999999"),
        ("0", "5", "5", "-999999"),
        ("0", "5", "4", "0"),
        ("-1", "5", "4", "-1"),
        (None, "5", "4", "-999999"),
        (None, "iv", "10", ""),
        (None, "1", "x", ""),
        ("10", "1", "x", "10"),
        ("-999999", "iv", "x", "-999999"),
        (None, None, "10", ""),
        (None, "1", None, ""),
    ],
)
def test_pages_travel_uncounted_where_they_can_be_counted(count, first, last, sent):
    """-999999 between plain numbers, unless the count contradicts them: that travels as it is (D22)."""
    values = {"numPages": count, "fromPage": first, "toPage": last}
    assert spec.fill(CREATE, values, TOLERANT)["numPages"] == sent


def test_a_change_of_pages_travels_as_it_is():
    """In a change -999999 means unchanged, so a given count is never replaced (D26)."""
    values = {"numPages": "10", "fromPage": "1", "toPage": "10"}
    assert filled("modifyOrderDetail", values)["numPages"] == "10"


def test_values_travel_as_they_are():
    """Blanks are not stripped and nothing is mended: that is for the person to decide."""
    values = {"username": " u ", "password": "p\t", "cccWorkInst": "12x", "title": "T", "publisherName": None}
    sent = filled("createOrderDetail", values)
    assert [sent[name] for name in ("username", "password", "cccWorkInst", "title", "publisherName")] == [
        *(" u ", "p\t", "12x", "T", ""),
    ]


def test_other_names_travel_under_the_name_of_the_wire():
    """An alias is an input; which of two names in doubt is sent a switch decides."""
    assert filled("createOrderDetail", {"isbn": "1-2"})["stdnum"] == "1-2"
    assert filled("createOrderHeader", {"prdAbv": "ABC"})["prdAbrv"] == "ABC"
    assert filled("createOrderHeader", {"prdAbv": "ABC", "prdAbrv": "XYZ"})["prdAbrv"] == "XYZ"
    renamed = filled("createOrderHeader", {"prdAbrv": "ABC"}, product_name="prdAbv")
    assert list(renamed)[2] == "prdAbv"
    assert renamed["prdAbv"] == "ABC"


def test_an_operation_is_filled_by_its_own_fields():
    """Another operation of the same name has its own elements, whatever the reading has seen before."""
    operation = GATEWAY.operation("commitOrderDetail")
    other = dataclasses.replace(operation, fields=CREATE.fields[-2:])
    reading = spec.reading(GATEWAY, "tolerant")
    values = {"orderDetailId": "8", "chapterArticle": "c"}
    for _ in range(2):
        assert spec.fill(operation, values, reading) == {"username": "", "password": "", "orderDetailId": "8"}
        assert spec.fill(other, values, reading) == {"chapterArticle": "c", "customerRefNum": ""}


def test_what_cannot_travel_is_left_empty():
    """A value that is no text is refused by the validator; filling does not invent a text for it."""
    assert filled("commitOrderDetail", {"orderDetailId": True, "password": 1.5}) == {
        "username": "",
        "password": "",
        "orderDetailId": "",
    }


def _good(operation, field):
    kind = GATEWAY.type_of(field)
    if kind.format == "date":
        return st.dates().map(lambda day: day.strftime("%m/%d/") + f"{1000 + day.year % 2001:04d}")
    if kind.format == "year":
        return st.integers(1000, 3000).map(str)
    if kind.kind == "integer":
        return st.integers(kind.minimum, kind.maximum) | st.sampled_from(sorted(field.sentinels.values()) or [1])
    if field.name in {"fromPage", "toPage"}:
        return st.integers(1, 30).map(str) | st.sampled_from(["iv", "A1"])
    if kind.characters:
        return st.from_regex(r"[0-9A-Z-]{0,19}[0-9A-Z]", fullmatch=True)
    return st.text(max_size=kind.exact_length or kind.max_length)


@st.composite
def nearly_right(draw):
    operation = draw(st.sampled_from(GATEWAY.operations))
    values = {field.name: draw(_good(operation, field)) for field in operation.fields}
    dropped = draw(st.sets(st.sampled_from(sorted(values)), max_size=3 if draw(st.booleans()) else 12))
    return operation, {name: value for name, value in values.items() if name not in dropped}


@settings(max_examples=500)
@given(nearly_right())
def test_what_the_client_lets_pass_the_emulator_takes(call):
    """No violation in the tolerant reading, none of the filled request in the strict one."""
    operation, values = call
    if spec.validate(operation, values, TOLERANT, GATEWAY) == []:
        assert spec.validate(operation, spec.fill(operation, values, TOLERANT), STRICT, GATEWAY) == []


@settings(max_examples=300)
@given(nearly_right())
def test_filling_hides_no_fault(call):
    """A fault that the client sees is seen in the filled request too, wherever it is more than a missing value."""
    operation, values = call
    seen = spec.validate(operation, values, TOLERANT, GATEWAY)
    after = spec.validate(operation, spec.fill(operation, values, TOLERANT), TOLERANT, GATEWAY)
    assert after == seen


@settings(max_examples=300)
@given(nearly_right())
def test_filling_twice_is_filling_once(call):
    """A filled request is complete."""
    operation, values = call
    once = spec.fill(operation, values, TOLERANT)
    assert spec.fill(operation, once, TOLERANT) == once


@settings(max_examples=200)
@given(
    st.sampled_from(GATEWAY.operations),
    st.dictionaries(
        st.sampled_from(["numPages", "fromPage", "toPage", "prdAbv", "isbn", "title"]) | st.text(max_size=5),
        st.none() | st.text(st.characters(), max_size=30) | st.integers() | st.floats() | st.booleans(),
    ),
)
def test_anything_can_be_filled(operation, values):
    """Filling never raises, and gives texts only."""
    sent = spec.fill(operation, values, TOLERANT)
    assert list(sent) == [field.name for field in operation.fields]
    assert all(type(text) is str for text in sent.values())
