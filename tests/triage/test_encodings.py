"""Whatever encoding an input is in, it is told and read as the same text."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.triage import encodings
from cccdiag.triage.sources import read_full

LINE = "2026-01-31 09:14:07,123 [1] ERROR Gateway – CCC can’t find “location”, Größe, é\r\n"
WRITTEN = {
    "utf-8": LINE.encode(),
    "utf-8-sig": codecs.BOM_UTF8 + LINE.encode(),
    "utf-16": codecs.BOM_UTF16_LE + LINE.encode("utf-16-le"),
    "utf-16-le": LINE.encode("utf-16-le"),
    "utf-16-be": LINE.encode("utf-16-be"),
    "cp1252": LINE.encode("cp1252"),
    "utf-32": codecs.BOM_UTF32_LE + LINE.encode("utf-32-le"),
}


@pytest.mark.parametrize("encoding", WRITTEN)
def test_the_encoding_is_told_and_the_text_is_the_same(encoding):
    """Marks, zeros and invalid bytes tell the encoding; the text comes out in UTF-8."""
    data = WRITTEN[encoding]
    assert encodings.sniff(data) == encoding
    assert read_full(encodings.as_utf8(io.BytesIO(data), encoding), 10**6).decode() == LINE


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(1, 7))
def test_transcoding_is_the_same_however_small_the_pieces(text, size):
    """A character cut by the border of a piece is whole again in the next."""
    stream = encodings.Transcoded(io.BytesIO(text.encode("utf-16-le")), "utf-16-le")
    pieces = []
    buffer = bytearray(size)
    while count := stream.readinto(buffer):
        pieces.append(bytes(buffer[:count]))
    assert b"".join(pieces).decode() == text


def test_bytes_that_mean_nothing_do_not_stop_the_reading():
    """An odd byte at the end of UTF-16 becomes the sign for what cannot be read."""
    stream = encodings.as_utf8(io.BytesIO("ab".encode("utf-16-le") + b"\xd8"), "utf-16-le")
    assert read_full(stream, 100).decode() == "ab\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"MZ\x90\x00\x03\x00", "a Windows program"),
        (bytes(range(256)) * 8, "a binary file"),
        (b"MZ codes of our library\n", None),
        (b"2026-01-31 ERROR\n" + b"\0" * 4096, None),
        ("Größe\n".encode("cp1252"), None),
    ],
)
def test_what_is_no_text_is_named(head, what):
    """A picture is called one; a log with a run of zeros after a crash stays a log."""
    assert encodings.binary(head) == what
