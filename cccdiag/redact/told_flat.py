"""The text of a letter with its tags, escapes and marks of quoting blanked out, each character left where it was."""

from __future__ import annotations

import re

from cccdiag.expressions import expression

_INLINE = expression(
    r"(?i)</?(?:b|strong|i|em|u|span|font|code|tt|kbd|samp|mark|small|big|a|o:p|s|del|sub|sup|abbr)\b[^<>]{0,200}>"
)
_BLOCK = expression(r"(?i)</?(?:p|div|br|li|ul|ol|td|th|tr|dt|dd|dl|table|tbody|pre|h[1-6]|blockquote)\b[^<>]{0,200}>")
_RECORD = expression(
    r"\n(?=(?:\S{1,40}[ \t]{1,3}){0,3}\[?(?:DEBUG|INFO|WARN|ERROR|TRACE|FATAL)\b|\W{0,3}\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)"
)
# What is no letter: a token, and a tag.
_STRANGE = expression(r"‹|(?=<)")
_QUOTE_MARKS = expression(r"\n[ \t]{0,8}(?:>[> \t]{0,12}|\|[ \t]+|[*•·–-][ \t]+|\d{1,2}[.)][ \t]+)")


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _lined(match: re.Match[str]) -> str:
    return "\n" + " " * (len(match[0]) - 1)


def flattened(text: str, *, json: bool, cut: bool = True) -> str:
    """The text with what is no part of sentences blanked out, up to what is no letter; each character where it was.

    The mark that a token begins with stays: what was behind a word when it was read first is still something.
    """
    if "\xa0" in text or "\r" in text:
        text = text.replace("\xa0", " ").replace("\r", " ")
    if "<" in text:
        text = _BLOCK.sub(_lined, _INLINE.sub(_blanked, text))
    if "&" in text:
        text = text.replace("&nbsp;", "      ").replace("&quot;", '"     ')
    if json:
        text = text.replace("\\n", "\n ").replace("\\r", "  ").replace("\\t", "  ").replace('\\"', ' "')
    text = _QUOTE_MARKS.sub(_lined, text)
    if not cut:
        return text
    if strange := _STRANGE.search(text):
        text = text[: strange.end()]
    record = _RECORD.search(text)
    return text[: record.start()] if record else text
