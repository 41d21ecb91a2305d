"""Texts made to take long take no longer than others: nothing is looked at again and again, and nothing is read in all its ways."""

from __future__ import annotations

import itertools

import pytest

from cccdiag.cases import fast
from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, load, redact
from cccdiag.redact.finder import Finder
from cccdiag.redact.known import Known
from cccdiag.redact.model import CompiledRule, Ruleset
from cccdiag.redact.recognise import values, values_at

RULES = load(knowledge().document("redaction"), optional=True).rules
BY_ID = {rule.rule.id: rule for rule in RULES}


class Looked:
    """As a pattern, and counts the characters that it was given to look at."""

    def __init__(self, pattern):
        self.groupindex = pattern.groupindex
        self.characters = 0
        self._search = pattern.search

    def search(self, data, begin, end):
        match = self._search(data, begin, end)
        self.characters += (match.end() if match else min(end, len(data))) - begin
        return match


def halves(rule):
    """What the rule's examples are with the value, with half of it, and without; and its words with what may stand behind them."""
    text = rule.rule.matches[0].encode()
    start, end, _ = next(iter(values(rule, text, text.lower())))
    wholes = [text, text[:end], text[: (start + end) // 2], text[:start]]
    return [
        *itertools.starmap(bytes.__add__, itertools.product(wholes, (b"", b" ", b"\n"))),
        *itertools.starmap(bytes.__add__, itertools.product(rule.words[:3], (b"", b" ", b"=", b": "))),
    ]


@pytest.mark.parametrize("rule", RULES, ids=BY_ID)
def test_no_character_is_looked_at_again_and_again(rule):
    """However its labels crowd: a rule looks at a text about once, and that what it finds is what the slow way finds."""
    search = fast.search([rule.hint], [rule.leads])
    room = rule.rule.back + rule.rule.reach
    # Where a first look is short, some are tried all at once.
    tried = 400 * (rule.rule.back + rule.rule.near) if rule.rule.near else 0
    for unit in filter(None, halves(rule)):
        data = unit * (max(6000, 3 * room, tried) // len(unit))
        counting = CompiledRule(rule.rule)
        counting.pattern = looked = Looked(rule.pattern)
        found = values_at(counting, data, search.grouped(data).get(0, []), data.lower())
        assert found == list(values(rule, data, data.lower()))
        assert looked.characters <= 2 * len(data) + 3 * room + tried


def test_a_label_inside_a_longer_word_is_found_in_a_large_text_too():
    """The name of a setting, say, wherever the fast search sees the label begin."""
    text = ("nothing to see on this line 0815\n" * 9000) + "the CCCPassword of us is now Glass-Heron-41 and\n"
    case = Case(Ruleset(RULES), searching=fast.search)
    data = text.encode()
    assert b"Glass-Heron-41" in {data[start:end] for start, end, *_ in case.spans(data)}
    assert "Glass-Heron-41" not in redact(text[-60:], Ruleset(RULES)).text


KEY = "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEA"


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        ("private-key", f"-----BEGIN PRIVATE KEY-----\n-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n-----END RSA", f"\n{KEY}\n"),
        ("xml-password-escaped", "&lt;password&gt;&lt;![CDATA[Gl4ss&lt;Heron]]&gt;&lt;/password&gt;", "&lt;![CDATA[Gl4ss&lt;Heron]]&gt;"),
        ("xml-password-escaped", "&lt;pwd&gt;\n &lt;value&gt;Gl4ss&lt;Heron&lt;/value&gt;", "&lt;value&gt;Gl4ss&lt;Heron"),
        ("xml-password-escaped", "&lt;pwd&gt;Gl4ss Heron  \n &lt;/pwd&gt;", "Gl4ss Heron"),
        ("xml-password-escaped", "&lt;password&gt;&lt;/password&gt;&lt;right&gt;GRANTED&lt;/right&gt;", None),
        ("xml-password-escaped", "&lt;password&gt;&lt;password&gt;Gl4ss Heron&lt;/password&gt;", "Gl4ss Heron"),
        ("xml-username-escaped", "&lt;username&gt;&lt;username&gt;heron&lt;b&gt; &lt;/username&gt;", "heron&lt;b&gt;"),
    ],
)  # fmt: skip
def test_what_keeps_a_rule_from_running_on_takes_no_value_from_it(rule, text, value):
    """Another label ends what a label begins; other tags do not."""
    found = [value.decode() for _, _, value in values(BY_ID[rule], text.encode(), text.encode().lower())]
    assert found == ([value] if value else [])


@pytest.mark.parametrize("count", [1, 2, 4, 5, 60])
def test_a_known_value_of_many_blanks_is_read_in_one_way(count):
    """Where lines are broken in it, it is found; where they are broken in something like it, that is soon seen."""
    value = "Gl4ss" + " " * count + "Heron_7"
    like = "Gl4ss" + "\n    " * (count + 1) + "x_7 "
    text = like * 9 + "Gl4ss" + " " * (count - 1) + "\n > Heron_7 " + "Gl4ssHeron_7 " + like * 9
    spans = list(Known([(value, "password")]).spans(text.encode()))
    assert [text[span.start : span.end] for span in spans] == ["Gl4ss" + " " * (count - 1) + "\n > Heron_7"]


def test_a_known_value_of_many_words_is_read_in_one_way():
    """Each blank may be a break, with blanks of its own behind it; a sentence that ends otherwise is soon left."""
    words = "abcdefghijklmnopqrstuvwxyz"
    text = "\n   ".join(words) + "?" + " ".join(words) + "." + words + "=\n"
    spans = list(Known([(" ".join(words) + ".", "password")]).spans(text.encode()))
    assert [text[span.start : span.end] for span in spans] == [" ".join(words) + "."]


def test_values_that_begin_alike_are_found_like_others():
    """By their lengths and texts, in the order of their places and numbers."""
    finder, lines = Finder(), Finder()
    texts = [b"Gl4ss-Heron-%d" % number for number in range(0, 400, 2)] + [b"Gl4ss", b"Gl4ss-", b"Gl4ss-Heron-8"]
    for text in texts:
        finder.add(text)
    for text in texts[:64]:
        lines.add(text)
    data = b" ".join(b"Gl4ss-Heron-%d" % number for number in range(400))
    found = finder.places(data)
    assert sorted(found) == sorted(hit for number, text in enumerate(texts) for hit in places(data, text, number))
    assert [hit for hit in found if hit[1] < 64] == sorted(
        lines.places(data), key=lambda hit: (start(hit, texts), hit[1])
    )


def places(data, text, number):
    begin = -1
    while (begin := data.find(text, begin + 1)) >= 0:
        yield begin + len(text), number


def start(hit, texts):
    return hit[0] - len(texts[hit[1]])
