"""What lies in the clipboard, asked of the program that each system has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

from cccdiag.errors import InputError

_POWERSHELL = (
    "-NoProfile",
    "-NonInteractive",
    "-Command",
    "[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false); Get-Clipboard -Raw",
)
_SECONDS = 10


def commands(platform: str, environ: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """What can read the clipboard on a system, the likeliest first."""
    if platform == "win32":
        return (("powershell", *_POWERSHELL), ("pwsh", *_POWERSHELL))
    if platform == "darwin":
        return (("pbpaste",),)
    wayland = (("wl-paste", "--no-newline"),)
    x11 = (("xclip", "-selection", "clipboard", "-out"), ("xsel", "--clipboard", "--output"))
    linux = (*wayland, *x11) if environ.get("WAYLAND_DISPLAY") else (*x11, *wayland)
    # In the Linux of a Windows machine, the clipboard is that of Windows.
    return (*linux, ("powershell.exe", *_POWERSHELL))


def read(platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> bytes:
    """The text in the clipboard.

    Raises:
        InputError: no program can read it here, it failed, or no text is in it.
    """
    known = commands(platform, environ)
    path = environ.get("PATH")
    here = [command for command in known if shutil.which(command[0], path=path)]
    if not here:
        names = " or ".join(dict.fromkeys(command[0] for command in known if not command[0].endswith(".exe")))
        raise InputError(
            f"the clipboard cannot be read here: install {names}, or paste the text into a file and name that"
        )
    said = ""
    for command in here:
        code, text, said = _asked(command, environ)
        if code == 0:
            if not text.strip():
                raise InputError("the clipboard holds no text; copy the text of the message or of the mail first")
            return text
    raise InputError(f"the clipboard could not be read by {here[0][0]}{said}")


def _asked(command: Sequence[str], environ: Mapping[str, str]) -> tuple[int, bytes, str]:
    program = shutil.which(command[0], path=environ.get("PATH")) or command[0]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, and the program found on the path
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=dict(environ),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, b"", f": {type(error).__name__}"
    first = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
    return done.returncode, done.stdout, f": {first}" if first else ""
