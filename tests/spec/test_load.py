"""A gateway whose names lead nowhere is refused, with the place of the name."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag import facts, spec
from cccdiag.errors import FactError

TEXT = (facts.knowledge_dir() / "gateway.yaml").read_text(encoding="utf-8")
PRDABRV = "{name: prdAbrv, type: Product, required: always, named_by: product_name}"
CUSTREF = "{name: custRefNum, type: InvoiceText, limited_by: cust_ref_num}"
RESULT = "    result: ccc_cancelled_order_detail\n"
RIGHT = "{name: right, place: element, type: Right}"
CARRIER = '["switch:product_name", "field:createOrderHeader.prdAbrv"]'


def refusal(text):
    with pytest.raises(FactError) as caught:
        spec.load(facts.parse_yaml(text, "gateway.yaml"))
    return caught.value


def place(text, token):
    at = text.index(token)
    return f"gateway.yaml:{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


BROKEN = {
    "type of a field": (PRDABRV, PRDABRV.replace("Product", "Prodct"), "Prodct", "there is no type 'Prodct' (did you mean 'Product'?)"),
    "type of a member": (RIGHT, RIGHT.replace("Right}", "Rigth}"), "Rigth", "there is no type 'Rigth' (did you mean 'Right'?)"),
    "type of the error": ("{name: error_code, place: element, type: Word}", "{name: error_code, place: element, type: Zzz}", "Zzz", "there is no type 'Zzz'"),
    "type of the response": ("{name: mode, place: attribute, type: Word", "{name: mode, place: attribute, type: Zzz", "Zzz", "there is no type 'Zzz'"),
    "name of a field": (PRDABRV, PRDABRV.replace("prdAbrv", "prdAbrvv"), "prdAbrvv", "there is no parameter 'prdAbrvv' (did you mean 'prdAbrv'?)"),
    "switch of a length": (CUSTREF, CUSTREF.replace("cust_ref_num", "zzz"), "zzz", "there is no switch 'zzz'"),
    "switch of a name": (PRDABRV, PRDABRV.replace("product_name", "zzz"), "zzz", "there is no switch 'zzz'"),
    "words of a length": (CUSTREF, CUSTREF.replace("cust_ref_num", "pages"), "pages}\n\n  - name: modifyOrderHeader", "the switch 'pages' has the word 'inclusive', no length"),
    "words of a name": (PRDABRV, PRDABRV.replace("product_name", "pages"), "pages}\n      - {name: edInst", "there is no name of 'prdAbrv' 'inclusive'"),
    "result": (RESULT, RESULT.replace("cancelled_order", "canceled_order"), "ccc_canceled_order", "there is no result 'ccc_canceled_order_detail' (did you mean 'ccc_cancelled_order_detail'?)"),
    "rule of an operation": ("rules: [something_changes]", "rules: [something_change]", "something_change]", "there is no rule 'something_change' (did you mean 'something_changes'?)"),
    "fields of a rule": ("rules: [something_changes]", "rules: [something_changes, pages_agree]", "pages_agree]", "the rule 'pages_agree' needs the field 'fromPage'"),
    "code": ("codes: [CCC_001, CCC_002, CCC_100, CCC_101, CCC_102, CCC_200, CCC_203]", "codes: [CCC_001, CCC_999]", "CCC_999", "there is no code 'CCC_999'"),
    "unlisted code": ("unlisted: [CCC_218]", "unlisted: [CCC_998]", "CCC_998", "there is no code 'CCC_998' (did you mean 'CCC_218'?)"),
    "misprinted code": ("misprinted: [CCC_212]", "misprinted: [CCC_997]", "CCC_997", "there is no code 'CCC_997' (did you mean 'CCC_207'?)"),
    "sentinel": ("sentinels: {manual_order: -1}", "sentinels: {manual: -1}", "-1}}", "there is no sentinel 'manual' (did you mean 'manual_order'?)"),
    "function of a rule": ("  - name: pages_agree\n", "  - name: pages_agreed\n", "pages_agreed", "there is no function of cccdiag.spec.rules 'pages_agreed' (did you mean 'pages_agree'?)"),
    "field of a rule": ("fields: [cccWorkInst, title, publisherName]", "fields: [cccWorkInst, titel]", "titel", "there is no parameter 'titel' (did you mean 'title'?)"),
    "tolerant word": ("tolerant: prdAbrv", "tolerant: prdAbr", "prdAbr,", "there is no word of the switch 'product_name' 'prdAbr' (did you mean 'prdAbrv'?)"),
    "strict word": ("strict: when-counted", "strict: sometimes", "sometimes", "there is no word of the switch 'reversed_pages' 'sometimes'"),
    "kind of carrier": (CARRIER, '["swich:product_name"]', '"swich', "there is no kind of carrier 'swich' (did you mean 'switch'?)"),
    "carrier without a name": (CARRIER, '["switch"]', '"switch"', "there is no switch ''"),
    "code without a name": (CARRIER, '["code:"]', '"code:"', "there is no code ''"),
    "carrying switch": (CARRIER, '["switch:product_nam"]', '"switch:product_nam"', "there is no switch 'product_nam' (did you mean 'product_name'?)"),
    "carrying field": (CARRIER, '["field:createOrderHeader.prdAbv"]', '"field:createOrderHeader.prdAbv"', "there is no field 'createOrderHeader.prdAbv' (did you mean 'createOrderHeader.prdAbrv'?)"),
    "quirk of a type": ('kind: string, xsd: "xs:string", exact_length: 3,', 'kind: string, xsd: "xs:string", exact_length: 3, quirks: [D99],', "D99", "there is no quirk 'D99' (did you mean 'D79'?)"),
    "quirk of a field": (PRDABRV, PRDABRV.replace("}", ", quirks: [D00]}"), "D00", "there is no quirk 'D00' (did you mean 'D80'?)"),
    "quirk of a member": (RIGHT, RIGHT.replace("}", ", quirks: [X1]}"), "X1", "there is no quirk 'X1'"),
    "quirk of a rule": ('    sections: ["6.2"]\n  - name: page_count', '    sections: ["6.2"]\n    quirks: [X2]\n  - name: page_count', "X2", "there is no quirk 'X2'"),
    "carried by nothing": ("    carried_by: " + CARRIER, "    effect: carried", "id: D01", "D01 must either say what carries it or have effect: none"),
    "carried without effect": ("    carried_by: " + CARRIER, "    effect: none\n    carried_by: " + CARRIER, "id: D01", "D01 must either say what carries it or have effect: none"),
    "operation twice": ("- name: commitOrderDetail", "- name: createOrderDetail", 'name: createOrderDetail\n    section: "5"', "'createOrderDetail' stands here twice"),
    "field twice": ("{name: courseNumber, type: Text}", "{name: instructorName, type: Text}", "{name: instructorName, type: Text}\n      - {name: acct", "'instructorName' stands here twice"),
    "result twice": ("- element: ccc_order_header", "- element: ccc_temp_order_detail", "element: ccc_temp_order_detail\n    members:\n      - {name: id, place: attribute, type: Identifier}\n  - element: ccc_order", "'ccc_temp_order_detail' stands here twice"),
    "member twice": ("{name: invoiced, place", "{name: cancelled, place", None, "'cancelled' stands here twice"),
    "rule twice": ("  - name: pages_agree\n", "  - name: something_changes\n", None, "'something_changes' stands here twice"),
    "mode twice": ("{word: LOCAL", "{word: DEMO", None, "'DEMO' stands here twice"),
    "quirk twice": ("  - id: D02\n", "  - id: D01\n", None, "'D01' stands here twice"),
    "range upside down": ("minimum: 1, maximum: 99999}", "minimum: 1, maximum: 0}", '{kind: integer, xsd: "xs:int"', "minimum 1 is above maximum 0"),
    "unknown key": (CUSTREF, CUSTREF.replace("limited_by", "limitd_by"), "limitd_by", "unknown key 'limitd_by' (did you mean 'limited_by'?)"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_name_that_leads_nowhere_is_refused_with_its_place(name):
    """One complaint: path, line, column, what is wrong, and what was perhaps meant."""
    old, new, token, problem = BROKEN[name]
    assert TEXT.count(old) >= 1
    text = TEXT.replace(old, new, 1)
    error = refusal(text)
    assert error.problem == problem
    if token:
        assert error.where == place(text, token)
    assert error.where.startswith("gateway.yaml:")


_LAST_MEMBER = '{name: cancelled, place: attribute, type: Flag, words: ["Y", "N"]}\n  - element'


@pytest.mark.parametrize(
    ("old", "new", "second"),
    [
        ("- {word: LOCAL", "- {word: DEMO", "{word: DEMO, production: false, documented: false"),
        ("{name: invoiced, place", "{name: cancelled, place", _LAST_MEMBER),
        ("  - name: pages_agree\n", "  - name: something_changes\n", "name: something_changes\n    code: CCC_100"),
        ("  - id: D02\n", "  - id: D01\n", "id: D01\n    title: custRefNum"),
    ],
)
def test_the_place_of_a_double_is_the_second_one(old, new, second):
    """The first of two is right, the second is too much."""
    text = TEXT.replace(old, new, 1)
    assert refusal(text).where == place(text, second)


def test_a_missing_part_is_told_at_its_mapping():
    """A gateway without quirks is no gateway."""
    error = refusal(TEXT[: TEXT.index("quirks:\n")])
    assert error.problem == "the key 'quirks' is missing"
    assert error.where == place(TEXT, "service:\n")


def test_plain_data_is_told_by_the_way_to_the_value():
    """The compiled index knows no lines; the way to the value is as good."""
    plain = json.loads(json.dumps(facts.parse_yaml(TEXT, "gateway.yaml")))
    plain["operations"][2]["fields"][3]["type"] = "Number"
    with pytest.raises(FactError) as caught:
        spec.load(plain)
    assert caught.value.where == "gateway.yaml.operations.2.fields.3.type"
    with pytest.raises(FactError) as caught:
        spec.load(plain, "index")
    assert caught.value.where == "index.operations.2.fields.3.type"


def test_what_is_shared_is_copied_into_every_field(gateway):
    """Label, meaning and other names stand once in the file and in every field of the name afterwards."""
    fields = [operation.field("username") for operation in gateway.operations]
    assert {(field.label, field.meaning) for field in fields} == {
        ("User Name", "login name at copyright.com; not the access key of the HTTP header")
    }
    assert gateway.operation("createOrderHeader").field("prdAbrv").aliases == ("prdAbv",)
    assert gateway.operation("createOrderDetail").field("stdnum").aliases == ("isbn",)


def test_a_field_may_differ_from_what_is_shared():
    """What a field says of itself stands."""
    own = PRDABRV.replace("}", ", label: Product, meaning: the product, aliases: [prod, prdAbv]}")
    gateway = spec.load(facts.parse_yaml(TEXT.replace(PRDABRV, own), "gateway.yaml"))
    field = gateway.operation("createOrderHeader").field("prdAbrv")
    assert (field.label, field.meaning, field.aliases) == ("Product", "the product", ("prod", "prdAbv"))


def _leaves(value, path=()):
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in _leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in _leaves(item, (*path, index))]
    return [path]


PLAIN = json.dumps(facts.parse_yaml(TEXT, "gateway.yaml"))
LEAVES = _leaves(json.loads(PLAIN))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(LEAVES), st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({})
)
def test_a_wrong_value_anywhere_is_a_gateway_or_a_complaint(path, value):
    """Whatever is put in the place of any value: it loads, or one FactError says where."""
    document = json.loads(PLAIN)
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    complaints = []
    try:
        spec.load(document)
    except FactError as error:
        complaints.append((error.where[: len("gateway.yaml")], bool(error.problem)))
    assert complaints in ([], [("gateway.yaml", True)])


def test_the_compiled_gateway_is_the_one_that_was_checked(gateway):
    """Out of the index names are not looked up again, its making did that; types and words are still judged."""
    plain = json.loads(json.dumps(facts.parse_yaml(TEXT, "gateway.yaml")))
    assert spec.load(plain, checked=True) == spec.load(plain) == gateway
    with pytest.raises(FactError, match="must be a text, is int 1"):
        spec.load(plain | {"demo_banner": 1}, checked=True)
