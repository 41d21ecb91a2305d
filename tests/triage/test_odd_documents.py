"""Documents as few programs write them: mails without words, rich text that breaks off, tables of calls, folders of nothing."""

from __future__ import annotations

import csv
import dataclasses
import os
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from compound import compound, message
from triage_room import log_formats, sweeper, vocabulary

from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.kb.model import When
from cccdiag.triage import cluster, counted, mail, outlook, remote, richtext, sources, sweep
from cccdiag.triage.counted import Counted
from cccdiag.triage.diagnose import triage
from cccdiag.triage.entries import Documents
from cccdiag.triage.formats import Head
from cccdiag.triage.presence import seen_in, unmet_in
from cccdiag.triage.records import NO_HEAD, Record
from cccdiag.triage.sources import HEAD, text_source
from cccdiag.triage.tally import Tally

DOCUMENTS = Documents(vocabulary().columns, log_formats())
LINE = "2026-01-31 09:14:0{},123 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - {}\n"


def a_mail(kind: str, *parts: tuple[str, str]) -> bytes:
    """A mail of several parts: their heads and what they hold."""
    head = f'From: a@example.org\nTo: b@example.org\nSubject: CCC\nMIME-Version: 1.0\nContent-Type: {kind}; boundary="x"\n\n'
    return (head + "".join(f"--x\n{of}\n\n{text}\n" for of, text in parts) + "--x--\n").encode()


PLAIN, HTML = "Content-Type: text/plain", "Content-Type: text/html"


@pytest.mark.parametrize(
    ("kind", "parts", "found"),
    [
        ("multipart/mixed", [(PLAIN, "words"), ("Content-Type: application/x-seal", "seal")], ["words"]),
        ("multipart/mixed", [(PLAIN, "words"), ("Content-Type: text/csv", "a,b")], ["words", ("part1", "text/csv", "a,b")]),
        ("multipart/alternative", [(PLAIN, "words"), (HTML, "<p>other words</p>")], ["words"]),
        ("multipart/alternative", [(PLAIN, " "), (HTML, "<p>words</p>")], [" \nwords"]),
        ("multipart/alternative", [("Content-Type: text/calendar", "BEGIN")], ["", ("part1", "text/calendar", "BEGIN")]),
    ],
)  # fmt: skip
def test_of_a_mail_words_and_texts_are_read(kind: str, parts: list[tuple[str, str]], found: list[Any]) -> None:
    """Of two ways of saying the same the plain one, where it says anything; what is no text and has no name is left out."""
    read = [(name, type_, data.decode()) for name, type_, data in mail.parts(a_mail(kind, *parts))]
    words, *rest = found
    assert read == [(None, "text/plain", f"Subject: CCC\n\n{words}"), *rest]


def test_an_attachment_of_outlook_that_holds_nothing_is_left_out() -> None:
    """Neither bytes nor a mail: a link to a file on somebody's drive. The others keep their numbers as names."""
    tree = message("CCC", "words", ("link", b""), ("x", b"text"))
    first, second = (name for name in tree if name.startswith("__attach"))
    del tree[first]["__substg1.0_37010102"]
    del tree[second]["__substg1.0_3707001F"]
    assert list(outlook.parts(compound(tree))) == [
        (None, "text/plain", b"Subject: CCC\n\nwords"), ("attachment2", "application/octet-stream", b"text")
    ]  # fmt: skip


def test_a_mail_of_outlook_that_breaks_off_says_that_it_is_damaged() -> None:
    """As every input that cannot be read: what it is, and what is wrong."""
    data = compound(message("CCC", "words"))
    (read,) = text_source("a.msg", data[:-100])
    assert (read.open, read.note) == (None, "is a mail of Outlook that cannot be read: the file is damaged")


@pytest.mark.parametrize(("written", "read"), [("Grüße".encode(), "Grüße"), (b"Gr\xfc\xdfe\0", "Grüße")])
def test_an_old_mail_of_outlook_has_letters_of_one_byte(written: bytes, read: str) -> None:
    """UTF-8 where they are that, else those of Windows."""
    tree = {"__properties_version1.0": b"\0" * 32, "__substg1.0_0037001E": written, "__substg1.0_1000001E": written}
    assert list(outlook.parts(compound(tree))) == [(None, "text/plain", f"Subject: {read}\n\n{read}".encode())]


def stream(body: bytes, size: int) -> bytes:
    return struct.pack("<II4sI", len(body) + 12, size, b"LZFu", 0) + body


