"""A check report for people: a line a check, what to do first at the end."""

from __future__ import annotations

import io
from collections.abc import Sequence

from cccdiag.checks.model import Report
from cccdiag.report import wording

STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red", "skip": "dim", "crash": "bold magenta"}


def render(reports: Sequence[Report], *, colour: bool = False, width: int = 100) -> str:
    """The reports as text; with ``colour`` for a terminal that shows it."""
    return "\n".join(_one(report, colour=colour, width=width) for report in reports)


def _one(report: Report, *, colour: bool, width: int) -> str:
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(file=io.StringIO(), force_jupyter=False, force_terminal=colour, color_system="standard" if colour else None, width=max(width, 40),
                      highlight=False, emoji=False, markup=False, legacy_windows=False)  # fmt: skip
    console.print(Text(wording.one_line(wording.site(report)), style="bold"))
    if wording.is_demo(report):
        console.print(Text(wording.DEMO, style="yellow"))
    console.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(min_width=5)
    table.add_column(min_width=14, max_width=34)
    table.add_column(ratio=1)
    for result in report.results:
        faint = "dim" if result.status == "skip" else ""
        said = Text(wording.one_line(result.summary), style=faint)
        if small := wording.aside(result):
            said.append(f"\n{small}", style="dim")
        table.add_row(Text(result.status, style=STYLES[result.status]), Text(result.title, style=faint), said)
    console.print(Padding(table, (0, 0, 0, 2)))
    console.print()
    console.print(Text(wording.verdict(report), style=STYLES[report.status]))
    if remark := wording.set_aside(report):
        console.print(Text(remark))
    if report.next_step:
        console.print(Text(f"First: {wording.one_line(report.next_step)}"))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
