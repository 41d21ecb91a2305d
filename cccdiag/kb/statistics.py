"""How much is known and how well it is proven: figures for each article and each family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cccdiag.kb.index import Knowledge
from cccdiag.kb.model import Article, Step

Row = dict[str, Any]


def articles(knowledge: Knowledge) -> Iterator[Row]:
    """One row for each article."""
    for article in knowledge.articles():
        steps = [step for cause in article.causes for step in knowledge.resolve(cause)]
        yield {
            "article": article.id,
            **_counts(article, steps),
            "proven": _yes(is_proven(article)),
            "provoked": _yes(article.provoke is not None),
        }


def families(knowledge: Knowledge) -> Iterator[Row]:
    """One row for each family, and one for all."""
    by_family: dict[str, list[Article]] = {}
    for article in knowledge.articles():
        by_family.setdefault(article.environment.system, []).append(article)
    for family, found in sorted(by_family.items()):
        yield _row(knowledge, family, found)
    yield _row(knowledge, "all", knowledge.articles())


def is_proven(article: Article) -> bool:
    """Whether examples prove it: three matches and three near misses of every signature, or three tickets each way."""
    tickets = len(article.tickets.ranks) >= 3 and len(article.tickets.ignores) >= 3
    signatures = bool(article.signatures) and all(
        len(signature.matches) >= 3 and len(signature.ignores) + len(signature.rejects) >= 3
        for signature in article.signatures
    )
    return signatures or (tickets and not article.signatures)


def _row(knowledge: Knowledge, name: str, found: Iterable[Article]) -> Row:
    chosen = list(found)
    counted = [
        _counts(article, [step for cause in article.causes for step in knowledge.resolve(cause)]) for article in chosen
    ]
    total = {key: sum(each[key] for each in counted) for key in (counted[0] if counted else {})}
    proven = sum(map(is_proven, chosen))
    return {"family": name, "articles": len(chosen), **total, "proven": f"{100 * proven // max(1, len(chosen))} %"}


def _counts(article: Article, steps: list[Step]) -> dict[str, int]:
    signatures = article.signatures
    return {
        "causes": len(article.causes),
        "inferred": sum(cause.confidence != "documented" for cause in article.causes),
        "steps": len(steps),
        "verified": sum(step.verify is not None for step in steps),
        "confirmed": sum(cause.confirm is not None for cause in article.causes),
        "signatures": len(signatures),
        "examples": sum(len(signature.matches) for signature in signatures),
        "near_misses": sum(len(signature.ignores) + len(signature.rejects) for signature in signatures),
        "tickets": len(article.tickets.ranks) + len(article.tickets.ignores),
        "phrases": len(article.phrases),
    }


def _yes(value: object) -> str:
    return "yes" if value else "no"
