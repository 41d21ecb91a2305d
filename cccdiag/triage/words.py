"""How people write: words brought to their stems and to what they mean, whatever language and spelling they come in."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from cccdiag import facts
from cccdiag.expressions import expression
from cccdiag.records import dataclass
from cccdiag.triage import cues

_TOKEN = expression(r"[a-z0-9]+(?:[_.][a-z0-9]+)*")
_SENTENCE = expression(r"[.!?:;](?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)]))")
# A page, a count, a number of an order: different in each letter. Three digits may be a status and stay.
_LABEL = expression(r"[a-z]{0,2}(?:\d{1,2}|\d{4,})[a-z]?")
_ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "ly", "s", "e", "en", "er")


@dataclass(frozen=True, slots=True)
class Talk:
    """One kind of text that talks about trouble without having any; against a ``weak`` one a word of the present is enough.

    A ``sure`` one is talk however much the text says of the present, unless it says that it happens here all the same (``ran``).
    One that ``closes`` says that all is well: trouble told before it was that of the past.
    """

    id: str
    pattern: str
    weak: bool = False
    closes: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class TicketWords:
    """The document ``tickets.yaml``."""

    stop: tuple[str, ...]
    concepts: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[str, ...]]
    happened: tuple[str, ...]
    imagined: tuple[str, ...]
    lasting: tuple[str, ...]
    extent: tuple[str, ...]
    tried: tuple[str, ...]
    machine: tuple[str, ...]
    ours: tuple[str, ...]
    recurs: tuple[str, ...]
    over: tuple[str, ...]
    returned: tuple[str, ...]
    restored: tuple[str, ...]
    passing: tuple[str, ...]
    general: tuple[str, ...]
    recent: tuple[str, ...]
    contrast: str
    beside: str
    talk: tuple[Talk, ...]
    code: tuple[str, ...]
    ran: tuple[str, ...]
    other_ccc: tuple[str, ...]
    other_signs: tuple[str, ...]
    ccc: str
    field: tuple[str, ...]
    rights: tuple[str, ...]
    related: tuple[str, ...]
    names: tuple[str, ...]
    trouble: tuple[str, ...]
    complaint: tuple[str, ...]
    soothed: tuple[str, ...]
    elsewhere: tuple[str, ...]
    vague: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    printed: tuple[str, ...]
    topic: str
    ruled_out: tuple[str, ...]
    well: tuple[str, ...]
    quoted_below: tuple[str, ...]
    forwarded: str
    anew: tuple[str, ...]


class Language:
    """Turns a text into sets of meanings, one for each sentence; of some sentences they may be ``known`` already."""

    def __init__(self, words: TicketWords, known: Mapping[str, frozenset[str]] | None = None) -> None:
        self._known = known or {}
        self._stop = frozenset(words.stop)
        self._exact: dict[str, str] = {}
        self._prefixes: dict[str, list[tuple[str, str]]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for concept, forms in words.concepts.items():
            for form in forms:
                self._enter(_tokens(form.rstrip("*")), concept, open_ended=form.endswith("*"))
        self._patterns = tuple(
            (concept.upper(), "|".join(forms), tuple(cues.cue(form) for form in forms))
            for concept, forms in words.patterns.items()
        )
        for phrases in self._phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))

    def _enter(self, tokens: list[str], concept: str, *, open_ended: bool) -> None:
        if len(tokens) > 1:
            self._phrases.setdefault(tokens[0], []).append((tuple(tokens), concept))
        elif open_ended:
            self._prefixes.setdefault(tokens[0][:3], []).append((tokens[0], concept))
        else:
            self._exact[tokens[0]] = concept

    def split(self, text: str) -> list[str]:
        """The sentences of a text; items of a list are sentences of their own."""
        return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - one instance lives as long as the process
    def meanings(self, sentence: str) -> frozenset[str]:
        """The concepts (in capitals) and stems in a sentence."""
        if sentence in self._known:
            return self._known[sentence]
        plain = _plain(sentence)
        tokens = _TOKEN.findall(plain)
        folded = plain.encode("utf-8", "replace")
        found = {
            concept
            for concept, pattern, forms in self._patterns
            if any(form.possible(folded) for form in forms) and _compiled(pattern).search(plain)
        }
        position = 0
        while position < len(tokens):
            length, concept = self._phrase_at(tokens, position)
            if length:
                found.add(concept.upper())
                # "credit card" is a card and nothing else, but "log in" leaves its words to other concepts as well.
                position += length
                continue
            token = tokens[position]
            position += 1
            if token not in self._stop and (meaning := self._meaning(token)):
                found.add(meaning)
        return frozenset(found)

    def _phrase_at(self, tokens: list[str], position: int) -> tuple[int, str]:
        for phrase, concept in self._phrases.get(tokens[position], ()):
            if tuple(tokens[position : position + len(phrase)]) == phrase:
                return len(phrase), concept
        return 0, ""

    @functools.lru_cache(maxsize=8192)  # noqa: B019 - one instance lives as long as the process
    def _meaning(self, token: str) -> str:
        if token in self._exact:
            return self._exact[token].upper()
        fitting = [
            (len(prefix), concept) for prefix, concept in self._prefixes.get(token[:3], ()) if token.startswith(prefix)
        ]
        if fitting:
            return max(fitting)[1].upper()
        return "" if _LABEL.fullmatch(token) else _stem(token)


_compiled = functools.cache(re.compile)


def load(document: Mapping[str, Any]) -> TicketWords:
    """Read ``tickets.yaml``.

    Raises:
        FactError: the document has an unknown key or a wrong type.
    """
    return facts.build(TicketWords, document, "tickets.yaml")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_plain(text))


def _plain(text: str) -> str:
    """The text without capitals and accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def _stem(token: str) -> str:
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= 4:
            return token[: -len(ending)]
    return token
