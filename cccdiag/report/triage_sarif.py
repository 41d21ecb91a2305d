"""SARIF 2.1.0, for those who collect findings of all kinds in one place: one result for each diagnosis, at its first record."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from cccdiag import __version__
from cccdiag.report import findings as told
from cccdiag.report.findings import Findings
from cccdiag.report.wording import as_json
from cccdiag.triage.model import Diagnosis, Evidence, Input, UnknownGroup

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_RANKS = {"certain": 90.0, "likely": 60.0, "possible": 30.0}
_UNKNOWN = "unrecognised"
_DRIVE = re.compile(r"[A-Za-z]:/")


def render(findings: Findings) -> str:
    """One run. Symptoms name their cause; records that nobody recognised are results to be reviewed, not failures."""
    report = findings.report
    rules: list[dict[str, Any]] = [
        {"id": each.id, "shortDescription": {"text": told.one_line(each.title)}} for each, _, _ in findings.places()
    ]
    results = [
        _result(diagnosis, place, root.diagnosis.id if is_symptom else None)
        for place, (diagnosis, root, is_symptom) in enumerate(findings.places())
    ]
    if report.unrecognised.groups:
        rules.append({"id": _UNKNOWN, "shortDescription": {"text": "Looks like trouble with CCC; no article knows it"}})
        results += [_group(group, len(rules) - 1) for group in report.unrecognised.groups]
    run = {
        "tool": {"driver": {"name": "cccdiag", "version": __version__, "rules": rules}},
        "automationDetails": {"id": "cccdiag/triage"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not findings.unread,
                "toolExecutionNotifications": [_note(entry) for entry in report.inputs if entry.note],
            }
        ],
        "artifacts": [{"location": {"uri": _uri(entry.name)}, "length": entry.bytes} for entry in report.inputs],
        "results": results,
    }
    return as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _result(diagnosis: Diagnosis, rule: int, symptom_of: str | None) -> dict[str, Any]:
    places = [_location(evidence) for evidence in diagnosis.evidence]
    shown = {"locations": places[:1], "relatedLocations": places[1:]}
    return {
        "ruleId": diagnosis.id,
        "ruleIndex": rule,
        "level": _LEVELS[diagnosis.severity],
        "message": {"text": f"{told.one_line(diagnosis.title)} ({told.heading(diagnosis)})"},
        "occurrenceCount": max(diagnosis.records, 1),
        "rank": _RANKS[diagnosis.certainty],
        "partialFingerprints": {"triage/v1": diagnosis.id},
        **{key: value for key, value in shown.items() if value},
        "properties": {
            "certainty": diagnosis.certainty,
            "records": diagnosis.records,
            "first": diagnosis.first,
            "last": diagnosis.last,
            "symptom_of": symptom_of,
            "actor": told.who(diagnosis),
        },
    }


def _location(evidence: Evidence) -> dict[str, Any]:
    region = {
        "startLine": evidence.line,
        "endLine": evidence.end_line,
        "snippet": {"text": told.printable(evidence.text)},
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(evidence.source)}, "region": region}}


def _group(group: UnknownGroup, rule: int) -> dict[str, Any]:
    region = {"startLine": group.line, "snippet": {"text": told.printable(group.example)}}
    return {
        "ruleId": _UNKNOWN,
        "ruleIndex": rule,
        "kind": "review",
        "level": "none",
        "message": {"text": f"{told.about_group(group)}: {told.one_line(group.example)}"},
        "occurrenceCount": group.count,
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(group.source)}, "region": region}}],
    }


def _note(entry: Input) -> dict[str, Any]:
    return {
        "level": "warning" if entry.encoding is None else "note",
        "message": {"text": told.about_input(entry)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(entry.name)}}}],
    }


def _uri(name: str) -> str:
    """The address of an input: relative as it was named, ``file:`` where the name begins at a root, a drive or a server."""
    path = "stdin" if name == "-" else name.replace("\\", "/")
    encoded = quote(path.encode("utf-8", "replace"), safe="/!")
    if path.startswith("//"):
        return f"file:{encoded}"
    if _DRIVE.match(path):
        return f"file:///{path[0]}:{quote(path[2:].encode('utf-8', 'replace'), safe='/!')}"
    return f"file://{encoded}" if path.startswith("/") else encoded
