"""``cccdiag explain --store``: how often, where and since when an article was met, from what ``triage --store`` has kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cccdiag.cli import triage_store
from cccdiag.history.ask import Question, history
from cccdiag.history.store import Store
from cccdiag.report import history_words as words

if TYPE_CHECKING:
    from cccdiag.report.article import Page


def add(given: str, document: dict[str, Any], page: Page) -> None:
    """Add the occurrences of an article to its document and as a remark to its page.

    Raises:
        InputError: there is no such store.
    """
    id_ = document["id"]
    with Store(triage_store.place(given)) as store, store.reading():
        found = history(store, Question(article=id_), str)
    told = found.by_article[0] if found.by_article else None
    document["occurrences"] = {
        "records": found.records,
        "sites": found.sites,
        "first": found.first,
        "last": found.until,
        "top_sites": [{"site": site, "records": count} for site, count in told.top_sites] if told else [],
    }
    page.remarks = (*page.remarks, f"Met so far: {_sentence(document['occurrences'])}.")


def _sentence(met: dict[str, Any]) -> str:
    if not met["records"]:
        return "none so far in the logs that were kept"
    times = f", {words.day(met['first'])} to {words.day(met['last'])}" if met["first"] else ""
    most = ", ".join(one["site"] for one in met["top_sites"])
    return f"{words.records(met['records'])} at {words.counted(met['sites'], 'site')}{times}; most at {most}"
