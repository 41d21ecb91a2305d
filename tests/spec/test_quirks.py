"""The 82 contradictions of the reference: each is carried out by something that exists, and its test fails without it.

A row of ROWS is a call and what a reading says of it. For every type, field, rule, switch and parameter that a quirk names as
its carrier, taking that carrier away changes what its rows say. What other rooms carry out is proven by their tests, which
name the quirk; what shows elsewhere than in the validator is proven by the laws below the table.
"""

import ast
import dataclasses
import importlib
import re
from functools import partial
from pathlib import Path

import pytest

from cccdiag import facts, spec
from cccdiag.errors import GatewayError
from cccdiag.spec.model import NO_VALUE, UNCHANGED, FieldType
from cccdiag.spec.words import fields_named, may_be_production, shown_terms

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
    ("D65", "switch:labels"): "shows in the sentence, see below",
    ("D65", "parameter:username"): "shows in the sentence, see below",
    ("D65", "parameter:orderDetailId"): "shows in the sentence, see below",
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


# Rooms whose tests do not name these quirks yet. Take a pair off when its test is there; the list ends empty.
OWED = {
    *((f"D{number:02}", "soap") for number in (5, 7, 10, 28, 30, 60, 61, 64, 78)),
    *((f"D{number:02}", "emulator") for number in (12, 16, 17, 47, 51, 55, 61, 67, 68, 70, 71)),
    *((f"D{number:02}", "checks") for number in (17, 59)),
}


@pytest.mark.parametrize("room", sorted({room for _, room in ELSEWHERE}))
def test_quirks_that_another_room_carries_are_named_by_its_tests(room):
    """A test of that room (or a law) names the quirk that it proves."""
    wanted = {quirk for quirk, at in ELSEWHERE if at == room and (quirk, at) not in OWED}
    assert sorted(wanted - _named_in(room)) == []
    assert OWED <= ELSEWHERE


def test_every_quirk_that_is_carried_out_is_proven():
    """By rows, by a law of this room that names it, or by a test of the room that carries it."""
    proven = {row[0] for row in ROWS} | _named_in("spec") | {quirk for quirk, _ in ELSEWHERE}
    assert [quirk.id for quirk in GATEWAY.quirks if quirk.effect == "carried" and quirk.id not in proven] == []


def test_ids_are_attributes():
    """D06: id, cancelled and invoiced are attributes of their result in the schema, right, terms and fee are children."""
    for result in GATEWAY.results:
        places = {member.name: member.place for member in result.members}
        assert places["id"] == "attribute"
    detail = {member.name: member.place for member in GATEWAY.result("ccc_order_detail").members}
    attributes, children = ("id", "cancelled", "invoiced"), ("right", "terms", "fee")
    assert detail == {**dict.fromkeys(children, "element"), **dict.fromkeys(attributes, "attribute")}
    schema = spec.wsdl.schema(GATEWAY)
    assert schema.count('<xs:attribute name="id" type="xs:long"/>') == 5
    assert schema.count('<xs:attribute name="cancelled" type="xs:string"/>') == 1


def test_the_schema_has_its_published_name():
    """D08: the WSDL imports AcademicGatewayImplService_schema1.xsd and nothing called rightsConnectResponse.xsd."""
    text = spec.wsdl.wsdl(GATEWAY, "http://127.0.0.1/")
    assert 'schemaLocation="AcademicGatewayImplService_schema1.xsd"' in text
    moved = dataclasses.replace(GATEWAY, service=dataclasses.replace(GATEWAY.service, schema_path="/x/other.xsd"))
    assert 'schemaLocation="other.xsd"' in spec.wsdl.wsdl(moved, "http://127.0.0.1/")


def test_each_operation_has_its_own_order():
    """D09: chapterArticle and customerRefNum change places between create and modify, in requests and in the schema."""
    read = spec.reading(GATEWAY, "tolerant")
    last = {name: list(spec.fill(GATEWAY.operation(name), {}, read))[-2:] for name in (DETAIL, CHANGE)}
    assert last == {DETAIL: ["chapterArticle", "customerRefNum"], CHANGE: ["customerRefNum", "chapterArticle"]}


def test_the_namespace_is_one():
    """D11: whatever host the service has, its namespace is that of the samples."""
    for address in ("http://rightsconnectdem1.example/", "https://127.0.0.1/"):
        assert 'targetNamespace="http://rightsconnect.copyright.com"' in spec.wsdl.wsdl(GATEWAY, address)
    assert GATEWAY.service.namespace == "http://rightsconnect.copyright.com"


def test_the_platform_is_optional():
    """D12: platform is an attribute that may be absent, and rightsconnect is its one known word."""
    platform = GATEWAY.response.members[1]
    assert (platform.name, platform.place, platform.optional) == ("platform", "attribute", True)
    assert platform.words == ("rightsconnect",)


