"""Laws of the splitter of records, the sniffer of log formats and the reader of encodings, for any bytes."""

from __future__ import annotations

import functools
import io

from cccdiag.kb.find import knowledge
from cccdiag.triage import encodings, formats
from cccdiag.triage.records import LONG, condensed, log_kinds, splitter, views


@functools.cache
def _book() -> formats.Formats:
    return formats.load(knowledge().document("logformats"))


def fuzz_records(data: bytes) -> None:
    """The records together are the text; each is found from any of its bytes; reading as UTF-8 always gives UTF-8."""
    encoding = encodings.sniff(data)
    text = encodings.as_utf8(io.BytesIO(data), encoding).read() or b""
    if encoding not in ("utf-8", "utf-8-sig"):
        text.decode("utf-8")
    header = _book().sniff(text)
    if header is None:
        return
    cut = splitter(header)
    bounds = []
    place = 0
    while place <= len(text):
        end = cut.end(text, place, len(text))
        bounds.append((place, end))
        place = end + 1
    assert b"\n".join(text[start:end] for start, end in bounds) == text
    assert cut.last(text, len(text)) == bounds[-1][0]
    assert cut.count(text, len(text)) == (len(bounds) if text else 0)
    for start, end in bounds[:50]:
        assert cut.start(text, (start + end) // 2)[0] == start
        record = text[start:end]
        header.read(record)
        log_kinds(record)
        assert condensed(text, start, end, (start, end)) == record or end - start > LONG


def fuzz_views(data: bytes) -> None:
    """Of a text there are at most four views; the first is the text itself, and none is there twice."""
    found = views(data)
    assert found[0] == data
    assert 1 <= len(found) <= 4
    assert len(set(found)) == len(found)
