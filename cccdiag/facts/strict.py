"""Mappings to frozen dataclasses, strictly: the annotations of the class are the schema."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeVar, Union

from cccdiag.errors import FactError
from cccdiag.facts import Marked, Sequenced

T = TypeVar("T")
_KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", type(None): "empty"}
_LISTED = 8  # words of a closed list that fit into a complaint


def build(cls: type[T], value: Any, where: str, problems: list[FactError] | None) -> T:
    """See :func:`cccdiag.facts.build`."""
    if isinstance(value, Marked):
        return typing.cast("T", _Builder(problems).of(cls, value, f"{value.path}:{value.line}:{value.column}"))
    try:
        return typing.cast("T", _Builder(problems).of(cls, value, where))
    except (
        FactError
    ):  # what was not read from YAML has no lines: the keys on the way are looked for only when one must be told
        return typing.cast("T", _Builder(None, steps=bool(where)).of(cls, value, where))


def plain(value: Any, *, whole: bool = False) -> Any:
    """See :func:`cccdiag.facts.plain`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(item, whole=whole)
            for field in dataclasses.fields(value)
            if (item := getattr(value, field.name)) != _default(field) or whole
        }
    if isinstance(value, Mapping):
        return {key: plain(item, whole=whole) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item, whole=whole) for item in value]
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


@functools.cache
def hints(cls: type) -> dict[str, tuple[Any, bool]]:
    """The keys of a dataclass with their types and whether they must be there."""
    fields, missing = [field for field in dataclasses.fields(cls) if field.init], dataclasses.MISSING
    return {
        field.name: (kind, field.default is missing and field.default_factory is missing)
        for field, kind in zip(fields, _kinds(cls, fields), strict=True)
    }


def _kinds(cls: type, fields: list[dataclasses.Field[Any]]) -> tuple[Any, ...]:
    """The types of fields. Annotations of one class are evaluated at once: typing compiles each by itself, for ten times as long."""
    own = inspect.get_annotations(cls)
    if any(type(own.get(field.name)) is not str for field in fields):
        inherited = typing.get_type_hints(cls)
        return tuple(inherited[field.name] for field in fields)
    texts = "".join(f"({field.type})," for field in fields)
    kinds: tuple[Any, ...] = eval(f"({texts})", vars(sys.modules[cls.__module__]))  # noqa: S307 - our own annotations
    return kinds


