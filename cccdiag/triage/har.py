"""A browser's record of its calls (HTTP Archive 1.2), pretty-printed or not: one entry for each call."""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
from collections.abc import Iterator
from typing import Any

from cccdiag.expressions import expression
from cccdiag.triage.entries import Entry
from cccdiag.triage.formats import Head

_ENTRIES = expression(r'"entries"\s{0,100}:\s{0,100}\[')
_BETWEEN = expression(r"[\s,]*")
_BODY = 64 << 10
_FAILED = 400


def entries(data: bytes) -> Iterator[Entry]:
    """Every call with what came back, in the form in which programs write that down. What follows a damaged call is left out."""
    text = data.decode("utf-8", "replace")
    begin = _ENTRIES.search(text)
    if begin is None:
        return
    for offset, written, call in elements(text, begin.end()):
        if isinstance(call, dict):
            yield _entry(call, offset, written.count("\n") + 1)


def elements(text: str, place: int) -> Iterator[tuple[int, str, Any]]:
    """Each element of the JSON list whose bracket ends at ``place``: where it begins (in bytes), as it is written, and what it is."""
    decoder = json.JSONDecoder(strict=False)
    counted = place
    offset = len(text[:place].encode())
    while True:
        gap = _BETWEEN.match(text, place)
        start = gap.end() if gap else place
        try:
            element, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            return
        offset += len(text[counted:start].encode())
        counted = place = end
        yield offset, text[start:end], element
        offset += len(text[start:end].encode())


def _entry(call: dict[str, Any], offset: int, lines: int) -> Entry:
    request, response = _part(call, "request"), _part(call, "response")
    status = response.get("status")
    number = status if isinstance(status, int) else 0
    # Chromium says beside a call that had no answer why; Firefox leaves the status at 0.
    error = str(response.get("_error") or call.get("_error") or "")
    said = [f"{request.get('method', 'GET')} {request.get('url', '')}"]
    if number > 0:
        said.append(f"HTTP/1.1 {number} {response.get('statusText', '')}".rstrip())
    if error:
        said.append(error)
    said.append(_body(_part(response, "content")))
    failed = number >= _FAILED or bool(error)
    time = call.get("startedDateTime")
    head = Head(time if isinstance(time, str) else None, "ERROR" if failed else "INFO", None, 0)
    return Entry(offset, lines, "\n".join(filter(None, said)).encode("utf-8", "replace"), head)


def _part(whole: dict[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _body(content: dict[str, Any]) -> str:
    text = content.get("text")
    if not isinstance(text, str) or not text:
        return ""
    if content.get("encoding") == "base64":
        with contextlib.suppress(binascii.Error, ValueError):
            text = base64.b64decode(text[: _BODY * 2]).decode("utf-8", "replace")
    return text[:_BODY]
