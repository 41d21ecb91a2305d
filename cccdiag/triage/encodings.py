"""Which encoding an input is in, and how it is read as UTF-8 whatever it is in."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Beginnings of files that hold no text a log search could read.
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\v\b\x1b\x00")


def sniff(head: bytes) -> str:
    """The encoding of a text from its first bytes: by its mark, by the zeros of UTF-16, else UTF-8 or Windows-1252."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if len(head) >= 4 and odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if len(head) >= 4 and even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def binary(head: bytes) -> str | None:
    """What a file is when it is no text (``a PDF``…), or None."""
    for mark, name in _BINARY:
        if head.startswith(mark) and (len(mark) > 2 or b"\x00" in head[:256]):
            return name
    if sniff(head) != "cp1252" or b"\x00" not in head:
        return None
    controls = sum(1 for byte in head[:8192] if byte < 32 and byte not in _TEXT_CONTROLS)
    return "a binary file" if controls > 0.02 * len(head[:8192]) else None


class Transcoded(io.RawIOBase):
    """A binary stream of UTF-8, read from a stream in another encoding; what cannot be decoded becomes U+FFFD."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        """As :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :meth:`io.RawIOBase.readinto`; 0 at the end only."""
        view = memoryview(buffer)
        while not self._ready and not self._ended:
            piece = self._stream.read(max(1, len(view) // 2))
            self._ended = not piece
            self._ready = self._decoder.decode(piece, final=self._ended).encode("utf-8", "replace")
        taken = min(len(view), len(self._ready))
        view[:taken] = self._ready[:taken]
        self._ready = self._ready[taken:]
        return taken

    def close(self) -> None:
        """Close the stream beneath too."""
        self._stream.close()
        super().close()


def as_utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    """The stream itself when it is UTF-8 (its mark skipped), else a stream that gives UTF-8."""
    if encoding == "utf-8":
        return stream
    if encoding == "utf-8-sig":
        stream.read(len(codecs.BOM_UTF8))
        return stream
    return Transcoded(stream, encoding)  # type: ignore[return-value]  # RawIOBase lacks only methods nobody calls here