def test_one_number_has_two_names():
    """D26: -999999 is no_value when a detail is created and unchanged when one is modified."""
    assert (NO_VALUE, UNCHANGED) == ("no_value", "unchanged")
    assert GATEWAY.operation(DETAIL).field("numPages").sentinels == {NO_VALUE: -999999}
    assert GATEWAY.operation(CHANGE).field("numPages").sentinels == {UNCHANGED: -999999}


def test_pages_travel_as_no_value_or_not_at_all():
    """D22, D33: the client sends -999999 between plain numbers, and the number where a page is none."""
    read, operation = spec.reading(GATEWAY, "tolerant"), GATEWAY.operation(DETAIL)
    plain = {"fromPage": "1", "toPage": "10"}
    assert spec.fill(operation, {**plain, "numPages": "10"}, read)["numPages"] == "-999999"
    assert spec.fill(operation, plain, read)["numPages"] == "-999999"
    assert spec.fill(operation, {**IVX, "numPages": "7"}, read)["numPages"] == "7"


def test_a_right_may_be_longer_than_its_field():
    """D28: the documented length is 30, one documented word has 38, and the emulator may cut it."""
    assert GATEWAY.types["Right"].max_length == 30
    assert [(word, len(word)) for word in GATEWAY.rights if len(word) > 30] == [
        ("PUBLIC DOMAIN. PERMISSION NOT REQUIRED", 38)
    ]
    assert GATEWAY.switches["right_length"].words == ("whole", "cut")


def test_terms_of_a_demonstration_are_shown_without_null():
    """D29: the closing null says nothing; terms may be absent."""
    banner = GATEWAY.demo_banner
    assert shown_terms(f"{banner} Only a test. -- null", GATEWAY) == f"{banner} Only a test."
    assert GATEWAY.switches["terms_tail"].words == ("nothing", "null")
    terms = next(m for m in GATEWAY.result("ccc_order_detail").members if m.name == "terms")
    assert (terms.optional, GATEWAY.types[terms.type].characters) == (True, None)


def test_a_fee_may_be_empty_everywhere():
    """D30: fees are optional texts in the schema, in both results that have one."""
    assert spec.wsdl.schema(GATEWAY).count('<xs:element name="fee" type="xs:string" minOccurs="0"/>') == 2
    assert GATEWAY.types["Fee"].kind == "decimal"


def test_levels_are_two():
    """D31: 1 for faults of form, 2 for the rest."""
    form = ("CCC_100", "CCC_101", "CCC_102", "CCC_103")
    assert {code: level for code, level in GATEWAY.error_levels.items() if level == 1} == dict.fromkeys(form, 1)
    assert set(GATEWAY.error_levels.values()) == {1, 2}


def test_members_of_an_error_are_optional():
    """D32, D60: an error has a code; id, level and detail as the samples print them, level and detail optional."""
    shape = [(member.name, member.place, member.optional) for member in GATEWAY.error.members]
    assert shape == [
        ("error_code", "element", False),
        ("error_level", "element", True),
        ("error_detail", "element", True),
        ("id", "attribute", False),
    ]


def test_a_change_travels_with_every_element():
    """D40, D41, D42: what stays is empty or -999999, and an absent text equals an empty one."""
    read, operation = spec.reading(GATEWAY, "tolerant"), GATEWAY.operation(CHANGE)
    sent = spec.fill(operation, {"author": "A"}, read)
    assert list(sent) == [field.name for field in operation.fields]
    assert (sent["volume"], sent["numCopiesStdnts"]) == ("", "-999999")
    assert spec.fill(operation, {"author": "A", "volume": ""}, read) == sent


def test_codes_of_modify_order_detail():
    """D45, D46, D47, D50: table and samples together, without the code that cannot be, with those that create has."""
    operation = GATEWAY.operation(CHANGE)
    assert operation.misprinted == ("CCC_212",)
    assert operation.unlisted == ("CCC_103", "CCC_204", "CCC_207", "CCC_218")
    assert "CCC_212" not in operation.codes
    assert set(operation.unlisted) <= set(operation.codes)
    assert GATEWAY.operation(HEADER_CHANGE).unlisted == ("CCC_218",)


def test_codes_that_no_table_explains_are_expected():
    """D51, D53, D63: 201 from a header's id, 203 from a mere check, 207 without a special order."""
    assert {"CCC_201", "CCC_207"} <= set(GATEWAY.operation(DETAIL).codes)
    assert "CCC_203" in GATEWAY.operation(STATUS).codes
    assert GATEWAY.switches["hold"].words == ("all", "mutating")
    assert [operation.name for operation in GATEWAY.operations if not operation.mutating] == [STATUS]


def test_a_code_is_known_whatever_its_words():
    """D54: two wordings of CCC_204 are one code."""
    error = type("Worded", (), {"code": "CCC_204"})
    assert GatewayError(CHANGE, [error(), error()], "DEMO").codes == ("CCC_204", "CCC_204")


