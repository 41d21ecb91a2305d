"""Records: what one entry of a log, one answer or one letter is, and where it starts and ends in a block of bytes."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import field
from typing import Literal

from cccdiag.expressions import expression
from cccdiag.records import dataclass
from cccdiag.triage import transcripts
from cccdiag.triage.formats import Head, Header
from cccdiag.triage.prose import is_prose
from cccdiag.triage.wording import UNHEARD, Heard

Kind = Literal["log", "answer", "ticket"]

NO_HEAD = Head(None, None, None, 0)
_LEVELS = {"TRACE": 0, "DEBUG": 1, "INFO": 2, "WARN": 3, "ERROR": 4, "FATAL": 5}

# A record beyond this is judged by its beginning and what lies around the places where something may be.
LONG, _BEGINNING, _AROUND, _MOST = 65_536, 2000, 4000, 65_536
# What shows that a text is, or holds, a body that a server sent.
_BODY = expression(
    rb"<(?:[\w.-]{1,40}:)?(?:Envelope|Fault|ccc_response|html|head|body)\b|<!doctype|<\?xml|&lt;(?:[\w.-]{1,40}:)?(?:Envelope|ccc_)"
    rb"|HTTP/\d(?:\.\d)? \d{3}|\\{0,6}\"(?:response|status|problem|error_?code|errors?|code)\\{0,6}\"\s?:",
    re.IGNORECASE,
)
# One of these is in every body: asked first, since the expression is tried at every byte.
_BODY_SIGNS = (b"<", b'"', b"&", b"P/", b"p/")
_TRACE = expression(
    rb"^(?:DEBUG|INFO|WARN|ERROR|FATAL)\s+[A-Za-z_]\w*\.[\w.]+\s|^\s*at [\w.<>`$]+\(|\b[\w.]+(?:Exception|Error): |^Traceback \(most|^(?:[a-z_]\w{0,40}\.){1,6}[A-Z]\w{2,60}: |^\s*File \"[^\"]+\", line \d",
    re.MULTILINE,
)


@dataclass(slots=True)
class Record:
    """One record. ``offset`` is its place in the text of its source, ``lines`` how many lines it has there.

    ``text`` is the record as it was read; of one beyond a hundred kilobytes, the pieces in which something may be found.
    """

    source: str
    offset: int
    text: bytes
    kinds: frozenset[Kind]
    head: Head = NO_HEAD
    last_ccc: str | None = None
    hearsay: str | None = None
    heard: Heard = UNHEARD
    lines: int = 1
    shown: bytes | None = None
    _views: tuple[bytes, ...] | None = field(default=None, repr=False)
    _foldings: tuple[bytes, ...] | None = field(default=None, repr=False)

    @property
    def is_letter(self) -> bool:
        """Whether a person wrote it, or part of it."""
        return "ticket" in self.kinds

    @property
    def views(self) -> tuple[bytes, ...]:
        """The text as it stands and, where it holds any, with escapes undone."""
        if self._views is None:
            self._views = views(self.text)
        return self._views

    @property
    def foldings(self) -> tuple[bytes, ...]:
        """Each view in lower case."""
        if self._foldings is None:
            self._foldings = tuple(view.lower() for view in self.views)
        return self._foldings

    @property
    def folded(self) -> bytes:
        """All views in lower case, one after the other."""
        return self.foldings[0] if len(self.foldings) == 1 else b"\n".join(self.foldings)

    def say(self, text: bytes) -> None:
        """Judge the record by this text, as long as its own, and go on showing its own."""
        if text != self.text:
            self.shown, self.text, self._views, self._foldings = self.shown or self.text, text, None, None

    def also(self, text: bytes) -> None:
        """Judge the record by this text too."""
        if text not in self.views:
            self._views, self._foldings = (*self.views, text), None

    def retell(self, how: Callable[[bytes], bytes]) -> None:
        """Judge the record by what ``how`` leaves of each of its views, and go on showing its own text."""
        views = self.views
        self.say(how(self.text))
        # The first view is the text itself, not one like it: what matches there has a place that can be shown.
        self._views, self._foldings = tuple(dict.fromkeys((self.text, *map(how, views[1:])))), None

    def keep_as_is(self) -> None:
        """Take the text as it stands: nothing in it needs to be undone."""
        self._views, self._foldings = (self.text,), None

    def at_least(self, level: Literal["warn", "error"]) -> bool:
        """Whether the record is of that level or worse; one without a level passes."""
        return self.head.level is None or _LEVELS[self.head.level] >= _LEVELS[level.upper()]


def condensed(text: bytes | bytearray, start: int, end: int, places: Iterable[int]) -> bytes:
    """The record at ``start``–``end``: whole, or of a very long one its beginning and what lies around the given places.

    The places come from the left; none is asked for when enough is kept.
    """
    if end - start <= LONG:
        return bytes(text[start:end])
    pieces: list[tuple[int, int]] = [(start, start + _BEGINNING)]
    kept = _BEGINNING
    for place in places:
        left, right = max(start, place - _AROUND), min(end, place + _AROUND)
        first, last = pieces[-1]
        if left <= last:
            pieces[-1] = first, max(right, last)
            kept += max(right - last, 0)
        elif kept < _MOST:
            pieces.append((left, right))
            kept += right - left
        if kept >= _MOST + 2 * _AROUND:
            break
    return b" \xe2\x80\xa6\n".join(bytes(text[a:b]) for a, b in pieces)


def is_warning(head: Head) -> bool:
    """Whether a head says WARN or worse."""
    return head.level is not None and _LEVELS[head.level] >= _LEVELS["WARN"]


def views(text: bytes) -> tuple[bytes, ...]:
    """A text, and what it is with its escapes undone: entities, JSON escapes, quoted-printable, per cent; at most twice each."""
    found = [text]
    current = text
    for _ in range(2):
        undone = _undone(current)
        if undone == current:
            break
        found.append(undone)
        current = undone
    if re.search(rb"</?(?:p|br|div|td|b|i|em|strong|span|html|body|li|font)\b[^<>]{0,200}>", current, re.IGNORECASE):
        from cccdiag.triage import markup

        found.append(markup.text_of(current.decode("utf-8", "replace")).encode())
    return tuple(dict.fromkeys(found))


# A part of a message whose body is written in base64, to the line that parts it from the next.
_PACKED = expression(
    rb"^(?P<head>Content-Transfer-Encoding: {0,4}base64[ \t]*\r?\n(?:[\w-]{1,60}:[^\n]{0,400}\n){0,10}\r?\n)(?P<body>(?:[A-Za-z0-9+/]{4,200}={0,2}[ \t]*(?:\r?\n|$))+)",
    re.IGNORECASE | re.MULTILINE,
)


def _unpacked(found: re.Match[bytes]) -> bytes:
    import binascii

    try:
        return found["head"] + binascii.a2b_base64(found["body"]) + b"\n"
    except binascii.Error:
        return found[0]


def _undone(text: bytes) -> bytes:
    if b"base64" in text:
        text = _PACKED.sub(_unpacked, text)
    if re.search(rb"=\r?\n|=[0-9A-F]{2}=[0-9A-F]{2}", text):
        import quopri

        text = quopri.decodestring(text)
    if re.search(rb"&(?:[A-Za-z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,5});", text):
        import html

        text = html.unescape(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogatepass")
    if re.search(rb"\\+(?:[\"/nrt]|u00[0-9a-fA-F]{2})", text):
        text = _unescaped_json(text)
    return re.sub(rb"%(3[CEce]|2[0267])", lambda found: bytes.fromhex(found[1].decode()), text)


_JSON_ESCAPE = expression(rb"\\+(?:u([0-9a-fA-F]{4})|([\"/nrt]))")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def _unescaped_json(text: bytes) -> bytes:
    def letter(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return chr(int(found[1], 16)).encode("utf-8", "surrogatepass")
        return _LETTERS.get(found[2], found[2])

    return _JSON_ESCAPE.sub(letter, text)


def kinds_of(text: bytes) -> frozenset[Kind]:
    """What a text without a record header is: an answer of a server, output of a program, words of a person, or several of them."""
    sample = text[:65536]
    found: set[Kind] = set()
    if _BODY.search(sample):
        found.add("answer")
    if _TRACE.search(sample) or transcripts.is_one(sample):
        found.add("log")
    if not found or is_prose(sample):
        found.add("ticket")
    return frozenset(found)


def log_kinds(text: bytes) -> frozenset[Kind]:
    """What a log record is: a log record, and an answer too where it holds a body."""
    possible = any(sign in text for sign in _BODY_SIGNS)
    return _LOG_AND_ANSWER if possible and _BODY.search(text, 0, 65536) else _LOG


_LOG: frozenset[Kind] = frozenset(("log",))
_LOG_AND_ANSWER: frozenset[Kind] = frozenset(("log", "answer"))


@dataclass(frozen=True, slots=True)
class Splitter:
    """Finds the bounds of records in a block that begins at a record's start (or holds the rest of one from an earlier file)."""

    header: Header

    def start(self, block: bytes | bytearray, place: int, floor: int = 0) -> tuple[int, re.Match[bytes] | None]:
        """Where the record begins that holds the byte at ``place``, and its header.

        The search goes back to the line that holds ``floor`` at most; where no header is found, the place is that line's and
        there is no header.
        """
        first = self.header.first
        line = block.rfind(b"\n", 0, place) + 1
        while (head := first.match(block, line)) is None and line > floor:
            line = block.rfind(b"\n", 0, line - 1) + 1
        return line, head

    def end(self, block: bytes | bytearray, place: int, limit: int) -> int:
        """Where the record ends that holds the byte at ``place``: before the line end that the next header follows."""
        found = self.header.following.search(block, place, limit)
        return found.start() if found else limit

    def last(self, block: bytes | bytearray, limit: int) -> int:
        """Where the last record of the block begins; 0 when there is but one."""
        first = self.header.first
        line = block.rfind(b"\n", 0, limit) + 1
        while line > 0 and not first.match(block, line, limit):
            line = block.rfind(b"\n", 0, line - 1) + 1
        return line

    def count(self, block: bytes | bytearray, limit: int) -> int:
        """How many records begin in the block; a beginning that is no header (the rest of an earlier record) counts as one."""
        return len(self.header.bare.findall(block, 0, limit)) + (1 if limit else 0)


@functools.lru_cache(maxsize=256)
def splitter(header: Header) -> Splitter:
    """The splitter of a layout."""
    return Splitter(header)
