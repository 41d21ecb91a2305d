"""A triage as the JSON document ``cccdiag.triage/1``; the same report gives the same bytes."""

from __future__ import annotations

import dataclasses
from typing import Any

from cccdiag.triage.model import TriageReport

SCHEMA = "cccdiag.triage/1"


def document(report: TriageReport) -> dict[str, Any]:
    """The report as plain data, keys in the order of the contract."""
    plain = dataclasses.asdict(report)
    plain.pop("remarks")
    for diagnosis in plain["diagnoses"]:
        diagnosis.pop("times")
        for evidence in diagnosis["evidence"]:
            for side in ("before", "after"):
                if not evidence[side]:
                    evidence.pop(side)
    return {"schema": SCHEMA, **{key: _listed(value) for key, value in plain.items()}}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return [_listed(item) for item in value] if isinstance(value, (list, tuple)) else value
