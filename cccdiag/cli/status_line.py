"""One line on a terminal that is written over and taken away; elsewhere it is silent."""

from __future__ import annotations

import shutil
from typing import TextIO

from cccdiag.secrets import without_secrets


class StatusLine:
    """The line. It speaks only where the stream is a terminal; a stream that was closed is no reason to stop."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._width = 0
        self._speaks = bool(stream and stream.isatty())

    def show(self, text: str) -> None:
        """Put this in the line's place."""
        if not self._speaks:
            return
        encoding = self._stream.encoding or "utf-8"
        text = without_secrets(" ".join(text.split())).encode(encoding, "replace").decode(encoding)
        text = text[: shutil.get_terminal_size((80, 24)).columns - 1]
        try:
            self._stream.write(f"\r{text.ljust(self._width)}" + ("" if text else "\r"))
            self._stream.flush()
        except (OSError, ValueError):
            self._speaks = False
        self._width = len(text)

    def clear(self) -> None:
        """Take the line away, so that others can write there."""
        if self._width:
            self.show("")
