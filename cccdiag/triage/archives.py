"""What is packed: gz, bz2, xz and zst streams, zip and tar archives, in one another. Nothing is written where the user works.

Members are opened one by one and as often as wanted. An archive that lies in another one, or a tar that is packed, is unpacked once
into memory, beyond 64 MiB into an unnamed file of the system's folder for such; bombs end at a limit, and that is said.
"""

from __future__ import annotations

import contextlib
import functools
import io
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from cccdiag.triage.packed import Unpacked, damage, honest

if TYPE_CHECKING:
    import tarfile
    import zipfile

Kind = Literal["gzip", "bzip2", "xz", "zstd", "zip", "tar"]
Opener = Callable[[], BinaryIO]

# What the members of one archive may be in number; more is no collection of logs.
MOST = 10_000
_SIGNS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x03\x04", "zip"),
)
_TAR = slice(257, 262)
_IN_MEMORY = 64 << 20
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """Something in a packed file: opened by ``open``, or not to be read for the reason in ``note``."""

    name: str
    size: int
    open: Opener | None
    note: str | None = None


def kind(head: bytes) -> Kind | None:
    """How something is packed, by its first bytes; None when it is not."""
    if head[_TAR] == b"ustar":
        return "tar"
    return next((found for sign, found in _SIGNS if head.startswith(sign)), None)


def parts(how: Kind, name: str, opener: Opener, size: int) -> Iterator[Part]:
    """What is in a packed file; of a stream its one content, of an archive its members under ``name!member``."""
    if how == "zip":
        yield from _bounded(name, size, _zip(name, opener))
    elif how == "tar":
        yield from _bounded(name, size, _tar(name, opener))
    else:
        yield from _stream(how, name, opener, size)


def _bounded(name: str, size: int, members: Iterator[Part]) -> Iterator[Part]:
    """The members until they are too many, or say that they are too large to have been packed honestly."""
    left = honest(size)
    for number, member in enumerate(members):
        if number >= MOST or left < 0:
            why = (
                f"holds more than {MOST:,} files"
                if number >= MOST
                else "unpacks to more than a thousand times its size"
            )
            yield Part(name, 0, None, f"{why}; the rest was left out")
            return
        # One that is too large by itself is read as far as its own limit goes.
        left -= member.size
        yield member


def _stream(how: Kind, name: str, opener: Opener, size: int) -> Iterator[Part]:
    from cccdiag.triage import streams

    try:
        streams.unpacker(how)
    except ImportError:
        yield Part(name, size, None, "is packed with zstd; to read it: pip install zstandard")
        return

    yield Part(name, size, functools.partial(_unpacked, how, opener, size))


def _unpacked(how: Kind, opener: Opener, size: int) -> BinaryIO:
    from cccdiag.triage import streams
    from cccdiag.triage.ahead import Ahead

    return Ahead(Unpacked(streams.unpacker(how)(opener()), size))  # type: ignore[return-value, arg-type]


def _zip(name: str, opener: Opener) -> Iterator[Part]:
    import zipfile

    try:
        opener = _anywhere(opener)
        with contextlib.closing(opener()) as stream, zipfile.ZipFile(stream) as archive:
            members = _inputs_of_case([member for member in archive.infolist() if not member.is_dir()])
    except damage() as error:
        yield Part(name, 0, None, f"is a damaged zip archive: {str(error) or 'it breaks off'}")
        return
    if not members:
        yield Part(name, 0, None, "is an empty archive")
    for member in members:
        inner = f"{name}!{member.filename}"
        if member.flag_bits & 1:
            yield Part(inner, 0, None, "is locked with a password")
        else:
            yield Part(inner, member.file_size, functools.partial(_zip_member, opener, member))


def _zip_member(opener: Opener, member: zipfile.ZipInfo) -> BinaryIO:
    import zipfile

    stream = opener()
    archive = zipfile.ZipFile(stream)
    try:
        return Unpacked(archive.open(member), member.compress_size, archive, stream)  # type: ignore[return-value, arg-type]
    except BaseException:
        archive.close()
        stream.close()
        raise


def _inputs_of_case(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Of a case file or bundle of cccdiag only the inputs: what was once said about them is no evidence."""
    if {"manifest.json", "redact.json"} <= {member.filename for member in members}:
        return [member for member in members if member.filename.startswith("inputs/")]
    return members


def _tar(name: str, opener: Opener) -> Iterator[Part]:
    import tarfile

    opener = _anywhere(opener)
    empty = True
    try:
        with contextlib.closing(opener()) as stream, tarfile.open(fileobj=stream, mode="r:") as archive:
            for member in archive:
                if member.isfile():
                    empty = False
                    yield _tar_member(name, opener, member)
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        yield Part(name, 0, None, f"is a damaged tar archive: {error}")
        return
    if empty:
        yield Part(name, 0, None, "is an empty archive")


def _tar_member(name: str, opener: Opener, member: tarfile.TarInfo) -> Part:
    inner = f"{name}!{member.name}"
    if member.issparse():
        return Part(inner, 0, None, "is stored with holes, which cannot be read here")
    return Part(inner, member.size, functools.partial(_slice, opener, member.offset_data, member.size))


def _slice(opener: Opener, start: int, size: int) -> BinaryIO:
    return _Slice(opener(), start, size)  # type: ignore[return-value]


class _Slice(io.RawIOBase):
    """A stretch of a stream that can be sought in."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._left = size
        stream.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read(min(len(buffer), self._left))
        buffer[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _anywhere(opener: Opener) -> Opener:
    """The same bytes, to be read from any place: as they are, or unpacked once and put aside."""
    with contextlib.closing(opener()) as stream:
        seekable = stream.seekable()
    return opener if seekable else _Aside(opener).open


class _Aside:
    """Bytes put aside for as long as somebody may open them; another process that is handed this unpacks them anew."""

    def __init__(self, opener: Opener) -> None:
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when nobody can open it any more
        weakref.finalize(self, file.close)
        with contextlib.closing(opener()) as stream:
            while piece := stream.read(_PIECE):
                file.write(piece)
        self._opener = opener
        self._file = file
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[_Aside], tuple[Opener]]:
        return _Aside, (self._opener,)

    def open(self) -> BinaryIO:
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

    def __init__(self, aside: _Aside) -> None:
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