@pytest.mark.parametrize(
    ("body", "size", "text"),
    [
        (b"\0{\\rtf1 x", 99, b"{\\rtf1 x"),
        (b"\x08abc\x0d\x20zzz", 99, b"abc"),
        (b"\x08abc\x0d\x20zzz", 2, b"ab"),
        (b"\x08abc\x0c", 99, b"abc"),
        (b"\x08abc\x0c\xf1", 99, b"abcabc"),
        (b"\x08abc\x0c\xf4", 99, b"abcabcabc"),
        (b"\x08abc\x0c\xf4zzzz", 7, b"abcabca"),
    ],
)
def test_packed_text_ends_at_its_own_place_its_size_or_where_it_breaks_off(body: bytes, size: int, text: bytes) -> None:
    """A reference to where one is writing is the end (the dictionary begins with 207 bytes); half a reference is none."""
    assert richtext.unpacked(stream(body, size)) == text


@pytest.mark.parametrize(
    ("rich", "text"),
    [
        (rb"{\rtf1\ansicpg99999 Gr\'fc\'dfe}", "Grüße"),
        (rb"{\rtf1\ansicpg65001 Gr\'c3\'bc\'c3\'9fe}", "Grüße"),
        (rb"{\rtf1\ansicpg Gr\'fc\'dfe}", "Grüße"),
        (rb"{\rtf1 a{\*\generator b\par\emdash\u8211?c}d}", "ad"),
        (rb"{\rtf1 a\~b\_c\|d}", "a b-cd"),
        (rb"{\rtf1\uc2 \u8211??a{\uc0 \u8211 b}\u8211??c}", "–a–b–c"),
        (rb"a}b}c", "abc"),
    ],
)
def test_odd_rich_text_says_what_can_be_read(rich: bytes, text: str) -> None:
    """A code page that nobody knows is that of Windows; what is hidden has no breaks and signs either; brackets too many close nothing."""
    assert richtext.text_of(struct.pack("<II4sI", 12, len(rich), b"MELA", 0) + rich) == text


def test_a_column_of_statuses_of_http_says_so() -> None:
    """A number alone would be any number; a column that is called so already keeps its name."""
    for name, told in (("Status", "HTTP status: 503"), ("HTTP code", "HTTP code: 503")):
        table = f"Date,URL,{name}\n2026-05-04 09:14:07,https://marketplace.copyright.com/ccc,503\n".encode()
        document = DOCUMENTS.of(table)
        assert document is not None
        url = "https://marketplace.copyright.com/ccc"
        first = table.index(b"\n") + 1
        (entry,) = document.entries(table)
        assert (entry.offset, entry.lines, entry.head) == (first, 1, Head("2026-05-04T09:14:07", None, None, 0))
        assert [line for line in entry.text.decode().split("\n") if line] == sorted(
            (told, f"URL: {url}"), reverse=name != "Status"
        )


def test_a_table_whose_cells_are_too_long_for_the_reader_is_read_as_text() -> None:
    """Another part of the program may have told the reader of tables to take no more."""
    table = b"subject,text\nhello,world and more\n"
    before = csv.field_size_limit()
    try:
        assert DOCUMENTS.of(table) is not None
        csv.field_size_limit(5)
        assert DOCUMENTS.of(table) is None
    finally:
        csv.field_size_limit(before)


def rows(count: int) -> str:
    """A table in which every other row is of trouble."""
    return "No,Level,Message\n" + "".join(
        f"{number:02},{'ERROR' if number % 2 else 'INFO'},ILLiad: CCC_20{number % 6} of copyright\n"
        for number in range(count)
    )


