"""The text of a mail that Outlook keeps as compressed rich text only, pure.

Compression: [MS-OXRTFCP]. A mail that was written as HTML keeps its marks inside the rich text ([MS-OXRTFEX]); they are taken out as
HTML again.
"""

from __future__ import annotations

import codecs
import dataclasses
import re
import struct
from dataclasses import dataclass, field

from cccdiag.expressions import expression

# No mail has more text; of one that promises more, so much is read.
LARGEST = 4 << 20
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_RING = 4096
# What the dictionary holds before the first byte ([MS-OXRTFCP] 2.1.2.1).
_FIRST = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New Roman"
    rb"Courier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN = expression(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_BREAKS = {b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t"}
_SIGNS = {
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"endash": "–",
    b"emdash": "—",
    b"bullet": "•",
}
_HIDDEN = frozenset(
    (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"listtable", b"generator", b"themedata")
)  # fmt: skip


def text_of(stream: bytes) -> str:
    """The words in such a stream.

    Raises:
        ValueError: it is damaged or of another kind.
    """
    return _Reader().read(unpacked(stream))


def unpacked(stream: bytes) -> bytes:
    """The rich text in a compressed stream, as far as it goes.

    Raises:
        ValueError: it is damaged or of another kind.
    """
    if len(stream) < 16:
        raise ValueError("the rich text breaks off")
    size, kind = struct.unpack_from("<I4s", stream, 4)
    size = min(size, LARGEST)
    if kind == _PLAIN:
        return stream[16 : 16 + size]
    if kind != _COMPRESSED:
        raise ValueError("the rich text is packed in an unknown way")
    return _lzfu(stream, size)


def _lzfu(stream: bytes, size: int) -> bytes:
    ring = bytearray(_FIRST.ljust(_RING, b"\0"))
    place, read, out = len(_FIRST), 16, bytearray()
    while read < len(stream) and len(out) < size:
        control, read = stream[read], read + 1
        for bit in range(8):
            if read >= len(stream) or len(out) >= size:
                break
            if not control >> bit & 1:
                piece, read = stream[read : read + 1], read + 1
            elif read + 2 > len(stream):
                return bytes(out)
            else:
                start, length = stream[read] << 4 | stream[read + 1] >> 4, (stream[read + 1] & 15) + 2
                read += 2
                if start == place:
                    return bytes(out[:size])
                piece = b""
                for step in range(length):
                    ring[(place + step) % _RING] = ring[(start + step) % _RING]
                    piece += ring[(place + step) % _RING : (place + step) % _RING + 1]
            for letter in piece:
                ring[place] = letter
                place = (place + 1) % _RING
            out += piece
    return bytes(out[:size])


@dataclass(slots=True)
class _Group:
    hidden: bool = False
    tag: bool = False
    skipped: int = 1


@dataclass(slots=True)
class _Reader:
    """Reads rich text token by token; ``html`` when the writer's program wrote HTML."""

    pieces: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    html: bool = False
    echo: bool = False
    encoding: str = "cp1252"
    _drop: int = 0

    def read(self, rich: bytes) -> str:
        self.html = b"\\fromhtml" in rich[:4096]
        groups = [_Group()]
        for token in _TOKEN.finditer(rich):
            if token[5] == b"{":
                groups.append(dataclasses.replace(groups[-1]))
            elif token[5] == b"}":
                del groups[max(1, len(groups) - 1) :]
            else:
                self._token(token, groups[-1])
        self._flush()
        text = "".join(self.pieces)
        if not self.html:
            return text
        from cccdiag.triage import markup

        return markup.text_of(text)

    def _token(self, token: re.Match[bytes], group: _Group) -> None:
        word, number, code, sign, _, plain = token.groups()
        if word:
            self._word(word, number, group)
        elif code:
            self._put(bytes.fromhex(code.decode()), group)
        elif sign == b"*":
            group.hidden = True
        elif sign:
            self._put({b"~": b" ", b"_": b"-"}.get(sign, sign if sign in b"\\{}" else b""), group)
        elif plain:
            self._put(plain, group)

    def _word(self, word: bytes, number: bytes | None, group: _Group) -> None:
        if word == b"ansicpg" and number:
            self._encode(number.decode())
        elif word == b"htmltag":
            group.hidden, group.tag = False, True
        elif word == b"htmlrtf":
            self.echo = number != b"0"
        elif word == b"uc":
            group.skipped = int(number or 1)
        elif word == b"u" and number:
            self._say(chr(int(number) % 65536), group)
            self._drop = group.skipped
        elif word in _HIDDEN:
            group.hidden = True
        elif word in _BREAKS:
            self._say(_BREAKS[word], group)
        elif word in _SIGNS:
            self._say(_SIGNS[word], group)

    def _encode(self, page: str) -> None:
        try:
            self.encoding = codecs.lookup("utf-8" if page == "65001" else f"cp{page}").name
        except LookupError:
            self.encoding = "cp1252"

    def _put(self, text: bytes, group: _Group) -> None:
        """Letters in the mail's own encoding; those that only stand in for a letter told by its number are passed over."""
        dropped = min(self._drop, len(text))
        self._drop -= dropped
        if not self._silent(group):
            self.raw += text[dropped:]

    def _say(self, text: str, group: _Group) -> None:
        if not self._silent(group):
            self._flush()
            self.pieces.append(text)

    def _silent(self, group: _Group) -> bool:
        return group.hidden or (self.html and self.echo and not group.tag)

    def _flush(self) -> None:
        self.pieces.append(self.raw.decode(self.encoding, "replace"))
        self.raw.clear()
