"""The exits of the command line: stdout for answers, stderr for remarks, a file with ``--output``.

Whatever leaves here has every secret that this process knows taken out, and a console that cannot show a character gets an
escape in its place.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, TextIO

from cccdiag.errors import InputError
from cccdiag.secrets import known_secrets

_SHORTEST_SECRET = 4


def without_secrets(text: str) -> str:
    """The text with every known secret of four characters or more replaced, plain and as JSON or XML would write it."""
    for secret in known_secrets():
        if len(secret) < _SHORTEST_SECRET:
            continue
        for form in {secret, json.dumps(secret)[1:-1], _xml(secret)}:
            text = text.replace(form, "‹secret›")
    return text


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def emit(text: str, output: str | None = None) -> None:
    """Write an answer to stdout, or with ``output`` to that file (whole or not at all, UTF-8).

    Raises:
        InputError: the file cannot be written.
    """
    safe = without_secrets(text)
    if output is None:
        _write(sys.stdout, safe)
    else:
        _replace_file(Path(output), safe)


def emit_json(document: dict[str, Any], output: str | None = None) -> None:
    """Write one JSON document; characters that stdout cannot show are escaped the JSON way."""
    shows_all = output is not None or (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    emit(json.dumps(document, ensure_ascii=not shows_all, indent=2) + "\n", output)


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


def _replace_file(path: Path, text: str) -> None:
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
