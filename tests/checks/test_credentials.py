"""The form of credentials: every oddity is named with its place, and no value is ever part of what is said."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.checks.form import GRAVITY, Finding, findings

NBSP, ZERO_WIDTH, BOM, SOFT = "\u00a0", "\u200b", "\ufeff", "\u00ad"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plainword1", []),
        ("pássword", []),
        ("", [("missing", 0, "the value is empty")]),
        (" lead", [("white-space", 1, "SPACE at the start")]),
        ("trail ", [("white-space", 6, "SPACE at the end")]),
        ("in ner", [("inner-space", 3, "SPACE inside")]),
        ("tab\t", [("white-space", 4, "TAB at the end")]),
        ("line\r\n", [("line-break", 5, "CARRIAGE RETURN"), ("line-break", 6, "LINE FEED")]),
        (f"a{NBSP}b", [("invisible", 2, "NO-BREAK SPACE")]),
        (f"a{ZERO_WIDTH}b", [("invisible", 2, "ZERO WIDTH SPACE")]),
        (f"{BOM}ab", [("invisible", 1, "ZERO WIDTH NO-BREAK SPACE")]),
        (f"ab{SOFT}", [("invisible", 3, "SOFT HYPHEN")]),
        ("a\u0000b", [("invisible", 2, "U+0000")]),
        ("it\u2019s", [("look-alike", 3, "RIGHT SINGLE QUOTATION MARK")]),
        ("p\u0430ss", [("look-alike", 2, "CYRILLIC SMALL LETTER A")]),
        ("changeme", [("placeholder", 0, "a placeholder that was never filled in")]),
        ("<password>", [("placeholder", 0, "a placeholder that was never filled in")]),
        ("${CCC_PASSWORD}", [("placeholder", 0, "a placeholder that was never filled in")]),
    ],
)
def test_each_oddity_is_told_by_name_and_position(text, said):
    """Positions count from one; 0 speaks of the whole value."""
    assert [(f.problem, f.position, f.name) for f in findings("password", text)] == said


def test_lengths_are_the_gateways():
    """Too long, not exact, and the hint that is no more than one (D16)."""
    assert list(findings("password", "x" * 26 + "1", longest=25)) == [
        Finding("password", "too-long", 0, "27 characters, the gateway takes 25 at most")
    ]
    assert [f.problem for f in findings("product", "AB", exact=3)] == ["wrong-length"]
    assert [f.problem for f in findings("access_secret", "k" * 38, hint=44)] == ["length-hint"]
    assert not list(findings("access_secret", "k" * 44, hint=44))


@given(st.text(max_size=60))
def test_every_finding_is_of_the_closed_list_and_names_a_real_place(text):
    """Whatever was pasted, the form is told and nothing breaks."""
    for finding in findings("password", text, longest=25, hint=44):
        assert finding.problem in GRAVITY
        assert 0 <= finding.position <= len(text)


@given(
    st.text(alphabet=string.ascii_letters + string.digits + "!#%+-./", min_size=9, max_size=25).filter(
        lambda t: any(c in "!#%+./" for c in t)
    )
)
def test_ordinary_passwords_are_well_formed(text):
    """No finding without a reason."""
    assert not [f for f in findings("password", text, longest=25) if f.problem != "placeholder"]
