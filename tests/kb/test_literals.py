"""Every pattern's required literals do occur in whatever the pattern matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.kb.literals import required, weight


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"(?i)\bCCC_203\b", ("ccc_203",)),
        (r"unable to authenticate with CCC", ("authenticate",)),
        (r"(?:red|green|blue) light", ("light",)),
        (r"(?:yellow|orange) eye", ("orange", "yellow")),
        (r"a(?:bc)+d", ("abc",)),
        (r"x?y*z{2}", ("z",)),
        (r"[0-9]{3}", ()),
        (r"(?:abc|)", ()),
        (r"caf\xc3\xa9", ("caf",)),
        (r"gate(?:way)? time-?out", ("time-", "timeout")),
        (r"a\.b\(c\)", ("a.b(c)",)),
        (r"", ()),
    ],
)
def test_the_longest_text_that_must_occur_is_found(pattern, literals):
    """Of several, the one whose shortest choice is longest; nothing where nothing must occur."""
    assert required(pattern) == literals


def test_the_weight_is_that_of_the_shortest_choice():
    """A pattern is as weak as its weakest branch."""
    assert (weight(("abcd", "ab")), weight(())) == (2, 0)


PATTERNS = st.recursive(
    st.sampled_from(["a", "b", "ab", "B", "[ab]", ".", r"\b", r"\.", "c"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from("?*+")).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        inner.map(lambda each: f"({each})"),
    ),
    max_leaves=12,
)


@given(PATTERNS, st.text(alphabet="abAB.c ", max_size=30))
def test_what_matches_holds_one_of_them(pattern, text):
    """The prefilter never drops a match."""
    literals = required(pattern)
    if re.search(pattern, text, re.IGNORECASE) and literals:
        assert any(literal in text.lower() for literal in literals)
