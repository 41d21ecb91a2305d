"""Words that every form of a check report shares, and the two readings of it that most of them need. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from cccdiag.checks.core import SLOW
from cccdiag.checks.model import CheckResult, Report

DEMO = "DEMO: this gateway serves development, demonstration and testing only. No permission is granted."
OVERALL = {"ok": "Healthy", "warn": "Works, with something to look at", "fail": "Broken"}
MARKS = {"ok": "✓", "warn": "!", "fail": "✗", "skip": "–", "crash": "⚡"}


def site(report: Report) -> str:
    """The profile and its endpoint, in one line."""
    return f"{report.profile or 'no profile'}  {report.endpoint or ''}".strip()


def is_demo(report: Report) -> bool:
    """Whether the gateway called itself a demonstration: then every print-out has to say so."""
    return (report.mode or "").upper() == "DEMO"


def verdict(report: Report) -> str:
    """The report in one sentence."""
    concern = report.first_concern
    where = f": {concern.title.lower()} ({concern.id}, {concern.reason})" if concern else "."
    return f"{OVERALL[report.status]}{where}"


def aside(result: CheckResult) -> str:
    """What stands in small print beside a result: its reason, its article, whose consequence it is, that it was slow."""
    parts = []
    if result.status in ("warn", "fail", "crash"):
        parts.append(f"{result.id}: {result.reason}")
        if result.article:
            parts.append(f"cccdiag explain {result.article}")
        if result.consequence_of:
            parts.append(f"a consequence of {result.consequence_of}")
    if result.seconds >= SLOW:
        parts.append(f"slow: {result.seconds:.1f} s")
    return " · ".join(parts)


def set_aside(report: Report) -> str | None:
    """How many results do not count, and which; None if all do."""
    found = report.set_aside
    if not found:
        return None
    return f"Not counted: {', '.join(f'{result.id} ({result.reason})' for result in found)}."


def worst(reports: Iterable[Report]) -> Literal["ok", "warn", "fail"]:
    """The status of several reports together."""
    statuses = {report.status for report in reports}
    return "fail" if "fail" in statuses else "warn" if "warn" in statuses else "ok"


def could_not_run(reports: Sequence[Report]) -> bool:
    """Whether there was no site to look at at all."""
    return all(report.endpoint is None and report.results[0].id == "profile.values" for report in reports)


def one_line(text: str) -> str:
    """The text without line breaks and characters that cannot be shown."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def as_json(value: Any, *, indent: int | None = 2, sort: bool = False) -> str:
    """JSON that a person can read: letters as they are, and what cannot be shown, or turns the line around, escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=sort)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def evidence(result: CheckResult) -> str:
    """The evidence behind a result, in the same order each time."""
    return as_json(dict(result.evidence), sort=True)
