"""What the history says: articles and sites with how often and since when, groups that nobody knows, waves. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Trend = Literal["new", "rising", "steady", "falling", "over"]


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """One article: records and sites in all, first and last time, the last seven days against the seven before, and days.

    ``days`` are (YYYY-MM-DD, records, sites), those without records left out.
    """

    id: str
    title: str
    records: int
    sites: int
    first: str | None
    last: str | None
    trend: Trend
    week: int
    week_before: int
    days: tuple[tuple[str, int, int], ...]
    top_sites: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SiteHistory:
    """One site: records and articles in all, first and last time, and its most frequent articles."""

    name: str
    records: int
    articles: int
    first: str | None
    last: str | None
    top_articles: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class UnknownHistory:
    """Records of one shape that no article knows: how many, at how many sites, and one of them, redacted."""

    records: int
    sites: int
    example: str


@dataclass(frozen=True, slots=True)
class Wave:
    """An article that began at several sites within a day: where, since when, and how many sites have it on a usual day."""

    article: str
    title: str
    sites: tuple[str, ...]
    since: str
    records: int
    usual: float


@dataclass(frozen=True, slots=True)
class History:
    """Everything about what was asked for. ``until`` is the latest time that was stored (not later than now): trends and waves are seen from there."""

    store: str
    asked: tuple[tuple[str, str], ...]
    records: int
    sites: int
    articles: int
    inputs: int
    undated: int
    first: str | None
    until: str | None
    waves: tuple[Wave, ...]
    by_article: tuple[ArticleHistory, ...]
    by_site: tuple[SiteHistory, ...]
    unknown: tuple[UnknownHistory, ...]
