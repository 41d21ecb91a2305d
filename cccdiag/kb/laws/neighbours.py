"""Laws about neighbours: what two articles must not share, and what they may share knowingly.

Neighbours are found by what they have in common, never by trying all pairs: the time grows with the number of articles.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from cccdiag.kb.lint import Breach, View, law, of
from cccdiag.kb.literals import required, weight
from cccdiag.kb.load import Entry
from cccdiag.kb.model import Signature, When
from cccdiag.kb.patterns import compiled

_SHINGLE = 4  # words
_COMMON = 40  # a shingle in more articles than this is a turn of phrase
_GRAM = 4


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
                if other.article.id in told or other is entry or _related(entry, other) or claimed.when != When():
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


@law("KB058", "warning", "A phrase belongs to one article.")
def phrases_differ(view: View) -> Iterator[Breach]:
    """Words that mean two things rank neither first."""
    first: dict[str, str] = {}
    for entry in view.entries:
        for place, phrase in enumerate(entry.article.phrases):
            owner = first.setdefault(" ".join(phrase.casefold().split()), entry.article.id)
            if owner != entry.article.id:
                yield of(entry.tree, "phrases", place), f"{owner} has the same phrase"


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
