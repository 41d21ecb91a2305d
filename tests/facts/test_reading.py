"""YAML is read strictly, and every complaint has a place."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cccdiag import facts
from cccdiag.errors import FactError
from cccdiag.kb.model import Article, Step

PLACE = re.compile(r"^t\.yaml:[1-9][0-9]*:[1-9][0-9]*$")


def complaint(text):
    with pytest.raises(FactError) as caught:
        facts.parse_yaml(text, "t.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "t.yaml:1:1: must be a mapping of keys to values"),
        ("- a", "t.yaml:1:1: must be a mapping of keys to values"),
        ("a: 1\na: 2", "t.yaml:2:1: the key 'a' stands here twice"),
        ("? [a]\n: b", "t.yaml:1:3: a key must be a plain word"),
        ("a: &x [1]\nb: *x", "t.yaml:1:4: is used twice; write it out instead of using an anchor and an alias"),
        ("a: 2026-13-01", "t.yaml:1:4: is not YAML: month must be in 1..12"),
        ("a: [1\nb: 2", "t.yaml:2:2: is not YAML: did not find expected ',' or ']'"),
        ("a: !!python/object:os.system x", "t.yaml:1:4: is not YAML: could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system'"),
        ("[" * 5000, "t.yaml:1:1: is nested too deeply"),
        ("- " * 5000, "t.yaml:1:1: is nested too deeply"),
        ("a:\n" + "".join(" " * n + "b:\n" for n in range(1, 90)), "t.yaml:62:62: is nested too deeply"),
    ],
)  # fmt: skip
def test_each_kind_of_broken_yaml_is_one_sentence_with_its_place(text, said):
    """path:line:column, then what is wrong in plain words."""
    assert complaint(text) == said


def test_values_remember_where_they_stood():
    """Lines and columns count from one, for keys, values and items of lists."""
    read = facts.parse_yaml("a: 1\nb:\n  - x\n  - {c: d}\n", "t.yaml")
    assert (read, read.at, read.keys_at) == (
        {"a": 1, "b": ["x", {"c": "d"}]},
        {"a": (1, 4), "b": (3, 3)},
        {"a": (1, 1), "b": (2, 1)},
    )
    assert (read["b"].at, read["b"][1].at) == ([(3, 5), (4, 5)], {"c": (4, 9)})


def test_a_file_that_is_not_utf8_or_not_there_is_named(tmp_path):
    """Nobody sees a traceback for a file of another code page."""
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: M\xfcnchen")
    said = []
    for path in (latin, tmp_path / "absent.yaml"):
        with pytest.raises(FactError) as caught:
            facts.read_yaml(path, path.name)
        said.append(str(caught.value))
    assert said == [
        "latin.yaml:1:1: is not UTF-8 (byte 4)",
        "absent.yaml:1:1: cannot be read: No such file or directory",
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    """Editors on Windows write one."""
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert facts.read_yaml(path) == {"a": 1}


YAML_LIKE = st.text(alphabet="abc:-[]{}?!&*#|>'\"\\ \t\n%@`,~0123456789\x00\x85\ufeff\U0001f600é") | st.text()


@given(YAML_LIKE)
@example("\ud800")
@example("a: " + "9" * 5000)
@example("a: !!timestamp nonsense")
@example("a: !!int ''")
@example("a: !!float x")
@example("a: !!binary ä")
@example("? ")
@example("{{a}}")
@example("a: 0o")
@example("<<: [a]")
@example("a: {<<: {b: c}}")
def test_no_text_makes_the_reader_raise_anything_but_a_complaint_with_a_place(text):
    """However broken, the one answer is FactError; what is read can be offered to the strictest class."""
    problems: list[FactError] = []
    try:
        facts.build(Article, facts.parse_yaml(text, "t.yaml"), problems=problems)
    except FactError as error:
        problems.append(error)
    assert problems
    assert all(PLACE.match(problem.where) for problem in problems)


def test_yaml_files_are_listed_by_name_wherever_they_lie(tmp_path):
    """The order does not depend on the file system."""
    for name in ("b.yaml", "a/z.yaml", "a/b.txt", "c/d/e.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1", encoding="utf-8")
    assert [name for name, _ in facts.yaml_files(tmp_path)] == ["a/z.yaml", "b.yaml", "c/d/e.yaml"]


def test_a_step_reads_back_as_it_was_written():
    """Build and plain are each other's reverse."""
    given_ = {"text": "Do it.", "actor": "ccc"}
    step = facts.build(Step, given_)
    assert step == Step("Do it.", actor="ccc")
    assert (facts.plain(step), facts.plain(step, whole=True)) == (
        given_,
        {"text": "Do it.", "actor": "ccc", "verify": None, "confirm": None, "confidence": None},
    )
