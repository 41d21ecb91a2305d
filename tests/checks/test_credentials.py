"""The form of credentials: every oddity is named with its place, and no value is ever part of what is said."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.checks.credentials import explains
from cccdiag.checks.form import GRAVITY, Finding, between, findings

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
        ("•••••••", [("placeholder", 0, "a placeholder that was never filled in")]),
        ('"quoted1"', [("label", 0, "quotation marks around the value")]),
        ("Password: Abc12", [("label", 1, "a label in front of the value"), ("inner-space", 10, "SPACE inside")]),
        ("Basic QUJD", [("label", 1, "a label in front of the value"), ("inner-space", 6, "SPACE inside")]),
        ("a&amp;b", [("label", 2, "a character that is written the XML way")]),
        ("  two", [("white-space", 1, "SPACE at the start"), ("white-space", 2, "SPACE at the start")]),
        ("a\tb", [("white-space", 2, "TAB inside")]),
        ("a\u2013b", [("look-alike", 2, "EN DASH")]),
        ("a\u2212b", [("look-alike", 2, "MINUS SIGN")]),
        ("pe\u0301", [("look-alike", 3, "COMBINING ACUTE ACCENT")]),
        ("\uff41bc", [("look-alike", 1, "FULLWIDTH LATIN SMALL LETTER A")]),
        ("a\u0661", [("look-alike", 2, "ARABIC-INDIC DIGIT ONE")]),
        ("a\udc80", [("invisible", 2, "a byte that is no text in UTF-8")]),
        ("a\u202eb", [("invisible", 2, "RIGHT-TO-LEFT OVERRIDE")]),
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


@pytest.mark.parametrize(
    ("username", "password", "key", "secret", "said"),
    [
        ("u@x.example", "Abc-1", "K" * 20, "s" * 44, []),
        ("u@x.example", "Abc-1", "s" * 44, "K" * 20, [("access_key", "swapped")]),
        ("u@x.example", "Abc-1", "s" * 38, "K" * 20, [("access_key", "swapped")]),
        ("u@x.example", "Abc-1", "K" * 20, "K" * 20, [("access_secret", "swapped")]),
        ("Abc-1", "u@x.example", "K" * 20, "s" * 44, [("password", "swapped")]),
        ("u@x.example", "P@ss.word", "K" * 20, "s" * 44, []),
        ("K" * 20, "s" * 44, "K" * 20, "s" * 44, [("username", "swapped"), ("password", "swapped")]),
        ("", "", "", "", []),
    ],
)
def test_values_in_each_others_place_are_told(username, password, key, secret, said):
    """Key and secret, login and key pair: by their lengths and by being the same."""
    found = between(username, password, key, secret, usual_key=20)
    assert [(one.field, one.problem) for one in found] == said


def test_a_colon_in_the_access_key_is_told():
    """It ends the key in the header; in a secret it is a letter like others."""
    assert [(f.problem, f.position) for f in findings("access_key", "AB:CD")] == [("label", 3)]
    assert not list(findings("access_secret", "AB:CD"))


def test_only_what_is_odd_in_a_lock_explains_its_refusal():
    """A length that is merely unusual explains nothing, and neither does the other lock."""
    odd = {
        "findings": [{"field": "password", "problem": "white-space"}, {"field": "access_key", "problem": "length-hint"}]
    }
    assert explains(odd, "username", "password")
    assert not explains(odd, "access_key", "access_secret")
    assert not explains({}, "password")
