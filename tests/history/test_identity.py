"""A text is known again by its content: as it was, when it has grown, and when an older copy of it comes."""

from __future__ import annotations

import hashlib
import io

from hypothesis import given
from hypothesis import strategies as st

from cccdiag.history.identity import beginning, fingerprint, is_beginning


class Pieces(io.RawIOBase):
    """A stream that gives what it likes, as unpackers do."""

    def __init__(self, data, size):
        super().__init__()
        self._stream = io.BytesIO(data)
        self._size = size

    def read(self, _size=-1):
        return self._stream.read(self._size)


def digest(data):
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@given(
    data=st.binary(max_size=600).map(lambda seed: seed * 3),
    size=st.integers(1, 700),
    lengths=st.lists(st.integers(1, 2000), max_size=4),
)
def test_digests_are_those_of_the_beginnings_whatever_pieces_a_stream_gives(data, size, lengths):
    """All of it, each power of two from 64 on, and each length that was asked for, as far as the text reaches."""
    print_ = fingerprint(Pieces(data, size), lengths)
    marks = [64 << n for n in range(6) if 64 << n <= len(data)]
    assert (print_.size, print_.digest) == (len(data), digest(data))
    assert print_.marks == {mark: digest(data[:mark]) for mark in marks}
    assert print_.asked == {length: digest(data[:length]) for length in lengths if length <= len(data)}
    assert print_.start == beginning(data)


@given(data=st.binary(min_size=130, max_size=4000), cut=st.integers(64, 129))
def test_an_older_copy_is_known_as_a_beginning_and_another_text_is_not(data, cut):
    """By the longest mark that both have."""
    whole, older = fingerprint(io.BytesIO(data)), fingerprint(io.BytesIO(data[:cut]))
    other = fingerprint(io.BytesIO(bytes([data[0] ^ 1]) + data[1:cut]))
    assert is_beginning(older.marks, older.size, whole.marks)
    assert not is_beginning(other.marks, other.size, whole.marks)


def test_a_text_too_short_to_tell_is_the_beginning_of_nothing():
    """Below 64 bytes only the whole digest speaks."""
    short, whole = fingerprint(io.BytesIO(b"CCC_200")), fingerprint(io.BytesIO(b"CCC_200" * 50))
    assert (short.start, short.marks) == ("", {})
    assert not is_beginning(short.marks, short.size, whole.marks)
