"""What no pattern can say of an answer: that its envelope was never closed, or that nothing of the gateway is in it."""

from __future__ import annotations

import re

from cccdiag.expressions import expression
from cccdiag.triage.records import Record

INVALID = "gateway-invalid-response"
_OPENED = expression(rb"<(?P<prefix>(?:[\w.-]{1,40}:)?)Envelope\b[^<>]*>")
_ANSWER = expression(rb"<(?:[\w.-]{1,40}:)?(?:ccc_response|\w{1,60}Response)\b")
_OURS = expression(rb"rightsconnect\.copyright\.com|<(?:[\w.-]{1,40}:)?ccc_")
# With one of these, the answer said what it had to say before it broke off.
_SPOKEN = expression(
    rb"</(?:[\w.-]{1,40}:)?(?:error_code|right|fee)\s*>|<(?:[\w.-]{1,40}:)?(?:ccc_order_header|ccc_temp_order_detail)\b|:?Fault\b"
)
_SHORTENED = expression(rb"(?:\.\.\.|\xe2\x80\xa6|\[(?:cut|truncated|\.\.\.)\]|truncated\)?)\s*$", re.IGNORECASE)


def invalid_answer(record: Record) -> int | None:
    """Where an answer of the gateway begins that is cut short or empty of what it must hold; None when there is none.

    A log that shortens what it prints says so at the end and is no proof of a broken answer.
    """
    if "answer" not in record.kinds:
        return None
    for view in record.views:
        for opened in _OPENED.finditer(view):
            closing = view.find(b"</" + opened["prefix"] + b"Envelope", opened.end())
            body = view[opened.end() : closing if closing >= 0 else len(view)]
            if not (_OURS.search(view[opened.start() :]) and _ANSWER.search(body)):
                continue
            cut = closing < 0 and not _SHORTENED.search(body)
            empty = closing >= 0 and b"ccc_response" not in body
            if (cut or empty) and not _SPOKEN.search(body):
                return opened.start() if view is record.text else 0
    return None
