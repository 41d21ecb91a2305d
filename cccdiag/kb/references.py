"""Names in knowledge that name nothing: each told at the place where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from cccdiag.errors import FactError
from cccdiag.facts import Sequenced
from cccdiag.facts.strict import hint, place_of

if TYPE_CHECKING:
    from cccdiag.kb.load import Loaded


def broken(loaded: Loaded) -> Iterator[FactError]:
    """Steps, sources and operations that are named but not there: nothing can be shown in their place."""
    for entry in loaded.entries.values():
        tree = entry.tree
        yield from _unknown(loaded, "operation", tree["environment"], "operations")
        for cause in tree["causes"]:
            yield from _unknown(loaded, "step", cause, "steps")
            yield from _unknown(loaded, "operation", cause, "operations")
        yield from _unknown_sources(loaded, tree)
    for kind in ("guide", "setting"):
        for thing in loaded.things.get(kind, {}).values():
            yield from _unknown_sources(loaded, thing.tree)
            yield from _unknown(loaded, "step", thing.tree, "steps")
            yield from _unknown_in_path(loaded, thing.tree)


def dangling(loaded: Loaded) -> Iterator[FactError]:
    """Articles, settings and guides that are named but not there: a page can say so."""
    for entry in loaded.entries.values():
        for key in ("see", "explains", "replaced_by"):
            yield from _unknown(loaded, "article", entry.tree, key)
        yield from _unknown(loaded, "setting", entry.tree, "settings")
        yield from _unknown(loaded, "guide", entry.tree, "guide")
    for thing in loaded.things.get("setting", {}).values():
        yield from _unknown(loaded, "article", thing.tree, "see")
    for guide in loaded.things.get("guide", {}).values():
        for question in guide.tree.get("path", ()):
            for answer in (question["yes"], question["no"]):
                for product in answer.get("articles", ()):
                    yield from _unknown(loaded, "article", answer["articles"], product)
    for id_, thing in loaded.things.get("suppression", {}).items():
        if id_ not in loaded.entries:
            yield FactError(thing.place, f"there is no article {id_!r} to suppress{hint(id_, loaded.entries)}")


def _unknown_in_path(loaded: Loaded, guide: Any) -> Iterator[FactError]:
    questions = {question["id"] for question in guide.get("path", ())}
    for question in guide.get("path", ()):
        yield from _complaints("question", question, "otherwise", questions)
        for answer in (question["yes"], question["no"]):
            yield from _complaints("question", answer, "next", questions)
            yield from _unknown(loaded, "step", answer, "steps")


def _unknown_sources(loaded: Loaded, tree: Any) -> Iterator[FactError]:
    for source in tree.get("sources", ()):
        yield from _unknown(loaded, "source", source, "document")


def _known(loaded: Loaded, kind: str) -> Collection[str] | None:
    if kind in loaded.unread or (kind == "operation" and loaded.operations is None):
        return None
    if kind == "operation":
        return loaded.operations
    there = loaded.entries if kind == "article" else loaded.things.get(kind, {})
    return {*there, *(id_ for each, id_ in loaded.broken if each == kind)}


def _unknown(loaded: Loaded, kind: str, tree: Any, key: str) -> Iterator[FactError]:
    if key in tree and (known := _known(loaded, kind)) is not None:
        yield from _complaints(kind, tree, key, known)


def _complaints(kind: str, tree: Any, key: str, known: Collection[str]) -> Iterator[FactError]:
    """A complaint for each text under the key that is no known id, at the place of that text."""
    value = tree.get(key)
    for position, name in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(name, str) or name in known:
            continue
        where = place_of(tree, key)
        if isinstance(value, Sequenced):
            line, column = value.at[position]
            where = f"{tree.path}:{line}:{column}"
        yield FactError(where, f"there is no {kind} {name!r}{hint(name, known)}")
