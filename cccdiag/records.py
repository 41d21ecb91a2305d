"""Slotted dataclasses that are made in a tenth of the time.

``dataclasses.dataclass`` writes, parses and compiles six functions for each class: half a millisecond, and the emulator starts
with forty classes. Here only ``__init__`` is written, when it is first asked for; the other five are the same for all. To
readers, to type checkers and to the functions of :mod:`dataclasses` (``fields``, ``replace``) such a class is an ordinary
``@dataclass(frozen=True, slots=True)``, or ``@dataclass(slots=True)``.
"""

from __future__ import annotations

import dataclasses
import sys

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
    from typing import Any, NoReturn

__all__ = ["dataclass"]

_MADE = object()  # stands for what a default_factory gives when nothing was given


def _record(cls: type) -> type:
    made = _made(cls, _FROZEN, frozen=True)
    # Only now: what stands for these two would be in the way of dataclasses itself.
    made.__setattr__, made.__delattr__ = _refuse_setting, _refuse_deleting
    return made  # type: ignore[no-any-return]


def _mutable(cls: type) -> type:
    return _made(cls, _MUTABLE, frozen=False)  # type: ignore[no-any-return]


def _made(cls: type, shared: dict[str, Any], *, frozen: bool) -> Any:
    for name, function in shared.items():
        if name not in cls.__dict__:
            setattr(cls, name, function)
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    for field in dataclasses.fields(made):
        if not field.init or field.kw_only:
            raise TypeError(f"a record takes all of its fields by position: {cls.__qualname__}.{field.name}")
    made.__init__ = _Unwritten(made, frozen=frozen)
    return made


class _Unwritten:
    """Stands for the ``__init__`` of a class until somebody asks for it: few programs make one of every class that they know."""

    __slots__ = ("_cls", "_frozen")

    def __init__(self, cls: type, *, frozen: bool) -> None:
        self._cls = cls
        self._frozen = frozen

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        init = _init(self._cls, frozen=self._frozen)
        self._cls.__init__ = init  # type: ignore[misc]
        return init if instance is None else init.__get__(instance)


def _init(cls: type, *, frozen: bool) -> Any:
    """Write the ``__init__`` of a class: the one function that must be quick, and knows its arguments by name."""
    given: dict[str, Any] = {"_made": _MADE}
    arguments, lines = [], []
    for field in dataclasses.fields(cls):
        name, default, put = field.name, f"_default_{field.name}", f"_set_{field.name}"
        if frozen:
            # The slot itself sets in half the time of object.__setattr__, which would have to find it first.
            given[put] = getattr(cls, name).__set__
        value = name
        if field.default_factory is not dataclasses.MISSING:
            given[default] = field.default_factory
            arguments.append(f"{name}=_made")
            value = f"{default}() if {name} is _made else {name}"
        elif field.default is not dataclasses.MISSING:
            given[default] = field.default
            arguments.append(f"{name}={default}")
        else:
            arguments.append(name)
        lines.append(f"  {put}(self, {value})" if frozen else f"  self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("  self.__post_init__()")
    body = "\n".join(lines) or "  pass"
    source = f"def make({', '.join(given)}):\n def __init__(self, {', '.join(arguments)}):\n{body}\n return __init__"
    space: dict[str, Any] = {}
    exec(source, vars(sys.modules[cls.__module__]), space)  # noqa: S102 - names of fields, as dataclasses does it
    init = space["make"](**given)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {field.name: field.type for field in dataclasses.fields(cls)} | {"return": None}
    return init


def _compared(record: Any) -> tuple[Any, ...]:
    return tuple([getattr(record, field.name) for field in dataclasses.fields(record) if field.compare])


def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: object) -> bool:
    return _compared(self) == _compared(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_compared(self))


def _refuse_setting(*about: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {about[1]!r}")


def _refuse_deleting(*about: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {about[1]!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_MUTABLE: dict[str, Any] = {"__repr__": _repr, "__eq__": _eq, "__hash__": None}
_FROZEN: dict[str, Any] = {**_MUTABLE, "__hash__": _hash, "__getstate__": _getstate, "__setstate__": _setstate}
if not TYPE_CHECKING:

    def dataclass(*, slots: bool, frozen: bool = False) -> Callable[[type], type]:
        """As :func:`dataclasses.dataclass` with these two arguments; ``slots`` must be true."""
        if not slots:
            raise TypeError("a record is slotted; use dataclasses.dataclass for anything else")
        return _record if frozen else _mutable
