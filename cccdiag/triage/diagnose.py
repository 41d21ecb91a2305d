"""From what was found in the sources to diagnoses: conditions on the whole input decided, causes ordered, what was refused left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from cccdiag.kb.index import Knowledge
from cccdiag.triage import advice, prepared, reading, tickets
from cccdiag.triage.about import Product
from cccdiag.triage.counted import Counted, Unknown, counted, unknown
from cccdiag.triage.court import Swept
from cccdiag.triage.match import Rule
from cccdiag.triage.model import Certainty, TriageReport
from cccdiag.triage.presence import seen_in
from cccdiag.triage.rank import Brief, Finding, brief, ordered, without_guesses
from cccdiag.triage.scan import has_hyperscan
from cccdiag.triage.sources import Source
from cccdiag.triage.tally import Sum
from cccdiag.triage.telling import Telling

_SLOW = 16 << 20


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
    case = _read(inputs, knowledge, count=count, watch=watch, today=today, read=read)
    telling = case.telling(context)
    report = telling.report()
    if keep is not None:
        keep(counted(case.decided(), report.diagnoses), unknown(case.swept, telling.shown))
    return report


def tell(
    inputs: Iterable[Source],
    knowledge: Knowledge,
    *,
    count: bool = False,
    watch: Callable[[int], None] | None = None,
    today: str | None = None,
    context: int = 0,
    read: reading.Read = reading.read,
) -> Telling:
    """As :func:`triage`, for who writes each diagnosis as it comes and keeps none."""
    return _read(inputs, knowledge, count=count, watch=watch, today=today, read=read).telling(context)


def _read(
    inputs: Iterable[Source],
    knowledge: Knowledge,
    *,
    count: bool,
    watch: Callable[[int], None] | None,
    today: str | None,
    read: reading.Read,
) -> _Case:
    ready = prepared.ready(knowledge)
    swept = read(ready.sweeper, inputs, count=count, watch=watch)
    return _Case(knowledge, ready.rules, swept, knowledge.suppressed(today) if today is not None else {})


class _Case:
    """All sources of one triage, read."""

    def __init__(
        self,
        knowledge: Knowledge,
        rules: Sequence[Rule],
        swept: Sequence[Swept],
        suppressed: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._knowledge = knowledge
        self._suppressed = suppressed
        self._rules = rules
        self.swept = swept
        self._products: frozenset[Product] = frozenset().union(*(one.products for one in swept))

    def telling(self, context: int) -> Telling:
        """What there is to say."""
        sums = self.decided()
        letters = tickets.Letters()
        if any(one.letters for one in self.swept):
            letters = prepared.reader(self._knowledge).read(self.swept, sums, self._products)
            sums = {id_: parts for id_, parts in sums.items() if id_ not in letters.belied}
        findings = [self._finding(id_, parts, letters.scores.get(id_, 0.0)) for id_, parts in sums.items()]
        findings += [
            Finding(self._brief(letter.article), letter.certainty, letter.sum, letter.score, letter.why)
            for letter in letters.findings
        ]
        judged = without_guesses(ordered(findings, sums), sums)
        ranked = [each for each in judged if each[0].article.id not in self._suppressed]
        set_aside = [each[0] for each in judged if each[0].article.id in self._suppressed]
        remarks = (*letters.vague, *map(self._silence, set_aside), *self._remarks())
        return Telling(self._knowledge, self.swept, ranked, remarks, context)

    def _brief(self, id_: str) -> Brief:
        record = self._knowledge.record(id_)
        assert record is not None, id_
        return brief(record)

    def decided(self) -> dict[str, list[tuple[str, Sum]]]:
        """Sums by article and source, of signatures all of whose conditions are fulfilled."""
        sums: dict[str, list[tuple[str, Sum]]] = {}
        for one in self.swept:
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
        return Finding(self._brief(id_), certainty, total, score, advice.why(total))

    def _silence(self, finding: Finding) -> str:
        why = self._suppressed[finding.article.id]
        count = f"{finding.sum.records} record{'s' if finding.sum.records != 1 else ''}"
        return f"{finding.article.id} was found in {count} and is not shown, because it is suppressed until {why['until']}: {why['reason']}"

    def _remarks(self) -> tuple[str, ...]:
        slow = sum(one.size for one in self.swept) > _SLOW and not has_hyperscan()
        text = "hyperscan is not installed, so searching went slowly (about 6 MB a second); pip install hyperscan makes it fast"
        return (text,) if slow else ()
