"""A triage as people read it: each root cause with its symptoms folded under it, and the words that every form shares. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cccdiag.report.article import ACTORS
from cccdiag.triage.model import Action, CauseAdvice, Diagnosis, Input, TriageReport, UnknownGroup

TITLE = "What is wrong with CCC here"
NOTHING = "Nothing about CCC was found."
UNREAD = "Nothing could be read."
WANTED = (
    "the log of the program (ILLiad, Ares or another) from the day of the failure, as a file and not as a picture",
    "the exact text of the message, and when and where in the program it came",
    "the product and its version",
)
NEXT = (*WANTED, "for what may be wrong with the set-up itself: cccdiag check")
_SIZES = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One root cause. ``number`` counts from 1; ``customer_text`` and ``patterns`` come from its article."""

    number: int
    diagnosis: Diagnosis
    symptoms: tuple[Diagnosis, ...]
    customer_text: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """A triage whose symptoms lie under their causes."""

    report: TriageReport
    roots: tuple[Finding, ...]

    @property
    def unread(self) -> bool:
        """Whether there was nothing that could be read."""
        return all(entry.encoding is None for entry in self.report.inputs)

    def places(self) -> Iterator[tuple[Diagnosis, Finding, bool]]:
        """Every diagnosis with the root it lies under, and whether it is a symptom only."""
        for root in self.roots:
            yield root.diagnosis, root, False
            for symptom in root.symptoms:
                yield symptom, root, True


def folded(report: TriageReport, article: Callable[[str], Mapping[str, Any] | None]) -> Findings:
    """The report with every diagnosis that an earlier one explains laid under it (under the first, and the outermost).

    ``article`` gives an article's record by its id (:meth:`cccdiag.kb.index.Knowledge.record`).
    """
    places = {diagnosis.id: place for place, diagnosis in enumerate(report.diagnoses)}
    under: dict[str, str] = {}
    for place, cause in enumerate(report.diagnoses):
        for symptom in cause.explains:
            if places.get(symptom, -1) > place:
                under.setdefault(symptom, under.get(cause.id, cause.id))
    below: dict[str, list[Diagnosis]] = {}
    for diagnosis in report.diagnoses:
        if diagnosis.id in under:
            below.setdefault(under[diagnosis.id], []).append(diagnosis)
    roots: list[Finding] = []
    for diagnosis in report.diagnoses:
        if diagnosis.id in under:
            continue
        record = article(diagnosis.id) or {}
        symptoms = tuple(below.get(diagnosis.id, ()))
        patterns = tuple(signature["pattern"] for signature in record.get("signatures", ()))
        roots.append(Finding(len(roots) + 1, diagnosis, symptoms, record.get("customer_text", ""), patterns))
    return Findings(report, tuple(roots))


def shortened(report: TriageReport, most: int | None) -> TriageReport:
    """The report with at most so many pieces of evidence for each diagnosis; None leaves them all."""
    if most is None:
        return report
    diagnoses = (dataclasses.replace(each, evidence=each.evidence[:most]) for each in report.diagnoses)
    return dataclasses.replace(report, diagnoses=tuple(diagnoses))


def masked(report: TriageReport, mask: Callable[[str], str]) -> TriageReport:
    """The report with every text passed through ``mask``: before a form writes, wraps or cuts it."""
    return _masked(report, mask)  # type: ignore[no-any-return]


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, tuple):
        return tuple(_masked(item, mask) for item in value)
    if isinstance(value, Mapping):
        return {key: _masked(item, mask) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: _masked(getattr(value, each.name), mask) for each in dataclasses.fields(value)}
        return dataclasses.replace(value, **changed)
    return value


def who(diagnosis: Diagnosis) -> str:
    """Who must act first: the actor of the first cause."""
    return ACTORS[diagnosis.causes[0].actor] if diagnosis.causes else ACTORS["library"]


def actions(cause: CauseAdvice) -> tuple[Action, ...]:
    """What to do about a cause, step by step."""
    return cause.actions or tuple(Action(step, cause.actor) for step in cause.steps)


def doer(action: Action, cause: CauseAdvice) -> str:
    """Who does a step, in words, where that is somebody else than who acts on the cause; else empty."""
    return "" if action.actor == cause.actor else ACTORS[action.actor]


def escalation(diagnosis: Diagnosis) -> str:
    """Who gets it next and what to attach, with the name of the actor in place of the word for it."""
    to, mark, rest = diagnosis.escalate.removeprefix("to ").partition(",")
    return f"to {ACTORS.get(to, to)}{mark}{rest}"


