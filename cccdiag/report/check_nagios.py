"""The line of the Monitoring Plugins guidelines: one status word, what is wrong, performance data; details on the lines after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cccdiag.checks.model import CheckResult, Report
from cccdiag.report import wording

_WORDS = {"ok": "OK", "warn": "WARNING", "fail": "CRITICAL"}
_DAYS_OF_WARNING = 14
_SECONDS_OFF = 300


def render(reports: Sequence[Report]) -> str:
    """First line: ``CCC OK - …|…``; then one line for each result that is not ok, each site's with its name."""
    word = "UNKNOWN" if wording.could_not_run(reports) else _WORDS[wording.worst(reports)]
    lines = [f"CCC {word} - {_plain(_said(reports))}{_performance(reports)}"]
    for report in reports:
        lines += [_plain(_detail(report, one, several=len(reports) > 1)) for one in _troubles(report)]
        if report.next_step:
            lines.append(_plain(f"First: {report.next_step}"))
    return "\n".join(lines) + "\n"


def _said(reports: Sequence[Report]) -> str:
    if len(reports) == 1:
        report = reports[0]
        concern = report.first_concern
        mode = f", mode {report.mode}" if report.mode else ""
        said = concern.summary if concern else f"all {_ran(report)} checks passed{mode}"
        return f"{report.profile or 'no profile'}: {said}"
    bad = [report for report in reports if report.status != "ok"]
    named = ", ".join(f"{report.profile} ({report.first_concern.id})" for report in bad if report.first_concern)
    return f"{len(reports) - len(bad)} of {len(reports)} sites are healthy" + (f"; not: {named}" if named else "")


def _ran(report: Report) -> int:
    return sum(result.status != "skip" for result in report.results)


def _troubles(report: Report) -> Iterator[CheckResult]:
    return (result for result in report.results if result.status not in ("ok", "skip"))


def _detail(report: Report, result: CheckResult, *, several: bool) -> str:
    where = f"{report.profile} " if several else ""
    return f"[{result.status}] {where}{wording.aside(result)} - {result.summary}"


def _performance(reports: Sequence[Report]) -> str:
    data = [datum for report in reports for datum in _data(report, f"{report.profile}/" if len(reports) > 1 else "")]
    return f" | {' '.join(data)}" if data else ""


def _data(report: Report, prefix: str) -> Iterator[str]:
    for result in report.results:
        if result.status != "skip":
            yield f"{_label(prefix + result.id)}={result.seconds:.3f}s;;;0"
    for result in report.results:
        if isinstance(days := result.evidence.get("days"), int):
            yield f"{_label(prefix + 'certificate_days')}={days};{_DAYS_OF_WARNING}:;0:"
        if isinstance(skew := result.evidence.get("skew"), (int, float)):
            yield f"{_label(prefix + 'clock_skew')}={skew:g}s;-{_SECONDS_OFF}:{_SECONDS_OFF}"


def _label(name: str) -> str:
    return "'" + name.replace("'", "").replace("=", "-").replace("|", "-") + "'"


def _plain(text: str) -> str:
    """A pipe would begin the performance data."""
    return wording.one_line(text).replace("|", "/")
