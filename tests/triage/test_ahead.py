"""A stream unpacked ahead gives what it would have given."""

from __future__ import annotations

import gzip
import io
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.triage.ahead import Ahead
from cccdiag.triage.packed import Unpacked, gunzip

MIB = 1 << 20
LINES = b"".join(
    b"2026-01-30 09:15:22,%03d ERROR CCC_%03d\n" % (number % 1000, number % 300) for number in range(100_000)
)


def unpacked(packed: bytes) -> Unpacked:
    """What a gzip stream holds, as archives are read."""
    return Unpacked(gunzip(io.BytesIO(packed)), len(packed))


def read(stream: Any, size: int) -> bytes:
    """All of a stream, asked for by so many bytes at a time."""
    found = b""
    while piece := stream.read(size):
        found += piece
    return found


def ours() -> list[threading.Thread]:
    """Threads that unpack."""
    return [thread for thread in threading.enumerate() if thread.name == "cccdiag-ahead"]


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from((0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 5, len(LINES))),
    st.sampled_from((9_973, 1 << 18, MIB, 3 * MIB)),
)
def test_the_same_bytes(length: int, size: int) -> None:
    """However long the stream and whatever is asked for at a time, it gives what it holds, and leaves no thread."""
    with Ahead(unpacked(gzip.compress(LINES[:length], 1))) as stream:  # type: ignore[arg-type]
        assert (read(stream, size), stream.note) == (LINES[:length], None)
    assert ours() == []


@pytest.mark.parametrize("kept", [0.2, 0.9])
def test_what_is_cut_short_is_said_at_the_end(kept: float) -> None:
    """The note of a stream that breaks off is there when its end was read, and not before."""
    packed = gzip.compress(LINES, 1)
    cut = packed[: int(kept * len(packed))]
    with unpacked(cut) as whole:
        expected = read(whole, MIB)
        note = whole.note
    with Ahead(unpacked(cut)) as stream:  # type: ignore[arg-type]
        early = (stream.read(1000), stream.note)
        assert early == (expected[:1000], None)
        assert (read(stream, MIB), stream.note) == (expected[1000:], note)
    assert note is not None


def test_an_error_is_raised_where_the_stream_is_read() -> None:
    """What the thread meets reaches the reader after all that was good."""

    class Breaking(io.BytesIO):
        def readinto(self, buffer: Any) -> int:
            if self.tell() >= 3 * MIB:
                raise OSError("the share is gone")
            return super().readinto(memoryview(buffer)[: 3 * MIB - self.tell()])

    with Ahead(Breaking(LINES)) as stream:
        assert b"".join(stream.read(MIB // 2) for _ in range(6)) == LINES[: 3 * MIB]
        with pytest.raises(OSError, match="the share is gone"):
            stream.read(1)
    assert ours() == []


def test_a_reader_that_goes_away_leaves_nothing() -> None:
    """Closed in the middle, the thread ends and the stream beneath is closed."""
    beneath = io.BytesIO(LINES)
    stream = Ahead(beneath)
    assert len(read_some(stream)) == MIB + 10
    stream.close()
    assert (ours(), beneath.closed) == ([], True)


def read_some(stream: Ahead) -> bytes:
    """A little more than is given without a thread."""
    found = b""
    while len(found) < MIB + 10:
        found += stream.read(MIB + 10 - len(found)) or b""
    return found
