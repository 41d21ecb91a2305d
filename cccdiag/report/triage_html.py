"""A triage as one web page that needs nothing else: the chart is drawn in it, the few lines of script only filter."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterator

from cccdiag import __version__
from cccdiag.report import findings as told
from cccdiag.report.article import ACTORS, RETRIES
from cccdiag.report.confirm import command
from cccdiag.report.findings import Finding, Findings
from cccdiag.report.timeline_svg import draw
from cccdiag.triage.model import Action, CauseAdvice, Diagnosis, Evidence

_STYLE = """\
:root { color-scheme: light dark; --ink: #1b2430; --soft: #55606e; --paper: #ffffff; --panel: #f4f6f8; --line: #cfd6de;
  --error: #b3261e; --warning: #8a5300; --info: #0b5c6b; --mark: #ffe58a; --mark-ink: #1b2430; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #aab4c0; --paper: #14181d; --panel: #1d232a; --line: #3a434e;
  --error: #ff8a80; --warning: #f0b04a; --info: #7fd6e6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.15rem; margin: 0 0 .3rem; } section > h2 { margin-top: 2rem; }
h3 { font-size: 1rem; margin: 1rem 0 .2rem; } p { margin: .4rem 0; } ol, ul { margin: .3rem 0; padding-left: 1.6rem; }
.soft { color: var(--soft); font-size: .92rem; } .verdict { font-size: 1.15rem; font-weight: 600; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 1rem 0; padding: .4rem 1rem .6rem; }
fieldset label { margin-right: 1.4rem; white-space: nowrap; }
article { border: 1px solid var(--line); border-left: .35rem solid var(--info); border-radius: .5rem; margin: 1rem 0; padding: .9rem 1.1rem; }
article.error { border-left-color: var(--error); } article.warning { border-left-color: var(--warning); }
.error .severity { color: var(--error); } .warning .severity { color: var(--warning); } .info .severity { color: var(--info); }
.severity { font-weight: 600; } dl { display: grid; grid-template-columns: 7rem 1fr; gap: .2rem .8rem; margin: .6rem 0; }
dt { color: var(--soft); } dd { margin: 0; } details { margin: .5rem 0; } summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; background: var(--panel); padding: .6rem; border-radius: .4rem; margin: .2rem 0 .8rem; }
pre .soft { font-size: inherit; }
mark { background: var(--mark); color: var(--mark-ink); } code { font-size: .92em; }
.picture { overflow-x: auto; margin: 1rem 0; } .chart { width: 100%; min-width: 42rem; height: auto; display: block; font-family: inherit; }
.chart .grid { stroke: var(--line); } .chart .tick, .chart .count { fill: var(--soft); font-size: 13px; } .chart .name { fill: var(--ink); font-size: 14px; }
.chart .symptom .name { fill: var(--soft); } .chart rect { fill: var(--info); fill-opacity: .3; stroke: none; } .chart circle { fill: var(--info); }
.chart rect.column { fill-opacity: 1; }
.chart .error rect, .chart .error circle { fill: var(--error); } .chart .warning rect, .chart .warning circle { fill: var(--warning); }
.chart .possible circle { fill: var(--paper); stroke: var(--soft); stroke-width: 2; } .chart .symptom circle, .chart .symptom rect.column { fill-opacity: .55; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-top: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; } footer { margin-top: 2rem; color: var(--soft); font-size: .875rem; }
[hidden] { display: none; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } }
"""
_SCRIPT = """\
const boxes = [...document.querySelectorAll('#filter input')];
const show = () => {
  const on = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const all = [...document.querySelectorAll('article[data-certainty]')];
  for (const one of [...all, ...document.querySelectorAll('.chart g')]) {
    one.toggleAttribute('hidden', !on.has(one.dataset.certainty));
  }
  const left = all.filter(one => !one.hidden).length;
  document.getElementById('shown').textContent = `${left} of ${all.length} shown`;
};
for (const box of boxes) box.addEventListener('change', show);
document.getElementById('filter').hidden = false;
show();
"""
_HASH = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode("ascii")
_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_HASH}'"
_CERTAINTIES = ("certain", "likely", "possible")


def render(findings: Findings) -> str:
    """One page: the verdict, the chart, each root cause with what to do and its evidence folded, what was not recognised and read."""
    filtered = bool(findings.roots)
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{told.TITLE}</title><style>\n{_STYLE}</style></head><body><main>",
        f"<h1>{told.TITLE}</h1>",
        *_verdict(findings),
        *_chart(findings),
        *(_filter(findings) if filtered else ()),
        *(part for finding in findings.roots for part in _root(finding)),
        *_unrecognised(findings),
        *_inputs(findings),
        f"</main><footer>cccdiag {__version__}</footer>",
        *((f"<script>{_SCRIPT}</script>",) if filtered else ()),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def fragment(findings: Findings, key: str = "chart") -> str:
    """The same as a part of somebody else's page: no style, no script, no filter. ``key`` makes its ids unique there."""
    parts = (
        *_verdict(findings),
        *_chart(findings, key),
        *(part for finding in findings.roots for part in _root(finding)),
        *_unrecognised(findings),
        *_inputs(findings),
    )
    return "\n".join(parts)


def _verdict(findings: Findings) -> Iterator[str]:
    if findings.unread:
        yield f'<p class="verdict">{told.UNREAD}</p>'
    elif not findings.roots:
        yield f'<p class="verdict">{told.NOTHING}</p><p>If something did fail, send next:</p><ul>'
        yield from (f"<li>{_text(text)}</li>" for text in told.NEXT)
        yield "</ul>"
    else:
        yield f'<p class="verdict">{_text(told.verdict(findings))}</p>'


