"""The redacted beginning of a body, for messages: enough to recognise who spoke, and nothing that lets anybody in."""

from __future__ import annotations

import json
import re

from cccdiag.secrets import known_secrets

_WINDOW = 65_536
_SHOWN = 300
_SHORTEST_SECRET = 4
_MASK = "••••••"
_CREDENTIALS = re.compile(
    r"""(?isx)
    ( (?:<|&lt;) (?:[\w.-]+:)? (?:username|password) \b [^<>&]* (?:>|&gt;) ) .*? (?= </ | &lt;/ | \Z )
    | ( \b (?:basic|bearer) \s+ ) [\w.~+/=-]{4,}
    | ( \b (?:password|passwd|pwd|secret|token) ["']? \s* [=:] \s* ["']? ) [^\s"'<>&]+
    """
)


def masked(text: str) -> str:
    """The text with the secrets of this process, and whatever stands where credentials stand, replaced by dots."""
    for secret in known_secrets():
        if len(secret) >= _SHORTEST_SECRET:
            for form in _forms(secret):
                text = text.replace(form, _MASK)
    return _CREDENTIALS.sub(lambda match: (match[1] or match[2] or match[3]) + _MASK, text)


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


def _forms(secret: str) -> set[str]:
    """The secret as text, and as XML and JSON may write it."""
    marked_up = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    quoted = marked_up.replace('"', "&quot;")
    return {secret, marked_up, quoted, quoted.replace("\r", "&#13;"), json.dumps(secret)[1:-1]}