@pytest.mark.parametrize("batch", [1, 30, 100, 1 << 20])
def test_a_document_gives_the_same_however_many_entries_are_searched_at_once(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each entry is judged by what was found in it and in no other."""
    (source,) = text_source("a.csv", rows(24).encode())
    heard: list[int] = []
    expected = sweeper().sweep(source)
    monkeypatch.setattr(sweep, "_BATCH", batch)
    found = sweeper().sweep(source, watch=heard.append)
    assert (found.tally, found.records, found.lines, heard) == (expected.tally, 24, expected.lines, [source.size])
    assert {key[0]: total.records for key, total in found.tally.sums.items()} == {
        "CCC_201": 4,
        "CCC_203": 4,
        "CCC_205": 4,
    }


def test_of_a_document_that_is_larger_than_it_said_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of what is packed is known when it was unpacked; the note tells that there is more."""
    monkeypatch.setattr(sweep, "LARGEST", 400)
    monkeypatch.setattr(sweep, "LONGEST", 100)
    (source,) = text_source("a.csv", rows(24).encode())
    found = sweeper().sweep(dataclasses.replace(source, size=1))
    assert (found.size, found.records, found.note) == (500, 13, "is a document beyond 0 MiB; its beginning was read")


def test_a_folder_without_files_and_what_is_no_file_say_so(tmp_path: Path) -> None:
    """And a file of Office that is too large to be taken for a mail; each is named, and nothing waits for a pipe."""
    (tmp_path / "none" / "inner").mkdir(parents=True)
    (only,) = sources.sources([str(tmp_path / "none")])
    assert (only.name, only.open, only.note) == (str(tmp_path / "none"), None, "the folder holds no file")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_in_a_folder_is_no_file(tmp_path: Path) -> None:
    """Reading it would wait for somebody who writes."""
    os.mkfifo(tmp_path / "pipe")
    for named in (tmp_path, tmp_path / "pipe"):
        (only,) = sources.sources([str(named)])
        assert (only.name, only.open, only.note) == (str(tmp_path / "pipe"), None, "is no file")


def test_a_file_of_office_that_is_too_large_for_a_mail_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken into memory to find out."""
    data = compound(message("CCC", "words"))
    monkeypatch.setattr(sources, "_WHOLE", len(data))
    (read,) = text_source("a.msg", data)
    assert (read.note, read.words) == ("mail", True)
    monkeypatch.setattr(sources, "_WHOLE", len(data) - 1)
    (unread,) = text_source("a.msg", data)
    assert (unread.note, unread.open) == ("is an Office file, not a text or a mail", None)


def test_what_only_looks_like_a_pattern_behind_the_head_is_not_seen() -> None:
    """A place at which the text of a pattern stands is looked at closely; one that was seen is not looked for again."""
    (source,) = text_source("a.log", b"x" * HEAD + b"\nDelta x\nGamma 1\nGamma 2\nDelta y\n")
    near, there = r"Delta \d", r"Gamma \d"
    assert unmet_in(source, When(all=(there, near))) == f"all: {near}"
    assert seen_in(source, When(any=(near, there), none=(near,)))


def test_records_without_a_date_belong_to_no_day() -> None:
    """A letter has none, and a clock alone tells none; they are counted beside the days."""
    kept: list[Any] = []
    texts = {
        "dated.log": LINE.format(1, "CCC_203") + LINE.format(2, "CCC_203"),
        "letter.txt": "Since this morning ILLiad says: CCC account is on hold, CCC_203.",
    }
    inputs = [source for name, text in texts.items() for source in text_source(name, text.encode())]
    triage(inputs, knowledge(), keep=lambda *all_: kept.append(all_))
    ((found, unknown),) = kept
    assert [one for one in found if one.article == "CCC_203"] == [
        Counted("dated.log", "CCC_203", "2026-01-31", 2, "2026-01-31T09:14:01.123", "2026-01-31T09:14:02.123"),
        Counted("letter.txt", "CCC_203", None, 1, None, None),
    ]
    assert unknown == ()


def test_of_unknown_shapes_the_most_frequent_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as can be looked through; of two that are as frequent the one that came first."""
    monkeypatch.setattr(counted, "_SHAPES", 2)
    text = "".join(LINE.format(1, f"CCC gateway does {word} to nobody") for word in ("gor", "hor", "gor", "nor", "kor"))
    kept: list[Any] = []
    triage(text_source("a.log", text.encode()), knowledge(), keep=lambda *all_: kept.append(all_))
    ((_, unknown),) = kept
    assert [(one.source, one.records, one.example.partition("does ")[2][:3]) for one in unknown] == [
        ("a.log", 2, "gor"), ("a.log", 1, "hor")
    ]  # fmt: skip


def test_a_record_that_shows_an_article_already_is_not_counted_again_for_its_structure() -> None:
    """Told by its place and time; another record is."""
    tally = Tally()
    records = [
        Record("a", offset, b"x", frozenset(("log",)), dataclasses.replace(NO_HEAD, time=time))
        for offset, time in ((0, None), (0, None), (9, None), (9, "09:14:00"))
    ]
    for record in records:
        tally.add_structural(record, "own", 0)
    ((key, total),) = tally.sums.items()
    assert (key, total.records, total.certain) == (("own", frozenset(), False), 3, True)
    assert total.places == [(0, None), (9, None), (9, "09:14:00")]


def test_a_protocol_whose_library_is_missing_says_what_brings_it() -> None:
    """The address is shown without what may be secret."""
    (source,) = remote.sources("gs://me:NotARealWord41@bucket/a.log")
    assert (source.name, source.open) == ("gs://bucket/a.log", None)
    assert source.note is not None
    assert source.note.startswith("cannot be read: ")
    assert source.note.endswith(
        "; pip install 'cccdiag[remote]' brings what S3 and https need, smbprotocol what smb needs"
    )
    assert "NotARealWord41" not in source.note


def test_a_cluster_without_dask_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install, and where."""
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(
        InputError, match=r"^--cluster needs dask: pip install 'cccdiag\[cluster\]', here and on every worker$"
    ):
        cluster.cluster("tcp://127.0.0.1:9")
