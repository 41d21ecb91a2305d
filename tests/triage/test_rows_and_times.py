"""Times however they are written, rows that lack something, mails that cannot be written down as they were, evidence cut to size."""

from __future__ import annotations

import re

import pytest
from triage_room import log_formats, report, vocabulary

from cccdiag.kb.find import knowledge
from cccdiag.redact import load
from cccdiag.triage import mail
from cccdiag.triage.entries import Documents, Entry
from cccdiag.triage.formats import Head
from cccdiag.triage.proof import Exhibits

DOCUMENTS = Documents(vocabulary().columns, log_formats())
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")
CLIENT = "AtlasSystems.ILLiad.Client.Controls.CopyrightSearch"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-01-31 14:05:06,7", "2026-01-31T14:05:06.700"),
        ("2026-01-31T14:05:06.123456+02:00", "2026-01-31T14:05:06.123+02:00"),
        ("1/31/2026 2:05:06 PM", "2026-01-31T14:05:06"),
        ("1/31/2026 12:05:06 AM", "2026-01-31T00:05:06"),
        ("1/31/2026 12:05:06 PM", "2026-01-31T12:05:06"),
        ("31/01/2026 14:05:06", "2026-01-31T14:05:06"),
        ("12/13/2026 1:02:03 PM", "2026-12-13T13:02:03"),
        ("13/12/2026 1:02:03 PM", "2026-12-13T13:02:03"),
        ("12/12/2026 13:02:03", "2026-12-12T13:02:03"),
        ("31.01.2026 14:05:06", "2026-01-31T14:05:06"),
        ("31-Jan-2026 14:05:06.123", "2026-01-31T14:05:06.123"),
        ("31/Dec/2026:14:05:06 +0100", "2026-12-31T14:05:06+0100"),
        ("Jan 31 14:05:06", "--01-31T14:05:06"),
        ("Feb  1 2026 14:05:06", "2026-02-01T14:05:06"),
        ("Jan 31, 2026 9:14:07 PM", "2026-01-31T21:14:07"),
        ("14:05:06.7", "14:05:06.700"),
        ("9:14:07 PM", "21:14:07"),
        ("1769868306123", "2026-01-31T14:05:06.123Z"),
        ("yesterday", None),
    ],
)
def test_a_time_is_read_in_the_morning_and_in_the_afternoon(written, read):
    """Of two numbers that could be the month, the first is taken for it unless it cannot be one."""
    assert log_formats().time(written.encode()) == read


@pytest.mark.parametrize(
    ("table", "entries"),
    [
        ("Level,Time,Message\nError,,refused\n", [Entry(19, 1, b"refused", Head(None, "ERROR", None, 0))]),
        ("Level,Time,Message\n,noon,refused\n", [Entry(19, 1, b"refused", Head(None, None, None, 0))]),
        ("Level,Source,Message\nError,,refused\n", [Entry(21, 1, b"refused", Head(None, "ERROR", None, 0))]),
        ("Level,Message\nError,one,two\n", [Entry(14, 1, b"one\ntwo", Head(None, "ERROR", None, 0))]),
        ("Level,Message\nError, \n\n , \nWarn,x\n", [
            Entry(14, 1, b"", Head(None, "ERROR", None, 0)),
            Entry(27, 1, b"x", Head(None, "WARN", None, 0)),
        ]),
    ],
)  # fmt: skip
def test_a_row_that_lacks_something_is_a_record_all_the_same(table, entries):
    """Without time, level or logger; with one cell more than there are names; rows of blanks are none."""
    document = DOCUMENTS.of(table.encode())
    assert document is not None
    assert list(document.entries(table.encode())) == entries


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("id,subject", "csv"),
        ("id\tsubject", "tsv"),
        ("id;subject", "csv"),
        ("id|subject", "csv"),
        ("subject", None),
        ("subject,subject", None),
        (f"subject,{'x' * 40}", "csv"),
        (f"subject,{'x' * 41}", None),
    ],
)
def test_a_table_is_told_by_the_names_of_its_columns(header, table):
    """Two or more, all different, none longer than a name is."""
    delimiter = next((sign for sign in "\t;|," if sign in header), ",")
    document = DOCUMENTS.of(f"{header}\n1{delimiter}2\n".encode())
    assert (document and document.format) == table


