"""A check report for people: a line a check, what to do first at the end."""

from __future__ import annotations

import io

from cccdiag.checks.model import CheckResult, Report

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red", "skip": "dim", "crash": "bold magenta"}
DEMO = "DEMO: this gateway serves development, demonstration and testing only. No permission is granted."
_OVERALL = {"ok": "Healthy", "warn": "Works, with something to look at", "fail": "Broken"}


def render(report: Report, *, colour: bool = False, width: int = 100) -> str:
    """The whole report as text; with ``colour`` for a terminal that shows it."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(file=io.StringIO(), force_terminal=colour, color_system="standard" if colour else None, width=max(width, 40),
                      highlight=False, emoji=False, markup=False, legacy_windows=False)  # fmt: skip
    console.print(Text(f"{report.profile or 'no profile'}  {report.endpoint or ''}".strip(), style="bold"))
    if (report.mode or "").upper() == "DEMO":
        console.print(Text(DEMO, style="yellow"))
    console.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(min_width=5)
    table.add_column(min_width=14, max_width=34)
    table.add_column(ratio=1)
    for result in report.results:
        faint = "dim" if result.status == "skip" else ""
        said = Text(result.summary, style=faint)
        if result.status in ("warn", "fail", "crash"):
            said.append(f"\n{_aside(result)}", style="dim")
        table.add_row(Text(result.status, style=_STYLES[result.status]), Text(result.title, style=faint), said)
    console.print(Padding(table, (0, 0, 0, 2)))
    console.print()
    console.print(Text(_verdict(report), style=_STYLES[report.status]))
    if report.next_step:
        console.print(Text(f"First: {report.next_step}"))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _aside(result: CheckResult) -> str:
    parts = [f"{result.id}: {result.reason}"]
    if result.article:
        parts.append(f"cccdiag explain {result.article}")
    if result.consequence_of:
        parts.append(f"a consequence of {result.consequence_of}")
    return " · ".join(parts)


def _verdict(report: Report) -> str:
    concern = report.first_concern
    where = f": {concern.title.lower()} ({concern.id}, {concern.reason})" if concern else "."
    return f"{_OVERALL[report.status]}{where}"
