"""One examination from profile to report: which checks run, what the report's next step is."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Collection, Iterable

from cccdiag.checks import (  # importing them registers their checks
    atlas,  # noqa: F401
    cloud,  # noqa: F401
    credentials,  # noqa: F401
    gateway,  # noqa: F401
    machine,
    marketplace,
    network,  # noqa: F401
    proxy,  # noqa: F401
    roundtrip,  # noqa: F401
    tls,  # noqa: F401
    web,  # noqa: F401
)
from cccdiag.checks.core import REGISTRY, Listener, check, run
from cccdiag.checks.model import Check, CheckResult, Observation, Report, Verdict
from cccdiag.checks.site import Site
from cccdiag.client.profile import TWO_WAYS, is_loopback
from cccdiag.errors import CccDiagError, InputError
from cccdiag.kb.index import Knowledge

LAYERS = (
    "profile", "credentials", "clock", "dns", "tcp", "proxy", "tls", "http", "wsdl", "authorization", "login", "mode",
    "gateway", "atlas", "marketplace", "cloud",
)  # fmt: skip

# What can be looked at where a profile names Marketplace and no gateway.
WITHOUT_GATEWAY = (
    "profile.values",
    *marketplace.CHAIN,
    "marketplace.reach",
    "cloud.events",
    "atlas.settings",
    "atlas.billing",
)


@check(
    id="profile.values",
    layer="profile",
    title="Profile",
    verdicts={
        "complete": Verdict("ok", "The profile {name} has every value.{remarked}"),
        "missing": Verdict("fail", "{error}"),
    },
)
def values(site: Site) -> Observation:
    """A profile that was loaded is complete: loading refuses one that is not."""
    remarks = list(site.profile.remarks)
    return Observation(
        "complete",
        {
            "name": site.profile.name,
            "expect_mode": site.profile.expect_mode,
            "endpoint_from": site.profile.sources.get("endpoint"),
            "remarks": remarks,
            "remarked": "".join(f" Remark: {remark}." for remark in remarks),
            "machine": machine.machine(site),
        },
    )


def every_check() -> tuple[Check, ...]:
    """All checks in the order of their layers."""
    return tuple(sorted(REGISTRY.values(), key=lambda one: LAYERS.index(one.layer)))


def chosen(only: Collection[str] = (), skip: Collection[str] = (), opted: Collection[str] = ()) -> tuple[Check, ...]:
    """The checks that were asked for, by id or layer, with what they need.

    Args:
        only: ids or layers; none means all.
        skip: ids or layers to leave out.
        opted: ids of the checks that run only when they are asked for, and were.

    Raises:
        InputError: a word names no check and no layer, or nothing is left.
    """
    known = every_check()
    for word in (*only, *skip):
        if not any(word in (one.id, one.layer) for one in known):
            close = difflib.get_close_matches(word, [name for one in known for name in (one.id, one.layer)], n=1)
            meant = f"did you mean {close[0]!r}?" if close else "`cccdiag check --list` names them."
            raise InputError(f"there is no check and no layer {word!r}; {meant}")
    known = tuple(one for one in known if not one.opt_in or one.id in opted)
    wanted = {one.id for one in known if not only or one.id in opted or one.id in only or one.layer in only}
    needs = {one.id: set(one.needs) for one in known}
    while more := {need for name in wanted for need in needs[name]} - wanted:
        wanted |= more
    left = tuple(one for one in known if one.id in wanted and one.id not in skip and one.layer not in skip)
    if not left:
        waiting = (
            f"; {one.id} runs with {one.opt_in} only"
            for one in every_check()
            if {one.id, one.layer} & set(only) and one.opt_in
        )
        raise InputError(f"no check is left to run{''.join(waiting)}")
    return left


def fitting(checks: Iterable[Check], site: Site) -> tuple[Check, ...]:
    """Those of the checks that have something to look at there; all of them if none has, so that they can say so."""
    given = tuple(checks)
    left = given if site.profile.gateway else tuple(one for one in given if one.id in WITHOUT_GATEWAY)
    if not site.profile.marketplace:
        left = tuple(one for one in left if one.id != "marketplace.reach")
    if site.cloud == "never" or (site.cloud == "trouble" and is_loopback(site.profile.endpoint)):
        left = tuple(one for one in left if one.id != "cloud.events")
    return left or given


def examine(
    site: Site, knowledge: Knowledge, checks: Iterable[Check], limit: float, listener: Listener | None = None
) -> Report:
    """Run the checks on a site and say what to do first."""
    return concluded(site, run(fitting(checks, site), site, limit, listener), knowledge)


def concluded(site: Site, results: tuple[CheckResult, ...], knowledge: Knowledge) -> Report:
    """The report on these results. Pure."""
    mode = next((result.evidence["mode"] for result in results if "mode" in result.evidence), None)
    report = Report(site.profile.name, site.profile.endpoint or None, mode, results)
    concern = report.first_concern
    proof = _proof_of(concern, results) if concern else ""
    known = not proof or proof.split()[0] in site.again
    again = site.again if known else f"{site.again} {proof}"
    return dataclasses.replace(report, next_step=next_step(concern, knowledge, again))


def _proof_of(concern: CheckResult, results: tuple[CheckResult, ...]) -> str:
    """The option that proves that the trouble is over: it runs the check that met it, or that it broke."""
    broken = (one.id for one in results if one.consequence_of == concern.id and one.status in ("fail", "warn"))
    check = str(concern.evidence.get("met_by") or next(broken, concern.id))
    owner = REGISTRY.get(check)
    return owner.opt_in if owner and owner.opt_in else f"--only {check}"


def without_profile(error: CccDiagError, name: str | None, checks: Iterable[Check], way_on: str = TWO_WAYS) -> Report:
    """The report when there is nothing to examine: what is missing, and everything else skipped."""
    first, *others = (one for one in checks)
    evidence = {"missing": list(getattr(error, "missing", ())), "error": str(error)}
    verdict = first.verdicts["missing"]
    failed = CheckResult(
        first.id,
        first.layer,
        first.title,
        "fail",
        "missing",
        verdict.summary.format(error=error),
        evidence,
        None,
        (),
        0.0,
    )
    skipped = (
        CheckResult(
            one.id, one.layer, one.title, "skip", "needs", "Not looked at: it needs profile.values, which did not hold.",
            {"needs": first.id}, None, one.needs, 0.0, first.id,
        )
        for one in others
    )  # fmt: skip
    return Report(name, None, None, (failed, *skipped), next_step=way_on)


def next_step(result: CheckResult | None, knowledge: Knowledge, again: str) -> str | None:
    """The one thing to do about a result, where to read more, and the command that checks it again.

    It is the first step of the cause that the reason proves; else of a cause that this check can prove; else of the likeliest.
    """
    if result is None:
        return None
    verdict = _verdict(result)
    article = knowledge.article(result.article) if result.article else None
    if (verdict and verdict.step) or article is None or not article.causes:
        more = f"more: cccdiag explain {result.article}; " if article else ""
        return f"{verdict.step if verdict and verdict.step else result.summary} ({more}again: {again})"
    named = [cause for cause in article.causes if verdict and cause.id == verdict.cause]
    proven = [cause for cause in article.causes if cause.confirm == result.id]
    step = knowledge.resolve((named or proven or list(article.causes))[0])[0]
    return f"{step.text} (more: cccdiag explain {article.id}; again: {again})"


def _verdict(result: CheckResult) -> Verdict | None:
    """The verdict behind a result; one that was handed down from another check stands in that one's table."""
    owner = REGISTRY.get(str(result.evidence.get("met_by", result.id)))
    return owner.verdicts.get(result.reason) if owner else None
