"""What was said and where: lines of a chat, the sentence around a place, what is kept of a record that nobody knows."""

from __future__ import annotations

import dataclasses

import pytest

from cccdiag.triage import about, unrecognised
from cccdiag.triage.formats import Head
from cccdiag.triage.prose import prose_lines
from cccdiag.triage.records import Record

SAID = "the copyright window shows nothing at all"


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("14:02 ", ""),
        ("14.02 ", ""),
        ("[14:02] ", ""),
        ("[14:02:31] Lea Heron: ", ""),
        ("2026-05-04 14:02 ", ""),
        ("04.05.2026, 14:02 Lea (desk): ", ""),
        ("5/4/2026 2:02 PM - Lea O'Hara: ", ""),
        ("2:02 pm Tom: ", ""),
        ("Visitor: ", ""),
        ("  me: ", ""),
        ("chat bot: ", ""),
        ("Kunde 2: ", ""),
        ("Lea Heron: ", "Lea Heron: "),
        ("Agent Tom (14:02): ", "Agent Tom (14:02): "),
        ("meadow: ", "meadow: "),
        ("12 ", "12 "),
        ("14:02:31 ERROR ", "14:02:31 ERROR "),
        ("visitor: ERROR, ", "visitor: ERROR, "),
    ],
)
def test_of_a_line_of_a_chat_what_was_said_is_left(head: str, rest: str) -> None:
    """Without when and by whom; a name alone may be part of what was said, and a line with a level is none of a chat."""
    assert list(prose_lines((head + SAID).encode())) == [(rest + SAID).encode()]


@pytest.mark.parametrize("head", ["14:02 ", "Visitor: ", "[14:02:31] Lea Heron: "])
def test_who_says_two_words_has_written_no_line(head: str) -> None:
    """Those that tell who it is are not what was said."""
    assert [list(prose_lines((head + said).encode())) for said in ("nobody knows", SAID)] == [[], [SAID.encode()]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"One two. Three HERE four. Five.", b"Three HERE four"),
        (b"HERE", b"HERE"),
        (b"One. HERE", b"HERE"),
        (b"HERE one. Two.", b"HERE one"),
        (b"One.\nTwo\nHERE three\nfour", b"HERE three"),
        (b"one www.here.org HERE and 3.5 more", b"one www.here.org HERE and 3.5 more"),
        (b"A" + b"x" * 2500 + b"HERE" + b"y" * 2500 + b". B", b"x" * 2000 + b"HERE" + b"y" * 2500),
        (b"A. " + b"x" * 1998 + b"HERE", b"x" * 1998 + b"HERE"),
        (b"A. " + b"x" * 1999 + b"HERE", b" " + b"x" * 1999 + b"HERE"),
        (b"A. " + b"x" * 2001 + b"HERE", b"x" * 2000 + b"HERE"),
    ],
)
def test_a_sentence_ends_with_its_stop_its_line_or_so_far_away(text: bytes, sentence: bytes) -> None:
    """Two thousand bytes are looked back at, and none before them."""
    at = text.index(b"HERE")
    left, right = about._sentence(text, at, at + 4)
    assert text[left:right] == sentence


def test_of_an_unknown_record_as_much_is_kept_as_is_ever_shown() -> None:
    """Its place, its head and how many lines it has are those of the whole."""
    text = b"a head: " + b"CCC gateway \n" * 1000
    record = Record("a.log", 70, text, frozenset(("log",)), Head("09:14:00", "WARN", "A.B", 8), lines=1001)
    kept = dataclasses.replace(record, text=text[: 8 + 4096])
    groups = unrecognised.Groups()
    groups.add(record)
    assert groups.remember(b"rough", record)
    assert [one.example for one in groups.by_shape.values()] == [kept]
    assert [one.example for one in groups.rough.values()] == [kept]
    assert groups.remember(b"others", None)
    assert groups.rough[b"others"].example is None
