"""In which order to act: causes before their symptoms, what is sure before what is possible, look-alikes last."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from cccdiag.kb.model import Severity
from cccdiag.records import dataclass
from cccdiag.triage.clock import seconds_between
from cccdiag.triage.model import Certainty
from cccdiag.triage.tally import Sum

_CERTAINTY = {"certain": 0, "likely": 1, "possible": 2}
_SEVERITY = {"error": 0, "warning": 1, "info": 2}
# A cause is logged within this time of its symptom, or within these bytes where records have no time.
_NEAR_SECONDS = 120.0
_NEAR_BYTES = 8192
_LIKENESS = 2.5


@dataclass(frozen=True, slots=True)
class Brief:
    """What of an article decides where it stands: all that is kept of it until it is its turn to be told."""

    id: str
    severity: Severity
    alike: bool
    explains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One article with all that speaks for it."""

    article: Brief
    certainty: Certainty
    sum: Sum
    score: float
    why: tuple[str, ...]


def brief(record: Mapping[str, Any]) -> Brief:
    """The brief of an article (:meth:`cccdiag.kb.index.Knowledge.record`)."""
    alike = record["environment"]["system"] == "lookalike"
    return Brief(record["id"], record["severity"], alike, tuple(record["explains"]))


def ordered(
    findings: Iterable[Finding], sources: Mapping[str, Sequence[tuple[str, Sum]]]
) -> list[tuple[Finding, tuple[str, ...]]]:
    """Findings in the order in which to act, each with the ids of those found that it explains.

    ``sources`` has, for each article that signatures have shown, its sums by source: a cause explains a symptom only where both lie
    near each other.
    """
    found = sorted(findings, key=_rank)
    by_id = {finding.article.id: finding for finding in found}
    explains = {
        id_: tuple(
            other for other in finding.article.explains if other in by_id and _explained(finding, by_id[other], sources)
        )
        for id_, finding in by_id.items()
    }
    order = [finding.article.id for finding in found]
    for id_ in list(order):
        for symptom in explains[id_]:
            if id_ not in explains.get(symptom, ()) and order.index(symptom) < order.index(id_):
                order.remove(id_)
                order.insert(order.index(symptom), id_)
    return [(by_id[id_], explains[id_]) for id_ in order]


def without_guesses(
    ranked: Sequence[tuple[Finding, tuple[str, ...]]], shown: Container[str]
) -> list[tuple[Finding, tuple[str, ...]]]:
    """The same without what a letter was only understood to say where a cause that a signature has ``shown`` explains it."""
    known = {symptom for cause, explains in ranked if cause.article.id in shown for symptom in explains}
    guessed = {one.article.id for one, _ in ranked if one.article.id not in shown} & known
    return [
        (one, tuple(symptom for symptom in explains if symptom not in guessed))
        for one, explains in ranked
        if one.article.id not in guessed
    ]


def _rank(finding: Finding) -> tuple[bool, int, float, int, int, str]:
    article = finding.article
    # Only letters have a score: there, what they read like says more than how severe it would be.
    sure = _CERTAINTY[finding.certainty]
    return article.alike, sure, -round(finding.score, 1), _SEVERITY[article.severity], -finding.sum.records, article.id


def _explained(cause: Finding, symptom: Finding, sources: Mapping[str, Sequence[tuple[str, Sum]]]) -> bool:
    """Whether a cause lies near its symptom; in what a letter was only understood to say it must be as sure, and nearly half as much what the letter reads like."""
    told = cause.article.id not in sources or symptom.article.id not in sources
    doubtful = _CERTAINTY[cause.certainty] > _CERTAINTY[symptom.certainty] or _LIKENESS * cause.score < symptom.score
    near = _near(*(sources.get(one.article.id) or _places(one) for one in (cause, symptom)))
    return near and not (told and doubtful)


def _places(one: Finding) -> tuple[tuple[str, Sum], ...]:
    return tuple((proof.source, one.sum) for proof in one.sum.proofs)


def _near(causes: Sequence[tuple[str, Sum]], symptoms: Sequence[tuple[str, Sum]]) -> bool:
    """Whether a cause and a symptom were met in the same record, or close to each other in time or place."""
    for source, cause in causes:
        for other, symptom in symptoms:
            if source == other and _close(cause.places, symptom.places):
                return True
    return False


def _close(causes: Sequence[tuple[int, str | None]], symptoms: Sequence[tuple[int, str | None]]) -> bool:
    merged = sorted([(offset, 0, time) for offset, time in causes] + [(offset, 1, time) for offset, time in symptoms])
    for (offset, kind, time), (next_offset, next_kind, next_time) in itertools.pairwise(merged):
        if kind == next_kind:
            continue
        gap = seconds_between(time, next_time)
        if next_offset - offset <= _NEAR_BYTES if gap is None else abs(gap) <= _NEAR_SECONDS:
            return True
    return False
