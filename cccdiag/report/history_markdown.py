"""A history in Markdown, for a ticket or a weekly report."""

from __future__ import annotations

from collections.abc import Iterator

from cccdiag.history.model import History
from cccdiag.report import history_words as words
from cccdiag.report.markdown import escaped as text

_ARTICLES, _SITES, _UNKNOWN = 20, 10, 5
_EXAMPLE = 300


def render(found: History) -> str:
    """The history as Markdown."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: History) -> Iterator[str]:
    yield f"## {words.TITLE}"
    yield ""
    yield f"{text(words.summary(found))}."
    if not found.records:
        return
    yield ""
    yield from [f"* **New wave:** {text(words.wave(wave))}. {text(wave.title)}." for wave in found.waves] or [
        words.NO_WAVE
    ]
    yield ""
    yield "| article | records | sites | first | last | last 7 days |"
    yield "|---|---:|---:|---|---|---|"
    for one in found.by_article[:_ARTICLES]:
        times = f"{words.day(one.first)} | {words.day(one.last)}"
        yield f"| {text(one.id)}: {text(one.title)} | {one.records:,} | {one.sites:,} | {times} | {words.week(one)} |"
    yield ""
    yield "| site | what was found |"
    yield "|---|---|"
    yield from (f"| {text(site.name)} | {text(words.site(site))} |" for site in found.by_site[:_SITES])
    for title, count, most in (("articles", len(found.by_article), _ARTICLES), ("sites", len(found.by_site), _SITES)):
        if count > most:
            yield ""
            yield f"The first {most} of {count:,} {title} are shown."
    if found.unknown:
        yield ""
        yield "Not recognised:"
        yield ""
    for group in found.unknown[:_UNKNOWN]:
        yield f"* {words.group(group)}: {text(group.example[:_EXAMPLE])}"
