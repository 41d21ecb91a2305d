"""Questions to the store: since when, where else, how often. All are answered from sums that the store keeps ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cccdiag.history import moments, waves
from cccdiag.history.model import ArticleHistory, History, SiteHistory, Trend, UnknownHistory
from cccdiag.history.store import Store

WEEK = 7
# Days of the series: what a chart can show and a person compares.
_SERIES = 90
_TOP = 3
_UNKNOWN = 10
_STEADY = 1.5
_DAY = 86_400
_BY_DAYS = "SELECT site, article, sum(records) AS records, min(first) AS first, max(last) AS last FROM daily"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about: one site, one article, a stretch of days (YYYY-MM-DD, both included); None means all."""

    site: str | None = None
    article: str | None = None
    since: str | None = None
    until: str | None = None

    def words(self) -> tuple[tuple[str, str], ...]:
        """The parts that narrow it."""
        parts = (("site", self.site), ("article", self.article), ("since", self.since), ("until", self.until))
        return tuple((name, text) for name, text in parts if text is not None)


class _Asked:
    """One question to one store: the sums that it narrows down to, as table and condition."""

    def __init__(self, store: Store, question: Question) -> None:
        self._connection = store.connection
        conditions: list[str] = []
        self.values: list[Any] = []
        for table, name in (("site", question.site), ("article", question.article)):
            if name is not None:
                conditions.append(f"{table} = (SELECT id FROM {table}s WHERE name = ?)")  # noqa: S608 - our own names
                self.values.append(name)
        self._narrow = conditions[:]
        self._narrowed = self.values[:]
        if question.since is not None or question.until is not None:
            # What has no time lies on no day that anybody could mean.
            conditions.append("day >= ?")
            self.values.append(max(moments.day(question.since), 0))
        if question.until is not None:
            conditions.append("day <= ?")
            self.values.append(moments.day(question.until))
        # Without days the sums over all days answer, which are a hundred times fewer; else such sums of those days are made once.
        self.dated = bool(question.since or question.until)
        self.where = _where(conditions)
        self.table = "asked" if self.dated else "spans"
        if self.dated:
            self.rows("DROP TABLE IF EXISTS temp.asked")
            self.rows(f"CREATE TEMP TABLE asked AS {_BY_DAYS}{self.where} GROUP BY site, article", *self.values)
            self.where, self.values = "", []

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()

    def sums(self, columns: str, rest: str = "") -> list[tuple[Any, ...]]:
        """Columns of the sums that are asked about."""
        return self.rows(f"SELECT {columns} FROM {self.table}{self.where} {rest}", *self.values)  # noqa: S608 - as above

    def days(self, columns: str, begin: int, end: int, rest: str) -> list[tuple[Any, ...]]:
        """Columns of the sums by day of some days, for the site and article that are asked about."""
        where = _where(["day BETWEEN ? AND ?", *self._narrow])
        return self.rows(f"SELECT {columns} FROM daily{where} {rest}", begin, end, *self._narrowed)  # noqa: S608 - as above


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def history(store: Store, question: Question, title: Callable[[str], str], now: int | None = None) -> History:
    """Answer a question.

    Args:
        store: where to look.
        question: what is asked about.
        title: gives the title of an article, which is not in the store.
        now: this second; a log whose clock is ahead must not move what trends and waves are seen from into the future.
    """
    asked = _Asked(store, question)
    articles = dict(asked.rows("SELECT id, name FROM articles"))
    sites = dict(asked.rows("SELECT id, name FROM sites"))
    records, site_count, article_count, first, last = asked.sums(
        "ifnull(sum(records), 0), count(DISTINCT site), count(DISTINCT article), min(first), max(last)"
    )[0]
    # Clocks of other time zones are not ahead, they are elsewhere.
    if last is not None and now is not None and last > now + _DAY:
        last = max(now, first)
    newest = last // _DAY if last is not None else 0
    by_article = _by_article(asked, newest, articles, sites)
    undated = asked.days("ifnull(sum(records), 0)", moments.UNDATED, moments.UNDATED, "")[0][0]
    return History(
        str(store.path),
        question.words(),
        records,
        site_count,
        article_count,
        _inputs(asked, question),
        0 if asked.dated else undated,
        moments.shown_second(first),
        moments.shown_second(last),
        waves.waves(store, question.site, question.article, last, title) if last is not None else (),
        tuple(_titled(one, title, moments.day(question.since)) for one in by_article),
        _by_site(asked, articles, sites),
        _unknown(asked, question),
    )


