"""The laws of the knowledge base: each has a number, a severity and a sentence, and finds its breaches with their places.

A law is a function from a :class:`View` to (place, text) pairs, in one of the modules of :mod:`cccdiag.kb.laws`. Those that can be
mended without judgement carry a second function from the text of a file to its mended text.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cccdiag import facts
from cccdiag.kb.load import Entry, Loaded, load

Severity = Literal["error", "warning"]
Breach = tuple[str, str]  # place as path:line:column, and what is wrong there in plain words
_MODULES = ("form", "content", "prose", "proof", "neighbours", "whole")


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach of a law."""

    law: str
    severity: Severity
    where: str
    text: str
    fixable: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.severity} {self.law}: {self.text}"


@dataclass(frozen=True, slots=True)
class Engine:
    """What the triage makes of a text, given to those laws that need more than the words of a pattern.

    ``finds``: ids of the articles that it diagnoses, best first.
    """

    finds: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class View:
    """All that a law may look at. ``texts`` are the files as they stand, by the path that complaints use."""

    loaded: Loaded
    texts: Mapping[str, str]
    today: dt.date
    version: str
    engine: Engine | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def entries(self) -> Iterable[Entry]:
        """All articles."""
        return self.loaded.entries.values()


@dataclass(frozen=True, slots=True)
class Law:
    """One law of the knowledge base."""

    id: str
    severity: Severity
    title: str
    breaches: Callable[[View], Iterator[Breach]]
    mend: Callable[[str, str], str] | None = None


LAWS: dict[str, Law] = {}


def law(
    id_: str, severity: Severity, title: str, mend: Callable[[str, str], str] | None = None
) -> Callable[[Callable[[View], Iterator[Breach]]], Callable[[View], Iterator[Breach]]]:
    """Make the decorated function a law. ``mend(path, text)`` gives the text of a file without its breaches."""

    def register(breaches: Callable[[View], Iterator[Breach]]) -> Callable[[View], Iterator[Breach]]:
        assert id_ not in LAWS, f"{id_} is the number of another law"
        LAWS[id_] = Law(id_, severity, title, breaches, mend)
        return breaches

    return register


def laws() -> tuple[Law, ...]:
    """All laws, by number."""
    for module in _MODULES:
        importlib.import_module(f"cccdiag.kb.laws.{module}")
    return tuple(LAWS[id_] for id_ in sorted(LAWS))


def view(
    folder: Path, overlay: Path | None = None, *, today: dt.date, version: str, engine: Engine | None = None
) -> View:
    """Everything that laws look at, read from the disk."""
    loaded = load(folder, overlay)
    texts = {}
    for each, shown in ((folder, folder.name), *([(overlay, overlay.as_posix())] if overlay else [])):
        for relative, path in facts.yaml_files(each):
            name = f"{shown}/{relative}"
            if name in loaded.trees:
                texts[name] = path.read_bytes().decode("utf-8")
    return View(loaded, texts, today, version, engine)


def lint(seen: View, only: Iterable[str] = ()) -> list[Finding]:
    """All breaches of all laws (or of those in ``only``), by place."""
    chosen = set(only)
    findings = [
        Finding(each.id, each.severity, where, text, each.mend is not None)
        for each in laws()
        if not chosen or each.id in chosen
        for where, text in each.breaches(seen)
    ]
    return sorted(findings, key=_by_place)


def _by_place(finding: Finding) -> tuple[str, int, int, str, str]:
    path, line, column = finding.where.rsplit(":", 2)
    return path, int(line), int(column), finding.law, finding.text


def mended(findings: Iterable[Finding], texts: Mapping[str, str]) -> dict[str, str]:
    """New texts of the files with breaches that can be mended without judgement."""
    known = {each.id: each for each in laws()}
    changed: dict[str, str] = {}
    for finding in sorted(findings, key=lambda found: found.law):
        path = finding.where.rsplit(":", 2)[0]
        mend = known[finding.law].mend
        if mend is not None and path in texts:
            changed[path] = mend(path, changed.get(path, texts[path]))
    return {path: text for path, text in changed.items() if text != texts[path]}


def of(tree: Any, *keys: str | int) -> str:
    """The place of what the keys lead to: ``of(entry.tree, "causes", 2, "text")``; as near as it is there."""
    where = f"{tree.path}:{getattr(tree, 'line', 1)}:{getattr(tree, 'column', 1)}"
    for key in keys:
        try:
            line, column = tree.at[key]
        except (KeyError, IndexError, AttributeError):
            break
        where = f"{tree.path}:{line}:{column}"
        tree = tree[key]
    return where
