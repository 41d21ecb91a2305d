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


# What tells one of them where no mark does.
FOREIGN = ("hasło", "пароль", "パスワード", "密码", "密碼", "비밀번호", "contraseña")
OLDER = {"cp1250": "Hasło", "cp1251": "Пароль", "koi8-r": "ПАРОЛЬ", "cp932": "パスワード", "euc_jp": "パスワード", "gbk": "密码", "cp950": "密碼", "cp949": "비밀번호", "cp850": "Contraseña"}  # fmt: skip


def there_and_back(data, cuts, words=()):
    coding = Coding(data, words)
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


@pytest.mark.parametrize("encoding", OLDER)
@given(text=st.text(st.characters(codec="ascii"), max_size=60), cuts=st.lists(st.integers(0, 200), max_size=6))
def test_an_encoding_that_nothing_declares_is_the_one_in_which_labels_can_be_read(encoding, text, cuts):
    """And it comes back byte for byte; a text without labels is one of Windows-1252."""
    data = f"{OLDER[encoding]}: {text} {OLDER[encoding]}".encode(encoding)
    assert Coding(data, FOREIGN).name == encoding
    assert Coding(data).name == "cp1252"
    assert there_and_back(data, cuts, FOREIGN) == data


@given(text=st.text(st.sampled_from("a&#824950;‹"), max_size=30), cuts=st.lists(st.integers(0, 200), max_size=6))
def test_a_token_that_had_to_be_written_otherwise_is_one_again(text, cuts):
    """Its marks are read as such and written as before, wherever a piece ends: redacting twice is redacting once."""
    data = f"パスワード &#8249;mail:3f9a&#8250; {text}".encode("cp932", "xmlcharrefreplace")
    coding = Coding(data, FOREIGN)
    places = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    between = [coding.utf8(data[start:end]) for start, end in itertools.pairwise(places)]
    assert "‹mail:3f9a›".encode() in b"".join([*between, coding.utf8(b"", final=True)])
    assert there_and_back(data, cuts, FOREIGN) == data
