"""The check of the credentials' form: which of the oddities counts most, and what it means. Never the values.

An oddity alone is no fault: a password may hold blanks and work. It becomes the failure when the lock that it belongs to refuses
(:func:`explains`), and what the gateway cannot take at all fails by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.form import GRAVITY, HARMLESS, Finding, between, findings
from cccdiag.checks.model import Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.secrets import Secret
from cccdiag.spec.model import Gateway

_KEYS = ("access_key", "access_secret")
_SHOWN = 3


def inspect(site: Site) -> tuple[Finding, ...]:
    """The findings on all values of a profile, in the order of the fields."""
    given = site.profile.credentials
    fields = _limits(site.gateway)
    found: list[Finding] = []
    for name, secret in (("username", given.username), ("password", given.password)):
        found += findings(name, _text(secret), longest=fields[name])
    if site.profile.product:
        found += findings("product", site.profile.product, exact=fields["prdAbrv"])
    else:
        found.append(Finding("product", "no-product", 0, "no product is given, and an order needs one"))
    lengths = site.gateway.service
    found += findings("access_key", _text(given.access_key), hint=lengths.access_key_length)
    found += findings("access_secret", _text(given.access_secret), hint=lengths.access_secret_length)
    found += between(
        _text(given.username),
        _text(given.password),
        _text(given.access_key),
        _text(given.access_secret),
        usual_key=lengths.access_key_length,
    )
    return tuple(found)


def _text(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""


def _limits(gateway: Gateway) -> dict[str, int | None]:
    operation = gateway.operation("createOrderHeader")
    assert operation is not None
    kinds = {field.name: gateway.type_of(field) for field in operation.fields}
    return {name: kinds[name].exact_length or kinds[name].max_length for name in ("username", "password", "prdAbrv")}


def explains(evidence: Mapping[str, Any], *fields: str) -> bool:
    """Whether something odd was found in one of these values that would make its lock refuse."""
    found = evidence.get("findings", ())
    return any(one["field"] in fields and one["problem"] not in HARMLESS for one in found)


@check(
    id="credentials.form",
    layer="credentials",
    title="Form of the credentials",
    needs=("profile.values",),
    verdicts={
        "well-formed": Verdict("ok", "The credentials are well formed."),
        "length-hint": Verdict("ok", "The credentials are well formed (a length differs from the usual one: {said})."),
        "inner-space": Verdict("ok", "The credentials are well formed (a value holds a space: {said}).", "{article}"),
        "missing": Verdict("fail", "A value is empty: {said}.", "CCC_100", "login-left-out"),
        "line-break": Verdict("fail", "A value holds a line break: {said}.", "{article}"),
        "too-long": Verdict("fail", "A value is longer than the gateway takes: {said}.", "CCC_102", "login-too-long"),
        "wrong-length": Verdict("fail", "A value has the wrong length: {said}.", "CCC_101", "product-not-known"),
        "swapped": Verdict("warn", "Two values seem to stand in each other's place: {said}.", "{article}"),
        "placeholder": Verdict("warn", "A value looks as if it was never filled in: {said}.", "{article}"),
        "label": Verdict("warn", "A value holds what stood around it where it was copied: {said}.", "{article}"),
        "invisible": Verdict("warn", "A value holds a character that cannot be seen: {said}.", "{article}"),
        "white-space": Verdict(
            "warn", "A value holds white space that was probably pasted along: {said}.", "{article}"
        ),
        "look-alike": Verdict("warn", "A value holds a character that only looks like another: {said}.", "{article}"),
        "no-product": Verdict("warn", "Nothing says for which product orders are made: {said}.", "CCC_100"),
    },
)
def form(site: Site) -> Observation:
    """Look at the form of every value; the evidence holds names and positions, never values."""
    found = inspect(site)
    evidence: dict[str, Any] = {"findings": [asdict(one) for one in found], "sources": _sources(site)}
    worst = min(found, key=lambda one: GRAVITY.index(one.problem), default=None)
    if worst is None:
        return Observation("well-formed", evidence)
    telling = [one for one in found if one.problem not in HARMLESS] or [worst]
    telling.sort(key=lambda one: GRAVITY.index(one.problem))
    more = f" and {len(telling) - _SHOWN} more" if len(telling) > _SHOWN else ""
    evidence["said"] = "; ".join(map(_told, telling[:_SHOWN])) + more
    evidence["article"] = "http-401" if worst.field in _KEYS else "CCC_200"
    return Observation(worst.problem, evidence)


def _told(finding: Finding) -> str:
    place = f", character {finding.position}" if finding.position else ""
    return f"{finding.field}{place}: {finding.name}"


def _sources(site: Site) -> dict[str, str]:
    given = site.profile.credentials
    named = {
        "username": given.username,
        "password": given.password,
        "access_key": given.access_key,
        "access_secret": given.access_secret,
    }
    sources = {name: secret.source for name, secret in named.items() if secret}
    product = site.profile.sources.get("product")
    return sources | ({"product": product} if product else {})
