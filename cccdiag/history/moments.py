"""Times as logs write them (local, without a zone) and as the store keeps them: days and seconds since 1970. Pure."""

from __future__ import annotations

import datetime as dt

_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
UNDATED = -1


def day(text: str | None) -> int:
    """The day of ``YYYY-MM-DD…``; :data:`UNDATED` where there is none."""
    if text is None:
        return UNDATED
    try:
        return max((dt.date.fromisoformat(text[:10]) - _START.date()).days, UNDATED)
    except ValueError:
        return UNDATED


def second(text: str | None) -> int | None:
    """The second of an ISO time; a zone in it is left aside, since the clock on the wall is what people compare."""
    if text is None:
        return None
    try:
        found = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    return int((found - _START).total_seconds())


def shown_day(number: int) -> str:
    """The day as ``YYYY-MM-DD``."""
    return (_START.date() + dt.timedelta(days=number)).isoformat()


def shown_second(number: int | None) -> str | None:
    """The second as ``YYYY-MM-DDTHH:MM:SS``."""
    if number is None:
        return None
    return (_START + dt.timedelta(seconds=number)).replace(tzinfo=None).isoformat()
