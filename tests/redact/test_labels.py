"""A secret that is also a word of the form stays there and goes elsewhere: XML, JSON, CSV, mails and logs can still be read."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import re
import xml.etree.ElementTree as ET
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.cli import main
from cccdiag.kb.find import knowledge
from cccdiag.redact import load, redact
from cccdiag.secrets import Secret, without_secrets

RULES = load(knowledge().document("redaction"))
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")
WORDS = ["password", "order", "pass", "aaa", "xml", "version", "encoding", "utf-8", "soap", "amp", "true", "null", "ERROR", "4417", "text",
         "plain", "charset", "border", "Content", "Subject", "CDATA", "xmlns", "order_id", "a1b2", "x9y8z7w6", "1.0", "ns1", "type"]  # fmt: skip
WORD = st.sampled_from(WORDS)
KNOWN = st.lists(WORD, min_size=1, max_size=8, unique=True)
NAMES = st.sampled_from([word for word in WORDS if word.isidentifier() and not word.startswith("xml")])
KEYS = st.sampled_from([word for word in WORDS if word not in ("a1b2", "x9y8z7w6")])
VALUES = st.lists(WORD, max_size=3).map(" ".join)


def clean(text, known):
    done = redact(text, RULES, [(word, "password") for word in known])
    assert redact(done.text, RULES, [(word, "password") for word in known]).text == done.text
    return done.text


def holds(text, known):
    """Whether one of the words stands in the text as a word."""
    return any(re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", TOKEN.sub("*", text)) for word in known)


def elements(depth):
    inner = st.lists(elements(depth - 1), max_size=2) if depth else st.just([])
    return st.builds(
        lambda name, attributes, text, parts: (name, attributes, text, parts),
        NAMES, st.dictionaries(NAMES, VALUES, max_size=2), VALUES, inner,
    )  # fmt: skip


def build(element):
    name, attributes, text, parts = element
    made = ET.Element(name, attributes)
    made.text = text
    made.extend(map(build, parts))
    return made


@given(elements(2), KNOWN, st.sampled_from(["utf-8", "us-ascii"]), st.booleans())
def test_xml_keeps_its_names(element, known, encoding, namespaces):
    """Tags, attributes, declaration and namespaces as they were; known words gone from every value."""
    root = build(element)
    if namespaces:
        root.set("xmlns:soap", "http://schemas.xmlsoap.org/soap/envelope/order")
        root.append(ET.Element("soap:order"))
    page = f'<?xml version="1.0" encoding="{encoding}"?>\n' + ET.tostring(root, encoding="unicode")
    before, after = ET.fromstring(page), ET.fromstring(clean(page, known))
    assert [one.tag for one in after.iter()] == [one.tag for one in before.iter()]
    assert [list(one.attrib) for one in after.iter()] == [list(one.attrib) for one in before.iter()]
    values = [text for one in after.iter() for text in (one.text or "", *one.attrib.values())]
    assert not [text for text in values if holds(text, known)]


DOCUMENTS = st.recursive(
    VALUES | st.sampled_from([4417, -4417, 4.417, 10, True, False, None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def shape(value):
    """The keys, and how deep and wide it is."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(item) for item in value] if isinstance(value, list) else None


def leaves(value):
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    elif isinstance(value, str):
        yield value


@given(
    st.dictionaries(KEYS, DOCUMENTS, max_size=4) | st.lists(DOCUMENTS, min_size=2, max_size=4),
    KNOWN,
    st.sampled_from([None, 2]),
)
def test_json_keeps_its_keys(document, known, indent):
    """And its numbers and words that are known become texts; JSON inside JSON too."""
    after = json.loads(clean(json.dumps(document, indent=indent), known))
    assert shape(after) == shape(document)
    assert not [text for text in leaves(after) if holds(text, known)]
    if isinstance(document, dict):
        packed = json.loads(clean(json.dumps({"body": json.dumps({"a": document})}), known))
        assert set(json.loads(packed["body"])["a"]) == set(document)


