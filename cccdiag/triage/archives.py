"""What is packed: gz, bz2, xz and zst streams, zip and tar archives, in one another. Nothing is written where the user works.

Members are opened one by one and as often as wanted. An archive that lies in another one, or a tar that is packed, is unpacked once
into memory, beyond 32 MiB into an unnamed file of the system's folder for such; bombs end at a limit, and that is said.
"""

from __future__ import annotations

import contextlib
import functools
import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from cccdiag.records import dataclass
from cccdiag.triage.aside import Opener, anywhere
from cccdiag.triage.packed import Unpacked, damage, honest

if TYPE_CHECKING:
    import tarfile
    import zipfile

Kind = Literal["gzip", "bzip2", "xz", "zstd", "zip", "tar"]

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
# What stands before the name of a zip member; its last four bytes say how long the name and what follows it are.
_LOCAL = 30


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
        opener = anywhere(opener)
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
    """A member opened where it begins: to read the list of all members for each of them would take a minute for a few thousand."""
    import zipfile

    stream = opener()
    try:
        stream.seek(member.header_offset)
        header = stream.read(_LOCAL)
        if not header.startswith(b"PK\x03\x04") or len(header) < _LOCAL:
            raise zipfile.BadZipFile("a file is not where the list says")  # noqa: TRY301 - closes the stream too
        stream.seek(member.header_offset + _LOCAL + sum(struct.unpack("<HH", header[-4:])))
        content: Any = zipfile.ZipExtFile(stream, "r", member)
        return Unpacked(content, member.compress_size, stream)  # type: ignore[return-value]
    except BaseException:
        stream.close()
        raise


def _inputs_of_case(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Of a case file or bundle of cccdiag only the inputs: what was once said about them is no evidence."""
    if {"manifest.json", "redact.json"} <= {member.filename for member in members}:
        return [member for member in members if member.filename.startswith("inputs/")]
    return members


def _tar(name: str, opener: Opener) -> Iterator[Part]:
    import tarfile

    opener = anywhere(opener)
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
