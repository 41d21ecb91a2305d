"""The redacted beginning of a body, for messages: enough to recognise who spoke, and nothing that lets anybody in."""

from __future__ import annotations

import re

from cccdiag.secrets import without_secrets

_WINDOW = 65_536
_SHOWN = 300
_MASK = "••••••"
# Compiled when a body is shown for the first time (half a millisecond): most runs show none.
_CREDENTIALS = r"""(?isx)
    ( (?:<|&lt;) (?:[\w.-]+:)? (?:username|password) \b [^<>&]* (?:>|&gt;) ) .*? (?= </ | &lt;/ | \Z )
    | ( \b (?:basic|bearer) \s+ ) [\w.~+/=-]{4,}
    | ( \b (?:password|passwd|pwd|secret|token) ["']? \s* [=:] \s* ["']? ) [^\s"'<>&]+
    """


def masked(text: str) -> str:
    """The text with the secrets of this process, and whatever stands where credentials stand, replaced by dots."""
    return re.sub(_CREDENTIALS, lambda match: (match[1] or match[2] or match[3]) + _MASK, without_secrets(text, _MASK))


def head(body: bytes) -> str:
    """The first 300 characters of a body in one line, masked."""
    text = masked(decoded(body[:_WINDOW]))
    if len(body) > _WINDOW:
        # A secret that the window cuts in two is not recognised: what stands near the cut is not shown.
        text = text[:-1024]
    line = " ".join("".join(c if c.isprintable() or c.isspace() else "�" for c in text).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def decoded(body: bytes) -> str:
    """The body as text for a human eye: by its byte order mark, else as UTF-8, with a mark where a byte fits nothing."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    return body.decode("utf-8-sig", "replace")
