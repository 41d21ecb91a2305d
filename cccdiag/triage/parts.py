"""A source cut into parts that begin with a record, so that each can be read by itself."""

from __future__ import annotations

import codecs
import contextlib
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from cccdiag.records import dataclass
from cccdiag.triage import encodings
from cccdiag.triage.formats import Header
from cccdiag.triage.sources import Source, read_full

# So much is looked at behind the wanted place, and twice as much as often as no record begins there.
_WINDOW, _FARTHEST = 1 << 16, 16 << 20
# So much of what stands before a part can be looked back at.
BEFORE = 1 << 18
# Bytes that characters of the basic plane have, and the others.
_WIDTHS = {"utf-16-le": (2, 4), "utf-16-be": (2, 4), "cp1252": (1, 1)}
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes ``start`` to ``stop`` of a source as they lie on the disk; None is the end."""

    source: Source
    start: int = 0
    stop: int | None = None

    @property
    def first(self) -> bool:
        """Whether the source begins here."""
        return self.start == 0

    @property
    def size(self) -> int:
        """About how many bytes it has."""
        return (self.source.size if self.stop is None else self.stop) - self.start

    def open(self) -> BinaryIO:
        """The part as UTF-8."""
        assert self.source.open is not None
        if self.start == 0 and self.stop is None:
            return self.source.open()
        assert self.source.raw is not None
        stream = self.source.raw()
        encoding = _exact(self.source, stream)
        return _opened(stream, encoding, self.start or _mark(self.source), self.stop)

    def before(self) -> bytes:
        """The text before the part, as far as one may look back."""
        if self.start == 0 or self.source.raw is None:
            return b""
        stream = self.source.raw()
        encoding = _exact(self.source, stream)
        wide = _WIDTHS.get(encoding, (1, 1))[0]
        start = max(_mark(self.source), self.start - wide * BEFORE)
        with contextlib.closing(_opened(stream, encoding, start, self.start)) as text:
            return read_full(text, 4 * BEFORE)[-BEFORE:]


def cut(source: Source, header: Header | None, size: int) -> Iterator[Part]:
    """The parts of a source, each about ``size`` bytes; one where it is no log or cannot be read from the middle."""
    start = 0
    if source.open is not None and source.raw is not None and header is not None and source.encoding is not None:
        while start + size < source.size and (stop := _record_start(source, header, start + size)) is not None:
            yield Part(source, start, stop)
            start = stop
    yield Part(source, start, None)


def _record_start(source: Source, header: Header, place: int) -> int | None:
    """Where the first record begins behind a place; None when none does."""
    assert source.raw is not None
    window = _WINDOW
    with contextlib.closing(source.raw()) as stream:
        encoding = _exact(source, stream)
        if encoding not in (*_WIDTHS, "utf-8"):
            return None
        place -= place % _WIDTHS.get(encoding, (1, 1))[0]
        while True:
            stream.seek(place)
            raw = read_full(stream, window)
            text = raw if encoding == "utf-8" else raw.decode(encoding, "replace").encode("utf-8", "replace")
            # A header that ends with the window may go on behind it.
            found = header.following.search(text, 0, text.rfind(b"\n") + 1)
            if found:
                return place + _raw_length(text[: found.start() + 1], encoding)
            if len(raw) < window or window >= _FARTHEST:
                return None
            window *= 4


def _raw_length(text: bytes, encoding: str) -> int:
    if encoding == "utf-8":
        return len(text)
    narrow, wide = _WIDTHS[encoding]
    return sum(narrow if character < "\U00010000" else wide for character in text.decode("utf-8"))


def _exact(source: Source, stream: BinaryIO) -> str:
    """The encoding without its mark, which stands at the beginning only."""
    if source.encoding == "utf-16":
        stream.seek(0)
        return _WIDE.get(read_full(stream, 2), "utf-16")
    return "utf-8" if source.encoding == "utf-8-sig" else source.encoding or "utf-8"


def _mark(source: Source) -> int:
    """How long the mark of the encoding is."""
    return {"utf-8-sig": 3, "utf-16": 2}.get(source.encoding or "", 0)


def _opened(stream: BinaryIO, encoding: str, start: int, stop: int | None) -> BinaryIO:
    stream.seek(start)
    limited: Any = stream if stop is None else io.BufferedReader(_Limited(stream, stop - start))
    return encodings.as_utf8(limited, encoding)


class _Limited(io.RawIOBase):
    """A stream that ends after so many bytes."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._left = size

    def readable(self) -> bool:
        """As :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :meth:`io.RawIOBase.readinto`."""
        count = self._stream.readinto(memoryview(buffer)[: self._left])  # type: ignore[attr-defined]
        self._left -= count or 0
        return count or 0

    def close(self) -> None:
        """Close the stream beneath too."""
        self._stream.close()
        super().close()
