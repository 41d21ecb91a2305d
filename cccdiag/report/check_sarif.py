"""SARIF 2.1.0, for those who collect findings of all kinds in one place. What is ok or skipped is no finding and is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cccdiag import __version__
from cccdiag.checks.model import CheckResult, Report
from cccdiag.report.wording import as_json

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"warn": "warning", "fail": "error", "crash": "error"}


def render(reports: Sequence[Report]) -> str:
    """One run a site; the layer of a check is a logical place, the endpoint the artifact that it was found at."""
    runs = [_run(report) for report in reports]
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": runs}
    return as_json(document) + "\n"


def _run(report: Report) -> dict[str, Any]:
    rules = [{"id": result.id, "shortDescription": {"text": result.title}} for result in report.results]
    places = {rule["id"]: number for number, rule in enumerate(rules)}
    shown = [result for result in report.results if result.status in _LEVELS or result in report.set_aside]
    return {
        "tool": {"driver": {"name": "cccdiag", "version": __version__, "rules": rules}},
        "automationDetails": {"id": f"cccdiag/check/{report.profile or 'none'}"},
        "results": [_result(report, result, places[result.id]) for result in shown],
    }


def _result(report: Report, result: CheckResult, rule: int) -> dict[str, Any]:
    place = {"logicalLocations": [{"name": result.layer, "fullyQualifiedName": f"{report.profile}/{result.id}"}]}
    if report.endpoint:
        place |= {"physicalLocation": {"artifactLocation": {"uri": report.endpoint}}}  # type: ignore[dict-item]
    entry: dict[str, Any] = {
        "ruleId": result.id,
        "ruleIndex": rule,
        "level": _LEVELS.get(str(result.evidence.get("set_aside", {}).get("status", result.status)), "none"),
        "message": {"text": result.summary},
        "locations": [place],
        "partialFingerprints": {"check/v1": f"{report.profile}/{result.id}/{result.reason}"},
        "properties": {
            "status": result.status,
            "reason": result.reason,
            "article": result.article,
            "consequence_of": result.consequence_of,
        },
    }
    if "set_aside" in result.evidence:
        why = result.evidence["set_aside"]
        entry["suppressions"] = [{"kind": "external", "justification": why.get("because", "known from the baseline")}]
    return entry
