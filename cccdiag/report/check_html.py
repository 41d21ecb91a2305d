"""A check report as one web page that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from cccdiag import __version__
from cccdiag.checks.model import CheckResult, Report
from cccdiag.report import latency_svg, wording
from cccdiag.report.layers_svg import draw

_STYLE = """\
:root { color-scheme: light dark; --ink: #1b2430; --soft: #55606e; --paper: #ffffff; --panel: #f4f6f8; --line: #cfd6de;
  --ok: #1a7f37; --warn: #8a5300; --fail: #b3261e; --skip: #5b6672; --crash: #7b2fb5; --mark: #fff4ce; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #aab4c0; --paper: #14181d; --panel: #1d232a; --line: #3a434e;
  --ok: #57c46f; --warn: #f0b04a; --fail: #ff8a80; --skip: #9aa5b1; --crash: #cf9bf5; --mark: #4a3b0b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--paper); }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.site { color: var(--soft); margin: 0 0 1rem; overflow-wrap: anywhere; }
.demo { background: var(--mark); border-left: .3rem solid var(--warn); padding: .6rem 1rem; font-weight: 600; }
.verdict { font-size: 1.15rem; font-weight: 600; } .verdict.ok { color: var(--ok); } .verdict.warn { color: var(--warn); }
.verdict.fail { color: var(--fail); }
.first-step { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem; overflow-wrap: anywhere; }
.picture { overflow-x: auto; margin: 1rem 0; } .layers { width: 100%; min-width: 42rem; height: auto; font-family: inherit; display: block; }
section + section { margin-top: 4rem; border-top: 2px solid var(--line); padding-top: 1.5rem; }
.layers .way { stroke: var(--line); stroke-width: 3; } .layers .lane { fill: var(--soft); font-size: 15px; }
.layers rect { fill: var(--paper); stroke: var(--skip); stroke-width: 2; } .layers .name { fill: var(--ink); font-size: 14px; font-weight: 600; }
.layers .state { fill: var(--soft); font-size: 12.5px; } .layers .mark { font-size: 20px; fill: var(--skip); }
.layers .here { font-size: 13px; font-weight: 600; fill: var(--fail); } .layers .skip rect { stroke-dasharray: 5 4; }
.layers .ok rect { stroke: var(--ok); } .layers .ok .mark { fill: var(--ok); } .layers .warn rect { stroke: var(--warn); stroke-width: 3; }
.layers .warn .mark, .layers .warn .here { fill: var(--warn); } .layers .fail rect { stroke: var(--fail); stroke-width: 4; }
.layers .follows rect { stroke-width: 2; stroke-dasharray: 2 3; } .layers .fail .mark { fill: var(--fail); } .layers .crash rect { stroke: var(--crash); stroke-width: 4; } .layers .crash .mark { fill: var(--crash); }
.latency { width: 100%; min-width: 34rem; max-width: 48rem; height: auto; font-family: inherit; display: block; } .latency text { fill: var(--ink); font-size: 14px; }
.latency rect { fill: var(--skip); fill-opacity: .45; stroke: var(--skip); } .latency .slow rect { fill: var(--warn); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .5rem .6rem; border-top: 1px solid var(--line); }
td { overflow-wrap: anywhere; } th { color: var(--soft); font-weight: 600; } tr:target { background: var(--mark); }
td.status { white-space: nowrap; font-weight: 600; } .status.ok { color: var(--ok); } .status.warn { color: var(--warn); }
.status.fail { color: var(--fail); } .status.skip { color: var(--skip); } .status.crash { color: var(--crash); }
.small { color: var(--soft); font-size: .875rem; } pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; background: var(--panel);
  padding: .6rem; border-radius: .4rem; margin: .4rem 0 0; } summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
footer { margin-top: 2rem; color: var(--soft); font-size: .875rem; }
@media print { details > pre { display: block; } }
"""


def render(reports: Sequence[Report]) -> str:
    """One page with all reports: verdict, what to do first, the picture of the layers, every check with its evidence."""
    title = f"CCC health check: {', '.join(report.profile or 'no profile' for report in reports)}"
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{_text(title)}</title><style>\n{_STYLE}</style></head><body><main>",
        *(part for number, report in enumerate(reports, start=1) for part in _site(report, f"s{number}-")),
        f"</main><footer>cccdiag {__version__}</footer></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _site(report: Report, prefix: str) -> Iterator[str]:
    yield f"<section><h1>CCC health check: {_text(report.profile or 'no profile')}</h1>"
    yield f'<p class="site">{_text(report.endpoint or "no endpoint")} · mode {_text(report.mode or "not said")}</p>'
    if wording.is_demo(report):
        yield f'<p class="demo">{_text(wording.DEMO)}</p>'
    yield f'<p class="verdict {report.status}">{_text(wording.verdict(report))}</p>'
    if remark := wording.set_aside(report):
        yield f"<p>{_text(remark)}</p>"
    if report.next_step:
        yield f'<p class="first-step"><strong>First:</strong> {_text(report.next_step)}</p>'
    yield f'<div class="picture">{draw(report, prefix)}</div>'
    yield "<h2>Checks</h2><table><thead><tr><th>Status</th><th>Check</th><th>What was found</th></tr></thead><tbody>"
    for result in report.results:
        yield from _row(result, prefix)
    yield "</tbody></table>"
    if drawn := latency_svg.draw(report, f"{prefix}latency"):
        yield f'<h2>Latency by layer</h2><div class="picture">{drawn}</div>'
    yield "</section>"


def _row(result: CheckResult, prefix: str) -> Iterator[str]:
    yield f'<tr id="{_text(prefix + result.id)}"><td class="status {result.status}">{wording.MARKS[result.status]} {result.status}</td>'
    yield f'<td>{_text(result.title)}<br><span class="small">{_text(result.id)}</span></td><td>{_text(result.summary)}'
    if aside := wording.aside(result):
        yield f'<br><span class="small">{_text(aside)}</span>'
    if result.evidence:
        shown = wording.evidence(result)
        yield f"<details><summary>Evidence, {result.seconds:.3f} s</summary><pre>{html.escape(shown)}</pre></details>"
    yield "</td></tr>"


def _text(text: str) -> str:
    return html.escape(wording.one_line(text))
