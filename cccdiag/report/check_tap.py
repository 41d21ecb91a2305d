"""The Test Anything Protocol, version 14. A warning is TAP's ``not ok … # TODO``: known, shown, and no failure of the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cccdiag.checks.model import CheckResult, Report
from cccdiag.report import wording


def render(reports: Sequence[Report]) -> str:
    """One line a check, with its details in a YAML block where it is not ok."""
    results = [(report, result) for report in reports for result in report.results]
    lines = ["TAP version 14", f"1..{len(results)}"]
    for number, (report, result) in enumerate(results, start=1):
        lines += _lines(number, report, result)
    return "\n".join(lines) + "\n"


def _lines(number: int, report: Report, result: CheckResult) -> Iterator[str]:
    name = _escaped(f"{report.profile or 'no profile'}: {result.id} {result.title}")
    directive = {
        "skip": f" # SKIP {_escaped(result.summary)}",
        "warn": f" # TODO {_escaped(result.summary)}",
    }.get(result.status, "")
    passed = result.status in ("ok", "skip")
    yield f"{'ok' if passed else 'not ok'} {number} - {name}{directive}"
    if not passed:
        yield "  ---"
        facts = {
            "message": result.summary,
            "severity": result.status,
            "layer": result.layer,
            "reason": result.reason,
            "article": result.article,
            "consequence_of": result.consequence_of,
        }
        # A JSON string is a YAML scalar, whatever is in it.
        yield from (f"  {key}: {wording.as_json(value, indent=None)}" for key, value in facts.items())
        yield "  ..."


def _escaped(text: str) -> str:
    return wording.one_line(text).replace("\\", "\\\\").replace("#", "\\#")
