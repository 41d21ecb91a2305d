"""What the words of a letter weigh: whether it reports trouble at all, and what it is about.

Nobody can list all ways to say that something fails, or that nothing does. So words and pairs of words were weighed once, by what the
labelled letters of the corpus and the articles' own examples were about (``tests/corpus/learn.py``: two logistic regressions, with
the weights in ``knowledge/wording.yaml``); here the weights of those that a letter holds are added up. By words alone a finding is
never more than possible.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping

from cccdiag.expressions import expression
from cccdiag.records import dataclass
from cccdiag.triage.model import Certainty

# Beyond that silence nothing of this certainty is found in a letter. Of what was found beyond in seven hundred letters that were not
# learned from, nine of ten were false alarms if possible, five of six if likely.
_SILENT: Mapping[Certainty, float] = {"possible": 0.3, "likely": 0.5, "certain": 0.65}
# Below that a letter is taken to report something though a cue speaks against it.
_LOUD = 0.15
# Words alone are a finding only where it is hardly doubtful that they report something, and one article stands out so far: by its
# share among all, and beside the next one. Of letters that were not learned from, five of six are about it then.
_DOUBTFUL, _SHARE, _AHEAD = 0.25, 0.08, 1.5
# So many times as probable it must be to stand against a likeness, and that improbable is what is left out beside another finding.
_RATHER, _BESIDE = 4, 0.05
# The weights that count in every letter; no term is written like that.
ALWAYS = "(always)"
# Fewer known words and pairs are a fragment: what it quotes says more than how it is worded.
_FEW = 25
_LONGEST = 8000
_TERM = expression(r"\w+|[?!:;|#*>-]+")
# Three digits may be a code or a status; any other number is different in each letter.
_NUMBER = expression(r"\d+")
_TELLING = expression(r"[0-5]\d\d")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words of one letter say.

    ``silence`` is how likely it is that nothing is wrong, from 0 to 1; ``shares`` says of each article how probably the letter is
    about it, if about any, and sums up to 1.
    """

    silence: float
    shares: Mapping[str, float]

    @property
    def quiet(self) -> bool:
        """Whether the letter reads like those that report nothing, whatever it quotes."""
        return not self.allows("certain")

    def allows(self, certainty: Certainty) -> bool:
        """Whether the letter reads enough like a report for a finding that is so certain."""
        return self.silence <= _SILENT[certainty]

    @property
    def loud(self) -> bool:
        """Whether the letter reads so much like a report that a cue to the contrary is misleading."""
        return self.silence < _LOUD

    def about(self, fits: Callable[[str], bool]) -> str | None:
        """The article that the letter is most probably about, of those that fit; None where that is too doubtful."""
        if self.silence > _DOUBTFUL:
            return None
        (share, id_), (next_, _), *_ = sorted(
            [*((share, id_) for id_, share in self.shares.items() if fits(id_)), (0.0, ""), (0.0, "")], reverse=True
        )
        return id_ if share >= max(_SHARE, _AHEAD * next_) else None

    def belies(self, found: Collection[str]) -> frozenset[str]:
        """Articles that words alone show and that are improbable beside another one; all of them where hardly anything is reported."""
        if not self.allows("likely"):
            return frozenset(found)
        shares = {id_: self.shares.get(id_, 0.0) for id_ in found}
        least = _BESIDE * max(shares.values(), default=0.0)
        return frozenset(id_ for id_, share in shares.items() if share < least)

    def rather(self, id_: str, than: Iterable[str]) -> bool:
        """Whether the letter is about this article so much more probably than about any of the others."""
        return all(self.shares[id_] >= _RATHER * self.shares.get(other, 0.0) for other in than)


# What nobody has heard, or too little of, says nothing either way.
UNHEARD = Heard(_SILENT["possible"], {})


class Wording:
    """Hears letters by the weights that ``weigh`` gives of terms (:meth:`cccdiag.kb.index.Knowledge.weights`).

    Of each term that is known they are its rarity, its weight for silence, and those for articles, each after the article's id.
    Under ``ALWAYS`` stand those that count in every letter, one for each article.
    """

    def __init__(self, weigh: Callable[[Iterable[str]], Mapping[str, str]]) -> None:
        self._weigh = weigh

    def heard(self, text: bytes) -> Heard:
        """What the words of a letter say; nothing either way where next to none of them is known."""
        asked = terms(text[: 4 * _LONGEST].decode("utf-8", "replace"))
        weights = self._weigh((ALWAYS, *asked))
        known = [_weights(weights[term]) for term in asked if term in weights]
        if len(known) < _FEW:
            return UNHEARD
        length = math.sqrt(sum(rarity * rarity for rarity, _, _ in known))
        _, silence, sums = _weights(weights[ALWAYS])
        for rarity, weight, articles in known:
            share = rarity / length
            silence += share * weight
            for id_, each in articles.items():
                sums[id_] += share * each
        return Heard(1 / (1 + math.exp(-silence)), _shares(sums))


def _weights(entry: str) -> tuple[float, float, dict[str, float]]:
    rarity, silence, *articles = entry.split(" ")
    return float(rarity), float(silence), dict(zip(articles[::2], map(float, articles[1::2]), strict=True))


def terms(text: str) -> Collection[str]:
    """The words, marks and pairs of neighbours in the beginning of a text, each once, in their order; numbers that are no code are all the same."""
    found = _TERM.findall(_NUMBER.sub(_number, text[:_LONGEST].lower()))
    return dict.fromkeys((*found, *(f"{first} {second}" for first, second in itertools.pairwise(found))))


def _number(found: re.Match[str]) -> str:
    return found[0] if _TELLING.fullmatch(found[0]) else "0"


def _shares(sums: Mapping[str, float]) -> dict[str, float]:
    greatest = max(sums.values())
    powers = {id_: math.exp(each - greatest) for id_, each in sums.items()}
    whole = sum(powers.values())
    return {id_: power / whole for id_, power in powers.items()}
