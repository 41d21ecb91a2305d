"""Metrics for Prometheus, as a textfile for the node exporter's collector. The one home of prometheus_client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from cccdiag.checks.model import Report, Status
from cccdiag.report.wording import one_line


@dataclass(frozen=True, slots=True)
class Looks:
    """What an exporter tells of itself: how many looks it has taken, when the last one ended (Unix time), how long it took."""

    count: int
    last: float
    seconds: float
    version: str


def render(reports: Sequence[Report], looks: Looks | None = None) -> str:
    """The reports as metrics, each with the labels that tell sites and checks apart; with ``looks``, those of an exporter."""
    registry = CollectorRegistry()
    site, each = ("profile",), ("profile", "check", "layer")

    def gauge(name: str, meaning: str, labels: tuple[str, ...]) -> Gauge:
        return Gauge(f"cccdiag_{name}", meaning, labels, registry=registry)

    healthy = gauge("healthy", "1 if nothing failed and nothing warned at this site", site)
    status = gauge("status", "1 for the overall status that the site has", (*site, "status"))
    result = gauge("check_status", "1 for the status that the check has", (*each, "status"))
    reason = gauge("check_info", "1, with the reason word and the article of the check", (*each, "reason", "article"))
    seconds = gauge("check_seconds", "how long the check took", each)
    days = gauge("certificate_days", "days until the certificate of the endpoint ends", site)
    skew = gauge("clock_skew_seconds", "how far the server's clock is ahead of this machine's", site)
    aside = gauge("set_aside", "results that do not count because they are suppressed or known", site)
    for report in reports:
        name = one_line(report.profile or "")
        healthy.labels(name).set(report.status == "ok")
        aside.labels(name).set(len(report.set_aside))
        for word in ("ok", "warn", "fail"):
            status.labels(name, word).set(report.status == word)
        for one in report.results:
            for word in get_args(Status):
                result.labels(name, one.id, one.layer, word).set(one.status == word)
            reason.labels(name, one.id, one.layer, one.reason, one.article or "").set(1)
            seconds.labels(name, one.id, one.layer).set(round(one.seconds, 3))
            if isinstance(left := one.evidence.get("days"), int):
                days.labels(name).set(left)
            if isinstance(off := one.evidence.get("skew"), (int, float)):
                skew.labels(name).set(off)
    if looks:
        _exporter(registry, looks, len(reports))
    return generate_latest(registry).decode()


def _exporter(registry: CollectorRegistry, looks: Looks, sites: int) -> None:
    Counter("cccdiag_looks", "looks at all sites since the start", registry=registry).inc(looks.count)
    Gauge("cccdiag_last_look_timestamp_seconds", "when the last look ended", registry=registry).set(looks.last)
    Gauge("cccdiag_look_seconds", "how long the last look took", registry=registry).set(looks.seconds)
    Gauge("cccdiag_sites", "sites that the last look was at", registry=registry).set(sites)
    Gauge("cccdiag_build_info", "1, with the version", ("version",), registry=registry).labels(looks.version).set(1)
