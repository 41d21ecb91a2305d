"""A triage as Markdown for a ticket, in two voices: one that the library may read, one for the engineer who goes on with it."""

from __future__ import annotations

from collections.abc import Iterator

from cccdiag.report import findings as told
from cccdiag.report.article import ACTORS, RETRIES
from cccdiag.report.confirm import command
from cccdiag.report.findings import Finding, Findings
from cccdiag.report.markdown import block, escaped, prose
from cccdiag.triage.model import CauseAdvice, Diagnosis

VOICES = ("library", "engineer")
_SURE = {
    "certain": "",
    "likely": "This is probably the reason: ",
    "possible": "This may be the reason; we have to look further to be sure: ",
}
_YOU = {"library": "your library", "network": "the people who look after your network", "caller": "we"}


def render(findings: Findings, *, voice: str = "engineer") -> str:
    """The answer for one reader: ``library`` gets plain words, no paths and no names of programs; ``engineer`` all that proves it."""
    lines = _library(findings) if voice == "library" else _engineer(findings)
    return "\n".join(lines).rstrip("\n") + "\n"


def _library(findings: Findings) -> Iterator[str]:
    yield "## CCC orders: what we found"
    yield ""
    if findings.unread:
        yield "We could not read what you sent us."
        yield ""
        yield from _please()
        return
    said: set[str] = set()
    for finding in findings.roots:
        if finding.customer_text not in said:
            said.add(finding.customer_text)
            yield from _told(finding)
    if not findings.roots:
        yield from _silence(findings)
    failed = sum(entry.encoding is None for entry in findings.report.inputs)
    if failed:
        yield f"Of what you sent us, {told.counted(failed, 'part')} could not be read."


def _told(finding: Finding) -> Iterator[str]:
    diagnosis = finding.diagnosis
    yield prose(_SURE[diagnosis.certainty] + (finding.customer_text or f"{diagnosis.title}."))
    yield ""
    times = "once" if diagnosis.records == 1 else f"{diagnosis.records:,} times"
    when = f" ({escaped(told.span(diagnosis))})" if diagnosis.first else ""
    actor = diagnosis.causes[0].actor if diagnosis.causes else "library"
    yield f"We saw it {times}{when}. Next to act: {_YOU.get(actor, ACTORS[actor])}."
    yield ""


def _silence(findings: Findings) -> Iterator[str]:
    unknown = findings.report.unrecognised.records
    if unknown:
        yield "There are messages about CCC in it that we do not know yet. We are looking into them."
    else:
        yield "In what you sent us, there is no sign of a problem with CCC."
    yield ""
    yield from _please()


def _please() -> Iterator[str]:
    yield "If something failed, please send us:"
    yield ""
    yield from (f"* {escaped(text)}" for text in told.WANTED)
    yield ""


def _engineer(findings: Findings) -> Iterator[str]:
    yield f"## {told.TITLE}"
    yield ""
    if findings.unread:
        yield told.UNREAD
        yield ""
    elif not findings.roots:
        yield f"{told.NOTHING} If something did fail, send next:"
        yield ""
        yield from (f"* {escaped(text)}" for text in told.NEXT)
        yield ""
    for finding in findings.roots:
        yield from _root(finding)
    yield from _unrecognised(findings)
    yield "### What was read"
    yield ""
    yield from (f"* {escaped(told.about_input(entry))}" for entry in findings.report.inputs)
    yield ""
    yield escaped(told.read(findings))


def _root(finding: Finding) -> Iterator[str]:
    diagnosis = finding.diagnosis
    yield f"### {finding.number}. {escaped(diagnosis.id)}: {escaped(diagnosis.title)}"
    yield ""
    yield escaped(told.heading(diagnosis))
    yield ""
    yield f"* **Why:** {escaped('; '.join(diagnosis.why))}"
    yield f"* **Who acts:** {told.who(diagnosis)}"
    yield f"* **Retry:** {escaped(RETRIES.get(diagnosis.retry, diagnosis.retry))}"
    yield f"* **Escalate:** {prose(told.escalation(diagnosis))}"
    for symptom in finding.symptoms:
        yield f"* **Symptom:** {escaped(f'{symptom.id} ({symptom.title}): {symptom.certainty}, {told.counted(symptom.records)}')}"
    yield f"* **More:** `cccdiag explain {diagnosis.id}`"
    yield ""
    yield from _causes(diagnosis.causes)
    yield from _evidence(diagnosis)


def _causes(causes: tuple[CauseAdvice, ...]) -> Iterator[str]:
    for place, cause in enumerate(causes):
        label = "Cause" if place == 0 else "Or else"
        yield f"**{label}:** {prose(cause.text)} ({cause.likelihood}; {ACTORS[cause.actor]})"
        yield ""
        if place == 0:
            yield from _steps(cause)
            yield ""
            if confirm := command(cause.confirm):
                yield f"To confirm: `{confirm}`"
                yield ""


def _steps(cause: CauseAdvice) -> Iterator[str]:
    for number, action in enumerate(told.actions(cause), start=1):
        who = told.doer(action, cause)
        yield f"{number}. {prose(action.text)}{f' ({who})' if who else ''}"
        if action.verify:
            yield f"   Then: {prose(action.verify)}"


def _evidence(diagnosis: Diagnosis) -> Iterator[str]:
    for evidence in diagnosis.evidence:
        place = told.place(evidence.source, evidence.line, evidence.end_line)
        parts = (place, told.moment(evidence.time), evidence.level or "")
        yield f"Seen at {escaped(', '.join(part for part in parts if part))}:"
        yield from block("\n".join((*evidence.before, evidence.text, *evidence.after)))
    more = diagnosis.records - len(diagnosis.evidence)
    if more > 0:
        yield f"Seen in {told.counted(more, 'more record' if diagnosis.evidence else 'record')}."
        yield ""


def _unrecognised(findings: Findings) -> Iterator[str]:
    unknown = findings.report.unrecognised
    if not unknown.records:
        return
    yield "### Unrecognised"
    yield ""
    yield f"{told.counted(unknown.records)} that look like trouble with CCC, and that no article knows."
    yield ""
    for group in unknown.groups:
        yield f"{escaped(told.about_group(group))}:"
        yield from block(group.example)
