"""A mail as the texts in it: what the sender wrote, and each attachment under its own name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cccdiag.expressions import expression

if TYPE_CHECKING:
    from email.message import EmailMessage, Message, MIMEPart
    from email.policy import Policy

_HEADS = expression(
    rb"^(From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Content-Type|Content-Transfer-Encoding|Delivered-To|Reply-To|X-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_TELLING = frozenset((b"received", b"return-path", b"message-id", b"mime-version", b"content-type", b"delivered-to"))


def is_mail(head: bytes, name: str = "") -> bool:
    """Whether a text is a mail: by its first block of headers; a letter that begins with ``Subject:`` alone is none."""
    start = head[3:] if head.startswith(b"\xef\xbb\xbf") else head
    block = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0][:16384]
    if not _HEADS.match(block) and not block.startswith(b"From "):
        return False
    seen = {found.lower() for found in _HEADS.findall(block)}
    if name.lower().endswith((".eml", ".mht", ".mhtml")):
        return len(seen) >= 2
    return len(seen) >= 3 and b"from" in seen and bool(seen & _TELLING)


def parts(data: bytes) -> Iterator[tuple[str | None, str, bytes]]:
    """What a mail holds: ``(None, "text/plain", its own words)`` first, then ``(file name, type, content)`` of each attachment.

    The words are the subject and the plain text, or the HTML as text where there is no plain text, as UTF-8.
    """
    import email
    import email.policy

    message: EmailMessage = email.message_from_bytes(data, policy=email.policy.default)
    words: list[str] = []
    attached: list[tuple[str, str, bytes]] = []
    for part in _leaves(message):
        name, kind = _name(part), part.get_content_type()
        if name is None and kind in ("text/plain", "text/html"):
            words.append(_text(part))
        elif name is not None or kind.startswith("text/"):
            attached.append((name or f"part{len(attached) + 1}", kind, _content(part)))
    subject = str(message.get("Subject", "")).strip()
    body = "\n".join(words)
    yield None, "text/plain", (f"Subject: {subject}\n\n{body}" if subject else body).encode("utf-8", "replace")
    yield from attached


def _leaves(message: MIMEPart) -> Iterator[MIMEPart]:
    if message.get_content_type() == "multipart/alternative":
        body = message.get_body(("plain", "html"))
        if body is not None and _text(body).strip():
            yield body
            return
    if message.get_content_type() == "message/rfc822":
        yield message
        return
    if message.is_multipart():
        for part in message.iter_parts():
            yield from _leaves(part)
        return
    yield message


def _name(part: MIMEPart) -> str | None:
    name = part.get_filename()
    if name:
        return re.sub(r"[\\/\r\n\x00]", "_", name)
    return "message.eml" if part.get_content_type() == "message/rfc822" else None


def _text(part: MIMEPart) -> str:
    raw = _content(part)
    charset = part.get_content_charset() or "utf-8"
    try:
        text = raw.decode(charset)
    except (LookupError, ValueError):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    if part.get_content_type() != "text/html":
        return text
    from cccdiag.triage import markup

    return markup.text_of(text)


def _content(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else part
        return b"" if isinstance(first, str) else _written(first)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _written(message: Message) -> bytes:
    """A mail inside a mail as bytes. Its headers stay as they were: folding them anew never ends where a parameter has a long name."""
    import email.errors
    import email.policy

    try:
        return message.as_bytes(policy=email.policy.compat32)
    except (UnicodeError, email.errors.MessageError):
        # A border that was decoded is no ASCII any more; a header with odd line ends looks like two.
        return message.as_string(policy=_in_one_line()).encode("utf-8", "replace")


@functools.cache
def _in_one_line() -> Policy:
    """Writes every header in a line of its own, however it was written."""
    from email.policy import Compat32

    class InOneLine(Compat32):
        def fold(self, name: str, value: str) -> str:
            return f"{name}: {' '.join(value.split())}\n"

    return InOneLine()
