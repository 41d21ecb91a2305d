"""JSON Schemas made from the dataclasses, so that editors, other programs and the strict reader go by one list of keys.

:func:`article_file` is for people who write articles (editors complete and check by it); the others describe what
``cccdiag explain --format json`` prints.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, Union

from cccdiag.facts.strict import hints
from cccdiag.kb.model import Article, Cause, Guide, Hit, Setting, Source, Step, Suppression
from cccdiag.spec.model import Field, FieldType, Operation, Quirk, Right, Rule

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


class _Definitions:
    """Turns annotations into schemas and collects the dataclasses they name. ``whole``: every key must be there."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole
        self.found: dict[str, Schema] = {}

    def of(self, kind: Any) -> Schema:
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            if kind.__name__ not in self.found:
                self.found[kind.__name__] = {}
                self.found[kind.__name__] = self.properties(kind)
            return {"$ref": f"#/$defs/{kind.__name__}"}
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin in (Union, types.UnionType):
            return _any_of([self.of(each) for each in inner])
        if origin is Literal:
            return {"enum": list(inner)}
        if origin is tuple:
            return {"type": "array", "items": self.of(inner[0])}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        return {} if kind is Any else {"type": _SCALARS[kind]}

    def properties(self, cls: type, **replaced: Schema) -> Schema:
        keys = {
            name: (self.of(kind), required) for name, (kind, required) in hints(cls).items() if name not in replaced
        }
        given = {**{name: schema for name, (schema, _) in keys.items()}, **replaced}
        required = [name for name in hints(cls) if name in replaced or self.whole or keys[name][1]]
        return _object(
            {name: given[name] for name in [*hints(cls), *(n for n in replaced if n not in hints(cls))]},
            cls,
            required,
            replaced,
        )


def _any_of(choices: list[Schema]) -> Schema:
    if all(set(choice) == {"type"} for choice in choices):
        return {"type": [choice["type"] for choice in choices]}
    return {"anyOf": choices}


def _object(
    properties: Schema,
    cls: type | None = None,
    required: list[str] | None = None,
    replaced: Mapping[str, Any] | None = None,
) -> Schema:
    told = " ".join((inspect.getdoc(cls) or "").split("\n\n")[0].split()) if cls else ""
    about = {"description": told} if told else {}
    names = list(properties) if required is None else [*required, *(n for n in replaced or () if n not in required)]
    return {**about, "type": "object", "properties": properties, "required": names, "additionalProperties": False}


def _document(name: str, title: str, body: Schema, definitions: _Definitions) -> Schema:
    head = {"$schema": _DRAFT, "$id": f"urn:cccdiag:{name}", "title": title}
    return {**head, **body, **({"$defs": dict(sorted(definitions.found.items()))} if definitions.found else {})}


