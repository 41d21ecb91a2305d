"""Taking secrets and personal data out of a text.

Every rule is tried where its label occurs; the value of a password or of a Basic header is then taken out of the rest of the
text too, in clear and as JSON, XML, URLs and base64 write it. A value becomes a token such as ``‹password:3f9a›``: the same
value gives the same token within a case, because the digits are a keyed hash of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import urllib.parse
from collections.abc import Iterable

from cccdiag.redact.model import SHORTEST_KNOWN, CompiledRule, Kind, Redacted, Replacement, Ruleset

_TOKEN = re.compile(rb"\xe2\x80\xb9[a-z]+:[0-9a-f]{4}\xe2\x80\xba")
_XML = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;"))

# start, end, rule, kind, the value as it is when nothing is escaped
Span = tuple[int, int, str, Kind, bytes]


def redact(text: str, rules: Ruleset, known: Iterable[tuple[str, Kind]] = (), key: bytes = b"") -> Redacted:
    """Replace what the rules find, and every ``known`` value (its text and kind) in all its written forms.

    ``key`` makes tokens of different cases incomparable. A text without secrets comes back as it was; redacting twice is
    the same as redacting once; lines keep their numbers.
    """
    data = text.encode("utf-8", "surrogatepass")
    folded = data.lower()
    spans: list[Span] = []
    learnt: dict[str, Kind] = {}
    for rule in rules.rules:
        if rule.words and not any(word in folded for word in rule.words):
            continue
        for start, end in _values(rule, data):
            spans.append((start, end, rule.rule.id, rule.rule.kind, data[start:end]))
            if rule.rule.learn:
                _learn(learnt, data[start:end], rule)
    for value, kind in (*known, *learnt.items()):
        spans.extend(_elsewhere(data, value, kind))
    pieces, replaced = _apply(data, spans, key)
    return Redacted(pieces.decode("utf-8", "surrogatepass"), replaced, tuple(learnt.items()))


def _values(rule: CompiledRule, data: bytes) -> Iterable[tuple[int, int]]:
    for match in rule.pattern.finditer(data):
        start, end = match.span("secret")
        if rule.stop and (stop := rule.stop.search(data, start, end)):
            end = stop.start()
        value = data[start:end]
        if value and not _TOKEN.match(value) and not (rule.unless and rule.unless.fullmatch(value)) and _passes(rule, value):
            yield start, end


def _passes(rule: CompiledRule, value: bytes) -> bool:
    check = rule.rule.check
    if check == "luhn":
        return _luhn(value)
    if check == "mixed":
        return bool(re.search(rb"[0-9]", value)) or bool(re.search(rb"[^\w.,;:!?)'\"-]", value)) or _odd_case(value)
    if check == "basic":
        return _basic(value) is not None
    return True


def _odd_case(value: bytes) -> bool:
    return bool(re.search(rb"[a-z][A-Z]", value))


def _luhn(value: bytes) -> bool:
    digits = [int(character) for character in value.decode("ascii") if character.isdigit()]
    total = sum(digits[-1::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return total % 10 == 0


def _basic(value: bytes) -> tuple[str, str] | None:
    """The pair inside a Basic header's value, or None when it is no such value."""
    try:
        clear = base64.b64decode(value + b"=" * (-len(value) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    user, colon, password = clear.partition(":")
    return (user, password) if colon and clear.isprintable() else None


def _learn(learnt: dict[str, Kind], value: bytes, rule: CompiledRule) -> None:
    text = value.decode("utf-8", "surrogatepass")
    if len(text) >= SHORTEST_KNOWN:
        learnt.setdefault(text, rule.rule.kind)
    if rule.rule.check == "basic" and (pair := _basic(value)):
        for part in pair:
            if len(part) >= SHORTEST_KNOWN:
                learnt.setdefault(part, "key")


def _elsewhere(data: bytes, value: str, kind: Kind) -> Iterable[Span]:
    plain = value.encode("utf-8", "surrogatepass")
    for form in written_forms(value):
        start = data.find(form)
        while start >= 0:
            yield start, start + len(form), "known-value", kind, plain
            start = data.find(form, start + len(form))


def written_forms(value: str) -> tuple[bytes, ...]:
    """How a value may stand in a text: plain, and as JSON, XML, a URL or base64 would write it; longest first."""
    xml = value
    for plain, escaped in _XML:
        xml = xml.replace(plain, escaped)
    raw = value.encode("utf-8", "surrogatepass")
    forms = {
        raw,
        json.dumps(value)[1:-1].encode(),
        json.dumps(value, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass"),
        xml.encode("utf-8", "surrogatepass"),
        urllib.parse.quote(raw, safe="").encode(),
        urllib.parse.quote_plus(raw).encode(),
        base64.b64encode(raw).rstrip(b"="),
    }
    return tuple(sorted((form for form in forms if len(form) >= min(SHORTEST_KNOWN, len(raw))), key=len, reverse=True))


def _apply(data: bytes, spans: list[Span], key: bytes) -> tuple[bytes, tuple[Replacement, ...]]:
    spans.sort(key=lambda span: (span[0], -span[1]))
    pieces: list[bytes] = []
    replaced: list[Replacement] = []
    tokens = [match.span() for match in _TOKEN.finditer(data)]
    position, line, counted = 0, 1, 0
    for begin, end, rule, kind, value in spans:
        start = max(begin, position)
        if start >= end or any(a < end and start < b for a, b in tokens):
            continue
        line += data.count(b"\n", counted, start)
        counted = start
        token = _token(value, kind, key)
        # A value that went over several lines leaves its line ends behind: line numbers must stay.
        pieces += [data[position:start], token.encode(), b"\n" * data.count(b"\n", start, end)]
        replaced.append(Replacement(rule, kind, line, token))
        position = end
    pieces.append(data[position:])
    return b"".join(pieces), tuple(replaced)


def _token(value: bytes, kind: Kind, key: bytes) -> str:
    return f"‹{kind}:{hashlib.blake2b(value, key=key[:64], digest_size=2).hexdigest()}›"
