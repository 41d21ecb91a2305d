"""From a folder of YAML to knowledge whose every reference has been followed.

A folder holds ``articles/<family>/<id>.yaml``, ``steps/*.yaml``, ``sources.yaml``, ``settings.yaml``, ``guides.yaml`` and
``gateway.yaml``; every other YAML file is a document that its own room reads. Nothing is skipped: whatever cannot be read, is
not known or points nowhere becomes a problem with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from cccdiag import facts, spec
from cccdiag.errors import FactError
from cccdiag.facts import Marked, Sequenced
from cccdiag.facts.strict import hint, place_of
from cccdiag.kb.model import Article, Cause, Document, Guide, Setting, Source, Step


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with the file that it was read from; ``tree`` knows the place of every value."""

    path: str
    tree: Marked
    article: Article


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that was read. ``documents`` are plain, by name: ``gateway`` ``logformats`` ``worlds/default`` ….

    ``problems`` are about files and what stands in them, ``dangling`` about articles, settings and guides that are named but not there:
    an index can be made with those, a release or a clean lint cannot.
    """

    entries: tuple[Entry, ...]
    steps: Mapping[str, Step]
    sources: Mapping[str, Document]
    settings: Mapping[str, Setting]
    guides: Mapping[str, Guide]
    documents: Mapping[str, Any]
    trees: Mapping[str, Marked]
    problems: tuple[FactError, ...] = ()
    dangling: tuple[FactError, ...] = ()


@dataclass(slots=True)
class _Shelf:
    """What has been read so far, and where each id stood first."""

    problems: list[FactError] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    sources: dict[str, Document] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    guides: dict[str, Guide] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    trees: dict[str, Marked] = field(default_factory=dict)
    operations: frozenset[str] | None = None
    places: dict[tuple[str, str], str] = field(default_factory=dict)


def load(folder: Path, overlay: Path | None = None) -> Loaded:
    """Read a knowledge folder and what is laid over it. Complaints call a file by its path from the folder's own name on."""
    shelf = _Shelf()
    _read(shelf, folder, folder.name)
    if overlay is not None:
        _read(shelf, overlay, overlay.as_posix())
    shelf.problems.extend(_broken_references(shelf))
    return Loaded(
        tuple(shelf.entries[id_] for id_ in sorted(shelf.entries)),
        dict(sorted(shelf.steps.items())),
        dict(sorted(shelf.sources.items())),
        dict(sorted(shelf.settings.items())),
        dict(sorted(shelf.guides.items())),
        dict(sorted(shelf.documents.items())),
        shelf.trees,
        tuple(sorted(shelf.problems, key=_by_place)),
        tuple(sorted(_dangling(shelf), key=_by_place)),
    )


def _read(shelf: _Shelf, folder: Path, shown: str) -> None:
    empty = True
    for relative, path in facts.yaml_files(folder):
        empty = False
        try:
            tree = facts.read_yaml(path, f"{shown}/{relative}")
        except FactError as error:
            shelf.problems.append(error)
        else:
            shelf.trees[relative] = tree
            _take(shelf, relative, tree)
    if empty:
        shelf.problems.append(FactError(f"{shown}:1:1", "holds no YAML file"))


def _by_place(error: FactError) -> tuple[str, int, int]:
    path, line, column = error.where.rsplit(":", 2)
    return path, int(line), int(column)


def _take(shelf: _Shelf, relative: str, tree: Marked) -> None:
    top = PurePosixPath(relative).parts[0]
    if top == "articles":
        _take_article(shelf, tree)
    elif top in ("steps", "steps.yaml"):
        _take_mapping(shelf, "step", Step, tree, shelf.steps)
    elif relative == "sources.yaml":
        _take_mapping(shelf, "source", Document, tree, shelf.sources)
    elif relative == "settings.yaml":
        _take_mapping(shelf, "setting", Setting, tree, shelf.settings)
    elif relative == "guides.yaml":
        _take_mapping(shelf, "guide", Guide, tree, shelf.guides)
    else:
        shelf.documents[relative.removesuffix(".yaml")] = facts.plain(tree)
        if relative == "gateway.yaml":
            _take_gateway(shelf, tree)


