"""HTTP as values: what came in with its body, what goes out, and how a body is read without trusting it."""

from __future__ import annotations

import codecs
import functools
import re
import zlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from cccdiag.records import dataclass

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

CONTROL = "/control/"
BODY_LIMIT = 1024 * 1024
# A body that is too large is read to its end and thrown away, so that the sender lives to see the answer; up to here.
_UNCHANGED = 304
_PATIENCE = 64 * BODY_LIMIT
XML: Headers = ((b"content-type", b"text/xml; charset=utf-8"),)
# A parser takes what tells nothing of itself for UTF-8, of which ASCII is a part, and knows UTF-16 by its zeros.
_ONE_BYTE = ("iso8859-1", "iso8859-15", "cp1252")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A gzip file may consist of several, one behind the other; so many have a sense.
_GZIP, _MEMBERS = b"\x1f\x8b", 64
TEXT: Headers = ((b"content-type", b"text/plain; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; its ``content-length`` is added when it is sent. ``close``: the connection ends with it."""

    status: int
    headers: Headers
    body: bytes
    close: bool = False


class RefusedBodyError(Exception):
    """The body is not taken; ``answer`` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class GoneError(Exception):
    """The client went away before it had said everything."""


def sentence(status: int, text: str, headers: Headers = (), *, close: bool = False) -> Answer:
    """A refusal in one sentence of plain text."""
    return Answer(status, (*TEXT, *headers), f"{text}\n".encode(), close)


async def read_body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    """The body of a request, decompressed where it says that it is compressed.

    Raises:
        RefusedBodyError: it is larger than 1 MiB (413), compressed in a way that is not known (415) or not at all (400).
        GoneError: the client hung up.
    """
    if b"expect" in headers and _announced(headers) > BODY_LIMIT:
        raise RefusedBodyError(_TOO_LARGE)
    body = bytearray()
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        part = message.get("body", b"")
        size += len(part)
        if size <= BODY_LIMIT:
            body += part
        if size > _PATIENCE:
            break
        more = message.get("more_body", False)
    if size > BODY_LIMIT:
        raise RefusedBodyError(_TOO_LARGE)
    encoding = headers.get(b"content-encoding")
    return bytes(body) if encoding is None else _decoded(bytes(body), encoding)


def in_utf8(body: bytes, content_type: bytes) -> bytes:
    """The body in UTF-8, where nothing but the header says that it has another encoding (RFC 7303, section 3.2).

    A mark at its beginning or a declaration of its own say so too, and to the parser itself.
    """
    charset = _charset(content_type)
    if charset is None or body.startswith(_MARKS) or re.match(rb"\s*<\?xml[^>]*\sencoding\s*=", body):
        return body
    try:
        return body.decode(charset).encode()
    except UnicodeDecodeError:
        return body


@functools.lru_cache(maxsize=32)
def _charset(content_type: bytes) -> str | None:
    """The encoding that a header names, if it is one that a body must be told to have."""
    found = re.search(rb"(?i);\s*charset\s*=\s*\"?([\w-]+)", content_type)
    try:
        name = codecs.lookup(found[1].decode()).name if found else ""
    except LookupError:
        return None
    return name if name in _ONE_BYTE else None


def document(text: str) -> Answer:
    """An XML file to be fetched, with a mark by which who has it already can ask whether it changed."""
    body = text.encode()
    return Answer(200, (*XML, (b"etag", f'"{zlib.crc32(body):08x}{len(body):x}"'.encode())), body)


def conditional(answer: Answer, headers: Mapping[bytes, bytes]) -> Answer:
    """The answer, or only that nothing changed, for who has what the answer's mark names."""
    mark = dict(answer.headers).get(b"etag")
    had = [part.strip().removeprefix(b"W/") for part in headers.get(b"if-none-match", b"").split(b",")]
    if mark is None or (mark not in had and b"*" not in had):
        return answer
    return Answer(304, ((b"etag", mark),), b"")


def framed(answer: Answer) -> list[tuple[bytes, bytes]]:
    """The headers of an answer that is sent whole."""
    headers = [*answer.headers]
    if answer.status != _UNCHANGED:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    if answer.close:
        headers.append((b"connection", b"close"))
    return headers


async def send(answer: Answer, send_: Send) -> None:
    """Send an answer whole."""
    await send_({"type": "http.response.start", "status": answer.status, "headers": framed(answer)})
    await send_({"type": "http.response.body", "body": answer.body})


_TOO_LARGE = sentence(413, f"The body of a request may have {BODY_LIMIT // 1024 // 1024} MiB.", close=True)


def _announced(headers: Mapping[bytes, bytes]) -> int:
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _decoded(body: bytes, encoding: bytes) -> bytes:
    name = encoding.strip().lower()
    if name in (b"", b"identity"):
        return body
    if name not in (b"gzip", b"x-gzip", b"deflate"):
        known = ((b"accept-encoding", b"gzip, deflate"),)
        raise RefusedBodyError(sentence(415, "A request may be compressed with gzip or deflate only.", known))
    try:
        # 47 lets zlib see for itself whether the data is gzip or zlib; what names itself deflate may be neither (-15).
        try:
            return _inflated(body, 47)
        except zlib.error:
            if name != b"deflate":
                raise
            return _inflated(body, -15)
    except zlib.error:
        raise RefusedBodyError(sentence(400, "The body is not compressed in the way that its header says.")) from None


def _inflated(body: bytes, window: int) -> bytes:
    plain = b""
    for _ in range(_MEMBERS):
        inflater = zlib.decompressobj(window)
        plain += inflater.decompress(body, BODY_LIMIT + 1 - len(plain))
        if len(plain) > BODY_LIMIT:
            raise RefusedBodyError(_TOO_LARGE)
        if not inflater.eof:
            raise zlib.error("incomplete")
        body = inflater.unused_data
        if not body.startswith(_GZIP):
            return plain
    raise zlib.error("too many members")
