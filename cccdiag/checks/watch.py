"""Watching: look again and again, and keep what changed, since when, and how long the state before it lasted.

Clock and patience are given from outside, so that a day can pass in a second.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cccdiag.checks.model import CheckResult, Report

GONE = "gone"
# Enough for weeks of a site that flaps; what is older is of no use to anybody who watches.
KEPT = 1000


@dataclass(frozen=True, slots=True)
class State:
    """How a site is: its status (``ok warn fail``, or ``gone`` when nobody names the site any more) and what it is about."""

    status: str
    check: str | None = None
    reason: str | None = None

    @classmethod
    def of(cls, report: Report) -> State:
        """The state that a report describes: two reports of the same state differ in nothing that one would act on."""
        concern = report.first_concern
        return cls(report.status, concern.id, concern.reason) if concern else cls(report.status)


@dataclass(frozen=True, slots=True)
class Change:
    """A site's state changed ``at`` a moment; ``before`` and ``since`` (when that began) are None at the first look."""

    site: str
    at: dt.datetime
    after: State
    before: State | None = None
    since: dt.datetime | None = None
    concern: CheckResult | None = None
    next_step: str | None = None

    def document(self) -> dict[str, Any]:
        """The change as ``cccdiag.change/1``."""
        lasted = round((self.at - self.since).total_seconds()) if self.since else None
        return {
            "schema": "cccdiag.change/1",
            "profile": self.site,
            "at": self.at.isoformat(timespec="seconds"),
            "status": self.after.status,
            "check": self.after.check,
            "reason": self.after.reason,
            "summary": self.concern.summary if self.concern else None,
            "article": self.concern.article if self.concern else None,
            "next_step": self.next_step,
            "before": _stated(self.before) if self.before else None,
            "lasted": lasted,
        }


class Watch:
    """The sites that are watched: their last reports, their states since when, and the changes of late."""

    def __init__(self, look: Callable[[], Sequence[Report]], now: Callable[[], dt.datetime]) -> None:
        self._look = look
        self._now = now
        self.reports: tuple[Report, ...] = ()
        self.states: Mapping[str, tuple[State, dt.datetime]] = {}
        self.changes: deque[Change] = deque(maxlen=KEPT)
        self.looks = 0
        self.last_look: dt.datetime | None = None
        self.seconds = 0.0

    def look(self) -> tuple[Change, ...]:
        """Look once and give what changed since the look before."""
        begin = self._now()
        reports = tuple(self._look())
        end = self._now()
        states: dict[str, tuple[State, dt.datetime]] = {}
        changes = []
        for report in reports:
            name, state = report.profile or "", State.of(report)
            before, since = self.states.get(name, (None, None))
            states[name] = (state, end if since is None or state != before else since)
            if state != before:
                changes.append(Change(name, end, state, before, since, report.first_concern, report.next_step))
        changes += [
            Change(name, end, State(GONE), before, since)
            for name, (before, since) in self.states.items()
            if name not in states
        ]
        self.reports, self.states, self.last_look = reports, states, end
        self.seconds = (end - begin).total_seconds()
        self.looks += 1
        self.changes.extend(changes)
        return tuple(changes)

    def run(self, every: float, wait: Callable[[float], bool], looked: Callable[[tuple[Change, ...]], None]) -> None:
        """Look every so many seconds until ``wait`` says that it is over; ``looked`` hears what each look changed.

        Looks do not drift: one that took longer shortens the pause, and what it overran is left out.
        """
        while True:
            begin = self._now()
            looked(self.look())
            passed = (self._now() - begin).total_seconds()
            # A clock that was put back or forward must not make us wait for hours, or not at all.
            if wait(min(max(every - passed, 0.0), every)):
                return

    def document(self) -> dict[str, Any]:
        """Everything as ``cccdiag.watch/1``: states now and since when, and the changes of late, oldest first."""
        return {
            "schema": "cccdiag.watch/1",
            "looks": self.looks,
            "last_look": self.last_look.isoformat(timespec="seconds") if self.last_look else None,
            "sites": [
                {"profile": name, **_stated(state), "since": since.isoformat(timespec="seconds")}
                for name, (state, since) in self.states.items()
            ],
            "changes": [change.document() for change in self.changes],
        }


def _stated(state: State) -> dict[str, str | None]:
    return {"status": state.status, "check": state.check, "reason": state.reason}
