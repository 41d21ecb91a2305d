"""The 82 contradictions of the reference: each is carried out by something that exists, and its test fails without it.

A row of ROWS is a call and what a reading says of it. For every type, field, rule, switch and parameter that a quirk names as
its carrier, taking that carrier away changes what its rows say. What other rooms carry out is proven by their tests, which
name the quirk; what shows elsewhere than in the validator is proven in test_quirk_laws.
"""

import ast
import dataclasses
import importlib
import re
from functools import partial
from pathlib import Path

import pytest

from cccdiag import facts, spec
from cccdiag.spec.model import FieldType

GATEWAY = spec.load(facts.read_yaml(facts.knowledge_dir() / "gateway.yaml"))
QUIRKS = {quirk.id: quirk for quirk in GATEWAY.quirks}
TESTS = Path(__file__).parent.parent

HEADER, DETAIL = "createOrderHeader", "createOrderDetail"
HEADER_CHANGE, CHANGE, STATUS = "modifyOrderHeader", "modifyOrderDetail", "checkOrderDetailStatus"
IVX = {"fromPage": "iv", "toPage": "x"}
BACKWARDS = {"fromPage": "10", "toPage": "9"}
MANUAL = {"cccWorkInst": "-1", "title": "T", "publisherName": "P"}

# quirk, reading, operation, changes of sound values, code:field in their order, switches
ROWS = [
    ("D01", "tolerant", HEADER, {}, "", {}),
    ("D01", "tolerant", HEADER, {"prdAbrv": None, "prdAbv": "ABC"}, "", {}),
    ("D01", "strict", HEADER, {"prdAbrv": None, "prdAbv": "ABC"}, "", {}),
    ("D01", "strict", HEADER, {"prdAbv": "ABC"}, "101:prdAbrv", {}),
    ("D01", "strict", HEADER, {"prdAbrv": None, "prdAbv": "ABC"}, "100:prdAbrv", {"product_name": "prdAbrv"}),
    ("D01", "strict", HEADER, {}, "100:prdAbrv", {"product_name": "prdAbv"}),
    ("D02", "tolerant", HEADER, {"customerRefNum": "x"}, "101:customerRefNum", {}),
    ("D02", "tolerant", HEADER, {"custRefNum": "x"}, "", {}),
    ("D02", "tolerant", DETAIL, {"custRefNum": "x"}, "101:custRefNum", {}),
    ("D02", "tolerant", DETAIL, {"customerRefNum": "x" * 255}, "", {}),
    ("D02", "strict", HEADER, {"customerRefNum": "x" * 999}, "", {}),
    ("D03", "tolerant", DETAIL, {"isbn": "978-0"}, "", {}),
    ("D03", "tolerant", DETAIL, {"isbn": "x" * 21}, "102:stdnum", {}),
    ("D03", "strict", DETAIL, {"isbn": "x" * 21}, "", {}),
    ("D03", "strict", DETAIL, {"stdnum": "x" * 21}, "102:stdnum", {}),
    ("D04", "strict", STATUS, {"username": None, "Username": "u"}, "100:username", {}),
    ("D04", "strict", STATUS, {"password": None, "Password": "p"}, "100:password", {}),
    ("D04", "tolerant", STATUS, {"Username": "u"}, "101:Username", {}),
    ("D14", "tolerant", HEADER, {"custRefNum": "x" * 50}, "", {}),
    ("D14", "tolerant", HEADER, {"custRefNum": "x" * 51}, "102:custRefNum", {}),
    ("D14", "strict", HEADER, {"custRefNum": "x" * 51}, "102:custRefNum", {}),
    ("D14", "strict", HEADER, {"custRefNum": "x" * 55}, "", {"cust_ref_num": "55"}),
    ("D14", "strict", HEADER, {"custRefNum": "x" * 56}, "102:custRefNum", {"cust_ref_num": "55"}),
    ("D14", "strict", HEADER_CHANGE, {"custRefNum": "x" * 51}, "102:custRefNum", {"cust_ref_num": "55"}),
    ("D15", "tolerant", STATUS, {"orderDetailId": "9" * 15}, "", {}),
    ("D15", "strict", STATUS, {"orderDetailId": "9" * 15}, "", {}),
    ("D15", "strict", STATUS, {"orderDetailId": "1" + "0" * 15}, "101:orderDetailId", {}),
    ("D18", "tolerant", DETAIL, {"dateOfIssue": "01/31/2026"}, "", {}),
    ("D18", "tolerant", DETAIL, {"dateOfIssue": "31 January 2026"}, "101:dateOfIssue", {}),
    ("D18", "strict", DETAIL, {"dateOfIssue": ""}, "", {}),
    ("D18", "strict", DETAIL, {"dateOfIssue": "01/31/0999"}, "101:dateOfIssue", {}),
    ("D18", "strict", DETAIL, {"dateOfIssue": "x" * 21}, "102:dateOfIssue", {}),
    ("D18", "strict", CHANGE, {"dateOfIssue": "2026"}, "101:dateOfIssue", {}),
    ("D19", "tolerant", HEADER, {"startOfTerm": "12/31/3000"}, "", {}),
    ("D19", "strict", HEADER, {"startOfTerm": "01/01/3001"}, "101:startOfTerm", {}),
    ("D19", "strict", HEADER_CHANGE, {"startOfTerm": "12/31/0999"}, "101:startOfTerm", {}),
    ("D20", "tolerant", HEADER, {"prdAbrv": "AB"}, "101:prdAbrv", {}),
    ("D20", "strict", HEADER, {"prdAbrv": "ABCD"}, "101:prdAbrv", {}),
    ("D21", "strict", HEADER, {"prdAbrv": "A" * 300, "startOfTerm": "1" * 300}, "101:prdAbrv 101:startOfTerm", {}),
    ("D21", "tolerant", DETAIL, {"publicationYear": "1" * 300}, "101:publicationYear", {}),
    ("D22", "tolerant", DETAIL, {"numPages": "10"}, "", {}),
    ("D22", "tolerant", DETAIL, {"numPages": "9"}, "", {}),
    ("D22", "tolerant", DETAIL, {"numPages": "8"}, "103:numPages", {}),
    ("D22", "strict", DETAIL, {"numPages": "9"}, "", {}),
    ("D22", "strict", DETAIL, {"numPages": "10"}, "", {}),
    ("D22", "strict", DETAIL, {"numPages": "11"}, "103:numPages", {}),
    ("D22", "strict", DETAIL, {"numPages": "9"}, "103:numPages", {"pages": "inclusive"}),
    ("D22", "strict", DETAIL, {"numPages": "10"}, "103:numPages", {"pages": "literal"}),
    ("D23", "tolerant", DETAIL, BACKWARDS, "103:toPage", {}),
    ("D23", "strict", DETAIL, BACKWARDS, "", {}),
    ("D23", "strict", DETAIL, {**BACKWARDS, "numPages": "2"}, "103:toPage", {}),
    ("D24", "tolerant", DETAIL, {"fromPage": "00"}, "", {}),
    ("D24", "tolerant", DETAIL, {"fromPage": "x"}, "100:numPages", {}),
    ("D24", "strict", DETAIL, {"toPage": "１０"}, "100:numPages", {}),
    ("D24", "strict", DETAIL, {"toPage": "x", "numPages": "5"}, "", {}),
    ("D24", "strict", DETAIL, {"fromPage": "p. 1"}, "101:fromPage 100:numPages", {}),
    ("D25", "strict", DETAIL, MANUAL, "", {}),
    ("D25", "strict", DETAIL, {"numPages": "-999999"}, "", {}),
    ("D25", "strict", HEADER_CHANGE, {"numCopiesStdnts": "-999999"}, "", {}),
    ("D26", "strict", DETAIL, {**IVX, "numPages": "-999999"}, "100:numPages", {}),
    ("D26", "strict", CHANGE, {**IVX, "numPages": "-999999"}, "", {}),
    ("D26", "strict", CHANGE, {"author": None}, "100:publicationYear", {}),
    ("D27", "tolerant", DETAIL, {"numCopiesStdnts": "-999999"}, "101:numCopiesStdnts", {}),
    ("D27", "strict", DETAIL, {"numCopiesStdnts": "-999999"}, "101:numCopiesStdnts", {}),
    ("D27", "strict", CHANGE, {"numCopiesStdnts": "-999999"}, "", {}),
    ("D33", "tolerant", DETAIL, {"numPages": None}, "", {}),
    ("D33", "tolerant", DETAIL, {**IVX, "numPages": None}, "100:numPages", {}),
    ("D33", "strict", DETAIL, {"numPages": None}, "101:numPages", {}),
    ("D33", "strict", DETAIL, {"numPages": None}, "100:numPages", {"missing_number": "CCC_100"}),
    ("D33", "strict", DETAIL, {**IVX, "numPages": "-999999"}, "100:numPages", {}),
    ("D34", "tolerant", DETAIL, {"cccWorkInst": None}, "100:cccWorkInst", {}),
    ("D34", "tolerant", DETAIL, {**MANUAL, "title": None}, "100:title", {}),
    ("D34", "strict", DETAIL, {**MANUAL, "publisherName": None}, "100:publisherName", {}),
    ("D34", "strict", DETAIL, {**MANUAL, "cccWorkInst": "0"}, "101:cccWorkInst", {}),
    ("D35", "tolerant", DETAIL, {"publicationYear": None}, "101:publicationYear", {}),
    ("D35", "strict", DETAIL, {"publicationYear": ""}, "101:publicationYear", {}),
    ("D36", "tolerant", STATUS, {"orderDetailId": None}, "100:orderDetailId", {}),
    ("D36", "strict", STATUS, {"orderDetailId": None}, "101:orderDetailId", {}),
    ("D36", "strict", STATUS, {"orderDetailId": ""}, "100:orderDetailId", {"missing_number": "CCC_100"}),
    ("D36", "strict", HEADER_CHANGE, {"orderHeaderId": None}, "101:orderHeaderId", {}),
    ("D37", "tolerant", CHANGE, {}, "", {}),
    ("D37", "tolerant", CHANGE, {"author": None}, "100:publicationYear", {}),
    ("D37", "strict", CHANGE, {"author": ""}, "100:publicationYear", {}),
    ("D38", "strict", CHANGE, {"author": None, "dateOfIssue": "01/31/2026"}, "", {}),
    ("D38", "strict", CHANGE, {"author": None, "volume": "2"}, "", {}),
    ("D38", "strict", CHANGE, {"author": None, "edition": "2"}, "", {}),
    ("D39", "tolerant", CHANGE, {"toPage": "12"}, "100:numPages 100:fromPage", {}),
    ("D39", "tolerant", CHANGE, {"fromPage": "1", "toPage": "4", "numPages": "7"}, "103:numPages", {}),
    ("D39", "strict", CHANGE, {"toPage": "12"}, "", {}),
    ("D42", "tolerant", CHANGE, {"numPages": None}, "", {}),
    ("D42", "strict", CHANGE, {"numPages": None}, "101:numPages", {}),
    ("D42", "strict", HEADER_CHANGE, {"numCopiesStdnts": ""}, "101:numCopiesStdnts", {}),
    ("D43", "tolerant", HEADER_CHANGE, {"courseName": None}, "100:edInstitution", {}),
    ("D43", "strict", HEADER_CHANGE, {"courseName": None}, "100:edInstitution", {}),
    ("D44", "tolerant", DETAIL, {"fromPage": None}, "100:fromPage", {}),
    ("D44", "strict", DETAIL, {"toPage": None, "numPages": "3"}, "100:toPage", {}),
    ("D48", "strict", CHANGE, {"numCopiesStdnts": "0"}, "101:numCopiesStdnts", {}),
    ("D48", "strict", CHANGE, {"numPages": "100000"}, "101:numPages", {}),
    ("D48", "strict", CHANGE, {"fromPage": "1", "toPage": "4", "numPages": "7"}, "103:numPages", {}),
    ("D49", "strict", CHANGE, {"author": "x" * 256, "volume": "x" * 11}, "102:author 102:volume", {}),
    ("D49", "tolerant", CHANGE, {"numPages": 1, "fromPage": "x" * 21, "toPage": "y"}, "102:fromPage", {}),
    ("D50", "strict", CHANGE, {"fromPage": "1", "toPage": "4", "numPages": "7"}, "103:numPages", {}),
    ("D50", "strict", CHANGE, {"fromPage": "1", "toPage": "4", "numPages": "7"}, "", {"modify_like_create": "never"}),
    ("D58", "tolerant", STATUS, {"orderDetailId": "0"}, "101:orderDetailId", {}),
    ("D58", "strict", STATUS, {"orderDetailId": "-5"}, "101:orderDetailId", {}),
    ("D58", "strict", STATUS, {"orderDetailId": "five"}, "101:orderDetailId", {}),
    ("D61", "strict", STATUS, {"username": None, "orderDetailId": "x"}, "100:username 101:orderDetailId", {}),
]  # fmt: skip


