"""Exports of logs as XML: one element for each record, whatever the lines are.

Known are those of the Windows Event Viewer, of log4j and its kin, and of java.util.logging.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from cccdiag.expressions import expression
from cccdiag.triage.entries import Entry
from cccdiag.triage.formats import Formats, Head

NAMES = rb"(?:Event|record|(?:log4j|log4net|nlog):event|log-?entry)"
_FRAME = rb"<\?xml[^>]{0,200}\?>|<!--[^>]{0,400}-->|<!DOCTYPE[^>]{0,200}>|<[\w:-]{1,40}[^<>]{0,400}>"
_EXPORT = expression(rb"\s{0,40}(?:(?:" + _FRAME + rb")\s{0,40}){0,4}?<" + NAMES + rb"[\s>]")
_BEGIN = expression(rb"<(" + NAMES + rb")(?=[\s>])")
_TIME = expression(
    rb"SystemTime=[\"']([^\"']{1,60})|\btimestamp=\"([^\"]{1,60})|<(?:date|time|timestamp)>([^<]{1,60})<"
)
_LOGGER = expression(rb"<Provider Name=[\"']([^\"']{1,200})|\blogger=\"([^\"]{1,200})|<logger>([^<]{1,200})<")
_LEVEL = expression(rb"\blevel=\"([A-Za-z]{1,20})|<(?:level|Level|severity)>(\w{1,20})<")
# What the Event Viewer calls by numbers.
_LEVELS = {b"1": b"CRITICAL", b"2": b"ERROR", b"3": b"WARNING", b"4": b"INFORMATION", b"5": b"VERBOSE"}


def is_one(head: bytes) -> bool:
    """Whether a text that begins so is such an export."""
    return _EXPORT.match(head) is not None


def entries(data: bytes, formats: Formats) -> Iterable[Entry]:
    """Its records, in order; what stands between them is none."""
    begins = [*_BEGIN.finditer(data)]
    for at, found in enumerate(begins):
        limit = begins[at + 1].start() if at + 1 < len(begins) else len(data)
        end = data.find(b"</" + found[1] + b">", found.end(), limit)
        text = data[found.start() : limit if end < 0 else end]
        level = _first(_LEVEL, text) or b""
        time = _first(_TIME, text)
        logger = _first(_LOGGER, text)
        head = Head(
            formats.time(time) if time else None,
            formats.level(_LEVELS.get(level, level)),
            html.unescape(logger.decode("utf-8", "replace")) if logger else None,
            0,
        )
        yield Entry(found.start(), text.count(b"\n") + 1, text, head)


def _first(pattern: re.Pattern[bytes], text: bytes) -> bytes | None:
    found = pattern.search(text)
    return next(filter(None, found.groups())) if found else None
