"""Marking: what was looked at, what was concluded, and why another answer is not the right one.

Evidence counts 30 points, the article 30, the cause 20, who acts 10 and the next step 10; each hint costs 5. A conclusion
without any telling evidence is a guess and gets nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.kb.model import Cause
from cccdiag.training import choices, papers
from cccdiag.training.attempt import Attempt
from cccdiag.training.model import Answer, Drill, Proof, WhyNot
from cccdiag.training.scorecard import Part, ScoreCard

EVIDENCE, ARTICLE, CAUSE, ACTOR, STEP = 30, 30, 20, 10, 10
HINT = 5
_GUESS = "no telling evidence was looked at, so this is a guess"


def mark(attempt: Attempt) -> ScoreCard:
    """The score card of an attempt that has its answer.

    Raises:
        InputError: nothing was answered yet.
    """
    if attempt.answer is None or attempt.ended is None:
        raise InputError("nothing was answered yet")
    drill, said = attempt.drill, attempt.answer
    seen = tuple(proof for proof in drill.proof if was_seen(attempt, proof))
    parts = (_evidence(drill, seen), *_conclusion(drill, said, guessed=not seen))
    parts = (*parts, *_hints(attempt, sum(part.points for part in parts)))
    correct = (said.article, said.cause) == (drill.answer.article, drill.answer.cause)
    return ScoreCard(
        drill.id,
        drill.title,
        drill.family,
        drill.level,
        attempt.trainee,
        attempt.started,
        attempt.ended,
        sum(part.points for part in parts),
        EVIDENCE + ARTICLE + CAUSE + ACTOR + STEP,
        correct,
        parts,
        tuple(one.id for one in attempt.checks),
        attempt.lines,
        attempt.hints,
        said,
        drill.answer,
        () if correct else tuple(why_not(drill, said)),
        tuple(others(drill, said)),
        tuple(debrief(drill)),
    )


def was_seen(attempt: Attempt, proof: Proof) -> bool:
    """Whether the attempt looked at what decides: ran the check and got that reason, or named a line of it."""
    if proof.check:
        return any((one.id, one.reason) == (proof.check, proof.reason) for one in attempt.checks)
    lines = papers.lines_with(attempt.drill, str(proof.file), str(proof.line))
    return any(f"{proof.file}:{line}" in attempt.lines for line in lines)


def _evidence(drill: Drill, seen: tuple[Proof, ...]) -> Part:
    count = len(drill.proof)
    if not seen:
        return Part("evidence", 0, EVIDENCE, "no telling check was run and no telling line was named")
    found = "all of it was found" if len(seen) == count else f"{len(seen)} of {count} telling things were found"
    return Part("evidence", EVIDENCE * len(seen) // count, EVIDENCE, found)


def _conclusion(drill: Drill, said: Answer, *, guessed: bool) -> Iterator[Part]:
    right = drill.answer
    same_article = said.article == right.article
    cause = cause_of(right)
    steps = {right.step} if right.step else set(dict(choices.steps_of(cause)))
    actor_too = said.actor is not None and said.actor in choices.actors_of(cause)
    judged = (
        ("article", ARTICLE, same_article, said.article, right.article),
        ("cause", CAUSE, same_article and said.cause == right.cause, said.cause, right.cause),
        ("who acts", ACTOR, said.actor == right.actor or actor_too, said.actor, right.actor),
        ("next step", STEP, said.step in steps, said.step, " or ".join(sorted(steps))),
    )
    for what, of, good, given, wanted in judged:
        if given is None:
            yield Part(what, 0, of, f"not answered; it is {wanted}")
        elif not good:
            yield Part(what, 0, of, f"{given} is not right; it is {wanted}")
        elif guessed:
            yield Part(what, 0, of, f"{given} is right, but {_GUESS}")
        else:
            yield Part(what, of, of, f"{given} is right")


def _hints(attempt: Attempt, earned: int) -> Iterator[Part]:
    if attempt.hints:
        cost = min(attempt.hints * HINT, earned)
        yield Part("hints", -cost, 0, f"{attempt.hints} taken, {HINT} points each")


def why_not(drill: Drill, said: Answer) -> Iterator[str]:
    """Why the answer is wrong: what the drill says about it, else what the evidence says against it. Never nothing."""
    told = _told(drill, said)
    if told:
        yield f"{told.text}{_shown(told.proof)}"
        return
    evidence = " ".join(proof.says for proof in drill.proof)
    article = knowledge().article(said.article)
    title = f" ({article.title})" if article else ""
    if said.article == drill.answer.article:
        what = f"the cause {said.cause}" if said.cause else f"{said.article} without a cause"
        yield f"The evidence points to another cause than {what}. {evidence}"
    else:
        yield f"Nothing here points to {said.article}{title}. {evidence}"


def others(drill: Drill, said: Answer) -> Iterator[str]:
    """Why the further answers that suggest themselves are wrong."""
    told = _told(drill, said)
    for one in drill.why_not:
        if one is not told:
            named = f"{one.article}, {one.cause}" if one.cause else one.article
            yield f"{named}: {one.text}{_shown(one.proof)}"


def _told(drill: Drill, said: Answer) -> WhyNot | None:
    about = [one for one in drill.why_not if one.article == said.article]
    exact = (one for one in about if one.cause == said.cause)
    return next(exact, next((one for one in about if one.cause is None), None))


def _shown(proof: Proof | None) -> str:
    return f" {proof.says} ({where(proof)})" if proof else ""


def where(proof: Proof) -> str:
    """Where a proof is to be seen."""
    return f"check {proof.check}: {proof.reason}" if proof.check else f"{proof.file}: “{proof.line}”"


def debrief(drill: Drill) -> Iterator[str]:
    """What it was, what proves it, and what comes next."""
    article, cause = choices.the_article(drill.answer.article), cause_of(drill.answer)
    yield f"{article.id}, {article.title}. {cause.text}"
    for proof in drill.proof:
        yield f"{proof.says} ({where(proof)})"
    steps = dict(choices.steps_of(cause))
    step = steps.get(drill.answer.step or "") or next(iter(steps.values()))
    yield f"Next: {step} It is for {choices.ACTORS[str(drill.answer.actor)]}. More: cccdiag explain {article.id}"


def cause_of(answer: Answer) -> Cause:
    """The cause that an answer names.

    Raises:
        InputError: there is no such article or cause.
    """
    article = choices.the_article(answer.article)
    found = next((cause for cause in article.causes if cause.id == answer.cause), None)
    if found is None:
        raise InputError(f"{article.id} has no cause {answer.cause!r}")
    return found
