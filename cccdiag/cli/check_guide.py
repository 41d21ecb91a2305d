"""``cccdiag check --guide``: the order of work, question by question; checks answer what they can, a person or a file the rest.

Questions go to stderr, the summary for the ticket (Markdown, or JSON) to stdout. Exit code 0: the guide came to a result; 1: it
ended, or stopped, without one; 3: could not run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cccdiag.cli import check_parts, console
from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.checks.guide import Walk, Word
    from cccdiag.checks.model import CheckResult
    from cccdiag.cli.check_parts import Hands
    from cccdiag.kb.index import Knowledge

_NO_RESULT = 1
_HOW = "yes, no, ? (cannot tell), b (back), q (stop here)"
_PRODUCTS = {"i": "illiad", "illiad": "illiad", "a": "ares", "ares": "ares"}


def run(args: argparse.Namespace, hands: Hands) -> int:  # noqa: ARG001 - every part is called alike
    """Lead through the guide and print the summary."""
    from cccdiag.checks import guide, guide_answers
    from cccdiag.kb.find import knowledge

    if args.format not in ("text", "json", "markdown"):
        raise InputError(f"--guide prints Markdown or JSON, not {args.format}")
    facts = knowledge(args.knowledge)
    told, given, id_ = (
        guide_answers.read(_answers(args.answers), args.answers or "") if args.answers else (None, {}, args.guide)
    )
    on_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    if not args.answers and not on_terminal:
        raise InputError(
            "--guide asks questions and there is no terminal; answer them from a file: --answers FILE (product, and answers by question)"
        )
    product = args.system or told or (_asked_product() if on_terminal else None)
    walk = guide.start(facts, "ares" if product == "ares" else "illiad", id_)
    if product is None:
        raise InputError("--guide has to know the product: --illiad or --ares, or `product:` in the file of answers")
    guide_answers.refuse_unknown(walk, given, args.answers or "")
    desk = _Desk(args, facts, given)
    walk = desk.walked(walk)
    if on_terminal and walk.question is not None:
        walk = _led(walk, desk)
    return _told(args, walk, desk.results)


class _Desk:
    """What answers in a person's place: the file of answers, and checks that are run when their question comes up."""

    def __init__(self, args: argparse.Namespace, facts: Knowledge, given: Mapping[str, Word]) -> None:
        self._args = args
        self._facts = facts
        self.given = dict(given)
        self.results: dict[str, CheckResult] = {}
        self._tried: set[str] = set()

    def walked(self, walk: Walk) -> Walk:
        """The walk up to the first question that is left for a person."""
        from cccdiag.checks import guide_answers

        while True:
            before = len(walk.answers)
            walk = guide_answers.advance(walk, self.results, self.given)
            for step, answered in walk.asked[before:]:
                console.remark(
                    f"{step.ask}\n  {answered.word}, says {answered.by}{f': {answered.note}' if answered.note else '.'}"
                )
            if walk.question is None or not self._tries(walk, walk.question.check):
                return walk

    def _tries(self, walk: Walk, check: str | None) -> bool:
        """Run the check that could answer, once; false if there is none to run."""
        if check is None or check in self._tried or self._left_out(check):
            return False
        self._tried.add(check)
        found = self._run(walk, check)
        self.results |= {one.id: one for one in found}
        return bool(found)

    def _left_out(self, check: str) -> bool:
        return any(word in (check, check.partition(".")[0]) for word in self._args.skip)

    def _run(self, walk: Walk, check: str) -> tuple[CheckResult, ...]:
        from cccdiag.checks import core
        from cccdiag.checks.site import Site
        from cccdiag.cli import check_marketplace
        from cccdiag.client.profile import Profile

        if check == "marketplace.reach":
            console.remark("Looking at the way to Marketplace …")
            return core.run(
                check_marketplace.chosen(self._args), check_marketplace.site(self._args), self._args.timeout
            )
        if check.startswith("atlas.") and self._args.settings:
            seen = check_parts.library(self._args, walk.product, self._facts)
            site = Site(
                profile=Profile(name=seen.export.name, endpoint=""), gateway=self._facts.gateway(), library=seen
            )
            return core.run((core.REGISTRY[check],), site, self._args.timeout)
        return ()


def _answers(file: str) -> Any:
    """The document of a file of answers.

    Raises:
        InputError: it is neither YAML nor JSON.
    """
    from cccdiag import facts
    from cccdiag.errors import FactError

    text = check_parts.content(file).decode("utf-8-sig", "replace")
    try:
        return json.loads(text) if text.lstrip().startswith("{") else facts.parse_yaml(text, file)
    except (FactError, ValueError, RecursionError) as error:
        raise InputError(
            f"{error}" if isinstance(error, FactError) else f"{file} begins like JSON and is none: {error}"
        ) from None


def _asked_product() -> str | None:
    while True:
        console.remark("Which product shows the message? illiad or ares")
        line = sys.stdin.readline()
        if not line or line.strip().casefold() == "q":
            return None
        if found := _PRODUCTS.get(line.strip().casefold()):
            return found


def _led(walk: Walk, desk: _Desk) -> Walk:
    """Ask until the walk ends or the person stops."""
    from cccdiag.checks import guide_answers

    console.remark(f"\n{walk.guide.title}. Answers: {_HOW}.")
    while (question := walk.question) is not None:
        _show(walk)
        line = sys.stdin.readline()
        said = line.strip().casefold()
        if not line or said in ("q", "quit"):
            break
        if said in ("b", "back"):
            walk = walk.back()
            desk.given.clear()
            continue
        word = guide_answers.word(said)
        if word is None or not said:
            console.remark(f"Please answer {_HOW}.")
            continue
        before = walk
        walk = walk.answer(word)
        _narrowed(before, walk)
        walk = desk.walked(walk)
        assert question.id in {given.question for given in walk.answers}
    return walk


def _show(walk: Walk) -> None:
    question = walk.question
    assert question is not None
    how = f"\n   {question.how}" if question.how else ""
    console.remark(f"\n{question.number}. {question.ask}{how}")


def _narrowed(before: Walk, after: Walk) -> None:
    """Say what an answer means and which causes it leaves."""
    step, given = after.asked[-1]
    if given.word != "unknown":
        console.remark(f"   → {(step.yes if given.word == 'yes' else step.no).text}")
    gone = {one.cause.id for one in before.remaining} - {one.cause.id for one in after.remaining}
    likely = [one.cause.id for one in after.causes if one.standing == "likely"]
    said = f"   Causes left: {len(after.remaining)} of {len(after.causes)}"
    said += f"; ruled out now: {', '.join(sorted(gone))}" if gone else ""
    console.remark(said + (f"; likely: {', '.join(likely)}" if likely else ""))


def _told(args: argparse.Namespace, walk: Walk, results: Mapping[str, CheckResult]) -> int:
    from cccdiag.report import guide_markdown

    outcome = walk.outcome
    if args.summary:
        console.emit(guide_markdown.render(walk, results.values()), args.summary)
    if args.format == "json":
        console.emit_json(guide_markdown.document(walk, results.values()), args.output)
    else:
        console.emit(guide_markdown.render(walk, results.values()), args.output)
    if walk.question is not None:
        console.remark(
            f"cccdiag check: the guide stopped before its end; the next question is {walk.question.id}: {walk.question.ask}"
        )
    return 0 if outcome and outcome.settled else _NO_RESULT
