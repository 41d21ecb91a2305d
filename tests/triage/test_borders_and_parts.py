"""Small parts with exact borders: encodings told by their zeros, packed streams, what a pattern captured, kinds of records."""

from __future__ import annotations

import io
import signal
import sys

import pytest
from triage_room import cues, report

from cccdiag.triage import encodings, packed, work
from cccdiag.triage.records import log_kinds


def zeros(even, odd, size=40):
    """Text with so many zeros at its even and odd places."""
    text = bytearray(b"a" * size)
    for number in range(even):
        text[2 * number] = 0
    for number in range(odd):
        text[2 * number + 1] = 0
    return bytes(text)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (zeros(0, 20), "utf-16-le"),
        (zeros(0, 9), "utf-16-le"),
        (zeros(0, 8), "utf-8"),
        (zeros(1, 20), "utf-16-le"),
        (zeros(2, 20), "utf-8"),
        (zeros(20, 0), "utf-16-be"),
        (zeros(9, 0), "utf-16-be"),
        (zeros(8, 0), "utf-8"),
        (zeros(20, 1), "utf-16-be"),
        (zeros(20, 2), "utf-8"),
        (b"a\0b\0", "utf-16-le"),
        (b"\0a\0b", "utf-16-be"),
        (b"a\0b", "utf-8"),
        (b"\0a\0", "utf-8"),
        (b"", "utf-8"),
        ("Geb\u00fchr".encode(), "utf-8"),
        ("Geb\u00fchr".encode()[:-5], "utf-8"),
        ("Geb\u00fchr".encode("cp1252"), "cp1252"),
    ],
)
def test_an_encoding_is_told_by_its_zeros(head, name):
    """More than four in ten on one side and less than one in ten on the other are UTF-16; a character cut at the end is none."""
    assert encodings.sniff(head) == name


@pytest.mark.parametrize(
    ("size", "most"),
    [(0, 256 << 20), (1, 256 << 20), (268_435, 256 << 20), (268_436, 268_436_000), (1 << 30, 1000 << 30)],
)
def test_what_is_packed_may_hold_a_thousandfold(size, most):
    """Or a quarter of a gigabyte, whatever its size."""
    assert packed.honest(size) == most


class CutShort(io.BytesIO):
    """Breaks off after its bytes."""

    def readinto(self, buffer):
        if not (count := super().readinto(buffer)):
            raise EOFError("cut short")
        return count


def test_a_stream_ends_where_it_explodes(monkeypatch):
    """At its limit and no byte later, with a note; what is beneath is closed with it."""
    monkeypatch.setattr(packed, "honest", lambda size: 3 * size)
    beneath, stream = io.BytesIO(), io.BytesIO(b"0123456789")
    with packed.Unpacked(stream, 2, beneath) as unpacked:
        assert unpacked.readable()
        assert unpacked.read(4) == b"0123"
        assert unpacked.note is None
        assert unpacked.read(4) == b"45"
        assert unpacked.note is None
        assert unpacked.read(4) == b""
        assert unpacked.note == "unpacks to more than a thousand times its size; the rest was left out"
        assert not beneath.closed
    assert (stream.closed, beneath.closed) == (True, True)


def test_a_stream_that_is_cut_short_ends_there():
    """What could be read was read."""
    with packed.Unpacked(CutShort(b"0123"), 2) as unpacked:
        assert unpacked.readall() == b"0123"
        assert unpacked.note == "is cut short or damaged; what could be unpacked was read"


def test_a_stream_that_ends_has_no_note():
    """Nothing is wrong with it."""
    with packed.Unpacked(io.BytesIO(b"0123"), 2) as unpacked:
        assert (unpacked.readall(), unpacked.note) == (b"0123", None)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (b"nothing", {"log"}),
        (b'it is < 3 & "four", HTTP/ and http/2', {"log"}),
        (b"<soap:Envelope><soap:Body/></soap:Envelope>", {"log", "answer"}),
        (b"&lt;ccc_response&gt;", {"log", "answer"}),
        (b'{"errorCode": 5}', {"log", "answer"}),
        (b"HTTP/1.1 503 Service Unavailable", {"log", "answer"}),
        (b"http/2 503", {"log", "answer"}),
        (b"x" * 65536 + b"<Fault>", {"log"}),
    ],
)
def test_a_log_record_with_a_body_is_an_answer_too(text, kinds):
    """So that signatures of answers are tried in it."""
    assert log_kinds(b"2026-05-04 09:14:07,123 [4] INFO  Desk.Queue - " + text) == kinds


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals that are held back")
def test_hiring_workers_holds_no_signal_back_for_long():
    """While copies of this process are made Ctrl-C waits; then it is heard as before."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert list(work.processes(1, patient=True).map(abs, [-1, 2])) == [1, 2]
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The room CCC_203 is booked, the projector of the room works and the chairs are new.", "other-ccc"),
        ("Christian Campus Center asks for chairs.", "other-ccc"),
        ("Release notes 9.2.1\nFixed: CCC_203 no longer appears.", "release-notes"),
        ("Thank you for the training about CCC.", "training"),
        ("We have CCC_203 since Monday, orders fail.", None),
    ],
)
def test_what_a_letter_only_talks_about_has_its_name(text, reason):
    """And a letter of trouble has none; what is only talked about is no diagnosis."""
    assert cues().reason(text.encode()) == reason
    assert bool(report(text).diagnoses) is (reason is None)
