"""Facts go to plain data and back, and what JSON made of them is read as strictly as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag import facts
from cccdiag.errors import FactError


@dataclass(frozen=True, slots=True)
class Point:
    name: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Route:
    points: Mapping[str, int]
    words: tuple[str, ...] | None = None
    colour: Literal["red", "blue"] | None = None
    ends: tuple[Point, ...] = ()
    last: Point | None = None


NAMES = st.text("abc", min_size=1, max_size=3)
POINTS = st.builds(Point, NAMES, st.sampled_from((0.5, 1.0, 2.0)))
ROUTES = st.builds(
    Route,
    st.dictionaries(NAMES, st.integers(0, 9), max_size=3),
    st.none() | st.lists(NAMES, max_size=2).map(tuple),
    st.sampled_from((None, "red", "blue")),
    st.lists(POINTS, max_size=2).map(tuple),
    st.none() | POINTS,
)


@given(ROUTES)
def test_plain_data_is_read_back_as_it_was(route):
    """With defaults and without."""
    assert facts.build(Route, facts.plain(route)) == route
    assert facts.build(Route, facts.plain(route, whole=True)) == route


def test_defaults_are_left_out_unless_all_is_wanted():
    """In what is inside as well."""
    route = Route({"a": 1}, ends=(Point("x"), Point("y", 2.0)))
    assert facts.plain(route) == {"points": {"a": 1}, "ends": [{"name": "x"}, {"name": "y", "weight": 2.0}]}
    assert facts.plain(route, whole=True) == {
        "points": {"a": 1},
        "words": None,
        "colour": None,
        "ends": [{"name": "x", "weight": 1.0}, {"name": "y", "weight": 2.0}],
        "last": None,
    }


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("points: [1]", "t.yaml:1:9: must be a mapping, is a list"),
        ("points: 1", "t.yaml:1:9: must be a mapping, is int 1"),
        ("points: {}\nwords: {a: b}", "t.yaml:2:8: must be a list or empty, is a mapping"),
        ("points: {}\nwords: [1]", "t.yaml:2:9: must be a text, is int 1 (put it in quotes)"),
        ("points: {}\ncolour: green", "t.yaml:2:9: 'green' is not one of red, blue"),
        ("points: {}\ncolour: [red]", "t.yaml:2:9: must be one of red, blue or empty, is a list"),
        ("points: {}\nlast: [x]", "t.yaml:2:7: must be a mapping or empty, is a list"),
    ],
)
def test_a_wrong_shape_is_told_with_its_place(document, said):
    """For mappings, lists that may be missing, words that may be missing."""
    with pytest.raises(FactError) as caught:
        facts.build(Route, facts.parse_yaml(document, "t.yaml"))
    assert str(caught.value) == said


def test_files_come_in_the_order_of_their_names_and_folders_are_none(tmp_path):
    """A folder may be called as a file is."""
    for name in ("b/z.yaml", "b.yaml", "a/x.yaml/y.yaml", "a/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    assert list(facts.yaml_files(tmp_path)) == [
        (name, tmp_path / name) for name in ("a/x.yaml/y.yaml", "b.yaml", "b/z.yaml")
    ]


def test_the_folder_of_facts_is_one_and_its_index_lies_beside_it_in_a_wheel():
    """In a checkout the folder stands beside the package, so that the index is not taken for its own."""
    package = Path(facts.__file__).parents[1]
    assert facts.knowledge_dir() == Path(facts.knowledge_path())
    assert (facts.knowledge_dir() / "gateway.yaml").is_file()
    assert Path(facts.prebuilt_index()) == package / "knowledge.sqlite"
