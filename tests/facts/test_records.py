"""Records: made quickly, and in every other way what ``@dataclass(frozen=True, slots=True)`` makes."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import typing
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from cccdiag import facts, records
from cccdiag.errors import FactError


@records.dataclass(frozen=True, slots=True)
class Stop:
    """A record with every kind of field."""

    name: str
    fee: Decimal | None = None
    tags: tuple[str, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    memo: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what could not be."""
        if not self.name:
            raise ValueError("a stop has a name")


@dataclass(frozen=True, slots=True)
class Plain:
    """The same fields by the book."""

    name: str
    fee: Decimal | None = None
    tags: tuple[str, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    memo: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@records.dataclass(frozen=True, slots=True)
class Point:
    """A record that can be hashed."""

    x: int
    y: int = 0


def test_a_record_is_made_read_and_shown_as_a_dataclass_is():
    """Arguments by position and by name, defaults, a factory for each, fields, replace, repr, signature and types."""
    made, plain = Stop("a", tags=("b",)), Plain("a", tags=("b",))
    assert dataclasses.asdict(made) == dataclasses.asdict(plain)
    assert repr(made) == repr(plain).replace("Plain", "Stop")
    assert made.notes is not Stop("a").notes
    assert dataclasses.replace(made, fee=Decimal(2)) == Stop("a", Decimal(2), ("b",))
    assert Stop.__match_args__ == Plain.__match_args__
    assert list(inspect.signature(Stop).parameters) == list(inspect.signature(Plain).parameters)
    assert typing.get_type_hints(Stop.__init__) == typing.get_type_hints(Plain.__init__)
    assert not hasattr(made, "__dict__")


@records.dataclass(slots=True)
class Count:
    """A record that is changed."""

    name: str
    number: int = 0
    seen: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Count one."""
        self.number += 1
        self.seen.append(text)


def test_a_record_that_is_not_frozen_can_be_changed():
    """As one of ``@dataclass(slots=True)``: it counts, is equal by what it holds, copied, pickled, and never a key."""
    count, other = Count("a"), Count("a")
    count.add("x")
    assert (count, repr(count)) == (Count("a", 1, ["x"]), "Count(name='a', number=1, seen=['x'])")
    assert count != other
    assert [copy.deepcopy(count), pickle.loads(pickle.dumps(count)), dataclasses.replace(count)] == [count] * 3
    with pytest.raises(TypeError, match="unhashable"):
        hash(count)
    with pytest.raises(AttributeError):
        count.other = 1
    assert list(inspect.signature(Count).parameters) == ["name", "number", "seen"]


class Late(Count):
    """A class that adds to a record's own beginning."""

    def __init__(self, name: str) -> None:
        super().__init__(name, 7)


def test_a_class_that_follows_a_record_begins_as_the_record_does():
    """Also when nobody has made one of the record itself before."""
    assert (Late("b").number, Late("b").seen) == (7, [])


def test_records_are_equal_by_what_is_compared_and_of_one_class():
    """Fields that are not compared, and look-alikes of another class, do not count."""
    assert Stop("a", memo={"x": 1}) == Stop("a")
    assert Stop("a") != Stop("b")
    assert Stop("a") != Plain("a")
    assert {Point(1), Point(1, 0), Point(2)} == {Point(2), Point(1)}


def test_a_record_cannot_be_changed():
    """Neither a field nor a name that it does not have."""
    point = Point(1)
    for name in ("x", "z"):
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(point, name, 3)
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(point, name)


def test_a_record_is_copied_and_travels_between_processes():
    """copy, deepcopy and pickle give an equal record."""
    stop = Stop("a", Decimal("1.50"), notes={"b": "c"})
    assert [copy.copy(stop), copy.deepcopy(stop), pickle.loads(pickle.dumps(stop))] == [stop] * 3


def test_wrong_arguments_are_refused():
    """As by any function, and by the class's own law."""
    for arguments in ((), ("a", None, (), {}, {}, 1)):
        with pytest.raises(TypeError):
            Stop(*arguments)
    with pytest.raises(ValueError, match="a stop has a name"):
        Stop("")


def test_a_record_is_a_schema_too():
    """The strict reader takes it as it takes a dataclass."""
    assert facts.build(Point, {"x": 1}) == Point(1)
    with pytest.raises(FactError, match="unknown key 'z'"):
        facts.build(Point, {"x": 1, "z": 2})


def test_what_is_no_record_is_told():
    """A class without slots, or with fields by name only, belongs to the library's own dataclass."""
    with pytest.raises(TypeError, match="is slotted"):
        records.dataclass(frozen=True, slots=False)

    class Odd:
        """By name only."""

        x: int = field(kw_only=True)

    with pytest.raises(TypeError, match="by position"):
        records.dataclass(frozen=True, slots=True)(Odd)
