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
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cccdiag.expressions import expression
from cccdiag.records import dataclass
from cccdiag.triage import archives, encodings, mail
from cccdiag.triage.packed import damage

if TYPE_CHECKING:
    from cccdiag.triage.archives import Kind

HEAD = 1 << 18
# A mail or a page is taken apart in memory; a log is read in pieces and may have any size.
_WHOLE = 64 << 20
_DEEPEST = 4
# What archives in archives may hold together: files, and bytes.
_MOST, _ALL = 20_000, 16 << 30
_OLE = b"\xd0\xcf\x11\xe0"
_SKIPPED_FOLDERS = frozenset((".git", "__pycache__", "node_modules", ".venv"))

_GENERATION = expression(r"(.+?)\.(\d{1,3})(?:\.(?:gz|bz2|xz|zst|zip))?")

Opener = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Source:
    """One text. ``open`` gives it as UTF-8; None when it could not be read. ``words``: it is what a person wrote in a mail.

    ``raw`` gives the bytes as they lie on the disk, where reading can begin in the middle; None where it cannot. Workers are
    handed sources, so what opens them is picklable.
    """

    name: str
    size: int
    encoding: str | None
    note: str | None
    open: Opener | None
    head: bytes = b""
    words: bool = False
    raw: Opener | None = None

    @property
    def again(self) -> bool:
        """Whether reading it a second time costs next to nothing: a file on this machine that needs no decoding."""
        return isinstance(self.raw, functools.partial) and self.raw.func is _opened and self.encoding == "utf-8"


def sources(inputs: Iterable[str], stdin: BinaryIO | None = None) -> Iterator[Source]:
    """The texts behind what was named, in that order; folders are walked in the order of names. ``-`` is standard input."""
    for name in inputs:
        if name == "-":
            yield from _standard_input(stdin)
        elif "://" in name:
            from cccdiag.triage import remote

            yield from remote.sources(name)
        elif not Path(name).exists() and glob.has_magic(name):
            found = sorted(glob.glob(name, recursive=True), key=rotated)  # noqa: PTH207 - Path.glob takes no absolute pattern
            yield from sources(found) if found else (_unread(name, "no file has such a name"),)
        elif Path(name).is_dir():
            yield from _folder(Path(name))
        else:
            yield from _file(name)


def text_source(name: str, data: bytes) -> Iterator[Source]:
    """The texts in some bytes: a clipboard, a field of a form, an attachment of a ticket system."""
    yield from whole(name, functools.partial(io.BytesIO, data), len(data))


def rotated(name: str) -> tuple[str, int, str]:
    """The order of a log's generations: log.10, log.2, log.1 and the log itself, as they were written; other names as names."""
    found = _GENERATION.fullmatch(name)
    return (found[1], -int(found[2]), name) if found else (name, 0, "")


def _unread(name: str, note: str) -> Source:
    return Source(name, 0, None, note, None)


def _standard_input(stdin: BinaryIO | None) -> Iterator[Source]:
    data = (stdin or sys.stdin.buffer).read()
    yield from whole("-", functools.partial(io.BytesIO, data), len(data))


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
        for name in sorted(files, key=rotated):
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
        yield from _texts(name, functools.partial(_opened, path), size, 0)
    except OSError as error:
        yield _unread(name, f"cannot be read: {error.strerror or error}")


def _opened(path: Path) -> BinaryIO:
    return path.open("rb", buffering=0)


def whole(name: str, opener: Opener, size: int) -> Iterator[Source]:
    """All texts in one file, archives in archives included, until they are too many to be logs."""
    left = max(_ALL, size * 1000)
    for number, source in enumerate(_texts(name, opener, size, 0)):
        if number >= _MOST or left < 0:
            yield _unread(name, "holds more than anybody packs who means well; the rest was left out")
            return
        left -= source.size
        yield source


def _texts(name: str, opener: Opener, size: int, depth: int) -> Iterator[Source]:
    """The source or sources that some content is, by what it begins with."""
    with contextlib.closing(opener()) as stream:
        head = read_full(stream, HEAD)
        damaged = getattr(stream, "note", None)
    if depth > _DEEPEST:
        yield _unread(name, "is packed too deep")
    elif how := archives.kind(head):
        yield from _packed(how, name, opener, size, depth)
    elif not head:
        yield Source(name, size, "utf-8", damaged or "is empty", functools.partial(io.BytesIO, b""))
    elif head.startswith(_OLE):
        yield from _compound(name, opener, size, depth)
    elif what := encodings.binary(head):
        yield _unread(name, f"is {what}, not a text")
    else:
        yield from _text(name, opener, size, head, depth)


def _text(name: str, opener: Opener, size: int, head: bytes, depth: int) -> Iterator[Source]:
    encoding = encodings.sniff(head)

    opened = functools.partial(_decoded, opener, encoding)
    with contextlib.closing(opened()) as stream:
        decoded = read_full(stream, HEAD)
    if mail.is_mail(decoded, name) and size <= _WHOLE:
        with contextlib.closing(opener()) as stream:
            content = read_full(stream, size + 1)
        yield from _mail(name, len(content), mail.parts(content), depth)
    else:
        yield Source(name, size, encoding, None, opened, decoded, raw=opener if depth == 0 else None)


def _decoded(opener: Opener, encoding: str) -> BinaryIO:
    return encodings.as_utf8(opener(), encoding)


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


def _packed(how: Kind, name: str, opener: Opener, size: int, depth: int) -> Iterator[Source]:
    for part in archives.parts(how, name, opener, size):
        if part.open is None:
            yield _unread(part.name, part.note or "cannot be unpacked")
            continue
        try:
            yield from _texts(part.name, part.open, part.size, depth + 1)
        except damage() as error:
            yield _unread(part.name, f"cannot be unpacked: {str(error) or 'it breaks off'}")


def read_full(stream: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes; fewer only at the end, whatever pieces the stream gives."""
    pieces: list[bytes] = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
