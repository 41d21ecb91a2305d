"""What larger laws of redaction pass over: what of a value stays the same in base64, what looks like a token, what is only breaks."""

from __future__ import annotations

import base64
import re

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.redact import load, redact
from cccdiag.redact.bounds import pair
from cccdiag.redact.forms import SHORTEST, written
from cccdiag.redact.model import CompiledRule, Rule, Ruleset
from cccdiag.redact.recognise import values

RULES = load(knowledge().document("redaction"), optional=True)
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")


def a_rule(pattern, **more):
    return CompiledRule(Rule(id="local", kind="token", pattern=pattern, matches=(), ignores=(), **more))


def starred(text, *rules, known=()):
    return TOKEN.sub("*", redact(text, Ruleset(rules) if rules else RULES, known).text)


def unchanging(raw, before):
    """What base64 makes of the value alone, whatever stands before and behind it: the slow way."""
    some, others = (
        base64.b64encode(one * before + raw + one * (9 - (before + len(raw)) % 3)) for one in (b"\x00", b"\xff")
    )
    same = [a == b for a, b in zip(some, others, strict=True)]
    first = -(-before * 8 // 6)
    last = (before + len(raw)) * 8 // 6
    assert all(same[first:last])
    assert first == 0 or not same[first - 1]
    assert not same[last]
    return some[first:last]


@pytest.mark.parametrize("value", ["abc", "abcd", "abcde", "abcdef", "abcdefg", "Gl4ss?>>~~Heron", "Größe¿¿ÿÿ"])
def test_what_stays_of_a_value_in_base64_is_looked_for_in_both_alphabets(value):
    """Wherever the value begins in what was encoded; what is shorter than six letters could be anything."""
    raw = value.encode()
    cores = {unchanging(raw, before) for before in range(3)}
    long = {core for core in cores if len(core) >= SHORTEST} if len(raw) >= SHORTEST else set()
    wanted = long | {core.translate(bytes.maketrans(b"+/", b"-_")) for core in long}
    forms = set(written(value))
    assert wanted <= forms
    assert not {core for core in cores if len(core) < SHORTEST} & forms


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x ‹pass", "x *"),
        ("x ‹token:0a1b›", "x *"),
        ("x ‹token:0a1b›more", "x *more"),
        ("x ‹token:0a1›more", "x *"),
        ("x “quoted”", "x *"),
        ("x plain", "x plain"),
        ("x plain,", "x *"),
        ("x ", "x "),
    ],
)
def test_a_token_is_no_value_and_what_only_begins_like_one_is(text, left):
    """Nor are words that a rule lets pass, if they are all there is."""
    assert starred(text, a_rule(r"x (?P<secret>[^ ]*)", unless="plain")) == left


@pytest.mark.parametrize(
    ("check", "text", "found"),
    [
        ("mixed", b"x Abc1\ndef", [(2, 10, b"Abc1\ndef")]),
        ("mixed", b"x abc\ndef", [(2, 9, b"abc\ndef")]),
        ("mixed", b"x abcdef", []),
        ("mixed", b"x abcDef", [(2, 8, b"abcDef")]),
        ("basic", b"x dXNlcjpw\nYXNz", [(2, 15, b"dXNlcjpw\nYXNz")]),
        ("basic", b"x dXNlcjpw\nnot here", [(2, 10, b"dXNlcjpw")]),
        ("basic", b"x dXNlcjpw\r\nnot here", [(2, 10, b"dXNlcjpw")]),
        ("basic", b"x dXNlcg==\nYXNz", []),
        ("luhn", b"x 4111111111111111", [(2, 18, b"4111111111111111")]),
        ("luhn", b"x 4111111111111112", []),
    ],
)
def test_a_value_that_is_checked_is_as_long_as_the_check_allows(check, text, found):
    """A Basic header ends with its line where two lines make no pair; others keep their lines."""
    rule = a_rule(r"x (?P<secret>[^\x00]*)", check=check)
    assert list(values(rule, text, text.lower())) == found


def test_a_rule_with_a_stop_ends_its_value_there():
    """The pattern may have gone on."""
    assert starred("x abc, word: y", a_rule(r"x (?P<secret>.*)", stop=", [a-z]+:")) == "x *, word: y"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a ====== b", "a * b"),
        ("a ===\n=== b", "a ===\n=== b"),
        ("a b=c=d9 b", "a * b"),
        ("a b=c\n=d9 b", "a *\n b"),
        ("a b\n=c\n=d9 b", "a *\n\n b"),
    ],
)
def test_a_value_of_what_is_put_around_breaks_goes_where_it_stands_whole(text, left):
    """One that holds such marks goes across a break too."""
    known = [("======", "password"), ("b=c=d9", "password")]
    assert starred(text, known=known) == left


def test_what_a_token_already_covers_stays():
    """A known value inside a token is a part of it, and one beside it is not."""
    text = "‹password:0a1b› ‹password:0a1b›Gl4ss!Heron Gl4ss!Heron‹password:0a1b›"
    assert starred(text, known=[("0a1b", "key"), ("Gl4ss!Heron", "password")]) == "* ** **"


def test_half_of_a_pair_is_a_letter_of_a_value_like_any_other():
    """No UTF-8 can hold it; JSON can, and whoever types a password may."""
    value = "\ud800Gl4ss!Heron"
    assert value.encode("utf-16-be", "surrogatepass") in written(value)
    assert starred(f"x {value} y", known=[(value, "password")]) == "x * y"


def test_the_last_of_many_values_goes_at_the_very_end():
    """However many are looked for at once."""
    known = [(f"Gl4ss!Heron-{number:03}", "password") for number in range(70)]
    text = "x " * 9000
    assert starred(f"{text}Gl4ss!Heron-069", known=known) == f"{text}*"


def test_a_word_that_is_secret_goes_as_a_word_and_not_across_lines():
    """There it is two words, and no mailer broke it."""
    text = "a secretword b secret\nword c secretwords"
    assert starred(text, known=[("secretword", "password")]) == "a * b secret\nword c secretwords"


def test_bytes_that_are_no_text_end_where_the_rule_says():
    """A limit inside a character waits for its end, and not for ever."""
    rule = a_rule(r"x (?P<secret>[^ ]{3})")
    for text, found in ((b"x ab\x80\x80\x80\x80\x80\x80", b"ab\x80"), (b"x ab\xe2\x82\xac", b"ab\xe2\x82\xac")):
        assert list(values(rule, text, text)) == [(2, 2 + len(found), found)]


def test_a_password_in_a_basic_header_may_hold_colons():
    """The first one ends the user; what is no text, has none, or cannot be shown is no pair."""
    packed = [base64.b64encode(clear) for clear in (b"user:pa:ss", b"user:", b"user", b"us\x00er:p", b"\xff:\xff")]
    assert [pair(each) for each in packed] == [("user", "pa:ss"), ("user", ""), None, None, None]
