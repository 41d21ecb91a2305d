"""Taking secrets and personal data out of a text.

Every rule is tried where its words occur; the value of a password or of a Basic header is then taken out of the rest of the
text too, in every form in which it could be written. A value becomes a token such as ``‹password:3f9a›``: the same value gives
the same token within a case, because the digits are a keyed hash of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from cccdiag.redact.bounds import pair
from cccdiag.redact.forms import unescaped
from cccdiag.redact.known import Known
from cccdiag.redact.lessons import Pupil
from cccdiag.redact.model import SHORTEST_KNOWN, CompiledRule, Kind, Places, Redacted, Replacement, Ruleset, Spans
from cccdiag.redact.recognise import values, values_at
from cccdiag.redact.replacing import apply
from cccdiag.redact.tokens import Tokens


def redact(text: str, rules: Ruleset, known: Iterable[tuple[str, Kind]] = (), key: bytes = b"") -> Redacted:
    """Replace what the rules find, and every ``known`` value (its text and kind) in all its written forms.

    ``key`` makes tokens of different cases incomparable. A text without secrets comes back as it was; redacting twice is
    the same as redacting once; lines keep their numbers.
    """
    data = text.encode("utf-8", "surrogatepass")
    values_, tokens = Known(known), Tokens(key)
    replaced: list[Replacement] = []
    spans = found(data, rules, values_)
    spans += values_.spans(data, spans)
    data = apply(data, spans, tokens, replaced.extend)
    return Redacted(data.decode("utf-8", "surrogatepass"), tuple(replaced), tuple(values_.learnt.items()))


def found(data: bytes, rules: Ruleset, pupil: Pupil, places: Places | None = None) -> Spans:
    """What the rules find; ``pupil`` is told the values that they teach. ``places``: where the hints are, by the number of the rule."""
    far = places is None or any(rules.rules[number].far for number in places)
    folded = data.lower() if far else b""
    spans: Spans = []
    hosts: set[int] = set()
    for number in range(len(rules.rules)) if places is None else sorted(places):
        rule = rules.rules[number]
        name, kind, escaped = rule.rule.id, rule.rule.kind, rule.rule.escaped
        bounds = values(rule, data, folded) if places is None else values_at(rule, data, places[number], folded)
        found_here = (
            [(start, end, name, kind, unescaped(value, escaped)) for start, end, value in bounds]
            if escaped
            else [(start, end, name, kind, value) for start, end, value in bounds]
        )
        spans += found_here
        if escaped == "url":
            hosts.update(end for _, end, *_ in found_here)
        if any(map(pupil.takes, rule.teaches)):
            for *_, value in found_here:
                _learn(pupil, value, rule)
    if hosts:
        # What looks like an address there is the end of a password, and the host of an URL: that one stays.
        spans = [span for span in spans if span[3] != "mail" or data.find(b"@", span[0], span[1]) not in hosts]
    return spans


def _learn(known: Pupil, value: bytes, rule: CompiledRule) -> None:
    if rule.rule.check != "basic":
        try:
            known.learn(value.decode("utf-8", "surrogatepass"), rule.rule.kind)
        except (
            UnicodeDecodeError
        ):  # bytes of another encoding in a text of UTF-8: elsewhere the value may stand in UTF-8
            known.learn(value.decode("cp1252", "replace"), rule.rule.kind)
        return
    # Bytes behind it that are no character of their own went with it; they are not of the header.
    header = b"".join(value.split()).decode("ascii", "ignore")
    known.learn(header, rule.rule.kind)
    for part in pair(header.encode()) or ():
        if len(part) >= SHORTEST_KNOWN:
            known.learn(part, "key")
