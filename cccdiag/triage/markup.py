"""HTML as the text that a person sees, by the standard library's tolerant parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from cccdiag.expressions import expression

# A tag of these starts a new line; all others vanish without a trace, so that a word with bold letters stays one word.
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    )
)
# The parser gives up on a marked section that it has no name for, and the rest of the text with it.
_NO_SECTION = expression(r"<!\[(?!(?:temp|cdata|ignore|include|rcdata|if|else|endif)\b)", re.IGNORECASE)
_HIDDEN = frozenset(("script", "style", "template"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        self._pre += tag == "pre"
        if tag in _BLOCKS:
            self.pieces.append("\n")
        self.pieces.extend(f" {value} " for name, value in attrs if name in ("alt", "value", "placeholder") and value)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        self._pre = max(0, self._pre - (tag == "pre"))
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data if self._pre else " ".join(f"|{data}|".split())[1:-1])


def seen(page: bytes) -> bytes:
    """A page with its scripts and styles blanked out, line by line: nobody sees them."""
    folded, kept = page.lower(), bytearray(page)
    for name in (b"script", b"style"):
        start = folded.find(b"<" + name)
        while start >= 0 and (end := folded.find(b"</" + name, start)) >= 0:
            kept[start:end] = re.sub(rb"[^\n]", b" ", page[start:end])
            start = folded.find(b"<" + name, end)
    return bytes(kept)


def text_of(html: str) -> str:
    """The visible text, one line for each block; entities resolved, scripts and styles left out."""
    reader = _Reader()
    reader.feed(_NO_SECTION.sub("&lt;![", html))
    reader.close()
    lines = ("".join(reader.pieces)).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
