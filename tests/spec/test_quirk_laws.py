"""Contradictions of the reference that show elsewhere than in the validator: in requests, schema, codes, words and sentences."""

import dataclasses

from cccdiag import facts, spec
from cccdiag.errors import GatewayError
from cccdiag.spec.model import NO_VALUE, UNCHANGED
from cccdiag.spec.words import fields_named, may_be_production, shown_terms

GATEWAY = spec.load(facts.read_yaml(facts.knowledge_dir() / "gateway.yaml"))
DETAIL, HEADER_CHANGE, CHANGE, STATUS = (
    *("createOrderDetail", "modifyOrderHeader", "modifyOrderDetail", "checkOrderDetailStatus"),
)
IVX = {"fromPage": "iv", "toPage": "x"}


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
