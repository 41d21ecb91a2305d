"""Mails as Outlook saves them: the words of the sender, attachments under their names, mails in mails, and damage."""

from __future__ import annotations

import contextlib

import pytest
from compound import compound, message
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import ids

from cccdiag.triage import outlook
from cccdiag.triage.sources import sources

WORDS = 'Hello, Ares says "Ambiguous CCC Location" since Monday. Grüße, Zoë'
LOG = (
    b"2026-05-04 09:14:07,123 [4] ERROR AtlasSystems.Ares.Client.Controls.CopyrightControl - CCC: (504) Gateway Timeout\n"
    * 60
)
MAIL = compound(
    message("CCC", WORDS, ("Ares.log", LOG), ("note.txt", b"short"), ("older.msg", message("Re: CCC", "from before")))
)


def test_a_mail_is_its_words_and_what_is_attached():
    """Subject and text first; large and small attachments, and a mail within the mail."""
    assert list(outlook.parts(MAIL)) == [
        (None, "text/plain", f"Subject: CCC\n\n{WORDS}".encode()),
        ("Ares.log", "application/octet-stream", LOG),
        ("note.txt", "application/octet-stream", b"short"),
        ("older.msg", "text/plain", b"Subject: Re: CCC\n\nfrom before"),
    ]


def test_a_mail_that_is_only_html_is_read_as_a_person_sees_it():
    """The text without marks, as everywhere."""
    page = b"<html><body><p>Ares says <b>Ambiguous CCC Location</b></p></body></html>"
    assert list(outlook.parts(compound(message("x", None, html=page)))) == [
        (None, "text/plain", b"Subject: x\n\nAres says Ambiguous CCC Location")
    ]


def test_a_mail_of_outlook_is_triaged_like_any_other(tmp_path):
    """Its words and its log each show what they show, under names that tell them apart."""
    path = tmp_path / "ticket.msg"
    path.write_bytes(MAIL)
    assert [source.name for source in sources([str(path)])] == [
        str(path), f"{path}!Ares.log", f"{path}!note.txt", f"{path}!older.msg",
    ]  # fmt: skip
    assert sorted(ids(MAIL, "ticket.msg")) == ["ares-ambiguous-location", "http-504"]


@pytest.mark.parametrize("cut", [600, 1500, 4000, len(MAIL) - 700])
def test_a_damaged_mail_gets_a_note(cut, tmp_path):
    """Whatever is cut off, nothing breaks: a source with a note, or what could be read."""
    path = tmp_path / "cut.msg"
    path.write_bytes(MAIL[:cut])
    for source in sources([str(path)]):
        assert source.open is not None or source.note


def test_another_office_file_says_what_it_is(tmp_path):
    """An old workbook is no mail."""
    path = tmp_path / "book.xls"
    path.write_bytes(compound({"Workbook": b"x" * 100}))
    assert [(source.open, source.note) for source in sources([str(path)])] == [
        (None, "is an Office file, not a text or a mail")
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_breaks_the_reader(data):
    """Bytes changed anywhere end in a note at worst."""
    bad = bytearray(MAIL)
    for _ in range(data.draw(st.integers(1, 8))):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValueError):
        assert all(isinstance(content, bytes) for _, _, content in outlook.parts(bytes(bad)))
