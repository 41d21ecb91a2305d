"""Packed streams: unpacked while they are read, stopped when they turn out to be bombs, ended quietly when they are cut short."""

from __future__ import annotations

import io
import zlib
from typing import Any, BinaryIO, Protocol

# Logs pack 10 to 30 fold; what grows a thousandfold beyond this size is no log.
_HONEST = 1000
_SMALL = 256 << 20
_PIECE = 1 << 18


def honest(packed: int) -> int:
    """How many bytes something of that packed size may hold before it is taken for a bomb."""
    return max(_SMALL, packed * _HONEST)


def damage(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """All that the unpackers of the standard library raise for damaged data, and ``more``.

    To be asked for when something was raised already, because it imports them.
    """
    import lzma
    import struct
    import zipfile

    # A zip member without a name is an IndexError, a version of the future a NotImplementedError, which is a RuntimeError.
    told = (EOFError, OSError, ValueError, IndexError, RuntimeError)
    return (*more, *told, zlib.error, lzma.LZMAError, struct.error, zipfile.BadZipFile)


class _Closable(Protocol):
    def close(self) -> None: ...


def gunzip(stream: BinaryIO) -> BinaryIO:
    """A stream of what a gzip stream holds; by isal, three times as fast as the standard library, where it is installed."""
    return Gunzipped(stream)  # type: ignore[return-value]  # RawIOBase lacks only methods nobody calls here


class Gunzipped(io.RawIOBase):
    """What the members of a gzip stream hold, one after the other. A damaged end is an error after all that was good."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._member: Any = _inflater()
        self._packed = b""

    def readable(self) -> bool:
        """As :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :meth:`io.RawIOBase.readinto`.

        Raises:
            EOFError: the stream breaks off inside a member.
            ValueError: the data are damaged.
        """
        view = memoryview(buffer)
        while True:
            if self._member.eof:
                rest = self._member.unused_data.lstrip(b"\0") or self._stream.read(_PIECE)
                if not rest.startswith(b"\x1f\x8b"):
                    return 0
                self._member, self._packed = _inflater(), rest
            if not self._packed and not (piece := self._stream.read(_PIECE)):
                raise EOFError("the stream breaks off")
            if not self._packed:
                self._packed = piece
            try:
                data = self._member.decompress(self._packed, len(view))
            except Exception as error:
                raise ValueError("the data are damaged") from error
            self._packed = self._member.unconsumed_tail
            if data:
                view[: len(data)] = data
                return len(data)

    def close(self) -> None:
        """Close what is beneath too."""
        self._stream.close()
        super().close()


def _inflater() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib.decompressobj(wbits=31)
    return isal_zlib.decompressobj(wbits=31)


class Unpacked(io.RawIOBase):
    """A stream that ends where its packed data end, break off or explode; :attr:`note` says so then."""

    def __init__(self, stream: BinaryIO, packed: int, *beneath: _Closable) -> None:
        super().__init__()
        self._stream = stream
        self._beneath = beneath
        self._limit = honest(packed)
        self._given = 0
        self.note: str | None = None

    def readable(self) -> bool:
        """As :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :meth:`io.RawIOBase.readinto`; a damaged end is an end."""
        if self._given >= self._limit:
            self.note = "unpacks to more than a thousand times its size; the rest was left out"
            return 0
        try:
            count = self._stream.readinto(memoryview(buffer)[: self._limit - self._given])  # type: ignore[attr-defined]
        except damage():
            self.note = "is cut short or damaged; what could be unpacked was read"
            return 0
        self._given += count or 0
        return count or 0

    def close(self) -> None:
        """Close what is beneath too."""
        self._stream.close()
        for one in self._beneath:
            one.close()
        super().close()
