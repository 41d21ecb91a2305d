"""What holds for every text: once is enough, clean texts stay, lines and formats stay, known values go in every form."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import re
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.cases import fast
from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, load, redact
from cccdiag.redact.tokens import Tokens
from cccdiag.triage.sources import read_full, text_source

RULES = load(knowledge().document("redaction"))
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")
CORPUS = Path(__file__).parents[1] / "corpus"
LABELLED = yaml.safe_load((CORPUS / "labels.yaml").read_text(encoding="utf-8"))

SECRET = 'Gl4ss&<he"ron>/77+é'
FORMS = {
    "plain": SECRET,
    "json": json.dumps(SECRET)[1:-1],
    "json without escapes": json.dumps(SECRET, ensure_ascii=False)[1:-1],
    "json in json": json.dumps(json.dumps(SECRET))[3:-3],
    "json of .NET": "Gl4ss\\u0026\\u003che\\u0022ron\\u003e/77\\u002b\\u00e9",
    "xml": html.escape(SECRET, quote=False),
    "xml attribute": html.escape(SECRET),
    "xml in xml": html.escape(html.escape(SECRET, quote=False), quote=False),
    "address": urllib.parse.quote(SECRET, safe=""),
    "address of .NET": re.sub("%..", lambda found: found[0].lower(), urllib.parse.quote(SECRET, safe="")),
    "address twice": urllib.parse.quote(urllib.parse.quote(SECRET, safe=""), safe=""),
    "form": urllib.parse.quote_plus(SECRET),
    "python": repr(SECRET)[1:-1],
    "utf-16": SECRET.encode("utf-16-le").decode("latin-1"),
    "utf-16 the other way": SECRET.encode("utf-16-be").decode("latin-1"),
    "hexadecimal": SECRET.encode().hex(),
}  # fmt: skip
WRAPS = {
    "line": "\n",
    "line of Windows": "\r\n",
    "quoted-printable": "=\r\n",
    "quoted mail": "\n> ",
    "indented": "\n        ",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_known_value_goes_in_every_form(form):
    """Bare, in a sentence, and again in the same text with the same token."""
    text = f"one {FORMS[form]} two\n({FORMS[form]})"
    done = redact(text, RULES, [(SECRET, "password")], b"case")
    tokens = TOKEN.findall(done.text)
    assert TOKEN.sub("*", done.text) == "one * two\n(*)"
    assert len(set(tokens)) == 1


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le"])
def test_a_known_value_inside_base64_goes_wherever_it_begins(before, coding):
    """At most the characters that it shares with its neighbours stay."""
    encoded = base64.b64encode(("x" * before + SECRET + "tail").encode(coding)).decode()
    done = redact(f"data {encoded} end", RULES, [(SECRET, "password")]).text
    left = TOKEN.sub("", done)
    assert TOKEN.search(done)
    assert not any(encoded[i : i + 8] in left for i in range(before * 2 + 2, len(encoded) - 16 - before))


@pytest.mark.parametrize("wrap", WRAPS)
@given(value=st.from_regex(r"[A-Za-z0-9!/+_.-]{10,40}7Q", fullmatch=True), data=st.data())
def test_a_known_value_cut_by_a_line_wrap_goes(wrap, value, data):
    """Whatever mailers put around the break; the line end stays."""
    cut = data.draw(st.integers(1, len(value) - 1))
    text = f"before {value[:cut]}{WRAPS[wrap]}{value[cut:]} after\nlast line"
    done = redact(text, RULES, [(value, "password")])
    assert TOKEN.sub("*", done.text) == "before *\n after\nlast line"


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("cut", ["at the blank", "after the blank"])
def test_a_known_value_of_two_words_goes_when_the_line_ends_between_them(wrap, cut):
    """A mailer that breaks the line there takes the blank away; one that keeps it hides nothing either."""
    text = f"before Gl4ss{' ' * (cut == 'after the blank')}{WRAPS[wrap]}Heron 77! after\nlast line"
    done = redact(text, RULES, [("Gl4ss Heron 77!", "password")])
    assert TOKEN.sub("*", done.text) == "before *\n after\nlast line"


def test_a_basic_header_teaches_its_pair():
    """The password inside is found where it stands in clear, before and after, and in another header."""
    packed = base64.b64encode(b"desk-key-4417:NotAReal/Secret+99").decode()
    text = f"NotAReal/Secret+99 first\nAuthorization: Basic {packed}\n{packed}\nkey desk-key-4417, NotAReal/Secret+99"
    assert TOKEN.sub("*", redact(text, RULES).text) == "* first\nAuthorization: Basic *\n*\nkey *, *"
    wrapped = f"Authorization: Basic {packed[:20]}\r\n {packed[20:]}\r\nHost: x.example\r\n"
    assert TOKEN.sub("*", redact(wrapped, RULES).text) == "Authorization: Basic *\n\r\nHost: x.example\r\n"


def test_a_value_is_known_again_however_its_label_had_it_written():
    """What an XML element teaches is found in JSON, and the other way round, under one token."""
    text = f"<password>{html.escape(SECRET)}</password>\n{json.dumps({'x': SECRET})}\n{SECRET}"
    done = redact(text, RULES)
    assert TOKEN.sub("*", done.text) == '<password>*</password>\n{"x": "*"}\n*'
    assert len(set(TOKEN.findall(done.text))) == 1


def test_tokens_are_the_same_within_a_case_and_others_in_another():
    """They are a keyed hash; without the key nobody can try values."""
    one, again, other = (redact("Password: Gl4ss!Heron", RULES, (), key).text for key in (b"a", b"a", b"b"))
    assert one == again != other


def test_what_triage_needs_stays():
    """Codes, order numbers, error ids, locations, transaction numbers, times, hosts."""
    text = (
        '2026-01-31 09:14:07,123 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - CCC error: CCC_204, orderDetailId 999999999999999\n'
        '<ccc_error id="355188" level="1"><error_code>CCC_100</error_code></ccc_error> CCCLocation 9059011 TN 2105377 ISSN 0028-0836\n'
        '{"response":{"status":{"code":"BAD_PARAMETER","message":"x"}}} POST https://marketplace.copyright.com:443/ext 10.1016/j.abc.2020.01.001\n'
    )  # fmt: skip
    assert redact(text, RULES).text == text


def test_xml_json_and_csv_stay_what_they_are():
    """They parse as before, and only values changed."""
    page = f'<a><password>{html.escape(SECRET)}</password><b c="x">{html.escape(SECRET)}</b></a>'
    root = ET.fromstring(redact(page, RULES).text)
    assert [TOKEN.sub("*", text) for text in root.itertext()] == ["*", "*"]
    document = {
        "password": SECRET,
        "pan": 4111111111111111,
        "also": [SECRET, 5],
        "path": "C:\\Users\\nheron\\x",
        "n": "\\notreal9",
    }
    read = json.loads(redact(json.dumps(document), RULES, [("notreal9", "password")]).text)
    assert [TOKEN.sub("*", str(value)) for value in read.values()] == ["*", "*", "['*', 5]", "C:\\Users\\*\\x", "\\*"]
    assert TOKEN.sub("*", redact("1,desk@x.example,4111 1111 1111 1111\n", RULES).text) == "1,*,*\n"


def test_a_short_or_plain_word_goes_as_a_word_only():
    """A password that is a common word does not spoil every text."""
    done = redact("demo demonstration, (demo)", RULES, [("demo", "password")])
    assert TOKEN.sub("*", done.text) == "* demonstration, (*)"


def texts(path):
    """The texts in a file of the corpus."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
    else:
        members = [(path.name, path.read_bytes())]
    for name, data in members:
        for source in text_source(name, data):
            if source.open is not None:
                with contextlib.closing(source.open()) as stream:
                    yield read_full(stream, 1 << 24).decode("utf-8", "replace")