def text(schema: Schema) -> str:
    """The schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def article_file() -> Schema:
    """The schema of a file ``knowledge/articles/<family>/<id>.yaml``."""
    return file_of("article-file", "An article of the cccdiag knowledge base", Article)


def file_of(name: str, title: str, cls: type) -> Schema:
    """The schema of a YAML file that the strict reader makes a ``cls`` of."""
    definitions = _Definitions(whole=False)
    return _document(name, title, definitions.properties(cls), definitions)


def output_of(name: str, title: str, cls: type) -> Schema:
    """The schema of a document ``cccdiag.<name>/1`` that holds every key of a ``cls``."""
    return _with_head(name, title, cls)


def outputs() -> dict[str, Schema]:
    """Schemas of everything that ``explain --format json`` prints, by the name that ``cccdiag schema`` takes."""
    return {
        "article": _article(),
        "operation": _operation(),
        "field": _field(),
        "right": _with_head("right", "A word of the right element", Right, word={"type": "string"}),
        "quirk": _with_head("quirk", "A contradiction of the API reference", Quirk),
        "setting": _with_head("setting", "A setting of ILLiad or Ares", Setting, id={"type": "string"}),
        "guide": _guide(),
        "search": _search(),
    }


def _const(name: str) -> Schema:
    return {"const": f"cccdiag.{name}/1"}


def _with_head(name: str, title: str, cls: type, **more: Schema) -> Schema:
    definitions = _Definitions(whole=True)
    body = definitions.properties(cls, **more)
    return _document(name, title, _headed(name, body), definitions)


def _headed(name: str, body: Schema) -> Schema:
    return {
        **body,
        "properties": {"schema": _const(name), **body["properties"]},
        "required": ["schema", *body["required"]],
    }


def _article() -> Schema:
    definitions = _Definitions(whole=True)
    string, maybe = {"type": "string"}, {"type": ["string", "null"]}
    step = definitions.properties(Step, id=maybe)
    cause = {"type": "array", "items": {"$ref": "#/$defs/Cause"}}
    named = {"type": "array", "items": _object({"id": string, "title": maybe})}
    source = definitions.properties(Source, title=string, address=maybe)
    guide = {"anyOf": [{"$ref": "#/$defs/Guide"}, {"type": "null"}]}
    body = definitions.properties(Article, causes=cause, see=named, explains=named, guide=guide,
                                  sources={"type": "array", "items": {"$ref": "#/$defs/ResolvedSource"}},
                                  suppressed={"anyOf": [definitions.of(Suppression), {"type": "null"}]})  # fmt: skip
    body["properties"]["occurrences"] = _occurrences()
    steps = {"type": "array", "items": {"$ref": "#/$defs/Step"}}
    definitions.found["Cause"] = definitions.properties(Cause, steps=steps)
    definitions.found["Guide"] = definitions.properties(Guide, id=string, steps=steps)
    definitions.found["Step"] = step
    definitions.found["ResolvedSource"] = source
    return _document("article", "An article as explain prints it", _headed("article", body), definitions)


def _occurrences() -> Schema:
    """How often the article was met: there only where a store was asked, so never required."""
    text, number, maybe = {"type": "string"}, {"type": "integer"}, {"type": ["string", "null"]}
    top = {"type": "array", "items": _object({"site": text, "records": number})}
    told = {"description": "how often it was met, with explain --store"}
    met = _object({"records": number, "sites": number, "first": maybe, "last": maybe, "top_sites": top})
    return {"type": met.pop("type"), **told, **met}


def _guide() -> Schema:
    definitions = _Definitions(whole=True)
    definitions.of(Step)
    body = definitions.properties(
        Guide, id={"type": "string"}, steps={"type": "array", "items": {"$ref": "#/$defs/Step"}}
    )
    return _document("guide", "An order of work", _headed("guide", body), definitions)


def _quirk_names() -> Schema:
    return {"type": "array", "items": _object({"id": {"type": "string"}, "title": {"type": "string"}})}


def _operation() -> Schema:
    definitions = _Definitions(whole=True)
    code = _object({"code": {"type": "string"}, "title": {"type": ["string", "null"]}, "unlisted": {"type": "boolean"}})
    fields = {"type": "array", "items": definitions.properties(Field, limits=definitions.of(FieldType))}
    body = definitions.properties(Operation, fields=fields, codes={"type": "array", "items": code}, quirks=_quirk_names(),
                                  rules={"type": "array", "items": definitions.of(Rule)})  # fmt: skip
    return _document("operation", "An operation of the Academic Gateway", _headed("operation", body), definitions)


def _field() -> Schema:
    definitions = _Definitions(whole=True)
    text = {"type": "string"}
    place = definitions.properties(Field, limits=definitions.of(FieldType), operation=text)
    properties = {
        "name": text,
        "meaning": text,
        "label": {"type": ["string", "null"]},
        "aliases": {"type": "array", "items": text},
        "operations": {"type": "array", "items": place},
        "rules": {"type": "array", "items": definitions.of(Rule)},
        "quirks": _quirk_names(),
    }
    return _document("field", "A field of the Academic Gateway", _headed("field", _object(properties)), definitions)


def _search() -> Schema:
    definitions = _Definitions(whole=True)
    hit = definitions.properties(
        Hit, kind={"type": "string"}, why={"enum": ["name", "wording", "resembles"]}, score={"type": ["number", "null"]}
    )
    properties = {
        "query": {"type": "string"},
        "hits": {"type": "array", "items": hit},
        "did_you_mean": {"type": "array", "items": {"type": "string"}},
    }
    return _document("search", "What words may mean", _headed("search", _object(properties)), definitions)
