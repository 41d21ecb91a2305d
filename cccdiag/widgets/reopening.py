"""Case files in a notebook: what one holds, and what changed between two. Plain answers; nothing is asked of any network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cccdiag.cases import diff, file
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

if TYPE_CHECKING:
    from cccdiag.cases.file import CaseFile


def reopened(path: Path | str) -> Answer:
    """Note, report and diagnoses of a case file, every checksum compared; the value is the case.

    Raises:
        InputError: it is no case file, or was changed after it was written.
    """
    case = file.read(Path(path))
    parts = [(f"{case.name}: a case of {case.created}, cccdiag {case.versions.get('cccdiag', '?')}", "verdict")]
    parts += [(f"Note: {case.note}", "")] if case.note else []
    parts += [(f"Redacted files: {', '.join(one.name for one in case.inputs) or 'none'}", "soft")]
    html = "".join(f'<p class="{kind}">{text(said)}</p>' for said, kind in parts)
    told = "".join(f"{said}\n" for said, _ in parts)
    for answer in (_checked(case), _triaged(case)):
        if answer is not None:
            html, told = html + answer.html, f"{told}\n{answer.text}"
    return Answer(html, told, case)


def difference(old: Path | str, new: Path | str) -> Answer:
    """What changed between two case files; the value is the document ``cccdiag.case-diff/1``.

    Raises:
        InputError: one of them is no case file, or was changed after it was written.
    """
    before, after = file.read(Path(old)), file.read(Path(new))
    found = diff.changes(before, after)
    rows = [(one.area, one.what, one.old or "(not there)", one.new or "(not there)") for one in found]
    caption = f"From {before.name} ({before.created}) to {after.name} ({after.created})"
    html = (
        _table(caption, ("Area", "What", "Before", "Now"), rows)
        if rows
        else f"<p>{text(caption)}: nothing changed.</p>"
    )
    return Answer(html, diff.text(before, after), diff.document(before, after))


def _checked(case: CaseFile) -> Answer | None:
    """The report, judged again from what was observed with what is known today."""
    if "observations" not in case.documents:
        return None
    from cccdiag.checks import doctor, recording
    from cccdiag.kb.find import knowledge
    from cccdiag.widgets import checking

    facts = knowledge()
    seen = recording.replay(case.documents["observations"], doctor.every_check(), facts.gateway(), case.name)
    return checking.answer(doctor.concluded(seen.site, seen.results, facts), None)


def _triaged(case: CaseFile) -> Answer | None:
    triage: dict[str, Any] | None = case.documents.get("triage")
    if triage is None:
        return None
    rows = [(one["id"], one["title"], one["certainty"], str(one["records"])) for one in triage["diagnoses"]]
    told = "".join(f"{id_}: {title} ({certainty}, {records} records)\n" for id_, title, certainty, records in rows)
    head = ("Article", "Title", "Certainty", "Records")
    return Answer(_table("What the triage found", head, rows), f"Triage:\n{told or 'nothing found'}", triage)


def _table(caption: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
