"""What was found in one source: exact counts, first and last times, and a few records kept as proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from cccdiag.records import dataclass
from cccdiag.triage.match import Match
from cccdiag.triage.records import Record

KEPT = 6
# Places of matches that are remembered to tell which fault lay close to which; beyond that, the first ones speak for all.
_PLACES = 2000


@dataclass(frozen=True, slots=True)
class Proof:
    """One record kept as evidence; its text is still as it was read, and is redacted before it leaves the room."""

    source: str
    offset: int
    text: bytes
    lines: int
    start: int
    time: str | None
    level: str | None
    captures: Mapping[str, str]


@dataclass(slots=True)
class Day:
    """The records of one day."""

    records: int
    first: str
    last: str


@dataclass(slots=True)
class Sum:
    """The records of one article that fulfilled the same set of conditions."""

    records: int = 0
    first: str | None = None
    last: str | None = None
    certain: bool = False
    reasons: set[str] = field(default_factory=set)
    proofs: list[Proof] = field(default_factory=list)
    places: list[tuple[int, str | None]] = field(default_factory=list)
    days: dict[str, Day] = field(default_factory=dict)

    def add(self, record: Record, matches: Sequence[Match], *, certain: bool) -> None:
        """Count one record that these signatures were found in."""
        self.add_one(record, matches[0].start, matches[0].captures, certain=certain)
        self.reasons.update(match.reason for match in matches if match.reason)

    def add_one(self, record: Record, start: int, captures: Mapping[str, str], *, certain: bool) -> None:
        """Count one record; ``start`` is where in it the proof is."""
        self.records += 1
        self.certain |= certain
        time = record.head.time
        if time is not None:
            self.first = min(self.first, time) if self.first else time
            self.last = max(self.last, time) if self.last else time
            if "T" in time:  # a clock without a date belongs to no day
                self._add_to_day(time, time)
        if len(self.places) < _PLACES:
            self.places.append((record.offset, time))
        if len(self.proofs) < KEPT:
            self.proofs.append(
                Proof(
                    record.source,
                    record.offset,
                    record.shown or record.text,
                    record.lines,
                    start,
                    time,
                    record.head.level,
                    captures,
                )
            )

    def join(self, later: Sum, shift: int) -> None:
        """Add what was found in a later part of the same source, which begins at ``shift``."""
        self.records += later.records
        self.certain |= later.certain
        self.reasons |= later.reasons
        times = [time for one in (self, later) for time in (one.first, one.last) if time is not None]
        self.first, self.last = (min(times), max(times)) if times else (None, None)
        self.places += [(offset + shift, time) for offset, time in later.places[: _PLACES - len(self.places)]]
        self.proofs += [
            replace(proof, offset=proof.offset + shift) for proof in later.proofs[: KEPT - len(self.proofs)]
        ]
        for day in later.days.values():
            self._add_to_day(day.first, day.last, day.records)

    def _add_to_day(self, first: str, last: str, records: int = 1) -> None:
        day = self.days.get(first[:10])
        if day is None:
            self.days[first[:10]] = Day(records, first, last)
        else:
            day.records += records
            day.first, day.last = min(day.first, first), max(day.last, last)


# Article, signatures that wait, whether a person wrote the record.
Key = tuple[str, frozenset[int], bool]


@dataclass(slots=True)
class Tally:
    """Sums by article and by the signatures that still wait for the end of the input (none: it counts already)."""

    sums: dict[Key, Sum] = field(default_factory=dict)
    refused: dict[tuple[int, str], int] = field(default_factory=dict)
    ccc_records: int = 0
    classified: int = 0

    def add(self, record: Record, matches: Iterable[Match]) -> None:
        """Count one record for every article that it shows."""
        by_article: dict[str, list[Match]] = {}
        for match in matches:
            by_article.setdefault(match.rule.article, []).append(match)
        for article, own in by_article.items():
            settled = [match for match in own if not match.rule.waits(record)]
            waiting = frozenset() if settled else frozenset(match.rule.number for match in own)
            self.sums.setdefault((article, waiting, record.is_letter), Sum()).add(
                record, settled or own, certain=_certain(settled or own)
            )

    def join(self, later: Tally, shift: int) -> None:
        """Add what was found in a later part of the same source, which begins at ``shift``."""
        for key, total in later.sums.items():
            self.sums.setdefault(key, Sum()).join(total, shift)
        for refused, count in later.refused.items():
            self.refused[refused] = self.refused.get(refused, 0) + count
        self.ccc_records += later.ccc_records
        self.classified += later.classified

    def refuse(self, number: int, condition: str) -> None:
        """Count one record in which a signature was found and a condition not fulfilled."""
        self.refused[number, condition] = self.refused.get((number, condition), 0) + 1

    def add_structural(self, record: Record, article: str, start: int) -> None:
        """Count one record for an article whose sign is no wording; a record that shows the article already is not counted again."""
        total = self.sums.setdefault((article, frozenset(), record.is_letter), Sum())
        if (record.offset, record.head.time) not in total.places[-1:]:
            total.add_one(record, start, {}, certain=True)


def _certain(matches: Iterable[Match]) -> bool:
    """Whether an exact wording was seen, and that it is about CCC is sure where that matters."""
    return any(
        match.rule.when.after_idle is None and not match.rule.for_tickets_only and match.reason != "word"
        for match in matches
    )
