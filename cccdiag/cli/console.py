"""The exits of the command line: stdout for answers, stderr for remarks, a file with ``--output``.

Whatever leaves here has every secret that this process knows taken out, and a console that cannot show a character gets an
escape in its place.
"""

from __future__ import annotations

import json
import os
import sys

from cccdiag.errors import InputError
from cccdiag.secrets import Secret, without_secrets

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any, TextIO

_MASK = "‹secret›"


def know_environment() -> None:
    """Take the secrets of CCCDIAG_… variables for secrets from the start, whether a command reads them or not.

    A plain word is left out: masked everywhere it would spoil what is said, and found in a sentence it tells nothing.
    """
    for name in ("USERNAME", "PASSWORD", "ACCESS_KEY", "ACCESS_SECRET"):
        text = os.environ.get(f"CCCDIAG_{name}", "")
        if text and not text.isalpha():
            Secret(text, f"CCCDIAG_{name}")


def emit(text: str, output: str | None = None) -> None:
    """Write an answer to stdout, or with ``output`` to that file (whole or not at all, UTF-8).

    Raises:
        InputError: the file cannot be written.
    """
    safe = without_secrets(text, _MASK)
    if output is None:
        _write(sys.stdout, safe)
    else:
        _replace_file(output, (safe,))


def emit_with_secrets(text: str, output: str | None = None) -> None:
    """Write, at once, what :func:`emit` would mask: the keys to a server that this process started, for whoever started it.

    They open nothing else, and without them nobody could use it. A file is readable by its owner only.

    Raises:
        InputError: the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror or error}") from error


def emit_json(
    document: dict[str, Any], output: str | None = None, indent: int | None = 2, *, private: bool = False
) -> None:
    """Write one JSON document (one line without ``indent``); what stdout cannot show is escaped the JSON way.

    ``private``: the file is for its owner only.
    """
    shows_all = output is not None or (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    # Masked before it is written: the keys are the contract, and a mask must not fall on half an escape.
    safe = _masked(document)
    text = json.dumps(safe, ensure_ascii=not shows_all, indent=indent) + "\n"
    if output is None:
        _write(sys.stdout, text)
    else:
        _replace_file(output, (text,), private=private)


def emit_members(members: Iterable[tuple[str, Any]], output: str | None = None) -> None:
    """As :func:`emit_json` of one document, member by member: what an iterator gives is written as a list, each item as it comes."""
    shows_all = output is not None or (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    pieces = _pieces(members, ascii_only=not shows_all)
    if output is None:
        for piece in pieces:
            _write(sys.stdout, piece)
    else:
        _replace_file(output, pieces)


def _pieces(members: Iterable[tuple[str, Any]], *, ascii_only: bool) -> Iterator[str]:
    def dumped(value: Any, depth: int) -> str:
        text = json.dumps(_masked(value), ensure_ascii=ascii_only, indent=2)
        return text.replace("\n", "\n" + "  " * depth)

    lead = "{"
    for key, value in members:
        yield f"{lead}\n  {json.dumps(key)}: "
        lead = ","
        if hasattr(value, "__next__"):
            opening = "["
            for item in value:
                yield f"{opening}\n    {dumped(item, 2)}"
                opening = ","
            yield "[]" if opening == "[" else "\n  ]"
        else:
            yield dumped(value, 1)
    yield "{}\n" if lead == "{" else "\n}\n"


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return without_secrets(value, _MASK)
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    return [_masked(item) for item in value] if isinstance(value, (list, tuple)) else value


def remark(text: str) -> None:
    """Write a remark or a complaint to stderr; a closed stderr is no reason to stop."""
    try:
        _write(sys.stderr, without_secrets(text, _MASK) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def wants_colour() -> bool:
    """Colour only on a terminal, and never with NO_COLOR."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def leave_closed_stdout() -> None:
    """Write to nowhere from now on: the reader went away (``| head``), which is its right and no error of ours."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        stream.write(text)
    except BrokenPipeError:
        if stream is not sys.stdout:
            raise
        # The answer's exit code still counts for whoever asked.
        leave_closed_stdout()


def mode_of(path: Path) -> int:
    """Who may read and write what is put at a path: as before, else as with every new file of this user's."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _replace_file(output: str, pieces: Iterable[str], *, private: bool = False) -> None:
    import tempfile
    from pathlib import Path

    path = Path(output)
    try:
        if path.exists() and not path.is_file():
            # A device or a pipe is written to; replacing it would take it away from everybody (/dev/null, as root).
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces)
            return
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces)
            if not private:
                Path(name).chmod(mode_of(path))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error
