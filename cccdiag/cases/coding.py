"""A text of any encoding as UTF-8 while it is redacted, and back: what was not replaced comes back byte for byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence

from cccdiag.triage import encodings

_WIDE = {
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
}
# What Windows, Unix and consoles wrote before UTF-8, without saying so.
_OLDER = ("cp1250", "cp1251", "cp932", "gbk", "cp950", "cp949", "euc_jp", "iso8859-2", "koi8-r", "cp850")
# The marks of a token as an encoding that lacks them has them, and what may be the beginning of one.
_WRITTEN = {"&#8249;": "‹", "&#8250;": "›"}
_BEGUN = re.compile(r"&[#0-9]{0,5}\Z")
_DECLARED = re.compile(rb"\A\s{0,99}<\?xml[^>]{1,99}encoding=[\"']([\w.-]{1,40})[\"']")


class Coding:
    """The encoding of a text, by its first bytes, with both directions for its pieces in order.

    Where neither a mark nor the bytes tell it, it is the one in which most of some ``words`` can be read.
    """

    def __init__(self, head: bytes, words: Iterable[str] = ()) -> None:
        self.name = encodings.sniff(head)
        self._mark = b""
        if self.name in ("utf-16", "utf-32"):
            self._mark = next(mark for mark in sorted(_WIDE, key=len, reverse=True) if head.startswith(mark))
            self.name = _WIDE[self._mark]
        elif self.name == "utf-8" and (declared := _DECLARED.match(head)):
            self.name = _known(declared[1].decode("ascii")) or self.name
        elif self.name == "cp1252":
            self.name = _readable(head, tuple(words))
        self.plain = self.name.startswith("utf-8")
        self._lead = self._mark
        self._begun = ""
        errors = "cccdiag-wide" if self.name.startswith("utf") else "surrogateescape"
        back = "surrogatepass" if self.name.startswith("utf") else "cccdiag-back"
        if not self.plain:
            self._decoder = codecs.getincrementaldecoder(self.name)(errors)
            self._between = codecs.getincrementaldecoder("utf-8")("surrogatepass")
            self._encoder = codecs.getincrementalencoder(self.name)(back)
            self._lacks = "‹".encode(self.name, "ignore") == b""

    def utf8(self, piece: bytes, *, final: bool = False) -> bytes:
        """The next piece as UTF-8."""
        if self.plain:
            return piece
        taken = min(len(self._lead), len(piece))
        piece, self._lead = piece[taken:], self._lead[taken:]
        text = self._begun + self._decoder.decode(piece, final)
        if self._lacks:
            begun = None if final else _BEGUN.search(text)
            text, self._begun = (text[: begun.start()], begun[0]) if begun else (text, "")
            for written, mark in _WRITTEN.items():
                text = text.replace(written, mark)
        return text.encode("utf-8", "surrogatepass")

    def back(self, piece: bytes, *, final: bool = False) -> bytes:
        """The next redacted piece in the text's own encoding."""
        if self.plain:
            return piece
        mark, self._mark = (self._mark, b"") if piece or final else (b"", self._mark)
        return mark + self._encoder.encode(self._between.decode(piece, final), final)


def _readable(head: bytes, words: Sequence[str]) -> str:
    """Of the encodings that a text of single or double bytes may be in, the one in which most of the words stand there."""

    def read(name: str) -> int:
        try:
            text = codecs.getincrementaldecoder(name)().decode(head).lower()
        except UnicodeDecodeError:
            return 0
        return sum(text.count(word) for word in words)

    return max(("cp1252", *_OLDER), key=read)


def _known(declared: str) -> str | None:
    """The codec of an encoding that an XML declaration names although its bytes are plain ASCII so far; None for UTF-8."""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return None
    return name if name in ("ascii", "iso8859-1", "cp1252", "iso8859-15") else None


def _back(error: UnicodeError) -> tuple[str | bytes, int]:
    """A byte that had no meaning as it was; a character that the encoding lacks (of a token, that is) as XML would write it."""
    assert isinstance(error, UnicodeEncodeError)
    character = error.object[error.start]
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00]), error.start + 1
    return f"&#{ord(character)};", error.start + 1


def _wide(error: UnicodeError) -> tuple[str | bytes, int]:
    """Halves of pairs pass; what is cut short or damaged beyond that becomes the replacement character."""
    assert isinstance(error, UnicodeDecodeError)
    try:
        return codecs.lookup_error("surrogatepass")(error)
    except UnicodeDecodeError:
        return "\ufffd", error.end


codecs.register_error("cccdiag-back", _back)
codecs.register_error("cccdiag-wide", _wide)