def _take_gateway(shelf: _Shelf, tree: Marked) -> None:
    try:
        gateway = spec.load(tree)
    except FactError as error:
        shelf.problems.append(error)
    else:
        shelf.operations = frozenset(operation.name for operation in gateway.operations)


def _take_article(shelf: _Shelf, tree: Marked) -> None:
    article = _build(shelf, Article, tree)
    if article is not None and _is_new(shelf, "article", article.id, place_of(tree, "id")):
        shelf.entries[article.id] = Entry(tree.path, tree, article)


def _take_mapping(shelf: _Shelf, kind: str, cls: type[Any], tree: Marked, into: dict[str, Any]) -> None:
    for id_, value in tree.items():
        line, column = tree.keys_at[id_]
        built = _build(shelf, cls, value, f"{tree.path}:{line}:{column}")
        if built is not None and _is_new(shelf, kind, id_, f"{tree.path}:{line}:{column}"):
            into[id_] = built


def _build(shelf: _Shelf, cls: type[Any], value: Any, where: str = "") -> Any:
    found: list[FactError] = []
    built = facts.build(cls, value, where, found)
    shelf.problems.extend(found)
    return None if found else built


def _is_new(shelf: _Shelf, kind: str, id_: str, place: str) -> bool:
    first = shelf.places.setdefault((kind, id_), place)
    if first != place:
        shelf.problems.append(FactError(place, f"the {kind} {id_!r} stands in {first} already"))
    return first == place


def _broken_references(shelf: _Shelf) -> Iterator[FactError]:
    """Names that must stand in this same folder: steps, sources, guides, operations."""
    for entry in shelf.entries.values():
        tree, article = entry.tree, entry.article
        if shelf.operations is not None:
            yield from _unknown("operation", tree["environment"], "operations", shelf.operations)
        for position, cause in enumerate(article.causes):
            yield from _unknown_in_cause(shelf, cause, tree["causes"][position])
        yield from _unknown_documents(shelf, article.sources, tree)
    for file, named in (("guides.yaml", shelf.guides), ("settings.yaml", shelf.settings)):
        for id_, thing in named.items():
            tree = shelf.trees[file][id_]
            yield from _unknown_documents(shelf, thing.sources, tree)
            yield from _unknown("step", tree, "steps", shelf.steps)


def _unknown_in_cause(shelf: _Shelf, cause: Cause, tree: Any) -> Iterator[FactError]:
    yield from _unknown("step", tree, "steps", shelf.steps)
    if shelf.operations is not None and cause.operations:
        yield from _unknown("operation", tree, "operations", shelf.operations)


def _unknown_documents(shelf: _Shelf, sources: Iterable[Source], tree: Any) -> Iterator[FactError]:
    for position, _ in enumerate(sources):
        yield from _unknown("source", tree["sources"][position], "document", shelf.sources)


def _dangling(shelf: _Shelf) -> Iterator[FactError]:
    for entry in shelf.entries.values():
        for key in ("see", "explains", "replaced_by"):
            yield from _unknown("article", entry.tree, key, shelf.entries)
        yield from _unknown("setting", entry.tree, "settings", shelf.settings)
        yield from _unknown("guide", entry.tree, "guide", shelf.guides)
    for id_ in shelf.settings:
        yield from _unknown("article", shelf.trees["settings.yaml"][id_], "see", shelf.entries)


def _unknown(kind: str, tree: Any, key: str, known: Iterable[str]) -> Iterator[FactError]:
    """A complaint for each text under the key that is no known id, at the place of that text."""
    value = tree.get(key)
    names = value if isinstance(value, list) else [value]
    for position, name in enumerate(names):
        if not isinstance(name, str) or name in known:
            continue
        where = place_of(tree, key)
        if isinstance(value, Sequenced):
            line, column = value.at[position]
            where = f"{tree.path}:{line}:{column}"
        yield FactError(where, f"there is no {kind} {name!r}{hint(name, known)}")
