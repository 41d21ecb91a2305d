"""A packed stream unpacked by a thread of its own while what it held before is searched: unpacking needs no lock of Python's."""

from __future__ import annotations

import io
import queue
import threading
from typing import Any, BinaryIO

_PIECE = 1 << 20
# So many pieces wait at most. A stream that ends before the first one does gets no thread.
_WAITING = 2

_Piece = bytes | bytearray | BaseException


class Ahead(io.RawIOBase):
    """What another stream gives, the same errors included; :attr:`note` is the other's once its end was reached."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._given = 0
        self._rest = memoryview(b"")
        self._ended = False
        self._waiting: queue.Queue[_Piece] = queue.Queue(_WAITING)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.note: str | None = None

    def readable(self) -> bool:
        """As :meth:`io.IOBase.readable`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As :meth:`io.RawIOBase.readinto`; raises what the other stream raised, where it did."""
        view = memoryview(buffer)
        if self._ended or not view:
            return 0
        count = self._direct(view) if self._given < _PIECE else self._taken(view)
        self._given += count
        if not count:
            self._ended = True
            self.note = getattr(self._stream, "note", None)
        return count

    def _direct(self, view: memoryview) -> int:
        return int(self._stream.readinto(view) or 0)  # type: ignore[attr-defined]

    def _taken(self, view: memoryview) -> int:
        if self._thread is None:
            told = (self._stream, self._waiting, self._stop)
            self._thread = threading.Thread(target=_unpack, args=told, name="cccdiag-ahead", daemon=True)
            self._thread.start()
        if not self._rest:
            piece = self._waiting.get()
            if isinstance(piece, BaseException):
                self._ended = True
                raise piece
            self._rest = memoryview(piece)
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        """End the thread and close what is beneath too."""
        if not self.closed:
            self._stop.set()
            if self._thread is not None:
                # With room again, the thread comes to look whether it is to stop.
                while not self._waiting.empty():
                    self._waiting.get_nowait()
                self._thread.join()
            self._stream.close()
        super().close()


def _unpack(stream: BinaryIO, waiting: queue.Queue[_Piece], stop: threading.Event) -> None:
    """Read to the end, or until nobody wants more. The last piece is an empty one, or an error."""
    readable: Any = stream
    piece: _Piece = b"-"
    while piece and not isinstance(piece, BaseException) and not stop.is_set():
        buffer, filled = bytearray(_PIECE), 0
        failed: BaseException | None = None
        try:
            with memoryview(buffer) as view:
                while filled < _PIECE and (count := readable.readinto(view[filled:])):
                    filled += count
        except BaseException as error:  # noqa: BLE001 - raised again where the stream is read
            failed = error
        if filled or failed is None:
            # Handed on as it is: nobody else has it.
            piece = buffer if filled == _PIECE else buffer[:filled]
            waiting.put(piece)
        if failed is not None and not stop.is_set():
            piece = failed
            waiting.put(piece)
