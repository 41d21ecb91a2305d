"""Words that every form of a history shares. Pure."""

from __future__ import annotations

from cccdiag.history.model import ArticleHistory, History, SiteHistory, UnknownHistory, Wave
from cccdiag.report import findings as told

TITLE = "CCC trouble over time"
NOTHING = "Nothing was found in the logs that this store knows."
NO_WAVE = "No new wave in the last 24 hours of the store."
TRENDS = {
    "new": "new this week",
    "rising": "rising",
    "steady": "steady",
    "falling": "falling",
    "over": "none for a week",
}
_NAMED = 5


def summary(found: History) -> str:
    """How much there is, from when to when, in one sentence."""
    if not found.records:
        return NOTHING
    asked = "".join(f", {name} {text}" for name, text in found.asked)
    times = f", {day(found.first)} to {day(found.until)}" if found.first else ""
    undated = f" ({found.undated:,} without a time)" if found.undated else ""
    return (
        f"{records(found.records)}{undated} of {counted(found.articles, 'article')} at {counted(found.sites, 'site')}{times}{asked}; "
        f"{counted(found.inputs, 'input')} read"
    )


def wave(one: Wave) -> str:
    """What began, where and since when."""
    more = f" and {len(one.sites) - _NAMED} more" if len(one.sites) > _NAMED else ""
    named = ", ".join(told.one_line(name) for name in one.sites[:_NAMED])
    usual = f"; on a usual day {one.usual:g} sites have it" if one.usual else "; on a usual day no site has it"
    return f"{one.article} at {counted(len(one.sites), 'site')} since {moment(one.since)}: {named}{more}{usual}"


def week(one: ArticleHistory) -> str:
    """The last seven days against the seven before."""
    return f"{one.week:,} in 7 days ({one.week_before:,} before), {TRENDS[one.trend]}"


def site(one: SiteHistory) -> str:
    """A site in one line without its name."""
    times = f", {day(one.first)} to {day(one.last)}" if one.first else ""
    mostly = ", ".join(f"{name} ({count:,})" for name, count in one.top_articles)
    return f"{records(one.records)}{times}: {mostly}"


def group(one: UnknownHistory) -> str:
    """How often and how widely an unknown shape was seen."""
    return f"{records(one.records)} at {counted(one.sites, 'site')}"


def records(count: int) -> str:
    """So many records, in words."""
    return counted(count, "record")


def counted(count: int, thing: str) -> str:
    """So many things, in words."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def day(time: str | None) -> str:
    """The day of a time."""
    return time[:10] if time else "no time"


def moment(time: str) -> str:
    """A time to the minute."""
    return time[:16].replace("T", " ")
