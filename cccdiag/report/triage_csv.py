"""A triage as a table for a spreadsheet: a row for each record shown as proof, or one for a diagnosis of which none is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cccdiag.report import findings as told
from cccdiag.report.findings import Findings
from cccdiag.triage.model import Diagnosis

COLUMNS = (
    "id", "title", "severity", "certainty", "records", "first", "last", "symptom_of", "actor",
    "source", "line", "end_line", "time", "level", "text",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NO_EVIDENCE = ("", "", "", "", "", "")


def render(findings: Findings) -> str:
    """The table with its head, root causes in the order in which to act, each followed by its symptoms."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for diagnosis, root, is_symptom in findings.places():
        for row in _rows(diagnosis, root.diagnosis.id if is_symptom else ""):
            table.writerow([cell(value) for value in row])
    return text.getvalue()


def _rows(diagnosis: Diagnosis, symptom_of: str) -> Iterator[tuple[object, ...]]:
    head = (
        diagnosis.id,
        diagnosis.title,
        diagnosis.severity,
        diagnosis.certainty,
        diagnosis.records,
        diagnosis.first,
        diagnosis.last,
        symptom_of,
        told.who(diagnosis),
    )
    for evidence in diagnosis.evidence:
        place = (evidence.source, evidence.line, evidence.end_line)
        yield (*head, *place, evidence.time, evidence.level, evidence.text)
    if not diagnosis.evidence:
        yield (*head, *_NO_EVIDENCE)


def cell(value: object) -> str:
    """A value as a spreadsheet shows it and does not compute it."""
    text = "" if value is None else told.printable(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
