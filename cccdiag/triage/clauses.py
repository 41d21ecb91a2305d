"""A letter clause by clause: which clauses say that something is over, which tell what may be, and which tell what is.

A sentence that goes on with *but* is two. What stands between quotation marks belongs to the clause around it, and a line that a
program wrote is no clause of the writer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_QUOTED = re.compile(
    rb"\"(?:[^\"\n]|\n(?![ \t>]*\n)){3,220}\"|\xe2\x80[\x9c\x9e](?:[^\xe2\n]|\n(?![ \t>]*\n)){3,220}\xe2\x80[\x9c\x9d]"
    rb"|\xc2\xab(?:[^\xc2\n]|\xc2\xa0|\n(?![ \t>]*\n)){3,220}\xc2\xbb|(?<![\w'])'(?:[^'\n]|\n(?![ \t>]*\n)){8,220}'(?!\w)"
)
_END = re.compile(
    rb"[.!?;](?=[\s\x22')]|$)|\n[ \t>]*(?=\n)|\n(?=[ \t>]*(?:[-*#]|\d{1,2}[.)]|[\w-]{2,14}:)[ \t])"
    rb"|(?=\b(?:but|however|although|though|aber|jedoch|mais|cependant|pourtant|pero|aunque)\b)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    rb"\b(?:DEBUG|INFO|WARN|ERROR|FATAL|SEVERE)\b|</?[\w:.-]{2,40}[ />]|^\s*at [\w.<>`$]+\(|[{}]|\b[\w.]+(?:Exception|Error): ",
    re.MULTILINE,
)
_STOP = re.compile(rb"[.!?;:,](?=[\s\x22')]|$)|\n[ \t>]*\n")
_REACH = 400
_INSIDE = re.compile(rb"[^\n\"'\x80-\xff]")


def quiet(text: bytes) -> bytes:
    """The text with everything between quotation marks made letters without a meaning, of the same length."""
    return _QUOTED.sub(lambda quoted: quoted[0][:1] + _INSIDE.sub(b"x", quoted[0][1:-1]) + quoted[0][-1:], text)


def spoken(text: bytes) -> Iterator[bytes]:
    """The clauses that a person wrote, with what is quoted made meaningless."""
    hushed = quiet(text)
    for start, end in _bounds(hushed):
        if not _MACHINE.search(text, start, end):
            yield hushed[start:end]


def without(text: bytes, chosen: Callable[[bytes], bool]) -> bytes:
    """The text with those clauses blanked that ``chosen`` says yes to: it is given them with what is quoted made meaningless."""
    hushed = quiet(text)
    kept = bytearray(text)
    for start, end in _bounds(hushed):
        if not _MACHINE.search(text, start, end) and chosen(hushed[start:end]):
            kept[start:end] = re.sub(rb"[^\n]", b" ", text[start:end])
    return bytes(kept)


def around(text: bytes, start: int, end: int) -> bytes:
    """What stands around a place up to the next commas, stops and blank lines."""
    first = max(0, start - _REACH)
    before = [match.end() for match in _STOP.finditer(text, first, start)]
    after = _STOP.search(text, end)
    return text[before[-1] if before else first : after.start() if after else len(text)]


def _bounds(text: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _END.finditer(text):
        if end.end() > start:
            yield start, end.end()
            start = end.end()
    if start < len(text):
        yield start, len(text)