def _inputs(asked: _Asked, question: Question) -> int:
    if question.site is None:
        return int(asked.rows("SELECT count(*) FROM inputs")[0][0])
    query = "SELECT count(*) FROM inputs WHERE site = (SELECT id FROM sites WHERE name = ?)"
    return int(asked.rows(query, question.site)[0][0])


@dataclass(slots=True)
class _Article:
    name: str
    total: tuple[int, int, int | None, int | None]
    days: list[tuple[int, int, int]]
    sites: list[tuple[str, int]]


def _by_article(
    asked: _Asked, newest: int, articles: dict[int, str], sites: dict[int, str]
) -> list[tuple[_Article, int]]:
    found = {
        article: _Article(articles[article], (records, count, first, last), [], [])
        for article, records, count, first, last in asked.sums(
            "article, sum(records), count(DISTINCT site), min(first), max(last)", "GROUP BY article"
        )
    }
    series = asked.days(
        "article, day, sum(records), count(*)", max(newest - _SERIES + 1, 0), newest, "GROUP BY day, article"
    )
    for article, day, records, count in series:
        if article in found:
            found[article].days.append((day, records, count))
    for article, site, records in asked.sums("article, site, sum(records)", "GROUP BY article, site ORDER BY 3 DESC"):
        if len(found[article].sites) < _TOP:
            found[article].sites.append((sites[site], records))
    return [(one, newest) for one in sorted(found.values(), key=lambda one: (-one.total[0], one.name))]


def _titled(found: tuple[_Article, int], title: Callable[[str], str], since: int) -> ArticleHistory:
    one, newest = found
    records, sites, first, last = one.total
    week = sum(count for day, count, _ in one.days if newest - WEEK < day <= newest)
    before = sum(count for day, count, _ in one.days if newest - 2 * WEEK < day <= newest - WEEK)
    return ArticleHistory(
        one.name,
        title(one.name),
        records,
        sites,
        moments.shown_second(first),
        moments.shown_second(last),
        _trend(week, before, first, newest),
        week,
        before,
        tuple((moments.shown_day(day), count, places) for day, count, places in one.days if day >= since),
        tuple(one.sites),
    )


def _trend(week: int, before: int, first: int | None, newest: int) -> Trend:
    if not week:
        return "over"
    if first is not None and first // _DAY > newest - WEEK:
        return "new"
    if week > before * _STEADY:
        return "rising"
    return "falling" if week * _STEADY < before else "steady"


def _by_site(asked: _Asked, articles: dict[int, str], sites: dict[int, str]) -> tuple[SiteHistory, ...]:
    top: dict[int, list[tuple[str, int]]] = {}
    for site, article, records in asked.sums("site, article, sum(records)", "GROUP BY site, article ORDER BY 3 DESC"):
        if len(top.setdefault(site, [])) < _TOP:
            top[site].append((articles[article], records))
    rows = asked.sums("site, sum(records), count(DISTINCT article), min(first), max(last)", "GROUP BY site")
    rows.sort(key=lambda row: (-row[1], sites[row[0]]))
    return tuple(
        SiteHistory(
            sites[site], records, count, moments.shown_second(first), moments.shown_second(last), tuple(top[site])
        )
        for site, records, count, first, last in rows
    )


def _unknown(asked: _Asked, question: Question) -> tuple[UnknownHistory, ...]:
    if question.article is not None or asked.dated:
        return ()
    narrow = " WHERE site = (SELECT id FROM sites WHERE name = ?)" if question.site is not None else ""
    rows = asked.rows(
        f"SELECT sum(records), count(*), min(example) FROM shapes{narrow} GROUP BY shape ORDER BY 1 DESC, shape LIMIT {_UNKNOWN}",  # noqa: S608 - our own names
        *([question.site] if narrow else []),
    )
    return tuple(UnknownHistory(*row) for row in rows)
