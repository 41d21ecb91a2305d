"""The forms of a check report: each can be read by those for whom it is made, whatever a server wrote into it."""

from __future__ import annotations

import html.parser
import json
import re
import xml.etree.ElementTree as ET

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cccdiag.checks.model import CheckResult, Report
from cccdiag.cli.check import formats
from cccdiag.report import (
    check_html,
    check_junit,
    check_markdown,
    check_nagios,
    check_prometheus,
    check_sarif,
    check_tap,
    check_text,
)

FORMS = {
    "text": check_text,
    "nagios": check_nagios,
    "prometheus": check_prometheus,
    "junit": check_junit,
    "tap": check_tap,
    "sarif": check_sarif,
    "markdown": check_markdown,
    "html": check_html,
}
EVIL = "</title><script>alert(1)</script> | `x` ]]> # \"q\" 'q' \\ \x1b[31m \x00 \ud800 é\n\r\nok 99 - fake {x} [a](b) *_~ \u202e"


def result(name, status="ok", reason="good", summary=None, layer="http", **more):
    given = {"evidence": {}, "article": None, "needs": (), "seconds": 0.25} | more
    return CheckResult(name, layer, f"Title of {name}", status, reason, summary or f"{name} is {reason}.", **given)


HEALTHY = Report(
    "demo",
    "http://127.0.0.1:1/AcademicGateway",
    "DEMO",
    (result("http.answer"), result("network.tls", "skip", "not-needed", layer="tls")),
)
BROKEN = Report(
    "north",
    "https://gateway.example/AcademicGateway",
    "PROD",
    (
        result("network.dns", layer="dns"),
        result("network.tls", "warn", "expires-soon", layer="tls", article="net-tls-trust", evidence={"days": 3}),
        result("machine.clock", layer="clock", evidence={"skew": -4}),
        result("http.answer", "fail", "block-page", article="net-html-instead-of-data", seconds=4.2),
        result("gateway.authorization", "skip", "needs", consequence_of="http.answer", layer="authorization"),
        result("wsdl.served", "crash", "crash", layer="wsdl"),
        result(
            "gateway.mode",
            "skip",
            "suppressed",
            layer="mode",
            evidence={"set_aside": {"status": "fail", "reason": "production", "because": "known"}},
        ),
    ),
    "Read the title of the page. (more: cccdiag explain net-html-instead-of-data; again: cccdiag check --only http.answer)",
)
EMPTY = Report(None, None, None, (result("profile.values", "fail", "missing", layer="profile"),), "Describe the site.")
HOSTILE = Report(
    EVIL,
    "http://127.0.0.1/<b>|",
    EVIL,
    tuple(result("http.answer", status, "odd", EVIL, evidence={"title": EVIL, "deep": [EVIL]}, article="http-500") for status in ("ok", "warn", "fail", "skip", "crash")),
    EVIL,
)  # fmt: skip
REPORTS = {
    "healthy": [HEALTHY],
    "broken": [BROKEN],
    "several": [HEALTHY, BROKEN],
    "empty": [EMPTY],
    "hostile": [HOSTILE],
}
ALL = pytest.mark.parametrize("reports", REPORTS.values(), ids=REPORTS)


def test_every_form_of_the_room_is_offered_and_tested():
    """A module check_… is a --format, and no form goes untested."""
    assert set(formats()) == {*FORMS, "json"}


@ALL
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_text_that_ends_with_a_line_and_is_the_same_each_time(form, reports):
    """Byte-identical for the same results."""
    text = form.render(reports)
    assert text.endswith("\n")
    assert text == form.render(reports)
    assert all(character.isprintable() or character == "\n" for character in text)


@ALL
def test_nagios_says_it_in_its_first_line_with_performance_data(reports):
    """STATUS - text | data: one pipe, and labels and values as the guidelines want them."""
    lines = check_nagios.render(reports).splitlines()
    told, _, data = lines[0].partition(" | ")
    assert re.fullmatch(r"CCC (OK|WARNING|CRITICAL|UNKNOWN) - .+", told)
    assert "|" not in told + "".join(lines[1:])
    one = r"'[^'=|]+'=-?\d+(\.\d+)?s?(;[-\d.:]*){0,4}"
    assert re.fullmatch(rf"{one}( {one})*", data)


@pytest.mark.parametrize(
    ("reports", "word"),
    [([HEALTHY], "OK"), ([BROKEN], "CRITICAL"), ([HEALTHY, BROKEN], "CRITICAL"), ([EMPTY], "UNKNOWN")],
)
def test_nagios_has_the_word_of_the_exit_code(reports, word):
    """0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN."""
    assert check_nagios.render(reports).startswith(f"CCC {word} - ")


