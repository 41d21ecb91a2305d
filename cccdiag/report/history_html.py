"""A history as one web page that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator

from cccdiag import __version__
from cccdiag.history.model import History
from cccdiag.report import findings as told
from cccdiag.report import history_svg
from cccdiag.report import history_words as words

_CHARTED, _SITES, _LISTED = 12, 20, 200
_LONGEST = 90
_STYLE = """\
:root { color-scheme: light dark; --ink: #1b2430; --soft: #55606e; --paper: #ffffff; --panel: #f4f6f8; --line: #cfd6de; --bar: #0b5c6b; --wave: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #aab4c0; --paper: #14181d; --panel: #1d232a; --line: #3a434e;
  --bar: #7fd6e6; --wave: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .3rem; } p { margin: .4rem 0; }
.soft { color: var(--soft); font-size: .92rem; } .wave { border: 1px solid var(--line); border-left: .35rem solid var(--wave); border-radius: .5rem;
  margin: .8rem 0; padding: .6rem 1rem; }
.picture, .table { overflow-x: auto; margin: 1rem 0; } .chart { width: 100%; min-width: 42rem; height: auto; display: block; font-family: inherit; }
.chart .grid { stroke: var(--line); } .chart .tick { fill: var(--soft); font-size: 12.5px; } .chart .count { fill: var(--ink); font-size: 13.5px; }
.chart .name { fill: var(--ink); font-size: 14px; } .chart rect { fill: var(--bar); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-top: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; white-space: nowrap; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; } td.day { white-space: nowrap; }
code { font-size: .92em; } footer { margin-top: 2rem; color: var(--soft); font-size: .875rem; }
"""


def render(found: History) -> str:
    """One page: how much there is, new waves, a chart of days by article, of sites, tables, and what was not recognised."""
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{words.TITLE}</title><style>\n{_STYLE}</style></head><body><main>",
        f"<h1>{words.TITLE}</h1><p>{_text(words.summary(found))}.</p>",
        *(_body(found) if found.records else ()),
        f"</main><footer>cccdiag {__version__}</footer></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _body(found: History) -> Iterator[str]:
    yield "<h2>New waves</h2>"
    for wave in found.waves:
        yield f'<div class="wave"><strong>{_text(words.wave(wave))}</strong><br>{_text(wave.title)} '
        yield f'<span class="soft">(<code>cccdiag explain {_text(wave.article)}</code>)</span></div>'
    if not found.waves:
        yield f"<p>{words.NO_WAVE}</p>"
    yield "<h2>Articles</h2>"
    if found.until:
        chart = history_svg.days(found.by_article[:_CHARTED], found.until, _days(found))
        yield _picture(chart, "Records a day by article")
        yield '<p class="soft">A bar is a day; each row has its own height, its highest day is said beside it.</p>'
    yield from _articles(found)
    yield "<h2>Sites</h2>"
    yield _picture(history_svg.sites(found.by_site[:_SITES]), "Records by site")
    yield from _sites(found)
    if found.unknown:
        yield "<h2>Not recognised</h2><ul>"
        yield from (f"<li>{words.group(group)}: <code>{_text(group.example)}</code></li>" for group in found.unknown)
        yield "</ul>"


def _days(found: History) -> int:
    """As many days as there are, between two weeks and three months."""
    days = [day for one in found.by_article for day, _, _ in one.days]
    assert found.until is not None
    first = dt.date.fromisoformat(min(days, default=found.until[:10]))
    return min(max((dt.date.fromisoformat(found.until[:10]) - first).days + 1, 14), _LONGEST)


def _picture(drawn: str, label: str) -> str:
    return f'<div class="picture" role="region" aria-label="{label}" tabindex="0">{drawn}</div>'


def _articles(found: History) -> Iterator[str]:
    yield '<div class="table" role="region" aria-label="Articles" tabindex="0"><table><thead><tr><th>Article</th>'
    yield '<th class="number">Records</th><th class="number">Sites</th><th>First</th><th>Last</th><th>Last 7 days</th></tr></thead><tbody>'
    for one in found.by_article:
        yield f"<tr><td><code>{_text(one.id)}</code> {_text(one.title)}</td>"
        yield f'<td class="number">{one.records:,}</td><td class="number">{one.sites:,}</td><td class="day">{words.day(one.first)}</td>'
        yield f'<td class="day">{words.day(one.last)}</td><td>{words.week(one)}</td></tr>'
    yield "</tbody></table></div>"


def _sites(found: History) -> Iterator[str]:
    yield '<div class="table" role="region" aria-label="Sites" tabindex="0"><table><thead><tr><th>Site</th>'
    yield '<th class="number">Articles</th><th>What was found</th></tr></thead><tbody>'
    for one in found.by_site[:_LISTED]:
        yield f'<tr><td>{_text(one.name)}</td><td class="number">{one.articles}</td><td>{_text(words.site(one))}</td></tr>'
    yield "</tbody></table></div>"
    if len(found.by_site) > _LISTED:
        yield f"<p>The first {_LISTED} of {len(found.by_site):,} sites are listed.</p>"


def _text(text: str) -> str:
    return html.escape(told.one_line(text))
