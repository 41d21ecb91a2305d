"""A dataclass is a schema: what it does not name is refused, and everything that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from cccdiag import facts
from cccdiag.errors import FactError


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str
    size: int = 1

    def __post_init__(self):
        if self.size < 0:
            raise ValueError("size must not be negative")


@dataclass(frozen=True, slots=True)
class Tree:
    kind: Literal["oak", "elm"]
    leaves: tuple[Leaf, ...] = ()
    notes: tuple[str | Leaf, ...] = ()
    height: float | None = None
    alive: bool = True
    marks: Mapping[str, int] | None = None
    more: Any = None


def complaints(text):
    problems: list[FactError] = []
    facts.build(Tree, facts.parse_yaml(text, "t.yaml"), problems=problems)
    return [str(problem) for problem in problems]


def test_what_fits_becomes_the_dataclass():
    """Lists become tuples, whole numbers fit where a number is wanted, a union takes the one kind that fits."""
    text = "kind: oak\nleaves: [{name: a}, {name: b, size: 2}]\nnotes: [x, {name: c}]\nheight: 3\nmarks: {a: 1}\nmore: {x: [1]}\n"
    assert facts.build(Tree, facts.parse_yaml(text, "t.yaml")) == Tree(
        "oak", (Leaf("a"), Leaf("b", 2)), ("x", Leaf("c")), 3.0, marks={"a": 1}, more={"x": [1]}
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kinds: oak", ["t.yaml:1:1: unknown key 'kinds' (did you mean 'kind'?)", "t.yaml:1:1: the key 'kind' is missing"]),
        ("kind: aok", ["t.yaml:1:7: 'aok' is not one of oak, elm (did you mean 'oak'?)"]),
        ("kind: 3", ["t.yaml:1:7: 3 is not one of oak, elm"]),
        ("kind: oak\nleaves: {name: a}", ["t.yaml:2:9: must be a list, is a mapping"]),
        ("kind: oak\nleaves: [a]", ["t.yaml:2:10: must be a mapping of keys to values, is str 'a'"]),
        ("kind: oak\nleaves: [{name: 7}]", ["t.yaml:2:17: must be a text, is int 7 (put it in quotes)"]),
        ("kind: oak\nleaves: [{name: no}]", ["t.yaml:2:17: must be a text, is the truth value false (put it in quotes)"]),
        ("kind: oak\nleaves: [{name: }]", ["t.yaml:2:17: must be a text, is empty"]),
        ("kind: oak\nleaves: [{name: a, size: -1}]", ["t.yaml:2:10: size must not be negative"]),
        ("kind: oak\nheight: tall", ["t.yaml:2:9: must be a number or empty, is str 'tall'"]),
        ("kind: oak\nalive: 1", ["t.yaml:2:8: must be true or false, is int 1"]),
        ("kind: oak\nmarks: {a: b}", ["t.yaml:2:12: must be a whole number, is str 'b'"]),
        ("kind: oak\nmarks: [a]", ["t.yaml:2:8: must be a mapping or empty, is a list"]),
        ("kind: oak\nnotes: [1]", ["t.yaml:2:9: must be a text or a mapping, is int 1"]),
        ("kind: x\nleaves: [{}, {name: 1}]\nsise: 2", [
            "t.yaml:3:1: unknown key 'sise'",
            "t.yaml:1:7: 'x' is not one of oak, elm",
            "t.yaml:2:10: the key 'name' is missing",
            "t.yaml:2:21: must be a text, is int 1 (put it in quotes)",
        ]),
    ],
)  # fmt: skip
def test_every_complaint_about_a_file_is_told_at_once_with_its_place(text, said):
    """A person mends a file once, not once for each complaint."""
    assert complaints(text) == said


def test_without_a_list_the_first_complaint_is_raised():
    """Whoever needs the value gets the value or one error."""
    with pytest.raises(FactError) as caught:
        facts.build(Leaf, facts.parse_yaml("nam: x", "t.yaml"))
    assert (caught.value.where, caught.value.problem) == ("t.yaml:1:1", "unknown key 'nam' (did you mean 'name'?)")


def test_plain_data_is_told_by_the_name_that_the_caller_gives():
    """The compiled index has no lines: the keys on the way are told, and the ids or numbers of what stands in lists."""
    with pytest.raises(FactError) as caught:
        facts.build(Leaf, {"name": None}, "index")
    assert str(caught.value) == "index: name: must be a text, is empty"
