"""Answers of a server that a mailer broke over lines, even in the middle of words."""

from __future__ import annotations

import re

# From where a program begins to tell what it was answered to the next empty line, if that is not far.
_TOLD = re.compile(
    rb"(?:\bCCC error\b|[\[{] {0,2}\\{0,3}\"[a-z]|\"(?:code|message|status|response)\\{0,3}\" {0,2}:|\bBad param)[\s\S]{0,2000}?(?=\n[ \t>|]*\r?\n|\Z)",
    re.IGNORECASE,
)
_BREAK = re.compile(rb"(?<=[A-Za-z_])[ \t]{0,2}\r?\n[ \t>|]*(?=[A-Za-z_])")


def whole(text: bytes) -> bytes:
    """The text with what a program was answered in one piece: lines that end in a letter go on in the next one.

    The line ends that are taken out come last, so that there are as many as before.
    """
    if b"\n" not in text:
        return text
    joined = _TOLD.sub(lambda told: _BREAK.sub(b"", told[0]), text)
    return joined + b"\n" * (text.count(b"\n") - joined.count(b"\n"))
