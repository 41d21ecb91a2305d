"""Bytes that can only be read from the beginning, put aside so that they can be read from any place."""

from __future__ import annotations

import contextlib
import functools
import io
import threading
import weakref
from collections.abc import Callable
from typing import Any, BinaryIO

Opener = Callable[[], BinaryIO]

# Beyond this they go into an unnamed file of the system's folder for such.
_IN_MEMORY = 32 << 20
_PIECE = 1 << 20


def anywhere(opener: Opener) -> Opener:
    """The same bytes, to be read from any place: as they are, or unpacked once and put aside."""
    with contextlib.closing(opener()) as stream:
        seekable = stream.seekable()
    return opener if seekable else Aside(opener).open


def behind(opener: Any) -> Aside | None:
    """What was put aside that an opener reads, however deep; None where it reads what lies on the disk.

    Openers are partial functions of other openers.
    """
    while isinstance(opener, functools.partial):
        opener = next(filter(callable, opener.args), None)
    owner = getattr(opener, "__self__", None)
    return owner if isinstance(owner, Aside) else None


class Aside:
    """Bytes put aside for as long as somebody may open them; another process that is handed this unpacks them anew."""

    def __init__(self, opener: Opener) -> None:
        import tempfile

        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when nobody can open it any more
        weakref.finalize(self, file.close)
        with contextlib.closing(opener()) as stream:
            while piece := stream.read(_PIECE):
                file.write(piece)
        self._opener = opener
        self._file = file
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[Aside], tuple[Opener]]:
        return Aside, (self._opener,)

    def open(self) -> BinaryIO:
        """All of them, with a place of their own."""
        return io.BufferedReader(_Reader(self), _PIECE >> 2)

    def read(self, place: int, size: int) -> bytes:
        """So many bytes from a place on, fewer at the end."""
        with self._lock:
            self._file.seek(place)
            return self._file.read(size)

    def size(self) -> int:
        """How many bytes there are."""
        with self._lock:
            return self._file.seek(0, io.SEEK_END)


class _Reader(io.RawIOBase):
    """One reader of what was put aside, with a place of its own."""

    def __init__(self, aside: Aside) -> None:
        super().__init__()
        self._aside = aside
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place}.get(whence)
        self._place = max((self._aside.size() if base is None else base) + offset, 0)
        return self._place

    def readinto(self, buffer: Any) -> int:
        piece = self._aside.read(self._place, len(buffer))
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)
