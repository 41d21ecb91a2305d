"""Many sites at once: a bounded number of examinations side by side, each site's trouble its own, the worst first.

Almost all of an examination is waiting, so threads are enough. They are daemons: whoever interrupts a run need not wait for
answers that nobody will read any more.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cccdiag.checks import core, doctor
from cccdiag.checks.model import Check, Report
from cccdiag.checks.site import Site
from cccdiag.client.profile import Profile
from cccdiag.errors import CccDiagError
from cccdiag.kb.index import Knowledge

_Item = TypeVar("_Item")
JOBS = 64
_RANKS = ("fail", "warn", "ok")


@dataclass(frozen=True, slots=True)
class Place:
    """A site that is known by name: ``load`` reads its profile (and may refuse), ``again`` is the command that checks it alone."""

    name: str
    load: Callable[[], Profile]
    again: str


def examined(place: Place, visit: Callable[[Profile], Site], knowledge: Knowledge, checks: Sequence[Check],
             limit: float) -> Report:  # fmt: skip
    """The report on one site; a profile that cannot be used is its result, and so is an error of ours.

    Args:
        place: the site.
        visit: makes what the checks look at out of a profile.
        knowledge: for the next step.
        checks: which checks to run.
        limit: seconds for all of them.
    """
    try:
        return doctor.examine(visit(place.load()), knowledge, checks, limit)
    except CccDiagError as error:
        return doctor.without_profile(error, place.name, doctor.chosen(), f"Mend the profile, then: {place.again}")
    except Exception as error:  # noqa: BLE001 - one site's trouble, whatever it is, never ends the run of the others
        first = doctor.chosen()[0]
        return Report(place.name, None, None, (core.crashed(first, f"{type(error).__name__}: {error}"),))


def each(items: Sequence[_Item], examine: Callable[[_Item], Report], jobs: int = JOBS,
         settled: Callable[[Report], None] = lambda _report: None) -> tuple[Report, ...]:  # fmt: skip
    """One report an item, in the order of the items; ``settled`` hears of each, in the caller's thread, as soon as it is there."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    finished: queue.SimpleQueue[tuple[int, Report]] = queue.SimpleQueue()
    stop = threading.Event()
    for number in range(len(items)):
        waiting.put(number)

    def work() -> None:
        while not stop.is_set():
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            finished.put((number, examine(items[number])))

    workers = [threading.Thread(target=work, name=f"site {n}", daemon=True) for n in range(min(jobs, len(items)))]
    reports: dict[int, Report] = {}
    try:
        for worker in workers:
            worker.start()
        while len(reports) < len(items):
            # A wait without an end could not be interrupted everywhere.
            try:
                number, report = finished.get(timeout=0.5)
            except queue.Empty:
                continue
            reports[number] = report
            settled(report)
    finally:
        stop.set()
    for worker in workers:
        worker.join()
    return tuple(reports[number] for number in range(len(items)))


def worst_first(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports by status, then by the layer, check and reason of their trouble, so that equal troubles stand together."""
    return tuple(sorted(reports, key=_rank))


def _rank(report: Report) -> tuple[int, int, str, str, str]:
    concern = report.first_concern
    layer = doctor.LAYERS.index(concern.layer) if concern else len(doctor.LAYERS)
    said = (concern.id, concern.reason) if concern else ("", "")
    return _RANKS.index(report.status), layer, *said, report.profile or ""
