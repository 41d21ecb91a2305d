"""An append-only file of lines that survives a kill: each line is on the disk before the call that wrote it returns.

Several processes may write to one file. A line that a crash cut short stays what it is, and the next line begins behind it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_LARGEST_LINE = 1024 * 1024
_FAR_BEHIND = 0x7FFFFFFE


def append(path: Path, line: bytes) -> None:
    """Write one line at the end of the file and wait until the disk has it. Folder and file are made for their owner only.

    Raises:
        OSError: it could not be written, or not be brought to the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with _locked(handle):
            # What a crash left unfinished must not swallow the line that follows.
            broken = b"\n" if _ends_within_a_line(handle) else b""
            _write_all(handle, broken + line + b"\n")
            _to_disk(handle)
    finally:
        os.close(handle)
    if is_new:
        _folder_to_disk(path.parent)


def lines(path: Path) -> Iterator[bytes]:
    """The finished lines of the file; none if there is no file.

    Raises:
        OSError: it cannot be read.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        while line := file.readline(_LARGEST_LINE):
            if line.endswith(b"\n") and line.strip():
                yield line


@contextlib.contextmanager
def _locked(handle: int) -> Iterator[None]:
    """Keep other processes from writing meanwhile. Where a file system knows no locks, appending must do."""
    if sys.platform == "win32":
        import msvcrt

        # Windows locks bytes against readers too, so the byte lies far behind the end.
        with contextlib.suppress(OSError):
            os.lseek(handle, _FAR_BEHIND, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
    # Closing the file lets go of the lock.
    yield


def _ends_within_a_line(handle: int) -> bool:
    size = os.lseek(handle, 0, os.SEEK_END)
    if not size:
        return False
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) != b"\n"


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _to_disk(handle: int) -> None:
    os.fsync(handle)
    if sys.platform == "darwin":
        import fcntl

        # On macOS fsync alone leaves it in the drive's cache.
        with contextlib.suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)


def _folder_to_disk(folder: Path) -> None:
    """A new file is only found after a crash if its folder is on the disk too; Windows does that by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold a lock that one process can hold at a time; gives whether we do. The system lets go of it when a process dies.

    Raises:
        OSError: the lock file cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _taken(handle)
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
