"""What ``cccdiag check`` reads beside profiles: suppressions, a baseline, a recording."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cccdiag import facts
from cccdiag.checks import setting_aside
from cccdiag.checks.model import CheckResult
from cccdiag.checks.setting_aside import Suppression
from cccdiag.cli import console
from cccdiag.errors import FactError, InputError

_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Entry:
    """A suppression as a YAML file holds it: a day that is not quoted is YAML's own date."""

    id: str
    reason: str
    until: str | dt.date


@dataclass(frozen=True, slots=True)
class _File:
    """A YAML file of suppressions."""

    suppress: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What shall not count: the suppressions, and the report that is the baseline."""

    suppressions: tuple[Suppression, ...] = ()
    baseline: Any = None
    baseline_file: str = ""

    def applied(
        self, results: tuple[CheckResult, ...], profile: str | None, day: dt.date | None = None
    ) -> tuple[CheckResult, ...]:
        """The results with the exceptions that hold on a day (today, unless a recording is judged)."""
        today = day or _today()
        left = setting_aside.suppress(results, self.suppressions, today)
        if self.baseline is None:
            return left
        return setting_aside.since(left, setting_aside.baseline(self.baseline, profile, self.baseline_file))

    def remark_ended(self, day: dt.date | None = None) -> None:
        """Say which suppressions no longer hold."""
        for one in setting_aside.ended(self.suppressions, day or _today()):
            console.remark(f"The suppression of {one.id} ended on {one.until} ({one.reason}); it counts again.")


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).astimezone().date()


def exceptions(given: Sequence[str], baseline_file: str | None) -> Exceptions:
    """Read ``--suppress`` (texts or YAML files) and ``--baseline``.

    Raises:
        InputError: one of them cannot be read, is not what it should be, or names no check.
    """
    from cccdiag.checks.doctor import every_check

    known = {one.id for one in every_check()}
    found = tuple(one for text in given for one in _suppressions(text))
    for one in found:
        if one.id not in known:
            raise InputError(f"there is no check {one.id!r} to suppress; `cccdiag check --list` names them")
    return Exceptions(found, document(baseline_file, "check") if baseline_file else None, baseline_file or "")


def _suppressions(text: str) -> Iterable[Suppression]:
    if not text.endswith((".yaml", ".yml")):
        return (setting_aside.parse(text),)
    try:
        read = facts.read_yaml(Path(text), text)
        entries = facts.build(_File, read, text).suppress
    except FactError as error:
        raise InputError(f"{error}; such a file holds `suppress:` and a list of id, reason and until") from None
    except OSError as error:
        raise InputError(f"{text} cannot be read: {error.strerror or error}") from None
    found = tuple(Suppression(one.id, one.reason, str(one.until)) for one in entries)
    for one in found:
        _ = one.last_day
    return found


def document(file: str, role: str = "observations") -> Any:
    """The JSON document in a file; of a case file or bundle, its document of that role.

    Raises:
        InputError: there is none that can be read.
    """
    try:
        path = Path(file)
        if zipfile.is_zipfile(path):
            return _of_case(path, role)
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{file} is larger than any report ({_LARGEST:,} bytes)")
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not JSON: {error}") from None


def _of_case(path: Path, role: str) -> Any:
    from cccdiag.cases import file

    documents = file.read(path).documents
    if role not in documents:
        raise InputError(f"{path} was made without a check, so it holds no {role}")
    return documents[role]
