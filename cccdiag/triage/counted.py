"""What a triage counted in each source, by article and day: what is worth keeping when the sources are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from cccdiag.digests import blake2b
from cccdiag.records import dataclass
from cccdiag.triage.court import Swept
from cccdiag.triage.model import Diagnosis
from cccdiag.triage.tally import Sum
from cccdiag.triage.unrecognised import shape_of

# The unknown shapes of one source that are kept: the most frequent ones.
_SHAPES = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """Records of one article in one source on one day; ``day`` is None for records without a time."""

    source: str
    article: str
    day: str | None
    records: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Records of one shape in one source that nothing recognised; ``example`` is redacted, ``shape`` tells shapes apart."""

    source: str
    shape: str
    records: int
    example: str


def counted(sums: Mapping[str, Sequence[tuple[str, Sum]]], diagnoses: Iterable[Diagnosis]) -> tuple[Counted, ...]:
    """The counts behind the diagnoses that stand on records; what a letter only resembles has happened nowhere."""
    shown = {diagnosis.id for diagnosis in diagnoses}
    return tuple(
        one
        for article, parts in sums.items()
        if article in shown
        for source, total in parts
        for one in _by_day(source, article, total)
    )


def _by_day(source: str, article: str, total: Sum) -> Iterable[Counted]:
    dated = 0
    for day, found in sorted(total.days.items()):
        dated += found.records
        yield Counted(source, article, day, found.records, found.first, found.last)
    if total.records > dated:
        yield Counted(source, article, None, total.records - dated, None, None)


def unknown(swept: Iterable[Swept], shown: Callable[[bytes, int], str]) -> tuple[Unknown, ...]:
    """The most frequent unknown shapes of each source."""
    return tuple(
        Unknown(
            one.source.name,
            blake2b(shape_of(group.example), digest_size=12).hexdigest(),
            group.count,
            shown(group.example.text, group.example.head.message),
        )
        for one in swept
        for group in sorted(one.unknown.by_shape.values(), key=lambda group: (-group.count, group.example.offset))[
            :_SHAPES
        ]
    )
