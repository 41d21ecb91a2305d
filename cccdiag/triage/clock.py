"""Arithmetic on the times of records, which are ISO 8601 texts and may lack a date or a zone."""

from __future__ import annotations

import datetime as dt


def minutes_between(earlier: str | None, later: str | None) -> float | None:
    """Minutes from one record's time to another's; None where they cannot be compared (no time, or only one with a date)."""
    seconds = seconds_between(earlier, later)
    return None if seconds is None else seconds / 60


def seconds_between(earlier: str | None, later: str | None) -> float | None:
    """Seconds from one record's time to another's; None where they cannot be compared."""
    first, second = _moment(earlier), _moment(later)
    if first is None or second is None or isinstance(first, dt.time) != isinstance(second, dt.time):
        return None
    if isinstance(first, dt.time) or isinstance(second, dt.time):
        day = dt.date(2000, 1, 1)
        assert isinstance(first, dt.time)
        assert isinstance(second, dt.time)
        return (dt.datetime.combine(day, second) - dt.datetime.combine(day, first)).total_seconds()
    if (first.tzinfo is None) != (second.tzinfo is None):
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return (second - first).total_seconds()


def _moment(text: str | None) -> dt.datetime | dt.time | None:
    if not text:
        return None
    if text.startswith("--"):
        text = f"2000{text[1:]}"
    try:
        return dt.datetime.fromisoformat(text) if "T" in text else dt.time.fromisoformat(text)
    except ValueError:
        return None
