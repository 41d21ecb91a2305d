"""A place for bytes between reading and writing: memory, and beyond that an unnamed file that nobody else can read.

What is put aside may hold secrets: standard input, archives, a text whose last line teaches what its first line held. On disk it
is therefore encrypted with a key that never leaves the process; what remains of the file after a crash says nothing.
"""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cccdiag.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

IN_MEMORY = 8 << 20
_BLOCK = 16
_PIECE = 1 << 20


class Spool(io.BufferedIOBase):
    """Bytes that can be written, sought and read like those of a file.

    Args:
        in_memory: so many bytes stay in memory.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        super().__init__()
        self._limit = in_memory
        self._stream: IO[bytes] = io.BytesIO()
        self._place = 0
        self._in_memory = True
        self._cipher: _Cipher | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """This place."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, counted from the beginning, from here or from the end."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place}.get(whence)
        base = self._stream.seek(0, os.SEEK_END) if base is None else base
        self._place = max(0, base + offset)
        return self._place

    def write(self, data: Any) -> int:
        """Put bytes at this place."""
        data = bytes(data)
        if not data:
            return 0
        if self._in_memory and self._place + len(data) > self._limit:
            self._move_to_disk()
        end = self._stream.seek(0, os.SEEK_END)
        if end < self._place:
            self._put(end, bytes(self._place - end))
        self._put(self._place, data)
        self._place += len(data)
        return len(data)

    def _put(self, place: int, data: bytes) -> None:
        self._stream.seek(place)
        self._stream.write(self._cipher.at(place, data) if self._cipher else data)

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes; all that are left without a size."""
        self._stream.seek(self._place)
        data = self._stream.read(-1 if size is None else size)
        clear = self._cipher.at(self._place, data) if self._cipher else data
        self._place += len(clear)
        return clear

    def readinto(self, buffer: Any) -> int:
        """The next bytes, into a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def truncate(self, size: int | None = None) -> int:
        """Forget what comes after a size, or after this place."""
        size = self._place if size is None else size
        self._stream.truncate(min(size, self._stream.seek(0, os.SEEK_END)))
        return size

    def close(self) -> None:
        """Forget everything."""
        if not self.closed:
            self._stream.close()
        super().close()

    def _on_disk(self) -> IO[bytes]:
        """Where to put what is too much for memory; closed with this."""
        self._cipher = _Cipher()
        return tempfile.TemporaryFile()

    def _move_to_disk(self) -> None:
        memory, self._stream = self._stream, self._on_disk()
        self._in_memory = False
        memory.seek(0)
        place = 0
        while piece := memory.read(_PIECE):
            self._put(place, piece)
            place += len(piece)


class Draft(Spool):
    """What is to become a file of a folder: it holds no secrets, and what is too much for memory is written there at once, in clear.

    Raises (wherever it is written):
        InputError: the folder cannot be written.
    """

    def __init__(self, folder: Path, in_memory: int = IN_MEMORY) -> None:
        super().__init__(in_memory)
        self._folder = folder
        self._path: Path | None = None

    def _on_disk(self) -> IO[bytes]:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".redacting-", dir=self._folder)
        self._path = Path(name)
        return os.fdopen(handle, "w+b")

    def write(self, data: Any) -> int:
        """As :meth:`Spool.write`."""
        try:
            return super().write(data)
        except OSError as error:
            raise InputError(f"{self._folder} cannot be written: {error.strerror or error}") from error

    def becomes(self, path: Path, mode: int) -> bool:
        """Let this be the file; False where all of it is in memory. Nothing can be read or written any more.

        Raises:
            OSError: it cannot be.
        """
        if self._path is None:
            return False
        self._stream.close()
        self._path.chmod(mode)
        self._path.replace(path)
        self._path = None
        return True

    def close(self) -> None:
        """Forget everything that has not become a file."""
        super().close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None


def aside() -> IO[bytes]:
    """A new, empty spool."""
    return Spool()  # type: ignore[return-value]


def drafts(folder: Path) -> Callable[[], IO[bytes]]:
    """Makes new, empty drafts of files in a folder."""
    return lambda: Draft(folder)  # type: ignore[return-value]


class _Cipher:
    """AES in counter mode: bytes at any place are locked and unlocked by the same key stream."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        key = algorithms.AES(os.urandom(32))
        self._from: Callable[[int], Any] = lambda block: Cipher(key, modes.CTR(block.to_bytes(_BLOCK))).encryptor()
        self._next = 0
        self._stream = self._from(0)

    def at(self, place: int, data: bytes) -> bytes:
        """The bytes at a place, locked if they were clear, clear if they were locked."""
        if place != self._next:
            self._stream = self._from(place // _BLOCK)
            self._stream.update(bytes(place % _BLOCK))
        self._next = place + len(data)
        return bytes(self._stream.update(data))
