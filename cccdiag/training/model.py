"""The shape of a drill. Each class is also the strict schema that its YAML is read with (:func:`cccdiag.facts.build`)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cccdiag.client.profile import Timeouts
from cccdiag.emulator.faults import Fault
from cccdiag.kb.model import Actor, CheckId, System

Credential = Literal["username", "password", "access_key", "access_secret"]
LogLevel = Literal["DEBUG", "INFO", "WARN", "ERROR"]
TICKET = "ticket.txt"
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,80}\.[A-Za-z0-9]{1,8}")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is concluded: an article, one of its causes, who acts next, and the next step.

    ``step`` is the id of a shared step, or ``CAUSE.N`` for the Nth step that a cause writes out itself. In a drill, None means
    that every step of the right cause is a good one.
    """

    article: str
    cause: str | None = None
    actor: Actor | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that decides: the reason that a check gives, or a text in a line of a file. ``says`` tells what it shows."""

    says: str
    check: CheckId | None = None
    reason: str | None = None
    file: str | None = None
    line: str | None = None

    def __post_init__(self) -> None:
        if bool(self.check) == bool(self.file):
            raise ValueError("a proof names either a check (with its reason) or a file (with the text of a line)")
        if (self.check and not self.reason) or (self.file and not self.line):
            raise ValueError("a proof needs the reason of its check, or the text of its line")


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why another answer that suggests itself is wrong, and what refutes it. Without a cause it is about the whole article."""

    article: str
    text: str
    cause: str | None = None
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One record of a log that tells something, ``after`` seconds behind the one before; further lines of its text stay as they are."""

    text: str
    logger: str
    level: LogLevel = "DEBUG"
    after: float = 2.0


@dataclass(frozen=True, slots=True)
class Log:
    """A log in the shape of a product (``knowledge/logshapes.yaml``); between two entries stand ``harmless`` records."""

    name: str
    shape: str
    start: str
    entries: tuple[LogEntry, ...]
    harmless: int = 4

    def __post_init__(self) -> None:
        _check_file(self.name)
        try:
            dt.datetime.fromisoformat(self.start)
        except ValueError:
            raise ValueError(f"start must be a moment such as 2026-10-05 09:12:04, is {self.start!r}") from None
        if not self.entries or self.harmless < 0 or any(entry.after < 0 for entry in self.entries):
            raise ValueError("a log needs entries that follow one another, and zero or more harmless records")


@dataclass(frozen=True, slots=True)
class Paper:
    """Any other file that the trainee gets: a list of settings, a saved answer, a page."""

    name: str
    text: str

    def __post_init__(self) -> None:
        _check_file(self.name)


@dataclass(frozen=True, slots=True)
class GatewayFault:
    """What is wrong at the gateway or in the profile; the emulator of the drill plays it.

    ``append`` puts a text behind a right value, ``cut`` leaves so many characters of it, ``renewed`` values were changed at CCC
    and not in the profile, ``closed`` means that nothing listens at the address.
    """

    scenario: str | None = None
    faults: tuple[Fault, ...] = ()
    mode: Literal["DEMO", "LOCAL", "PROD", "none"] = "DEMO"
    account: str = "main"
    append: Mapping[str, str] = field(default_factory=dict)
    cut: Mapping[str, int] = field(default_factory=dict)
    renewed: tuple[Credential, ...] = ()
    closed: bool = False
    product: str | None = None
    expect_mode: Literal["DEMO", "PROD", "any"] = "any"
    timeouts: Timeouts = field(default_factory=Timeouts)


@dataclass(frozen=True, slots=True)
class Exported:
    """A paper that holds the exported settings of ILLiad or Ares, so that checks can judge it, and what the library says of itself.

    ``billing`` is the paper with the billing details of the Marketplace account. ``uses_ccc`` and ``countries`` are None where
    nobody asked.
    """

    product: Literal["illiad", "ares"]
    settings: str
    billing: str | None = None
    uses_ccc: bool | None = None
    countries: Literal["one", "several"] | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Drill:
    """One exercise, one file of ``knowledge/drills/``.

    ``ticket`` is what the library writes; ``title`` must not give the answer away. ``proof`` is what decides, ``hints`` lead there in
    order. Checks ask the ``gateway``, or judge the ``exported`` settings. Without either there is nothing to check: all evidence
    lies in the ticket, the logs and the papers.
    """

    id: str
    family: System
    level: Literal[1, 2, 3]
    title: str
    ticket: str
    answer: Answer
    proof: tuple[Proof, ...]
    hints: tuple[str, ...]
    why_not: tuple[WhyNot, ...]
    logs: tuple[Log, ...] = ()
    papers: tuple[Paper, ...] = ()
    gateway: GatewayFault | None = None
    exported: Exported | None = None

    @property
    def checkable(self) -> bool:
        """Whether there is anything that a check could look at."""
        return self.gateway is not None or self.exported is not None

    def __post_init__(self) -> None:
        names = (TICKET, *(log.name for log in self.logs), *(paper.name for paper in self.papers))
        if not _ID.fullmatch(self.id):
            raise ValueError("an id is made of lower-case words with hyphens")
        if not self.answer.cause or not self.answer.actor:
            raise ValueError("the answer of a drill names article, cause and actor")
        if not self.proof or not self.hints or not self.why_not:
            raise ValueError("a drill needs proof, hints and at least one why_not")
        if len({name.casefold() for name in names}) < len(names):
            raise ValueError("two files of a drill have the same name")
        for proof in (*self.proof, *(one.proof for one in self.why_not if one.proof)):
            if proof.file and proof.file not in names:
                raise ValueError(f"a proof names the file {proof.file}, which the drill does not have")
            if proof.check and not self.checkable:
                raise ValueError("a proof names a check, and the drill has no gateway that could be checked")
        if self.gateway and self.exported:
            raise ValueError("a drill has either a gateway or exported settings to check")
        if self.exported and {self.exported.settings, self.exported.billing or self.exported.settings} - {*names}:
            raise ValueError("the exported settings are a paper of the drill")


def _check_file(name: str) -> None:
    if not _FILE_NAME.fullmatch(name) or name.casefold() == TICKET:
        raise ValueError(f"{name!r} is no name for a file of a drill; it looks like ILLiadClient.log")
