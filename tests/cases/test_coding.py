"""A text of any encoding goes to UTF-8 and back byte for byte, in whatever pieces it comes."""

from __future__ import annotations

import codecs
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.cases.coding import Coding

MARKS = {
    "utf-8": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "cp1252": b"",
}  # fmt: skip


def there_and_back(data, cuts):
    coding = Coding(data)
    places = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    pieces = [data[start:end] for start, end in itertools.pairwise(places)]
    between = [*(coding.utf8(piece) for piece in pieces), coding.utf8(b"", final=True)]
    return b"".join([*(coding.back(piece) for piece in between), coding.back(b"", final=True)])


@pytest.mark.parametrize("encoding", MARKS)
@given(text=st.text(st.characters(codec="cp1252"), max_size=60), cuts=st.lists(st.integers(0, 200), max_size=6))
def test_nothing_changes_on_the_way_there_and_back(encoding, text, cuts):
    """Whatever the pieces, marks of byte order included."""
    data = MARKS[encoding] + f"Bibliothèque {text}".encode(encoding)
    assert there_and_back(data, cuts) == data


@given(tail=st.binary(max_size=60), cuts=st.lists(st.integers(0, 99), max_size=4))
def test_bytes_without_meaning_come_back_too(tail, cuts):
    """Logs are written by several programs, and damaged on the way."""
    data = b"Biblioth\xe8que \x81 " + tail
    assert there_and_back(data, cuts) == data


def test_a_wide_text_that_is_cut_short_is_read_to_its_end():
    """Half a character at the end is one that cannot be read."""
    data = codecs.BOM_UTF16_LE + "log".encode("utf-16-le") + b"\x41"
    assert there_and_back(data, [3]) == codecs.BOM_UTF16_LE + "log\ufffd".encode("utf-16-le")


def test_a_character_that_an_encoding_lacks_is_written_as_xml_would():
    """Only tokens bring such characters in."""
    coding = Coding(b'<?xml version="1.0" encoding="iso-8859-1"?><a/>')
    assert coding.name == "iso8859-1"
    assert coding.back("‹mail:3f9a› é".encode(), final=True) == b"&#8249;mail:3f9a&#8250; \xe9"
