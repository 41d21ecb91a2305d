"""What the checks look at: one profile, the facts, and what earlier checks have already learnt."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from cccdiag.checks.library import Library
from cccdiag.checks.model import CheckResult, Observation
from cccdiag.client.profile import Profile
from cccdiag.client.wsdl_copy import Shelf
from cccdiag.spec.model import Gateway


@dataclass(slots=True)
class Site:
    """The site under examination. Probes share answers through :meth:`remember`, so that nothing is asked twice.

    ``shelf`` holds the local copies of WSDLs, if somebody keeps them; ``again`` is the command that checks this site. ``library``
    is what the checks of a library's settings look at. ``cloud`` says when the cloud's public page is asked: ``trouble``
    (when something points at it), ``always`` or ``never``.
    """

    profile: Profile
    gateway: Gateway
    environ: Mapping[str, str] = field(default_factory=dict)
    shelf: Shelf | None = None
    again: str = "cccdiag check"
    library: Library | None = None
    cloud: Literal["trouble", "always", "never"] = "never"
    results: dict[str, CheckResult] = field(default_factory=dict)
    observations: dict[str, Observation] = field(default_factory=dict)
    _answers: dict[str, Any] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.Lock)

    @property
    def address(self) -> SplitResult:
        """The endpoint, taken apart."""
        return urlsplit(self.profile.endpoint)

    @property
    def host(self) -> str:
        """Host name or address of the endpoint."""
        return self.address.hostname or ""

    @property
    def port(self) -> int:
        """TCP port of the endpoint."""
        return self.address.port or (443 if self.address.scheme == "https" else 80)

    def settled(self, result: CheckResult) -> None:
        """Remember a result for the checks that come after it."""
        self.results[result.id] = result

    def observed(self, check: str, observation: Observation) -> None:
        """Keep what a probe saw, for whoever records the run."""
        self.observations[check] = observation

    def remember(self, key: str, value: Any) -> None:
        """Keep what a probe learnt for a later one."""
        with self._lock:
            self._answers[key] = value

    def recall(self, key: str) -> Any:
        """What an earlier probe kept, or None."""
        with self._lock:
            return self._answers.get(key)
