"""Laws of everything that reads JSON of strangers: a cloud's list, a browser's record, a journal, a table, a control's body."""

# ruff: noqa: PT017 - a law about what an error says, where there may be none

from __future__ import annotations

import json

from cccdiag.checks import cloud, tables
from cccdiag.client import journal
from cccdiag.errors import InputError
from cccdiag.triage import har


def fuzz_json(data: bytes) -> None:
    """Nothing but an InputError is raised, and what is read can be printed."""
    seen = cloud.judged(data)
    json.dumps(dict(seen.evidence))
    for entry in har.entries(data):
        assert entry.lines >= 1
        assert entry.offset >= 0
    for line in data.splitlines():
        journal._after(line, {})
    try:
        read = tables.read("a file", data, str.isalpha)
    except InputError as error:
        assert "\n" not in str(error)
        return
    for table in read.tables:
        assert all(isinstance(cell, str) for _, row in table.rows for cell in row)
