"""The values of cookies in a header or a list of objects: what they are called, how long they last and where they are sent stays."""

from __future__ import annotations

from collections.abc import Iterator

from cccdiag.expressions import expression
from cccdiag.redact.model import Escaped

_PAIR = expression(rb"""[ \t]{0,9}([^\s=;,"'<>(){}\\]{1,100})(?:=("[^"\r\n;]{0,4096}"|[^;\r\n"'<>\\]{0,4096}))?(;|)""")
_OBJECT = expression(rb"[\s,]{0,200}\{([^{}]{1,8000})\}")
_ENTRY = expression(
    rb"""[\s,]{0,200}["'][^"'\\\r\n]{1,100}["']\s{0,3}:\s{0,3}(?:"((?:[^"\\\r\n]|\\.){1,4096})"|'((?:[^'\\\r\n]|\\.){1,4096})')"""
)
_VALUE = expression(
    rb"""["']value["']\s{0,3}:\s{0,3}(?:"((?:[^"\\\r\n]|\\.){1,4096})"|'((?:[^'\\\r\n]|\\.){1,4096})')"""
)
_ATTRIBUTES = frozenset(
    (b"path", b"domain", b"expires", b"max-age", b"samesite", b"httponly", b"secure", b"version", b"partitioned", b"priority", b"comment")
)  # fmt: skip


def read(data: bytes, begin: int, end: int, reach: int) -> Iterator[tuple[int, int, Escaped | None]]:  # noqa: ARG001 - begin is told to all readers
    """Where the values of the cookies stand that follow the name of the header, or of the list, at ``begin`` to ``end``."""
    place, limit = end, min(len(data), end + reach)
    if data[end - 1 : end] in (b"[", b"{"):
        yield from _listed(data, end, limit) if data[end - 1 : end] == b"[" else _named(data, end, limit)
        return
    while place < limit and (pair := _PAIR.match(data, place, limit)):
        first, last = pair.span(2)
        if first >= 0 and pair[1].lower() not in _ATTRIBUTES:
            if pair[2].startswith(b'"'):
                first, last = first + 1, last - 1
            last -= len(data[first:last]) - len(data[first:last].rstrip())
            if last > first:
                yield first, last, None
        if not pair[3]:
            return
        place = pair.end()


def _listed(data: bytes, place: int, limit: int) -> Iterator[tuple[int, int, Escaped | None]]:
    while cookie := _OBJECT.match(data, place, limit):
        if value := _VALUE.search(data, *cookie.span(1)):
            yield *value.span(1 if value[1] else 2), "json"
        place = cookie.end()


def _named(data: bytes, place: int, limit: int) -> Iterator[tuple[int, int, Escaped | None]]:
    while entry := _ENTRY.match(data, place, limit):
        yield *entry.span(1 if entry[1] else 2), "json"
        place = entry.end()
