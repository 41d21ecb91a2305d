"""Clauses: quotations keep their length and lose their meaning, clauses that are chosen are blanked, and what a program wrote stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import cues

from cccdiag.triage import clauses


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab \n.!?\"'«»>-CCC_203é", max_size=200))
def test_nothing_moves(text):
    """Whatever is hushed or blanked, every line end and every byte after it stays where it was."""
    raw = text.encode()
    for told in (clauses.quiet(raw), clauses.without(raw, lambda _: True), cues().told(raw)):
        assert len(told) == len(raw)
        assert [place for place, letter in enumerate(told) if letter == 10] == [
            place for place, letter in enumerate(raw) if letter == 10
        ]


def test_a_message_with_full_stops_in_it_is_part_of_its_sentence():
    """What is quoted parts no sentence; *but* does."""
    text = b'It said "No way. Check it." twice. CCC_203 is gone but CCC_218 came.'
    assert list(clauses.spoken(text)) == [
        b'It said "xxxxxxxxxxxxxxxxx" twice.',
        b" CCC_203 is gone ",
        b"but CCC_218 came.",
    ]


def test_what_a_program_wrote_is_no_clause():
    """A line of a log inside a letter is never blanked."""
    line = b"2026-05-04 09:00:00,000 [1] ERROR A.B - CCC_203 is solved"
    assert clauses.without(line, lambda _: True) == line


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("CCC_203 is solved, thanks. Today we get CCC_218.", {"CCC_218"}),
        ("Kein CCC_200 mehr, aber seit heute CCC_203.", {"CCC_203"}),
        ("Nous avons CCC_203 depuis hier, plus aucun CCC_001.", {"CCC_203", "CCC_001"}),
    ],
)
def test_only_the_clause_that_is_over_is_passed_over(text, left):
    """What comes after *but*, or in the next sentence, counts; a clause that tells of trouble of its own stays whole."""
    told = cues().told(text.encode()).decode()
    assert {code for code in ("CCC_001", "CCC_200", "CCC_203", "CCC_218") if code in told} == left


@pytest.mark.parametrize(
    "text",
    [
        'Prices are showing again, thank you. As of today: "CCC_218".',
        'Die Preise werden wieder angezeigt, danke. Seit heute kommt "CCC_218".',
        'Les prix s\'affichent de nouveau, merci. Depuis hier : "CCC_218".',
        'Los precios vuelven a mostrarse, gracias. Desde hoy sale "CCC_218".',
    ],
)
def test_what_goes_again_is_over(text):
    """A clause that says that something goes again is passed over although *again* stands in it; the trouble beside it stays."""
    told = cues().told(text.encode()).decode()
    assert ("pri" in told.lower().replace("preci", "pri").replace("prei", "pri"), "CCC_218" in told) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "If we reopen the form, search works again.",
        "Searches are working again until the next break.",
        "Wenn wir das Formular neu öffnen, werden die Preise wieder angezeigt.",
        "Orders with odd pages are not working again.",
    ],
)
def test_what_goes_only_for_a_while_is_not_over(text):
    """After each restart, until the next break, or not at all: that is trouble."""
    assert cues().told(text.encode()) == text.encode()


def test_a_form_that_was_filled_in_is_no_page_of_questions_and_answers():
    """Who is asked since when, and answers, tells of trouble of their own; a page that explains codes does not."""
    asked = b"Q: What is wrong?\nA: It says CCC_203.\nQ: Since when?\nA: Monday.\n"
    page = b"Q: What does CCC_203 mean?\nA: The account is on hold.\nQ: What does CCC_211 mean?\nA: Not your order.\n"
    assert (cues().reason(asked), cues().reason(page)) == (None, "questions-and-answers")


@pytest.mark.parametrize("gap", [" ", "\n", "\n> ", "\n>  "])
def test_the_words_of_a_message_are_no_talk_of_what_may_be(gap):
    """What the message of CCC itself says may be the reason leaves the message where it is, also quoted and broken by a mailer."""
    text = (
        "It is red once per search:\n\nCCC error: USER_MISCONFIGURED - User for given transaction is"
        f" misconfigured:{gap}could be the result of not having the correct role, or ...\n\nWhat role? The account is the librarian's."
    )
    assert cues().told(text.encode()) == text.encode()


def test_what_a_text_only_imagines_of_the_message_is_talk():
    """The same message in a sentence of what may be seen some day is no trouble."""
    text = (
        "If a user belongs to two organizations, the client log may show CCC error: USER_MISCONFIGURED - User for given"
        " transaction is misconfigured: could be the result of not having the correct role."
    )
    assert b"MISCONFIGURED" not in cues().told(text.encode())