def said(row, gateway=GATEWAY, sound=None, turned=None):
    """What a reading says of a row, as the row writes it; ``turned`` sets one switch against the row."""
    _, reading, name, changes, _, switches = row
    values = {key: value for key, value in {**sound[name], **changes}.items() if value is not None}
    read = spec.reading(gateway, reading, **{**switches, **(turned or {})})
    found = spec.validate(gateway.operation(name), values, read, gateway)
    return " ".join(f"{violation.code.removeprefix('CCC_')}:{violation.field}" for violation in found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}")
def test_a_quirk_is_read_as_it_says(row, sound):
    """Each row gets its codes, in its order."""
    assert said(row, sound=sound) == row[4]


def test_the_table_covers_every_quirk_that_the_validator_shows():
    """A row belongs to a quirk that exists, and a quirk carried by a rule has rows."""
    rows = {row[0] for row in ROWS}
    ruled = {quirk.id for quirk in GATEWAY.quirks if any(c.startswith("rule:") for c in quirk.carried_by)}
    assert rows <= set(QUIRKS)
    assert ruled <= rows


def without(carrier):
    """The gateways without what a carrier names: a field is left out, or left with nothing that is its own."""
    kind, _, name = carrier.partition(":")
    if kind == "rule":
        return [_with_operations(lambda o: {"rules": tuple(rule for rule in o.rules if rule != name)})]
    if kind == "type":
        free = FieldType(kind="string", xsd="xs:string")
        return [dataclasses.replace(GATEWAY, types={**GATEWAY.types, name: free})]
    owner, _, field = name.rpartition(".")
    return [_with_operations(partial(_fields, owner, field, change)) for change in (lambda _: (), _bare)]


