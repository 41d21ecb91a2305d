"""What can be answered: the causes of an article, who may have to act, the steps that its causes name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.kb.model import Actor, Article, Cause

ACTORS: dict[str, str] = {
    "library": "the library itself",
    "atlas": "Atlas Systems",
    "ccc": "CCC",
    "network": "the network people of the institution",
    "cloud": "the cloud that hosts CCC",
    "caller": "whoever makes the program that calls CCC",
}
assert set(ACTORS) == set(get_args(Actor))


@dataclass(frozen=True, slots=True)
class Choices:
    """Keys and texts to choose from, in the order of the article."""

    article: str
    title: str
    causes: tuple[tuple[str, str], ...]
    actors: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]


def of(article_id: str) -> Choices:
    """What can be answered about an article.

    Raises:
        InputError: there is no such article.
    """
    article = the_article(article_id)
    steps = {key: text for cause in article.causes for key, text in steps_of(cause)}
    return Choices(
        article.id,
        article.title,
        tuple((cause.id, cause.text) for cause in article.causes),
        tuple(ACTORS.items()),
        tuple(steps.items()),
    )


def the_article(article_id: str) -> Article:
    """The article of that id; capitals and hyphens do not matter.

    Raises:
        InputError: there is none.
    """
    known = knowledge()
    found = known.article(article_id)
    if found is None:
        named = [id_ for kind, id_ in known.named(article_id) if kind == "article"]
        found = known.article(named[0]) if named else None
    if found is None:
        raise InputError(f"there is no article {article_id!r}; `cccdiag explain` and `cccdiag kb search` find one")
    return found


def steps_of(cause: Cause) -> Iterator[tuple[str, str]]:
    """The steps of a cause: the key that answers use, and the text."""
    shared = knowledge().steps()
    for number, step in enumerate(cause.steps, start=1):
        yield (step, shared[step].text) if isinstance(step, str) else (f"{cause.id}.{number}", step.text)


def actors_of(cause: Cause) -> frozenset[str]:
    """Who acts on a cause: its own actor, and those of its steps."""
    steps = knowledge().resolve(cause)
    return frozenset({cause.actor, *(step.actor for step in steps if step.actor)})
