"""What a triage says: inputs, diagnoses in the order in which to act, what nobody recognised, and how much was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from cccdiag.kb.model import Actor, Likelihood, Severity
from cccdiag.records import dataclass

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
    """One record as proof, redacted; ``line`` and ``end_line`` count from 1 in the text of its source.

    ``before`` and ``after`` are the lines around it, where they were asked for.
    """

    source: str
    line: int
    end_line: int
    time: str | None
    level: str | None
    text: str
    captures: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One step: what to do, who does it, and how one sees that it worked."""

    text: str
    actor: Actor
    verify: str | None = None


@dataclass(frozen=True, slots=True)
class CauseAdvice:
    """One reason and what to do about it, in order. ``actions`` are the ``steps`` with who does them."""

    id: str
    text: str
    likelihood: Likelihood
    actor: Actor
    steps: tuple[str, ...]
    confirm: str | None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One article that the inputs show. ``records`` is exact; ``explains`` names diagnoses that are but its symptoms.

    ``times`` says when how many records were met: each one by itself where they are few, else day by day; empty without times.
    """

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
    times: tuple[tuple[str, int], ...] = ()


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
