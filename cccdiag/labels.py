"""Where a word of a text belongs to its form and is no value: names of tags, attributes, keys, headers, settings.

A secret may be a plain word, such as ``password`` or ``order``. Taking it out of these places would hide nothing, and leave
XML, JSON, mails and logs that no program reads. What could not be an ordinary name is only spared where the form would break.
"""

from __future__ import annotations

import re

from cccdiag.expressions import expression

# No tag's head and no key is looked at farther than this; beyond it a word counts as a value.
_BACK = 2048
_NEAR = 160
_PAIR = 1 << 14
_NAME = rb"[\w.:\x80-\xff-]"
_KEY = rb"[\w .:$@/\x80-\xff-]"
_WORDS = expression(
    rb"[A-Za-z]{1,40}\d{0,3}(?:[_.:/ -](?:[A-Za-z]{1,40}\d{0,3}|\d{1,4})){0,5}|\d{1,5}(?:[.-]\d{1,4}){0,2}"
)
_QUOTED = rb"(?:\"[^\"<]*\"|'[^'<]*')"
_ATTRIBUTES = rb"(?:\s+" + _NAME + rb"+\s*=\s*" + _QUOTED + rb")*"
_ELEMENT = expression(rb"</?(" + _NAME + rb"*)")
_ATTRIBUTE = expression(rb"<[?]?" + _NAME + rb"+" + _ATTRIBUTES + rb"\s+" + _NAME + rb"*")
_NAME_ENDS = expression(rb"(" + _NAME + rb"*)(?=[\s/>]|\Z)")
_ATTRIBUTE_ENDS = expression(_NAME + rb"*\s*=\s*[\"']")
_EMPTY = expression(_NAME + rb"*" + _ATTRIBUTES + rb"\s*/>")
_DECLARATION = expression(rb"<\?[\w.:-]+" + _ATTRIBUTES + rb"\s*\?>|<![A-Z][^<>]*>|<!\[CDATA\[")
_REFERENCE = expression(rb"&(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos|nbsp);")


def _pairs(*pairs: tuple[bytes, bytes]) -> tuple[tuple[re.Pattern[bytes], re.Pattern[bytes]], ...]:
    """Of each pair the first ends where the word begins, and the other begins where it ends."""
    return tuple((expression(rb"(?:" + before + rb")\Z"), expression(after)) for before, after in pairs)


_PLACES = _pairs(
    # tags written as text, and the names of namespaces and types
    (rb"(?:&lt;|\\u003[cC])/?[\w.:-]{0,60}", rb"[\w.:-]{0,60}(?:&gt;|\\u003[eE]|\s|/)"),
    (rb"(?:xmlns(?::[\w.-]{1,40})?|[\w.-]{1,20}:type)\s{0,9}=\s{0,9}[\"'][^\"'<>]{0,100}", rb"[^\"'<>]{0,100}[\"']"),
    # what in the headers of a mail is form, and the borders between its parts
    (rb"(?i:(?:^|\n)(?:content-(?:type|transfer-encoding|disposition)|mime-version):[ \t]{0,9}[\w/+.-]{0,60})", rb""),
    (rb"(?i:;\s{0,20}(?:charset|boundary)=\"?[\w.:'()+,/?=-]{0,69})", rb""),
    (rb"(?:^|\n)--[\w.:'()+,/?=-]{0,69}", rb"[\w.:'()+,/?=-]{0,69}[ \t]{0,9}(?=[\r\n]|\Z)"),
)
# The names of headers, settings and parameters: nothing breaks without them, so only what has no digit is taken for one.
_LABEL = expression(rb"[A-Za-z]{1,40}(?:[_.:/ -][A-Za-z]{1,40}){0,5}")
_LABELLED = _pairs(
    (rb"(?:^|\n)[ \t>-]{0,20}[\w-]{0,60}", rb"[\w-]{0,60}[ \t]{0,9}:(?=\s|\Z)"),
    (rb"(?:^|[\s;&?,\"'(\[{<])[\w.-]{0,60}", rb"[\w.-]{0,60} ?=(?!=)"),
)
# Time, thread and level of a record.
_RECORD = expression(
    rb"[^\w\n]{0,3}(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?[ \t]{1,9}(?:\[\w{1,60}\][ \t]{1,9})?"
    rb"(?:(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b)?"
)
_TOKEN = expression(rb"(?:\xe2\x80\xb9|&#8249;|\\u2039)[a-z]+(?::[0-9a-f]{4,16})?(?:\xe2\x80\xba|&#8250;|\\u203a)")
_KEY_BEGINS = expression(rb"(\\{0,8}[\"'])" + _KEY + rb"{0,64}\Z")


def spared(data: bytes, start: int, end: int) -> bool:
    """Whether the secret that stands there has to stay: as a name that it happens to be, or because the form would break."""
    words = _WORDS.fullmatch(data, start, end) is not None
    if _in_markup(data, start, end, words=words):
        return True
    if _covers(_REFERENCE, data, start, end, 10) or _covers(_TOKEN, data, start, end, 32):
        return True
    if not words:
        return False
    record = _RECORD.match(data, data.rfind(b"\n", max(0, start - _NEAR), start) + 1)
    if record and end <= record.end():
        return True
    before, after = data[max(0, start - _NEAR) : start], data[start : end + _NEAR]
    if start > _NEAR:
        before = b"\x00" + before
    length = end - start
    places = (*_PLACES, *_LABELLED) if _LABEL.fullmatch(data, start, end) else _PLACES
    if any(begins.search(before) and ends.match(after, length) for begins, ends in places):
        return True
    key = _KEY_BEGINS.search(before)
    return (
        key is not None
        and re.compile(_KEY + rb"{0,64}" + re.escape(key[1]) + rb"\s{0,20}:").match(after, length) is not None
    )


def _in_markup(data: bytes, start: int, end: int, *, words: bool) -> bool:
    """Whether this is a name in a tag, or part of a declaration."""
    opening = data.rfind(b"<", max(0, start - _BACK), start)
    if opening < 0:
        return False
    if _ATTRIBUTE.fullmatch(data, opening, start) and _ATTRIBUTE_ENDS.match(data, end):
        return True
    if data[opening + 1 : opening + 2] in (b"?", b"!"):
        declaration = _DECLARATION.match(data, opening)
        return declaration is not None and end <= declaration.end()
    element = _ELEMENT.fullmatch(data, opening, start)
    rest = _NAME_ENDS.match(data, end)
    if element is None or rest is None:
        return False
    return words or _is_tag(data, opening, end, element[1] + data[start:end] + rest[1])


def _is_tag(data: bytes, opening: int, end: int, name: bytes) -> bool:
    """Whether an opening and a closing tag of the name are there, or an empty one: an address in angle brackets has neither."""
    if data.startswith(b"</", opening):
        return data.rfind(b"<" + name, max(0, opening - _PAIR), opening) >= 0
    return _EMPTY.match(data, end) is not None or data.find(b"</" + name, end, end + _PAIR) >= 0


def _covers(pattern: re.Pattern[bytes], data: bytes, start: int, end: int, around: int) -> bool:
    found = pattern.search(data, max(0, start - around), end + around)
    return found is not None and found.start() <= start and end <= found.end()
