"""What the user named, as texts: files, folders, patterns, standard input, gz, zip members, mails and what is attached to them.

Every text becomes a :class:`Source` that can be opened as UTF-8, once or several times. Whatever cannot be read becomes a source
with a note and no content, and the rest goes on.
"""

from __future__ import annotations

import contextlib
import functools
import glob
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cccdiag.triage import encodings, mail

if TYPE_CHECKING:
    import zipfile

HEAD = 1 << 18
# A mail or a page is taken apart in memory; a log is read in pieces and may have any size.
_WHOLE = 64 << 20
_DEEPEST = 4
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SKIPPED_FOLDERS = frozenset((".git", "__pycache__", "node_modules", ".venv"))

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Source:
    """One text. ``open`` gives it as UTF-8; None when it could not be read. ``words``: it is what a person wrote in a mail."""

    name: str
    size: int
    encoding: str | None
    note: str | None
    open: Opener | None
    head: bytes = b""
    words: bool = False


def sources(inputs: Iterable[str], stdin: BinaryIO | None = None) -> Iterator[Source]:
    """The texts behind what was named, in that order; folders are walked in the order of names. ``-`` is standard input."""
    for name in inputs:
        if name == "-":
            yield from _standard_input(stdin)
        elif not Path(name).exists() and glob.has_magic(name):
            found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
            yield from sources(found) if found else (_unread(name, "no file has such a name"),)
        elif Path(name).is_dir():
            yield from _folder(Path(name))
        else:
            yield from _file(name)


def text_source(name: str, data: bytes) -> Iterator[Source]:
    """The texts in some bytes: a clipboard, a field of a form, an attachment of a ticket system."""
    yield from _texts(name, lambda: io.BytesIO(data), len(data), 0)


def _unread(name: str, note: str) -> Source:
    return Source(name, 0, None, note, None)


def _standard_input(stdin: BinaryIO | None) -> Iterator[Source]:
    data = (stdin or sys.stdin.buffer).read()
    yield from _texts("-", lambda: io.BytesIO(data), len(data), 0)


def _folder(folder: Path) -> Iterator[Source]:
    seen: set[tuple[int, int]] = set()
    empty = True
    for root, folders, files in os.walk(folder, followlinks=True):
        here = Path(root).stat()
        if (here.st_dev, here.st_ino) in seen:
            folders.clear()
            continue
        seen.add((here.st_dev, here.st_ino))
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS)
        for name in sorted(files):
            empty = False
            yield from _file(str(Path(root) / name))
    if empty:
        yield _unread(str(folder), "the folder holds no file")


def _file(name: str) -> Iterator[Source]:
    path = Path(name)
    try:
        if not path.is_file() and path.exists():
            yield _unread(name, "is no file")
            return
        size = path.stat().st_size
        yield from _texts(name, lambda: path.open("rb", buffering=0), size, 0)
    except OSError as error:
        yield _unread(name, f"cannot be read: {error.strerror or error}")


def _texts(name: str, opener: Opener, size: int, depth: int) -> Iterator[Source]:
    """The source or sources that some content is, by what it begins with."""
    with contextlib.closing(opener()) as stream:
        head = read_full(stream, HEAD)
    if depth > _DEEPEST:
        yield _unread(name, "is packed too deep")
    elif head.startswith(_GZIP):
        yield from _gzip(name, opener, size, depth)
    elif head.startswith(_ZIP):
        yield from _zip(name, opener, depth)
    elif not head:
        yield Source(name, size, "utf-8", "is empty", lambda: io.BytesIO(b""))
    elif head.startswith(_OLE):
        yield from _compound(name, opener, size, depth)
    elif what := encodings.binary(head):
        yield _unread(name, f"is {what}, not a text")
    else:
        yield from _text(name, opener, size, head, depth)


def _text(name: str, opener: Opener, size: int, head: bytes, depth: int) -> Iterator[Source]:
    encoding = encodings.sniff(head)

    def opened() -> BinaryIO:
        return encodings.as_utf8(opener(), encoding)

    with contextlib.closing(opened()) as stream:
        decoded = read_full(stream, HEAD)
    if mail.is_mail(decoded, name) and size <= _WHOLE:
        with contextlib.closing(opener()) as stream:
            content = read_full(stream, size + 1)
        yield from _mail(name, len(content), mail.parts(content), depth)
    else:
        yield Source(name, size, encoding, None, opened, decoded)


def _compound(name: str, opener: Opener, size: int, depth: int) -> Iterator[Source]:
    """A mail of Outlook; other files of Office hold no text that could be searched."""
    from cccdiag.triage import outlook

    content = b""
    if size <= _WHOLE:
        with contextlib.closing(opener()) as stream:
            content = read_full(stream, size + 1)
    if not outlook.is_message(content):
        yield _unread(name, "is an Office file, not a text or a mail")
        return
    try:
        yield from _mail(name, len(content), outlook.parts(content), depth)
    except ValueError as error:
        yield _unread(name, f"is a mail of Outlook that cannot be read: {error}")


def _mail(name: str, size: int, parts: Iterable[tuple[str | None, str, bytes]], depth: int) -> Iterator[Source]:
    for part, kind, data in parts:
        if part is None:
            yield Source(name, size, "utf-8", "mail", functools.partial(io.BytesIO, data), data[:HEAD], words=True)
        elif kind.startswith(("image/", "audio/", "video/")):
            yield _unread(f"{name}!{part}", "is a picture or a recording: please type its text")
        else:
            yield from _texts(f"{name}!{part}", functools.partial(io.BytesIO, data), len(data), depth + 1)


def _gzip(name: str, opener: Opener, size: int, depth: int) -> Iterator[Source]:
    from cccdiag.triage.packed import Unpacked, gunzip

    def opened() -> BinaryIO:
        return Unpacked(gunzip(opener()), size)  # type: ignore[return-value]

    yield from _texts(name, opened, size, depth + 1)


def _zip(name: str, opener: Opener, depth: int) -> Iterator[Source]:
    import zipfile

    from cccdiag.triage.packed import Unpacked

    try:
        with contextlib.closing(opener()) as stream, zipfile.ZipFile(_seekable(stream)) as archive:
            members = _inputs_of_case([member for member in archive.infolist() if not member.is_dir()])
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield _unread(name, f"is a damaged zip archive: {error}")
        return
    if not members:
        yield _unread(name, "is an empty archive")
    for member in members:
        if member.flag_bits & 1:
            yield _unread(f"{name}!{member.filename}", "is locked with a password")
            continue

        def opened(member: zipfile.ZipInfo = member) -> BinaryIO:
            stream = _seekable(opener())
            archive = zipfile.ZipFile(stream)
            return Unpacked(archive.open(member), member.compress_size, archive, stream)  # type: ignore[return-value, arg-type]

        try:
            yield from _texts(f"{name}!{member.filename}", opened, member.file_size, depth + 1)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
            yield _unread(f"{name}!{member.filename}", f"cannot be unpacked: {error}")


def _inputs_of_case(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Of a case file or bundle of cccdiag only the inputs: what was once said about them is no evidence."""
    if {"manifest.json", "redact.json"} <= {member.filename for member in members}:
        return [member for member in members if member.filename.startswith("inputs/")]
    return members


def _seekable(stream: BinaryIO) -> BinaryIO:
    if stream.seekable():
        return stream
    with contextlib.closing(stream):
        return io.BytesIO(stream.read())


def read_full(stream: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes; fewer only at the end, whatever pieces the stream gives."""
    pieces: list[bytes] = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
