"""How much a letter is like the sentences in which people describe an article.

A letter is compared with them sentence by sentence: the share of a sentence's meaning that the letter holds, weighted by how telling
each word is among all articles.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from cccdiag.records import dataclass
from cccdiag.triage.about import About, Product
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.words import Language

_SECOND, _THIRD = 0.3, 0.15
_SHORT = 4


# Id, system, related ids, sentences (cccdiag.kb.index.Knowledge.descriptions).
Description = tuple[str, str, list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence or two: what they mean, whether they name CCC, and whether they name somebody else and not CCC."""

    meanings: frozenset[str]
    ccc: bool
    elsewhere: bool


class Likeness:
    """Articles as people describe them, ready to be compared with letters."""

    def __init__(self, descriptions: Iterable[Description], language: Language, cues: Hearsay, about: About) -> None:
        self._language = language
        self._cues = cues
        self._about = about
        self._systems: dict[str, str] = {}
        self._described: dict[str, tuple[frozenset[str], ...]] = {}
        for id_, system, _, texts in descriptions:
            self._systems[id_] = system
            self._described[id_] = tuple(language.meanings(text) for text in texts)
        count: dict[str, int] = {}
        for sentences in self._described.values():
            for meaning in frozenset().union(*sentences):
                count[meaning] = count.get(meaning, 0) + 1
        self._weights = {
            meaning: math.log(1 + len(self._described) / (number + 0.5)) for meaning, number in count.items()
        }
        self._unknown = math.log(1 + len(self._described) / 0.5)

    def scores(self, text: str, products: frozenset[Product]) -> dict[str, float]:
        """How well each article fits the text; articles of a product that the text does not name are left out where it names one."""
        windows = self._windows(text)
        if not windows:
            return {}
        ours = [window for window in windows if not window.elsewhere]
        named = [window for window in ours if window.ccc]
        if not named and len(ours) < len(windows):
            ours = []  # other trouble is told, and CCC is not named beside it
        scores: dict[str, float] = {}
        for id_, described in self._described.items():
            if self.fits(id_, products):
                system = self._systems[id_]
                fitting = windows if system == "lookalike" else named if system in ("http", "network") else ours
                scores[id_] = self._score(described, fitting) if fitting else 0.0
        return scores

    def _windows(self, text: str) -> list[Window]:
        """Each sentence, each two that follow one another, and a short letter as a whole."""
        sentences = [sentence for sentence in self._language.split(text) if self._language.meanings(sentence)]
        texts = [*sentences, *(f"{first}. {second}" for first, second in itertools.pairwise(sentences))]
        if 2 < len(sentences) <= _SHORT:
            texts.append(". ".join(sentences))
        return list(dict.fromkeys(self._window(piece) for piece in dict.fromkeys(texts)))

    def _window(self, piece: str) -> Window:
        raw = piece.encode("utf-8", "replace")
        ccc = self._about.names_ccc(raw)
        return Window(
            self._language.meanings(piece),
            ccc,
            not ccc and (self._about.names_others(raw) or self._cues.elsewhere(raw)),
        )

    def _score(self, described: Sequence[frozenset[str]], windows: Sequence[Window]) -> float:
        best = sorted((self._similarity(sentence, windows) for sentence in described if sentence), reverse=True)
        return sum(part * share for part, share in zip(best, (1.0, _SECOND, _THIRD), strict=False))

    def _similarity(self, sentence: frozenset[str], windows: Sequence[Window]) -> float:
        whole = sum(map(self._weight, sentence))
        shared = max(sum(map(self._weight, sentence & window.meanings)) for window in windows)
        return shared / whole * math.sqrt(shared)

    def _weight(self, meaning: str) -> float:
        return self._weights.get(meaning, self._unknown)

    def fits(self, id_: str, products: frozenset[Product]) -> bool:
        """Whether an article is about a product that is named; where none is named, each is."""
        system = self._systems.get(id_)
        return system is not None and (system not in ("illiad", "ares") or not products or system in products)
