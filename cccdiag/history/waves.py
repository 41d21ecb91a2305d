"""New waves: an article that begins at several sites within a day is seldom the libraries' own doing.

A site is newly struck when its last day begins after a week without the article. Three such sites, and at least half as many as have
the article on a usual day, are a wave; what a hundred sites always have is none because three more have it. Nor is one what as many
sites as ever have in turn: three more than usual must have it.
"""

from __future__ import annotations

from collections.abc import Callable

from cccdiag.history import moments
from cccdiag.history.model import Wave
from cccdiag.history.store import Store

_DAY = 86_400
_QUIET = 7
_USUAL = 28
_SITES = 3
_SHARE = 0.5
_QUERY = """
SELECT article, site, first, records FROM daily AS struck
WHERE day BETWEEN ? AND ? AND first > ?
  AND NOT EXISTS (SELECT 1 FROM daily AS before WHERE before.day IN ({quiet})
    AND before.article = struck.article AND before.site = struck.site)
ORDER BY article, first, site
"""
# Days one by one: then the key of the table finds each at once.
_QUIET_DAYS = ", ".join(f"struck.day - {day}" for day in range(1, _QUIET + 1))
_BEFORE = "SELECT article, count(*) FROM daily WHERE day BETWEEN ? AND ? GROUP BY article"
_NOW = "SELECT article, count(DISTINCT site) FROM daily WHERE day BETWEEN ? AND ? AND first > ? GROUP BY article"


def waves(
    store: Store, site: str | None, article: str | None, last: int, title: Callable[[str], str]
) -> tuple[Wave, ...]:
    """The waves of the 24 hours before ``last``, the widest first.

    Args:
        store: where to look.
        site: only waves that this site is part of.
        article: only waves of this article.
        last: the latest second that is asked about.
        title: the title of an article.
    """
    today = last // _DAY
    lately = (today - 1, today, last - _DAY)
    rows = store.connection.execute(_QUERY.format(quiet=_QUIET_DAYS), lately).fetchall()
    articles = dict(store.connection.execute("SELECT id, name FROM articles"))
    sites = dict(store.connection.execute("SELECT id, name FROM sites"))
    struck: dict[int, list[tuple[str, int, int]]] = {}
    for number, place, first, records in rows:
        struck.setdefault(number, []).append((sites[place], first, records))
    if not any(len(places) >= _SITES for places in struck.values()):
        return ()
    before = dict(store.connection.execute(_BEFORE, (today - _USUAL - 1, today - 2)))
    now = dict(store.connection.execute(_NOW, lately))
    found = []
    for number, places in struck.items():
        names = tuple(dict.fromkeys(name for name, _, _ in places))
        if len(names) < _SITES or (article and articles[number] != article) or (site and site not in names):
            continue
        usual = before.get(number, 0) / _USUAL
        if len(names) < usual * _SHARE or now[number] - usual < _SITES:
            continue
        since = moments.shown_second(min(first for _, first, _ in places))
        assert since is not None
        records = sum(count for _, _, count in places)
        found.append(Wave(articles[number], title(articles[number]), names, since, records, round(usual, 1)))
    return tuple(sorted(found, key=lambda wave: (-len(wave.sites), wave.article)))