def _fields(owner, name, change, operation):
    if owner not in {"", operation.name}:
        return {}
    return {"fields": tuple(kept for f in operation.fields for kept in (change(f) if f.name == name else (f,)))}


def _bare(field):
    own = {"label": None, "aliases": (), "sentinels": {}, "missing_code": None, "limited_by": None, "named_by": None}
    return (dataclasses.replace(field, **own),)


def _with_operations(change):
    changed = tuple(dataclasses.replace(o, **change(o)) for o in GATEWAY.operations)
    return dataclasses.replace(GATEWAY, operations=changed)


CARRIERS = [
    (quirk.id, carrier)
    for quirk in GATEWAY.quirks
    for carrier in quirk.carried_by
    if carrier.split(":")[0] in {"rule", "type", "field", "parameter", "switch"}
]
SHOWN_ELSEWHERE = {
    ("D28", "type:Right"): "the length at which the emulator cuts",
    ("D28", "switch:right_length"): "read by the emulator",
    ("D29", "switch:terms_tail"): "read by the emulator",
    ("D53", "switch:hold"): "read by the emulator",
    ("D65", "switch:labels"): "shows in the sentence, see test_quirk_laws",
    ("D65", "parameter:username"): "shows in the sentence, see test_quirk_laws",
    ("D65", "parameter:orderDetailId"): "shows in the sentence, see test_quirk_laws",
}


