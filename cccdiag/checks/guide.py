"""The order of work of a guide, walked question by question: what was answered, which causes are left, what to do. Pure.

A walk is a value: an answer gives a new walk and leaves the old one as it was, so that a form, a terminal and a file of answers can
share it, go back, or try both ways. Nothing here prints, asks or runs a check.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cccdiag.errors import InputError
from cccdiag.kb.index import Knowledge
from cccdiag.kb.model import Article, Cause, Guide, GuideAnswer, GuideStep, Step

Product = Literal["illiad", "ares"]
Word = Literal["yes", "no", "unknown"]
Standing = Literal["likely", "open", "ruled-out"]
PRODUCTS: Mapping[Product, str] = {"illiad": "ILLiad", "ares": "Ares"}
DEFAULT = "ccc-authentication"
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: to which question, the word, who gave it (``person``, ``file`` or a check's id), and what was seen."""

    question: str
    word: Word
    by: str = PERSON
    note: str = ""


@dataclass(frozen=True, slots=True)
class CauseStanding:
    """A cause, how it stands after the answers so far, and the question that made it stand so."""

    cause: Cause
    article: str
    standing: Standing
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a walk ended: what it means, the article to read, and the steps to carry out. ``settled`` is false if nobody could tell."""

    text: str
    article: str
    steps: tuple[Step, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through a guide for one product; :func:`start` makes one."""

    id: str
    guide: Guide
    product: Product
    article: Article
    known: tuple[tuple[Cause, str], ...]
    shared: Mapping[str, Step] = field(repr=False, hash=False)
    answers: tuple[Answered, ...] = ()

    @property
    def questions(self) -> tuple[GuideStep, ...]:
        """The questions of this product, in their order."""
        return tuple(step for step in self.guide.path if step.product in (None, self.product))

    @property
    def asked(self) -> tuple[tuple[GuideStep, Answered], ...]:
        """The questions that were answered, with their answers."""
        steps = {step.id: step for step in self.guide.path}
        return tuple((steps[one.question], one) for one in self.answers)

    @property
    def question(self) -> GuideStep | None:
        """The question to ask now; None when the walk has ended."""
        if not self.answers:
            return self._concerning(self.guide.path[0].id)
        step, given = self.asked[-1]
        return self._concerning(step.otherwise if given.word == "unknown" else _branch(step, given).next)

    def _concerning(self, id_: str | None) -> GuideStep | None:
        """The question of that id, or the first behind it that concerns the product."""
        steps = {step.id: step for step in self.guide.path}
        while id_ is not None and steps[id_].product not in (None, self.product):
            id_ = steps[id_].otherwise
        return steps[id_] if id_ is not None else None

    def answer(self, word: Word, by: str = PERSON, note: str = "") -> Walk:
        """The walk after an answer to its question.

        Raises:
            InputError: the walk has ended, or the word is none.
        """
        question = self.question
        if question is None:
            raise InputError("the guide has come to its end; there is no question to answer")
        if word not in ("yes", "no", "unknown"):
            raise InputError(f"{word!r} is no answer to {question.id}; answer yes, no or unknown")
        return dataclasses.replace(self, answers=(*self.answers, Answered(question.id, word, by, note)))

    def back(self) -> Walk:
        """The walk without its last answer."""
        return dataclasses.replace(self, answers=self.answers[:-1])

    @property
    def causes(self) -> tuple[CauseStanding, ...]:
        """Every cause with its standing: the likely first, then the open, then what is ruled out."""
        standing: dict[str, tuple[Standing, str]] = {}
        for step, given in self.asked:
            if given.word != "unknown":
                branch = _branch(step, given)
                standing |= dict.fromkeys(branch.clears, ("ruled-out", step.id))
                standing |= dict.fromkeys(branch.causes, ("likely", step.id))
        found = [CauseStanding(cause, owner, *standing.get(cause.id, ("open", None))) for cause, owner in self.known]
        return tuple(sorted(found, key=lambda one: ("likely", "open", "ruled-out").index(one.standing)))

    @property
    def remaining(self) -> tuple[CauseStanding, ...]:
        """The causes that are not ruled out."""
        return tuple(one for one in self.causes if one.standing != "ruled-out")

    @property
    def on_the_way(self) -> tuple[Step, ...]:
        """The steps that answers asked for before the guide went on, each once."""
        wanted = [
            one
            for step, given in self.asked
            if given.word != "unknown" and (branch := _branch(step, given)).next
            for one in branch.steps
        ]
        return tuple(self.shared[one] for one in dict.fromkeys(wanted))

    @property
    def outcome(self) -> Outcome | None:
        """What follows, once there is nothing left to ask."""
        if self.question is not None:
            return None
        step, given = self.asked[-1]
        if given.word == "unknown":
            text = "Nobody could tell, so the guide ends here; the causes that are left are named below."
            return Outcome(text, self.article.id, (), settled=False)
        branch = _branch(step, given)
        likely = (each.cause for each in self.causes if each.standing == "likely")
        wanted: list[str | Step] = [*branch.steps] or [one for cause in likely for one in cause.steps]
        steps = tuple(self.shared[one] if isinstance(one, str) else one for one in wanted)
        return Outcome(branch.text, branch.articles.get(self.product, self.article.id), steps, settled=True)


def _branch(step: GuideStep, given: Answered) -> GuideAnswer:
    return step.yes if given.word == "yes" else step.no


def start(knowledge: Knowledge, product: Product, guide: str = DEFAULT) -> Walk:
    """The beginning of a guide.

    Raises:
        InputError: there is no such guide, no such product, or the guide has no questions.
    """
    guides = knowledge.guides()
    if guide not in guides or not guides[guide].path:
        raise InputError(f"there is no guide {guide!r}; there are: {', '.join(guides)}")
    if product not in PRODUCTS:
        raise InputError(f"there is no guide for {product!r}; say illiad or ares")
    path = guides[guide].path
    named = {id_ for step in path for branch in (step.yes, step.no) for id_ in (*branch.causes, *branch.clears)}
    sharing = [one for one in knowledge.articles() if one.guide == guide and one.environment.system == product]
    main = max(sharing, key=lambda one: len(named & {cause.id for cause in one.causes}))
    causes: dict[str, tuple[Cause, str]] = {cause.id: (cause, main.id) for cause in main.causes}
    for article in sharing:
        for cause in article.causes:
            if cause.id in named:
                causes.setdefault(cause.id, (cause, article.id))
    return Walk(guide, guides[guide], product, main, tuple(causes.values()), knowledge.steps())
