"""The shape of an article. Each class is also the strict schema that its YAML is read with (:func:`cccdiag.facts.build`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from cccdiag.records import dataclass

System = Literal["gateway", "marketplace", "illiad", "ares", "http", "network", "lookalike"]
Severity = Literal["info", "warning", "error"]
Actor = Literal["library", "atlas", "ccc", "network", "cloud", "caller"]
Likelihood = Literal["common", "occasional", "rare"]
Confidence = Literal["documented", "inferred", "generic"]
CheckId = Literal[
    "profile.values",
    "credentials.form",
    "machine.clock",
    "network.dns",
    "network.tcp",
    "network.proxy",
    "network.tls",
    "http.answer",
    "wsdl.served",
    "wsdl.drift",
    "gateway.authorization",
    "login.party",
    "gateway.mode",
    "gateway.roundtrip",
    "atlas.settings",
    "atlas.billing",
    "marketplace.reach",
    "cloud.events",
]


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the article applies. ``operations`` only for the gateway: names, or none for all seven."""

    system: System
    operations: tuple[str, ...] = ()
    versions: str | None = None
    component: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``actor`` overrides the cause's; ``verify`` says how one sees that it worked."""

    text: str
    actor: Actor | None = None
    verify: str | None = None
    confirm: CheckId | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason. ``steps`` are ids of ``steps.yaml`` or steps written out; ``confirm`` is a check id that can prove it.

    ``evidence``: patterns which, found in the same input, make this cause the first one. ``operations`` limits a cause of
    a gateway code to some operations.
    """

    id: str
    text: str
    likelihood: Likelihood
    actor: Actor
    steps: tuple[str | Step, ...]
    confirm: CheckId | None = None
    operations: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    confidence: Confidence = "documented"


@dataclass(frozen=True, slots=True)
class When:
    """Conditions beside the pattern. Patterns in ``all``/``any``/``none`` are looked for in the record (or input).

    ``about: ccc`` wants a record that speaks of CCC: a host, logger or word of ``knowledge/context.yaml``, and no other
    failing host; ``about: nobody-else`` refuses only what was an answer to a call of another host. ``context`` names the kinds of text (``log`` record, gateway ``answer``, ``ticket``) where the signature counts.
    ``product`` asks for signs of that product in the input. ``after_idle``: minutes of silence about CCC before the record.
    ``at_least``: how many records must match.
    """

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    within: Literal["record", "input"] = "record"
    about: Literal["ccc", "nobody-else"] | None = None
    context: tuple[Literal["log", "answer", "ticket"], ...] = ()
    product: Literal["illiad", "ares"] | None = None
    not_product: Literal["illiad", "ares"] | None = None
    level: Literal["warn", "error"] | None = None
    after_idle: int | None = None
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Signature:
    """A wording that the article owns, with its proof.

    ``pattern`` is written in the dialect that Python's ``re``, Hyperscan and Rust's ``regex`` share. A space in it stands for any
    run of white space and a straight quote for any apostrophe or quotation mark, so a wrapped or escaped text still matches.
    """

    pattern: str
    matches: tuple[str, ...]
    ignores: tuple[str, ...]
    when: When = field(default_factory=When)
    rejects: tuple[str, ...] = ()
    false_positives: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """Sentences of people, for articles without a fixed string: these rank the article first, those must not find it."""

    ranks: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """Whether the same call may be sent again: ``no``, ``later``, ``after-fix``, ``after-status-check``."""

    when: Literal["no", "later", "after-fix", "after-release", "after-status-check"]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who gets it next, and what to attach."""

    to: Actor
    attach: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from; ``document`` is an id of ``knowledge/sources.yaml``."""

    document: str
    confidence: Confidence
    sections: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One entry of the knowledge base, one file, folder = family.

    ``retired`` is the version since which nothing is diagnosed with it any more (``replaced_by`` says by what); it still
    explains itself. ``overrides`` is the reason why a library's own article stands in the place of the built-in one.
    """

    id: str
    title: str
    environment: Environment
    severity: Severity
    issue: str
    causes: tuple[Cause, ...]
    retry: Retry
    customer_text: str
    escalate: Escalation
    sources: tuple[Source, ...]
    since: str
    reviewed: str
    signatures: tuple[Signature, ...] = ()
    phrases: tuple[str, ...] = ()
    tickets: Ticket = field(default_factory=Ticket)
    looks_like: str | None = None
    guide: str | None = None
    explains: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    provoke: Mapping[str, Any] | None = None
    retired: str | None = None
    replaced_by: str | None = None
    overrides: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document that statements come from (``sources.yaml``)."""

    title: str
    note: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A key, a column or a file that decides how a product talks to CCC (``settings.yaml``).

    ``places`` says for each product (``ILLiad``, ``Ares``, ``Get It Now addon``) where it lives.
    """

    places: Mapping[str, str]
    values: str
    purpose: str
    sources: tuple[Source, ...]
    pitfalls: tuple[str, ...] = ()
    default: str | None = None
    secret: bool = False
    aliases: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideAnswer:
    """What an answer means and where it leads.

    ``steps`` are ids of shared steps to carry out now. ``next`` is the step of the path to go on with (after the shared steps,
    if they did not help); without it the path ends here. ``articles`` names, by product, the article that the answer points to.
    ``causes`` are ids of causes of the articles that share the guide which the answer makes likely, ``clears`` those it rules out.
    """

    text: str
    steps: tuple[str, ...] = ()
    next: str | None = None
    articles: Mapping[str, str] = field(default_factory=dict)
    causes: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One question of a guide, to be answered with yes or no.

    ``number`` is its place in the documented order of work (two questions may share one place). ``how`` says how a person finds
    out. ``check`` is the id of a check that can answer in the person's place; ``check_ok`` is the answer that its status ok stands
    for, and ``part`` the part of its findings that counts when it looks at several things. A step with a ``product`` is asked for that product only; whoever it does not concern, or who cannot tell, goes on with
    ``otherwise``.
    """

    id: str
    number: int
    ask: str
    yes: GuideAnswer
    no: GuideAnswer
    how: str | None = None
    check: CheckId | None = None
    check_ok: Literal["yes", "no"] = "yes"
    part: str | None = None
    product: Literal["illiad", "ares"] | None = None
    otherwise: str | None = None
    confidence: Confidence = "documented"


@dataclass(frozen=True, slots=True)
class Guide:
    """An order of work that several articles share (``guides.yaml``).

    ``steps`` are ids of steps or steps written out, to be read from top to bottom. ``path`` is the same order as questions, the first
    one first, for somebody who is led through it.
    """

    title: str
    steps: tuple[str | Step, ...]
    text: str | None = None
    sources: tuple[Source, ...] = ()
    path: tuple[GuideStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppression:
    """An article that a library does not want to be told of, why, and up to which day (``suppress.yaml``; YYYY-MM-DD)."""

    reason: str
    until: str

    def __post_init__(self) -> None:
        """Refuse an end that is no day."""
        try:
            dt.date.fromisoformat(self.until)
        except ValueError:
            raise ValueError(f"until must be a day such as 2027-01-31, is {self.until!r}") from None


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that words resemble; a higher score resembles more, scores of different queries do not compare."""

    id: str
    title: str
    score: float
