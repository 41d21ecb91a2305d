"""A history as a table for a spreadsheet: a row for each article in all, and one for each of its days."""

from __future__ import annotations

import csv
import io

from cccdiag.history.model import History
from cccdiag.report.triage_csv import cell

COLUMNS = ("article", "title", "day", "records", "sites", "first", "last", "trend")


def render(found: History) -> str:
    """The table with its head, the most frequent article first; ``day`` is empty in the row that is the sum."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in found.by_article:
        rows = [(one.id, one.title, None, one.records, one.sites, one.first, one.last, one.trend)]
        rows += [(one.id, one.title, day, records, sites, None, None, None) for day, records, sites in one.days]  # type: ignore[misc]
        for row in rows:
            table.writerow([cell(value) for value in row])
    return text.getvalue()
