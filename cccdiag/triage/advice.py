"""What is said of an article that was found: why it counts, and which of its causes comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cccdiag.kb.model import Article, Cause
from cccdiag.triage.match import found
from cccdiag.triage.tally import KEPT, Sum

_LIKELIHOOD = {"common": 0, "occasional": 1, "rare": 2}
_REASONS = {
    "host": "the failing call went to a host of CCC",
    "logger": "the record was written by a part of the program that speaks with CCC",
    "word": "the text around it names CCC",
}


def together(parts: Sequence[Sum]) -> Sum:
    """The sums of several sources as one."""
    total = Sum()
    for part in parts:
        total.records += part.records
        total.certain |= part.certain
        total.reasons |= part.reasons
        total.proofs += part.proofs[: KEPT - len(total.proofs)]
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
