"""Faults as data: what goes wrong on purpose, for which calls, and how often.

A fault either *replaces* the answer (``code``, ``status``, ``body``, ``reset``, ``hang``) or *spoils* the true one (``cut``,
``bytes_per_second``, ``gzip``, ``chunked``, ``content_type``, ``delay``). A replaced answer means that nothing was done, unless
``processed`` says that the operation was carried out and only its answer is another.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Literal

from cccdiag.records import dataclass

# Requests for the WSDL and its schema, for `operation`; every other name is one of the seven operations.
WSDL = "wsdl"
ANY = "*"

Body = Literal["html", "login-page", "soap-fault", "not-xml", "empty", "entity-bomb", "external-entity"]
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PLAIN = re.compile(r"[ -~]*")
_CODE = re.compile(r"CCC_[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    ``operation`` is an operation, ``wsdl`` or ``*`` (every call of an operation). ``calls`` numbers the calls that are hit, from
    one, among those that the fault is about; none means every call. ``percent`` hits that share of them, by the emulator's seed.
    """

    operation: str = ANY
    code: str | None = None
    detail: str | None = None
    status: int | None = None
    body: Body | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    processed: bool = False
    reset: Literal["before-read", "before-answer"] | None = None
    hang: bool = False
    cut: int | None = None
    delay: float = 0.0
    bytes_per_second: int | None = None
    gzip: bool = False
    chunked: bool = False
    encoding: str | None = None
    content_type: str | None = None
    calls: tuple[int, ...] = ()
    percent: float = 100.0

    def __post_init__(self) -> None:
        if problems := self._problems():
            raise ValueError(f"not a fault: {problems[0]}")

    @property
    def replaces(self) -> bool:
        """Whether the true answer is not given at all."""
        return bool(self.code or self.status or self.body or self.reset or self.hang)

    @property
    def spoils(self) -> bool:
        """Whether the answer arrives changed, late or in part."""
        spoilt = (
            self.delay,
            self.bytes_per_second,
            self.gzip,
            self.chunked,
            self.encoding,
            self.content_type,
            self.headers,
        )
        return self.cut is not None or any(spoilt)

    @property
    def before_read(self) -> bool:
        """Whether it strikes before anybody knows which operation is called."""
        return self.reset == "before-read"

    def _problems(self) -> list[str]:
        code, status, operation = self.code, self.status, self.operation
        wrong_headers = [
            name for name, value in self.headers.items() if not (_NAME.fullmatch(name) and _PLAIN.fullmatch(value))
        ]
        checks = (
            (operation != ANY and not operation.isalnum(), f"operation {operation!r} is no name"),
            (code is not None and not _CODE.fullmatch(code), f"code {code!r} is not of the form CCC_nnn"),
            (code and (status or self.body), "a code is a SOAP answer, so it goes with neither status nor body"),
            (status is not None and not 200 <= status <= 599, f"status {status} is no final status (200 to 599)"),
            (self.cut is not None and self.cut < 0, "cut is a number of bytes, zero or more"),
            (self.bytes_per_second is not None and self.bytes_per_second < 1, "bytes_per_second is one or more"),
            (not 0 <= self.delay <= 3600, "delay is a number of seconds up to 3600"),
            (not 0 <= self.percent <= 100, "percent lies between 0 and 100"),
            (any(call < 1 for call in self.calls), "calls are counted from 1"),
            (self.before_read and operation != ANY, "before the request is read its operation is unknown: say '*'"),
            (self.before_read and self.processed, "what was not read cannot have been processed"),
            (self.encoding is not None and not _is_encoding(self.encoding), f"encoding {self.encoding!r} is unknown"),
            (wrong_headers, f"{wrong_headers} are no headers that HTTP can carry"),
            (not _PLAIN.fullmatch(self.content_type or ""), f"content_type {self.content_type!r} cannot be sent"),
            (not self.replaces and not self.spoils, "it changes nothing"),
        )
        return [sentence for broken, sentence in checks if broken]


class Plan:
    """The faults in force, the calls counted so far, and a seeded die."""

    def __init__(self, faults: Sequence[Fault] = (), seed: int = 0, name: str | None = None) -> None:
        self._seed = seed
        self.replace(faults, name)

    def replace(self, faults: Sequence[Fault], name: str | None = None) -> None:
        """Put other faults in force, those of the scenario ``name`` or of none; counting and chance begin anew."""
        self.faults = tuple(faults)
        self.name = name
        self._counts = [0] * len(self.faults)
        self._random = random.Random(self._seed)  # noqa: S311 - chance that can be repeated, not a secret

    def before_read(self) -> Fault | None:
        """The fault that strikes a call before it is read."""
        return self._choose(lambda fault: fault.before_read)

    def strike(self, operation: str | None) -> Fault | None:
        """The first fault that hits this call of an operation (None: unreadable), or of ``wsdl``."""
        return self._choose(lambda fault: not fault.before_read and _is_about(fault, operation))

    def _choose(self, concerns: Callable[[Fault], bool]) -> Fault | None:
        chosen = None
        for index, fault in enumerate(self.faults):
            if not concerns(fault):
                continue
            self._counts[index] += 1
            hit = not fault.calls or self._counts[index] in fault.calls
            if hit and fault.percent < 100:
                hit = self._random.random() * 100 < fault.percent
            if hit and chosen is None:
                chosen = fault
        return chosen


def _is_encoding(name: str) -> bool:
    try:
        "".encode(name)
    except LookupError:
        return False
    return True


def _is_about(fault: Fault, operation: str | None) -> bool:
    return fault.operation == operation or (fault.operation == ANY and operation != WSDL)
