"""Values and places that are seldom met: halves of escapes, numbers in lists of JSON, what is too short, what is left unsaid."""

from __future__ import annotations

import base64
import json
import re

import pytest

from cccdiag.cases import fast
from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, Stream, load, redact
from cccdiag.redact.forms import SHORTEST, written
from cccdiag.redact.model import CompiledRule, Rule, Ruleset

RULES = load(knowledge().document("redaction"), optional=True)
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")
CARD = 4111111111111111


def starred(text):
    return TOKEN.sub("*", redact(text, RULES).text)


def a_rule(pattern, **more):
    return CompiledRule(Rule(id="local", kind="token", pattern=pattern, matches=(), ignores=(), **more))


@pytest.mark.parametrize("value", [r"Gl4ss\qHeron", r"Gl4ss\ud83dHeron"])
def test_a_password_in_broken_json_goes_as_it_stands(value):
    """An escape that JSON does not know, and half of a pair that no UTF-8 can hold."""
    assert starred(f'{{"password": "{value}"}}\nagain {value}.') == '{"password": "*"}\nagain *.'


def test_two_letters_are_not_looked_for_in_base64():
    """Six bytes of UTF-8 are four of UTF-16: what stays of them inside base64 could be anything."""
    secret = "秘密"
    assert all(len(form) >= SHORTEST for form in written(secret) if form.isalnum() and form.isascii())
    assert base64.b64encode(secret.encode()) in written(secret)
    assert base64.b64encode(secret.encode("utf-16-le"))[:5] not in written(secret)


def test_a_value_of_two_letters_is_no_value():
    """It would be found in half of all words; of three letters, one that is a word of its own goes."""
    known = [("ab", "password"), ("abc", "password"), ("abc", "key")]
    done = redact("ab abc abcd", RULES, known)
    assert TOKEN.sub("*", done.text) == "ab * abcd"
    assert [one.kind for one in done.replaced] == ["password"]


@pytest.mark.parametrize(
    "document",
    [
        ["x", CARD, 5],
        ['say "x', CARD, 5],
        ["x", [CARD], 5],
        {"a": ["x", CARD]},
        [json.dumps(["x", CARD, 5])],
        [json.dumps([json.dumps(["x", CARD, 5])]), CARD],
        [json.dumps([json.dumps(["x", CARD, 5]), CARD])],
        ["x\n", CARD],
    ],
    ids=repr,
)
def test_a_number_in_a_list_becomes_a_text_that_json_can_read(document):
    """In lists in lists, and in JSON inside JSON, whatever quotes came before."""

    def told(value):
        if isinstance(value, str) and value.startswith(("[", "{")):
            return told(json.loads(value))
        if isinstance(value, list):
            return [told(item) for item in value]
        if isinstance(value, dict):
            return {key: told(item) for key, item in value.items()}
        return "*" if value == CARD else TOKEN.sub("*", value) if isinstance(value, str) else value

    for text in (json.dumps(document), json.dumps(document, indent=1)):
        assert told(json.loads(redact(text, RULES).text)) == told(document)


def test_a_number_inside_a_sentence_in_a_list_gets_no_quotes():
    """There a quote would end the sentence."""
    assert starred(f'["paid, {CARD}, thanks", 1]') == '["paid, *, thanks", 1]'
    assert starred(f"a [1, {CARD}]") == 'a [1, "*"]'


def test_what_is_no_number_gets_no_quotes():
    """A value inside something longer that JSON does not know is taken out as it stands."""
    done = redact('{"id": 44110-9.x, "n": 44110-9}', RULES, [("44110-9", "password")])
    assert TOKEN.sub("*", done.text) == '{"id": *.x, "n": *}'


def test_what_was_learnt_is_not_shown():
    """Who prints the result prints no value."""
    done = redact("Password: Gl4ss!Heron", RULES)
    assert done.learnt == (("Gl4ss!Heron", "password"),)
    assert repr(done) == f"Redacted(text={done.text!r}, replaced={done.replaced!r})"


def test_a_short_user_of_a_basic_header_stays_in_the_text():
    """Two letters are more likely a word; the password goes."""
    packed = base64.b64encode(b"al:NotAReal/Secret+99").decode()
    assert starred(f"Authorization: Basic {packed}\nal NotAReal/Secret+99") == "Authorization: Basic *\nal *"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x aaéb", "x *b"),
        ("x aa😀b", "x *b"),
        ("x aé", "x *"),
        ("x aaaéb", "x *éb"),
        ("x aaa😀", "x *😀"),
        ("x aa😀", "x *"),
        ("x aaé", "x *"),
        ("x é€ab", "x *ab"),
    ],
)
def test_a_limit_inside_a_character_takes_the_whole_character(text, left):
    """A rule counts bytes; half of a letter would be neither secret nor text."""
    rules = Ruleset((a_rule(r"x (?P<secret>[^\n]{3})"),))
    done = redact(text, rules)
    assert TOKEN.sub("*", done.text) == left
    assert redact(done.text, rules).text == done.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (r"a \notreal9 b", "a * b"),
        (r"a \\notreal9 b", r"a \\* b"),
        (r"a \\\notreal9 b", r"a \\* b"),
        ("a NOTX-real/9 b", "a * b"),
        ("a NOTX-re=\nal/9 b", "a *\n b"),
        ("a NO\n> TX-real/9 b", "a *\n b"),
    ],
)
def test_a_known_value_goes_with_half_an_escape_and_with_the_wrap_in_it(text, left):
    """A backslash before it would make something else of what follows; letters of a wrap are none of the value's."""
    known = [("notreal9", "password"), ("NOTX-real/9", "password")]
    assert TOKEN.sub("*", redact(text, RULES, known).text) == left


@pytest.mark.parametrize("between", ["@", "\n", " ", ";", "/"])
@pytest.mark.parametrize("searching", [None, fast.search])
def test_one_sign_between_two_card_numbers_is_enough(between, searching):
    """In a stream, which looks once, as in a text."""
    data = between.join([str(CARD)] * 4).encode()
    stream = Stream(Case(RULES, searching=searching))
    done = (stream.feed(data) + stream.finish()).decode()
    assert TOKEN.sub("*", done) == starred(data.decode()) == between.join("****")


@pytest.mark.parametrize("odd", [b"\xa3", b"\x80\x81"])
def test_a_basic_header_with_half_a_character_behind_it_is_learnt(odd):
    """Bytes that are no UTF-8 go with the value; the pair in it is found elsewhere all the same."""
    stream = Stream(Case(RULES, key=b"key"))
    header = base64.b64encode(b"night-heron:Gl4ss!Heron77")
    text = b"Authorization: Basic " + header + odd + b"\nlater Gl4ss!Heron77 and " + header + b"\n"
    done = (stream.feed(text) + stream.finish()).decode()
    assert TOKEN.sub("*", done) == "Authorization: Basic *\nlater * and *\n"