def _chart(findings: Findings, key: str = "chart") -> Iterator[str]:
    if drawn := draw(findings, key):
        yield f'<div class="picture" role="region" aria-label="Chart" tabindex="0">{drawn}</div>'
        yield '<p class="soft">A bar reaches from the first record to the last; dots are records whose time is known, columns tell how many there were; the number counts all.</p>'


def _filter(findings: Findings) -> Iterator[str]:
    yield '<fieldset id="filter" hidden><legend>Show what is</legend>'
    for certainty in _CERTAINTIES:
        count = sum(finding.diagnosis.certainty == certainty for finding in findings.roots)
        yield f'<label><input type="checkbox" value="{certainty}" checked> {certainty} ({count})</label>'
    yield '<span class="soft" id="shown" aria-live="polite"></span></fieldset>'


def _root(finding: Finding) -> Iterator[str]:
    diagnosis = finding.diagnosis
    severity, _, rest = told.heading(diagnosis).partition(" · ")
    yield f'<article class="{diagnosis.severity}" data-certainty="{diagnosis.certainty}">'
    yield f"<h2>{finding.number}. <code>{_text(diagnosis.id)}</code> {_text(diagnosis.title)}</h2>"
    yield f'<p class="soft"><span class="severity">{severity}</span> · {_text(rest)}</p><dl>'
    yield from _entry("Why", _text("; ".join(diagnosis.why)))
    yield from _entry("Who acts", _text(told.who(diagnosis)))
    yield from _causes(diagnosis.causes)
    yield from _entry("Retry", _text(RETRIES.get(diagnosis.retry, diagnosis.retry)))
    yield from _entry("Escalate", _prose(told.escalation(diagnosis)))
    for symptom in finding.symptoms:
        about = f"{symptom.title} ({symptom.id}): {told.heading(symptom)}"
        yield from _entry("Symptom", _text(about))
    yield from _entry("More", f"<code>cccdiag explain {_text(diagnosis.id)}</code>")
    yield "</dl>"
    yield from _folded(diagnosis, finding.patterns)
    yield "</article>"


def _entry(label: str, content: str) -> Iterator[str]:
    yield f"<dt>{label}</dt><dd>{content}</dd>"


def _causes(causes: tuple[CauseAdvice, ...]) -> Iterator[str]:
    if not causes:
        return
    first, *others = causes
    yield from _entry("Cause", f"{_prose(first.text)} ({first.likelihood})")
    yield from _entry("To do", f"<ol>{''.join(_step(action, first) for action in told.actions(first))}</ol>")
    if confirm := command(first.confirm):
        yield from _entry("Confirm", f"<code>{_text(confirm)}</code>")
    if others:
        listed = (f"<li>{_prose(each.text)} ({each.likelihood}; {ACTORS[each.actor]})</li>" for each in others)
        yield from _entry("Or else", f"<ul>{''.join(listed)}</ul>")


def _step(action: Action, cause: CauseAdvice) -> str:
    who = told.doer(action, cause)
    doer = f' <span class="soft">({who})</span>' if who else ""
    then = f'<br><span class="soft">Then: {_prose(action.verify)}</span>' if action.verify else ""
    return f"<li>{_prose(action.text)}{doer}{then}</li>"


def _folded(diagnosis: Diagnosis, patterns: tuple[str, ...]) -> Iterator[str]:
    shown = len(diagnosis.evidence)
    if not shown:
        return
    count = told.counted(diagnosis.records)
    yield f"<details><summary>Evidence: {shown} of {count}</summary>"
    yield from (_evidence(evidence, patterns) for evidence in diagnosis.evidence)
    yield "</details>"


def _evidence(evidence: Evidence, patterns: tuple[str, ...]) -> str:
    place = told.place(evidence.source, evidence.line, evidence.end_line)
    parts = (place, told.moment(evidence.time), evidence.level or "")
    text = told.printable(evidence.text)
    start, end = told.matched(text, patterns) or (0, 0)
    before, match, after = (html.escape(piece) for piece in (text[:start], text[start:end], text[end:]))
    marked = f"{before}<mark>{match}</mark>{after}" if match else after
    around = [_beside(evidence.before), _beside(evidence.after)]
    shown = f"{around[0]}{marked}{around[1]}" if around[1] == "" else f"{around[0]}{marked}\n{around[1]}"
    return f'<p class="soft">{_text(" · ".join(part for part in parts if part))}</p><pre>{shown}</pre>'


def _beside(lines: tuple[str, ...]) -> str:
    return "".join(f'<span class="soft">{html.escape(told.printable(line))}</span>\n' for line in lines)


def _unrecognised(findings: Findings) -> Iterator[str]:
    unknown = findings.report.unrecognised
    if not unknown.records:
        return
    yield "<section><h2>Unrecognised</h2>"
    yield f"<p>{told.counted(unknown.records)} that look like trouble with CCC, and that no article knows.</p>"
    for group in unknown.groups:
        yield f"<details><summary>{_text(told.about_group(group))}</summary><pre>{html.escape(told.printable(group.example))}</pre></details>"
    yield "</section>"


def _inputs(findings: Findings) -> Iterator[str]:
    yield "<section><h2>What was read</h2>"
    yield f"<p>{_text(told.read(findings))}</p><details><summary>Inputs</summary><ul>"
    yield from (f"<li>{_text(told.about_input(entry))}</li>" for entry in findings.report.inputs)
    yield "</ul></details></section>"


def _prose(text: str) -> str:
    """Our own text, its code spans as such."""
    parts = _text(text).split("`")
    if len(parts) % 2 == 0:
        return _text(text)
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


def _text(text: str) -> str:
    return html.escape(told.one_line(text))
