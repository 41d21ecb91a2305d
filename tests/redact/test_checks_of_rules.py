"""What a rule says beyond its pattern: checks, stops and exceptions; numbers of JSON as a whole; known values over line ends."""

from __future__ import annotations

import re

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, load, redact
from cccdiag.redact.model import CompiledRule, Rule
from cccdiag.redact.recognise import values, values_at

RULES = load(knowledge().document("redaction"), optional=True)
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")
CARD = "4111111111111111"


def a_rule(pattern, **more):
    return CompiledRule(Rule(id="local", kind="token", pattern=pattern, matches=(), ignores=(), **more))


def both(rule, data):
    """What the slow way and the way of a fast search find."""
    slow = list(values(rule, data, data.lower()))
    assert values_at(rule, data, [(found.end(), found.start()) for found in re.finditer(b"word", data)]) == slow
    return [value for *_, value in slow]


@pytest.mark.parametrize(
    ("word", "secret"),
    [
        ("plain", False),
        ("Plain", False),
        ("a_b", False),
        ("a,b;c:d!e?f)g'h\"i-j.k", False),
        ("plain1", True),
        ("pl#ain", True),
        ("plAin", True),
    ],
)
def test_a_mixed_value_is_no_word(word, secret):
    """A digit, a sign that prose has not, or a capital behind a small letter."""
    rule = a_rule(r"word (?P<secret>\S{1,30})", check="mixed")
    assert both(rule, f"a word {word} z".encode()) == ([word.encode()] if secret else [])


@pytest.mark.parametrize(
    ("number", "card"),
    [
        ("4111111111111111", True),
        ("4111 1111 1111 1111", True),
        ("4111111111111112", False),
        ("1411111111111111", False),
        ("5500000000000004", True),
        ("340000000000009", True),
        ("340000000000018", False),
    ],
)
def test_the_last_digit_of_a_card_number_checks_the_others(number, card):
    """Every second digit counts twice, from the end."""
    rule = a_rule(r"word (?P<secret>[0-9 ]{15,19})", check="luhn")
    assert both(rule, f"a word {number}.".encode()) == ([number.encode()] if card else [])


def test_a_stop_ends_a_value_and_an_exception_is_none():
    """The rest of the line stays; what is named as no secret stays too, what begins or ends like it does not."""
    stop = a_rule(r"word (?P<secret>[a-z ]{1,30})", stop=" and ")
    assert both(stop, b"a word one and two") == [b"one"]
    unless = a_rule(r"word (?P<secret>[a-z]{1,30})", unless="none|null")
    assert both(unless, b"word none, word nonesuch, word null, word xnull") == [b"nonesuch", b"xnull"]


def test_in_a_large_text_only_what_is_around_the_words_is_looked_at():
    """Regions that overlap are one: nothing is found twice, nothing is missed between them."""
    rule = a_rule(r"word (?P<secret>[a-z][0-9])", words=("word",), reach=64)
    data = b"word x1\n" + b"-" * 9000 + b"word y2\n" + b"-----word z3" + b"-" * 200 + b"word w4" + b"-" * 9000
    assert both(rule, data) == [b"x1", b"y2", b"z3", b"w4"]


@pytest.mark.parametrize(
    ("document", "left"),
    [
        (f'{{"a": {CARD}}}', '{"a": "*"}'),
        (f'{{"a": {CARD}.25}}', '{"a": "*"}'),
        (f'{{"a": [{CARD}e5]}}', '{"a": ["*"]}'),
        (f"[{CARD}]", '["*"]'),
        (f'["x", {CARD}]', '["x", "*"]'),
        (f'{{"a": "[{CARD}]"}}', r'{"a": "[\"*\"]"}'),
        (f'{{"a": "b {CARD} c"}}', '{"a": "b * c"}'),
        (f"a {CARD}.", "a *."),
        (f'{{"a": {CARD}}}\n{{"b": {CARD}, "c": 1}}', '{"a": "*"}\n{"b": "*", "c": 1}'),
        (rf'"{{\"a\": {CARD}}}"', r'"{\"a\": \"*\"}"'),
        (rf'"{{\"a\": [1, {CARD}]}}"', r'"{\"a\": [1, \"*\"]}"'),
    ],
)
def test_a_number_of_json_goes_as_a_whole_and_leaves_a_text(document, left):
    """With its fraction and exponent, quoted as deep as it stands; inside a sentence it gets no quotes."""
    assert TOKEN.sub("*", redact(document, RULES).text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Gl4ss Heron 77!", "*"),
        ("Gl4ss He\nron 77!", "*\n"),
        ("Gl4ss He=\r\nron 77!", "*\n"),
        ("Gl4\n  ss\n> Heron 7\n7!", "*\n\n\n"),
        ("Gl4ssHeron77!", "Gl4ssHeron77!"),
    ],
)
def test_a_known_value_with_blanks_goes_over_line_ends(text, left):
    """As many lines stay as there were; without its blanks it is another value."""
    case = Case(RULES, [("Gl4ss Heron 77!", "password")], b"case")
    assert TOKEN.sub("*", case.text(f"x {text} y\n")) == f"x {left} y\n"