@ALL
def test_prometheus_is_read_by_its_own_parser(reports):
    """Every metric has its meaning, and the overall status is one word per site."""
    families = {family.name: family for family in text_string_to_metric_families(check_prometheus.render(reports))}
    assert all(family.documentation for family in families.values())
    on = [sample.labels["status"] for sample in families["cccdiag_status"].samples if sample.value == 1]
    assert on == [report.status for report in reports]


@ALL
def test_junit_is_xml_with_a_case_for_every_check(reports):
    """Fail is a failure, crash an error, skip skipped; the counts of the suite are those."""
    root = ET.fromstring(check_junit.render(reports))
    for suite, report in zip(root, reports, strict=True):
        cases = suite.findall("testcase")
        assert [case.get("name") for case in cases] == [one.id for one in report.results]
        words = {"fail": "failure", "crash": "error", "skip": "skipped"}
        assert [[child.tag for child in case if child.tag != "system-out"] for case in cases] == [
            [words[one.status]] if one.status in words else [] for one in report.results
        ]
        assert int(suite.get("failures")) == sum(one.status == "fail" for one in report.results)


@ALL
def test_tap_has_as_many_lines_as_it_plans(reports):
    """Nothing in a text can pass for a test line, and a warning does not fail the run."""
    lines = check_tap.render(reports).splitlines()
    results = [one for report in reports for one in report.results]
    assert lines[:2] == ["TAP version 14", f"1..{len(results)}"]
    tests = [line for line in lines if re.match(r"(not )?ok \d+ - ", line)]
    assert [int(re.search(r"\d+", line)[0]) for line in tests] == list(range(1, len(results) + 1))
    failing = [line for line in tests if line.startswith("not ok") and " # TODO " not in line]
    assert len(failing) == sum(one.status in ("fail", "crash") for one in results)


@ALL
def test_sarif_names_rules_levels_and_places(reports):
    """Each finding has its rule by number, a level, a logical place and a fingerprint that holds from run to run."""
    document = json.loads(check_sarif.render(reports))
    assert (document["version"], len(document["runs"])) == ("2.1.0", len(reports))
    for run in document["runs"]:
        rules = run["tool"]["driver"]["rules"]
        for finding in run["results"]:
            assert rules[finding["ruleIndex"]]["id"] == finding["ruleId"]
            assert finding["level"] in ("warning", "error")
            assert finding["message"]["text"]
            assert finding["locations"][0]["logicalLocations"][0]["name"]


def test_sarif_keeps_what_is_suppressed_as_suppressed():
    """With its justification, so that a dashboard neither counts nor loses it."""
    found = json.loads(check_sarif.render([BROKEN]))["runs"][0]["results"]
    assert [one["ruleId"] for one in found] == ["network.tls", "http.answer", "wsdl.served", "gateway.mode"]
    assert found[-1]["suppressions"] == [{"kind": "external", "justification": "known"}]


@ALL
def test_markdown_lets_no_text_become_markup(reports):
    """A table has as many cells in each row as in its head; no tag, no link, no line of its own."""
    text = check_markdown.render(reports)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}
    outside = "\n".join(line for line in text.splitlines() if not line.startswith("    "))
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(", outside)
    assert "\nok 99" not in text


class Page(html.parser.HTMLParser):
    """Tags, ids and links of a page."""

    VOID = ("meta", "br", "line", "rect")

    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src") if name in given]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@ALL
def test_a_page_needs_nothing_else_and_runs_nothing(reports):
    """No script, nothing from anywhere, well nested, every link to a place on the page, one picture of the layers a site, and one of their times."""
    text = check_html.render(reports)
    page = Page()
    page.feed(text)
    assert not page.open
    assert "script" not in page.tags
    assert not re.search(r"(?i)url\(|@import|\bon\w+\s*=\s*[\"']", text.replace("on = ", ""))
    assert {link for link in page.links if not link.startswith("#")} == set()
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert page.tags.count("svg") == len(reports) + text.count("<h2>Latency by layer</h2>")
    assert "default-src 'none'" in text


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_a_demonstration_says_so_on_every_print_out(name):
    """The reference asks every caller to show the mode."""
    plain = FORMS[name].render([HEALTHY]).replace("\\", "")
    assert "DEMO: this gateway serves development, demonstration and testing only. No permission is granted." in plain
    assert "No permission is granted" not in FORMS[name].render([BROKEN]).replace("\\", "")


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_a_report_ends_with_one_thing_to_do_and_counts_what_is_set_aside(name):
    """Its first step with article and command, the slow check, and what does not count."""
    plain = FORMS[name].render([BROKEN]).replace("\\", "").replace("\n", " ")
    assert "Read the title of the page." in plain
    assert "Not counted: gateway.mode (suppressed)." in plain
    if name != "markdown":
        assert "slow: 4.2 s" in plain
