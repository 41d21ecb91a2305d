"""The journal of calls that change orders: each is written down before it is sent and closed when it is known what became of it.

Append-only, one JSON object a line, on the disk before anything is sent; logins are never written. An entry that nobody closed, or that
was closed as unknown, is an *open outcome* until somebody settles it.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from cccdiag.client import journal_file
from cccdiag.client.outcomes import Word, codes_of, plain, word_of
from cccdiag.errors import InputError
from cccdiag.secrets import without_secrets
from cccdiag.soap.model import Reply
from cccdiag.spec.model import Operation

Verdict = Literal["done", "not-done"]
VERDICTS: tuple[Verdict, ...] = ("done", "not-done")
LOGIN = ("username", "password")
_VERSION = 1
_OUTCOMES = ("answered", "refused", "not-sent", "failed", "unknown")


@dataclass(frozen=True, slots=True)
class Entry:
    """One call. ``outcome`` is None while nobody closed it; ``verdict`` is what a user found out about an open outcome.

    ``key`` names the row of a batch; ``result`` is :func:`cccdiag.client.outcomes.plain` without the terms. Times are UTC.
    """

    id: str
    opened: str
    operation: str
    endpoint: str
    profile: str
    values: Mapping[str, str]
    key: str | None = None
    outcome: Word | None = None
    closed: str | None = None
    mode: str | None = None
    result: Mapping[str, Any] | None = None
    codes: tuple[str, ...] = ()
    verdict: Verdict | None = None
    note: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody knows what became of it."""
        return self.verdict is None and self.outcome in (None, "unknown")

    @property
    def is_done(self) -> bool:
        """Whether it is known to have changed something at the gateway."""
        return self.verdict == "done" or (self.verdict is None and self.outcome == "answered")


@dataclass(frozen=True, slots=True)
class Contents:
    """All entries in the order in which they were opened, and how many lines could not be read."""

    entries: tuple[Entry, ...]
    unreadable: int = 0
    by_id: Mapping[str, Entry] = field(default_factory=dict, repr=False)


class Journal:
    """A journal file; safe to share between threads and processes. ``trouble`` tells of an entry that could not be closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: str | None = None

    @classmethod
    def own(cls) -> Journal:
        """The journal of this user on this machine."""
        import platformdirs

        return cls(Path(platformdirs.user_state_path("cccdiag", appauthor=False)) / "journal.jsonl")

    def open(
        self, operation: Operation, endpoint: str, profile: str, values: Mapping[str, object], key: str | None = None
    ) -> str:
        """Write down what is about to be sent, and give the entry's id. When this returns, the disk has it.

        Raises:
            InputError: it cannot be written; then nothing may be sent.
        """
        now = _now()
        entry = f"{now[:10]}-{now[11:19]}-{chance.token_hex(6)}".replace(":", "")
        said = {
            name: without_secrets(str(value))
            for name, value in values.items()
            if name not in LOGIN and value not in (None, "")
        }
        document = {"event": "open", "operation": operation.name, "endpoint": endpoint, "profile": profile}
        self._append(entry, now, document | {"key": key, "values": said}, "; nothing was sent")
        return entry

    def close(self, entry: str, operation: Operation, became: Reply | BaseException) -> None:
        """Write down what became of it. If that fails, the entry stays open and ``trouble`` says why: the answer counts more."""
        if isinstance(became, Reply):
            result = plain(became.result) if became.result else {}
            kept = {name: value for name, value in result.items() if name != "terms"}
            document: dict[str, Any] = {"outcome": "answered", "mode": became.mode, "result": kept}
        else:
            mode = getattr(became, "mode", None)
            document = {"outcome": word_of(operation, became), "mode": mode, "codes": codes_of(became)}
        try:
            self._append(entry, _now(), {"event": "close"} | document, "")
        except InputError as error:
            self.trouble = f"{error} What became of {entry} is told here only."

    def settle(self, entry: str, verdict: Verdict, note: str | None = None) -> None:
        """Write down what was found out about an open outcome.

        Raises:
            InputError: it cannot be written.
        """
        said = None if note is None else without_secrets(note)
        self._append(entry, _now(), {"event": "settle", "verdict": verdict, "note": said}, "")

    def read(self) -> Contents:
        """Everything that was written.

        Raises:
            InputError: the file cannot be read.
        """
        found: dict[str, Entry] = {}
        unreadable = 0
        try:
            for line in journal_file.lines(self.path):
                entry = _after(line, found)
                if entry is None:
                    unreadable += 1
                else:
                    found[entry.id] = entry
        except OSError as error:
            raise InputError(f"The journal {self.path} cannot be read: {error.strerror or error}.") from None
        return Contents(tuple(found.values()), unreadable, found)

    def _append(self, entry: str, now: str, document: dict[str, Any], consequence: str) -> None:
        line = json.dumps({"v": _VERSION, "entry": entry, "at": now} | document, ensure_ascii=True)
        try:
            journal_file.append(self.path, line.encode("ascii"))
        except OSError as error:
            raise InputError(
                f"The journal {self.path} cannot be written: {error.strerror or error}{consequence}."
            ) from None


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _after(line: bytes, known: Mapping[str, Entry]) -> Entry | None:
    """The entry that a line opens or changes; None if it is no line of ours."""
    try:
        told = json.loads(line)
        if not isinstance(told, dict) or told["v"] != _VERSION:
            return None
        number, at = str(told["entry"]), str(told["at"])
        match told["event"]:
            case "open":
                values = {str(name): str(value) for name, value in told["values"].items()}
                who = (str(told["operation"]), str(told["endpoint"]), str(told["profile"]))
                return Entry(number, at, *who, values, told["key"])
            case "close" if told["outcome"] in _OUTCOMES:
                result, codes = told.get("result"), tuple(map(str, told.get("codes", ())))
                outcome: Word = told["outcome"]
                return replace(known[number], outcome=outcome, closed=at, mode=told["mode"], result=result, codes=codes)
            case "settle" if told["verdict"] in VERDICTS:
                return replace(known[number], verdict=told["verdict"], note=told["note"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return None
