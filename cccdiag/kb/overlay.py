"""What a library's own knowledge may do to the built-in one: add under its own names, override with a reason, suppress for a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cccdiag import facts
from cccdiag.errors import FactError
from cccdiag.facts import Marked
from cccdiag.facts.strict import key_place, place_of

if TYPE_CHECKING:
    from cccdiag.kb.load import Entry

LOCAL = "local-"
# Settings are called what the product calls them; a suppression bears the id of the article that it is about.
_OWN_NAMES = frozenset({"setting", "suppression"})
_MAY_GROW = frozenset({"logformats", "redaction", "context"})
_MAY_COME = ("worlds/", "scenarios/", "drills/")


def complaint_about_article(entry: Entry, before: Entry | None, place: str) -> FactError | None:
    """Why this article may not stand here: ``local-`` is for a library's own, and only those override."""
    id_, overrides = entry.article.id, entry.article.overrides is not None
    if not entry.local:
        if id_.startswith(LOCAL):
            return FactError(place, f"ids that begin with {LOCAL!r} are kept for a library's own knowledge")
        if overrides:
            return FactError(key_place(entry.tree, "overrides"), "only a library's own knowledge overrides")
        return None
    if before is not None and before.local:
        return FactError(place, f"the article {id_!r} stands in {place_of(before.tree, 'id')} already")
    if overrides and before is None:
        return FactError(place, f"there is no built-in article {id_!r} to override")
    if before is not None and not overrides:
        return FactError(
            place, f"{id_!r} is a built-in article; say why you override it (overrides: …) or call yours {LOCAL}…"
        )
    if before is None and not id_.startswith(LOCAL):
        return FactError(place, f"the id of a library's own article begins with {LOCAL!r}")
    return None


def complaint_about_name(kind: str, id_: str, place: str) -> FactError | None:
    """Why a library may not use this name for a step, a source or a guide."""
    if kind in _OWN_NAMES or id_.startswith(LOCAL):
        return None
    return FactError(place, f"the name of a library's own {kind} begins with {LOCAL!r}")


def add_document(documents: dict[str, Any], name: str, tree: Marked) -> Iterator[FactError]:
    """Lay a document over the built-in one of its name; lists and mappings grow, nothing that is there is replaced."""
    if name in documents and name in _MAY_GROW:
        documents[name], problems = _grown(documents[name], tree)
        yield from problems
    elif name.startswith(_MAY_COME) and name not in documents:
        documents[name] = facts.plain(tree)
    else:
        yield FactError(f"{tree.path}:1:1", "a library's own knowledge cannot change this file")


def _grown(base: Any, tree: Any) -> tuple[Any, list[FactError]]:
    merged, problems = dict(base), []
    for key, value in tree.items():
        there = merged.get(key)
        if key not in merged:
            merged[key] = facts.plain(value)
        elif isinstance(there, dict) and isinstance(value, Marked):
            merged[key], inner = _grown(there, value)
            problems += inner
        elif isinstance(there, list) and isinstance(value, list):
            merged[key] = [*there, *facts.plain(value)]
        else:
            problems.append(FactError(place_of(tree, key), f"{key!r} is built in and cannot be replaced"))
    return merged, problems
