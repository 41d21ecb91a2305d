"""Rich text of Outlook: unpacked as Microsoft specifies it, read as words, and no damage or bomb breaks the reader."""

from __future__ import annotations

import contextlib
import struct

import pytest
from compound import compound, message
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import ids

from cccdiag.triage import outlook, richtext

SAID = 'ILLiad says "Error retrieving price information from CCC" since Monday.'


def packed(rich, promised=None):
    """A stream as Outlook keeps it, every letter by itself."""
    body = b"".join(b"\0" + rich[place : place + 8] for place in range(0, len(rich), 8))
    return struct.pack("<II4sI", len(body) + 12, promised or len(rich), b"LZFu", 0) + body


def mail(rich):
    """A mail that has a subject and rich text, and nothing else."""
    tree = message("CCC", None)
    tree["__substg1.0_10090102"] = rich
    return compound(tree)


def test_what_is_packed_by_reference_is_unpacked():
    """Letters repeated before they are all written, and the words that the dictionary begins with."""
    stream = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert richtext.unpacked(stream) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=6000))
def test_what_is_packed_letter_by_letter_comes_back(data):
    """Whatever its length, beyond the ring of 4096 too."""
    assert richtext.unpacked(packed(data)) == data


@pytest.mark.parametrize(
    ("rich", "text"),
    [
        (rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Gr\'fc\'dfe, \ldblquote x\rdblquote\par two\tab \{three\}}", "Gr\xfc\xdfe, \u201cx\u201d\ntwo\t{three}"),
        (rb"{\rtf1\ansi\uc1 na\u239?ve \u8211-{\*\generator x;}end}", "na\xefve \u2013end"),
        (rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 CCC_203 {\*\htmltag84 <b>}\htmlrtf \b hidden\htmlrtf0 again{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0{\*\htmltag72 </p>}}", "CCC_203 again"),
    ],
)  # fmt: skip
def test_rich_text_is_read_as_a_person_sees_it(rich, text):
    """Tables of fonts are no words; letters by code page and by number; HTML that was made rich text is HTML again."""
    assert richtext.text_of(packed(rich)) == text


def test_a_mail_with_rich_text_only_is_triaged():
    """Its words show what they show, whether they are compressed or not."""
    rich = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}" + SAID.encode() + rb"{\*\htmltag72 </p>}}"
    plain = struct.pack("<II4sI", len(rich) + 12, len(rich), b"MELA", 0) + rich
    for stream in (packed(rich), plain):
        assert list(outlook.parts(mail(stream))) == [(None, "text/plain", f"Subject: CCC\n\n{SAID}".encode())]
        assert ids(mail(stream), "t.msg") == ["illiad-price-information"]


@pytest.mark.parametrize("stream", [b"", b"short", packed(b"x")[:16], packed(b"x").replace(b"LZFu", b"ABCD")])
def test_what_cannot_be_read_is_said(stream):
    """One sentence in place of the words."""
    [(_, _, words)] = outlook.parts(mail(stream))
    assert b"cannot be read; please save it as text" in words


def test_a_header_that_promises_gigabytes_gets_none():
    """No more is unpacked than a mail may hold."""
    bomb = struct.pack("<II4sI", 12, 0xFFFFFFFF, b"LZFu", 0) + (b"\0" + b"x" * 8) * 10 + b"\xff" + b"\x0d\xff" * 8
    assert len(richtext.unpacked(bomb)) <= 80 + 8 * 17


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_no_damage_breaks_the_reader(data, framed):
    """Any bytes end in words or in a ValueError."""
    with contextlib.suppress(ValueError):
        richtext.text_of(packed(data) if framed else struct.pack("<II4sI", 0, 4000, b"LZFu", 0) + data)
