"""Inputs as the user named them to the same inputs without secrets: texts in any encoding, mails, gz and zip, whole folders of them.

What a later input teaches is taken out of an earlier one too: an input that was read before a value became known is read again.
What cannot be read as text is left out and said so; it might hold anything.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import itertools
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cccdiag.cases import mails
from cccdiag.cases.coding import Coding
from cccdiag.cases.spool import aside
from cccdiag.redact import Case, Stream
from cccdiag.redact.model import Kind, Replaced
from cccdiag.redact.windows import Window, Windows
from cccdiag.triage import encodings, mail
from cccdiag.triage.packed import Unpacked, damage, gunzip
from cccdiag.triage.sources import HEAD, read_full

_PIECE = 1 << 20
_DEEPEST = 4
_LINES_TOLD = 20
_LARGEST_MAIL = 64 << 20
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# A zip knows no year before this; every member gets the same time, so that the same input gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class Places:
    """Where one rule replaced something in one text: how often, and on which lines first."""

    text: str
    rule: str
    kind: Kind
    count: int = 0
    lines: list[int] = field(default_factory=list)

    def told(self, lines: Iterable[int]) -> None:
        """Take down further lines, each once, as long as there is room."""
        for line in lines if len(self.lines) < _LINES_TOLD else ():
            if line not in self.lines[-1:]:
                self.lines.append(line)
                if len(self.lines) == _LINES_TOLD:
                    return


@dataclass(slots=True)
class Cleaned:
    """What became of one input: its texts (name and encoding), what was replaced in them, and what was left out and why."""

    name: str
    texts: list[tuple[str, str]] = field(default_factory=list)
    places: dict[tuple[str, str], Places] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def replaced(self) -> int:
        """How many places were replaced."""
        return sum(one.count for one in self.places.values())

    @property
    def whole(self) -> bool:
        """Whether the input as a whole could be read."""
        return bool(self.texts)

    def tell(self, text: str) -> Callable[[Replaced], None]:
        """Who takes down what was replaced in one text."""

        def take(replaced: Replaced) -> None:
            for rule, kind, count, lines in replaced.by_rule():
                places = self.places.get((text, rule))
                if places is None:
                    places = self.places[text, rule] = Places(text, rule, kind)
                places.count += count
                places.told(lines)

        return take


def clean(case: Case, name: str, source: BinaryIO, target: BinaryIO) -> Cleaned:
    """Write ``source`` without secrets to ``target``; what could not be read is not in it (``left_out`` says why)."""
    done = Cleaned(name)
    _Cleaning(case, done).any(name, source, target, 0)
    return done


def look(case: Case, name: str, source: BinaryIO) -> Cleaned:
    """What :func:`clean` would do, without doing it."""
    done = Cleaned(name)
    _Cleaning(case, done, only_looking=True).any(name, source, _Nowhere(), 0)  # type: ignore[arg-type]
    return done


def teach(case: Case, name: str, source: BinaryIO) -> None:
    """Let the case learn from everything in ``source`` that :func:`clean` would clean."""
    _Cleaning(case, Cleaned(name), only_learning=True).any(name, source, _Nowhere(), 0)  # type: ignore[arg-type]


def plain_text(case: Case, head: bytes, name: str) -> Coding | None:
    """How an input that begins so is encoded; None where it is no text, or a mail."""
    if head.startswith((_ZIP, _GZIP, _OLE)) or encodings.binary(head):
        return None
    coding = Coding(head, case.rules.foreign)
    return None if mail.is_mail(head, name) and coding.plain else coding


@dataclass(frozen=True, slots=True)
class _Cleaning:
    """One input on its way, with all that is packed in it."""

    case: Case
    done: Cleaned
    only_learning: bool = False
    only_looking: bool = False

    def any(self, name: str, source: BinaryIO, target: BinaryIO, depth: int) -> None:
        """Some content, by what it begins with."""
        head = read_full(source, HEAD)
        if depth > _DEEPEST:
            self._leave_out(name, "is packed too deep")
        elif head.startswith(_ZIP):
            self._zip(name, _Rejoined(head, source), target, depth)
        elif head.startswith(_GZIP):
            with gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0) as packed:
                inner = Unpacked(gunzip(_Rejoined(head, source)), 0)  # type: ignore[arg-type]
                self.any(name, inner, packed, depth + 1)  # type: ignore[arg-type]
        elif what := ("an Office or Outlook file" if head.startswith(_OLE) else encodings.binary(head)):
            self._leave_out(name, f"is {what}, not a text")
        else:
            self._text(name, head, source, target, depth)

    def _leave_out(self, name: str, why: str) -> None:
        self.done.left_out.append((name, why))

    def _text(self, name: str, head: bytes, source: BinaryIO, target: BinaryIO, depth: int) -> None:
        coding = Coding(head, self.case.rules.foreign)
        if mail.is_mail(head, name) and coding.plain:
            content = head + read_full(source, _LARGEST_MAIL)
            if len(content) > _LARGEST_MAIL:
                self._leave_out(name, "is a mail of more than 64 MiB")
                return
            self.done.texts.append((name, coding.name))
            target.write(mails.clean(content, _Letter(self, name, depth)))
            return
        self.done.texts.append((name, coding.name))
        if self.only_learning:
            self._learn(coding, head, source)
            return
        stream = Stream(self.case, self.done.tell(name), looking=self.only_looking)
        target.writelines(coding.back(stream.feed(coding.utf8(piece))) for piece in pieces(head, source))
        target.write(coding.back(stream.feed(coding.utf8(b"", final=True))))
        target.write(coding.back(stream.finish(), final=True))

    def _learn(self, coding: Coding, head: bytes, source: BinaryIO) -> None:
        windows = Windows(self.case.rules.reach, names=self.case.rules.headings)
        for piece in itertools.chain(map(coding.utf8, pieces(head, source)), (coding.utf8(b"", final=True),)):
            if window := windows.feed(piece):
                self.case.learn(window)
        self.case.learn(windows.finish())

    def _zip(self, name: str, source: _Rejoined, target: BinaryIO, depth: int) -> None:
        with contextlib.ExitStack() as stack:
            # A zip is read from its end.
            spooled = stack.enter_context(aside())
            while piece := source.read(_PIECE):
                spooled.write(piece)
            try:
                archive = stack.enter_context(zipfile.ZipFile(spooled))
                out = stack.enter_context(zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED))
                members = [member for member in archive.infolist() if not member.is_dir()]
                for member in members:
                    self._member(f"{name}!{member.filename}", archive, member, out, depth)
                if not members:
                    self._leave_out(name, "is an empty archive")
            except damage() as error:
                self._leave_out(name, f"is a damaged zip archive: {str(error) or 'it breaks off'}")

    def _member(
        self, name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, out: zipfile.ZipFile, depth: int
    ) -> None:
        if member.flag_bits & 1:
            self._leave_out(name, "is locked with a password")
            return
        before = len(self.done.texts)
        with archive.open(member) as packed, aside() as plain:
            bounded = Unpacked(packed, member.compress_size)  # type: ignore[arg-type]
            self.any(name, bounded, plain, depth + 1)  # type: ignore[arg-type]
            if len(self.done.texts) == before:
                return
            plain.seek(0)
            info = zipfile.ZipInfo(self.case.text(member.filename), _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            with out.open(info, "w", force_zip64=True) as written:
                while piece := plain.read(_PIECE):
                    written.write(piece)


@dataclass(frozen=True, slots=True)
class _Letter:
    """Cleans the parts of a mail: its own text under the mail's name, what is attached under both names."""

    cleaning: _Cleaning
    name: str
    depth: int

    def text(self, text: bytes, line: int) -> bytes:
        """As :meth:`cccdiag.cases.mails.Cleaner.text`."""
        if self.cleaning.only_learning:
            self.cleaning.case.learn(Window(text, 0, len(text)))
            return text
        stream = Stream(self.cleaning.case, self.cleaning.done.tell(self.name), line=line)
        return stream.feed(text) + stream.finish()

    def attachment(self, name: str, data: bytes) -> bytes | None:
        """As :meth:`cccdiag.cases.mails.Cleaner.attachment`."""
        target = io.BytesIO()
        before = len(self.cleaning.done.texts)
        self.cleaning.any(f"{self.name}!{name}", io.BytesIO(data), target, self.depth + 1)
        return target.getvalue() if len(self.cleaning.done.texts) > before else None


def pieces(head: bytes, source: BinaryIO) -> Iterator[bytes]:
    """A source of which the beginning was read already."""
    yield head
    while piece := source.read(_PIECE):
        yield piece


class _Nowhere(io.RawIOBase):
    """Takes what nobody wants. Archives can be written to it, other than to the system's own: that one always says that it is empty."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Forget it."""
        return len(data)


class _Rejoined(io.RawIOBase):
    """A stream of which the beginning was read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The beginning first."""
        if self._head:
            piece, self._head = self._head, b""
            return piece
        return self._rest.read(size)
