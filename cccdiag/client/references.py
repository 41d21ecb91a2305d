"""References to secrets: ``env:NAME``, ``keyring:SERVICE/NAME``, ``file:PATH`` and ``prompt``. The one home of keyring.

A value is used as it stands at its place; nothing is stripped, because a blank at the end of a password is a fault to be shown.
Two things are the file's and not the value's, and stay there: its byte order mark and one line break at its very end.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Prompt = Callable[[str], str]
HOW = "env:NAME, keyring:SERVICE/NAME, file:PATH or prompt"
_one_at_a_time = threading.Lock()
_LARGEST_FILE = 65_536


@dataclass(frozen=True, slots=True)
class Value:
    """What one field of a profile came to: its text, or the ``problem`` that kept it away. ``source`` says where it was sought."""

    source: str
    text: str | None = field(default=None, repr=False)
    problem: str | None = None
    remark: str | None = None


def is_reference(text: str) -> bool:
    """Whether the text points at a value instead of being one."""
    return text == "prompt" or text.startswith(("env:", "keyring:", "file:"))


def resolve(reference: str, asked: str, environ: Mapping[str, str], folder: Path, prompt: Prompt | None) -> Value:
    """Follow a reference. ``asked`` is what a prompt calls the value; a relative path counts from ``folder``."""
    if reference == "prompt":
        return _prompted(asked, prompt)
    scheme, _, place = reference.partition(":")
    if scheme == "env":
        text = environ.get(place)
        return Value(reference, text, f"the environment variable {place} is not set" if text is None else None)
    if scheme == "file":
        return _filed(reference, folder / Path(place).expanduser())
    return _kept(reference, place)


def _prompted(asked: str, prompt: Prompt | None) -> Value:
    if prompt is None:
        return Value("prompt", problem="it would be asked for, but there is no terminal to ask at")
    try:
        return Value("prompt", prompt(asked))
    except EOFError:
        return Value("prompt", problem="it was asked for and not given")


def _filed(reference: str, path: Path) -> Value:
    try:
        if not path.is_file():
            return Value(reference, problem=f"there is no file {path}")
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except OSError as error:
        return Value(reference, problem=f"{path} cannot be read: {error.strerror or error}")
    except UnicodeDecodeError:
        return Value(reference, problem=f"{path} is not text in UTF-8 or UTF-16")
    if len(raw) > _LARGEST_FILE:
        return Value(reference, problem=f"{path} is larger than any secret ({_LARGEST_FILE:,} bytes)")
    line = text.removesuffix("\n")
    return Value(reference, line.removesuffix("\r") if line != text else text, remark=_open_to_others(path))


def _open_to_others(path: Path) -> str | None:
    """A sentence when others on this machine may read the file. Windows keeps its permissions elsewhere; nothing is said there."""
    if os.name != "posix":
        return None
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & (stat.S_IRGRP | stat.S_IROTH):
        return None
    return f"{path} can be read by others on this machine (mode {mode:04o}); close it with: chmod 600 {path}"


def _kept(reference: str, place: str) -> Value:
    """Ask the system's keyring. Its backends raise what they like, and none of it may end a command."""
    service, slash, name = place.rpartition("/")
    if not (slash and service and name):
        return Value(reference, problem="a keyring reference is written keyring:SERVICE/NAME")
    import keyring
    import keyring.errors

    try:
        # Checks of many sites ask side by side, and not every backend can be asked so.
        with _one_at_a_time:
            text = keyring.get_password(service, name)
    except keyring.errors.NoKeyringError:
        return Value(reference, problem="this machine has no keyring; use env: or file: here")
    except Exception as error:  # noqa: BLE001 - backends raise errors of the desktop's own libraries
        return Value(reference, problem=f"the keyring did not answer ({type(error).__name__}); is it unlocked?")
    if text is None:
        return Value(
            reference, problem=f"the keyring holds no {name} for {service}; store it with: keyring set {service} {name}"
        )
    return Value(reference, text)