@given(st.lists(st.lists(WORD, min_size=3, max_size=3), min_size=1, max_size=4), KNOWN)
def test_csv_keeps_its_cells(rows, known):
    """As many as there were, the known ones gone."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    after = list(csv.reader(io.StringIO(clean(out.getvalue(), known))))
    assert [[TOKEN.sub("*", cell) for cell in row] for row in after] == [
        ["*" if holds(cell, known) and cell in known else cell for cell in row] for row in rows
    ] or all(len(row) == 3 for row in after)
    assert [len(row) for row in after] == [len(row) for row in rows]


@given(KNOWN, VALUES, VALUES)
def test_a_mail_keeps_its_parts(known, subject, body):
    """Header names, kinds and charsets of the parts, the border between them."""
    letter = EmailMessage()
    letter["Subject"] = subject
    letter.set_content(f"it is {body} still\n")
    letter.add_attachment("<order>text</order>", subtype="xml", filename="x.xml")
    letter.set_boundary("border-1")
    before = letter.as_string()
    after = email.message_from_string(clean(before, known), policy=email.policy.default)
    was = email.message_from_string(before, policy=email.policy.default)
    assert [(part.get_content_type(), list(part.keys())) for part in after.walk()] == [
        (part.get_content_type(), list(part.keys())) for part in was.walk()
    ]
    assert not holds(after.get_body().get_content(), known)


def test_a_log_keeps_the_head_of_its_records():
    """Time, thread and level stay, and what is said by the same words goes."""
    line = "2026-01-31 09:14:07,123 [order] ERROR X.Y - the order of 2026 is an ERROR, password=order"
    assert TOKEN.sub("*", clean(line, ["2026", "order", "ERROR", "password"])) == (
        "2026-01-31 09:14:07,123 [order] ERROR X.Y - the * of * is an *, password=*"
    )


@pytest.mark.parametrize(
    ("text", "secret", "expected"),
    [
        ("write to <Gl4ssHeron77> at once", "Gl4ssHeron77", "write to <*> at once"),
        ('{"Gl4ssHeron77": 1}', "Gl4ssHeron77", '{"*": 1}'),
        ("Gl4ssHeron77: yes\nGl4ssHeron77=1", "Gl4ssHeron77", "*: yes\n*=1"),
        ("<Gl4ssHeron77>x</Gl4ssHeron77>", "Gl4ssHeron77", "<Gl4ssHeron77>x</Gl4ssHeron77>"),
        ("tiger: yes\n> tiger: yes\ntiger=1 ?tiger=1", "tiger", "tiger: yes\n> tiger: yes\ntiger=1 ?tiger=1"),
        ("hunter2: is it\nhunter2=1 x", "hunter2", "*: is it\n*=1 x"),
        ("it is tiger: it works; tiger, tiger!", "tiger", "it is *: it works; *, *!"),
        ("a <tiger b", "tiger", "a <tiger b"),
        ("fish &amp; chips amp &#4417;", "amp", "fish &amp; chips * &#4417;"),
        ("&#4417; 4417", "4417", "&#4417; *"),
    ],
)
def test_what_could_not_be_a_name_goes_even_there(text, secret, expected):
    """Unless a closing tag proves that it is one: nothing that only a secret can be is spared."""
    assert TOKEN.sub("*", clean(text, [secret])) == expected


def test_words_of_the_form_stay_through_the_whole_program(tmp_path, capsys):
    """Made known anywhere in the process, redacted by the command, printed by it."""
    for word in WORDS:
        Secret(word)
    page = '<?xml version="1.0" encoding="us-ascii"?><order pass="aaa"><password>Amber-Otter-4417x</password></order>'
    (tmp_path / "x.xml").write_text(page, encoding="utf-8")
    assert main(["redact", str(tmp_path / "x.xml")]) == 0
    out = capsys.readouterr().out
    root = ET.fromstring(out)
    assert (root.tag, list(root.attrib), [one.tag for one in root]) == ("order", ["pass"], ["password"])
    assert TOKEN.fullmatch(root.findtext("password"))
    assert without_secrets('<password>order</password> {"order": "aaa é order"}', "*") == (
        '<password>*</password> {"order": "* é *"}'
    )
