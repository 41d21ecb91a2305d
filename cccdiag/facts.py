"""Where the facts are, and how a file of facts is read: strictly, with a place for every complaint.

``knowledge/`` stands beside the package in a checkout and inside it in a wheel. :func:`read_yaml` keeps the line and column of
every key; :func:`build` turns what was read into a frozen dataclass and refuses whatever that class does not name. The
dataclasses are the schema: there is no second list of keys.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, Union

from cccdiag.errors import FactError

T = TypeVar("T")
_PACKAGE = Path(__file__).parent


def knowledge_dir() -> Path:
    """The folder of facts: inside the package when installed from a wheel, beside it in a checkout."""
    inside = _PACKAGE / "knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


class Marked(dict[str, Any]):
    """A mapping read from YAML that remembers where each key stood: ``at[key] = (line, column)``."""

    def __init__(self, path: str, line: int, column: int) -> None:
        super().__init__()
        self.path = path
        self.line = line
        self.column = column
        self.at: dict[str, tuple[int, int]] = {}


class Sequenced(list[Any]):
    """A list read from YAML that remembers where each item stood."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.at: list[tuple[int, int]] = []


def read_yaml(path: Path, name: str | None = None) -> Marked:
    """Read one YAML file whose root is a mapping.

    Raises:
        FactError: the file cannot be read, is not UTF-8, is not YAML, repeats a key or is not a mapping.
    """
    shown = name or str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FactError(shown, f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FactError(shown, f"is not UTF-8 (byte {error.start})") from error
    return parse_yaml(text, shown)


def parse_yaml(text: str, name: str) -> Marked:
    """As :func:`read_yaml`, for a text that is already here; ``name`` is how complaints call it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, Loader=loader)
        plain = _plain(node, name, loader("")) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise FactError(place, f"is not YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise FactError(f"{name}:1:1", f"is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(plain, Marked):
        raise FactError(f"{name}:1:1", "must be a mapping of keys to values")
    return plain


def _plain(node: Any, name: str, loader: Any, open_nodes: frozenset[int] = frozenset()) -> Any:
    import yaml

    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if id(node) in open_nodes:
        raise FactError(f"{name}:{line}:{column}", "refers to itself")
    inner = open_nodes | {id(node)}
    if isinstance(node, yaml.MappingNode):
        marked = Marked(name, line, column)
        for key_node, value_node in node.value:
            key_at = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                raise FactError(f"{name}:{key_at[0]}:{key_at[1]}", "a key must be a plain word")
            if key_node.value in marked:
                raise FactError(f"{name}:{key_at[0]}:{key_at[1]}", f"the key {key_node.value!r} stands here twice")
            marked[key_node.value] = _plain(value_node, name, loader, inner)
            marked.at[key_node.value] = (value_node.start_mark.line + 1, value_node.start_mark.column + 1)
        return marked
    if isinstance(node, yaml.SequenceNode):
        items = Sequenced(name)
        for child in node.value:
            items.append(_plain(child, name, loader, inner))
            items.at.append((child.start_mark.line + 1, child.start_mark.column + 1))
        return items
    return loader.construct_object(node)


def build(cls: type[T], value: Any, where: str = "") -> T:
    """Make a ``cls`` (a dataclass) of a mapping read from YAML or from the compiled index.

    Unknown and missing keys, wrong types and words outside a closed list (``Literal``) are refused.

    Raises:
        FactError: with ``path:line:column`` where the value came from YAML.
    """
    return typing.cast("T", _build(cls, value, _place(value, where)))


def plain(value: Any) -> Any:
    """The reverse of :func:`build`: dataclasses to dicts and lists that JSON can hold, defaults left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(item)
            for field in dataclasses.fields(value)
            if (item := getattr(value, field.name)) != _default(field)
        }
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _place(value: Any, where: str) -> str:
    return f"{value.path}:{value.line}:{value.column}" if isinstance(value, Marked) else where


@functools.cache
def _hints(cls: type) -> dict[str, tuple[Any, bool]]:
    hints = typing.get_type_hints(cls)
    missing = dataclasses.MISSING
    return {
        field.name: (hints[field.name], field.default is missing and field.default_factory is missing)
        for field in dataclasses.fields(cls)
        if field.init
    }


def _build(kind: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _build_dataclass(kind, value, where)
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        return _build_union(typing.get_args(kind), value, where)
    if origin is Literal:
        words = typing.get_args(kind)
        if value in words and type(value) in {type(word) for word in words}:
            return value
        raise FactError(where, f"{value!r} is not one of {', '.join(map(str, words))}{_hint(value, words)}")
    if origin is tuple:
        return tuple(_build(typing.get_args(kind)[0], item, place) for item, place in _items(value, where))
    if origin in (Mapping, dict) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        if not isinstance(value, Mapping):
            raise FactError(where, f"must be a mapping, is {_name(value)}")
        inner = typing.get_args(kind)[1]
        return {key: _build(inner, item, _at(value, key, where)) for key, item in value.items()}
    if kind is Any:
        return plain(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        quoted = " (put it in quotes)" if kind is str and not isinstance(value, (Mapping, list, type(None))) else ""
        raise FactError(where, f"must be {_KINDS.get(kind, kind)}, is {_name(value)}{quoted}")
    return value


_KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", type(None): "empty"}


def _build_dataclass(cls: type, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise FactError(where, f"must be a mapping of keys to values, is {_name(value)}")
    hints = _hints(cls)
    for key in value:
        if key not in hints:
            raise FactError(_at(value, key, where), f"unknown key {key!r}{_hint(key, hints)}")
    arguments = {}
    for name, (kind, required) in hints.items():
        if name in value:
            arguments[name] = _build(kind, value[name], _at(value, name, where))
        elif required:
            raise FactError(where, f"the key {name!r} is missing")
    try:
        return cls(**arguments)
    except ValueError as error:
        raise FactError(where, str(error)) from error


def _build_union(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    fitting = [kind for kind in kinds if kind is not type(None) and _could_be(kind, value)]
    if len(fitting) == 1:
        return _build(fitting[0], value, where)
    wanted = " or ".join(_KINDS.get(kind, "a mapping") for kind in kinds)
    raise FactError(where, f"must be {wanted}, is {_name(value)}")


def _could_be(kind: Any, value: Any) -> bool:
    origin = typing.get_origin(kind)
    if dataclasses.is_dataclass(kind) or origin in (Mapping, dict):
        return isinstance(value, Mapping)
    if origin is not None and origin is not Literal:
        return isinstance(value, (list, tuple)) if origin is tuple else isinstance(value, Mapping)
    if origin is Literal:
        return isinstance(value, str)
    return type(value) is kind


def _items(value: Any, where: str) -> Iterator[tuple[Any, str]]:
    if isinstance(value, Sequenced):
        for item, (line, column) in zip(value, value.at, strict=True):
            yield item, f"{value.path}:{line}:{column}"
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield item, where
    else:
        raise FactError(where, f"must be a list, is {_name(value)}")


def _at(value: Any, key: str, where: str) -> str:
    if isinstance(value, Marked) and key in value.at:
        line, column = value.at[key]
        return f"{value.path}:{line}:{column}"
    return where


def _hint(word: object, words: Any) -> str:
    close = difflib.get_close_matches(str(word), [str(w) for w in words], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _name(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, (list, tuple)) else f"{type(value).__name__} {value!r}"
