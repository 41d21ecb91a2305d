"""Watching with a clock that the test turns: what changed, since when, and that a day leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import gc
import tracemalloc

from cccdiag.checks.model import CheckResult, Report
from cccdiag.checks.watch import GONE, KEPT, State, Watch

START = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


class Clock:
    """Passes only when somebody waits."""

    def __init__(self, until=None):
        self.time = START
        self.until = until
        self.pauses = []

    def now(self):
        return self.time

    def wait(self, seconds):
        self.pauses.append(seconds)
        self.time += dt.timedelta(seconds=seconds)
        return self.until is not None and self.time >= self.until


def report(name, status="ok", reason="good"):
    result = CheckResult("login.party", "login", "Login", status, reason, "Said so.", {"n": 1}, None, (), 0.0)
    return Report(name, "http://127.0.0.1/", "DEMO", (result,), None if status == "ok" else "Do this.")


def test_a_change_says_what_was_before_and_how_long():
    """First look, trouble, another trouble, gone; what stays the same says nothing."""
    clock = Clock()
    looks = iter([
        [report("a"), report("b")],
        [report("a"), report("b")],
        [report("a", "fail", "refused"), report("b")],
        [report("a", "fail", "on-hold"), report("b")],
        [report("b")],
    ])  # fmt: skip
    watch = Watch(lambda: next(looks), clock.now)
    told = []
    for _ in range(5):
        told.append([(one.site, one.before, one.after, one.since) for one in watch.look()])
        clock.wait(60)
    well, refused, held = State("ok"), *(State("fail", "login.party", word) for word in ("refused", "on-hold"))
    after = [START + dt.timedelta(seconds=60 * n) for n in range(5)]
    assert told == [
        [("a", None, well, None), ("b", None, well, None)],
        [],
        [("a", well, refused, after[0])],
        [("a", refused, held, after[2])],
        [("a", held, State(GONE), after[3])],
    ]
    assert watch.changes[2].document() == {
        "schema": "cccdiag.change/1",
        "profile": "a",
        "at": "2026-11-22T00:02:00+00:00",
        "status": "fail",
        "check": "login.party",
        "reason": "refused",
        "summary": "Said so.",
        "article": None,
        "next_step": "Do this.",
        "before": {"status": "ok", "check": None, "reason": None},
        "lasted": 120,
    }
    assert watch.document()["sites"] == [
        {"profile": "b", "status": "ok", "check": None, "reason": None, "since": "2026-11-22T00:00:00+00:00"}
    ]


def test_looks_do_not_drift_and_a_slow_one_is_not_made_up_for():
    """Every 60 s whatever a look takes; after one that took longer the next comes at once."""
    clock = Clock(until=START + dt.timedelta(minutes=4))
    takes = iter([5, 50, 90, 5, 5])

    def look():
        clock.time += dt.timedelta(seconds=next(takes))
        return [report("a")]

    Watch(look, clock.now).run(60, clock.wait, lambda _changes: None)
    assert clock.pauses == [55, 10, 0, 55]


def test_a_clock_that_is_put_back_or_forward_does_not_stop_the_watch():
    """The pause is never longer than asked for and never negative."""
    clock = Clock()
    jumps = iter([-7200, 7200])
    pauses = []

    def look():
        clock.time += dt.timedelta(seconds=next(jumps))
        return [report("a")]

    def wait(seconds):
        pauses.append(seconds)
        return len(pauses) == 2

    Watch(look, clock.now).run(60, wait, lambda _changes: None)
    assert pauses == [60, 0]


def test_a_day_of_looks_leaves_memory_flat():
    """1,440 looks at ten sites of which one flaps at each: no more is kept than a bounded history."""
    clock = Clock(until=START + dt.timedelta(days=1))
    count = 0

    def look():
        nonlocal count
        count += 1
        flapping = report("s0", "fail", f"r{count % 2}")
        return [flapping, *(report(f"s{n}") for n in range(1, 10))]

    watch = Watch(look, clock.now)
    sizes = []

    def looked(_changes):
        if watch.looks in (1080, 1440):
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        watch.run(60, clock.wait, looked)
    finally:
        tracemalloc.stop()
    assert (watch.looks, len(watch.changes)) == (1440, KEPT)
    assert sizes[1] - sizes[0] < 20_000, sizes
