"""A triage for people: what to act on first, with the lines that prove it. Plain in a pipe; styled and with timelines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cccdiag.report import findings as told
from cccdiag.report.article import ACTORS, RETRIES
from cccdiag.report.article_text import fill
from cccdiag.report.confirm import command
from cccdiag.report.findings import Finding, Findings
from cccdiag.triage.model import CauseAdvice, Diagnosis, Evidence

WIDTH = 100
_NARROWEST, _WIDEST = 40, 160
_LABEL = 10
_RECORD_LINES = 4
_INPUTS = 8
_GROUPS = 5
_STRIP = 48


class Line(NamedTuple):
    """One line of the answer: what it is decides how a terminal shows it. ``marks`` are stretches to stand out."""

    text: str
    style: str = ""
    label: str = ""
    marks: tuple[tuple[int, int], ...] = ()


def render(findings: Findings, *, colour: bool = False, terminal: bool = False, width: int = WIDTH) -> str:
    """The answer as text, no line wider than ``width`` but for names without blanks.

    ``terminal`` adds a timeline, ``colour`` the escapes of a terminal that shows them.
    """
    width = min(max(width, _NARROWEST), _WIDEST)
    lines = _Layout(findings, width, terminal=terminal).lines()
    if not colour:
        return "".join(f"{line.label}{line.text}".rstrip() + "\n" for line in lines)
    from cccdiag.report.terminal import styled

    return styled(lines)


class _Layout:
    """All lines of one answer, cut and wrapped to a width."""

    def __init__(self, findings: Findings, width: int, *, terminal: bool) -> None:
        self._findings = findings
        self._width = width
        self._terminal = terminal

    def lines(self) -> Iterator[Line]:
        for finding in self._findings.roots:
            yield from self._finding(finding)
            yield Line("")
        if self._findings.unread:
            yield Line(told.UNREAD, "title")
        elif not self._findings.roots:
            yield from self._nothing()
        yield from self._unrecognised()
        yield from self._inputs()
        yield from (Line(text, "soft") for text in fill(told.read(self._findings), self._width))
        if len(self._findings.roots) > 1:
            yield from (Line(text, "title") for text in fill(told.verdict(self._findings), self._width))

    def _finding(self, finding: Finding) -> Iterator[Line]:
        diagnosis = finding.diagnosis
        first, *rest = fill(told.one_line(f"{diagnosis.id}: {diagnosis.title}"), self._width - 4, "", "    ") or [""]
        yield Line(first, diagnosis.severity, f"{finding.number}. ")
        yield from (Line(text, diagnosis.severity) for text in rest)
        yield from self._filled(told.heading(diagnosis), "soft", "   ")
        if self._terminal and (strip := self._strip(diagnosis)):
            yield Line(f"   {strip}", "strip")
        yield from self._labelled("Why", "; ".join(diagnosis.why))
        for number, evidence in enumerate(diagnosis.evidence):
            yield from self._evidence("Seen" if number == 0 else "", evidence, finding)
        more = diagnosis.records - len(diagnosis.evidence)
        if more > 0:
            label, noun = ("", "more record") if diagnosis.evidence else ("Seen", "record")
            yield from self._labelled(label, f"in {told.counted(more, noun)}")
        yield from self._labelled("Who acts", told.who(diagnosis))
        yield from self._causes(diagnosis.causes)
        yield from self._labelled("Retry", RETRIES.get(diagnosis.retry, diagnosis.retry))
        yield from self._labelled("Escalate", told.escalation(diagnosis))
        for symptom in finding.symptoms:
            where = (
                f", first at {told.place(symptom.evidence[0].source, symptom.evidence[0].line)}"
                if symptom.evidence
                else ""
            )
            yield from self._labelled(
                "Symptom",
                f"{symptom.id} ({symptom.title}): {symptom.certainty}, {told.counted(symptom.records)}{where}",
            )
        yield from self._labelled("More", f"cccdiag explain {diagnosis.id}")

    def _strip(self, diagnosis: Diagnosis) -> str:
        from cccdiag.report.timeline import Timeline

        return Timeline.of(self._findings.report).strip(diagnosis, min(_STRIP, self._width - 3))

    def _filled(self, text: str, style: str, margin: str = "") -> Iterator[Line]:
        return (Line(line, style) for line in fill(text, self._width, margin, margin))

    def _labelled(self, label: str, text: str, indent: str = "") -> Iterator[Line]:
        margin = " " * (3 + _LABEL)
        lines = fill(told.one_line(text), self._width - len(margin), "", indent)
        for number, line in enumerate(lines):
            yield Line(line, "", f"   {label:<{_LABEL}}" if number == 0 else margin)

    def _evidence(self, label: str, evidence: Evidence, finding: Finding) -> Iterator[Line]:
        at = told.place(evidence.source, evidence.line, evidence.end_line)
        when = "  ".join(part for part in (told.moment(evidence.time), told.one_line(evidence.level or "")) if part)
        line, room = f"{at}  {when}".rstrip(), self._width - 3 - _LABEL
        first, *rest = [line] if len(line) <= room else fill(line, room)
        yield Line(first, "place", f"   {label:<{_LABEL}}")
        yield from (Line(text, "place", " " * (3 + _LABEL)) for text in rest)
        margin = " " * (3 + _LABEL) + "| "
        text = told.printable(evidence.text)
        beside = " " * (3 + _LABEL) + ": "
        yield from (self._cut(told.printable(line), (), beside)._replace(style="soft") for line in evidence.before)
        for shown, marks in _chosen(text.split("\n"), told.matched(text, finding.patterns)):
            yield self._cut(shown, marks, margin)
        yield from (self._cut(told.printable(line), (), beside)._replace(style="soft") for line in evidence.after)

    def _cut(self, text: str, marks: tuple[tuple[int, int], ...], margin: str) -> Line:
        room = self._width - len(margin)
        if len(text) <= room:
            return Line(text, "record", margin, marks)
        start = marks[0][0] if marks else 0
        left = max(0, min(start - room // 3, len(text) - room)) if start + 20 > room else 0
        piece = text[left : left + room]
        if left:
            piece = f"…{piece[1:]}"
        if left + room < len(text):
            piece = f"{piece[:-1]}…"
        inside = ((max(0, a - left), min(b - left, room)) for a, b in marks)
        return Line(piece, "record", margin, tuple((a, b) for a, b in inside if a < b))

    def _causes(self, causes: tuple[CauseAdvice, ...]) -> Iterator[Line]:
        if not causes:
            return
        first, *others = causes
        yield from self._labelled("Cause", f"{first.text} ({first.likelihood})")
        for number, action in enumerate(told.actions(first), start=1):
            who = told.doer(action, first)
            text = f"{number}. {action.text}{f' ({who})' if who else ''}"
            yield from self._labelled("To do" if number == 1 else "", text, "   ")
            if action.verify:
                margin = " " * (6 + _LABEL)
                yield from self._filled(told.one_line(f"Then: {action.verify}"), "soft", margin)
        if confirm := command(first.confirm):
            yield from self._labelled("Confirm", confirm)
        for number, cause in enumerate(others):
            yield from self._labelled(
                "Or else" if number == 0 else "", f"- {cause.text} ({cause.likelihood}; {ACTORS[cause.actor]})", "  "
            )

    def _nothing(self) -> Iterator[Line]:
        yield Line(told.NOTHING, "title")
        yield from (Line(text) for text in fill("If something did fail, send next:", self._width))
        for text in told.NEXT:
            yield from (Line(line) for line in fill(text, self._width, "  - ", "    "))
        yield Line("")

    def _unrecognised(self) -> Iterator[Line]:
        unknown = self._findings.report.unrecognised
        if not unknown.records:
            return
        text = f"{told.counted(unknown.records)} that look like trouble with CCC, and that no article knows:"
        yield from (Line(line, "title") for line in fill(text, self._width))
        for group in unknown.groups[:_GROUPS]:
            yield from self._filled(told.about_group(group), "place", "   ")
            for text, marks in _chosen(told.printable(group.example).split("\n"), None):
                yield self._cut(text, marks, "      | ")
        if len(unknown.groups) > _GROUPS:
            more = told.counted(len(unknown.groups) - _GROUPS, "more shape")
            yield from self._filled(f"and {more} (all: --format json)", "soft", "   ")
        yield Line("")

    def _inputs(self) -> Iterator[Line]:
        inputs = self._findings.report.inputs
        noted = [entry for entry in inputs if entry.note]
        shown = noted if len(inputs) > _INPUTS else list(inputs)
        for entry in shown[: _INPUTS * 4]:
            yield from (Line(text, "soft") for text in fill(told.about_input(entry), self._width, "", "  "))
        if len(shown) < len(inputs) or len(shown) > _INPUTS * 4:
            rest = len(inputs) - len(shown[: _INPUTS * 4])
            yield Line(f"and {told.counted(rest, 'more input')}", "soft")


def _chosen(lines: list[str], matched: tuple[int, int] | None) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """The first lines of a record and the one with the match, each with its marks; a gap is shown as one."""
    before, chosen = 0, []
    for number, line in enumerate(lines):
        marks: tuple[tuple[int, int], ...] = ()
        if matched and matched[0] < before + len(line) and matched[1] > before:
            marks = ((max(0, matched[0] - before), min(len(line), matched[1] - before)),)
        before += len(line) + 1
        if line.strip() and (number < _RECORD_LINES or marks):
            chosen.append((number, line.rstrip(), marks))
    last = -1
    for number, line, marks in chosen[: _RECORD_LINES * 2]:
        if number > last + 1 and any(text.strip() for text in lines[last + 1 : number]):
            yield "…", ()
        yield line, marks
        last = number
    if any(text.strip() for text in lines[last + 1 :]):
        yield "…", ()
