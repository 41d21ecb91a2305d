"""Laws about the knowledge base as a whole: nothing missing, nothing idle, nothing that leads in a circle."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator

from cccdiag.kb.lint import Breach, View, law, of

_LONGEST_SUPPRESSION = 400
_CODE = re.compile(r"CCC_\d{3}")


@law("KB054", "error", "Explaining leads in no circle, and nothing refers to itself.")
def no_circles(view: View) -> Iterator[Breach]:
    """The root cause stands before the symptom."""
    for entry in view.entries:
        article = entry.article
        for key in ("see", "explains"):
            for place, other in enumerate(getattr(article, key)):
                if other == article.id:
                    yield of(entry.tree, key, place), "an article does not refer to itself"
        for place, other in enumerate(article.explains):
            if other != article.id and _reaches(view, other, article.id):
                yield of(entry.tree, "explains", place), f"{other} explains {article.id} in turn"


@law("KB055", "warning", "Every shared step is used, and no two say the same.")
def steps_used(view: View) -> Iterator[Breach]:
    """What nobody names, nobody keeps up to date."""
    used = {
        step
        for entry in view.entries
        for cause in entry.article.causes
        for step in cause.steps
        if isinstance(step, str)
    }
    for thing in view.loaded.things.get("guide", {}).values():
        used |= {step for step in thing.value.steps if isinstance(step, str)}
        used |= {
            step for question in thing.value.path for answer in (question.yes, question.no) for step in answer.steps
        }
    first: dict[str, str] = {}
    for id_, thing in view.loaded.things.get("step", {}).items():
        if id_ not in used:
            yield thing.place, f"no article names the step {id_!r}"
        owner = first.setdefault(thing.value.text.casefold(), id_)
        if owner != id_:
            yield thing.place, f"{owner!r} says the same"


@law("KB056", "error", "Every code of the gateway has an article, and covers the operations that answer it.")
def codes_covered(view: View) -> Iterator[Breach]:
    """What the gateway can say, we can explain."""
    operations = view.loaded.documents["gateway"]["operations"] if view.loaded.operations else ()
    listed: dict[str, set[str]] = defaultdict(set)
    possible: dict[str, set[str]] = defaultdict(set)
    for operation in operations:
        unlisted, misprinted = operation.get("unlisted", ()), operation.get("misprinted", ())
        for code in operation["codes"]:
            possible[code].add(operation["name"])
            listed[code] |= set() if code in unlisted else {operation["name"]}
        for code in misprinted:
            possible[code].add(operation["name"])
    place = next((f"{path}:1:1" for path in view.loaded.trees if path.endswith("/gateway.yaml")), "gateway.yaml:1:1")
    for code in sorted(listed):
        entry = view.loaded.entries.get(code)
        if entry is None:
            yield place, f"the gateway answers {code}, and no article explains it"
            continue
        told = set(entry.article.environment.operations) or {operation["name"] for operation in operations}
        if missing := sorted(listed[code] - told):
            yield of(entry.tree, "environment", "operations"), f"{', '.join(missing)} can answer {code} too"
        if surplus := sorted(told - possible[code]):
            yield of(entry.tree, "environment", "operations"), f"{', '.join(surplus)} never answers {code}"
    for entry in view.entries:
        if (
            operations
            and _CODE.fullmatch(entry.article.id)
            and entry.article.id not in possible
            and not entry.article.retired
        ):
            yield of(entry.tree, "id"), f"no operation of the gateway answers {entry.article.id}"


@law("KB057", "warning", "Every document of the list of sources is used, and no two have the same title.")
def sources_used(view: View) -> Iterator[Breach]:
    """A list of reading that nobody read."""
    used = {source.document for entry in view.entries for source in entry.article.sources}
    for kind in ("setting", "guide"):
        used |= {
            source.document for thing in view.loaded.things.get(kind, {}).values() for source in thing.value.sources
        }
    first: dict[str, str] = {}
    for id_, thing in view.loaded.things.get("source", {}).items():
        if id_ not in used:
            yield thing.place, f"nothing comes from {id_!r}"
        owner = first.setdefault(thing.value.title.casefold(), id_)
        if owner != id_:
            yield thing.place, f"{owner!r} has the same title"


@law("KB059", "warning", "A suppression has an end that is near and has not passed.")
def suppressions_end(view: View) -> Iterator[Breach]:
    """What was silenced for good is forgotten."""
    for id_, thing in view.loaded.things.get("suppression", {}).items():
        left = (dt.date.fromisoformat(thing.value.until) - view.today).days
        if left < 0:
            yield thing.place, f"the suppression of {id_} ended {-left} days ago; take it away or give it a new end"
        elif left > _LONGEST_SUPPRESSION:
            yield thing.place, f"the suppression of {id_} lasts {left} days more; a year is the most"


@law("KB060", "error", "A guide's questions all lead to an end, and each of them can be reached.")
def guides_end(view: View) -> Iterator[Breach]:
    """Nobody is led in a circle."""
    for id_, thing in view.loaded.things.get("guide", {}).items():
        path = thing.value.path
        if not path:
            continue
        leads = {step.id: {to for to in (step.yes.next, step.no.next, step.otherwise) if to} for step in path}
        reached = _reachable(leads, path[0].id)
        for place, step in enumerate(path):
            if step.id not in reached:
                yield of(thing.tree, "path", place, "id"), f"no answer leads to the question {step.id!r} of {id_}"
            elif any(step.id in _reachable(leads, to) for to in leads[step.id]):
                yield of(thing.tree, "path", place, "id"), f"the question {step.id!r} of {id_} leads back to itself"


def _reachable(leads: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        step = todo.pop()
        if step not in seen:
            seen.add(step)
            todo += leads.get(step, ())
    return seen


def _reaches(view: View, start: str, goal: str) -> bool:
    seen: set[str] = set()
    todo = [start]
    while todo:
        id_ = todo.pop()
        if id_ == goal:
            return True
        if id_ not in seen and id_ in view.loaded.entries:
            seen.add(id_)
            todo += view.loaded.entries[id_].article.explains
    return False
