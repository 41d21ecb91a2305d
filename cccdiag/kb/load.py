"""From folders of YAML to knowledge whose every reference has been followed.

A folder holds ``articles/<family>/<id>.yaml``, ``steps/*.yaml``, ``sources.yaml``, ``settings.yaml``, ``guides.yaml`` and
``gateway.yaml``; every other YAML file is a document that its own room reads. A library's own folder, laid over the built-in
one, may also hold ``suppress.yaml``. Nothing is skipped: whatever cannot be read, is not known or points nowhere becomes a
problem with its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from cccdiag import facts, spec
from cccdiag.errors import FactError
from cccdiag.facts import Marked
from cccdiag.facts.strict import key_place, place_of
from cccdiag.kb import overlay as laid
from cccdiag.kb import references
from cccdiag.kb.model import Article, Document, Guide, Setting, Step, Suppression

# What a mapping file holds, by the name of the file or folder.
_MAPPINGS: Mapping[str, tuple[str, type[Any]]] = {
    "steps": ("step", Step),
    "sources": ("source", Document),
    "settings": ("setting", Setting),
    "guides": ("guide", Guide),
    "suppress": ("suppression", Suppression),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with the file that it was read from; ``tree`` knows the place of every value."""

    path: str
    tree: Marked
    article: Article
    local: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """A step, source, setting, guide or suppression, with the mapping that it was read from."""

    value: Any
    tree: Any
    place: str
    local: bool = False


@dataclass(slots=True)
class Loaded:
    """All that was read.

    ``things`` are by kind and id; ``documents`` are plain, by name: ``gateway`` ``logformats`` ``worlds/default`` ….
    ``problems`` are about files and what stands in them, ``dangling`` about articles, settings and guides that are named but
    not there: an index can be made with those, a release or a clean lint cannot.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    things: dict[str, dict[str, Thing]] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    trees: dict[str, Marked] = field(default_factory=dict)
    operations: frozenset[str] | None = None
    problems: list[FactError] = field(default_factory=list)
    dangling: list[FactError] = field(default_factory=list)
    # Ids of things that are there but broken, and kinds of which a file could not be read: naming them is no second fault.
    broken: set[tuple[str, str]] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def all(self, kind: str) -> dict[str, Any]:
        """The values of a kind (``step source setting guide suppression``), by id."""
        return {id_: thing.value for id_, thing in sorted(self.things.get(kind, {}).items())}


def load(folder: Path, overlay: Path | None = None) -> Loaded:
    """Read a knowledge folder and what is laid over it. Complaints call a file by its path from the folder's own name on."""
    loaded = Loaded()
    _read(loaded, folder, folder.name, local=False)
    if overlay is not None:
        _read(loaded, overlay, overlay.as_posix(), local=True)
    loaded.entries = dict(sorted(loaded.entries.items()))
    loaded.documents = dict(sorted(loaded.documents.items()))
    loaded.problems = sorted([*loaded.problems, *references.broken(loaded)], key=_by_place)
    loaded.dangling = sorted(references.dangling(loaded), key=_by_place)
    return loaded


def _by_place(error: FactError) -> tuple[str, int, int]:
    path, line, column = error.where.rsplit(":", 2)
    return path, int(line), int(column)


def _read(loaded: Loaded, folder: Path, shown: str, *, local: bool) -> None:
    empty = True
    for relative, path in facts.yaml_files(folder):
        empty = False
        name = f"{shown}/{relative}"
        try:
            tree = facts.read_yaml(path, name)
        except FactError as error:
            loaded.problems.append(error)
            loaded.unread.add(_kind(relative))
        else:
            loaded.trees[name] = tree
            _take(loaded, relative, tree, local=local)
    if empty:
        loaded.problems.append(FactError(f"{shown}:1:1", "holds no YAML file"))


def _kind(relative: str) -> str:
    top = PurePosixPath(relative).parts[0].removesuffix(".yaml")
    return "article" if top == "articles" else _MAPPINGS[top][0] if top in _MAPPINGS else top


def _take(loaded: Loaded, relative: str, tree: Marked, *, local: bool) -> None:
    top = PurePosixPath(relative).parts[0].removesuffix(".yaml")
    if top == "articles":
        _take_article(loaded, tree, local=local)
    elif top in _MAPPINGS:
        kind, cls = _MAPPINGS[top]
        for id_ in tree:
            _take_thing(loaded, kind, cls, id_, tree, local=local)
    elif local:
        loaded.problems.extend(laid.add_document(loaded.documents, relative.removesuffix(".yaml"), tree))
    else:
        loaded.documents[relative.removesuffix(".yaml")] = facts.plain(tree)
        if relative == "gateway.yaml":
            _take_gateway(loaded, tree)


def _take_gateway(loaded: Loaded, tree: Marked) -> None:
    try:
        gateway = spec.load(tree)
    except FactError as error:
        loaded.problems.append(error)
    else:
        loaded.operations = frozenset(operation.name for operation in gateway.operations)


def _take_article(loaded: Loaded, tree: Marked, *, local: bool) -> None:
    article = _build(loaded, Article, tree)
    if article is None:
        loaded.broken |= {("article", str(tree.get("id"))), ("article", PurePosixPath(tree.path).stem)}
        return
    entry, before = Entry(tree.path, tree, article, local), loaded.entries.get(article.id)
    place = place_of(tree, "id")
    complaint = laid.complaint_about_article(entry, before, place)
    if before is not None and complaint is None and not local:
        complaint = FactError(place, f"the article {article.id!r} stands in {place_of(before.tree, 'id')} already")
    if complaint is not None:
        loaded.problems.append(complaint)
    else:
        loaded.entries[article.id] = entry


def _take_thing(loaded: Loaded, kind: str, cls: type[Any], id_: str, tree: Marked, *, local: bool) -> None:
    place = key_place(tree, id_)
    value = _build(loaded, cls, tree[id_], place)
    shelf = loaded.things.setdefault(kind, {})
    if id_ in shelf:
        loaded.problems.append(FactError(place, f"the {kind} {id_!r} stands in {shelf[id_].place} already"))
    elif local and (complaint := laid.complaint_about_name(kind, id_, place)):
        loaded.problems.append(complaint)
    elif value is None:
        loaded.broken.add((kind, id_))
    else:
        shelf[id_] = Thing(value, tree[id_], place, local)


def _build(loaded: Loaded, cls: type[Any], value: Any, where: str = "") -> Any:
    found: list[FactError] = []
    built = facts.build(cls, value, where, found)
    loaded.problems.extend(found)
    return None if found else built
