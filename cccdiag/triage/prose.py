"""Which lines of a text a person may have written, and which a program put there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cccdiag.expressions import expression
from cccdiag.triage import transcripts

_MACHINE_LINE = expression(
    rb"^[>\s]*(?:$|\d[\d:.,TZ/ -]{3,40}\[[\w. -]{1,24}\] +(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b|(?:DEBUG|INFO|WARN|ERROR|FATAL)\s+\w+\.\w|at [\w.<>`$]+[\w(]|-{2,}> |--- End of|[\w.]+(?:Exception|Error|Warning)\b ?[:(]|(?:[a-z_]\w{0,40}\.){1,6}[A-Z]\w{2,60}: |Traceback \(|File \"|[<{}\[\]]|\"[\w.-]+\"\s?:"
    rb"|[<>*] ?[\w-]+: |(?:GET|POST|PUT|HEAD|CONNECT) \S+|HTTP/\d|https?://\S+$|[\w.-]+\s?=\s?\S+(?:\s+[\w.-]+\s?=\s?\S+)*$|[\w-]{2,30}: ?\S*$)"
)
# What stands above a body that was saved as it came over the wire; a person may write the shorter names too.
_EXCHANGE = expression(
    rb"^[<>]? ?(?:HTTP/\d|[A-Z]{3,8} \S+ HTTP/\d|MIME-Version: )|^--\S{2,80}\s*\n(?:[\w-]+: [^\n]*\n){1,8}",
    re.MULTILINE,
)
_FIELD = expression(
    rb"(?:[A-Za-z]+(?:-[A-Za-z0-9]+)+|Server|Date|Host|Via|Age|Vary|Connection|Pragma|Expires|Accept|Location|Authorization|Cookie|Allow|SOAPAction|ETag): |--\S{2,80}$",
    re.IGNORECASE,
)
_WORD = expression(rb"[A-Za-z\xc3-\xf4][a-z'\x80-\xff\xe2-]*")


_LEVEL = expression(rb"\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE)\b")
# Who says it, and when: a chat is what is left.
_SPEAKER = expression(
    rb"^\s*(?:\[?(?:\d{1,4}[-./]){0,2}\d{0,4},? ?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AaPp][Mm])?\]?[ ,-]{0,3})(?:[A-Z][\w .'-]{0,30}(?:\([^()\n]{1,30}\) ?)?: ?)?(?=[\w\"'(\xc3\xe2])"
    rb"|^\s*(?:visitor|agent|customer|user|operator|support|chat ?bot|bot|caller|me|client|besucher|kunde|visiteur|cliente)\b[^:\n]{0,30}: ",
    re.IGNORECASE,
)


def is_prose(text: bytes) -> bool:
    """Whether a person wrote part of this: lines with several words that are no output of a program."""
    return sum(len(_WORD.findall(line)) for line in prose_lines(text)) >= 8


def prose_lines(text: bytes) -> Iterator[bytes]:
    """The lines that a person may have written."""
    inside_body = False
    transcript, exchange = transcripts.is_one(text), _EXCHANGE.search(text) is not None
    for line in text.split(b"\n"):
        stripped = line.strip()
        if (transcript and transcripts.is_line(stripped)) or (exchange and _FIELD.match(stripped)):
            continue
        if inside_body:
            inside_body = not re.search(rb"</(?:[\w.-]+:)?(?:Envelope|html)>\s*$", stripped, re.IGNORECASE)
            continue
        if re.match(
            rb"<(?:[\w.-]+:)?(?:Envelope|html)\b(?!.*</(?:[\w.-]+:)?(?:Envelope|html)>)", stripped, re.IGNORECASE
        ):
            inside_body = True
            continue
        spoken = _SPEAKER.match(line)
        if spoken is not None and not _LEVEL.search(line):
            line = line[spoken.end() :]  # noqa: PLW2901 - the rest is what was said
        words = _WORD.findall(line)
        if (
            _MACHINE_LINE.match(line)
            or len(words) < 3
            or len(b"".join(words)) < 0.55 * len(stripped.replace(b" ", b""))
        ):
            continue
        yield line
