"""Taking secrets and personal data out of a text.

Every rule is tried where its words occur; the value of a password or of a Basic header is then taken out of the rest of the
text too, in every form in which it could be written. A value becomes a token such as ``‹password:3f9a›``: the same value gives
the same token within a case, because the digits are a keyed hash of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from cccdiag.redact.forms import unescaped
from cccdiag.redact.known import Known
from cccdiag.redact.model import SHORTEST_KNOWN, CompiledRule, Kind, Redacted, Replacement, Ruleset, Search, Span
from cccdiag.redact.recognise import pair, values, values_at
from cccdiag.redact.tokens import Tokens, apply

# A token may end a word that hid the label behind it; then that one's turn comes in a further pass.
_PASSES = 8


def redact(text: str, rules: Ruleset, known: Iterable[tuple[str, Kind]] = (), key: bytes = b"") -> Redacted:
    """Replace what the rules find, and every ``known`` value (its text and kind) in all its written forms.

    ``key`` makes tokens of different cases incomparable. A text without secrets comes back as it was; redacting twice is
    the same as redacting once; lines keep their numbers.
    """
    data = text.encode("utf-8", "surrogatepass")
    values_, tokens = Known(known), Tokens(key)
    replaced: list[Replacement] = []
    for _ in range(_PASSES):
        spans = found(data, rules, values_)
        more: list[Replacement] = []
        spans += values_.spans(data, {(span.start, span.end) for span in spans})
        data = apply(data, spans, tokens, more.append)
        replaced += more
        if not more:
            break
    replaced.sort(key=lambda one: one.line)
    return Redacted(data.decode("utf-8", "surrogatepass"), tuple(replaced), tuple(values_.learnt.items()))


def found(data: bytes, rules: Ruleset, known: Known, search: Search | None = None) -> list[Span]:
    """What the rules find; the values that they teach are added to ``known``. ``search`` looks for the hints of all rules."""
    folded = b"" if search else data.lower()
    places: list[list[tuple[int, int]]] = [[] for _ in rules.rules]
    for end, number, start in search(data) if search else ():
        places[number].append((end, start))
    spans: list[Span] = []
    for rule, hinted in zip(rules.rules, places, strict=True):
        if search and not hinted:
            continue
        name, kind, escaped, learn = (
            rule.rule.id,
            rule.rule.kind,
            rule.rule.escaped,
            rule.rule.learn and known.takes(rule.rule.kind),
        )
        for start, end, value in values_at(rule, data, hinted) if search else values(rule, data, folded):
            # A rule counts bytes; where its limit falls inside a character, that character goes as a whole.
            whole = next((at for at in range(end, min(end + 3, len(data))) if data[at] & 0xC0 != 0x80), end)
            value, end = value + data[end:whole], whole  # noqa: PLW2901 - the bounds as they have to be
            plain = unescaped(value, escaped) if escaped else value
            spans.append(Span(start, end, name, kind, plain))
            if learn:
                _learn(known, plain, rule)
    return spans


def _learn(known: Known, value: bytes, rule: CompiledRule) -> None:
    if rule.rule.check != "basic":
        try:
            known.learn(value.decode("utf-8", "surrogatepass"), rule.rule.kind)
        except (
            UnicodeDecodeError
        ):  # bytes of another encoding in a text of UTF-8: elsewhere the value may stand in UTF-8
            known.learn(value.decode("cp1252", "replace"), rule.rule.kind)
        return
    known.learn(b"".join(value.split()).decode("ascii"), rule.rule.kind)
    for part in pair(value) or ():
        if len(part) >= SHORTEST_KNOWN:
            known.learn(part, "key")
