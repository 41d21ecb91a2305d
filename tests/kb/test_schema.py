"""The schemas that are shipped are the ones that the dataclasses make."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from cccdiag import facts
from cccdiag.errors import FactError
from cccdiag.kb import schema
from cccdiag.kb.model import Article

SCHEMAS = Path(schema.__file__).parents[1] / "schemas"
REFRESH = "run: cccdiag kb schema --refresh"


@pytest.mark.parametrize("name", schema.outputs())
def test_a_shipped_schema_is_fresh(name):
    """Whoever changes a dataclass changes its schema."""
    assert (SCHEMAS / f"{name}.json").read_text(encoding="utf-8") == schema.text(schema.outputs()[name]), REFRESH


def test_the_schema_for_editors_is_fresh():
    """Articles point to it in their first line."""
    path = facts.knowledge_dir() / "article.schema.json"
    assert path.read_text(encoding="utf-8") == schema.text(schema.article_file()), REFRESH


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_every_schema_is_one_and_is_strict(path):
    """Each is a schema of its draft, names its output, and allows no other keys wherever it lists some."""
    document = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(document)
    assert document["properties"]["schema"] == {"const": f"cccdiag.{path.stem}/1"}
    loose = [
        found for found in walk(document) if "properties" in found and found.get("additionalProperties") is not False
    ]
    assert loose == []


def walk(value):
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


@pytest.mark.parametrize(
    "change",
    [
        {"severity": "mild"},
        {"colour": "red"},
        {"causes": "none"},
        {"causes": [{"id": "x"}]},
        {"title": None},
        {"since": 0.1},
        {"environment": {"system": "fax"}},
    ],
    ids=str,
)
def test_editor_and_loader_refuse_the_same(folder, change):
    """What an editor marks red is what the loader refuses."""
    good = facts.plain(facts.read_yaml(folder / "articles/network/net-slow.yaml"))
    validator = jsonschema.Draft202012Validator(schema.article_file())
    assert (validator.is_valid(good), validator.is_valid({**good, **change})) == (True, False)
    facts.build(Article, good)
    with pytest.raises(FactError):
        facts.build(Article, {**good, **change})
