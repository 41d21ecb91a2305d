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

from cccdiag.checks.consequences import consequences
from cccdiag.checks.model import (
    NOT_NEEDED,
    Check,
    CheckResult,
    Layer,
    Observation,
    Verdict,
    trouble_explains,
)

if TYPE_CHECKING:
    from cccdiag.checks.site import Site

Probe = Callable[["Site"], Observation]
Judge = Callable[[Observation, "Site"], str]
SLOW = 3.0
REGISTRY: dict[str, Check] = {}


@dataclasses.dataclass(frozen=True, slots=True)
class Listener:
    """Who follows a run: ``settled`` hears of each result, ``slow`` of each check that has run for :data:`SLOW` seconds."""

    settled: Callable[[CheckResult], None] = lambda _result: None
    slow: Callable[[Check], None] = lambda _check: None


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
    explained: Callable[[CheckResult, CheckResult], bool] = trouble_explains,
    limit: float = 35.0,
    opt_in: str = "",
    after: tuple[str, ...] = (),
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
        explained: whether a result of ``caused_by`` explains one of this check.
        limit: seconds after which it is ended, whatever the total allows.
        opt_in: the option without which it does not run.
        after: checks whose results it looks at, whatever they are.
    """

    def register(probe: Probe) -> Probe:
        REGISTRY[id] = Check(
            id, layer, title, needs, caused_by, verdicts, probe, judge, explained, limit, opt_in, after
        )  # fmt: skip
        return probe

    return register


def run(checks: Iterable[Check], site: Site, limit: float, listener: Listener | None = None) -> tuple[CheckResult, ...]:
    """Run the checks within ``limit`` seconds in all and give their results in the order given."""
    order = tuple(checks)
    work = _Run(order, site, limit, listener or Listener())
    while len(work.done) < len(order):
        if not work.start_what_is_ready():
            work.wait()
            work.speak_of_what_is_slow()
            work.end_what_hangs()
    return consequences(order, work.done)


class _Run:
    """One run: which checks have started, which are done, and when time is up."""

    def __init__(self, order: tuple[Check, ...], site: Site, limit: float, listener: Listener) -> None:
        self.order = order
        self.site = site
        self.limit = limit
        self.listener = listener
        self.deadline = time.monotonic() + limit
        self.running: dict[str, tuple[Check, float]] = {}
        self.done: dict[str, CheckResult] = {}
        self.slow: set[str] = set()
        self.finished: queue.SimpleQueue[CheckResult] = queue.SimpleQueue()
        self.ids = {one.id for one in order}

    def start_what_is_ready(self) -> bool:
        """Start or skip every check whose requirements have results; false when there is none."""
        ready = [
            one
            for one in self.order
            if one.id not in self.running
            and one.id not in self.done
            and all(need in self.done for need in (*one.needs, *one.after) if need in self.ids)
        ]
        for one in ready:
            if blocker := blocking(one, self.done):
                self.settle(skipped(one, blocker))
                continue
            self.running[one.id] = one, time.monotonic()
            threading.Thread(target=_run_one, args=(one, self.site, self.finished), name=one.id, daemon=True).start()
        return bool(ready)

    def wait(self) -> None:
        """Take the next result, or return when it is time to look at who is slow."""
        moments = [self.deadline]
        for one, begin in self.running.values():
            moments.append(begin + one.limit)
            if one.id not in self.slow:
                moments.append(begin + SLOW)
        try:
            self.settle(self.finished.get(timeout=max(min(moments) - time.monotonic(), 0)))
        except queue.Empty:
            return

    def speak_of_what_is_slow(self) -> None:
        """Name each check once that has run for a while, so that nobody stares at a silent screen."""
        now = time.monotonic()
        for one, begin in self.running.values():
            if now - begin >= SLOW and one.id not in self.slow:
                self.slow.add(one.id)
                self.listener.slow(one)

    def end_what_hangs(self) -> None:
        """Name every check whose time, or whose share of the whole time, is over."""
        now = time.monotonic()
        for one, begin in tuple(self.running.values()):
            if now >= min(self.deadline, begin + one.limit):
                self.settle(_overdue(one, now - begin, min(self.limit, one.limit)))

    def settle(self, result: CheckResult) -> None:
        """Keep the first result of a check; one that comes after its time is of no use."""
        if result.id not in self.done:
            self.running.pop(result.id, None)
            self.done[result.id] = result
            self.site.settled(result)
            self.listener.settled(result)


def blocking(one: Check, done: Mapping[str, CheckResult]) -> CheckResult | None:
    """The result that keeps a check from making sense, if there is one."""
    for need in one.needs:
        result = done.get(need)
        if result and (result.status in ("fail", "crash") or (result.status == "skip" and result.reason != NOT_NEEDED)):
            return result
    return None


def _run_one(one: Check, site: Site, finished: queue.SimpleQueue[CheckResult]) -> None:
    begin = time.monotonic()
    try:
        observation = one.probe(site)
        site.observed(one.id, observation)
        result = judged(one, observation, site)
    except Exception as error:  # noqa: BLE001 - a crash of one check is a result, the others go on
        result = crashed(one, f"{type(error).__name__}: {error}")
    finished.put(dataclasses.replace(result, seconds=time.monotonic() - begin))


def judged(one: Check, observation: Observation, site: Site) -> CheckResult:
    """What an observation means. Pure: the site is asked for what its profile expects and for nothing else."""
    reason = one.judge(observation, site)
    verdict = one.verdicts[reason]
    shown = _Shown(observation.evidence)
    summary = verdict.summary.format_map(shown)
    article = verdict.article.format_map(shown) if verdict.article else None
    layer = verdict.layer or one.layer
    return CheckResult(
        one.id, layer, one.title, verdict.status, reason, summary, observation.evidence, article, one.needs, 0.0
    )  # fmt: skip


class _Shown(dict[str, object]):
    """Evidence for a summary: a value that was not seen is said to be unknown."""

    def __missing__(self, key: str) -> str:
        return "unknown"


def crashed(one: Check, said: str) -> CheckResult:
    """The result of a check that broke down itself."""
    summary = f"This check itself broke down ({said}). Please report it."
    return CheckResult(
        one.id, one.layer, one.title, "crash", "crash", summary, {"error": said}, None, one.needs, 0.0
    )  # fmt: skip


def skipped(one: Check, blocker: CheckResult) -> CheckResult:
    """The result of a check that another one's trouble leaves without sense."""
    word = "did not hold" if blocker.status != "skip" else "was skipped"
    summary = f"Not looked at: it needs {blocker.id}, which {word}."
    root = blocker.consequence_of or blocker.id
    evidence = {"needs": blocker.id}
    return CheckResult(
        one.id, one.layer, one.title, "skip", "needs", summary, evidence, None, one.needs, 0.0, root
    )  # fmt: skip


def overdue(one: Check, limit: float) -> CheckResult:
    """The result of a check that did not end in time."""
    summary = f"No result within the time limit of {limit:g} s: this is the check that hangs."
    evidence = {"limit": limit}
    return CheckResult(
        one.id, one.layer, one.title, "fail", "time-limit", summary, evidence, "net-timeout", one.needs, 0.0
    )  # fmt: skip


def _overdue(one: Check, seconds: float, limit: float) -> CheckResult:
    return dataclasses.replace(overdue(one, limit), seconds=seconds)
