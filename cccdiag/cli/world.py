"""What ``cccdiag emulator --describe`` says: every right, code and failure, and how one comes to it. Not a command of its own."""

from __future__ import annotations

from collections.abc import Iterable

from cccdiag import facts
from cccdiag.cli import console
from cccdiag.emulator import scenarios
from cccdiag.emulator.scenarios import Scenario
from cccdiag.emulator.world import World


def describe(world: World, form: str, output: str | None) -> None:
    """Write the description of a world as text or as one JSON document."""
    scenes = scenarios.every()
    if form == "json":
        listed = [{"name": scene.name, "title": scene.title, "shows": scene.shows} for scene in scenes]
        console.emit_json({"schema": "cccdiag.world/1", **facts.plain(world), "scenarios": listed}, output)
    else:
        console.emit(_told(world, scenes), output)


def _told(world: World, scenes: Iterable[Scenario]) -> str:
    works = [
        (str(work.number), work.name, work.note or (work.right if work.right != "GRANTED" else ""))
        for work in world.works
    ]
    accounts = [("", account.name, account.note or "") for account in world.accounts]
    return "\n".join(
        (
            f"{world.title}.\n",
            f"Any work that is not listed is granted; it costs copies × pages × {world.rate}.",
            f"A cancellation costs {world.cancellation_fee}. More than {world.limits.copies} copies are too many.",
            f"Products: {', '.join(world.products)} and that of the run.",
            f"\nWorks (cccWorkInst):\n{_rows(works)}",
            f"\nAccounts (log in as the username of the run, a plus sign and the name, with its password):\n{_rows(accounts)}",
            f"\nCodes:\n{_rows(('', code, how) for code, how in world.situations.items())}",
            f"\nScenarios (--scenario NAME):\n{_rows(('', scene.name, scene.title) for scene in scenes)}\n",
        )
    )


def _rows(rows: Iterable[tuple[str, str, str]]) -> str:
    listed = list(rows)
    widths = [max((len(row[column]) for row in listed), default=0) for column in (0, 1)]
    return "\n".join(
        f"  {number:>{widths[0]}}{'  ' if widths[0] else ''}{name:<{widths[1]}}  {text}".rstrip()
        for number, name, text in listed
    )