@pytest.mark.parametrize(("quirk", "carrier"), [pair for pair in CARRIERS if pair not in SHOWN_ELSEWHERE])
def test_a_quirk_fails_without_its_carrier(quirk, carrier, sound):
    """Take away the type, field, rule or other name, or turn the switch: a row of the quirk says something else."""
    rows = [row for row in ROWS if row[0] == quirk]
    kind, _, name = carrier.partition(":")
    if kind == "switch":
        turned = [{name: word} for word in GATEWAY.switches[name].words]
        assert all(any(said(row, sound=sound, turned=turn) != row[4] for row in rows) for turn in turned)
    else:
        assert any(said(row, gateway, sound) != row[4] for gateway in without(carrier) for row in rows)


def test_exemptions_are_needed():
    """Nobody is excused who does not carry anything."""
    assert set(SHOWN_ELSEWHERE) <= set(CARRIERS)


def test_there_are_eighty_two_quirks_in_order():
    """D01 to D82, none left out, each with both readings, client, emulator and sections."""
    assert [quirk.id for quirk in GATEWAY.quirks] == [f"D{number:02}" for number in range(1, 83)]
    for quirk in GATEWAY.quirks:
        assert all((quirk.title, quirk.one, quirk.other, quirk.client, quirk.emulator, quirk.sections)), quirk.id


