"""What the guide form shows, without a kernel: the question to ask now, what is left, where it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cccdiag.checks import guide, guide_answers
from cccdiag.checks.guide import Product, Walk
from cccdiag.checks.model import CheckResult, Report
from cccdiag.kb.find import knowledge
from cccdiag.report import guide_markdown
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import prose, text

PRODUCTS = tuple((name, product) for product, name in guide.PRODUCTS.items())
_LIMIT = 40.0
_STANDING = {"likely": "● likely", "open": "○ open", "ruled-out": "– ruled out"}


def start(product: Product) -> Walk:
    """The beginning of the guide to a login that fails."""
    return guide.start(knowledge(), product)


def walked(product: Product, answers: Mapping[str, str]) -> Walk:
    """The walk after answers by question id: yes, no or unknown; it stops at the first question that has none.

    Raises:
        InputError: a word is no answer.
    """
    walk = start(product)
    while (question := walk.question) is not None and question.id in answers:
        walk = walk.answer(answers[question.id])  # type: ignore[arg-type]
    return walk


def by_checks(walk: Walk, results: Mapping[str, CheckResult]) -> Walk:
    """The walk with every question answered that the checks can answer, up to the first for a person."""
    return guide_answers.advance(walk, results, {})


def judged(product: Product, settings: tuple[str, bytes], details: tuple[str, bytes] | None = None) -> Report:
    """What the checks say about exported settings and the billing details of the account; nobody is asked.

    Raises:
        InputError: a file cannot be read, or nothing that was looked for stands in it.
    """
    from cccdiag.checks import atlas, doctor
    from cccdiag.checks.site import Site
    from cccdiag.client.profile import Profile

    facts = knowledge()
    library = atlas.library_of(facts, product, settings, details)
    site = Site(profile=Profile(name=settings[0], endpoint=""), gateway=facts.gateway(), library=library)
    checks = doctor.chosen(("atlas",), (), ("atlas.settings", "atlas.billing"))
    return doctor.examine(site, facts, checks, _LIMIT)


def can_ask(walk: Walk) -> bool:
    """Whether a check can answer the question without being given a file."""
    from cccdiag.checks.doctor import every_check

    asked = walk.question
    return asked is not None and any(one.id == asked.check and not one.opt_in for one in every_check())


def question(walk: Walk) -> str:
    """The question to ask now, as HTML; empty at the end."""
    asked = walk.question
    if asked is None:
        return ""
    place = f"Question {len(walk.answers) + 1}, of {len(walk.questions)} at most"
    how = f'<p class="soft">{prose(asked.how)}</p>' if asked.how else ""
    return f'<div class="ccc"><p class="soft">{place}</p><p class="verdict">{text(asked.ask)}</p>{how}</div>'


def answer(walk: Walk, results: Iterable[CheckResult] = ()) -> Answer:
    """Where it ended if it did, what was answered, how each cause stands; the value is the walk, the text Markdown for the ticket.

    ``results`` are those of the checks that were run for it.
    """
    parts = []
    if outcome := walk.outcome:
        steps = "".join(f"<li>{prose(step.text)}</li>" for step in outcome.steps)
        parts.append(f'<div class="card"><p class="verdict">{text(outcome.text)}</p>')
        parts.append(f"<ol>{steps}</ol>" if steps else "")
        parts.append(f'<p class="soft">More: <code>cccdiag explain {text(outcome.article)}</code></p></div>')
    rows = "".join(
        f"<tr><td>{_STANDING[each.standing]}</td><td>{prose(each.cause.text)}</td></tr>" for each in walk.causes
    )
    head = '<tr><th scope="col">Standing</th><th scope="col">Cause</th></tr>'
    caption = f"{len(walk.remaining)} of {len(walk.causes)} causes are left"
    parts.append(f"<table><caption>{caption}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>")
    if walk.asked:
        given = "".join(
            f"<li>{text(step.ask)} <strong>{one.word}</strong> ({text(one.by)})</li>" for step, one in walk.asked
        )
        parts.append(f"<details><summary>Answers so far</summary><ol>{given}</ol></details>")
    return Answer("\n".join(parts), guide_markdown.render(walk, results), walk)
