"""A check report in Markdown, to be pasted into a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cccdiag.checks.model import CheckResult, Report
from cccdiag.report import wording

# What Markdown, or the HTML that it may hold, would take for markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~@&!$])")


def render(reports: Sequence[Report]) -> str:
    """The reports one after another, each with what was found, what to do first, and the evidence behind what is wrong."""
    return "\n".join("\n".join(_lines(report)) for report in reports)


def _lines(report: Report) -> Iterator[str]:
    yield f"## CCC health check: {_text(report.profile or 'no profile')}"
    yield ""
    if wording.is_demo(report):
        yield f"> **{_text(wording.DEMO)}**"
        yield ""
    yield f"* **Endpoint:** {_text(report.endpoint or 'none')}"
    yield f"* **Mode:** {_text(report.mode or 'not said')}"
    yield f"* **Result:** {_text(wording.verdict(report))}"
    if remark := wording.set_aside(report):
        yield f"* {_text(remark)}"
    if report.next_step:
        yield f"* **First step:** {_text(report.next_step)}"
    yield ""
    yield "| | check | what was found | article |"
    yield "|---|---|---|---|"
    for result in report.results:
        yield f"| {wording.MARKS[result.status]} {result.status} | {result.id} | {_cell(result)} | {result.article or ''} |"
    yield ""
    for result in report.results:
        if result.status in ("warn", "fail", "crash"):
            yield from _evidence(result)


def _cell(result: CheckResult) -> str:
    cause = f" (a consequence of {result.consequence_of})" if result.consequence_of else ""
    return _text(result.summary + cause)


def _evidence(result: CheckResult) -> Iterator[str]:
    yield f"Evidence of `{result.id}` (`{result.reason}`):"
    yield ""
    # Indented code: no fence that the evidence itself could close.
    shown = wording.evidence(result)
    yield from (f"    {line}" for line in shown.splitlines())
    yield ""


def _text(text: str) -> str:
    return _MARKUP.sub(r"\\\1", wording.one_line(text))
