"""Why an article was not found: which signature fits where, which condition refused it, or which line comes nearest."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cccdiag.kb.index import Knowledge
from cccdiag.redact import load as load_redaction
from cccdiag.triage import formats, tickets, words
from cccdiag.triage.about import About, Product
from cccdiag.triage.court import Court, Swept
from cccdiag.triage.entries import Documents
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.match import Match, Refusal, Rule, judge, rules_of
from cccdiag.triage.presence import unmet_in
from cccdiag.triage.proof import Exhibits, lines_of
from cccdiag.triage.records import Record
from cccdiag.triage.sources import Source, read_full
from cccdiag.triage.sweep import Sweeper
from cccdiag.triage.wording import Wording

_KEPT = 20
# In place of a signature, where the words of a letter were compared with what people write about the article.
WORDS = "words"
# What is compared line by line to find the nearest one, and how much of a wording a line must hold to be near.
_COMPARED, _LONGEST, _NEAR = 8 << 20, 4000, 0.5
_WORD = re.compile(rb"[A-Za-z\x80-\xff]{3,}|\d{3}")


@dataclass(frozen=True, slots=True)
class Refused:
    """Records in which one signature fits and one condition does not; the first of them as proof, redacted."""

    signature: str
    condition: str
    records: int
    source: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The line that holds the most words of a wording; ``share`` of them, from 0 to 1."""

    source: str
    line: int
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What speaks against one article. ``fits``: records in which a signature and all its conditions for the record fit."""

    id: str
    title: str
    fits: int
    refused: tuple[Refused, ...]
    nearest: Nearest | None


def why_not(id_: str, sources: Sequence[Source], knowledge: Knowledge) -> WhyNot:
    """Judge every record by the signatures of one article, and tell what each condition said.

    Raises:
        KeyError: there is no such article.
    """
    record = knowledge.record(id_)
    if record is None:
        raise KeyError(id_)
    vocabulary = words.load(knowledge.document("tickets"))
    book = formats.load(knowledge.document("logformats"))
    own = [rule for rule in rules_of(knowledge.signatures()) if rule.article == id_]
    cues = Hearsay(vocabulary, Wording(knowledge.weights))
    inquiry = _Inquiry(own, About(knowledge.document("context")), cues, Documents(vocabulary.columns, book), book)
    for source in sources:
        inquiry.sweep(source)
    head = next((source.head for source in sources if source.head), b"")
    exhibits = Exhibits(load_redaction(knowledge.document("redaction")), head)
    named = {source.name: source for source in sources}
    refused = tuple(inquiry.told(named, exhibits))
    nearest = None
    by_words = False
    if not refused and not inquiry.fits:
        reader = tickets.Reader(knowledge.descriptions(), words.Language(vocabulary), inquiry.cues, inquiry.about)
        refused, by_words = inquiry.compared(reader, id_, exhibits)
    if not by_words and not inquiry.fits and all(each.signature == WORDS for each in refused):
        samples = [text for signature in record["signatures"] for text in signature["matches"][:1]]
        nearest = _nearest([*samples, *record.get("phrases", ())], sources, exhibits)
    return WhyNot(id_, record["title"], inquiry.fits + by_words, refused, nearest)


class _Inquiry(Sweeper):
    """Sweeps as always, with the signatures of one article, and remembers every refusal."""

    def __init__(
        self, rules: Sequence[Rule], about: About, cues: Hearsay, documents: Documents, book: formats.Formats
    ) -> None:
        super().__init__(rules, about, book, cues, documents)
        self.cues, self.about = cues, about
        self._court = self._bench = _Bench(rules, about, cues)

    @property
    def fits(self) -> int:
        """Records in which a signature fits with all conditions."""
        return self._bench.fits

    def told(self, named: dict[str, Source], exhibits: Exhibits) -> Iterable[Refused]:
        """Refusals, the most frequent first."""
        found = sorted(self._bench.refused.items(), key=lambda item: (-item[1][0], item[0]))
        for (signature, condition), (count, record, start) in found[:_KEPT]:
            line = lines_of(named[record.source], [record.offset])[record.offset]
            text = exhibits.shown(record.shown or record.text, start)
            yield Refused(signature, condition, count, record.source, line, text)

    def compared(self, reader: tickets.Reader, id_: str, exhibits: Exhibits) -> tuple[tuple[Refused, ...], bool]:
        """What kept the article from being read out of each letter, and whether nothing did in one of them."""
        refused: list[Refused] = []
        for letter, products in self._bench.letters[:_KEPT]:
            talk = letter.hearsay and f"the text only talks about it: {letter.hearsay}"
            condition = talk or reader.against(letter, id_, products)
            if condition is None:
                return (), True
            refused.append(Refused(WORDS, condition, 1, letter.source, 1, exhibits.shown(letter.shown or letter.text)))
        return tuple(refused), False


class _Bench(Court):
    """Judges with every refusal told."""

    def __init__(self, rules: Sequence[Rule], about: About, cues: Hearsay) -> None:
        super().__init__(rules, about, cues)
        self._all = tuple(rules)
        self.fits = 0
        self.letters: list[tuple[Record, frozenset[Product]]] = []
        self.refused: dict[tuple[str, str], tuple[int, Record, int]] = {}

    def hear(self, swept: Swept, record: Record, numbers: set[int], *, whole: bool) -> None:
        """Judge one record by all signatures of the article; the pattern decides where it may match."""
        del numbers
        if not whole:
            record.keep_as_is()
        if record.is_letter:
            self.letters.append((record, swept.products))
        fits = False
        for rule in self._all:
            verdict = judge(rule, record, self.about, thorough=True) or self._aside(rule, record)
            if verdict is None:
                continue
            condition = _later(rule, record, swept) if isinstance(verdict, Match) else verdict.condition
            fits = fits or condition is None
            if condition is not None:
                key = (rule.name or f"signature {rule.number + 1}", condition)
                count, first, start = self.refused.get(key, (0, record, 0))
                self.refused[key] = (count + 1, first, start)
        self.fits += fits

    def _aside(self, rule: Rule, record: Record) -> Refusal | None:
        """A signature that fits only in what was passed over: clauses about what is over, what may be, or what another service does."""
        if record.shown is None:
            return None
        whole = Record(record.source, record.offset, record.shown, record.kinds, record.head)
        found = isinstance(judge(rule, whole, self.about), Match)
        return Refusal(rule, "the sentence says that it is over, ruled out, or only what may be") if found else None


def _later(rule: Rule, record: Record, swept: Swept) -> str | None:
    """The first condition on the whole input that is not fulfilled; None when all are, or it depends on further records."""
    when = rule.when
    if not rule.waits(record):
        return None
    if when.product is not None and when.product not in swept.products:
        return f"product: {when.product}"
    if when.not_product is not None and when.not_product in swept.products:
        return f"not_product: {when.not_product}"
    if when.at_least > 1:
        return f"at_least: {when.at_least}"
    return unmet_in(swept.source, when) if when.within == "input" and not record.is_letter else None


def _nearest(samples: Iterable[str], sources: Iterable[Source], exhibits: Exhibits) -> Nearest | None:
    wanted = [frozenset(_told(sample.encode("utf-8", "replace"))) for sample in samples]
    wanted = [meanings for meanings in wanted if meanings]
    best: tuple[float, Source, int, bytes] | None = None
    for source in sources:
        for number, line in enumerate(_lines(source), start=1):
            said = frozenset(_told(line))
            share = max((len(meanings & said) / len(meanings) for meanings in wanted), default=0.0) if said else 0.0
            if share >= _NEAR and (best is None or share > best[0]):
                best = (share, source, number, line)
    if best is None:
        return None
    share, source, number, line = best
    return Nearest(source.name, number, round(share, 2), exhibits.shown(line))


def _told(text: bytes) -> Iterable[bytes]:
    return (word.lower() for word in _WORD.findall(text[:_LONGEST]))


def _lines(source: Source) -> Iterable[bytes]:
    if source.open is None:
        return ()
    with contextlib.suppress(OSError), contextlib.closing(source.open()) as stream:
        return read_full(stream, _COMPARED).split(b"\n")
    return ()
