"""Results that shall not count: suppressed by somebody who says why and until when, or known from an earlier report. Pure.

Nothing disappears: such a result stays in the report as skipped, with the status that it would have had in its evidence.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cccdiag.checks.model import KNOWN, SUPPRESSED, CheckResult
from cccdiag.errors import InputError

_COUNTS = ("warn", "fail", "crash")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A check id whose trouble is accepted, why, and the last day on which it is."""

    id: str
    reason: str
    until: str

    @property
    def last_day(self) -> dt.date:
        """``until`` as a date.

        Raises:
            InputError: it is none.
        """
        try:
            return dt.date.fromisoformat(self.until)
        except ValueError:
            raise InputError(
                f"the suppression of {self.id} ends on {self.until!r}; give a day such as 2027-01-31"
            ) from None


def parse(text: str) -> Suppression:
    """Read ``ID:REASON:UNTIL``.

    Raises:
        InputError: a part is missing, or UNTIL is no date.
    """
    id_, _, rest = text.partition(":")
    reason, _, until = rest.rpartition(":")
    if not (id_.strip() and reason.strip() and until.strip()):
        raise InputError(
            f"{text!r} is no suppression; write ID:REASON:UNTIL, as in network.tls:renewal ordered:2027-01-31"
        )
    found = Suppression(id_.strip(), reason.strip(), until.strip())
    _ = found.last_day
    return found


def suppress(
    results: Iterable[CheckResult], suppressions: Iterable[Suppression], today: dt.date
) -> tuple[CheckResult, ...]:
    """The results, those set aside that a suppression in force names."""
    by_id = {one.id: one for one in suppressions if one.last_day >= today}
    return tuple(
        _aside(
            result,
            SUPPRESSED,
            f"Suppressed until {by_id[result.id].until} ({by_id[result.id].reason}): {result.summary}",
            {"because": by_id[result.id].reason, "until": by_id[result.id].until},
        )
        if result.id in by_id and result.status in _COUNTS
        else result
        for result in results
    )


def ended(suppressions: Iterable[Suppression], today: dt.date) -> tuple[Suppression, ...]:
    """The suppressions that no longer hold."""
    return tuple(one for one in suppressions if one.last_day < today)


def since(results: Iterable[CheckResult], baseline: Collection[tuple[str, str, str]]) -> tuple[CheckResult, ...]:
    """The results, those set aside that a baseline already had with the same status and reason."""
    return tuple(
        _aside(result, KNOWN, f"Known from the baseline: {result.summary}", {})
        if result.status in _COUNTS and (result.id, result.status, result.reason) in baseline
        else result
        for result in results
    )


def baseline(document: Any, profile: str | None, where: str) -> frozenset[tuple[str, str, str]]:
    """What an earlier report (``cccdiag.check/1`` or ``cccdiag.checks/1``) had found at this profile: id, status, reason.

    Raises:
        InputError: the document is no such report.
    """
    reports = document.get("reports", [document]) if isinstance(document, Mapping) else []
    try:
        found = [
            (str(one["id"]), str(one["status"]), str(one["reason"]))
            for report in reports
            if report["profile"] == profile or "reports" not in document
            for one in map(_as_it_was, report["results"])
        ]
    except (KeyError, TypeError):
        found = []
        reports = []
    if not reports or not str(document.get("schema", "")).startswith("cccdiag.check"):
        raise InputError(f"{where} is no report of cccdiag; make one with: cccdiag check --format json --output FILE")
    return frozenset(found)


def _as_it_was(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """A result that had been set aside itself, with its own status and reason."""
    return {**result, **result["evidence"].get("set_aside", {})}


def _aside(result: CheckResult, reason: str, summary: str, why: Mapping[str, str]) -> CheckResult:
    evidence = {**result.evidence, "set_aside": {"status": result.status, "reason": result.reason, **why}}
    return dataclasses.replace(result, status="skip", reason=reason, summary=summary, evidence=evidence)
