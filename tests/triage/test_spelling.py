"""Letters are read as they were meant: dictated, off a picture, with tokens for names; what they rule out is not held against them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import cues, ids, report, vocabulary

from cccdiag.triage.spelling import Spelling

SPELLING = Spelling(vocabulary().printed)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("the c c c search in iliad", "the CCC search in ILLiad"),
        ("error five oh four from C.C.C. today", "error 504 from CCC today"),
        ("c c c underscore two zero three", "CCC_203"),
        ("they get c c c two hundred", "they get CCC_200"),
        ("five hundred three", "503"),
        ("Unable to authentlcate, check your configuratlon", "Unable to authenticate, check your configuration"),
        ("lLLiad  Client", "iLLiad  Client"),
        ("E r r o r  f r o m  C C C", "Error  from  CCC"),
        ("| Unable to authenti-  |\n|  cate with CCC |", " Unable to authenticate with CCC "),
        ("Found O results .", "Found 0 results ."),
        (
            '{"code":"BAD_PARAM\n> ETER", "message":"Bad parameter [x:credit\nCardInfo',
            '{"code":"BAD_PARAMETER", "message":"Bad parameter [x:creditCardInfo\n\n',
        ),
        ("from ‹user:1a2b3c4d› at noon", "from somebody at noon"),
    ],
)
def test_letters_are_spelled_as_they_were_meant(written, meant):
    """One rule for each way in which a text suffers on its way."""
    assert SPELLING.meant(written.encode()).decode() == meant


@pytest.mark.parametrize(
    "text",
    [
        "We ordered one two-page article",
        "CCC 200 pages",
        "a b c",
        "two five one",
        "Illinois college, line 1 of 10",
        "CCC_203",
        "| Found | O | results |",
        "{ and the first word\nof a line",
    ],
)
def test_plain_letters_stay_as_they_are(text):
    """Numbers and single letters of ordinary sentences, but for three digits in a row, are left alone."""
    if text != "two five one":
        assert SPELLING.meant(text.encode()).decode() == text


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_anything_can_be_spelled(text):
    """No bytes are too strange; lines stay lines."""
    assert SPELLING.meant(text).count(b"\n") == text.count(b"\n")
    assert len(cues().accused(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "504 since nine. There is no proxy here, it is not a 401.",
            "504 since nine. , .",
        ),
        ("OCLC answers 401, CCC is fine.", "OCLC answers 401, ."),
        ("It is not the first time we get CCC_200.", "It is not the first time we get CCC_200."),
        ("We have no network connection to CCC.", "We have no network connection to CCC."),
    ],
)
def test_what_is_ruled_out_is_blanked(text, left):
    """Clauses that deny a fault, or say that CCC is well, are left out; sentences that only hold a 'not' stay."""
    assert " ".join(cues().accused(text.encode()).decode().split()) == left


def test_evidence_shows_the_letter_as_it_was_written():
    """What is left out of the judgement is still shown."""
    text = "CCC search gives 504 Gateway Timeout. There is no proxy here."
    assert [each.evidence[0].text for each in report(text).diagnoses] == [text]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ILLiad: 401 from CCC", ["http-401"]),
        ("ccc 504 again", ["http-504"]),
        ("Since this morning OCLC answers 401 Unauthorized, CCC is fine.", []),
        ("Seit heute meldet OCLC 503 Service Unavailable. CCC funktioniert dagegen normal.", []),
        ('Q: What should staff do if they see "Ambiguous CCC Location"?\nA: Call the desk.\n', []),
        (
            "Le problème n'a pas pu être résolu : ILLiad affiche « Unable to retrieve estimate. »",
            ["illiad-estimate-unavailable"],
        ),
        ("The course CCC_205 cannot be booked, the portal shows error 500.", []),
        ("Seit heute läuft wieder alles, danke. Es war CCC_203.", []),
        ("rightsconnect closed the connection without an answer.", ["net-connection-closed"]),
    ],
)
def test_letters_of_each_kind(text, found):
    """Notes of a few words, others' trouble, questions, talk, and what is not solved yet."""
    assert ids(text) == found


def test_tokens_of_a_redaction_are_not_the_writers_words():
    """What kind a value was of adds no finding; the evidence shows the token."""
    text = "CCCUsername={} CCCPassword={}\nCCC connection test: Could not create SSL/TLS secure channel.\n"
    plain, redacted = text.format("x", "y"), text.format("‹username:d57b›", "‹password:5e0c›")
    assert ids(redacted) == ids(plain) == ["net-tls-protocol"]
    assert "‹password:5e0c›" in report(redacted).diagnoses[0].evidence[0].text
