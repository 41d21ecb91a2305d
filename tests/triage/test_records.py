"""Records are cut where the next one begins, joined with what continues them, and seen with their escapes undone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage_room import log_formats

from cccdiag.triage import prose
from cccdiag.triage.formats import Head
from cccdiag.triage.records import Record, condensed, kinds_of, splitter, views

FIRST = b"2026-01-31 09:14:07,123 [1] ERROR A.B - refused"
SPLIT = splitter(log_formats().sniff(FIRST))

lines = st.lists(
    st.sampled_from(
        [
            FIRST,
            b"2026-01-31 09:14:08,001 [22] DEBUG A.C - x",
            b"   at A.B.C()",
            b"",
            b"System.Exception: y",
            b"2026 no header",
        ]
    ),
    min_size=1,
    max_size=30,
)


def cut(text):
    """The records of a text, cut the slow way: every header begins one."""
    found = []
    for line in text.split(b"\n"):
        if not found or SPLIT.header.first.match(line):
            found.append([])
        found[-1].append(line)
    return [b"\n".join(rows) for rows in found]


@given(lines, st.data())
def test_the_record_around_any_byte_is_the_one_that_lines_give(rows, data):
    """From whatever byte one starts, start and end are those of the record that holds it."""
    text = b"\n".join(rows)
    if not text:
        return
    place = data.draw(st.integers(0, len(text) - 1))
    start, _ = SPLIT.start(text, place)
    end = SPLIT.end(text, place, len(text))
    before = 0
    for record in cut(text):
        if before <= place <= before + len(record):
            assert (start, text[start:end]) == (before, record)
            break
        before += len(record) + 1


@given(lines)
def test_records_are_counted_exactly(rows):
    """A block has as many records as headers, and one more when it begins in the middle of one."""
    text = b"\n".join(rows)
    assert SPLIT.count(text, len(text)) == (len(cut(text)) if text else 0)


def test_a_block_is_cut_before_its_last_record():
    """What may go on in the next block is kept for it."""
    text = FIRST + b"\n   at x()\n" + FIRST + b"\n   at"
    assert SPLIT.last(text, len(text)) == text.rindex(FIRST)


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        (b"&lt;error_code&gt;CCC_200&lt;/error_code&gt;", b"<error_code>CCC_200</error_code>"),
        (b'{\\"code\\": \\"BAD\\"}', b'{"code": "BAD"}'),
        (b"\\u003cright\\u003eX", b"<right>X"),
        (b"An Error Occurred Sub=\r\nmitting =E2=80=93 an Order", "An Error Occurred Submitting – an Order".encode()),
        (b"%3Cerror_code%3ECCC", b"<error_code>CCC"),
        (b"&amp;lt;right&amp;gt;", b"<right>"),
        (b"&Uuml;ber CCC geht nichts", "Über CCC geht nichts".encode()),
        (b"Unable to <b>retrieve</b> <i>esti</i>mate.", b"Unable to retrieve estimate."),
    ],
)
def test_escapes_are_undone(text, undone):
    """What a text says when its escapes are undone is one of its views; the text as it stands is the first."""
    found = views(text)
    assert found[0] == text
    assert undone in found


@given(st.binary(max_size=300))
def test_any_bytes_have_views(text):
    """Nothing in a record makes looking at it fail."""
    assert views(text)[0] == text
    assert isinstance(kinds_of(text), frozenset)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("We get an error from CCC on every order since Monday, please help us.", {"ticket"}),
        ("<S:Envelope><S:Body/></S:Envelope>", {"answer"}),
        ("[{'x': 1}]", {"ticket"}),
        ('[{"response": {"status": {"code": "X"}}}]', {"answer"}),
        ("System.Net.WebException: The operation has timed out\n   at A.B()", {"log"}),
        ('Traceback (most recent call last):\n  File "a.py", line 1\nValueError: x', {"log"}),
        ("HTTP/1.1 504 Gateway Timeout\n\n<html></html>", {"answer"}),
        (
            "We got this answer from the gateway when we tried to order today:\n\n<S:Envelope><S:Body/></S:Envelope>",
            {"answer", "ticket"},
        ),
        ("ERROR AtlasSystems.Ares unable to authenticate with CCC", {"log"}),
        ("", {"ticket"}),
    ],
)
def test_texts_are_told_apart(text, kinds):
    """A server's answer, a program's output and a person's words are known by what they look like; a text may be several."""
    assert kinds_of(text.encode()) == kinds


def test_of_a_very_long_record_the_places_are_kept():
    """Its beginning and what lies around the places where something may be are judged; the rest is not carried along."""
    text = bytearray(b"2026 head " + b"x" * 3_000_000 + b"CCC_200" + b"y" * 3_000_000)
    short = condensed(text, 0, len(text), [text.index(b"CCC_200")])
    assert len(short) < 20_000
    assert short.startswith(b"2026 head")
    assert b"CCC_200" in short


@given(st.sampled_from(["DEBUG", "INFO", "WARN", "ERROR", "FATAL", None]))
def test_levels_are_ordered(level):
    """A record of a level is at least of every lower one; a record without a level is let through."""
    record = Record("x", 0, b"", frozenset(("log",)), Head(None, level, None, 0))
    assert record.at_least("error") <= record.at_least("warn")
    assert record.at_least("warn") == (level in (None, "WARN", "ERROR", "FATAL"))


def test_prose_is_what_a_person_wrote():
    """Stack frames, markup, settings and headers are no prose."""
    text = b"Dear desk, we cannot order anything today.\n   at A.B.C()\nHost: x.example\n<a>\nkey=value\n"
    assert [re.sub(rb"\s+", b" ", line) for line in prose.prose_lines(text)] == [
        b"Dear desk, we cannot order anything today."
    ]
