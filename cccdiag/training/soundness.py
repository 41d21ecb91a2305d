"""What is wrong with a drill although it can be read: names that name nothing, proof that is nowhere to be seen."""

from __future__ import annotations

from collections.abc import Iterator

from cccdiag.checks import doctor
from cccdiag.emulator import scenarios, world
from cccdiag.errors import CccDiagError
from cccdiag.kb.find import knowledge
from cccdiag.training import choices, papers
from cccdiag.training.model import Answer, Drill, GatewayFault, Proof

_CREDENTIALS = frozenset({"username", "password", "access_key", "access_secret"})


def complaints(drill: Drill) -> Iterator[str]:
    """Whole sentences, each about one thing; none for a drill that can be played and marked."""
    try:
        papers.texts(drill)
    except CccDiagError as error:
        yield f"{error}."
        return
    except (KeyError, IndexError, ValueError) as error:
        yield f"A log cannot be written: {error}."
        return
    yield from _answer(drill.answer, "answer")
    yield from _gateway(drill.gateway)
    for proof in drill.proof:
        yield from _proof(drill, proof)
    for one in drill.why_not:
        yield from _answer(Answer(one.article, one.cause), "why_not")
        if (one.article, one.cause) in {
            (drill.answer.article, drill.answer.cause),
            (drill.answer.article, None),
        }:
            yield f"why_not names the right answer, {one.article}."
        if one.proof:
            yield from _proof(drill, one.proof)


def _answer(answer: Answer, where: str) -> Iterator[str]:
    article = knowledge().article(answer.article)
    if article is None:
        yield f"{where} names the article {answer.article!r}, which does not exist."
        return
    cause = next((cause for cause in article.causes if cause.id == answer.cause), None)
    if answer.cause and cause is None:
        yield f"{where} names the cause {answer.cause!r}, which {answer.article} does not have."
    if cause and answer.actor and answer.actor not in choices.actors_of(cause):
        yield f"{where} says that {answer.actor} acts, but nothing in the cause {cause.id} is theirs to do."
    if cause and answer.step and answer.step not in dict(choices.steps_of(cause)):
        yield f"{where} names the step {answer.step!r}, which the cause {cause.id} does not have."


def _proof(drill: Drill, proof: Proof) -> Iterator[str]:
    if proof.check:
        check = next((one for one in doctor.every_check() if one.id == proof.check), None)
        if check is None:
            yield f"A proof names the check {proof.check}, which nobody can run yet."
        elif proof.reason not in {"needs", *check.verdicts}:
            yield f"The check {proof.check} never gives the reason {proof.reason!r}."
    elif not papers.lines_with(drill, str(proof.file), str(proof.line)):
        yield f"{proof.file} holds no line with {proof.line!r}."


def _gateway(planted: GatewayFault | None) -> Iterator[str]:
    if planted is None:
        return
    if planted.scenario and planted.scenario not in scenarios.names():
        yield f"There is no scenario {planted.scenario!r}."
    accounts = {"main", *(account.name for account in world.default().accounts)}
    if planted.account not in accounts:
        yield f"The emulator has no account {planted.account!r}."
    for name in sorted({*planted.append, *planted.cut} - _CREDENTIALS):
        yield f"A profile has no credential {name!r}."
