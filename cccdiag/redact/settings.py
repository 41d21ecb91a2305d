"""The value of a setting, read from what stands behind its name: quotes, a sign, a tag, a blank or a new line, and then the value as it is quoted there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cccdiag.expressions import expression
from cccdiag.redact import signs
from cccdiag.redact.html_tables import below
from cccdiag.redact.model import Escaped
from cccdiag.redact.quoting import Value, enclosing
from cccdiag.redact.rows import (
    ITEM,
    PAIR,
    behind_a_blank,
    items_below,
    items_in_brackets,
    line_below,
    lines_of_a_block,
    next_cell,
    second_of_two,
)
from cccdiag.redact.tokens import OPENS
from cccdiag.redact.worth import BACK, OPTION, STANDS_FOR, Name, is_sentence, line_before, trimmed, value_at

_NAMED = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-:"

# What a shell says, or takes instead, where a variable is missing or set.
_TOLD_MISSING = (b":?", b":+")

# The folder that one works in is called so too.
_FOLDER = (b"pwd", b"oldpwd")
_PATH = expression(
    rb"""[ ]{0,3}[=:][ ]{0,3}["']?(?:(?:/[\w.-]{1,60}){2,20}/?|/[a-z]{1,12}/?|~/[\w./-]{0,200}|[A-Za-z]:[\\/][\w. \\/-]{0,200})(?=["'\s,;)]|$)"""
)


def read(data: bytes, begin: int, end: int, reach: int) -> Iterator[tuple[int, int, Escaped | None]]:
    """Where the value of the name at ``begin`` to ``end`` stands and how it is escaped; nothing where it has none. Looks ``reach`` bytes far."""
    back = data[max(0, begin - 80) : begin]
    word = back[len(back.rstrip(_NAMED)) :]
    # A mark that is written as digits is no part of the name.
    written = back[: len(back) - len(word)].endswith((b"%", b"\\")) and signs.ONLY_A_MARK.fullmatch(word)
    begin -= 0 if written else len(signs.WRITTEN_MARK.sub(b"", word).lstrip(b"-.:"))
    if data[begin - 3 : begin] == OPENS or (data[begin - 2 : begin] == b"${" and data[end : end + 2] in _TOLD_MISSING):
        return
    if data[begin:end].lower() in _FOLDER and _PATH.match(data, end, min(len(data), end + reach)):
        return
    line = max(data.rfind(b"\n", max(0, begin - 2000), begin) + 1, begin - 2000, 0)
    name = Name(data, begin, end, min(len(data), end + reach), data[line:begin])
    for way in _WAYS:
        found = way(name)
        if found is not None:
            yield from (one for one in found if not STANDS_FOR.fullmatch(data[one[0] : one[1]]))
            return


def _element(name: Name) -> list[Value] | None:
    """The text of the element of this name."""
    data, end, limit = name.data, name.end, name.limit
    before = name.before[-12:]
    if before.endswith((b"</", b"lt;/", b"\\u003c/", b"%3C/")):
        return []
    opens = next((mark for mark in (b"<", b"lt;", b"\\u003c", b"%3C") if before.endswith(mark)), None)
    if opens is None:
        return None
    if signs.USAGE.search(name.tail):
        return []
    if attribute := signs.ATTRIBUTE.match(data, end, min(limit, end + 400)):
        return value_at(name, attribute.end(), "word")
    tag = signs.ELEMENT.match(data, end, min(limit, end + 240))
    if tag is None or data[end : end + 1] not in b"> \t\r\n&\\%":
        return []
    return _text(name, tag.end()) if opens == b"<" else _escaped_text(name, tag.end(), opens)


def _text(name: Name, at: int) -> list[Value]:
    """Text up to the next tag, or a section of characters."""
    data, limit = name.data, name.limit
    if inner := signs.TAGS.match(data, at, limit):
        at = inner.end()
    if signs.CDATA.match(data, at, limit):
        last = data.find(b"]]>", at, limit)
        return trimmed(data, at + 9, last, None) if last > 0 else []
    last = data.find(b"<", at, limit)
    if (
        last < 0
        or data[last + 1 : last + 2] in b"!?"
        or (b"\n" in data[at:last].strip() and data[last + 1 : last + 2] != b"/")
    ):
        return []
    return trimmed(data, at, last, "xml")


def _escaped_text(name: Name, at: int, opens: bytes) -> list[Value]:
    last = name.data.find(opens, at, name.limit)
    if opens == b"lt;":
        last = name.data.rfind(b"&", at, last) if last > 0 else -1
    return trimmed(name.data, at, last, "url" if opens == b"%3C" else "xml") if last > 0 else []


