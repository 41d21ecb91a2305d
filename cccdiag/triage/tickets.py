"""Free text: what a letter means when no exact wording is in it.

It may be like the sentences in which people describe an article (:mod:`cccdiag.triage.likeness`), or its words may weigh like those of
letters about it (:mod:`cccdiag.triage.wording`). Neither is ever certain; what is improbable beside something else is left out.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cccdiag.triage.about import About, Product
from cccdiag.triage.court import Swept
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.likeness import Description, Likeness
from cccdiag.triage.model import Certainty
from cccdiag.triage.prose import prose_lines
from cccdiag.triage.records import Record
from cccdiag.triage.tally import Sum
from cccdiag.triage.words import Language

# A letter about rights needs less to be understood than one that only names a program, and that less than one of another field.
_POSSIBLE, _PROGRAM_ONLY, _FROM_OUTSIDE, _TELLING, _LIKELY, _SURE_OF_SECOND = 1.65, 2.0, 2.5, 2.4, 3.2, 3.0
# So much closer must an article be than those whose wordings were found, to stand beside them.
_BETTER = 1.35
_ITEM = re.compile(r"\n\s*(?=(?:\(?\d{1,2}[.)]|[-*•])\s)")
_CODE = re.compile(r"CCC_\d{3}\Z")
_THROWN = re.compile(r"\b\w+\.[\w.]+(?:Exception|Error)\b")
_MISSING = "please tell which product and version it is, the exact text of the message, and send the log"


@dataclass(frozen=True, slots=True)
class Understood:
    """An article that a letter seems to be about."""

    article: str
    certainty: Certainty
    sum: Sum
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """What the letters among the inputs add: findings by meaning, scores that order the others, and what to ask for.

    ``belied`` are articles of which wordings were found, though the letters are not about them: about others that were found.
    """

    findings: tuple[Understood, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    vague: tuple[str, ...] = ()
    belied: frozenset[str] = frozenset()


class Reader:
    """Understands letters."""

    def __init__(self, descriptions: Sequence[Description], language: Language, cues: Hearsay, about: About) -> None:
        self._likeness = Likeness(descriptions, language, cues, about)
        self._cues = cues
        self._related = {id_: related for id_, _, related, _ in descriptions}

    def against(self, letter: Record, id_: str, products: frozenset[Product]) -> str | None:
        """What keeps one article from being read out of a letter without an exact wording; None when nothing does."""
        text = self._prose(letter)
        scores = self._likeness.scores(text, products)
        if id_ not in scores:
            return "similarity: the letter is about something that the article is not about"
        needed = self._needed(text, _POSSIBLE)
        best = max(scores, key=lambda other: (scores[other], other))
        if scores[id_] < needed:
            return f"similarity: {scores[id_]:.1f}, and {needed:.1f} is needed"
        if best != id_:
            return f"similarity: {scores[id_]:.1f}, and {best} has {scores[best]:.1f}"
        if not self._tells(text, scores[id_]):
            return "similarity: the letter tells of no trouble"
        return None

    def _tells(self, text: str, score: float) -> bool:
        """Whether something is amiss in the words; what is no close likeness has to be a report as well."""
        raw = text.encode()
        return self._cues.complains(raw) and (score >= _TELLING or self._cues.reports(raw))

    def _prose(self, letter: Record) -> str:
        return b"\n".join(prose_lines(letter.views[-1])).decode("utf-8", "replace")

    def _needed(self, text: str, least: float) -> float:
        raw = text.encode()
        if self._cues.names_rights(raw):
            return least
        return max(least, _PROGRAM_ONLY if self._cues.in_field(raw) else _FROM_OUTSIDE)

    def read(
        self, swept: Sequence[Swept], found: Mapping[str, Sequence[tuple[str, Sum]]], products: frozenset[Product]
    ) -> Letters:
        """Read all letters. ``found`` are the articles that signatures have shown, with the sources in which they were seen."""
        findings: dict[str, Understood] = {}
        scores: dict[str, float] = {}
        vague: list[str] = []
        belied: set[str] = set()
        for one in swept:
            shown = {id_ for id_, parts in found.items() if any(_with(one.source.name, source) for source, _ in parts)}
            certain = any(
                part.certain for id_ in shown for source, part in found[id_] if _with(one.source.name, source)
            )
            for letter in one.letters:
                if letter.hearsay is not None:
                    continue
                fitting = one.products or products
                understood = self._letter(letter, shown, fitting, scores, certain=certain)
                if not shown:
                    alike = [each for each in understood if letter.heard.allows(each.certainty)]
                    understood = self._worded(letter, alike, fitting)
                findings.update({finding.article: finding for finding in understood if finding.article not in found})
                if len(one.letters) == 1:
                    doubted = {id_ for id_ in shown if _only_words(found[id_], one.source.name)}
                    belied |= letter.heard.belies(shown) & doubted
                if not shown and not understood and self._cues.vague(letter.text):
                    vague.append(f"{one.source.name}: too little to go on; {_MISSING}")
        return Letters(tuple(findings.values()), scores, tuple(vague), frozenset(belied))

    def _letter(
        self, letter: Record, shown: set[str], products: frozenset[Product], scores: dict[str, float], *, certain: bool
    ) -> list[Understood]:
        text = self._prose(letter)
        whole = self._likeness.scores(text, products)
        for id_, score in whole.items():
            scores[id_] = max(scores.get(id_, 0.0), score)
        if not shown:
            return self._best(letter, whole, text, _POSSIBLE)
        closest = max((whole.get(id_, 0.0) for id_ in shown), default=0.0)
        # Who names a code, or shows what the program threw, has said what it is.
        named = any(_CODE.match(id_) for id_ in shown) or _THROWN.search(letter.text.decode("utf-8", "replace"))
        better = [] if certain or named else self._best(letter, whole, text, max(_TELLING, closest * _BETTER))
        if better:
            return [dataclasses.replace(understood, certainty="likely") for understood in better]
        related = shown | {other for id_ in shown for other in self._related.get(id_, ())}
        findings: list[Understood] = []
        for item in _ITEM.split(text)[1:]:
            findings += [
                finding
                for finding in self._best(letter, self._likeness.scores(item, products), item, _SURE_OF_SECOND)
                if finding.article not in related
            ]
        return findings

    def _worded(self, letter: Record, alike: list[Understood], products: frozenset[Product]) -> list[Understood]:
        """What the words of a letter say when no likeness was found, or one that they belie."""
        heard = letter.heard
        id_ = heard.about(lambda each: self._likeness.fits(each, products))
        if id_ is None or not self._cues.complains(self._prose(letter).encode()):
            return alike
        if alike and not heard.rather(id_, (one.article for one in alike)):
            return alike
        total = Sum()
        total.add_one(letter, 0, {}, certain=False)
        why = f"letters with these words are about this ({heard.shares[id_]:.0%} by their weights); no exact wording is in it"
        return [Understood(id_, "possible", total, _POSSIBLE, (why,))]

    def _best(self, letter: Record, scores: Mapping[str, float], text: str, least: float) -> list[Understood]:
        if not scores:
            return []
        needed = self._needed(text, least)
        id_, score = max(scores.items(), key=lambda item: (item[1], item[0]))
        if score < needed or not self._tells(text, score):
            return []
        total = Sum()
        total.add_one(letter, 0, {}, certain=False)
        why = f"the letter reads like what people write about this (similarity {score:.1f}, needed {needed:.1f}); no exact wording is in it"
        return [Understood(id_, "likely" if score >= _LIKELY else "possible", total, score, (why,))]


def _with(letter: str, source: str) -> bool:
    """Whether a source is the letter itself or came with it."""
    return source == letter or source.startswith(f"{letter}!")


def _only_words(parts: Sequence[tuple[str, Sum]], letter: str) -> bool:
    """Whether nothing but the words of one letter speaks for an article."""
    return all(source == letter and not part.certain for source, part in parts)
