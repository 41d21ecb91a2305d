"""The quick ways of redaction find what the slow ones do: bounded looks, fast searches, values that are kept at hand."""

from __future__ import annotations

import re

import pytest

from cccdiag.cases import fast
from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, load, stream
from cccdiag.redact.finder import Finder
from cccdiag.redact.known import Known
from cccdiag.redact.model import CompiledRule, Rule, Ruleset
from cccdiag.redact.recognise import values, values_at
from cccdiag.redact.tokens import Tokens
from cccdiag.redact.windows import Window

RULES = load(knowledge().document("redaction"), optional=True).rules
PLAIN = b"2026-01-31 09:14:07,123 [1] INFO  Desk.Queue - nothing to see on this line 0815\n" * 4000


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule.id)
def test_a_fast_search_leaves_near_misses_alone_too(rule):
    """As the slow way does."""
    search = fast.search([rule.hint], [rule.leads])
    for text in rule.rule.ignores:
        places = [(end, start) for end, _, start in search(text.encode())]
        assert list(values_at(rule, text.encode(), places)) == []


@pytest.mark.parametrize("length", [1, 15, 16, 17, 99])
@pytest.mark.parametrize("after", ["", " end", ";" * 99])
def test_a_value_longer_than_the_first_look_is_found_whole(length, after):
    """And one that the first look sees to its end is looked at once."""
    pattern = r"ticket (?P<secret>[a-z]{1,99})"
    rule = CompiledRule(Rule("local", "token", pattern, matches=(), ignores=(), near=16, reach=120))
    data = f"a ticket {'x' * length}{after}".encode()
    assert list(values_at(rule, data, [(9, 2)])) == list(values(rule, data, data))
    assert list(values_at(rule, data, [(9, -1)])) == [(9, 9 + length, b"x" * length)]


def test_without_a_fast_search_the_slow_one_answers():
    """Where the library for it is not installed."""
    finder = Finder()
    for text in (b"one", b"another"):
        finder.add(text)
    data = b"one and another one"
    assert finder.places_in_much(data, lambda *_, **__: None) == finder.places(data) == [(3, 0), (19, 0), (15, 1)]


def test_many_tokens_at_once_are_those_that_one_after_the_other_gets():
    """The short ones too: who comes first has one, and keeps it."""
    values = [b"value %d" % (number % 700) for number in range(1000)]
    first, second = Tokens(b"case", keep=True), Tokens(b"case", keep=True)
    singly = [first.of(value, "token").encode() for value in values]
    assert second.of_all(values[:300], "token") + second.of_all(values[300:], "token") == singly
    assert (
        first.values
        == second.values
        == {token.decode(): value.decode() for token, value in zip(singly, values, strict=True)}
    )
    assert {len(token) for token in singly} == {len("‹token:3f9a›".encode()), len("‹token:0123456789abcdef›".encode())}
    assert Tokens(b"case").values is None


def test_what_teaches_is_found_by_a_search_for_all_and_by_one_of_its_own(monkeypatch):
    """Every rule's matches teach the same in the same order, whichever is asked, and as without a fast search."""
    matches = "\n".join(match for rule in RULES for match in rule.rule.matches)
    data = PLAIN + matches.encode() + b"\n" + PLAIN
    taught = []
    for searching, apart in ((fast.search, 1 << 30), (fast.search, 0), (None, 0)):
        monkeypatch.setattr(stream, "_WORTH_SEARCHING_APART", apart)
        case = Case(Ruleset(RULES), key=b"key", searching=searching)
        taught.append([case.lessons(Window(data, 0, len(data)), kinds) for kinds in (("password", "key"), ("key",))])
    assert len(taught[0][0]) > 30
    assert taught[0] == taught[1] == taught[2]


@pytest.mark.parametrize(
    "text",
    ["a ==== b\n", "a ==\n== b\n", "(====)", "a = = b\n", "Gl4ss Heron 7\n", "Gl4ss Her\non 7", "Gl4ssHeron7\n", "x\n"],
)
def test_a_look_at_the_text_without_its_breaks_leaves_no_known_value_out(text):
    """Values of nothing but breaks, with breaks and without: where each stands, others or none beside it."""
    places = {
        value: [span[:2] for span in Known([(value, "password")]).spans(text.encode())]
        for value in ("====", "Gl4ss Heron 7", "Gl4ss_Heron_7")
    }
    spans = Known([(value, "password") for value in places]).spans(text.encode())
    assert sorted(span[:2] for span in spans) == sorted(place for found in places.values() for place in found)
    whole = [value for value in places if value in text]
    assert all(places[value] for value in whole)


def test_a_hint_that_is_common_is_looked_at_near_the_words_of_its_rule_only():
    """Where they are far away it costs next to nothing; what is found is the same."""
    pattern = r"ticket [a-z ]{0,40}\bis (?P<secret>[a-z0-9]{4,20})"
    rule = CompiledRule(
        Rule("local", "token", pattern, matches=(), ignores=(), words=("ticket",), hint=r"\bis\b", back=60)
    )
    assert rule.far
    data = b"this is nothing and that is nothing " * 90 + b"the ticket of today is a1b2c3 and that is nothing " * 3
    places = [(match.end(), -1) for match in re.finditer(rb"\bis\b", data)]
    assert values_at(rule, data, places) == list(values(rule, data, data))
    assert [value for *_, value in values_at(rule, data, places)] == [b"a1b2c3"] * 3
    assert values_at(rule, data[:3000], places[:80]) == []
