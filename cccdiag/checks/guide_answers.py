"""Who answers a guide's questions in a person's place: checks that have run, and a file of answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cccdiag.checks.guide import DEFAULT, PRODUCTS, Answered, Product, Walk, Word
from cccdiag.checks.model import CheckResult
from cccdiag.errors import InputError
from cccdiag.kb.model import GuideStep

_WORDS: Mapping[object, Word] = {"yes": "yes", "y": "yes", "no": "no", "n": "no", "unknown": "unknown", "?": "unknown"}
# YAML reads yes and no as truth values, and an empty line as nothing.
_PLAIN: Mapping[object, Word] = {True: "yes", False: "no", None: "unknown"}
_KEYS = ("product", "answers", "guide")


def by_checks(question: GuideStep, results: Mapping[str, CheckResult]) -> Answered | None:
    """The answer that a check gives to a question, or None where a person has to be asked.

    A check that looks at several things says in its evidence, under ``parts``, how each of them stands (``ok``, ``bad`` or
    ``unknown``); one that was skipped or broke down answers nothing.
    """
    result = results.get(question.check) if question.check else None
    if result is None or result.status not in ("ok", "warn", "fail"):
        return None
    parts: Mapping[str, str] = result.evidence.get("parts", {})
    held = {"ok": True, "bad": False}.get(parts.get(question.part, "")) if question.part else result.status != "fail"
    if held is None:
        return None
    other: Word = "no" if question.check_ok == "yes" else "yes"
    return Answered(question.id, question.check_ok if held else other, result.id, result.summary)


def advance(
    walk: Walk, results: Mapping[str, CheckResult] | None = None, given: Mapping[str, Word] | None = None
) -> Walk:
    """Answer what checks and a file of answers can answer, up to the first question that is left for a person.

    What somebody wrote down counts before what a check found: a person may know better.
    """
    while (question := walk.question) is not None:
        if given and question.id in given:
            walk = walk.answer(given[question.id], "file")
        elif found := by_checks(question, results or {}):
            walk = walk.answer(found.word, found.by, found.note)
        else:
            break
    return walk


def read(document: object, where: str) -> tuple[Product | None, dict[str, Word], str]:
    """A file of answers, after YAML or JSON: product, answers by question, and the guide's id.

    Raises:
        InputError: it is none, with what such a file holds.
    """
    how = f"{where} is no file of answers; it holds `product: illiad` and `answers:` with a question's id and yes, no or unknown in each line"
    if not isinstance(document, Mapping) or not isinstance(document.get("answers", {}), Mapping):
        raise InputError(how)
    if unknown := [key for key in document if key not in _KEYS]:
        raise InputError(f"{where} holds {unknown[0]!r}, which no file of answers has; it has {', '.join(_KEYS)}")
    answers = {str(id_): _word(id_, word, where) for id_, word in document.get("answers", {}).items()}
    product = document.get("product")
    if product is not None and product not in PRODUCTS:
        raise InputError(f"{where} names the product {product!r}; it is illiad or ares")
    return product, answers, str(document.get("guide", DEFAULT))


def refuse_unknown(walk: Walk, answers: Iterable[str], where: str) -> None:
    """Refuse answers to questions that the guide does not have.

    Raises:
        InputError: with the questions that there are.
    """
    known = [step.id for step in walk.guide.path]
    for id_ in answers:
        if id_ not in known:
            raise InputError(f"{where} answers {id_!r}, and the guide has no such question; it has: {', '.join(known)}")


def word(said: object) -> Word | None:
    """What somebody meant by what was written or typed: yes, no, unknown; None if it is none of these."""
    if isinstance(said, str):
        return _WORDS.get(said.strip().casefold())
    return _PLAIN[said] if said is None or isinstance(said, bool) else None


def _word(question: object, said: object, where: str) -> Word:
    meant = word(said)
    if meant is None:
        raise InputError(f"{where} answers {question} with {said!r}; answer yes, no or unknown")
    return meant
