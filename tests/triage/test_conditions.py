"""A signature counts where its conditions are fulfilled; where one is not, it is told which."""

from __future__ import annotations

import pytest
from triage_room import about

from cccdiag.kb.model import When
from cccdiag.triage.formats import Head
from cccdiag.triage.match import Match, Refusal, Rule, judge
from cccdiag.triage.records import Record, views

TEXT = b"the heron answered 503 to request 17 <a>"
NOON, LATER = "2026-01-31T12:00:00", "2026-01-31T12:{:02}:00"


def judged(pattern="heron", *, kind="log", head_level=None, time=None, last=None, hearsay=None, **when):
    rule = Rule(7, "art", "name", (), pattern, When(**when))
    head = Head(time, head_level, None, 0)
    told = judge(rule, Record("s", 0, TEXT, frozenset({kind}), head, last_ccc=last, hearsay=hearsay), about())
    if isinstance(told, Match):
        assert told.rule is rule
        return (told.start, told.end, dict(told.captures))
    return told.condition if isinstance(told, Refusal) else None


FOUND = (4, 9, {})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, FOUND),
        ({"pattern": "stork"}, None),
        ({"pattern": r"answered (?P<status>[0-9]{3})"}, (10, 22, {"status": "503"})),
        ({"hearsay": "a question"}, "the text only talks about it: a question"),
        ({"context": ("log",)}, FOUND),
        ({"context": ("answer", "log")}, FOUND),
        ({"context": ("ticket",)}, None),
        ({"all": ("answered", "request [0-9]+")}, FOUND),
        ({"all": ("answered", "stork", "crane")}, "all: stork"),
        ({"any": ("stork", "request")}, FOUND),
        ({"any": ("stork", "crane")}, "any: stork | crane"),
        ({"none": ("stork",)}, FOUND),
        ({"none": ("stork", "request", "answered")}, "none: request"),
        ({"all": ("stork",), "within": "input"}, FOUND),
        ({"all": ("stork",), "within": "input", "kind": "ticket"}, "all: stork"),
        ({"after_idle": 5}, "after_idle: 5"),
        ({"after_idle": 5, "time": LATER.format(4), "last": NOON}, "after_idle: 5"),
        ({"after_idle": 5, "time": LATER.format(5), "last": NOON}, FOUND),
        ({"after_idle": 5, "time": "13:00:00", "last": NOON}, "after_idle: 5"),
        ({"product": "ares", "at_least": 9}, FOUND),
    ],
)
def test_a_condition_that_is_not_fulfilled_is_told(given, told):
    """Those on the whole input wait for its end."""
    assert judged(**given) == told


@pytest.mark.parametrize(
    ("level", "least", "told"),
    [
        (None, "error", FOUND),
        ("ERROR", "error", FOUND),
        ("FATAL", "error", FOUND),
        ("WARN", "error", "level: error"),
        ("WARN", "warn", FOUND),
        ("INFO", "warn", "level: warn"),
    ],
)
def test_a_record_is_of_the_level_or_worse(level, least, told):
    """One without a level passes."""
    assert judged(head_level=level, level=least) == told


def test_a_signature_for_another_kind_of_text_is_tried_when_every_refusal_is_asked_for():
    """That is what ``--why-not`` is for."""
    rule = Rule(7, "art", None, (), "heron", When(context=("ticket", "answer")))
    record = Record("s", 0, TEXT, frozenset({"log"}))
    assert judge(rule, record, about()) is None
    told = judge(rule, record, about(), thorough=True)
    assert isinstance(told, Refusal)
    assert told.condition == "context: ticket, answer"


@pytest.mark.parametrize(
    ("when", "kind", "waits"),
    [
        ({}, "log", False),
        ({"within": "input"}, "log", True),
        ({"within": "input"}, "ticket", False),
        ({"product": "ares"}, "ticket", True),
        ({"not_product": "ares"}, "log", True),
        ({"at_least": 1}, "log", False),
        ({"at_least": 2}, "log", True),
    ],
)
def test_what_needs_the_whole_input_waits_for_it(when, kind, waits):
    """A letter is its own input, but for its product."""
    assert Rule(0, "a", None, (), "x", When(**when)).waits(Record("s", 0, b"x", frozenset({kind}))) is waits


@pytest.mark.parametrize(
    ("when", "products", "suits"),
    [
        ({}, set(), True),
        ({}, {"ares"}, True),
        ({"product": "ares"}, set(), True),
        ({"product": "ares"}, {"ares", "illiad"}, True),
        ({"product": "ares"}, {"illiad"}, False),
        ({"not_product": "ares"}, set(), True),
        ({"not_product": "ares"}, {"illiad"}, True),
        ({"not_product": "ares"}, {"ares"}, False),
    ],
)
def test_an_input_that_shows_no_product_leaves_every_signature_a_chance(when, products, suits):
    """One that shows a product leaves out what is of another."""
    assert Rule(0, "a", None, (), "x", When(**when)).suits(frozenset(products)) is suits


@pytest.mark.parametrize(
    ("context", "only", "also"),
    [((), False, True), (("ticket",), True, True), (("log", "ticket"), False, True), (("log",), False, False)],
)
def test_who_wrote_the_text_decides_what_counts(context, only, also):
    """A signature without a context counts everywhere."""
    rule = Rule(0, "a", None, (), "x", When(context=context))
    assert (rule.for_tickets_only, rule.for_tickets) == (only, also)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (b"plain", (b"plain",)),
        (b"a &lt;x&gt; c", (b"a &lt;x&gt; c", b"a <x> c")),
        (b"&amp;lt;x&amp;gt;", (b"&amp;lt;x&amp;gt;", b"&lt;x&gt;", b"<x>")),
        (b"one=\r\ntwo", (b"one=\r\ntwo", b"onetwo")),
        (b"=43=43=43", (b"=43=43=43", b"CCC")),
        (b"<p>a<b>b</b></p>", (b"<p>a<b>b</b></p>", b"ab")),
    ],
)
def test_a_text_is_judged_with_its_escapes_undone_too(text, seen):
    """Twice at most; marked-up text also as a person sees it."""
    assert tuple(view.strip() for view in views(text)) == seen
