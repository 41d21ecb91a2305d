"""A walk through a guide as Markdown for the ticket: where it ended, what was answered by whom, which causes are left. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cccdiag.checks.guide import PRODUCTS, Answered, CauseStanding, Walk
from cccdiag.checks.model import CheckResult
from cccdiag.kb.model import Step
from cccdiag.report.markdown import escaped

_BY = {"person": "a person", "file": "the file of answers"}
_STANDINGS = {"likely": "likely", "open": "not ruled out", "ruled-out": "ruled out"}


def render(walk: Walk, results: Iterable[CheckResult] = ()) -> str:
    """The summary; ``results`` are those of the checks that were run for it."""
    return "\n".join(_lines(walk, tuple(results))) + "\n"


def document(walk: Walk, results: Iterable[CheckResult] = ()) -> dict[str, Any]:
    """The walk as ``cccdiag.walk/1``."""
    outcome, question = walk.outcome, walk.question
    return {
        "schema": "cccdiag.walk/1",
        "guide": walk.id,
        "product": walk.product,
        "answers": [
            {"question": one.question, "answer": one.word, "by": one.by, "note": one.note} for one in walk.answers
        ],
        "causes": [
            {
                "id": one.cause.id,
                "article": one.article,
                "standing": one.standing,
                "because": one.because,
                "text": one.cause.text,
            }
            for one in walk.causes
        ],
        "outcome": outcome
        and {
            "text": outcome.text,
            "article": outcome.article,
            "steps": [{"text": step.text, "verify": step.verify} for step in outcome.steps],
            "settled": outcome.settled,
        },
        "question": question and {"id": question.id, "ask": question.ask, "how": question.how},
        "checks": [
            {"id": one.id, "status": one.status, "reason": one.reason, "summary": one.summary, "article": one.article}
            for one in results
        ],
    }


def _lines(walk: Walk, results: tuple[CheckResult, ...]) -> Iterator[str]:
    yield f"# {escaped(walk.guide.title)}"
    yield ""
    yield f"Product: {PRODUCTS[walk.product]}. Guide: {escaped(walk.id)}, {len(walk.answers)} questions answered."
    yield ""
    yield from _end(walk)
    yield from _on_the_way(walk)
    yield from _answers(walk)
    yield from _causes(walk.causes)
    if troubled := [one for one in results if one.status in ("warn", "fail", "crash")]:
        yield "## What the checks found"
        yield ""
        for one in troubled:
            more = f" (`cccdiag explain {one.article}`)" if one.article else ""
            yield f"- {one.status} {escaped(one.id)}: {escaped(one.summary)}{more}"
        yield ""
    yield "## To attach"
    yield ""
    yield from (f"- {escaped(one)}" for one in walk.article.escalate.attach)


def _end(walk: Walk) -> Iterator[str]:
    outcome = walk.outcome
    yield "## Result"
    yield ""
    if outcome is None:
        question = walk.question
        yield f"Not at its end. Next question: {escaped(question.ask)} (`{question.id}`)" if question else ""
        yield ""
        return
    yield escaped(outcome.text)
    yield ""
    yield f"Article: `{outcome.article}` (`cccdiag explain {outcome.article}`)"
    yield ""
    for number, step in enumerate(outcome.steps, start=1):
        yield f"{number}. {escaped(step.text)}{_verify(step)}"
    if outcome.steps:
        yield ""


def _on_the_way(walk: Walk) -> Iterator[str]:
    if not walk.on_the_way:
        return
    yield "## To do on the way"
    yield ""
    yield from (f"- {escaped(step.text)}{_verify(step)}" for step in walk.on_the_way)
    yield ""


def _verify(step: Step) -> str:
    return f" Done when: {escaped(step.verify)}" if step.verify else ""


def _answers(walk: Walk) -> Iterator[str]:
    yield "## Answers"
    yield ""
    yield "| Question | Answer | Given by |"
    yield "| --- | --- | --- |"
    for step, given in walk.asked:
        yield f"| {escaped(step.ask)} | {given.word} | {_by(given)} |"
    yield ""


def _by(given: Answered) -> str:
    who = _BY.get(given.by, f"`{given.by}`")
    return f"{who}: {escaped(given.note)}" if given.note else who


def _causes(causes: Iterable[CauseStanding]) -> Iterator[str]:
    yield "## Causes"
    yield ""
    for one in causes:
        because = f" by `{one.because}`" if one.because else ""
        yield f"- {_STANDINGS[one.standing]}{because}: {escaped(one.cause.text)} (`{one.cause.id}` of `{one.article}`)"
    yield ""
