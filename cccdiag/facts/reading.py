"""YAML to plain values that remember their places. The one home of PyYAML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from cccdiag.errors import FactError
from cccdiag.facts import Marked, Sequenced

_DEEPEST = 60
# libyaml nests on the C stack and takes the whole process down with it (2,000 levels on Windows); the loader written in
# Python is ten times slower and raises RecursionError. It reads whatever could possibly be nested that deep.
_C_STACK = 1000
_INDENTED = re.compile(rf"^[\s?-]{{{_C_STACK}}}", re.MULTILINE)


def read_yaml(path: Path, name: str | None = None) -> Marked:
    """See :func:`cccdiag.facts.read_yaml`."""
    shown = name or str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FactError(f"{shown}:1:1", f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FactError(f"{shown}:1:1", f"is not UTF-8 (byte {error.start})") from error
    return parse_yaml(text, shown)


def parse_yaml(text: str, name: str) -> Marked:
    """See :func:`cccdiag.facts.parse_yaml`."""
    loader = _loader(text)
    try:
        node = yaml.compose(text, Loader=loader)
        value = _Tree(name, loader("")).value(node, 0) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"
        raise FactError(place, f"is not YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise FactError(f"{name}:1:1", f"is not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise FactError(f"{name}:1:1", "is nested too deeply") from error
    if not isinstance(value, Marked):
        raise FactError(f"{name}:1:1", "must be a mapping of keys to values")
    return value


def _loader(text: str) -> Any:
    deep = text.count("[") + text.count("{") >= _C_STACK or _INDENTED.search(text)
    return yaml.SafeLoader if deep else getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Tree:
    """Turns the nodes of one file into values. A node may be used once: aliases would let a small file grow without end."""

    def __init__(self, name: str, loader: Any) -> None:
        self._name = name
        self._loader = loader
        self._seen: set[int] = set()

    def value(self, node: Any, depth: int) -> Any:
        if id(node) in self._seen:
            raise FactError(self._place(node), "is used twice; write it out instead of using an anchor and an alias")
        if depth > _DEEPEST:
            raise FactError(self._place(node), "is nested too deeply")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            items = Sequenced(self._name)
            for child in node.value:
                items.append(self.value(child, depth + 1))
                items.at.append(_at(child))
            return items
        try:
            return self._loader.construct_object(node)
        except (ValueError, OverflowError, AttributeError, LookupError, TypeError) as error:
            # PyYAML lets through what Python says of an impossible date or a tag that does not fit: 2026-13-01, !!int x.
            raise FactError(self._place(node), f"is not YAML: {error}") from error

    def _mapping(self, node: Any, depth: int) -> Marked:
        marked = Marked(self._name, *_at(node))
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise FactError(self._place(key), "a key must be a plain word")
            if key.value in marked:
                raise FactError(self._place(key), f"the key {key.value!r} stands here twice")
            marked[key.value] = self.value(value, depth + 1)
            marked.at[key.value] = _at(value)
            marked.keys_at[key.value] = _at(key)
        return marked

    def _place(self, node: Any) -> str:
        line, column = _at(node)
        return f"{self._name}:{line}:{column}"


def _at(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
