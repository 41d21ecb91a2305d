"""What gateway.yaml says agrees with the reference's own counts and limits."""

import json

import pytest

from cccdiag import facts, spec

FIELDS = {
    "createOrderHeader": 11,
    "modifyOrderHeader": 12,
    "createOrderDetail": 18,
    "commitOrderDetail": 3,
    "modifyOrderDetail": 14,
    "cancelOrderDetail": 3,
    "checkOrderDetailStatus": 3,
}
CODES = [
    "001",
    "002",
    "100",
    "101",
    "102",
    "103",
    "200",
    "201",
    "202",
    "203",
    "204",
    "205",
    "206",
    "207",
    "211",
    "212",
    "218",
]
TABLES = {
    "createOrderHeader": "001 002 100 101 102 200 203",
    "modifyOrderHeader": "001 002 100 101 102 200 201 203 205",
    "createOrderDetail": "001 002 100 101 102 103 200 201 202 203 205 207 218",
    "commitOrderDetail": "001 002 100 101 102 200 201 203 206 212",
    "modifyOrderDetail": "001 002 100 101 102 200 201 203 206 212",
    "cancelOrderDetail": "001 002 100 101 102 200 201 203 204 206 211",
    "checkOrderDetailStatus": "001 002 100 101 102 200 201 203 206",
}
LIMITS = {
    "username": 80,
    "password": 25,
    "prdAbrv": 3,
    "edInstitution": 255,
    "courseName": 255,
    "startOfTerm": 10,
    "instructorName": 255,
    "courseNumber": 255,
    "acctRefNum": 50,
    "enteredBy": 30,
    "custRefNum": 50,
    "publicationYear": 4,
    "fromPage": 20,
    "toPage": 20,
    "stdnum": 20,
    "title": 255,
    "publisherName": 255,
    "author": 255,
    "dateOfIssue": 20,
    "volume": 10,
    "edition": 10,
    "chapterArticle": 255,
    "customerRefNum": 255,
}
RANGES = {
    "orderHeaderId": (1, 999_999_999_999_999),
    "orderDetailId": (1, 999_999_999_999_999),
    "cccWorkInst": (1, 999_999_999_999_999),
    "numCopiesStdnts": (1, 99_999),
    "numPages": (1, 99_999),
    "startOfTerm": (1000, 3000),
    "dateOfIssue": (1000, 3000),
    "publicationYear": (1000, 3000),
}


def test_seven_operations_have_sixty_four_fields(gateway):
    """Operations in the order of sections 2 to 8, each with the fields of its signature."""
    assert {operation.name: len(operation.fields) for operation in gateway.operations} == FIELDS
    assert sum(FIELDS.values()) == 64


def test_there_are_seventeen_codes(gateway):
    """Every code of the reference has a level, and operations answer no other."""
    assert list(gateway.error_levels) == [f"CCC_{code}" for code in CODES]
    assert {code for operation in gateway.operations for code in operation.codes} == set(gateway.error_levels)


@pytest.mark.parametrize(("name", "table"), TABLES.items())
def test_codes_are_those_of_the_operations_own_table(gateway, name, table):
    """Without what we added and with what we took away, an operation's codes are its error table."""
    operation = gateway.operation(name)
    printed = (set(operation.codes) - set(operation.unlisted)) | set(operation.misprinted)
    assert printed == {f"CCC_{code}" for code in table.split()}
    assert set(operation.unlisted) <= set(operation.codes)
    assert not set(operation.misprinted) & set(operation.codes)


def test_lengths_are_those_of_the_field_lists(gateway):
    """Every text field of every operation has the length of the reference."""
    for operation in gateway.operations:
        for field in operation.fields:
            kind = gateway.type_of(field)
            assert (kind.exact_length or kind.max_length) == LIMITS.get(field.name), field.name


def test_ranges_are_those_of_the_error_tables(gateway):
    """Every number and date of every operation has the range of the reference."""
    for operation in gateway.operations:
        for field in operation.fields:
            kind = gateway.type_of(field)
            bounds = None if kind.minimum is None else (kind.minimum, kind.maximum)
            assert bounds == RANGES.get(field.name), field.name


def test_exact_lengths_are_three(gateway):
    """Product, start of term and year have one possible length."""
    exact = {name: kind.exact_length for name, kind in gateway.types.items() if kind.exact_length}
    assert exact == {"Product": 3, "TermStart": 10, "Year": 4, "Flag": 1}


def test_sentinels_stand_where_the_field_lists_allow_them(gateway):
    """-1 for a manual order, -999999 for pages not counted and for numbers that stay."""
    found = {(o.name, f.name): dict(f.sentinels) for o in gateway.operations for f in o.fields if f.sentinels}
    assert found == {
        ("modifyOrderHeader", "numCopiesStdnts"): {"unchanged": -999999},
        ("createOrderDetail", "cccWorkInst"): {"manual_order": -1},
        ("createOrderDetail", "numPages"): {"no_value": -999999},
        ("modifyOrderDetail", "numCopiesStdnts"): {"unchanged": -999999},
        ("modifyOrderDetail", "numPages"): {"unchanged": -999999},
    }


