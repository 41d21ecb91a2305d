"""The engine: order, requirements, crashes, time limits, consequences."""

from __future__ import annotations

import dataclasses
import threading
import time

from cccdiag.checks import core
from cccdiag.checks.core import as_observed, run
from cccdiag.checks.model import NOT_NEEDED, Check, Observation, Report, Verdict

VERDICTS = {
    "good": Verdict("ok", "all is well with {name}"),
    "odd": Verdict("warn", "odd"),
    "bad": Verdict("fail", "bad", "net-dns"),
    NOT_NEEDED: Verdict("skip", "not needed"),
}


class Empty:
    """A site that only remembers."""

    def __init__(self):
        self.results = {}

    def settled(self, result):
        self.results[result.id] = result

    def observed(self, check, observation):
        pass


def one(name, outcome="good", needs=(), caused_by=(), probe=None):
    return Check(
        name,
        "http",
        name,
        needs,
        caused_by,
        VERDICTS,
        probe or (lambda _site: Observation(outcome, {"name": name})),
        as_observed,
    )


def told(results):
    return [(result.id, result.status, result.reason, result.consequence_of) for result in results]


def test_results_stand_in_the_order_given_whatever_finishes_first():
    """A slow first check does not lose its place."""
    slow = one("slow", probe=lambda _site: (time.sleep(0.05), Observation("good"))[1])
    assert told(run([slow, one("quick")], Empty(), 5)) == [("slow", "ok", "good", None), ("quick", "ok", "good", None)]


def test_a_summary_is_made_of_the_evidence():
    """What was not seen is said to be unknown, never a KeyError."""
    summaries = [
        result.summary for result in run([one("a"), one("b", probe=lambda _s: Observation("good"))], Empty(), 5)
    ]
    assert summaries == ["all is well with a", "all is well with unknown"]


def test_a_check_is_skipped_when_its_requirement_failed_and_names_it():
    """What comes after a failure is its consequence, through any number of skips."""
    results = run([one("dns", "bad"), one("tcp", needs=("dns",)), one("http", needs=("tcp",))], Empty(), 5)
    assert told(results) == [
        ("dns", "fail", "bad", None),
        ("tcp", "skip", "needs", "dns"),
        ("http", "skip", "needs", "dns"),
    ]
    assert results[2].summary == "Not looked at: it needs tcp, which was skipped."


def test_a_layer_that_is_not_needed_holds_nothing_up():
    """Plain http has no TLS, and HTTP is looked at all the same."""
    results = run([one("tls", NOT_NEEDED), one("http", needs=("tls",))], Empty(), 5)
    assert told(results) == [("tls", "skip", NOT_NEEDED, None), ("http", "ok", "good", None)]


def test_a_crash_is_a_result_and_the_others_go_on():
    """One broken check does not take the report with it."""
    broken = one("broken", probe=lambda _site: 1 / 0)
    results = run([broken, one("after", needs=("broken",)), one("other")], Empty(), 5)
    assert told(results) == [
        ("broken", "crash", "crash", None),
        ("after", "skip", "needs", "broken"),
        ("other", "ok", "good", None),
    ]
    assert "ZeroDivisionError" in results[0].summary


def test_an_outcome_that_no_verdict_names_is_a_crash():
    """The list of reasons is closed."""
    assert told(run([one("a", "unheard-of")], Empty(), 5)) == [("a", "crash", "crash", None)]


def test_a_check_that_hangs_is_named_and_the_report_goes_out():
    """The limit holds, and what waited for the hanging check is skipped."""
    never = threading.Event()
    begin = time.monotonic()
    results = run(
        [one("hangs", probe=lambda _s: (never.wait(30), Observation("good"))[1]), one("after", needs=("hangs",))],
        Empty(),
        0.2,
    )
    never.set()
    assert told(results) == [("hangs", "fail", "time-limit", None), ("after", "skip", "needs", "hangs")]
    assert time.monotonic() - begin < 20