@pytest.mark.parametrize("case", LABELLED, ids=lambda case: case["file"])
def test_no_secret_of_the_corpus_stays(case):
    """Every labelled secret of every case goes; redacting again changes nothing; lines stay."""
    for text in texts(CORPUS / case["file"]):
        done = Case(RULES, searching=fast.search).text(text)
        assert not [secret for secret in case.get("canaries") or () if secret in done]
        assert done.count("\n") == text.count("\n")
        assert Case(RULES, searching=fast.search).text(done) == done


PIECES = st.sampled_from(
    ["password", "Password: ", "=", ":", '"', "'", "<password>", "</password>", "{", "}", "\\", "\n", " ", "Basic ", "https://", "@",
     "x.example", "CCCPassword=", "user name: ", "key ", "value ", "C:\\Users\\", "/home/", "‹password:3f9a›", "‹", "token=", "a1B2c3D4e5",
     "Cookie: ", ";", ",", "sid=", "Phone: +1 555 010 0199", "é", "4111 1111 1111 1111", "is ", "the "]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=12), max_size=30).map("".join))
def test_redacting_twice_is_redacting_once(text):
    """And a text in which nothing is found comes back as it was."""
    done = redact(text, RULES)
    assert done.text.count("\n") == text.count("\n")
    again = redact(done.text, RULES)
    assert again.text == done.text
    assert done.replaced or done.text == text


@given(st.text(alphabet="abcdefghij klmnopqrstuvwxyz.,\n0123456789", max_size=400))
def test_a_clean_text_is_not_touched(text):
    """Small letters, figures and stops hold no secret that anybody could know for one."""
    assert redact(text.replace(" is ", " ").replace("pw", ""), RULES, ()).text == text.replace(" is ", " ").replace(
        "pw", ""
    )


def test_no_two_values_share_a_token():
    """Where four digits are taken, the later value gets all sixteen, and keeps them."""
    tokens = Tokens(b"case")
    given = {tokens.of(b"value %d" % number, "token"): number for number in range(3000)}
    assert len(given) == 3000
    assert {len(token) for token in given} == {len("‹token:1234›"), len("‹token:1234567890123456›")}
    assert all(tokens.of(b"value %d" % number, "token") == token for token, number in given.items())
    assert Tokens(b"case").of(b"value 7", "token") == next(token for token, number in given.items() if number == 7)