def test_state_belongs_to_the_detail():
    """D55: cancelled and invoiced are said of a detail, never of a header."""
    flags = {result.element for result in GATEWAY.results for member in result.members if member.type == "Flag"}
    assert flags == {"ccc_order_detail"}


def test_an_order_never_becomes_a_manual_one_by_itself():
    """D63: a work that has no fee stays the work that it is."""
    read, operation = spec.reading(GATEWAY, "tolerant"), GATEWAY.operation(DETAIL)
    for work in ("12", "", None, "-1"):
        assert spec.fill(operation, {"cccWorkInst": work}, read)["cccWorkInst"] == (work or "")


def test_undefined_codes_are_nobodys():
    """D64: 208 to 210 and 213 to 217 have no level and no operation."""
    undefined = {f"CCC_{number}" for number in (208, 209, 210, 213, 214, 215, 216, 217)}
    assert not undefined & set(GATEWAY.error_levels)


LABELS = {
    "username": "User Name",
    "password": "Password",
    "orderDetailId": "Order Detail Number",
    "numCopiesStdnts": "Number of copies",
    "numPages": "Number of pages",
}


def test_details_use_the_labels_of_the_sample(sound):
    """D65: the emulator's sentences begin with the label, the client's with the wire name; the label leads back."""
    operation = GATEWAY.operation(CHANGE)
    wrong = {
        **sound[CHANGE],
        "username": "",
        "password": "",
        "orderDetailId": "0",
        "numCopiesStdnts": "0",
        "numPages": "0",
    }
    for reading, names in (("strict", LABELS), ("tolerant", {name: name for name in LABELS})):
        found = spec.validate(operation, wrong, spec.reading(GATEWAY, reading), GATEWAY)
        details = {violation.field: violation.detail for violation in found if violation.field in LABELS}
        assert list(details) == list(LABELS)
        assert all(detail.startswith(names[field] + " ") for field, detail in details.items())
    assert {field.name: field.label for field in operation.fields if field.label} == LABELS
    for name, label in LABELS.items():
        assert [field.name for field in fields_named(f"Wrong: {label}.", operation)] == [name]


def test_modes_that_may_be_production():
    """D66, D67: PROD in any capitals and an absent mode are guarded; DEMO, LOCAL and unknown words are not production."""
    assert [may_be_production(mode, GATEWAY) for mode in ("PROD", "prod", None)] == [True] * 3
    assert [may_be_production(mode, GATEWAY) for mode in ("DEMO", "LOCAL", "TEST")] == [False] * 3
    mode = GATEWAY.response.members[0]
    assert (mode.name, mode.place, mode.optional) == ("mode", "attribute", True)
    unguarded = dataclasses.replace(GATEWAY, modes=GATEWAY.modes[1:])
    assert may_be_production("PROD", unguarded) is False


def test_a_draft_has_no_fee():
    """D69: a temporary detail is an id and nothing else, and no field of its creation is a fee."""
    assert [member.name for member in GATEWAY.result("ccc_temp_order_detail").members] == ["id"]
    assert GATEWAY.operation(DETAIL).result == "ccc_temp_order_detail"
    assert [field.name for field in GATEWAY.operation(DETAIL).fields if "fee" in field.name.lower()] == []


def test_a_commit_binds_and_a_check_reads():
    """D70, D71: a commit is mutating and not to be repeated, a check neither changes nor minds repetition."""
    flags = {
        name: (GATEWAY.operation(name).mutating, GATEWAY.operation(name).idempotent)
        for name in ("commitOrderDetail", STATUS)
    }
    assert flags == {"commitOrderDetail": (True, False), STATUS: (False, True)}


def test_operations_stand_in_the_order_of_their_sections():
    """D74: sections 2 to 8, commit before modify."""
    assert [operation.section for operation in GATEWAY.operations] == ["2", "3", "4", "5", "6", "7", "8"]
    assert [GATEWAY.operations[index].name for index in (3, 4)] == ["commitOrderDetail", CHANGE]


def test_a_modified_detail_is_answered_like_a_committed_one():
    """D76: ccc_order_detail for commit, modify and check."""
    assert [o.name for o in GATEWAY.operations if o.result == "ccc_order_detail"] == [
        "commitOrderDetail",
        CHANGE,
        STATUS,
    ]


def test_the_address_is_the_callers():
    """D77: the WSDL carries the address that it is given; the path of the endpoint is ours."""
    assert 'location="https://gateway.example/x"' in spec.wsdl.wsdl(GATEWAY, "https://gateway.example/x")
    assert GATEWAY.service.endpoint_path == "/AcademicGateway"


def test_open_rights_are_to_be_polled():
    """D80: PENDING and FORWARDED TO RIGHTSHOLDER are decided later."""
    assert [word for word, right in GATEWAY.rights.items() if right.open] == ["FORWARDED TO RIGHTSHOLDER", "PENDING"]
