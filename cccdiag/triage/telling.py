"""A triage told piece by piece, so that ten thousand diagnoses take the memory of one: each is made when it is its turn."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from cccdiag import facts
from cccdiag.kb.index import Knowledge
from cccdiag.kb.model import Article
from cccdiag.redact import load as load_redaction
from cccdiag.triage import advice, around
from cccdiag.triage.court import Swept
from cccdiag.triage.model import Diagnosis, Evidence, Input, Stats, TriageReport, UnknownGroup, Unrecognised
from cccdiag.triage.proof import Exhibits, lines_of
from cccdiag.triage.rank import Finding
from cccdiag.triage.tally import Sum
from cccdiag.triage.unrecognised import Group

_SHOWN_GROUPS = 20
_LEARNT = 1 << 20


class Told(Protocol):
    """What a form reads of a triage, in this order and once: a whole report, or one that is being told."""

    @property
    def inputs(self) -> Sequence[Input]:
        """What was read."""
        ...

    @property
    def diagnoses(self) -> Iterable[Diagnosis]:
        """What was found, best first."""
        ...

    @property
    def unrecognised(self) -> Unrecognised:
        """What nobody recognised."""
        ...

    @property
    def stats(self) -> Stats:
        """How much was read."""
        ...


class Telling:
    """What a triage says. The diagnoses are told once, and what nobody recognised after them.

    That is the order in which secrets are learnt: one that an early record gives away is known in every later one.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        swept: Sequence[Swept],
        ranked: Sequence[tuple[Finding, tuple[str, ...]]],
        remarks: tuple[str, ...],
        context: int,
    ) -> None:
        self._knowledge = knowledge
        self._swept = swept
        self._ranked = ranked
        self._context = context
        self._letters = [letter.text for one in swept for letter in one.letters]
        head = next((one.source.head for one in swept if one.source.head), b"")
        self._exhibits = Exhibits(load_redaction(knowledge.document("redaction")), head)
        for one in swept:
            for letter in one.letters:
                self._exhibits.learn((letter.shown or letter.text)[:_LEARNT])
        self._lines = self._places()
        self.inputs = tuple(_input(one) for one in swept)
        self.diagnoses: Iterator[Diagnosis] = (self._diagnosis(finding, explains) for finding, explains in ranked)
        self.stats = _stats(swept)
        self.remarks = remarks

    @property
    def ids(self) -> tuple[str, ...]:
        """The articles that were found, best first."""
        return tuple(finding.article.id for finding, _ in self._ranked)

    @functools.cached_property
    def unrecognised(self) -> Unrecognised:
        """Records that look like trouble with CCC and that no article knows."""
        groups = [
            UnknownGroup(
                group.count,
                self.shown(group.example.text, group.example.head.message),
                one.source.name,
                self._lines[one.source.name][group.example.offset],
            )
            for one in self._swept
            for group in _groups(one)
        ]
        groups.sort(key=lambda group: -group.count)
        return Unrecognised(sum(one.unknown.records for one in self._swept), tuple(groups[:_SHOWN_GROUPS]))

    def report(self) -> TriageReport:
        """All of it at once."""
        diagnoses = tuple(self.diagnoses)
        return TriageReport(self.inputs, diagnoses, self.unrecognised, self.stats, self.remarks)

    def shown(self, text: bytes, start: int) -> str:
        """A record's text as it may be shown."""
        return self._exhibits.shown(text, start)

    def _places(self) -> dict[str, Mapping[int, int]]:
        """For each source the lines of what is shown of it; they are counted where reading did not."""
        wanted: dict[str, set[int]] = {}
        for finding, _ in self._ranked:
            for proof in finding.sum.proofs:
                wanted.setdefault(proof.source, set()).add(proof.offset)
        for one in self._swept:
            for group in _groups(one):
                wanted.setdefault(one.source.name, set()).add(group.example.offset)
        named = {one.source.name: one for one in self._swept}
        lines: dict[str, Mapping[int, int]] = {}
        for name, offsets in wanted.items():
            known = named[name].lines
            missing = lines_of(named[name].source, offsets.difference(known))

            lines[name] = {offset: known.get(offset) or missing[offset] for offset in offsets}
        return lines

    def _diagnosis(self, finding: Finding, explains: tuple[str, ...]) -> Diagnosis:
        total = finding.sum
        id_ = finding.article.id
        article = facts.build(Article, self._knowledge.record(id_), id_)
        texts = [proof.text for proof in total.proofs] + self._letters
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
            self._evidence(total),
            tuple(advice.advise(cause, self._knowledge.resolve(cause)) for cause in advice.causes(article, texts)),
            article.retry.when,
            f"to {article.escalate.to}, with {'; '.join(article.escalate.attach)}",
            tuple(
                " ".join((source.document, *source.sections, f"({source.confidence})")) for source in article.sources
            ),
            advice.times(total),
        )

    def _evidence(self, total: Sum) -> tuple[Evidence, ...]:
        evidence = self._exhibits.evidence(total.proofs, self._lines)
        if not self._context:
            return evidence
        named = {one.source.name: one.source for one in self._swept}
        return tuple(around.surrounded(each, named[each.source], self._context, self._exhibits) for each in evidence)


def _groups(one: Swept) -> list[Group]:
    groups = sorted(one.unknown.by_shape.values(), key=lambda group: (-group.count, group.example.offset))
    return groups[:_SHOWN_GROUPS]


def _input(one: Swept) -> Input:
    source = one.source
    return Input(source.name, source.size or one.size, one.records, source.encoding, one.format, one.note)


def _stats(swept: Iterable[Swept]) -> Stats:
    counts = [one.records for one in swept]
    records = None if None in counts else sum(count or 0 for count in counts)
    ccc = sum(one.tally.ccc_records for one in swept)
    classified = sum(one.tally.classified for one in swept)
    return Stats(
        sum(one.source.size or one.size for one in swept),
        records,
        ccc,
        round(classified / ccc, 4) if ccc else 1.0,
    )
