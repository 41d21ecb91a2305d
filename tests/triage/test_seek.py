"""Patterns looked for where they can begin: match for match what ``re`` finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.kb.find import knowledge
from cccdiag.kb.literals import heads, required
from cccdiag.kb.patterns import compiled
from cccdiag.triage.seek import seeker

LETTERS = st.sampled_from(["abc", "abd", "bcd", "ab", "c", " ", "x", "\n", "ABC", "aBd", "1", ":"])
TEXTS = st.lists(LETTERS, max_size=30).map("".join)


@st.composite
def patterns(draw: st.DrawFn, depth: int = 2) -> str:
    """A pattern of texts, choices, repeats, classes and borders."""
    piece = st.sampled_from(
        [
            "abc",
            "abd",
            "bcd",
            "ab",
            "c",
            " ",
            r"\b",
            "[ab]",
            "[^a]",
            "[aA]bc",
            r"\d",
            "(?:abc)+",
            "(?=abc)",
            "(?!abd)",
            "abc?",
            ":",
        ]
    )
    if depth:
        inner = patterns(depth=depth - 1)
        piece = st.one_of(
            piece,
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
            inner.map(lambda part: f"(?:{part})?"),
            st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]}|)"),
            inner.map(lambda part: f"(?:{part})*?"),
        )
    return "".join(draw(st.lists(piece, min_size=1, max_size=4)))


@given(patterns(), st.booleans(), TEXTS, st.integers(0, 5))
def test_a_seeker_finds_what_re_finds_match_for_match(pattern: str, folded: bool, text: str, start: int) -> None:
    """First match and all matches are those of ``search`` and ``finditer``, from any place on."""
    pattern = "(?i)" * folded + pattern
    expression, data = compiled(pattern), text.encode()
    expected = [match.span() for match in expression.finditer(data, start)]
    seeking = seeker(pattern)
    first = seeking.first(data, data.lower(), start)
    assert [match.span() for match in seeking.all(data, data.lower(), start)] == expected
    assert (first and first.span()) == (expected[0] if expected else None)


@given(patterns(), st.booleans(), TEXTS)
def test_whatever_matches_begins_with_a_head_and_holds_a_required_text(pattern: str, folded: bool, text: str) -> None:
    """Heads and required texts are never promised in vain."""
    pattern = "(?i)" * folded + pattern
    for match in compiled(pattern).finditer(text.encode()):
        found = match[0].decode().lower()
        begins, needed = heads(pattern), required(pattern)
        assert not begins or found.startswith(begins)
        assert not needed or any(one in found for one in needed)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"(?i)\b(?:connect to|connection to) x", ("connec",)),
        (r"(?:C|c)onnect", ("connec",)),
        (r"(?i)(?:a|)bc", ("abc", "bc")),
        (r"(?=x)foo", ("foo",)),
        (r"(?:ab|cd)+e", ("ab", "cd")),
        (r"[^a]bc", ()),
        (r"a?", ()),
        (r"abc|", ()),
        (r"'abc", ()),
    ],
)
def test_heads_are_the_texts_with_which_a_pattern_begins(pattern: str, expected: tuple[str, ...]) -> None:
    """A quotation mark stands for many written forms, so nothing is known behind it."""
    assert heads(pattern) == expected


def test_a_text_is_required_with_what_may_follow_it() -> None:
    """A port is looked for with its colon: its digits alone stand in every log."""
    assert required(r"(?i)([a-z.]+):(?:443|80)\b") == (":443", ":80")


def test_most_signatures_begin_with_a_text() -> None:
    """Otherwise looking for beginnings would not be worth its module: two of three alternatives have one."""
    from cccdiag.triage.loosen import branches

    every = [branch for row in knowledge().signatures() for branch in branches(row[3])]
    assert 3 * sum(bool(heads(branch)) for branch in every) > 2 * len(every)


def test_a_match_may_begin_within_a_match_that_failed() -> None:
    """The search goes on one byte behind a place where it did not match."""
    text = b"abcabcabd"
    assert [one.span() for one in seeker("abcabd").all(text, text)] == [(3, 9)]
    assert re.search(rb"abcabd", text)


def test_a_pattern_is_possible_only_where_all_that_it_needs_is_there() -> None:
    """One text of each set: a status that no letter names is not even compiled for it."""
    status = seeker(r"(?i)\bCCC (?:returned|answered)(?: with|) 401\b")
    assert [
        status.possible(text) for text in (b"ccc returned 401", b"ccc answered with 401", b"x 401 ccc returned")
    ] == [True] * 3
    assert [status.possible(text) for text in (b"ccc returned 403", b"ccc has 401", b"returned 401", b"")] == [
        False
    ] * 4
