"""What a check is and what it says. Values only: the engine runs them, the reports print them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cccdiag.checks.site import Site

Status = Literal["ok", "warn", "fail", "skip", "crash"]
Layer = Literal[
    "profile", "credentials", "clock", "dns", "tcp", "proxy", "tls", "http", "wsdl", "authorization", "login", "mode",
    "gateway", "atlas", "marketplace", "cloud",
]  # fmt: skip

# A layer that is not there (TLS on plain http) is skipped without holding up what comes after it.
NOT_NEEDED = "not-needed"
# Reasons of results that were set aside after the run (cccdiag.checks.setting_aside).
SUPPRESSED, KNOWN = "suppressed", "known"
SET_ASIDE = (SUPPRESSED, KNOWN)


@dataclass(frozen=True, slots=True)
class Observation:
    """What a probe saw: a word from the closed list of its check, and evidence that JSON can hold."""

    outcome: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reason means.

    ``summary`` and ``article`` may hold ``{names}`` of the evidence. ``cause`` is the cause in that article which the reason
    proves. ``layer`` is the layer at fault when it is not the check's own: a filter's page in place of the gateway's answer
    is HTTP's trouble, whoever met it. ``step`` is what to do where no article says.
    """

    status: Status
    summary: str
    article: str | None = None
    cause: str | None = None
    layer: Layer | None = None
    step: str | None = None


def trouble_explains(_result: CheckResult, cause: CheckResult) -> bool:
    """The usual rule: a check that another one may be caused by explains it when it is in trouble itself."""
    return cause.status in ("fail", "warn")


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    ``verdicts`` is its closed list of reasons; ``judge`` turns an observation into one of them. ``explained`` says whether the
    result of a check in ``caused_by`` explains this one's. ``limit`` is the longest that it may take. ``after`` names checks that
    it waits for, however they end. ``opt_in`` is the option without which it does not run; empty for all others.
    """

    id: str
    layer: Layer
    title: str
    needs: tuple[str, ...]
    caused_by: tuple[str, ...]
    verdicts: Mapping[str, Verdict]
    probe: Callable[[Site], Observation]
    judge: Callable[[Observation, Site], str]
    explained: Callable[[CheckResult, CheckResult], bool] = trouble_explains
    limit: float = 35.0
    opt_in: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found. ``consequence_of`` is the result that caused this one; ``seconds`` is wall time."""

    id: str
    layer: Layer
    title: str
    status: Status
    reason: str
    summary: str
    evidence: Mapping[str, Any]
    article: str | None
    needs: tuple[str, ...]
    seconds: float
    consequence_of: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one site, in the order of the layers, and what to do first."""

    profile: str | None
    endpoint: str | None
    mode: str | None
    results: tuple[CheckResult, ...]
    next_step: str | None = None

    @property
    def set_aside(self) -> tuple[CheckResult, ...]:
        """Results that do not count, because somebody said so: suppressed, or known from a baseline."""
        return tuple(result for result in self.results if result.reason in SET_ASIDE)

    @property
    def status(self) -> Literal["ok", "warn", "fail"]:
        """Overall: a crash fails, a skip does not."""
        found = {result.status for result in self.results}
        if found & {"fail", "crash"}:
            return "fail"
        return "warn" if "warn" in found else "ok"

    @property
    def first_failure(self) -> CheckResult | None:
        """The first result that failed on its own account."""
        failed = [result for result in self.results if result.status in ("fail", "crash")]
        return next((result for result in failed if result.consequence_of is None), failed[0] if failed else None)

    @property
    def first_concern(self) -> CheckResult | None:
        """The first failure, or else the first warning."""
        return self.first_failure or next((result for result in self.results if result.status == "warn"), None)


def document(report: Report) -> dict[str, Any]:
    """The report as ``cccdiag.check/1`` (DESIGN, contracts)."""
    first = report.first_failure
    return {
        "schema": "cccdiag.check/1",
        "profile": report.profile,
        "endpoint": report.endpoint,
        "mode": report.mode,
        "status": report.status,
        "results": [
            {
                "id": result.id,
                "layer": result.layer,
                "consequence_of": result.consequence_of,
                "title": result.title,
                "status": result.status,
                "reason": result.reason,
                "summary": result.summary,
                "evidence": dict(result.evidence),
                "article": result.article,
                "needs": list(result.needs),
                "seconds": round(result.seconds, 3),
            }
            for result in report.results
        ],
        "first_failure": first.id if first else None,
        "next_step": report.next_step,
    }


def documents(reports: Sequence[Report]) -> dict[str, Any]:
    """Several reports as ``cccdiag.checks/1``."""
    statuses = {report.status for report in reports}
    return {
        "schema": "cccdiag.checks/1",
        "status": next((word for word in ("fail", "warn") if word in statuses), "ok"),
        "reports": [document(report) for report in reports],
    }