def _behind_tags(name: Name) -> list[Value] | None:
    """What stands in the next cell, term or line of a page, or in the field of this name."""
    if signs.INPUT_BEFORE.search(name.tail):
        if (field := signs.INPUT.match(name.data, name.end, name.limit)) and (
            found := value_at(name, field.end(), "word")
        ):
            return found
        at = name.before.lower().rfind(b"<input")
        if field := signs.INPUT.search(name.before, at):
            return value_at(name, name.begin - len(name.before) + field.end(), "word")
        return []
    if signs.NAMING.search(name.tail) and (element := signs.NAMED_ELEMENT.match(name.data, name.end, name.limit)):
        return _text(name, element.end())
    if below(name.data, name.begin, name.end) is not None:
        return []  # read by others, with all its cells
    if beside := signs.BESIDE.match(name.data, name.end, name.limit):
        return _text(name, beside.end())
    tags = signs.BEHIND_TAGS.match(name.data, name.end, name.limit)
    if (
        tags is None
        or OPTION.search(name.tail)
        or b"<" not in tags[0]
        or (b":" not in tags[0] and signs.PARAGRAPH.search(tags[0]))
    ):
        return None
    found = _text(name, tags.end())
    return [one for one in found if not is_sentence(name.data[one[0] : one[1]])]


def _told(name: Name) -> list[Value] | None:
    """What is called the value of the name, behind it or before it."""
    way = signs.TOLD.match(name.data, name.end, name.limit) or signs.DEFAULT.match(name.data, name.end, name.limit)
    if way:
        return value_at(name, way.end(), "line" if b"\n" in way[0] else "word")
    if registry := signs.REGISTRY.match(name.data, name.end, name.limit):
        return value_at(name, registry.end(), "option")
    if name.data[name.end : name.end + 1] not in (b'"', b"'", b"\\"):
        return None
    start = max(0, name.begin - BACK)
    if before := signs.BEFORE.search(name.data[start : name.begin]):
        first, last = before.span("value")
        return [(start + first, start + last, "json" if before["mark"][-1:] == b'"' else None)]
    return None


def _changed(name: Name) -> list[Value] | None:
    """What it was and what it is, as those tell who keep a record of changes."""
    change = signs.CHANGED.match(name.data, name.end, name.limit)
    return [(*change.span(part), None) for part in ("old", "new") if change[part]] if change else None


def _field(name: Name) -> list[Value] | None:
    """What a program types into the field of this name."""
    if typed := signs.FIELD.match(name.data, name.end, name.limit):
        return value_at(name, typed.end(), "flow")
    if signs.FILLS.search(name.tail) and (pair := PAIR.match(name.data, name.end, name.limit)):
        return value_at(name, pair.end(), "flow")
    return None


def _call(name: Name) -> list[Value] | None:
    """What is given to the method that sets a value of this name."""
    call = signs.CALL.match(name.data, name.end, name.limit)
    return (
        value_at(name, call.end(), "flow") if call and signs.SETS.fullmatch(name.data, name.begin, name.end) else None
    )


def _form(name: Name) -> list[Value] | None:
    """The part of a form sent in parts."""
    if not name.before.endswith(b'name="'):
        return None
    head = signs.FORM.match(name.data, name.end, name.limit)
    if head is None:
        return None
    last = name.data.find(b"\n", head.end(), name.limit)
    return trimmed(name.data, head.end(), last if last >= 0 else name.limit, None)


def _signed(name: Name) -> list[Value] | None:
    """What stands behind a sign."""
    data, limit = name.data, name.limit
    sign = signs.SIGN.match(data, name.end, limit)
    if sign is None or (OPTION.search(name.tail) and b"=" not in sign[0] and name.before[-1:] == b"-"):
        return None
    at = sign.end()
    if block := signs.BLOCK.match(data, at, limit):
        return lines_of_a_block(name, block.end())
    if below := signs.QUOTED_BELOW.match(data, at, limit):
        at = below.end()
    elif (item := ITEM.match(data, at, limit)) and item[0][:1] in b"\r\n":
        return items_below(name, item.start())
    elif further := line_below(name, at):
        return further
    if inside := signs.LIST.match(data, at, limit):
        return items_in_brackets(name, inside.end())
    if signs.NESTED.match(data, at, limit) and sign[0][:1] in b"\"'\\":
        return []
    return value_at(name, at, _kind(name, sign[0], at))


def _kind(name: Name, sign: bytes, at: int) -> str:
    """What a bare value stands in."""
    before, last = name.before.rstrip(b" "), name.before[-1:]
    if b"=" in sign and (last in (b"?", b"&") or name.before.endswith(b"&amp;")):
        return "query"
    if b"=" in sign and (before[-1:] == b";" or _followed(name, at)):
        return "string"
    if signs.STARTS.match(name.before) and sign[:1] not in (b'"', b"'"):
        return "line"
    inside = (
        name.before[name.before.rfind(b'"') + 1 :] if b'"' in map(_mark, enclosing(line_before(name))) else name.before
    )
    return "flow" if any(inside.count(one) > inside.count(other) for one, other in _BRACKETS) else "word"


def _mark(opening: bytes) -> bytes:
    return opening[-1:]


_BRACKETS = ((b"{", b"}"), (b"[", b"]"), (b"(", b")"))

_PARTS = expression(rb"[^;\r\n\"]{1,200};[ ]?[A-Za-z][\w ]{0,30}=")


def _followed(name: Name, at: int) -> bool:
    return b"&" not in name.before[-1:] and bool(_PARTS.match(name.data, at, name.limit))


_WAYS: tuple[Callable[[Name], list[Value] | None], ...] = (
    _element,
    _call,
    _form,
    _signed,
    _told,
    _changed,
    _field,
    _behind_tags,
    second_of_two,
    next_cell,
    behind_a_blank,
)
