"""A mail without secrets that is still the same mail: headers, parts and borders as they were, changed parts encoded as before."""

from __future__ import annotations

import base64
import binascii
import email.errors
import email.header
import quopri
import re
from collections.abc import Iterator
from typing import Protocol

_BORDER = re.compile(rb"^--(?!\s*$)[^\r\n]{1,200}", re.MULTILINE)
_ENCODED_WORD = re.compile(
    rb"=\?[\w-]{1,40}\?[bqBQ]\?[^?\s]{1,600}\?=(?:\s{1,9}=\?[\w-]{1,40}\?[bqBQ]\?[^?\s]{1,600}\?=){0,20}"
)
_CHARSET = re.compile(rb"(?i)\bcharset=\"?([\w.:-]{1,40})")
_LEFT_OUT = b"This attachment was left out by cccdiag: it is no text.\r\n"


class Cleaner(Protocol):
    """Takes secrets out of the parts of a mail."""

    def text(self, text: bytes, line: int) -> bytes:
        """Some lines of the mail itself, as UTF-8, the first of which has this number less one."""
        ...

    def attachment(self, name: str, data: bytes) -> bytes | None:
        """What was attached; None when it had to be left out."""
        ...


def clean(data: bytes, cleaner: Cleaner, line: int = 0) -> bytes:
    """The mail without secrets; ``line`` is how many lines come before it."""
    out = []
    for headers, body in _parts(data):
        inside = line + headers.count(b"\n")
        cleaned, wide = _cleaned(headers, body, cleaner, inside)
        if wide:
            headers = _announcing_utf8(headers)  # noqa: PLW2901 - the headers of this part, as they have to be now
        shown = _readable(headers)
        clear = cleaner.text(shown, line)
        out += [headers if clear == shown else clear, cleaned]
        line = inside + body.count(b"\n")
    return b"".join(out)


def _parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """``(headers with the empty line, body)`` in order; a border line belongs to the headers after it."""
    borders = {b"--" + found for found in re.findall(rb"(?i)boundary=\"?([^\"\r\n;]{1,200})", data)}
    places = [
        found.start() for found in _BORDER.finditer(data) if any(found[0].startswith(border) for border in borders)
    ]
    for start, end in zip([0, *places], [*places, len(data)], strict=True):
        part = data[start:end]
        empty = re.search(rb"\r?\n\r?\n", part)
        cut = empty.end() if empty else len(part)
        if cut or part:
            yield part[:cut], part[cut:]


def _value(headers: bytes, name: bytes) -> bytes:
    found = re.search(rb"(?im)^" + re.escape(name) + rb":[ \t]*((?:[^\r\n]|\r?\n[ \t])*)", headers)
    return found[1] if found else b""


def _attached(headers: bytes) -> str | None:
    """The file name of an attachment; an empty name when it is no text and has none; None when it is the letter itself."""
    found = re.search(rb"(?i)(?:file)?name\*?=(?:\"([^\"\r\n]{1,200})\"|([^\s;\r\n]{1,200}))", headers)
    if found:
        return (found[1] or found[2]).decode("utf-8", "replace")
    kind = _value(headers, b"content-type").strip().lower()
    return None if not kind or kind.startswith((b"text/", b"multipart/", b"message/")) else "part"


def _cleaned(headers: bytes, body: bytes, cleaner: Cleaner, line: int) -> tuple[bytes, bool]:
    """The body without secrets, encoded as it was, and whether it is a text that has become UTF-8."""
    if _value(headers, b"content-type").strip().lower().startswith(b"message/rfc822"):
        return clean(body, cleaner, line), False
    encoding = _value(headers, b"content-transfer-encoding").strip().lower()
    clear = _decoded(body, encoding)
    name = _attached(headers)
    if name is not None:
        done = cleaner.attachment(name or "part", clear)
        done = _LEFT_OUT if done is None else done
        same = done == clear
    else:
        text = _as_utf8(headers, clear)
        done = cleaner.text(text, line)
        same = done == text
    if same:
        return body, False
    wide = not done.isascii() and (name is None or not _CHARSET.search(headers)) and _is_utf8(done)
    if encoding == b"base64":
        end = b"\r\n" if b"\r\n" in headers else b"\n"
        return end.join(re.findall(rb".{1,76}", base64.b64encode(done))) + end, wide
    return (quopri.encodestring(done) if encoding == b"quoted-printable" else done), wide


def _decoded(body: bytes, encoding: bytes) -> bytes:
    if encoding == b"base64":
        try:
            return base64.b64decode(b"".join(body.split()) + b"==")
        except binascii.Error:
            return body
    return quopri.decodestring(body) if encoding == b"quoted-printable" else body


def _as_utf8(headers: bytes, body: bytes) -> bytes:
    """A body as UTF-8 where its charset says how; as it is where that is not so."""
    found = _CHARSET.search(headers)
    try:
        return body.decode(found[1].decode("ascii")).encode("utf-8") if found else body
    except (LookupError, UnicodeError):
        return body


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _announcing_utf8(headers: bytes) -> bytes:
    """Headers of a part that holds tokens now, which few charsets have."""
    if not _CHARSET.search(headers):
        headers = re.sub(rb"(?im)^(content-type:\s{0,9}text/[\w.+-]{1,40})", rb"\g<1>; charset=utf-8", headers)
    headers = _CHARSET.sub(lambda found: found[0].replace(found[1], b"utf-8"), headers)
    return re.sub(rb"(?im)^(content-transfer-encoding:\s{0,9})7bit", rb"\g<1>8bit", headers)


def _readable(headers: bytes) -> bytes:
    """Headers with encoded words in clear where a name could hide in them."""

    def clear(found: re.Match[bytes]) -> bytes:
        try:
            text = str(email.header.make_header(email.header.decode_header(found[0].decode("ascii"))))
        except (LookupError, ValueError, email.errors.MessageError):
            return found[0]
        return re.sub(r"[\r\n]+", " ", text).encode("utf-8", "replace")

    return _ENCODED_WORD.sub(clear, headers)
