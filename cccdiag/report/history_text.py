"""A history for people: waves first, then articles, sites and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from cccdiag.history.model import History
from cccdiag.report import findings as told
from cccdiag.report import history_words as words

_ARTICLES, _SITES, _UNKNOWN = 20, 10, 5
_EXAMPLE = 110


def render(found: History) -> str:
    """The history as text."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: History) -> Iterator[str]:
    yield told.one_line(words.summary(found))
    if not found.records:
        return
    yield ""
    yield "New waves" if found.waves else words.NO_WAVE
    for wave in found.waves:
        yield f"  {words.wave(wave)}"
        yield f"      {told.one_line(wave.title)}  (cccdiag explain {wave.article})"
    yield ""
    yield "Articles"
    width = max(len(one.id) for one in found.by_article)
    for one in found.by_article[:_ARTICLES]:
        times = f"{words.day(one.first)} to {words.day(one.last)}"
        yield f"  {one.id:<{width}}  {one.records:>9,} at {words.counted(one.sites, 'site'):<11} {times:<24} {words.week(one)}"
        yield f"  {'':<{width}}  {told.one_line(one.title)}"
    yield from _more(len(found.by_article) - _ARTICLES)
    yield ""
    yield "Sites"
    for site in found.by_site[:_SITES]:
        yield f"  {told.one_line(site.name)}  {words.site(site)}"
    yield from _more(len(found.by_site) - _SITES)
    if found.unknown:
        yield ""
        yield "Not recognised"
    for group in found.unknown[:_UNKNOWN]:
        yield f"  {words.group(group)}: {told.one_line(group.example)[:_EXAMPLE]}"


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  … and {count} more; --format json has all"
