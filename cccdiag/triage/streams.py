"""Packed streams of each kind as streams of what they hold: unpacked while they are read, in little memory."""

from __future__ import annotations

import bz2
import io
import lzma
from collections.abc import Callable
from typing import Any, BinaryIO

_PIECE = 1 << 18
# A decompressor that meets damage gives nothing of what it had just unpacked, so it is asked for little at a time.
_AT_A_TIME = 1 << 16
# An xz or zstd stream may ask for a dictionary of gigabytes; nobody packs logs so.
_DICTIONARY = 256 << 20
_WINDOW = 1 << 27

Unpack = Callable[[BinaryIO], BinaryIO]


def unpacker(kind: str) -> Unpack:
    """What unpacks a stream of that kind (``gzip bzip2 xz zstd``).

    Raises:
        ImportError: zstd, and nothing installed that reads it.
    """
    if kind == "gzip":
        from cccdiag.triage.packed import gunzip

        return gunzip
    if kind == "zstd":
        return _zstd()
    maker: Callable[[], Any] = (
        bz2.BZ2Decompressor if kind == "bzip2" else lambda: lzma.LZMADecompressor(memlimit=_DICTIONARY)
    )
    return lambda stream: Members(stream, maker)  # type: ignore[return-value]


def _zstd() -> Unpack:
    try:
        from compression import zstd  # type: ignore[import-not-found]  # from Python 3.14 on
    except ImportError:
        import zstandard

        def unpacked(stream: BinaryIO) -> BinaryIO:
            decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
            reader = decompressor.stream_reader(stream, read_across_frames=True, closefd=True)
            return Careful(reader, zstandard.ZstdError)  # type: ignore[return-value]

        return unpacked
    options = {zstd.DecompressionParameter.window_log_max: 27}
    return lambda stream: Members(stream, lambda: zstd.ZstdDecompressor(options=options))  # type: ignore[return-value]


class Members(io.RawIOBase):
    """What the members of a stream hold, one after the other, by decompressors as those of bz2 and lzma."""

    def __init__(self, stream: BinaryIO, maker: Callable[[], Any]) -> None:
        super().__init__()
        self._stream = stream
        self._maker = maker
        self._member = maker()
        self._ready = b""

    def readable(self) -> bool:
        """As :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :meth:`io.RawIOBase.readinto`.

        Raises:
            EOFError: the stream breaks off inside a member.
            ValueError: the data are damaged.
        """
        while not self._ready:
            packed = b""
            if self._member.eof:
                packed = self._member.unused_data.lstrip(b"\0") or self._stream.read(_PIECE)
                if not packed.strip(b"\0"):
                    return 0
                self._member = self._maker()
            elif self._member.needs_input and not (packed := self._stream.read(_PIECE)):
                raise EOFError("the stream breaks off")
            try:
                self._ready = self._member.decompress(packed, _AT_A_TIME)
            except Exception as error:
                raise ValueError("the data are damaged") from error
        data, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what is beneath too."""
        self._stream.close()
        super().close()


class Careful(io.RawIOBase):
    """A stream whose library has an error of its own for damage, which becomes a ValueError."""

    def __init__(self, stream: Any, damage: type[Exception]) -> None:
        super().__init__()
        self._stream = stream
        self._damage = damage

    def readable(self) -> bool:
        """As :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :meth:`io.RawIOBase.readinto`.

        Raises:
            ValueError: the data are damaged.
        """
        try:
            return int(self._stream.readinto(buffer))
        except self._damage as error:
            raise ValueError("the data are damaged") from error

    def close(self) -> None:
        """Close what is beneath too."""
        self._stream.close()
        super().close()