@pytest.mark.parametrize("border", [b"*=utf-8''%C3%B6", b'="\xc3\xb6"'])
def test_a_mail_with_a_border_that_is_no_ascii_is_kept(border):
    """It cannot be written down as it was; its words can."""
    inner = b"Content-Type: multipart/mixed; boundary" + border + b"\n\n--\xc3\xb6\n\nolder words\n--\xc3\xb6--\n"
    (_, (name, kind, data)) = mail.parts(b"From: a@x.example\nContent-Type: message/rfc822\n\n" + inner)
    assert (name, kind) == ("message.eml", "message/rfc822")
    assert b"\n\nolder words\n" in data


def test_a_mail_whose_header_would_look_like_two_is_kept():
    """A sign that ends lines for some programs, and none in mails, stands in it."""
    inner = b"Subject: one\x1ctwo: three\nContent-Type: text/plain\n\nolder words\n"
    (_, told) = mail.parts(b"From: a@x.example\nContent-Type: message/rfc822\n\n" + inner)
    kept = b"Subject: one two: three\nContent-Type: text/plain\n\nolder words\n"
    assert told == ("message.eml", "message/rfc822", kept)


def test_the_words_of_a_mail_in_several_parts_stand_below_each_other():
    """With the subject first; a text of another kind is attached under a number."""
    parts = "".join(f"--b\nContent-Type: text/{kind}\n\n{kind} words\n" for kind in ("plain", "html", "csv", "csv"))
    data = f"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n".encode()
    assert list(mail.parts(data)) == [
        (None, "text/plain", b"Subject: x\n\nplain words\nhtml words"),
        ("part1", "text/csv", b"csv words"),
        ("part2", "text/csv", b"csv words"),
    ]


TEXT = "".join(chr(97 + number % 26) for number in range(3000))


@pytest.mark.parametrize(
    ("length", "start", "shown"),
    [
        (1500, 1400, TEXT[:1500]),
        (1501, 0, f"{TEXT[:1499]}…"),
        (1501, 1299, f"{TEXT[:1499]}…"),
        (1501, 1300, f"{TEXT[:200]} … {TEXT[650:1501]}"),
        (3000, 2349, f"{TEXT[:200]} … {TEXT[1699:2999]}…"),
        (3000, 2350, f"{TEXT[:200]} … {TEXT[1700:3000]}"),
    ],
)
def test_long_evidence_is_cut_around_what_was_found(length, start, shown):
    """Its beginning stays, and signs stand where something is missing."""
    exhibits = Exhibits(load({"vocabulary": {}, "rules": []}), b"key")
    assert exhibits.shown(TEXT[:length].encode(), start) == shown


def test_evidence_of_one_run_has_one_memory():
    """What one text gives away is not shown in the next; zeros and returns are not shown at all."""
    exhibits = Exhibits(load(knowledge().document("redaction")), b"key")
    exhibits.learn(b"Password: Gl4ss!Heron")
    assert TOKEN.sub("*", exhibits.shown(b"\r\nit was Gl4ss!Heron\r\n\0and <password>Oth3r!Heron</password>\n")) == (
        "it was *\nand <password>*</password>"
    )
    assert [TOKEN.sub("*", line) for line in exhibits.lines([b"Oth3r!Heron", b"x" * 301, b"", b"\0y"])] == [
        "*",
        f"{'x' * 300}…",
        "",
        "y",
    ]
    assert exhibits.lines([]) == ()


def test_what_nobody_recognised_counts_in_a_stretch_of_another_layout_too():
    """Each record by itself, with its own line."""
    head = f"2026-03-02 09:00:00,000 [1] INFO {CLIENT} - ready\n" * 40
    other = "".join(f"ERROR {CLIENT} - CCC: zork failed number {'x' * 9000}\n" for _ in range(20))
    found = report(head + other)
    assert [(group.count, group.line) for group in found.unrecognised.groups] == [(20, 41)]
    assert (found.stats.records, found.stats.ccc_records, found.unrecognised.records) == (60, 20, 20)
