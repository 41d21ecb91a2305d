"""Signatures and their conditions: which articles a record shows, what was captured, and what must wait for the rest of the input."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cccdiag.kb.model import When
from cccdiag.records import dataclass
from cccdiag.triage.about import About, Product
from cccdiag.triage.clock import minutes_between
from cccdiag.triage.loosen import branches, numbered
from cccdiag.triage.records import Record
from cccdiag.triage.seek import Seeker, seeker

# A letter may name another host first and CCC later; a record of two megabytes is not asked everywhere.
_PLACES = 40
SignatureRow = tuple[str, str | None, list[str], str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One signature of one article; ``number`` is its place among all. One of ``literals`` occurs in whatever it matches."""

    number: int
    article: str
    name: str | None
    literals: tuple[bytes, ...]
    pattern: str
    when: When

    def waits(self, record: Record) -> bool:
        """Whether a condition can only be decided when the whole input is known. A letter is its own input, but for its product."""
        when = self.when
        elsewhere = when.within == "input" and not record.is_letter
        return elsewhere or when.product is not None or when.not_product is not None or when.at_least > 1

    def suits(self, products: frozenset[Product]) -> bool:
        """Whether the products that an input shows leave the signature a chance; an input that shows none leaves every one."""
        wanted, unwanted = self.when.product, self.when.not_product
        return not products or ((wanted is None or wanted in products) and unwanted not in products)

    @property
    def for_tickets_only(self) -> bool:
        """Whether the signature counts in nothing but the words of a person."""
        return self.when.context == ("ticket",)

    @property
    def for_tickets(self) -> bool:
        """Whether the signature counts in the words of a person."""
        return not self.when.context or "ticket" in self.when.context


@dataclass(frozen=True, slots=True)
class Match:
    """A signature found in a record, its conditions for the record fulfilled; ``reason`` says what made the record one about CCC."""

    rule: Rule
    start: int
    end: int
    captures: Mapping[str, str]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A signature found in a record, and the condition that it did not fulfil."""

    rule: Rule
    condition: str


def rules_of(rows: Iterable[SignatureRow]) -> tuple[Rule, ...]:
    """All signatures (:meth:`cccdiag.kb.index.Knowledge.signatures`), numbered."""
    return tuple(
        Rule(number, article, name, tuple(text.encode() for text in literals), pattern, _when(conditions))
        for number, (article, name, literals, pattern, conditions) in enumerate(rows)
    )


def _when(plain: Mapping[str, Any]) -> When:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}
    return When(**values)


def judge(rule: Rule, record: Record, about: About, *, thorough: bool = False) -> Match | Refusal | None:
    """Confirm one signature in one record: None when the pattern does not match.

    A signature for another kind of text is not even tried, unless ``thorough`` wants every refusal told.
    """
    if rule.literals and not _holds(record.folded, rule.literals):
        return None
    when = rule.when
    if when.context and not record.kinds.intersection(when.context) and not thorough:
        return None
    hits = _hits(rule.pattern, record)
    first = next(hits, None)
    if first is None:
        return None
    refused = _refused(when, record)
    if refused is not None:
        return Refusal(rule, refused)
    if when.about == "nobody-else" and about.called_another(first[0]):
        return Refusal(rule, "about: nobody-else")
    if when.about != "ccc":
        return _match(rule, record, *first, None)
    for view, match in itertools.chain((first,), hits):
        if reason := about.ccc(view, record.head.logger, match.start(), match.end()):
            return _match(rule, record, view, match, reason)
    return Refusal(rule, "about: ccc")


def _holds(folded: bytes, texts: Iterable[bytes]) -> bool:
    """Whether one of these texts is there."""
    for text in texts:  # noqa: SIM110 - asked for every signature of every record, and any() takes twice as long
        if text in folded:
            return True
    return False


def _match(rule: Rule, record: Record, view: bytes, match: re.Match[bytes], reason: str | None) -> Match:
    start, end = match.span() if view is record.text else (0, 0)
    return Match(rule, start, end, _captures(match), reason)


@functools.cache
def _seekers(pattern: str) -> tuple[Seeker, ...]:
    """One for each alternative of a pattern, in their order; one for the whole where its groups have numbers, which count over all."""
    return (seeker(pattern),) if numbered(pattern) else tuple(map(seeker, branches(pattern)))


def _hits(pattern: str, record: Record) -> Iterator[tuple[bytes, re.Match[bytes]]]:
    """Where the pattern matches in the first view in which it does; the first few places, each looked for when asked for.

    The next place is where the next of the alternatives matches: most have no text there, and need not be compiled.
    """
    seekers = [one for one in _seekers(pattern) if one.possible(record.folded)]
    for view, folded in zip(record.views, record.foldings, strict=True) if seekers else ():
        ahead = [(match, one) for one in seekers if (match := one.after(view, folded))]
        if not ahead:
            continue
        for _ in range(_PLACES):
            match, _one = min(ahead, key=_start)
            yield view, match
            end = max(match.end(), match.start() + 1)
            ahead = [
                (later, one)
                for match, one in ahead
                if (later := match if match.start() >= end else one.after(view, folded, end))
            ]
            if not ahead:
                return
        return


def _start(hit: tuple[re.Match[bytes], Seeker]) -> int:
    return hit[0].start()


def found(pattern: str, texts: Iterable[bytes]) -> bool:
    """Whether the pattern matches in one of these texts."""
    return _found(pattern, ((text, text.lower()) for text in texts))


def _found(pattern: str, texts: Iterable[tuple[bytes, bytes]]) -> bool:
    """As :func:`found`, each text with itself in lower case."""
    one = seeker(pattern)
    return any(one.first(text, folded) for text, folded in texts)


def _refused(when: When, record: Record) -> str | None:
    """The first condition on the record itself that is not fulfilled."""
    if record.hearsay is not None:
        return f"the text only talks about it: {record.hearsay}"
    if when.context and not record.kinds.intersection(when.context):
        return f"context: {', '.join(when.context)}"
    if when.level is not None and not record.at_least(when.level):
        return f"level: {when.level}"
    if when.within == "record" or record.is_letter:
        unmet = _unfulfilled(when, tuple(zip(record.views, record.foldings, strict=True)))
        if unmet is not None:
            return unmet
    if when.after_idle is not None and not _idle(when.after_idle, record):
        return f"after_idle: {when.after_idle}"
    return None


def unfulfilled(when: When, views: Iterable[bytes]) -> str | None:
    """The first of ``all``, ``any``, ``none`` that these texts do not fulfil, in words."""
    return _unfulfilled(when, tuple((text, text.lower()) for text in views))


def _unfulfilled(when: When, texts: Sequence[tuple[bytes, bytes]]) -> str | None:
    """As :func:`unfulfilled`, each text with itself in lower case."""
    for pattern in when.all:
        if not _found(pattern, texts):
            return f"all: {pattern}"
    if when.any and not any(_found(pattern, texts) for pattern in when.any):
        return f"any: {' | '.join(when.any)}"
    for pattern in when.none:
        if _found(pattern, texts):
            return f"none: {pattern}"
    return None


def _idle(minutes: int, record: Record) -> bool:
    gap = minutes_between(record.last_ccc, record.head.time)
    return gap is not None and gap >= minutes


def _captures(match: re.Match[bytes]) -> dict[str, str]:
    if not match.re.groups:
        return {}
    named = {name: text.decode("utf-8", "replace") for name, text in match.groupdict().items() if text is not None}
    numbered = (
        {}
        if named
        else {str(number): text.decode("utf-8", "replace") for number, text in enumerate(match.groups(), 1) if text}
    )
    return {**numbered, **named}
