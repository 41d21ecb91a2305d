"""One examination from profile to report: which checks run, what the report's next step is."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Collection, Iterable

from cccdiag.checks import credentials, gateway, machine, network, proxy, tls, web  # noqa: F401 - importing them registers their checks
from cccdiag.checks.core import REGISTRY, Listener, check, run
from cccdiag.checks.model import Check, CheckResult, Observation, Report, Verdict
from cccdiag.checks.site import Site
from cccdiag.client.profile import TWO_WAYS
from cccdiag.errors import InputError, ProfileError
from cccdiag.kb.index import Knowledge

LAYERS = (
    "profile", "credentials", "clock", "dns", "tcp", "proxy", "tls", "http", "wsdl", "authorization", "login", "mode",
    "gateway", "atlas", "marketplace", "cloud",
)  # fmt: skip


@check(
    id="profile.values",
    layer="profile",
    title="Profile",
    verdicts={
        "complete": Verdict("ok", "The profile {name} has every value."),
        "missing": Verdict("fail", "{error}"),
    },
)
def values(site: Site) -> Observation:
    """A profile that was loaded is complete: loading refuses one that is not."""
    return Observation("complete", {"name": site.profile.name, "expect_mode": site.profile.expect_mode})


def every_check() -> tuple[Check, ...]:
    """All checks in the order of their layers."""
    return tuple(sorted(REGISTRY.values(), key=lambda one: LAYERS.index(one.layer)))


def chosen(only: Collection[str] = (), skip: Collection[str] = ()) -> tuple[Check, ...]:
    """The checks that were asked for, by id or layer, with what they need.

    Raises:
        InputError: a word names no check and no layer.
    """
    known = every_check()
    for word in (*only, *skip):
        if not any(word in (one.id, one.layer) for one in known):
            close = difflib.get_close_matches(word, [name for one in known for name in (one.id, one.layer)], n=1)
            meant = f"did you mean {close[0]!r}?" if close else "`cccdiag check --list` names them."
            raise InputError(f"there is no check and no layer {word!r}; {meant}")
    wanted = {one.id for one in known if not only or one.id in only or one.layer in only}
    for one in reversed(known):
        if one.id in wanted:
            wanted |= set(one.needs)
    return tuple(one for one in known if one.id in wanted and one.id not in skip and one.layer not in skip)


def examine(
    site: Site, knowledge: Knowledge, checks: Iterable[Check], limit: float, listener: Listener | None = None
) -> Report:
    """Run the checks on a site and say what to do first."""
    results = run(checks, site, limit, listener)
    mode = next((result.evidence["mode"] for result in results if "mode" in result.evidence), None)
    report = Report(site.profile.name, site.profile.endpoint, mode, results)
    return dataclasses.replace(report, next_step=next_step(report.first_concern, knowledge))


def without_profile(error: ProfileError, name: str | None, checks: Iterable[Check]) -> Report:
    """The report when there is nothing to examine: what is missing, and everything else skipped."""
    first, *others = (one for one in checks)
    evidence = {"missing": list(error.missing), "error": str(error)}
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
    return Report(name, None, None, (failed, *skipped), next_step=TWO_WAYS)


def next_step(result: CheckResult | None, knowledge: Knowledge) -> str | None:
    """The first step of the article behind a result, from the cause that this very check can prove if there is one."""
    article = knowledge.article(result.article) if result and result.article else None
    if result is None:
        return None
    if article is None or not article.causes:
        return result.summary
    cause = next((cause for cause in article.causes if cause.confirm == result.id), article.causes[0])
    step = knowledge.resolve(cause)[0]
    return f"{step.text} (more: cccdiag explain {article.id}; again: cccdiag check --only {result.id})"
