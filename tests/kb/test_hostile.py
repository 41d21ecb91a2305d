"""However wrong a file is, loading and linting end in complaints with places."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag import facts
from cccdiag.kb import lint
from cccdiag.kb.load import load

_spec = importlib.util.spec_from_file_location("knowledge_folder", Path(__file__).parent / "conftest.py")
_sound = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_sound)
ARTICLE, FILES, write = _sound.ARTICLE, _sound.FILES, _sound.write

PLACE = re.compile(r"^knowledge/[\w./-]+:[1-9]\d*:[1-9]\d*$")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["net-slow", "measure-the-line", "(", "2026-13-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "steps", "pattern", "when", "x"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
KEYS = sorted(facts.plain(facts.parse_yaml(ARTICLE, "a")))


def complaints(files):
    with tempfile.TemporaryDirectory() as base:
        folder = write(Path(base) / "knowledge", {**FILES, **files})
        loaded = load(folder)
        seen = lint.view(folder, today=dt.date(2026, 11, 25), version="0.1.0")
        return [problem.where for problem in (*loaded.problems, *loaded.dangling)], [
            finding.where for finding in lint.lint(seen)
        ]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1, max_size=3))
def test_an_article_with_any_values_is_loaded_or_complained_about(changed):
    """Whatever stands under its keys."""
    article = {**facts.plain(facts.parse_yaml(ARTICLE, "a")), **changed}
    told, found = complaints({"articles/network/net-slow.yaml": json.dumps(article)})
    assert [where for where in (*told, *found) if not PLACE.match(where)] == []
    assert set(told) <= set(found)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["articles/network/net-slow.yaml", "steps/network.yaml", "sources.yaml", "settings.yaml", "guides.yaml", "gateway.yaml", "suppress.yaml", "x/y.yaml"]),
       st.text(alphabet="ab:-[]{}&*#'\"\n ", max_size=40) | VALUES.map(json.dumps))  # fmt: skip
def test_any_text_in_any_file_is_loaded_or_complained_about(name, text):
    """Whatever the file is called."""
    told, found = complaints({name: text})
    assert [where for where in (*told, *found) if not PLACE.match(where)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "(?P<a>x)(?P<a>y)",
        "a{99999999999}",
        "[z-a]",
        "\\",
        "(?i",
        "x" * 5000,
        "(" * 500 + ")" * 500,
        "(?:a|b" * 200 + ")" * 200,
    ],
)
def test_no_pattern_breaks_the_laws(pattern):
    """A pattern that is none is a finding."""
    article = facts.plain(facts.parse_yaml(ARTICLE, "a"))
    article["signatures"][0]["pattern"] = pattern
    told, found = complaints({"articles/network/net-slow.yaml": json.dumps(article)})
    assert told == []
    assert found
