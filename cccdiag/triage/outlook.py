"""A mail as Outlook saves it (``.msg``) as the texts in it. The one user of olefile.

The streams of such a file are named after MAPI properties: number and type in hexadecimal ([MS-OXMSG] 2.2, [MS-OXPROPS]).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from olefile import OleFileIO

_SUBJECT, _PLAIN, _HTML, _DATA, _LONG_NAME, _NAME, _TYPE = "0037", "1000", "1013", "3701", "3707", "3704", "370E"
_WIDE, _NARROW, _BINARY, _OBJECT = "001F", "001E", "0102", "000D"
_ATTACHED = "__attach_version1.0_#"
_DEEPEST = 4
_RICH = "1009"
_RICH_ONLY = "(the text of this mail is kept as rich text that cannot be read; please save it as text)"

Path = tuple[str, ...]


def is_message(data: bytes) -> bool:
    """Whether a compound file is a mail, by the stream that every one has."""
    return "__properties_version1.0".encode("utf-16-le") in data and "__substg1.0_".encode("utf-16-le") in data


def parts(data: bytes) -> Iterator[tuple[str | None, str, bytes]]:
    """What a mail holds, as :func:`cccdiag.triage.mail.parts` gives it.

    Raises:
        ValueError: the file is damaged.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            yield from _message(file, (), 0)
    except (OSError, IndexError, KeyError, TypeError, OverflowError) as error:
        raise ValueError("the file is damaged") from error


def _message(file: OleFileIO, place: Path, depth: int) -> Iterator[tuple[str | None, str, bytes]]:
    yield None, "text/plain", _words(file, place).encode("utf-8", "replace")
    inside = {
        path[len(place)] for path in file.listdir() if len(path) > len(place) and tuple(path[: len(place)]) == place
    }
    for number, name in enumerate(sorted(name for name in inside if name.startswith(_ATTACHED)), start=1):
        attached = (*place, name)
        called = _text(file, attached, _LONG_NAME) or _text(file, attached, _NAME) or f"attachment{number}"
        called = re.sub(r"[\\/\r\n\x00]", "_", called)
        content = _stream(file, attached, _DATA, _BINARY)
        if content is not None:
            yield called, _text(file, attached, _TYPE) or "application/octet-stream", content
        elif depth < _DEEPEST and file.exists([*attached, f"__substg1.0_{_DATA}{_OBJECT}"]):
            for inner, kind, words in _message(file, (*attached, f"__substg1.0_{_DATA}{_OBJECT}"), depth + 1):
                yield f"{called}!{inner}" if inner else called, kind, words


def _words(file: OleFileIO, place: Path) -> str:
    subject, body = _text(file, place, _SUBJECT), _text(file, place, _PLAIN)
    if not body.strip():
        page = _text(file, place, _HTML) or _decoded(_stream(file, place, _HTML, _BINARY) or b"")
        if page:
            from cccdiag.triage import markup

            body = markup.text_of(page)
        elif (rich := _stream(file, place, _RICH, _BINARY)) is not None:
            body = _rich(rich)
    return f"Subject: {subject}\n\n{body}" if subject else body


def _rich(stream: bytes) -> str:
    """The words of a mail that has rich text and nothing else; a sentence that says so where it cannot be read."""
    from cccdiag.triage import richtext

    try:
        text = richtext.text_of(stream)
    except ValueError:
        text = ""
    return text if text.strip() else _RICH_ONLY


def _text(file: OleFileIO, place: Path, number: str) -> str:
    wide = _stream(file, place, number, _WIDE)
    if wide is not None:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    narrow = _stream(file, place, number, _NARROW)
    return "" if narrow is None else _decoded(narrow).rstrip("\0")


def _stream(file: OleFileIO, place: Path, number: str, kind: str) -> bytes | None:
    path = [*place, f"__substg1.0_{number}{kind}"]
    # A storage of that name is a message in the message, and no stream.
    return bytes(file.openstream(path).read()) if file.get_type(path) == 2 else None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
