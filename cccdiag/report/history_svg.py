"""Charts of a history: a row of days for each article, a bar for each site. Heights and numbers speak; colour only repeats them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from html import escape

from cccdiag.history.model import ArticleHistory, SiteHistory
from cccdiag.report import findings as told
from cccdiag.report import history_words as words

_WIDTH, _LEFT, _RIGHT = 920, 230, 150
_ROW, _BAR, _TOP, _BOTTOM = 56, 38, 10, 26
_SITE_ROW = 26
_NAME = 26


def days(articles: Sequence[ArticleHistory], until: str, shown: int) -> str:
    """Records a day of each article over the days up to ``until``; each row has its own height, and says its highest day."""
    last = dt.date.fromisoformat(until[:10])
    first = last - dt.timedelta(days=shown - 1)
    height = _TOP + _ROW * len(articles) + _BOTTOM
    step = (_WIDTH - _LEFT - _RIGHT) / shown
    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="days-title">',
        f'<title id="days-title">Records a day of the most frequent articles, {first} to {last}</title>',
    ]
    for place, one in enumerate(articles):
        parts += _article(one, first, step, _TOP + _ROW * place)
    bottom = height - 8
    for moment, anchor, x in ((first, "start", _LEFT), (last, "end", _WIDTH - _RIGHT)):
        parts.append(f'<text class="tick" text-anchor="{anchor}" x="{x}" y="{bottom}">{moment}</text>')
    return "\n".join([*parts, "</svg>"])


def _article(one: ArticleHistory, first: dt.date, step: float, top: int) -> Iterator[str]:
    base = top + _BAR + 4
    highest = max((count for _, count, _ in one.days), default=0)
    yield f'<g class="{one.trend}"><text class="name" x="0" y="{top + 18}">{_short(one.id)}</text>'
    yield f'<text class="tick" x="0" y="{top + 36}">{escape(words.TRENDS[one.trend])}</text>'
    yield f'<line class="grid" x1="{_LEFT}" y1="{base}" x2="{_WIDTH - _RIGHT}" y2="{base}"/>'
    for day, count, sites in one.days:
        place = (dt.date.fromisoformat(day) - first).days
        if place < 0:
            continue
        tall = max(round(count / highest * _BAR, 1), 1.5)
        about = f"{day}: {words.records(count)} at {words.counted(sites, 'site')}"
        yield (
            f'<rect x="{_LEFT + place * step + 0.5:.1f}" y="{base - tall:.1f}" width="{max(step - 1, 1):.1f}" height="{tall}">'
            f"<title>{about}</title></rect>"
        )
    x = _WIDTH - _RIGHT + 10
    yield f'<text class="count" x="{x}" y="{top + 18}">{one.records:,} in all</text>'
    yield f'<text class="tick" x="{x}" y="{top + 36}">highest day {highest:,}</text></g>'


def sites(found: Sequence[SiteHistory]) -> str:
    """Records of each site, as bars from one zero."""
    height = _TOP + _SITE_ROW * len(found) + 6
    most = max((one.records for one in found), default=1) or 1
    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="sites-title">',
        '<title id="sites-title">Records of the sites with most of them</title>',
    ]
    for place, one in enumerate(found):
        y = _TOP + _SITE_ROW * place
        wide = max(one.records / most * (_WIDTH - _LEFT - _RIGHT), 2)
        parts += [
            f"<g><title>{escape(told.one_line(f'{one.name}: {words.site(one)}'))}</title>",
            f'<text class="name" x="0" y="{y + 15}">{_short(one.name)}</text>',
            f'<rect x="{_LEFT}" y="{y + 2}" width="{wide:.1f}" height="16"/>',
            f'<text class="count" x="{_LEFT + wide + 8:.1f}" y="{y + 15}">{one.records:,}</text></g>',
        ]
    return "\n".join([*parts, "</svg>"])


def _short(name: str) -> str:
    shown = told.one_line(name)
    return escape(shown if len(shown) <= _NAME else f"{shown[: _NAME - 1]}…")