class _Builder:
    """One reading. Without a list of problems the first is raised; with one, reading goes on behind each of them."""

    def __init__(self, problems: list[FactError] | None, *, steps: bool = False) -> None:
        self._problems = problems
        self._steps = steps

    def _fail(self, where: str, problem: str) -> None:
        error = FactError(where, problem)
        if self._problems is None:
            raise error
        self._problems.append(error)

    def of(self, kind: Any, value: Any, where: str) -> Any:
        """The value as that type; None where it is none and reading goes on."""
        if type(value) is kind and kind in _KINDS:
            return value  # most values by far
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            return self._dataclass(kind, value, where)
        origin = typing.get_origin(kind)
        if origin in (Union, types.UnionType):
            return self._union(typing.get_args(kind), value, where)
        if origin is Literal:
            return self._word(typing.get_args(kind), value, where)
        if origin is tuple:
            return self._tuple(typing.get_args(kind)[0], value, where)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(typing.get_args(kind)[1], value, where)
        if kind is Any:
            return plain(value)
        if kind is float and type(value) is int:
            return float(value)
        if type(value) is not kind:
            scalar = not isinstance(value, (Mapping, list, type(None)))
            quoted = " (put it in quotes)" if kind is str and scalar else ""
            self._fail(where, f"must be {_KINDS.get(kind, kind)}, is {_name(value)}{quoted}")
        return value

    def _dataclass(self, cls: type, value: Any, where: str) -> Any:
        if not isinstance(value, Mapping):
            return self._fail(where, f"must be a mapping of keys to values, is {_name(value)}")
        known, before = hints(cls), len(self._problems or ())
        for key in value:
            if key not in known:
                self._fail(key_place(value, key, where), f"unknown key {key!r}{hint(key, known)}")
        arguments = {}
        for name, (kind, required) in known.items():
            if name in value:
                arguments[name] = self.of(kind, value[name], self._below(value, name, where))
            elif required:
                self._fail(where, f"the key {name!r} is missing")
        if len(self._problems or ()) > before:
            return None
        try:
            return cls(**arguments)
        except ValueError as error:
            return self._fail(where, str(error))

    def _union(self, kinds: tuple[Any, ...], value: Any, where: str) -> Any:
        if value is None and type(None) in kinds:
            return None
        fitting = [kind for kind in kinds if kind is not type(None) and _could_be(kind, value)]
        if len(fitting) == 1:
            return self.of(fitting[0], value, where)
        wanted = " or ".join(map(_called, kinds))
        return self._fail(where, f"must be {wanted}, is {_name(value)}")

    def _word(self, words: tuple[Any, ...], value: Any, where: str) -> Any:
        if type(value) in {type(word) for word in words} and value in words:
            return value
        meant = hint(value, words)
        known = "a known word" if meant and len(words) > _LISTED else f"one of {', '.join(map(str, words))}"
        return self._fail(where, f"{value!r} is not {known}{meant}")

    def _tuple(self, kind: Any, value: Any, where: str) -> Any:
        if not isinstance(value, (list, tuple)):
            return self._fail(where, f"must be a list, is {_name(value)}")
        return tuple(self.of(kind, item, place) for item, place in self._items(value, where))

    def _mapping(self, kind: Any, value: Any, where: str) -> Any:
        if not isinstance(value, Mapping):
            return self._fail(where, f"must be a mapping, is {_name(value)}")
        return {key: self.of(kind, item, self._below(value, key, where)) for key, item in value.items()}

    def _below(self, value: Any, key: str, where: str) -> str:
        return f"{where}: {key}" if self._steps else place_of(value, key, where)

    def _items(self, value: Any, where: str) -> Iterator[tuple[Any, str]]:
        """What a list holds, with places: by its id, else by its number, where no line is known."""
        if isinstance(value, Sequenced):
            for item, (line, column) in zip(value, value.at, strict=True):
                yield item, f"{value.path}:{line}:{column}"
        elif self._steps:
            for number, item in enumerate(value, start=1):
                yield item, f"{where}: {item.get('id', number) if isinstance(item, Mapping) else number}"
        else:
            yield from ((item, where) for item in value)


def _could_be(kind: Any, value: Any) -> bool:
    origin = typing.get_origin(kind)
    if dataclasses.is_dataclass(kind) or origin in (Mapping, dict):
        return isinstance(value, Mapping)
    if origin is Literal:
        return isinstance(value, str)
    if origin is tuple:
        return isinstance(value, (list, tuple))
    return type(value) is kind or (kind is float and type(value) is int)


def _called(kind: Any) -> str:
    """What a complaint calls a type that would have been right."""
    origin = typing.get_origin(kind)
    if origin is Literal:
        return f"one of {', '.join(map(str, typing.get_args(kind)))}"
    return "a list" if origin is tuple else _KINDS.get(kind, "a mapping")


def place_of(value: Any, key: str, where: str = "") -> str:
    """``path:line:column`` of what stands under a key; ``where`` when the mapping was not read from YAML."""
    if isinstance(value, Marked) and key in value.at:
        line, column = value.at[key]
        return f"{value.path}:{line}:{column}"
    return where


def key_place(value: Any, key: str, where: str = "") -> str:
    """As :func:`place_of`, of the key itself."""
    if isinstance(value, Marked) and key in value.keys_at:
        line, column = value.keys_at[key]
        return f"{value.path}:{line}:{column}"
    return where


def hint(word: object, words: Any) -> str:
    """``(did you mean …?)`` when a known word is near, else nothing."""
    import difflib

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
