"""Text that Markdown shows as it is. It stays readable where nobody renders it, so only what would be markup is escaped."""

from __future__ import annotations

import re

from cccdiag.report.findings import one_line, printable

_MARKUP = re.compile(r"[\\`*\[\]<>|~#$@]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_LEADING = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")


def escaped(text: str) -> str:
    """The text in one line, without meaning to Markdown or to the HTML that it may hold."""
    return _LEADING.sub(r"\1\\", _without_markup(one_line(text)))


def _without_markup(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", text)


def prose(text: str) -> str:
    """Our own text in one line: its code spans stay such, all else is escaped."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return "".join(f"`{part}`" if place % 2 else _without_markup(part) for place, part in enumerate(parts))


def block(text: str) -> list[str]:
    """The text as indented code: there is no fence that it could close."""
    return ["", *(f"    {line}".rstrip() for line in printable(text).strip("\n").split("\n")), ""]
