"""The engine: starts every check whose requirements are met, ends what hangs, isolates what crashes, keeps the order.

A check whose requirement did not hold is skipped and says which; a check that the network keeps waiting is named when its time is
up, and the report goes out without it.
"""

from __future__ import annotations

import dataclasses
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from cccdiag.checks.model import NOT_NEEDED, Check, CheckResult, Layer, Observation, Verdict

if TYPE_CHECKING:
    from cccdiag.checks.site import Site

Probe = Callable[["Site"], Observation]
Judge = Callable[[Observation, "Site"], str]
Listener = Callable[[CheckResult], None]
REGISTRY: dict[str, Check] = {}


def as_observed(observation: Observation, _site: Site) -> str:
    """The judge of most checks: the outcome is the reason."""
    return observation.outcome


def check(
    *,
    id: str,  # noqa: A002 - the contract's own word
    layer: Layer,
    title: str,
    verdicts: Mapping[str, Verdict],
    needs: tuple[str, ...] = (),
    caused_by: tuple[str, ...] = (),
    judge: Judge = as_observed,
) -> Callable[[Probe], Probe]:
    """Register the decorated probe as a check; the order of registration is the order of the report.

    Args:
        id: one of the fixed check ids (DESIGN, contracts).
        layer: the layer that it stands for.
        title: what it looks at, in a few words.
        verdicts: every reason that it can give, with status, sentence and article.
        needs: checks that must have held before this one makes sense.
        caused_by: checks whose trouble would explain a failure of this one.
        judge: which reason an observation amounts to, given the site.
    """

    def register(probe: Probe) -> Probe:
        REGISTRY[id] = Check(id, layer, title, needs, caused_by, verdicts, probe, judge)
        return probe

    return register


def run(checks: Iterable[Check], site: Site, limit: float, listener: Listener | None = None) -> tuple[CheckResult, ...]:
    """Run the checks within ``limit`` seconds in all and give their results in the order given."""
    order = tuple(checks)
    work = _Run(order, site, limit, listener)
    while len(work.done) < len(order):
        if not work.start_what_is_ready() and not work.wait():
            work.end_what_hangs()
    return consequences(order, work.done)


class _Run:
    """One run: which checks have started, which are done, and when time is up."""

    def __init__(self, order: tuple[Check, ...], site: Site, limit: float, listener: Listener | None) -> None:
        self.order = order
        self.site = site
        self.limit = limit
        self.listener = listener
        self.deadline = time.monotonic() + limit
        self.started: dict[str, float] = {}
        self.done: dict[str, CheckResult] = {}
        self.finished: queue.SimpleQueue[CheckResult] = queue.SimpleQueue()
        self.ids = {one.id for one in order}

    def start_what_is_ready(self) -> bool:
        """Start or skip every check whose requirements have results; false when there is none."""
        ready = [
            one
            for one in self.order
            if one.id not in self.started
            and one.id not in self.done
            and all(need in self.done for need in one.needs if need in self.ids)
        ]
        for one in ready:
            if blocker := _blocker(one, self.done):
                self.settle(_skipped(one, blocker))
                continue
            self.started[one.id] = time.monotonic()
            threading.Thread(target=_run_one, args=(one, self.site, self.finished), name=one.id, daemon=True).start()
        return bool(ready)

    def wait(self) -> bool:
        """Take the next result; false when time is up."""
        try:
            self.settle(self.finished.get(timeout=max(self.deadline - time.monotonic(), 0)))
        except queue.Empty:
            return False
        return True

    def end_what_hangs(self) -> None:
        """Name every check that did not finish, and skip what waited for it."""
        for one in self.order:
            if one.id in self.started and one.id not in self.done:
                self.settle(_overdue(one, time.monotonic() - self.started[one.id], self.limit))

    def settle(self, result: CheckResult) -> None:
        """Keep the first result of a check; one that comes after its time is of no use."""
        if result.id not in self.done:
            self.done[result.id] = result
            self.site.settled(result)
            if self.listener:
                self.listener(result)


def _blocker(one: Check, done: Mapping[str, CheckResult]) -> CheckResult | None:
    for need in one.needs:
        result = done.get(need)
        if result and (result.status in ("fail", "crash") or (result.status == "skip" and result.reason != NOT_NEEDED)):
            return result
    return None


def _run_one(one: Check, site: Site, finished: queue.SimpleQueue[CheckResult]) -> None:
    begin = time.monotonic()
    try:
        observation = one.probe(site)
        reason = one.judge(observation, site)
        verdict = one.verdicts[reason]
        summary = verdict.summary.format_map(_Shown(observation.evidence))
        result = _result(one, verdict, reason, summary, observation.evidence)
    except Exception as error:  # noqa: BLE001 - a crash of one check is a result, the others go on
        verdict = Verdict("crash", "")
        said = f"{type(error).__name__}: {error}"
        result = _result(one, verdict, "crash", f"This check itself broke down ({said}). Please report it.", {})
    finished.put(dataclasses.replace(result, seconds=time.monotonic() - begin))


class _Shown(dict[str, object]):
    """Evidence for a summary: a value that was not seen is said to be unknown."""

    def __missing__(self, key: str) -> str:
        return "unknown"


def _result(one: Check, verdict: Verdict, reason: str, summary: str, evidence: Mapping[str, object]) -> CheckResult:
    return CheckResult(
        one.id, one.layer, one.title, verdict.status, reason, summary, evidence, verdict.article, one.needs, 0.0
    )  # fmt: skip


def _skipped(one: Check, blocker: CheckResult) -> CheckResult:
    word = "did not hold" if blocker.status != "skip" else "was skipped"
    summary = f"Not looked at: it needs {blocker.id}, which {word}."
    result = _result(one, Verdict("skip", ""), "needs", summary, {"needs": blocker.id})
    return dataclasses.replace(result, consequence_of=blocker.consequence_of or blocker.id)


def _overdue(one: Check, seconds: float, limit: float) -> CheckResult:
    summary = f"No result within the time limit of {limit:g} s: this is the check that hangs."
    result = _result(one, Verdict("fail", ""), "time-limit", summary, {"limit": limit})
    return dataclasses.replace(result, seconds=seconds, article="net-timeout")


def consequences(order: Iterable[Check], done: Mapping[str, CheckResult]) -> tuple[CheckResult, ...]:
    """Say which failures another trouble explains; the trouble that explains one is a failure itself, not a warning."""
    results = dict(done)
    for one in order:
        if results[one.id].status not in ("fail", "warn"):
            continue
        for cause in one.caused_by:
            trouble = results.get(cause)
            if trouble and trouble.status in ("fail", "warn"):
                root = trouble.consequence_of or trouble.id
                results[one.id] = dataclasses.replace(results[one.id], consequence_of=root)
                if results[one.id].status == "fail":
                    results[cause] = dataclasses.replace(trouble, status="fail")
                break
    return tuple(results[one.id] for one in order)
