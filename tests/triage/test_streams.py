"""Streams of ours are streams like any other; what is unpacked ahead ends when its reader ends."""

from __future__ import annotations

import bz2
import contextlib
import functools
import gzip
import io
import lzma
import sys
import tarfile
import threading
import types
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest
import zstandard

from cccdiag.triage import archives, encodings, follow, packed, parts, streams
from cccdiag.triage.ahead import Ahead

MIB = 1 << 20
TEXT = b"".join(b"line %d of the log says CCC_%d\n" % (number, number % 300) for number in range(4000))


def member(data: bytes) -> BinaryIO:
    """The member of a tar that holds this."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        entry = tarfile.TarInfo("a.log")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    (part,) = archives.parts("tar", "a.tar", functools.partial(io.BytesIO, tar.getvalue()), len(tar.getvalue()))
    assert part.open is not None
    return part.open()


MADE: dict[str, Callable[[], Any]] = {
    "a gzip": lambda: packed.Gunzipped(io.BytesIO(gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:]))),
    "a bzip2": lambda: streams.unpacker("bzip2")(io.BytesIO(bz2.compress(TEXT[:5000]) + bz2.compress(TEXT[5000:]))),
    "an xz": lambda: streams.unpacker("xz")(io.BytesIO(lzma.compress(TEXT))),
    "a zstd": lambda: streams.unpacker("zstd")(io.BytesIO(zstandard.ZstdCompressor().compress(TEXT))),
    "what cannot explode": lambda: packed.Unpacked(io.BytesIO(TEXT), len(TEXT)),
    "a member of a tar": lambda: member(TEXT),
    "another encoding": lambda: encodings.as_utf8(io.BytesIO(TEXT.decode().encode("utf-16")), "utf-16"),
    "what is unpacked ahead": lambda: Ahead(io.BytesIO(TEXT)),
    "a file that is followed": lambda: follow._Held(io.BytesIO(TEXT)),
    "the beginning of a file": lambda: parts._Limited(io.BytesIO(TEXT + b"the rest"), len(TEXT)),
}


@pytest.mark.parametrize("how", MADE)
def test_every_stream_can_be_read_through_a_buffer(how: str) -> None:
    """Whoever wraps one asks whether it can be read; it gives its text, then nothing however often it is asked, and closes twice."""
    with io.BufferedReader(MADE[how](), 777) as stream:
        assert (stream.readline(), stream.read(), stream.read(), stream.raw.read(1)) == (
            TEXT[: TEXT.index(b"\n") + 1], TEXT[TEXT.index(b"\n") + 1 :], b"", b""
        )  # fmt: skip
    stream.raw.close()
    assert stream.raw.closed


def test_a_reader_that_goes_away_wakes_the_thread_that_waits_for_room() -> None:
    """What was unpacked and nobody wants any more is thrown away, or the thread would wait for ever."""
    beyond = threading.Event()

    class Watched(io.BytesIO):
        """Tells when the fourth piece of those that the thread unpacks is asked for: two wait, one was taken."""

        def readinto(self, buffer: Any) -> int:
            if self.tell() >= 4 * MIB:
                beyond.set()
            return super().readinto(buffer)

    beneath = Watched(bytes(12 * MIB))
    stream = Ahead(beneath)  # type: ignore[arg-type]
    assert len(stream.read(MIB) or b"") == MIB
    assert stream.read(1) == b"\0"
    assert beyond.wait(60)
    stream.close()
    assert beneath.closed
    assert [thread.name for thread in threading.enumerate() if thread.name == "cccdiag-ahead"] == []


def test_nothing_is_asked_of_a_stream_for_no_room() -> None:
    """An empty buffer gets nothing, and the stream has not ended with that."""
    with Ahead(io.BytesIO(b"text")) as stream:
        assert (stream.readinto(bytearray()), stream.read(9)) == (0, b"text")


def test_gzip_is_read_without_the_fast_library_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes, and the same end where it is damaged."""
    monkeypatch.setitem(sys.modules, "isal", None)
    whole = gzip.compress(TEXT)
    assert isinstance(packed._inflater(), type(zlib.decompressobj()))
    with contextlib.closing(packed.gunzip(io.BytesIO(whole))) as stream:
        assert stream.read() == TEXT
    with contextlib.closing(packed.gunzip(io.BytesIO(whole[:900]))) as stream, pytest.raises(EOFError):
        stream.read()


def test_zstd_is_read_by_what_python_brings_where_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 3.14 on it does; its decompressor is used as that of xz, which stands in for it here, and is told how much memory it may take."""
    told: list[dict[Any, int]] = []

    def decompressor(options: dict[Any, int]) -> lzma.LZMADecompressor:
        told.append(options)
        return lzma.LZMADecompressor()

    brought = types.SimpleNamespace(
        DecompressionParameter=types.SimpleNamespace(window_log_max="window_log_max"), ZstdDecompressor=decompressor
    )
    monkeypatch.setitem(sys.modules, "compression", types.SimpleNamespace(zstd=brought))
    with contextlib.closing(streams.unpacker("zstd")(io.BytesIO(lzma.compress(TEXT)))) as stream:
        assert stream.read() == TEXT
    assert told == [{"window_log_max": 27}]
