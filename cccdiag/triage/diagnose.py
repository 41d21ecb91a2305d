"""From what was found in the sources to diagnoses: conditions on the whole input decided, causes ordered, proof laid beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from cccdiag import facts
from cccdiag.kb.index import Knowledge
from cccdiag.kb.model import Article
from cccdiag.redact import load as load_redaction
from cccdiag.triage import advice, around, prepared, reading, tickets
from cccdiag.triage.about import Product
from cccdiag.triage.counted import Counted, Unknown, counted, unknown
from cccdiag.triage.court import Swept
from cccdiag.triage.match import Rule
from cccdiag.triage.model import (
    Certainty,
    Diagnosis,
    Evidence,
    Input,
    Stats,
    TriageReport,
    UnknownGroup,
    Unrecognised,
)
from cccdiag.triage.presence import seen_in
from cccdiag.triage.proof import Exhibits, lines_of
from cccdiag.triage.rank import Finding, ordered, without_guesses
from cccdiag.triage.scan import has_hyperscan
from cccdiag.triage.sources import Source
from cccdiag.triage.tally import Sum
from cccdiag.triage.unrecognised import Group

_SHOWN_GROUPS = 20
_SLOW = 16 << 20
_LEARNT = 1 << 20


def triage(
    inputs: Iterable[Source],
    knowledge: Knowledge,
    *,
    count: bool = False,
    watch: Callable[[int], None] | None = None,
    today: str | None = None,
    context: int = 0,
    read: reading.Read = reading.read,
    keep: Callable[[Sequence[Counted], Sequence[Unknown]], None] | None = None,
) -> TriageReport:
    """Read all sources and say what is wrong, best first. The same inputs give the same report.

    Args:
        inputs: texts to read (:func:`cccdiag.triage.sources.sources`).
        knowledge: the compiled facts.
        count: count the records of sources beyond 64 MiB too.
        watch: is told how many bytes were read, as they are read.
        today: YYYY-MM-DD; articles that a library has suppressed until then or longer become remarks. None: nothing is suppressed.
        context: so many lines before and after each record that is kept as proof.
        read: how the sources are read: here, by a crew, or as they grow.
        keep: is given what was counted in each source, to be stored (:mod:`cccdiag.triage.counted`).

    Raises:
        FactError: a document of the knowledge has a wrong shape.
    """
    ready = prepared.ready(knowledge)
    swept = read(ready.sweeper, inputs, count=count, watch=watch)
    suppressed = knowledge.suppressed(today) if today is not None else {}
    case = _Case(knowledge, ready.rules, swept, suppressed, context)
    report = case.report(lambda: prepared.reader(knowledge))
    if keep is not None:
        keep(counted(case.decided(), report.diagnoses), unknown(swept, case.shown))
    return report


class _Case:
    """All sources of one triage, read."""

    def __init__(
        self,
        knowledge: Knowledge,
        rules: Sequence[Rule],
        swept: Sequence[Swept],
        suppressed: Mapping[str, Mapping[str, str]],
        context: int = 0,
    ) -> None:
        self._knowledge = knowledge
        self._suppressed = suppressed
        self._rules = rules
        self._context = context
        self._swept = swept
        self._products: frozenset[Product] = frozenset().union(*(one.products for one in swept))
        head = next((one.source.head for one in swept if one.source.head), b"")
        self._exhibits = Exhibits(load_redaction(knowledge.document("redaction")), head)
        for one in swept:
            for letter in one.letters:
                self._exhibits.learn((letter.shown or letter.text)[:_LEARNT])

    def report(self, reader: Callable[[], tickets.Reader]) -> TriageReport:
        sums = self.decided()
        written = any(one.letters for one in self._swept)
        letters = reader().read(self._swept, sums, self._products) if written else tickets.Letters()
        findings = [self._finding(id_, parts, letters.scores.get(id_, 0.0)) for id_, parts in sums.items()]
        findings += [
            Finding(self._article(letter.article), letter.certainty, letter.sum, letter.score, letter.why)
            for letter in letters.findings
        ]
        judged = without_guesses(ordered(findings, sums), sums)
        ranked = [each for each in judged if each[0].article.id not in self._suppressed]
        set_aside = [each[0] for each in judged if each[0].article.id in self._suppressed]
        lines = self._lines(ranked)
        diagnoses = tuple(self._diagnosis(finding, explains, lines) for finding, explains in ranked)
        return TriageReport(
            tuple(self._input(one) for one in self._swept),
            diagnoses,
            self._unrecognised(lines),
            self._stats(),
            (*letters.vague, *map(self._silence, set_aside), *self._remarks()),
        )

    def _article(self, id_: str) -> Article:
        return facts.build(Article, self._knowledge.record(id_), id_)

    def shown(self, text: bytes, start: int) -> str:
        """A record's text as it may be shown."""
        return self._exhibits.shown(text, start)

    def decided(self) -> dict[str, list[tuple[str, Sum]]]:
        """Sums by article and source, of signatures all of whose conditions are fulfilled."""
        sums: dict[str, list[tuple[str, Sum]]] = {}
        for one in self._swept:
            for (article, waiting, letter), total in one.tally.sums.items():
                if not waiting or any(
                    self._fulfilled(one, self._rules[number], total, letter=letter) for number in waiting
                ):
                    sums.setdefault(article, []).append((one.source.name, total))
        return sums

    def _fulfilled(self, one: Swept, rule: Rule, total: Sum, *, letter: bool) -> bool:
        when = rule.when
        products = one.products or self._products
        return (
            (when.product is None or when.product in products)
            and (when.not_product is None or when.not_product not in products)
            and total.records >= when.at_least
            and (letter or when.within == "record" or seen_in(one.source, when))
        )

    def _finding(self, id_: str, parts: Sequence[tuple[str, Sum]], score: float) -> Finding:
        total = advice.together([part for _, part in parts])
        certainty: Certainty = "certain" if total.certain else "likely"
        return Finding(self._article(id_), certainty, total, score, advice.why(total))

    def _lines(self, ranked: Iterable[tuple[Finding, tuple[str, ...]]]) -> dict[tuple[str, int], int]:
        wanted: dict[str, set[int]] = {}
        for finding, _ in ranked:
            for proof in finding.sum.proofs:
                wanted.setdefault(proof.source, set()).add(proof.offset)
        for one in self._swept:
            for group in self._groups(one):
                wanted.setdefault(one.source.name, set()).add(group.example.offset)
        named = {one.source.name: one for one in self._swept}
        lines: dict[tuple[str, int], int] = {}
        for name, offsets in wanted.items():
            known = named[name].lines
            missing = lines_of(named[name].source, offsets.difference(known))
            lines |= {(name, offset): known.get(offset) or missing[offset] for offset in offsets}
        return lines

    def _diagnosis(
        self, finding: Finding, explains: tuple[str, ...], lines: Mapping[tuple[str, int], int]
    ) -> Diagnosis:
        article, total = finding.article, finding.sum
        texts = [proof.text for proof in total.proofs] + [letter.text for one in self._swept for letter in one.letters]
        return Diagnosis(
            article.id,
            article.title,
            article.severity,
            finding.certainty,
            total.records,
            total.first,
            total.last,
            finding.why,
            explains,
            self._evidence(total, lines),
            tuple(advice.advise(cause, self._knowledge.resolve(cause)) for cause in advice.causes(article, texts)),
            article.retry.when,
            f"to {article.escalate.to}, with {'; '.join(article.escalate.attach)}",
            tuple(
                " ".join((source.document, *source.sections, f"({source.confidence})")) for source in article.sources
            ),
            advice.times(total),
        )

    def _evidence(self, total: Sum, lines: Mapping[tuple[str, int], int]) -> tuple[Evidence, ...]:
        evidence = self._exhibits.evidence(total.proofs, lines)
        if not self._context:
            return evidence
        named = {one.source.name: one.source for one in self._swept}
        return tuple(around.surrounded(each, named[each.source], self._context, self._exhibits) for each in evidence)

    def _groups(self, one: Swept) -> list[Group]:
        groups = sorted(one.unknown.by_shape.values(), key=lambda group: (-group.count, group.example.offset))
        return groups[:_SHOWN_GROUPS]

    def _unrecognised(self, lines: Mapping[tuple[str, int], int]) -> Unrecognised:
        groups = [
            UnknownGroup(
                group.count,
                self._exhibits.shown(group.example.text, group.example.head.message),
                one.source.name,
                lines[one.source.name, group.example.offset],
            )
            for one in self._swept
            for group in self._groups(one)
        ]
        groups.sort(key=lambda group: -group.count)
        return Unrecognised(sum(one.unknown.records for one in self._swept), tuple(groups[:_SHOWN_GROUPS]))

    def _input(self, one: Swept) -> Input:
        source = one.source
        return Input(source.name, source.size or one.size, one.records, source.encoding, one.format, one.note)

    def _stats(self) -> Stats:
        counts = [one.records for one in self._swept]
        records = None if None in counts else sum(count or 0 for count in counts)
        ccc = sum(one.tally.ccc_records for one in self._swept)
        classified = sum(one.tally.classified for one in self._swept)
        return Stats(
            sum(one.source.size or one.size for one in self._swept),
            records,
            ccc,
            round(classified / ccc, 4) if ccc else 1.0,
        )

    def _silence(self, finding: Finding) -> str:
        why = self._suppressed[finding.article.id]
        count = f"{finding.sum.records} record{'s' if finding.sum.records != 1 else ''}"
        return f"{finding.article.id} was found in {count} and is not shown, because it is suppressed until {why['until']}: {why['reason']}"

    def _remarks(self) -> tuple[str, ...]:
        slow = sum(one.size for one in self._swept) > _SLOW and not has_hyperscan()
        text = "hyperscan is not installed, so searching went slowly (about 6 MB a second); pip install hyperscan makes it fast"
        return (text,) if slow else ()
