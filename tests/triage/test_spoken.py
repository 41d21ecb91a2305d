"""What was said and where: lines of a chat, the sentence around a place, what is kept of a record that nobody knows."""

from __future__ import annotations

import dataclasses

import pytest
from triage_room import report

from cccdiag.errors import FactError
from cccdiag.kb.find import knowledge
from cccdiag.redact import load
from cccdiag.triage import about, clauses, parts, reading, unrecognised, words
from cccdiag.triage.formats import Head
from cccdiag.triage.proof import Exhibits
from cccdiag.triage.prose import prose_lines
from cccdiag.triage.records import Record
from cccdiag.triage.sources import text_source

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


@pytest.mark.parametrize(
    ("token", "stem"),
    [
        ("ordering", "order"), ("orderings", "order"), ("ordered", "order"), ("orders", "order"), ("order", "order"),
        ("copies", "copi"), ("boxes", "boxe"), ("yes", "yes"), ("fees", "fees"), ("desks", "desk"), ("desk", "desk"),
        ("sing", "sing"), ("rarely", "rare"), ("broken", "brok"), ("speaker", "speak"), ("tellings", "tell"),
    ],
)  # fmt: skip
def test_an_ending_is_taken_off_where_four_letters_stay(token: str, stem: str) -> None:
    """The longest that fits comes first; what is shorter without it is a word of its own."""
    assert words._stem(token) == stem


def test_a_vocabulary_with_an_unknown_key_is_refused_by_the_name_of_its_file() -> None:
    """Whoever wrote it is to find the place."""
    with pytest.raises(FactError) as caught:
        words.load({**knowledge().document("tickets"), "heron": []})
    assert str(caught.value).startswith("tickets.yaml")


def test_a_letter_has_as_many_lines_as_it_has_lines_of_text() -> None:
    """Empty ones at its end do not count; those in it do."""
    for text, lines in ((b"We get CCC_203.", 1), (b"We get\n\nCCC_203.\r\n\r\n\n", 3), (b"\nWe get CCC_203.", 2)):
        (found,) = report(text).diagnoses
        assert [(one.line, one.end_line) for one in found.evidence] == [(1, lines)]


def test_lines_around_a_record_that_are_no_text_are_shown_with_marks() -> None:
    """Bytes of another encoding take nothing from the lines beside them."""
    exhibits = Exhibits(load(knowledge().document("redaction")), b"key")
    assert exhibits.lines([b"one", b"Gr\xfc\xdfe\0", b"y" * 301, b""]) == (
        "one", "Gr\ufffd\ufffde", "y" * 300 + "\u2026", ""
    )  # fmt: skip
    assert exhibits.lines([]) == ()


def test_parts_are_handed_out_together_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """That size itself is none too large."""
    monkeypatch.setattr(reading, "_TOGETHER", 100)

    def bundles(*sizes: int) -> list[list[int]]:
        sources = [source for size in sizes for source in text_source("a", b"x" * size)]
        return [[part.size for part in bundle] for bundle in reading._bundles(map(parts.Part, sources), 2)]

    assert bundles(60, 40, 1) == [[60, 40], [1]]
    assert bundles(60, 41) == [[60], [41]]
    assert bundles(200, 1) == [[200], [1]]


@pytest.mark.parametrize(
    ("text", "parts_of_it"),
    [
        (b"But it fails. We wait", [b"But it fails.", b" We wait"]),
        (b"It works but it is slow", [b"It works ", b"but it is slow"]),
        (b"butter is no word of that kind", [b"butter is no word of that kind"]),
        (b"", []),
    ],
)
def test_a_clause_begins_with_a_word_that_turns_the_sense(text: bytes, parts_of_it: list[bytes]) -> None:
    """At the very beginning it turns nothing, and no empty clause comes before it."""
    assert list(clauses.spoken(text)) == parts_of_it
