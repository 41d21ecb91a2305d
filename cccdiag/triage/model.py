"""What a triage says: inputs, diagnoses in the order in which to act, what nobody recognised, and how much was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cccdiag.kb.model import Actor, Likelihood, Severity

Certainty = Literal["certain", "likely", "possible"]


@dataclass(frozen=True, slots=True)
class Input:
    """One text that was read, or could not be (then ``note`` says why and ``encoding`` is None)."""

    name: str
    bytes: int
    records: int | None
    encoding: str | None
    format: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record as proof, redacted; ``line`` and ``end_line`` count from 1 in the text of its source."""

    source: str
    line: int
    end_line: int
    time: str | None
    level: str | None
    text: str
    captures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CauseAdvice:
    """One reason and what to do about it, in order."""

    id: str
    text: str
    likelihood: Likelihood
    actor: Actor
    steps: tuple[str, ...]
    confirm: str | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One article that the inputs show. ``records`` is exact; ``explains`` names diagnoses that are but its symptoms."""

    id: str
    title: str
    severity: Severity
    certainty: Certainty
    records: int
    first: str | None
    last: str | None
    why: tuple[str, ...]
    explains: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    causes: tuple[CauseAdvice, ...]
    retry: str
    escalate: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownGroup:
    """Records of one shape that nothing recognised."""

    count: int
    example: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """All records that look like trouble with CCC and match nothing."""

    records: int
    groups: tuple[UnknownGroup, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """How much was read; ``classified`` is the matched share of ``ccc_records`` (1.0 when there are none)."""

    bytes: int
    records: int | None
    ccc_records: int
    classified: float


@dataclass(frozen=True, slots=True)
class TriageReport:
    """The whole answer. ``remarks`` are for a person: what is missing to say more, and what was slow or left out."""

    inputs: tuple[Input, ...]
    diagnoses: tuple[Diagnosis, ...]
    unrecognised: Unrecognised
    stats: Stats
    remarks: tuple[str, ...] = ()
