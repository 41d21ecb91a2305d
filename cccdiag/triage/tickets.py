"""Letters."""

from __future__ import annotations

from dataclasses import dataclass, field

from cccdiag.triage.rank import Finding


@dataclass(frozen=True, slots=True)
class Letters:
    findings: tuple[Finding, ...] = ()
    dismissed: frozenset[str] = frozenset()
    scores: dict[str, float] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def read(knowledge, articles, swept, sums, products) -> Letters:
    return Letters()
