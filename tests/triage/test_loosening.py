"""A pattern made cheap to look for matches wherever the pattern does; its alternatives together are the pattern."""

from __future__ import annotations

import re

import pytest

from cccdiag.triage.loosen import WIDE, branches, expressions, loosened, rare

BLANK = r"(?:[\s\\rnt&bsp;\xc2\xa0>]{1,60})"


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["a", "b"]),
        ("(?i)a|b", ["(?i)a", "(?i)b"]),
        ("(?i)(?:a|b(c|d))", ["(?i)(?:a)", "(?i)(?:b(c|d))"]),
        (r"\b(?:a|b)\b", [r"\b(?:a)\b", r"\b(?:b)\b"]),
        ("[|]|x", ["[|]", "x"]),
        (r"a\|b", [r"a\|b"]),
        ("(?:a|b)(?:c|d)", ["(?:a|b)(?:c|d)"]),
        ("a(b|c)", ["a(b|c)"]),
        ("(a|b)|[)]x|c", ["(a|b)", "[)]x", "c"]),
        ("(?:[)]|b)", ["(?:[)])", "(?:b)"]),
        (r"(?:\)|b)", [r"(?:\))", "(?:b)"]),
        ("(?:a|[(]b)(?:c|d)", ["(?:a|[(]b)(?:c|d)"]),
    ],
)
def test_the_alternatives_of_a_pattern_are_told_apart(pattern, parts):
    """At its top, or in the one group that it is; what stands in brackets or behind a backslash divides nothing."""
    assert branches(pattern) == parts


@pytest.mark.parametrize(
    ("pattern", "cheap"),
    [
        ("x{1,5}", "x{1,5}"),
        ("x{0,64}", "x{0,64}"),
        ("x{0,65}", "x*"),
        ("x{2,99}", "x+"),
        ("x{3,}", "x+"),
        ("x{0,}", "x*"),
        ("x{64}", "x{64}"),
        ("x{65}", "x+"),
        (r"\Aab\Z\z\b\.", r"ab\b\."),
        ("^a$b", "ab"),
        ("[^a b$]c", "[^a b$]c"),
        ("(?P<name>a)(?:b)", "(?:a)(?:b)"),
        ("a{b}", "a{b}"),
        ("a b", f"a{BLANK}b"),
    ],
)
def test_a_pattern_is_loosened_where_that_makes_it_cheap(pattern, cheap):
    """Long repeats lose their end, anchors go, a blank stands for every way in which it can be written."""
    assert loosened(pattern) == cheap


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("say it", "say \\r\\n it"),
        ("say it", "say&nbsp;it"),
        ("say it", "say\u00a0it"),
        ("can't", "can&#39;t"),
        ("can't", "can\u2019t"),
        ('"x"', "&quot;x&quot;"),
        ('"x"', "\u201cx\u201d"),
        ('"x"', '\\\\\\"x\\\\\\"'),
    ],
)
def test_blanks_and_quotation_marks_are_found_however_they_are_written(pattern, text):
    """Escaped, as references, curly, wrapped."""
    assert re.search(loosened(pattern).encode(), text.encode())


@pytest.mark.parametrize(
    ("texts", "worth"),
    [
        ([], False),
        (["zebras"], True),
        (["zebra"], False),
        (["zebr5"], True),
        (["ze-5"], False),
        (["gateway"], False),
        (["atewa5"], True),
        (["gatewa"], False),
        (["my gateway"], False),
        (["our gateway"], True),
        (["zebras", "gateway"], False),
        (["zebras", "quaggas"], True),
    ],
)
def test_a_text_is_worth_a_look_when_few_records_hold_it(texts, worth):
    """Six letters, or five with another sign, that are little more than no word of every log; each of those given."""
    assert rare(texts) is worth


def test_what_is_looked_for_is_the_rarest_text_of_each_alternative():
    """Others are cheapened; those that differ in a number of three digits are one; every pattern is behind its own."""
    patterns = [
        "CCC says zebrafailure [a-z]{3}",
        "err 401 [xy]",
        "err 412 [xy]",
        "quaggafailure",
        "(?:ok [0-9]|x2)",
    ]
    found = expressions(patterns)
    assert found == [
        ("(?i)zebrafailure", (0,)),
        (f"err{BLANK}4[01][12]{BLANK}[xy]", (1, 2)),
        ("quaggafailure", (3,)),
        (f"(?:ok{BLANK}[0-9])", (4,)),
        ("(?:x2)", (4,)),
        *((wide, (1, 2, 4)) for wide in WIDE),
    ]
    assert expressions(["quaggafailure"]) == [("quaggafailure", (0,))]
