"""One examination for all who ask at the same time."""

from __future__ import annotations

import threading

from cccdiag.checks.model import Report
from cccdiag.checks.shared import Shared


def test_those_who_ask_at_the_same_time_share_one_examination():
    """Twenty ask for one site while it is looked at, one for another: two examinations."""
    asked = []
    begun, go = threading.Event(), threading.Event()

    def examine(name):
        asked.append(name)
        begun.set()
        go.wait(5)
        return Report(name, None, None, ())

    shared = Shared(examine, fresh=0.0)
    reports = []
    threads = [threading.Thread(target=lambda n=name: reports.append(shared(n))) for name in ["a"] * 20 + ["b"]]
    for one in threads:
        one.start()
    begun.wait(5)
    while threading.active_count() < len(threads):
        pass
    go.set()
    for one in threads:
        one.join()
    # A thread that the system starts after the first report is there asks anew, and rightly.
    assert asked.count("b") == 1
    assert asked.count("a") < 20
    assert sorted(report.profile for report in reports) == ["a"] * 20 + ["b"]


def test_a_report_stays_good_for_a_while():
    """Asked again within that time the same report, later a new one."""
    clock = [0.0]
    made = []

    def examine(name):
        made.append(name)
        return Report(f"{name}{len(made)}", None, None, ())

    shared = Shared(examine, fresh=5.0, clock=lambda: clock[0])
    found = []
    for moment in (0.0, 4.0, 6.0, 20.0):
        clock[0] = moment
        found.append(shared("a").profile)
    assert found == ["a1", "a1", "a2", "a3"]