def test_sections_are_those_of_the_reference():
    """Sections 1 to 8.4, appendices A to J, and the pages before; never a line of our copy."""
    known = re.compile(r"[1-8](\.[1-8])?|Appendix [A-J]|title page|revision history")
    named = [section for q in GATEWAY.quirks for section in q.sections] + [s for r in GATEWAY.rules for s in r.sections]
    assert [section for section in named if not known.fullmatch(section)] == []
    texts = " ".join(f"{q.one} {q.other} {q.client} {q.emulator}" for q in GATEWAY.quirks)
    assert re.search(r"\bL\d+\b", texts) is None


def test_quirks_without_effect_are_six():
    """What changes nothing says so."""
    assert [q.id for q in GATEWAY.quirks if q.effect == "none"] == ["D13", "D73", "D75", "D79", "D81", "D82"]


CODE = sorted({c for q in GATEWAY.quirks for c in q.carried_by if c.startswith("code:")})


@pytest.mark.parametrize("carrier", CODE)
def test_code_that_carries_a_quirk_exists(carrier):
    """A module of the package, or something in one."""
    assert _resolved("cccdiag." + carrier.removeprefix("code:")) is not None


def _resolved(name):
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition(".")
        # A function may have taken the place of its module at the door of the room.
        importlib.import_module(module)
        return getattr(importlib.sys.modules[module], attribute, None)


ELSEWHERE = {
    (quirk.id, carrier.removeprefix("code:").split(".")[0])
    for quirk in GATEWAY.quirks
    for carrier in quirk.carried_by
    if carrier.startswith("code:") and carrier.split(".")[0] not in {"code:spec", "code:errors"}
}


def _named_in(room):
    """The quirks that the tests of a room name, in the name or the docstring of a test."""
    named = set()
    for path in [*(TESTS / room).rglob("test_*.py"), *(TESTS / "laws").glob("test_*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                text = f"{node.name} {ast.get_docstring(node) or ''}"
                named |= {
                    word.upper() for word in re.findall(r"(?<![A-Za-z0-9])[dD]\d\d(?![0-9])", text.replace("_", " "))
                }
    return named


@pytest.mark.parametrize("room", sorted({room for _, room in ELSEWHERE}))
def test_quirks_that_another_room_carries_are_named_by_its_tests(room):
    """A test of that room (or a law) names the quirk that it proves."""
    wanted = {quirk for quirk, at in ELSEWHERE if at == room}
    assert sorted(wanted - _named_in(room)) == []


def test_every_quirk_that_is_carried_out_is_proven():
    """By rows, by a law of this room that names it, or by a test of the room that carries it."""
    proven = {row[0] for row in ROWS} | _named_in("spec") | {quirk for quirk, _ in ELSEWHERE}
    assert [quirk.id for quirk in GATEWAY.quirks if quirk.effect == "carried" and quirk.id not in proven] == []
