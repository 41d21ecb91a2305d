"""What of a place that a rule points at is a value: where it stops, and whether it is one."""

from __future__ import annotations

import base64
import binascii
import re

from cccdiag.redact.model import CompiledRule
from cccdiag.redact.ordinary import Look, look
from cccdiag.redact.tokens import CLOSES, TOKEN
from cccdiag.redact.tokens import OPENS as TOKEN_OPENS

# Where a value begins and ends, and the value.
Bounds = tuple[int, int, bytes]
OPENS = TOKEN_OPENS[0]
# The bits that tell a byte in the middle of a character, and what they are there.
LEAD, MIDDLE = 0xC0, 0x80
# What stands before a value without quotes, and how far a line is looked along.
_BARE, _LINE = b" \t=:(,;", 400
# What a mailer puts where it breaks a line is no longer than this.
_WRAP = 12


def stands_alone(data: bytes, name: int, first: int, last: int) -> bool:
    """Whether a value read behind the name at ``name`` is one whatever was in the line before it was redacted.

    A token is one word where there may have been several, and signs: what was no value then because of them looks like one
    now. So nothing is taken that touches a token or stands in a line that goes on with one, and in its own line only what
    somebody made up, or what is marked as a whole.
    """
    if first >= last:
        return False
    begins = max(data.rfind(b"\n", 0, name) + 1, name - _LINE)
    ends = data.find(b"\n", last, last + _LINE)
    ends = ends if ends >= 0 else min(last + _LINE, len(data))
    if data[ends : ends + _WRAP].lstrip(b"\r\n\t >|").startswith(TOKEN_OPENS):
        return False
    if data.find(TOKEN_OPENS, begins, ends) < 0:
        return True
    if TOKEN_OPENS in data[last : last + 4] or CLOSES in data[max(0, first - 4) : first]:
        return False
    return data[first - 1] not in _BARE or look(data[first:last].decode("utf-8", "replace")) >= Look.MADE_UP


def bounded(rule: CompiledRule, data: bytes, start: int, end: int) -> Bounds | None:
    """What of the data from ``start`` to ``end`` is a value of the rule: less than was found, a character more, or nothing."""
    if rule.stop and (stop := rule.stop.search(data, start, end)):
        end = stop.start()
    value = data[start:end]
    if not value or (value[0] == OPENS and TOKEN.match(value)) or (rule.unless and rule.unless.fullmatch(value)):
        return None
    if rule.check is not None:
        if rule.check == "basic" and pair(value) is None:
            # The header may end here, and what follows in the next line be something else.
            value = value.split(b"\r\n")[0].split(b"\n")[0]
        if not _passes(rule, value):
            return None
        end = start + len(value)
    if end < len(data) and data[end] & LEAD == MIDDLE:
        # A rule counts bytes; where its limit falls inside a character, that character goes as a whole.
        whole = next((at for at in range(end, end + 4) if at == len(data) or data[at] & LEAD != MIDDLE), end)
        value, end = value + data[end:whole], whole
    return start, end, value


def _passes(rule: CompiledRule, value: bytes) -> bool:
    check = rule.rule.check
    if check == "luhn":
        return _luhn(value)
    if check == "mixed":
        return bool(re.search(rb"[0-9]|[^\w.,;:!?)'\"-]|[a-z][A-Z]", value))
    if check == "basic":
        return pair(value) is not None
    return True


def _luhn(value: bytes) -> bool:
    digits = [int(character) for character in value.decode("ascii") if character.isdigit()]
    total = sum(digits[-1::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return total % 10 == 0


def pair(value: bytes) -> tuple[str, str] | None:
    """User and password inside the value of a Basic header, wrapped or not; None when it is no such value."""
    joined = b"".join(value.split())
    try:
        clear = base64.b64decode(joined + b"=" * (-len(joined) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    user, colon, password = clear.partition(":")
    return (user, password) if colon and clear.isprintable() else None
