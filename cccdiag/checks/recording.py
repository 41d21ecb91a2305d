"""What the probes of a run saw, as a document; and the same run judged again from it, elsewhere, without a network.

The document holds observations and no judgement, so that what is learnt later changes the verdict on an old recording. A check
that crashed or hung has no observation; its end is kept instead.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from cccdiag import __version__
from cccdiag.checks.consequences import consequences
from cccdiag.checks.core import blocking, crashed, judged, overdue, skipped
from cccdiag.checks.model import Check, CheckResult, Observation
from cccdiag.checks.site import Site
from cccdiag.client.profile import Profile
from cccdiag.errors import InputError
from cccdiag.spec.model import Gateway

SCHEMA = "cccdiag.observations/1"
CRASH, TIME_LIMIT, NEVER = "crash", "time-limit", "never"


def record(site: Site, checks: Iterable[Check], results: Iterable[CheckResult], now: dt.datetime) -> dict[str, Any]:
    """The document of a run that has ended; ``now`` is when."""
    seconds = {result.id: result for result in results}
    return {
        "schema": SCHEMA,
        "cccdiag": __version__,
        "recorded": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "profile": {
            "name": site.profile.name,
            "endpoint": site.profile.endpoint,
            "expect_mode": site.profile.expect_mode,
        },
        "again": site.again,
        "observations": [_entry(one, site, seconds[one.id]) for one in checks],
    }


def _entry(one: Check, site: Site, result: CheckResult) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": one.id, "seconds": round(result.seconds, 3)}
    if one.id in site.observations and result.reason not in (CRASH, TIME_LIMIT):
        seen = site.observations[one.id]
        return entry | {"outcome": seen.outcome, "evidence": dict(seen.evidence)}
    ended = result.reason if result.reason in (CRASH, TIME_LIMIT) else NEVER
    return entry | {"ended": ended, "evidence": dict(result.evidence) if ended != NEVER else {}}


@dataclasses.dataclass(frozen=True, slots=True)
class Recording:
    """A recorded run, ready to be judged: the site as far as judges know it, the checks, and when it was."""

    site: Site
    checks: tuple[Check, ...]
    results: tuple[CheckResult, ...]
    day: dt.date


def replay(document: Any, known: Iterable[Check], gateway: Gateway, where: str) -> Recording:
    """Judge a recording.

    Args:
        document: what :func:`record` made, after JSON.
        known: all checks of this version.
        gateway: what the gateway is.
        where: what the document is called in an error.

    Raises:
        InputError: it is no recording, or names a check or an outcome that this version does not know.
    """
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        raise InputError(f"{where} is no recording of cccdiag; make one with: cccdiag check --record FILE")
    by_id = {one.id: one for one in known}
    try:
        profile = Profile(
            name=document["profile"]["name"],
            endpoint=document["profile"]["endpoint"],
            expect_mode=document["profile"]["expect_mode"],
        )
        site = Site(profile=profile, gateway=gateway, again=str(document["again"]))
        entries = {one["id"]: one for one in document["observations"]}
        checks = tuple(by_id[name] for name in entries)
        results = _judge(checks, entries, site)
        day = dt.datetime.fromisoformat(document["recorded"]).date()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"{where} does not hold what a recording holds: {type(error).__name__} {error}; it may come from another version"
        ) from None
    return Recording(site, checks, results, day)


def _judge(checks: tuple[Check, ...], entries: Mapping[str, Any], site: Site) -> tuple[CheckResult, ...]:
    done: dict[str, CheckResult] = {}
    waiting = list(checks)
    while waiting:
        ready = [one for one in waiting if all(need in done for need in one.needs if need in entries)]
        if not ready:
            raise ValueError("its checks wait for each other")
        for one in ready:
            waiting.remove(one)
            done[one.id] = dataclasses.replace(
                _result(one, entries[one.id], done, site), seconds=entries[one.id]["seconds"]
            )
    return consequences(checks, done)


def _result(one: Check, entry: Mapping[str, Any], done: Mapping[str, CheckResult], site: Site) -> CheckResult:
    if blocker := blocking(one, done):
        return skipped(one, blocker)
    evidence = dict(entry["evidence"])
    if "outcome" in entry:
        return judged(one, Observation(entry["outcome"], evidence), site)
    if entry["ended"] == CRASH:
        return crashed(one, str(evidence["error"]))
    return overdue(one, evidence.get("limit", one.limit))