def test_independent_checks_run_side_by_side():
    """Two that wait for each other both finish."""
    meeting = threading.Barrier(2, timeout=5)
    pair = [one(name, probe=lambda _s: (meeting.wait(), Observation("good"))[1]) for name in "ab"]
    assert [status for _, status, _, _ in told(run(pair, Empty(), 5))] == ["ok", "ok"]


def test_trouble_that_explains_a_failure_is_the_failure():
    """A pasted blank that only looked odd is what broke the login."""
    results = run([one("form", "odd"), one("login", "bad", caused_by=("form",))], Empty(), 5)
    assert told(results) == [("form", "fail", "odd", None), ("login", "fail", "bad", "form")]
    report = Report("p", "e", None, results)
    assert (report.status, report.first_failure.id) == ("fail", "form")


def test_a_skip_does_not_fail_a_report_and_a_crash_does():
    """Overall status: ok, warn, fail."""
    for outcome, status in (
        ("good", "ok"),
        (NOT_NEEDED, "ok"),
        ("odd", "warn"),
        ("bad", "fail"),
        ("unheard-of", "fail"),
    ):
        assert Report("p", "e", None, run([one("a", outcome)], Empty(), 5)).status == status


def test_a_check_has_a_limit_of_its_own():
    """It is ended although the whole run has time left, and the others are not."""
    never = threading.Event()
    hangs = dataclasses.replace(one("hangs", probe=lambda _s: (never.wait(30), Observation("good"))[1]), limit=0.2)
    slower = one("slower", probe=lambda _s: (time.sleep(0.4), Observation("good"))[1])
    results = run([hangs, slower], Empty(), 20)
    never.set()
    assert [(result.id, result.reason) for result in results] == [("hangs", "time-limit"), ("slower", "good")]
    assert "0.2 s" in results[0].summary


def test_a_slow_check_is_named_once_while_it_runs(monkeypatch):
    """Nobody stares at a silent screen."""
    monkeypatch.setattr(core, "SLOW", 0.5)
    named = []
    slow = one("slow", probe=lambda _s: (time.sleep(1.5), Observation("good"))[1])
    run([slow, one("quick")], Empty(), 20, core.Listener(slow=lambda check: named.append(check.id)))
    assert named == ["slow"]


def test_trouble_of_a_lower_layer_is_that_layers_failure():
    """A page that HTTP's check did not meet is HTTP's trouble all the same, and what waited for its finder follows from HTTP."""
    page = Verdict("fail", "a page", "net-html-instead-of-data", layer="http")
    met = Check(
        "lock",
        "authorization",
        "lock",
        ("http",),
        (),
        VERDICTS | {"page": page},
        lambda _s: Observation("page"),
        as_observed,
    )
    results = run([one("http"), met, one("login", needs=("lock",))], Empty(), 5)
    assert told(results) == [
        ("http", "fail", "page", None),
        ("lock", "fail", "page", "http"),
        ("login", "skip", "needs", "http"),
    ]
    assert (results[0].article, results[0].evidence["met_by"], results[1].layer) == (
        "net-html-instead-of-data",
        "lock",
        "authorization",
    )


def test_trouble_of_a_layer_that_was_not_looked_at_stays_where_it_was_met():
    """Then the result itself says which layer it is about."""
    page = Verdict("fail", "a page", layer="proxy")
    met = Check("lock", "authorization", "lock", (), (), {"page": page}, lambda _s: Observation("page"), as_observed)
    results = run([met], Empty(), 5)
    assert (results[0].layer, results[0].consequence_of) == ("proxy", None)


def test_a_cause_explains_only_what_its_rule_says():
    """An odd password does not explain a refused key."""
    locks = [
        Check(
            name,
            "login",
            name,
            (),
            ("form",),
            VERDICTS,
            lambda _s: Observation("bad"),
            as_observed,
            lambda mine, _cause: mine.id == "login",
        )
        for name in ("key", "login")
    ]
    results = run([one("form", "odd"), *locks], Empty(), 5)
    assert told(results) == [
        ("form", "fail", "odd", None),
        ("key", "fail", "bad", None),
        ("login", "fail", "bad", "form"),
    ]
