"""JUnit XML, for build servers and whatever else reads test reports. The one home of junitparser."""

from __future__ import annotations

from collections.abc import Sequence

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from cccdiag.checks.model import CheckResult, Report
from cccdiag.report import wording


def render(reports: Sequence[Report]) -> str:
    """One suite a site, one case a check. JUnit knows no warning: such a case passes and says it in its output."""
    document = JUnitXml("cccdiag check")
    for report in reports:
        suite = TestSuite(_xml(report.profile or "no profile"))
        for key, value in (("endpoint", report.endpoint), ("mode", report.mode), ("next_step", report.next_step)):
            if value:
                suite.add_property(key, _xml(value))
        for result in report.results:
            suite.add_testcase(_case(report, result))
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    text: bytes | str = document.tostring()  # type: ignore[no-untyped-call]
    return (text.decode("utf-8") if isinstance(text, bytes) else text).rstrip("\n") + "\n"


def _case(report: Report, result: CheckResult) -> TestCase:
    case = TestCase(result.id, _xml(f"cccdiag.{report.profile or 'none'}.{result.layer}"), round(result.seconds, 3))
    said = _xml(result.summary)
    if result.status == "fail":
        case.result = [Failure(said, result.reason)]
    elif result.status == "crash":
        case.result = [Error(said, result.reason)]
    elif result.status == "skip":
        case.result = [Skipped(said, result.reason)]
    aside = wording.aside(result)
    told = [f"{result.status}: {result.summary}", *([aside] if aside else [])]
    if result.status not in ("ok", "skip"):
        told.append(wording.evidence(result))
    case.system_out = _xml("\n".join(told))
    return case


def _xml(text: str) -> str:
    """The text without the characters that XML cannot carry."""
    return "".join(c if c in "\t\n" or (c.isprintable() and not 0xD800 <= ord(c) <= 0xDFFF) else "\ufffd" for c in text)