def test_required_fields_are_those_of_the_field_lists(gateway):
    """The login always, ids always, and the fields that an order cannot do without."""
    always = {o.name: [f.name for f in o.fields if f.required == "always"][2:] for o in gateway.operations}
    assert always == {
        "createOrderHeader": ["prdAbrv", "edInstitution", "courseName", "startOfTerm"],
        "modifyOrderHeader": ["orderHeaderId"],
        "createOrderDetail": [
            *("orderHeaderId", "cccWorkInst", "publicationYear", "numCopiesStdnts", "fromPage", "toPage", "author"),
        ],
        "commitOrderDetail": ["orderDetailId"],
        "modifyOrderDetail": ["orderDetailId"],
        "cancelOrderDetail": ["orderDetailId"],
        "checkOrderDetailStatus": ["orderDetailId"],
    }
    assert all([f.name for f in o.fields[:2]] == ["username", "password"] for o in gateway.operations)


def test_everything_behind_the_id_of_a_modify_operation_can_change(gateway):
    """Only the modify operations have fields that change, and all but login and id do."""
    changing = {o.name: [f.name for f in o.fields if f.modifiable] for o in gateway.operations}
    expected = {name: [] for name in FIELDS}
    for name in ("modifyOrderHeader", "modifyOrderDetail"):
        expected[name] = [field.name for field in gateway.operation(name).fields[3:]]
    assert changing == expected


def test_one_operation_only_reads(gateway):
    """CheckOrderDetailStatus is the only safe probe; what can be repeated without harm is marked."""
    assert [o.name for o in gateway.operations if not o.mutating] == ["checkOrderDetailStatus"]
    assert [o.name for o in gateway.operations if o.idempotent] == [
        *("modifyOrderHeader", "modifyOrderDetail", "checkOrderDetailStatus"),
    ]


def test_login_fields_are_secret_and_no_other(gateway):
    """Forms, journals and redaction learn here what must not be seen."""
    secret = {f.name for o in gateway.operations for f in o.fields if gateway.type_of(f).secret}
    assert secret == {"username", "password"}


def test_every_field_says_what_it_means(gateway):
    """A field that nobody explains cannot be filled in."""
    assert [f.name for o in gateway.operations for f in o.fields if not f.meaning] == []


def test_modes_say_whether_orders_are_real(gateway):
    """PROD alone is production; LOCAL is printed in samples and not documented."""
    assert [(mode.word, mode.production, mode.documented) for mode in gateway.modes] == [
        ("PROD", True, True),
        ("DEMO", False, True),
        ("LOCAL", False, False),
    ]


def test_rights_are_six(gateway):
    """The words of the right element, two of them open."""
    assert {word: right.open for word, right in gateway.rights.items()} == {
        "GRANTED": False,
        "DENIED": False,
        "FORWARDED TO RIGHTSHOLDER": True,
        "PENDING": True,
        "CONTACT RIGHTSHOLDER DIRECTLY": False,
        "PUBLIC DOMAIN. PERMISSION NOT REQUIRED": False,
    }


def test_a_result_stands_for_each_kind_of_success(gateway):
    """Elements, attributes and children as in sections 2.3 to 8.3."""
    shape = {r.element: [(m.name, m.place, m.optional) for m in r.members] for r in gateway.results}
    assert shape == {
        "ccc_order_header": [("id", "attribute", False)],
        "ccc_temp_order_detail": [("id", "attribute", False)],
        "ccc_order_detail": [
            ("right", "element", False),
            ("terms", "element", True),
            ("fee", "element", True),
            ("id", "attribute", False),
            ("cancelled", "attribute", False),
            ("invoiced", "attribute", False),
        ],
        "ccc_cancelled_order_detail": [("fee", "element", True), ("id", "attribute", False)],
    }
    assert {o.name: o.result for o in gateway.operations} == {
        "createOrderHeader": "ccc_order_header",
        "modifyOrderHeader": "ccc_order_header",
        "createOrderDetail": "ccc_temp_order_detail",
        "commitOrderDetail": "ccc_order_detail",
        "modifyOrderDetail": "ccc_order_detail",
        "cancelOrderDetail": "ccc_cancelled_order_detail",
        "checkOrderDetailStatus": "ccc_order_detail",
    }


def test_nothing_looks_up_what_is_not_there(gateway):
    """Lookups by name give the thing or None."""
    assert gateway.operation("createOrderHeader") is gateway.operations[0]
    assert gateway.operation("createOrder") is None
    assert gateway.operations[0].field("prdAbrv") is gateway.operations[0].fields[2]
    assert gateway.operations[0].field("prdAbv") is None
    assert gateway.result("ccc_order_detail") is gateway.results[2]
    assert gateway.result("ccc_error") is None
    assert gateway.rule("pages_agree").code == "CCC_103"
    assert gateway.rule("pages") is None
    assert gateway.quirk("D14").id == "D14"
    assert gateway.quirk("D83") is None


def test_the_compiled_index_holds_the_same_gateway(document, gateway):
    """Plain JSON data of the document, and of the loaded gateway, load to the same gateway."""
    assert spec.load(json.loads(json.dumps(document))) == gateway
    assert spec.load(json.loads(json.dumps(facts.plain(gateway)))) == gateway
