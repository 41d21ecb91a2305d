"""What shall not count: it is shown, counted and dated, and what is new always counts."""

from __future__ import annotations

import datetime as dt

import pytest

from cccdiag.checks import setting_aside
from cccdiag.checks.model import CheckResult, Report, document, documents
from cccdiag.checks.setting_aside import Suppression
from cccdiag.errors import InputError

DAY = dt.date(2026, 11, 21)


def result(name, status="ok", reason="good"):
    return CheckResult(name, "http", name, status, reason, f"{name} is {reason}", {"seen": 1}, None, (), 0.0)


FOUND = (result("a"), result("b", "warn", "odd"), result("c", "fail", "bad"))


def test_a_suppressed_result_is_skipped_and_says_why_until_when_and_what_it_was():
    """It no longer counts, and nothing about it is lost."""
    left = setting_aside.suppress(FOUND, [Suppression("c", "renewal ordered", "2026-11-21")], DAY)
    assert [one.status for one in left] == ["ok", "warn", "skip"]
    assert left[2].summary == "Suppressed until 2026-11-21 (renewal ordered): c is bad"
    assert left[2].evidence["set_aside"] == {
        "status": "fail",
        "reason": "bad",
        "because": "renewal ordered",
        "until": "2026-11-21",
    }
    report = Report("p", "e", None, left)
    assert (report.status, report.first_failure, [one.id for one in report.set_aside]) == ("warn", None, ["c"])


def test_a_suppression_ends_after_its_last_day():
    """The day after, the result counts again, and the suppression is named as ended."""
    old = [Suppression("c", "renewal ordered", "2026-11-20")]
    assert setting_aside.suppress(FOUND, old, DAY) == FOUND
    assert setting_aside.ended(old, DAY) == tuple(old)


def test_what_is_well_needs_no_suppression():
    """A suppressed check that is ok stays ok."""
    assert setting_aside.suppress(FOUND, [Suppression("a", "why", "2030-01-01")], DAY) == FOUND


@pytest.mark.parametrize(
    "text", ["", "a", "a:b", "a::2030-01-01", ":b:2030-01-01", "a:b:", "a:b:tomorrow", "a:b:2030-13-01"]
)
def test_half_a_suppression_is_refused(text):
    """Without a reason or an end there is none."""
    with pytest.raises(InputError, match=r"suppression"):
        setting_aside.parse(text)


def test_a_reason_may_hold_colons():
    """The id is the first part and the day the last."""
    assert setting_aside.parse("network.tls:ticket: 17:2030-01-01") == Suppression(
        "network.tls", "ticket: 17", "2030-01-01"
    )


def test_only_what_is_new_counts_against_a_baseline():
    """The same trouble is known; another reason, a worse status or another check is new."""
    known = setting_aside.baseline(document(Report("p", "e", None, FOUND)), "p", "FILE")
    now = (result("a", "fail", "bad"), result("b", "warn", "odd"), result("c", "fail", "worse"))
    assert [(one.status, one.reason) for one in setting_aside.since(now, known)] == [
        ("fail", "bad"),
        ("skip", "known"),
        ("fail", "worse"),
    ]


def test_a_baseline_made_with_a_baseline_knows_the_same():
    """What was set aside then is known by its own status and reason."""
    known = setting_aside.baseline(document(Report("p", "e", None, FOUND)), "p", "FILE")
    again = setting_aside.since(FOUND, known)
    assert setting_aside.baseline(document(Report("p", "e", None, again)), "p", "FILE") == known


def test_a_baseline_of_several_sites_is_read_for_the_one_that_is_checked():
    """What is known at another site is new here."""
    several = documents([Report("p", "e", None, FOUND), Report("q", "e", None, (result("d", "fail", "bad"),))])
    assert ("c", "fail", "bad") in setting_aside.baseline(several, "p", "FILE")
    assert setting_aside.baseline(several, "q", "FILE") == {("d", "fail", "bad")}


@pytest.mark.parametrize(
    "document_", [None, [], {}, "text", {"schema": "cccdiag.triage/1"}, {"schema": "cccdiag.check/1", "results": [1]}]
)
def test_what_is_no_report_is_no_baseline(document_):
    """One sentence, with the command that makes one."""
    with pytest.raises(InputError, match="--format json"):
        setting_aside.baseline(document_, "p", "FILE")
