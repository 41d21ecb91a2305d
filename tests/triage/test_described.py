"""What sentences of articles mean is the same whether it is found out or was kept, and what was kept is never trusted blindly."""

from __future__ import annotations

import dataclasses

import pytest
from triage_room import vocabulary

from cccdiag.kb import find
from cccdiag.kb.find import knowledge
from cccdiag.triage import described, prepared
from cccdiag.triage.words import Language

SENTENCES = [text for *_, texts in knowledge().descriptions() for text in texts]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(find, "cache_folder", lambda: str(tmp_path / "cache"))
    return tmp_path / "cache"


def plain(sentences, words):
    return {sentence: Language(words).meanings(sentence) for sentence in sentences}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_was_kept_is_what_is_found_out(folder):
    """For every sentence of every article; in one file, which the second time is only read."""
    language = Language(vocabulary())
    told = {sentence: language.meanings(sentence) for sentence in SENTENCES}
    assert described.meanings(SENTENCES, vocabulary()) == told
    (file,) = folder.iterdir()
    before = file.stat().st_mtime_ns
    assert described.meanings(SENTENCES, vocabulary()) == told
    assert [(one.name, one.stat().st_mtime_ns) for one in folder.iterdir()] == [(file.name, before)]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1, 2]", b'[["a"]]', b'[["a"], "b"]', b'{"a": 1}', b"[" * 100_000, b"\xff"]
)
def test_a_damaged_file_is_as_good_as_none(content, folder):
    """And is written anew."""
    some = SENTENCES[:2]
    told = described.meanings(some, vocabulary())
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(content)
    assert described.meanings(some, vocabulary()) == told == plain(some, vocabulary())
    assert file.read_bytes() == whole


def test_other_words_and_other_sentences_have_a_file_of_their_own(folder):
    """What decides the meaning is in the name; the newest eight stay."""
    some, other = ["The library is on hold."], dataclasses.replace(vocabulary(), stop=("library",))
    assert described.meanings(some, vocabulary()) == plain(some, vocabulary())
    assert described.meanings(some, other) == plain(some, other)
    assert len(names(folder)) == 2
    for number in range(9):
        described.meanings([f"Sentence {number} of many."], vocabulary())
    assert len(names(folder)) == 8


def test_where_nothing_can_be_kept_the_answer_is_the_same(folder):
    """A file stands where the folder should be."""
    folder.write_text("in the way", encoding="utf-8")
    assert described.meanings(SENTENCES[:3], vocabulary()) == plain(SENTENCES[:3], vocabulary())


def test_letters_are_read_with_it(folder):
    """The reader of letters asks for all sentences at once, and a sentence of a letter means what it meant before."""
    prepared.reader.__wrapped__(knowledge())
    assert len(names(folder)) == 1
    language = Language(vocabulary(), {"known": frozenset({"OF OLD"})})
    assert (language.meanings("known"), language.meanings("The account is on hold.")) == (
        {"OF OLD"},
        Language(vocabulary()).meanings("The account is on hold."),
    )
