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
