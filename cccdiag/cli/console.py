"""The exits of the command line: stdout for answers, stderr for remarks, a file with ``--output``.

Whatever leaves here has every secret that this process knows taken out, and a console that cannot show a character gets an
escape in its place.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys

from cccdiag.errors import InputError
from cccdiag.secrets import Secret, known_secrets

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from typing import Any, TextIO

_SHORTEST_SECRET = 3
_MASK = "‹secret›"


def without_secrets(text: str) -> str:
    """The text with every secret that this process knows replaced, in each form in which it could be written."""
    for pattern in _patterns(known_secrets()):
        text = pattern.sub(_MASK, text)
    return text


def know_environment() -> None:
    """Take the secrets of CCCDIAG_… variables for secrets from the start, whether a command reads them or not.

    A plain word is left out: masked everywhere it would spoil what is said, and found in a sentence it tells nothing.
    """
    for name in ("USERNAME", "PASSWORD", "ACCESS_KEY", "ACCESS_SECRET"):
        text = os.environ.get(f"CCCDIAG_{name}", "")
        if text and not text.isalpha():
            Secret(text, f"CCCDIAG_{name}")


@functools.lru_cache(maxsize=8)
def _patterns(secrets: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(secret) for secret in secrets if len(secret) >= _SHORTEST_SECRET)


def _pattern(secret: str) -> re.Pattern[str]:
    written = sorted(_forms(secret), key=len, reverse=True)
    alternatives = "|".join(map(re.escape, written))
    # A password that is a plain word is masked as a word; inside other words it tells nobody anything.
    plain_word = secret.isascii() and (secret.isalpha() or len(secret) < 6)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{alternatives})(?![A-Za-z0-9])" if plain_word else alternatives)


def _forms(secret: str) -> set[str]:
    import base64
    import html
    import urllib.parse

    raw = secret.encode("utf-8", "surrogatepass")
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret),
        html.escape(secret, quote=False),
        urllib.parse.quote(raw),
        urllib.parse.quote(raw, safe=""),
        base64.b64encode(raw).decode("ascii").rstrip("="),
        repr(secret)[1:-1],
    }


def emit(text: str, output: str | None = None) -> None:
    """Write an answer to stdout, or with ``output`` to that file (whole or not at all, UTF-8).

    Raises:
        InputError: the file cannot be written.
    """
    safe = without_secrets(text)
    if output is None:
        _write(sys.stdout, safe)
    else:
        _replace_file(output, safe)


def emit_json(document: dict[str, Any], output: str | None = None) -> None:
    """Write one JSON document; characters that stdout cannot show are escaped the JSON way."""
    shows_all = output is not None or (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    # Masked before it is written: the keys are the contract, and a mask must not fall on half an escape.
    safe = _masked(document)
    text = json.dumps(safe, ensure_ascii=not shows_all, indent=2) + "\n"
    if output is None:
        _write(sys.stdout, text)
    else:
        _replace_file(output, text)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    return [_masked(item) for item in value] if isinstance(value, (list, tuple)) else value


def remark(text: str) -> None:
    """Write a remark or a complaint to stderr; a closed stderr is no reason to stop."""
    try:
        _write(sys.stderr, without_secrets(text) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def wants_colour() -> bool:
    """Colour only on a terminal, and never with NO_COLOR."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text)


def _replace_file(output: str, text: str) -> None:
    import tempfile
    from pathlib import Path

    path = Path(output)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error
