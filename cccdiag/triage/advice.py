"""What is said of an article that was found: why it counts, and which of its causes comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cccdiag.kb.model import Article, Cause, Step
from cccdiag.triage.match import found
from cccdiag.triage.model import Action, CauseAdvice
from cccdiag.triage.tally import KEPT, Day, Sum

_LIKELIHOOD = {"common": 0, "occasional": 1, "rare": 2}
_REASONS = {
    "host": "the failing call went to a host of CCC",
    "logger": "the record was written by a part of the program that speaks with CCC",
    "word": "the text around it names CCC",
}


def together(parts: Sequence[Sum]) -> Sum:
    """The sums of several sources as one; a single one as it is."""
    if len(parts) == 1:
        return parts[0]
    total = Sum()
    for part in parts:
        total.records += part.records
        total.certain |= part.certain
        total.reasons |= part.reasons
        total.places += part.places
        total.proofs += part.proofs[: KEPT - len(total.proofs)]
    for part in parts:
        for name, day in part.days.items():
            other = total.days.get(name, day)
            count = day.records + (other.records if name in total.days else 0)
            total.days[name] = Day(count, min(day.first, other.first), max(day.last, other.last))
    times = [time for part in parts for time in (part.first, part.last) if time is not None]
    total.first, total.last = (min(times), max(times)) if times else (None, None)
    return total


def why(total: Sum) -> tuple[str, ...]:
    """Why it counts: how exact the wording is, in how many records, and what made them records about CCC."""
    exact = "an exact wording of this article" if total.certain else "words of this article, with what supports them"
    count = f"{exact} in {total.records} record{'s' if total.records != 1 else ''}"
    return (count, *(_REASONS[reason] for reason in ("host", "logger", "word") if reason in total.reasons))


def causes(article: Article, texts: Iterable[bytes]) -> list[Cause]:
    """The article's causes: those with evidence in the input first, then the common before the rare."""
    seen = tuple(texts)

    def rank(cause: Cause) -> tuple[bool, int]:
        shown = any(found(pattern, seen) for pattern in cause.evidence)
        return not shown, _LIKELIHOOD[cause.likelihood]

    return sorted(article.causes, key=rank)


def advise(cause: Cause, steps: Sequence[Step]) -> CauseAdvice:
    """A cause with its steps resolved, each under who does it."""
    actions = tuple(Action(step.text, step.actor or cause.actor, step.verify) for step in steps)
    texts = tuple(step.text for step in steps)
    return CauseAdvice(cause.id, cause.text, cause.likelihood, cause.actor, texts, cause.confirm, actions)


def times(total: Sum) -> tuple[tuple[str, int], ...]:
    """When how many records were met: one by one where the time of each is known, else the first of each day with its count."""
    known = sorted(time for _, time in total.places if time is not None)
    if known and len(known) == total.records:
        return tuple((time, 1) for time in known)
    return tuple((day.first, day.records) for _, day in sorted(total.days.items()))
