"""How a drill stands, and which drills there are, as documents for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cccdiag import facts
from cccdiag.training import papers
from cccdiag.training.attempt import Attempt, Seen
from cccdiag.training.model import Drill

DRILL, DRILLS = "cccdiag.drill/1", "cccdiag.drills/1"


@dataclass(frozen=True, slots=True)
class Standing:
    """A drill that was begun: what the trainee has, and what was done so far."""

    drill: str
    family: str
    level: int
    title: str
    ticket: str
    folder: str
    files: tuple[str, ...]
    gateway: bool
    checkable: bool
    trainee: str
    started: str
    checks: tuple[Seen, ...]
    lines: tuple[str, ...]
    hints: tuple[str, ...]
    hints_left: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A drill in the list; the answer is not in it."""

    id: str
    family: str
    level: int
    title: str
    gateway: bool
    checkable: bool
    files: int


@dataclass(frozen=True, slots=True)
class DrillList:
    """All drills that there are."""

    drills: tuple[Listed, ...]


def listed(drill: Drill) -> Listed:
    """A drill as the list shows it."""
    return Listed(
        drill.id,
        drill.family,
        drill.level,
        drill.title,
        drill.gateway is not None,
        drill.checkable,
        1 + len(drill.logs) + len(drill.papers),
    )


def of_list(drills: Iterable[Drill]) -> dict[str, Any]:
    """The list as ``cccdiag.drills/1``."""
    return {"schema": DRILLS, **facts.plain(DrillList(tuple(map(listed, drills))), whole=True)}


def of_attempt(attempt: Attempt, folder: str) -> dict[str, Any]:
    """An attempt as ``cccdiag.drill/1``."""
    drill = attempt.drill
    standing = Standing(
        drill.id,
        drill.family,
        drill.level,
        drill.title,
        drill.ticket,
        folder,
        tuple(papers.texts(drill)),
        drill.gateway is not None,
        drill.checkable,
        attempt.trainee,
        attempt.started,
        attempt.checks,
        attempt.lines,
        drill.hints[: attempt.hints],
        attempt.hints_left,
        attempt.answer is not None,
    )
    return {"schema": DRILL, **facts.plain(standing, whole=True)}
