"""Laws about the knowledge base as a whole: nothing twice, nothing missing, nothing that leads in a circle.

All of them take time in proportion to the number of articles: neighbours are found by what they share, never by pairs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from cccdiag.kb.lint import Breach, View, law, of
from cccdiag.kb.literals import required, weight
from cccdiag.kb.load import Entry
from cccdiag.kb.model import Signature
from cccdiag.kb.patterns import compiled

_SHINGLE = 4  # words
_COMMON = 40  # a shingle in more articles than this is a turn of phrase
_GRAM = 4
_LONGEST_SUPPRESSION = 400
_CODE = re.compile(r"CCC_\d{3}")


@law("KB050", "error", "No two articles have the same title.")
def titles_differ(view: View) -> Iterator[Breach]:
    """A list shows titles only."""
    first: dict[str, str] = {}
    for entry in view.entries:
        owner = first.setdefault(entry.article.title.casefold(), entry.article.id)
        if owner != entry.article.id:
            yield of(entry.tree, "title"), f"{owner} has the same title"


@law("KB051", "error", "No two articles own the same pattern under the same conditions.")
def patterns_differ(view: View) -> Iterator[Breach]:
    """Every record would be two diagnoses."""
    first: dict[object, str] = {}
    for entry in view.entries:
        for number, signature in enumerate(entry.article.signatures):
            key = (signature.pattern, repr(signature.when))
            owner = first.setdefault(key, entry.article.id)
            if owner != entry.article.id:
                yield (
                    of(entry.tree, "signatures", number, "pattern"),
                    f"{owner} has the same pattern under the same conditions",
                )


@law("KB052", "warning", "A signature that claims another article's example stands beside that article.")
def overlaps_are_known(view: View) -> Iterator[Breach]:
    """Overlap is fine where it is meant: see or explains, in one direction, says so."""
    index = _by_gram(view)
    for entry in view.entries:
        told: set[str] = set()
        for number, signature in enumerate(entry.article.signatures):
            text = signature.matches[0] if signature.matches else ""
            for other, claimed in _claimants(index, text):
                if (
                    other.article.id in told
                    or other is entry
                    or _related(entry, other)
                    or claimed.when != type(claimed.when)()
                ):
                    continue
                told.add(other.article.id)
                yield (
                    of(entry.tree, "signatures", number, "matches", 0),
                    f"{other.article.id} claims this example too; name it under see or explains, or make one pattern narrower",
                )


@law("KB053", "error", "No two articles share more than half of the text of their causes.")
def causes_differ(view: View) -> Iterator[Breach]:
    """Two articles that say the same are one article."""
    shingles = {
        entry.article.id: _shingles(" ".join(cause.text for cause in entry.article.causes)) for entry in view.entries
    }
    holders: dict[int, list[str]] = defaultdict(list)
    for id_, own in shingles.items():
        for shingle in own:
            holders[shingle].append(id_)
    for entry in view.entries:
        own = shingles[entry.article.id]
        shared = Counter(
            other
            for shingle in own
            if len(holders[shingle]) <= _COMMON
            for other in holders[shingle]
            if other < entry.article.id
        )
        for other, count in sorted(shared.items()):
            if count * 2 > min(len(own), len(shingles[other])):
                yield (
                    of(entry.tree, "causes"),
                    f"{round(100 * count / len(own))} % of the text of the causes stands in {other} too",
                )
    yield from _same_causes(view)


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
    operations = (view.loaded.documents.get("gateway") or {}).get("operations") or ()
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


@law("KB058", "warning", "A phrase belongs to one article.")
def phrases_differ(view: View) -> Iterator[Breach]:
    """Words that mean two things rank neither first."""
    first: dict[str, str] = {}
    for entry in view.entries:
        for place, phrase in enumerate(entry.article.phrases):
            owner = first.setdefault(" ".join(phrase.casefold().split()), entry.article.id)
            if owner != entry.article.id:
                yield of(entry.tree, "phrases", place), f"{owner} has the same phrase"


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


def _shingles(text: str) -> set[int]:
    words = re.findall(r"\w+", text.casefold())
    return (
        {hash(tuple(words[place : place + _SHINGLE])) for place in range(max(1, len(words) - _SHINGLE + 1))}
        if words
        else set()
    )


def _same_causes(view: View) -> Iterator[Breach]:
    """Texts so common that their shingles are turns of phrase, and yet the very same."""
    first: dict[str, str] = {}
    many = Counter(" ".join(cause.text for cause in entry.article.causes) for entry in view.entries)
    for entry in view.entries:
        text = " ".join(cause.text for cause in entry.article.causes)
        owner = first.setdefault(text, entry.article.id)
        if owner != entry.article.id and many[text] > _COMMON:
            yield of(entry.tree, "causes"), f"the causes are those of {owner}, word for word"


Index = dict[str, list[tuple[Entry, Signature, tuple[str, ...]]]]


def _by_gram(view: View) -> Index:
    """Signatures by the rarest four characters of each literal that must occur."""
    known = [
        (entry, signature, texts)
        for entry in view.entries
        for signature in entry.article.signatures
        if weight(texts := _literals(signature.pattern)) >= _GRAM
    ]
    count = Counter(gram for _, _, texts in known for text in texts for gram in _grams(text))
    index: Index = defaultdict(list)
    for entry, signature, texts in known:
        for text in texts:
            index[min(_grams(text), key=lambda gram: (count[gram], gram))].append((entry, signature, texts))
    return index


def _literals(pattern: str) -> tuple[str, ...]:
    try:
        compiled(pattern)
        return required(pattern)
    except (re.error, UnicodeEncodeError, OverflowError, RecursionError):
        return ()


def _grams(text: str) -> set[str]:
    return {text[place : place + _GRAM] for place in range(len(text) - _GRAM + 1)}


def _claimants(index: Index, text: str) -> Iterator[tuple[Entry, Signature]]:
    folded = text.lower()
    seen: set[int] = set()
    for gram in sorted(_grams(folded)):
        for entry, signature, texts in index.get(gram, ()):
            if id(signature) in seen or not any(literal in folded for literal in texts):
                continue
            seen.add(id(signature))
            if compiled(signature.pattern).search(text.encode("utf-8", "surrogatepass")):
                yield entry, signature


def _related(one: Entry, other: Entry) -> bool:
    def names(entry: Entry) -> Iterable[str]:
        return (*entry.article.see, *entry.article.explains)

    return other.article.id in names(one) or one.article.id in names(other)
