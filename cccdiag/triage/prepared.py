"""What the facts are made into before anything is read; made once, however many inputs are read one after the other."""

from __future__ import annotations

import functools
import threading

from cccdiag.kb.index import Knowledge
from cccdiag.records import dataclass
from cccdiag.triage import cues, described, formats, tickets, words
from cccdiag.triage.about import About
from cccdiag.triage.entries import Documents
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.match import Rule, rules_of
from cccdiag.triage.sweep import Sweeper
from cccdiag.triage.wording import Wording

# The facts of the program, and those with somebody's own beside them.
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Ready:
    """The signatures, the questions about records and letters, and what reads sources with them."""

    rules: tuple[Rule, ...]
    about: About
    vocabulary: words.TicketWords
    cues: Hearsay
    sweeper: Sweeper


class _Mine(threading.local):
    """What this thread reads with: a scanner must not be used by two threads at once."""

    def __init__(self) -> None:
        self.ready: dict[Knowledge, Ready] = {}


_mine = _Mine()


def ready(knowledge: Knowledge) -> Ready:
    """What reading takes, made once in each thread.

    Raises:
        FactError: a document of the knowledge has a wrong shape.
    """
    if knowledge not in _mine.ready:
        if len(_mine.ready) >= _KEPT:
            _mine.ready.clear()
        _mine.ready[knowledge] = _made(knowledge)
    return _mine.ready[knowledge]


def _made(knowledge: Knowledge) -> Ready:
    about = About(knowledge.document("context"))
    vocabulary = words.load(knowledge.document("tickets"))
    cues.learn(knowledge.document("cues"))
    hearsay = Hearsay(vocabulary, Wording(knowledge.weights))
    rules = rules_of(knowledge.signatures())
    book = formats.load(knowledge.document("logformats"))
    documents = Documents(vocabulary.columns, book)
    return Ready(rules, about, vocabulary, hearsay, Sweeper(rules, about, book, hearsay, documents))


@functools.lru_cache(maxsize=_KEPT)
def reader(knowledge: Knowledge) -> tickets.Reader:
    """What understanding letters takes: only where there is one, since it is a quarter of the time that a short letter takes."""
    parts, descriptions = ready(knowledge), knowledge.descriptions()
    known = described.meanings([text for *_, texts in descriptions for text in texts], parts.vocabulary)
    return tickets.Reader(descriptions, words.Language(parts.vocabulary, known), parts.cues, parts.about)
