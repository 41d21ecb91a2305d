"""Many sites as one table for people: the worst first, what they share, the healthy ones counted."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence

from cccdiag.checks.model import Report
from cccdiag.report import wording
from cccdiag.report.check_text import STYLES

_HEALTHY_SHOWN = 20
_NAMED = 3


def render(reports: Sequence[Report], *, colour: bool = False, width: int = 100) -> str:
    """The table, in the order given; with ``colour`` for a terminal that shows it."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(file=io.StringIO(), force_jupyter=False, force_terminal=colour, color_system="standard" if colour else None, width=max(width, 40),
                      highlight=False, emoji=False, markup=False, legacy_windows=False)  # fmt: skip
    console.print(Text(summary(reports), style=f"bold {STYLES[wording.worst(reports)]}"))
    if demo := sum(map(wording.is_demo, reports)):
        console.print(Text(f"{wording.DEMO}" if demo == len(reports) else f"{demo} of them: {wording.DEMO}"))
    console.print()
    healthy = [report for report in reports if report.status == "ok"]
    shown = reports if len(healthy) <= _HEALTHY_SHOWN else [report for report in reports if report.status != "ok"]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(min_width=4)
    table.add_column(max_width=36, overflow="fold")
    table.add_column(ratio=1)
    for report in shown:
        concern = report.first_concern
        said = Text(wording.one_line(concern.summary if concern else f"mode {report.mode or 'not said'}"))
        if concern and (small := wording.aside(concern)):
            said.append(f"\n{wording.one_line(small)}", style="dim")
        table.add_row(
            Text(report.status, style=STYLES[report.status]), Text(wording.one_line(report.profile or "")), said
        )
    if len(shown) < len(reports):
        table.add_row(
            Text("ok", style=STYLES["ok"]), Text(f"{len(healthy)} sites"), Text("healthy; --format json names them")
        )
    console.print(Padding(table, (0, 0, 0, 2)))
    for line in _shared(reports):
        console.print(Text(line))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def summary(reports: Sequence[Report]) -> str:
    """How many sites there are and how they are, in one line."""
    found = Counter[str](report.status for report in reports)
    words = (("fail", "broken"), ("warn", "to look at"), ("ok", "healthy"))
    return f"{counted(len(reports))}: " + ", ".join(
        f"{found[status]} {word}" for status, word in words if found[status]
    )


def counted(count: int) -> str:
    """So many sites, in words."""
    return f"{count} site" if count == 1 else f"{count} sites"


def _shared(reports: Sequence[Report]) -> Iterator[str]:
    """The troubles that several sites have: what breaks everywhere at once is seldom the libraries' fault."""
    groups: dict[tuple[str, str, str | None], list[str]] = {}
    for report in reports:
        if concern := report.first_concern:
            groups.setdefault((concern.id, concern.reason, concern.article), []).append(
                wording.one_line(report.profile or "")
            )
    several = sorted(((key, names) for key, names in groups.items() if len(names) > 1), key=lambda one: -len(one[1]))
    if several:
        yield ""
        yield "The same at several sites:"
    for (check, reason, article), names in several:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        explained = f"  cccdiag explain {article}" if article else ""
        yield f"  {len(names):>4} × {check}: {reason}  ({', '.join(names[:_NAMED])}{more}){explained}"
