"""What changed between two case files: "it worked in March, what is different now"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cccdiag.cases.file import CaseFile

SCHEMA = "cccdiag.case-diff/1"
Area = Literal["profile", "check", "observation", "diagnosis", "version", "input"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was; None where it is not there."""

    area: Area
    what: str
    old: str | None
    new: str | None


def changes(old: CaseFile, new: CaseFile) -> tuple[Change, ...]:
    """Every difference, those that explain most first: settings, checks, what probes saw, diagnoses, versions, inputs."""
    return (
        *_between("profile", _profile(old), _profile(new)),
        *_between("check", _checks(old), _checks(new)),
        *_between("observation", _observations(old), _observations(new)),
        *_between("diagnosis", _diagnoses(old), _diagnoses(new)),
        *_between("version", old.versions, new.versions),
        *_between("input", _inputs(old), _inputs(new)),
    )


def document(old: CaseFile, new: CaseFile) -> dict[str, Any]:
    """The differences as ``cccdiag.case-diff/1``."""
    return {
        "schema": SCHEMA,
        "old": {"name": old.name, "created": old.created},
        "new": {"name": new.name, "created": new.created},
        "changes": [{"area": one.area, "what": one.what, "old": one.old, "new": one.new} for one in changes(old, new)],
    }


def text(old: CaseFile, new: CaseFile) -> str:
    """The differences for a person."""
    found = changes(old, new)
    lines = [f"From {old.name} ({old.created})", f"to   {new.name} ({new.created}):"]
    if not found:
        lines.append("nothing changed.")
    lines += [f"  {one.area:<11} {one.what}: {one.old or '(not there)'} → {one.new or '(not there)'}" for one in found]
    return "\n".join(lines) + "\n"


def _between(area: Area, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for what in dict.fromkeys((*old, *new)):
        if old.get(what) != new.get(what):
            yield Change(area, what, old.get(what), new.get(what))


def _profile(case: CaseFile) -> dict[str, str]:
    fields = case.documents.get("profile", {}).get("fields", {})
    return {name: f"{field.get('value', '(secret)')} from {field['source']}" for name, field in fields.items()}


def _checks(case: CaseFile) -> dict[str, str]:
    results = case.documents.get("check", {}).get("results", [])
    return {one["id"]: f"{one['status']} ({one['reason']})" for one in results}


def _observations(case: CaseFile) -> dict[str, str]:
    """Single values of evidence that stay the same as long as nothing changes."""
    found = {}
    for one in case.documents.get("observations", {}).get("observations", []):
        for name, value in one["evidence"].items():
            if isinstance(value, (str, bool)) and name not in ("seconds", "skew"):
                found[f"{one['id']} {name}"] = str(value)
    return found


def _diagnoses(case: CaseFile) -> dict[str, str]:
    diagnoses = case.documents.get("triage", {}).get("diagnoses", [])
    return {
        one["id"]: f"{one['records']} record{'s' if one['records'] != 1 else ''}, {one['certainty']}"
        for one in diagnoses
    }


def _inputs(case: CaseFile) -> dict[str, str]:
    return {one.name: f"{one.bytes} bytes" for one in case.inputs}
