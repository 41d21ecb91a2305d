"""What the triage form shows, without a kernel: texts and files read, the cards, the texts for a ticket, the one next check."""

from __future__ import annotations

import itertools
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cccdiag.kb.find import knowledge
from cccdiag.report import findings as told
from cccdiag.report import triage_html, triage_markdown, triage_text
from cccdiag.report.confirm import command
from cccdiag.secrets import without_secrets
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

if TYPE_CHECKING:
    from cccdiag.triage.model import TriageReport
    from cccdiag.triage.sources import Source

Voice = Literal["library", "engineer"]
File = str | Path | tuple[str, bytes]
_SHOWN = 3
_PASTED = "pasted text"
_TOKEN = re.compile("‹([a-z]+)(?::[0-9a-f]+)?›")
# This one makes an order; it is not started by a button that says "next check".
_NEVER = ("gateway.roundtrip",)
_keys = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A text for a ticket: ``removed`` says of which kinds how many places were taken out of it."""

    markdown: str
    removed: tuple[tuple[str, int], ...]


def read(given: str = "", files: Iterable[File] = ()) -> TriageReport:
    """Triage a pasted text and files (paths, or names with their bytes); nothing is written anywhere."""
    from cccdiag.triage.diagnose import triage

    return triage(_sources(given, files), knowledge(), today=time.strftime("%Y-%m-%d"))


def _sources(given: str, files: Iterable[File]) -> Iterator[Source]:
    from cccdiag.triage.sources import sources, text_source

    if given.strip():
        yield from text_source(_PASTED, given.encode("utf-8", "surrogatepass"))
    for file in files:
        if isinstance(file, tuple):
            yield from text_source(*file)
        else:
            yield from sources([str(file)])


def _findings(report: TriageReport) -> told.Findings:
    shown = told.shortened(report, _SHOWN)
    return told.folded(told.masked(shown, lambda each: without_secrets(each, "‹secret›")), knowledge().record)


def answer(report: TriageReport) -> Answer:
    """The cards, first the one to act on, its evidence unfolded."""
    findings = _findings(report)
    if not report.inputs:
        sentence = "Nothing was given: paste a text, or choose files."
        return Answer(f"<p>{sentence}</p>", f"{sentence}\n", report)
    html = triage_html.fragment(findings, f"triage-{next(_keys)}").replace("<details>", "<details open>", 1)
    remarks = "".join(f'<p class="soft">{text(remark)}</p>' for remark in report.remarks)
    return Answer(html + remarks, triage_text.render(findings), report)


def ticket(report: TriageReport, voice: Voice) -> Answer:
    """The text to copy into a ticket, for the library or for the engineer who goes on with it; the value is a :class:`Ticket`."""
    markdown = without_secrets(triage_markdown.render(_findings(report), voice=voice), "‹secret›")
    counted = Counter(found[1] for found in _TOKEN.finditer(markdown))
    removed = tuple(sorted(counted.items()))
    listed = "; ".join(f"{kind}: {count} {'place' if count == 1 else 'places'}" for kind, count in removed)
    said = f"Taken out of this text: {listed}." if removed else "Nothing in this text had to be taken out."
    html = f'<p class="soft">{text(said)}</p><pre>{text_lines(markdown)}</pre>'
    return Answer(html, markdown, Ticket(markdown, removed))


def text_lines(value: str) -> str:
    """A text of several lines, escaped."""
    return "\n".join(text(line) for line in value.splitlines())


def next_check(report: TriageReport) -> str | None:
    """The check that proves or refutes the likeliest cause of what to act on first; None where no check can."""
    for finding in _findings(report).roots:
        for cause in finding.diagnosis.causes:
            if cause.confirm and command(cause.confirm) and cause.confirm not in _NEVER:
                return cause.confirm
    return None