def counted(number: int, noun: str = "record") -> str:
    """``1 record``, ``1,250 records``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def span(diagnosis: Diagnosis) -> str:
    """From when to when it was met, without saying twice what both share; empty where the records have no time."""
    first, last = (moment(time) for time in (diagnosis.first, diagnosis.last))
    if first == last:
        return first
    day = first[:10] if first[:10] == last[:10] and len(first) > len("2026-01-31 ") else ""
    return f"{first} – {last.removeprefix(day).strip()}"


def moment(time: str | None) -> str:
    """A time as people write it: a blank between day and hour, no fractions of a second."""
    return one_line((time or "").removeprefix("--").replace("T", " ").partition(".")[0])


def size(count: int) -> str:
    """Bytes in the largest unit that leaves at least one: ``1.5 MiB``."""
    for unit, name in _SIZES:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return counted(count, "byte")


def share(part: float) -> str:
    """A share in per cent, never rounded up to all of it."""
    return "100 %" if part >= 1 else f"{int(part * 1000) / 10:g} %"


def one_line(text: str) -> str:
    """The text in one line, without what cannot be shown."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """The text with a blank for what cannot be shown, moves the cursor or turns the line around; line breaks stay."""
    return "".join(
        character if character.isprintable() or character == "\n" else " " for character in text.expandtabs(4)
    )


def matched(text: str, patterns: Iterable[str]) -> tuple[int, int] | None:
    """Where the first of an article's wordings stands in the text, in characters; None where it was cut away or redacted."""
    from cccdiag.kb.literals import required
    from cccdiag.kb.patterns import compiled

    data = text.encode("utf-8", "replace")
    folded = data.lower()
    # Compiling takes longer than all else here: only those are that may match.
    possible = [
        pattern
        for pattern in patterns
        if not (needed := required(pattern)) or any(literal.encode() in folded for literal in needed)
    ]
    found = [match.span() for pattern in possible if (match := compiled(pattern).search(data))]
    if not found:
        return None
    start, end = min(found, key=lambda span: (span[0], -span[1]))
    return len(data[:start].decode("utf-8", "replace")), len(data[:end].decode("utf-8", "replace"))


def heading(diagnosis: Diagnosis) -> str:
    """Severity, certainty, how many records, from when to when."""
    parts = (diagnosis.severity, diagnosis.certainty, counted(diagnosis.records), span(diagnosis))
    return " · ".join(part for part in parts if part)


def place(source: str, line: int, end_line: int | None = None) -> str:
    """``file:120`` or ``file:120-123``."""
    return one_line(f"{source}:{line}" + (f"-{end_line}" if end_line is not None and end_line > line else ""))


def about_input(entry: Input) -> str:
    """One input: its name, how much it is, how it was read, what is to be said about it."""
    if entry.encoding is None:
        return f"{one_line(entry.name)}: {one_line(entry.note or 'could not be read')}"
    records = None if entry.records is None else counted(entry.records)
    parts = (size(entry.bytes), records, entry.encoding, entry.format, entry.note)
    return f"{one_line(entry.name)}: {', '.join(one_line(part) for part in parts if part)}"


def about_group(group: UnknownGroup) -> str:
    """How many records of one shape nobody recognised, and where the first is."""
    return f"{counted(group.count)}, first at {place(group.source, group.line)}"


def verdict(findings: Findings) -> str:
    """How many causes were found, which one to act on first, and who."""
    first = findings.roots[0].diagnosis
    return (
        f"{counted(len(findings.roots), 'cause')}; first: {one_line(first.title)} ({first.id}). Who acts: {who(first)}."
    )


def read(findings: Findings) -> str:
    """What was read and how much of it was recognised, in one sentence."""
    stats, inputs = findings.report.stats, findings.report.inputs
    records = "" if stats.records is None else f", {counted(stats.records)}"
    failed = sum(entry.encoding is None for entry in inputs)
    done = f"{len(inputs) - failed:,} of " if failed else ""
    if stats.ccc_records:
        records += (
            f"; {counted(stats.ccc_records)} of level WARN or worse about CCC, {share(stats.classified)} recognised"
        )
    elif not findings.roots and not findings.unread:
        records += "; no record of level WARN or worse is about CCC"
    return f"Read {done}{counted(len(inputs), 'input')}: {size(stats.bytes)}{records}."
