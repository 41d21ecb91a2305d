"""A history as the JSON document ``cccdiag.history/1``."""

from __future__ import annotations

import dataclasses
from typing import Any

from cccdiag.history.model import History


def document(found: History) -> dict[str, Any]:
    """The history as plain data."""
    plain = dataclasses.asdict(found)
    days = ("day", "records", "sites")
    articles = [
        {
            **one,
            "days": [dict(zip(days, day, strict=True)) for day in one["days"]],
            "top_sites": _pairs(one["top_sites"], "site"),
        }
        for one in plain["by_article"]
    ]
    sites = [{**one, "top_articles": _pairs(one["top_articles"], "article")} for one in plain["by_site"]]
    return {
        "schema": "cccdiag.history/1",
        **{key: plain[key] for key in ("store", "records", "sites", "articles", "inputs", "undated", "first", "until")},
        "asked": dict(found.asked),
        "waves": [{**one, "sites": list(one["sites"])} for one in plain["waves"]],
        "by_article": articles,
        "by_site": sites,
        "unknown": list(plain["unknown"]),
    }


def _pairs(rows: tuple[tuple[str, int], ...], name: str) -> list[dict[str, Any]]:
    return [{name: text, "records": count} for text, count in rows]
