"""Exchanges kept as files, without credentials and personal data: what ``--record`` writes."""

from __future__ import annotations

import json
from pathlib import Path

from cccdiag.emulator import inside
from cccdiag.emulator.exchanges import Exchange
from cccdiag.errors import InputError


class Recording:
    """Writes each exchange into a folder: its request, its answer, and a line in ``exchanges.jsonl``."""

    def __init__(self, folder: Path) -> None:
        """Make the folder.

        Raises:
            InputError: it cannot be made, or already holds a recording.
        """
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = folder / "exchanges.jsonl"
            self._index.touch(exist_ok=False)
        except FileExistsError as error:
            raise InputError(f"{folder} already holds a recording; name another folder with --record") from error
        except OSError as error:
            raise InputError(f"{folder} cannot be used for a recording: {error.strerror or error}") from error

    def add(self, exchange: Exchange) -> None:
        """Keep one exchange."""
        told = inside.exchange(exchange)
        stem = f"{exchange.number:06d}-{exchange.operation or 'unreadable'}"
        for name, text in (("request", told.pop("request")), ("answer", told.pop("answer"))):
            suffix = "xml" if text.lstrip().startswith("<") else "txt"
            (self._folder / f"{stem}.{name}.{suffix}").write_text(text, encoding="utf-8", newline="\n")
        with self._index.open("a", encoding="utf-8", newline="\n") as index:
            index.write(json.dumps(told, ensure_ascii=False) + "\n")
