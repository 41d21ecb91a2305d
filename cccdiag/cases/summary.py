"""What was replaced, by rule, file and line, as a document and as words; values are never in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cccdiag.cases.cleaning import Cleaned

SCHEMA = "cccdiag.redact/1"


def document(results: Sequence[Cleaned]) -> dict[str, Any]:
    """The report as ``cccdiag.redact/1``."""
    return {
        "schema": SCHEMA,
        "replaced": sum(done.replaced for done in results),
        "texts": [{"name": name, "encoding": encoding} for done in results for name, encoding in done.texts],
        "places": [
            {"text": one.text, "rule": one.rule, "kind": one.kind, "count": one.count, "lines": list(one.lines)}
            for done in results
            for one in sorted(done.places.values(), key=lambda one: (one.text, -one.count, one.rule))
        ],
        "left_out": [{"name": name, "why": why} for done in results for name, why in done.left_out],
    }


def text(results: Sequence[Cleaned]) -> str:
    """The report for a person."""
    places = [one for done in results for one in done.places.values()]
    rules = Counter[tuple[str, str]]()
    for one in places:
        rules[one.rule, one.kind] += one.count
    texts = sum(len(done.texts) for done in results)
    total = sum(rules.values())
    lines = [f"{total} place{'s' if total != 1 else ''} replaced in {texts} text{'s' if texts != 1 else ''}."]
    width = max((len(rule) for rule, _ in rules), default=0)
    lines += [f"  {rule:<{width}}  {count:>6}  {kind}" for (rule, kind), count in rules.most_common()]
    for one in sorted(places, key=lambda one: (one.text, one.rule)):
        more = " …" if one.count > len(one.lines) else ""
        lines.append(f"{one.text}: {one.rule} on line {', '.join(map(str, one.lines))}{more}")
    lines += [f"{name} was left out: it {why}." for done in results for name, why in done.left_out]
    return "\n".join(lines) + "\n"
