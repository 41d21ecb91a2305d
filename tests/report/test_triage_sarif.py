"""A triage as SARIF 2.1.0: what the standard wants, for whatever was found, in whatever file."""

from __future__ import annotations

import json
import re

import pytest
from triage_example import REPORTS, findings

from cccdiag.report import triage_sarif


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_sarif_has_a_result_for_each_diagnosis_and_each_unknown_shape(report):
    """What the standard wants: rules by number, levels of its list, places as addresses with lines counted from 1."""
    document = json.loads(triage_sarif.render(findings(report)))
    assert (document["version"], len(document["runs"])) == ("2.1.0", 1)
    run = document["runs"][0]
    assert set(run) <= {"tool", "automationDetails", "columnKind", "invocations", "artifacts", "results"}
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    assert len(run["results"]) == len(report.diagnoses) + len(report.unrecognised.groups)
    for found in run["results"]:
        assert rules[found["ruleIndex"]] == found["ruleId"]
        assert (found.get("kind", "fail"), found["level"]) in {
            ("fail", "error"), ("fail", "warning"), ("fail", "note"), ("review", "none"),
        }  # fmt: skip
        assert found["message"]["text"]
        assert found["occurrenceCount"] >= 1
        for place in (*found["locations"], *found.get("relatedLocations", ())):
            physical = place["physicalLocation"]
            assert re.fullmatch(r"(?:[\w.~!/-]|%[0-9A-F]{2})+", physical["artifactLocation"]["uri"], re.ASCII)
            assert physical["region"]["startLine"] >= 1
    assert run["invocations"][0]["executionSuccessful"] is any(entry.encoding for entry in report.inputs)


def test_sarif_names_files_as_addresses():
    """A drive, a server, a root, a member of an archive, standard input."""
    named = {
        "logs/a b.txt": "logs/a%20b.txt",
        "logs\\a.txt": "logs/a.txt",
        "C:\\logs\\ä.txt": "file:///C:/logs/%C3%A4.txt",
        "\\\\server\\share\\x.log": "file://server/share/x.log",
        "/var/log/x": "file:///var/log/x",
        "a.zip!b/c.log": "a.zip!b/c.log",
        "-": "stdin",
    }
    assert {name: triage_sarif._uri(name) for name in named} == named
