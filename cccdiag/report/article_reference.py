"""Operations, fields, rights, contradictions, settings and orders of work as pages, beside the articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cccdiag import facts
from cccdiag.kb.index import Knowledge
from cccdiag.kb.model import Guide, GuideAnswer, GuideStep, Setting, Source
from cccdiag.report.article import ACTORS, MARKS, PRODUCTS, Block, Page, Section
from cccdiag.spec.model import Field, FieldType, Gateway, Operation, Quirk

Explanation = tuple[dict[str, Any], Page]

_REQUIRED = {"always": "required", "conditional": "required sometimes", "never": "optional"}


def explanation(knowledge: Knowledge, kind: str, id_: str) -> Explanation:
    """The JSON document and the page of an ``operation field right quirk setting guide`` by its id."""
    document, page = _KINDS[kind](knowledge, id_)
    return {"schema": f"cccdiag.{kind}/1", **document}, page


def limits(kind: FieldType) -> str:
    """What values a type takes, as a phrase: ``text, at most 80 characters``."""
    if kind.format == "date":
        return f"date, MM/DD/YYYY, year {kind.minimum} to {kind.maximum}"
    if kind.format == "year":
        return f"year, YYYY, {kind.minimum} to {kind.maximum}"
    if kind.kind != "string":
        return f"{'whole number' if kind.kind == 'integer' else 'number'}, {kind.minimum} to {kind.maximum}"
    parts = ["text"]
    parts += [f"exactly {kind.exact_length} characters"] if kind.exact_length else []
    parts += [f"at most {kind.max_length} characters"] if kind.max_length else []
    parts += {"alphanumeric": ["letters and digits"], "alphanumeric-hyphen": ["letters, digits and hyphens"]}.get(
        kind.characters or "", []
    )
    return ", ".join([*parts, *(["secret"] if kind.secret else [])])


def _operation(knowledge: Knowledge, id_: str) -> Explanation:
    gateway = knowledge.gateway()
    operation = gateway.operation(id_)
    assert operation is not None, "the index names only what the gateway has"
    titles = knowledge.titles(operation.codes)
    rules = [rule for name in operation.rules if (rule := gateway.rule(name))]
    quirks = _quirks_about(gateway, operation)
    document = {
        **facts.plain(operation, whole=True),
        "fields": [_field_record(gateway, field) for field in operation.fields],
        "codes": [
            {"code": code, "title": titles.get(code), "unlisted": code in operation.unlisted}
            for code in operation.codes
        ],
        "rules": facts.plain(rules, whole=True),
        "quirks": [{"id": quirk.id, "title": quirk.title} for quirk in quirks],
    }
    nature = "changes something" if operation.mutating else "only reads"
    again = "may be repeated" if operation.idempotent else "never repeated by itself: a second call is a second act"
    sections = (
        Section("What it does", [_text(operation.purpose), *map(_item, operation.notes)]),
        Section("Fields, in the order of the wire", [_field_block(gateway, field) for field in operation.fields]),
        Section("Rules over several fields", [_item(rule.meaning, marks=(rule.code,)) for rule in rules]),
        Section("Answer", _answer(gateway, operation)),
        Section("Codes", [_code(operation, code, titles) for code in operation.codes]),
        Section("Contradictions of the reference", [_item(quirk.title, quirk.id + ":") for quirk in quirks]),
    )
    subtitle = f"section {operation.section} · {nature} · {again}"
    return document, Page(operation.name, "operation of the Academic Gateway", subtitle, sections)


def _code(operation: Operation, code: str, titles: dict[str, str]) -> Block:
    return _item(
        titles.get(code, "no article"),
        f"{code}:",
        marks=("not in its own table",) if code in operation.unlisted else (),
    )


def _answer(gateway: Gateway, operation: Operation) -> Iterator[Block]:
    result = gateway.result(operation.result)
    yield _text(f"{operation.result} inside {gateway.response.element}, or one or several {gateway.error.element}.")
    for member in result.members if result else ():
        words = f": {', '.join(member.words)}" if member.words else ""
        yield _item(f"{member.place}{', may be absent' if member.optional else ''}{words}", f"{member.name}:")


def _field_record(gateway: Gateway, field: Field) -> dict[str, Any]:
    return {**facts.plain(field, whole=True), "limits": facts.plain(gateway.type_of(field), whole=True)}


def _field_block(gateway: Gateway, field: Field) -> Block:
    required = f"required when {field.required_when}" if field.required_when else _REQUIRED[field.required]
    special = "".join(f", or {value} ({name.replace('_', ' ')})" for name, value in field.sentinels.items())
    text = f"{limits(gateway.type_of(field))}{special}; {required}. {_sentence(field.meaning)}"
    return _item(text.rstrip(), f"{field.name}:")


def _quirks_about(gateway: Gateway, operation: Operation) -> list[Quirk]:
    fields = {f"field:{operation.name}.{field.name}" for field in operation.fields}
    carriers = fields | {f"operation:{operation.name}"} | {f"rule:{name}" for name in operation.rules}
    carriers |= {
        f"switch:{switch}" for field in operation.fields for switch in (field.limited_by, field.named_by) if switch
    }
    named = {id_ for field in operation.fields for id_ in field.quirks}
    return [quirk for quirk in gateway.quirks if quirk.id in named or carriers & set(quirk.carried_by)]


def _field(knowledge: Knowledge, id_: str) -> Explanation:
    gateway = knowledge.gateway()
    places = [(operation, field) for operation in gateway.operations if (field := operation.field(id_))]
    first = places[0][1]
    carriers = {f"parameter:{id_}", f"type:{first.type}", *(f"field:{operation.name}.{id_}" for operation, _ in places)}
    rules = [rule for rule in gateway.rules if id_ in rule.fields]
    carriers |= {f"rule:{rule.name}" for rule in rules}
    quirks = [quirk for quirk in gateway.quirks if carriers & set(quirk.carried_by)]
    document = {
        "name": id_,
        "meaning": first.meaning,
        "label": first.label,
        "aliases": list(first.aliases),
        "operations": [{"operation": operation.name, **_field_record(gateway, field)} for operation, field in places],
        "rules": facts.plain(rules, whole=True),
        "quirks": [{"id": quirk.id, "title": quirk.title} for quirk in quirks],
    }
    names = [f"the gateway's messages call it “{first.label}”"] if first.label else []
    names += [f"the reference also calls it {', '.join(first.aliases)}"] if first.aliases else []
    sections = (
        Section("What it means", [_text(_sentence(first.meaning)), *(_text(_sentence(name)) for name in names)]),
        Section("Where, and what it takes", [Block("item", block.text, f"{operation.name}:") for operation, field in places
                                             for block in [_field_block(gateway, field)]]),
        Section("Rules over several fields", [_item(rule.meaning, marks=(rule.code,)) for rule in rules]),
        Section("Contradictions of the reference", [_item(quirk.title, quirk.id + ":") for quirk in quirks]),
    )  # fmt: skip
    return document, Page(id_, "field of the Academic Gateway", "", sections)


def _right(knowledge: Knowledge, id_: str) -> Explanation:
    right = knowledge.gateway().rights[id_]
    poll = (
        "It is not decided yet: ask again with checkOrderDetailStatus; the fee may still change."
        if right.open
        else "It is decided."
    )
    sections = [Section("What it means", [_text(right.meaning), _text(poll)])]
    page = Page(id_, "word of the right element in an answer of the Academic Gateway", "", sections)
    return {"word": id_, **facts.plain(right, whole=True)}, page


def _quirk(knowledge: Knowledge, id_: str) -> Explanation:
    quirk = next(quirk for quirk in knowledge.gateway().quirks if quirk.id == id_)
    carried = [_item(carrier) for carrier in quirk.carried_by] or [
        _text("Nothing: it has no effect on what we send or accept.")
    ]
    sections = (
        Section("What the reference says", [_item(quirk.one, "Here:"), _item(quirk.other, "And there:")]),
        Section("How we read it", [_item(quirk.client, "The client:"), _item(quirk.emulator, "The emulator:")]),
        Section("Carried out by", carried),
        Section("Sources", [_item(f"Academic Gateway API Reference 2.2, {', '.join(quirk.sections)}")]),
    )
    return facts.plain(quirk, whole=True), Page(quirk.id, quirk.title, "contradiction of the API reference", sections)


def _setting(knowledge: Knowledge, id_: str) -> Explanation:
    setting: Setting = knowledge.settings()[id_]
    values = [_text(setting.values), *([_text(f"Default: {setting.default}")] if setting.default else [])]
    titles = knowledge.titles(setting.see)
    sections = (
        Section("What it means", [_text(setting.purpose)]),
        Section("Where it lives", [_item(place, f"{product}:") for product, place in setting.places.items()]),
        Section("Values", values),
        Section("Pitfalls", map(_item, setting.pitfalls)),
        Section("Articles about it", [_item(titles.get(other, "no article"), f"{other}:") for other in setting.see]),
        Section("Sources", _sources(knowledge, setting.sources)),
    )
    remarks = ["It is a secret: never put its value in a ticket, a mail or a log."] if setting.secret else []
    subtitle = f"setting of {' and '.join(setting.places)}{' · secret' if setting.secret else ''}"
    page = Page(id_, subtitle, "", sections, remarks=[*remarks, *_legend(setting.sources)])
    return {"id": id_, **facts.plain(setting, whole=True)}, page


def _guide(knowledge: Knowledge, id_: str) -> Explanation:
    guide: Guide = knowledge.guides()[id_]
    steps = knowledge.resolve(guide)
    blocks = []
    for step in steps:
        inner = [Block("text", step.verify, "Done when:")] if step.verify else []
        who = f"{ACTORS[step.actor].capitalize()}:" if step.actor else ""
        blocks.append(Block("number", step.text, who, (step.confidence,) if step.confidence in MARKS else (), inner))
    sections = (
        Section("What it is for", [_text(guide.text)] if guide.text else []),
        Section("What to do (who)", blocks),
        Section("The same as questions", [_question(guide, step) for step in guide.path]),
        Section("Sources", _sources(knowledge, guide.sources)),
    )
    document = {"id": id_, **facts.plain(guide, whole=True), "steps": facts.plain(steps, whole=True)}
    return document, Page(id_, guide.title, "order of work", sections, remarks=_legend((*guide.sources, *steps)))


def _question(guide: Guide, step: GuideStep) -> Block:
    places = {each.id: number for number, each in enumerate(guide.path, start=1)}

    def answer(word: str, given: GuideAnswer) -> Block:
        on = f" Go on with question {places[given.next]}." if given.next else ""
        articles = f" See {', '.join(given.articles.values())}." if given.articles else ""
        return Block("text", f"{given.text}{articles}{on}", f"{word}:")

    how = [_text(step.how)] if step.how else []
    only = (f"{PRODUCTS[step.product]} only",) if step.product else ()
    return Block("number", step.ask, "", only, [*how, answer("Yes", step.yes), answer("No", step.no)])


def _sources(knowledge: Knowledge, sources: Iterable[Source]) -> Iterator[Block]:
    documents = knowledge.document("sources")
    for source in sources:
        sections = f", {', '.join(source.sections)}" if source.sections else ""
        note = f" ({source.note})" if source.note else ""
        marks = (source.confidence,) if source.confidence in MARKS else ()
        yield _item(f"{documents[source.document]['title']}{sections}{note}", marks=marks)


def _legend(things: Iterable[Any]) -> list[str]:
    used = {thing.confidence for thing in things}
    return [f"[{mark}] = {meaning}" for mark, meaning in MARKS.items() if mark in used]


def _text(text: str) -> Block:
    return Block("text", text)


def _item(text: str, label: str = "", marks: tuple[str, ...] = ()) -> Block:
    return Block("item", text, label, marks)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""


_KINDS: dict[str, Callable[[Knowledge, str], Explanation]] = {
    "operation": _operation,
    "field": _field,
    "right": _right,
    "quirk": _quirk,
    "setting": _setting,
    "guide": _guide,
}
