"""The way to CCC's Marketplace, as far as it goes without a login: name, port, proxy, TLS, and whether a web server answers.

The layers are looked at by the network's own checks. For the address that a report is about they stand in it themselves; for every
other one they are run behind the scenes.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cccdiag.checks import core
from cccdiag.checks.core import check
from cccdiag.checks.model import NOT_NEEDED, CheckResult, Observation, Verdict
from cccdiag.checks.pages import stranger
from cccdiag.checks.site import Site
from cccdiag.checks.unanswered import LOST, REFUSED, lost, refused
from cccdiag.checks.web import fetch
from cccdiag.client.profile import Credentials, Timeouts, address_problem
from cccdiag.errors import TransportError

ADDRESS = "https://marketplace.copyright.com"
CHAIN = ("network.dns", "network.tcp", "network.proxy", "network.tls")
_MOST = 16
_CHAIN_SECONDS = 18.0
_PATIENCE = Timeouts(connect=5, read=10, total=14)
_ARTICLE = "net-html-instead-of-data"
# An address in a log, without what follows its host: paths and queries carry numbers and tokens.
_IN_LOG = re.compile(
    rb"(?i)(https?)://([a-z0-9][a-z0-9.-]{0,250})(?::(\d{1,5}))?(?![a-z0-9.-])|(?<![@\w.-])([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){2,8})(?![\w.-])"
)


def _not_reached(layer: str) -> Verdict:
    return Verdict("fail", f"{{host}} is not reached ({layer}): {{error}}", "{article}")


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found at one address."""

    address: str
    outcome: str
    evidence: Mapping[str, Any]
    layers: Mapping[str, str] = field(default_factory=dict)


def _here(result: CheckResult, cause: CheckResult) -> bool:
    """Only what was met on the way to the report's own address is a consequence of that way's trouble."""
    return bool(result.evidence.get("here")) and cause.status == "fail"


_RANKED = ("fail", "warn", "ok", "skip")
_VERDICTS = {
    "dns": _not_reached("its name"),
    "tcp": _not_reached("its port"),
    "proxy": _not_reached("the proxy"),
    "tls": _not_reached("encryption"),
    **{
        word: dataclasses.replace(verdict, layer=None, summary=f"{{host}}: {verdict.summary}")
        for word, verdict in {**LOST, **REFUSED}.items()
    },
    "captive-portal": Verdict("fail", "A guest network wants a sign-in first and answers in place of {host} (status {status}{named}).", _ARTICLE, "captive-portal"),
    "login-page": Verdict("fail", "A login page answers in place of {host} (status {status}{named}).", _ARTICLE, "proxy-login-page"),
    "block-page": Verdict("fail", "A web filter's page answers in place of {host} (status {status}{named}).", _ARTICLE, "block-page"),
    "redirect": Verdict("warn", "{host} sends callers elsewhere ({status} to {target}); that may be CCC's sign-in, or a filter.", _ARTICLE),
    "forbidden": Verdict("warn", "{host} answers and lets nobody in from here (403).", "http-403", "cloud-firewall"),
    "reached": Verdict("ok", "{reached}."),
    NOT_NEEDED: Verdict("skip", "Not looked at: the profile names no address of Marketplace (marketplace: https://…)."),
}  # fmt: skip


@check(
    id="marketplace.reach",
    layer="marketplace",
    title="Way to Marketplace",
    verdicts=_VERDICTS,
    caused_by=CHAIN,
    explained=_here,
    after=CHAIN,
)
def reach(site: Site) -> Observation:
    """Walk to every address that the profile names, all at the same time; the gravest trouble is the result."""
    addresses = site.profile.marketplace[:_MOST]
    if not addresses:
        return Observation(NOT_NEEDED)
    with ThreadPoolExecutor(max_workers=len(addresses)) as crowd:
        looked = list(crowd.map(lambda address: _look(site, address), addresses))
    worst = min(looked, key=lambda one: _RANKED.index(_VERDICTS[one.outcome].status))
    evidence = {
        **worst.evidence,
        "address": worst.address,
        "here": worst.address == site.profile.endpoint,
        "addresses": [
            {"address": one.address, "outcome": one.outcome, "layers": dict(one.layers), **one.evidence}
            for one in looked
        ],
        "reached": "; ".join(f"{one.evidence['host']} answers ({one.evidence.get('status')})" for one in looked),
    }
    return Observation(worst.outcome, evidence)


def _look(site: Site, address: str) -> _Looked:
    there = _site_of(site, address)
    walked = address == site.profile.endpoint and any(one in site.results for one in CHAIN)
    results = site.results if walked else _walked(there)
    way = {one: results[one] for one in CHAIN if one in results}
    layers: dict[str, str] = {one.layer: one.reason for one in way.values()}
    if broken := next((one for one in way.values() if one.status in ("fail", "crash")), None):
        article = broken.article or "net-connect"
        return _Looked(address, broken.layer, {"host": there.host, "error": broken.summary, "article": article}, layers)
    outcome, evidence = _asked(there)
    return _Looked(address, outcome, {"host": there.host, **evidence}, {**layers, "http": outcome})


def _site_of(site: Site, address: str) -> Site:
    """The same machine, asked for the way to another address, with nothing of the user's."""
    nobody = dataclasses.replace(site.profile, endpoint=address, credentials=Credentials(), marketplace=())
    return Site(profile=nobody, gateway=site.gateway, environ=site.environ)


def _walked(there: Site) -> Mapping[str, CheckResult]:
    results = core.run(tuple(core.REGISTRY[one] for one in CHAIN), there, _CHAIN_SECONDS)
    return {one.id: one for one in results}


def _asked(there: Site) -> tuple[str, Mapping[str, Any]]:
    try:
        got = fetch(there, there.profile.endpoint, _PATIENCE)
    except TransportError as error:
        found = lost(error)
        return found.outcome, found.evidence
    told = {"status": got.status, "milliseconds": round(got.seconds * 1000)}
    found_page = stranger(got, there.profile.endpoint, anonymous=True)
    if found_page and not _is_its_own(found_page, there):
        return found_page.outcome, {**told, **found_page.evidence}
    if nobody := refused(got):
        return nobody.outcome, {**told, **nobody.evidence}
    return "forbidden" if got.status == 403 else "reached", told


def _is_its_own(found: Observation, there: Site) -> bool:
    """A web site signs people in and sends them around within its own house; over TLS nobody else can."""
    if found.outcome == "login-page":
        return there.address.scheme == "https"
    if found.outcome == "redirect":
        host = urlsplit(str(found.evidence["target"])).hostname or ""
        return _house(host) == _house(there.host)
    return False


def _house(host: str) -> str:
    return ".".join(host.rsplit(".", 2)[-2:]) if not host.replace(".", "").isdigit() else host


def in_log(lines: Iterable[bytes], hosts: Iterable[str]) -> tuple[str, ...]:
    """The addresses within ``hosts`` that a log names, each once, in the order of their first mention; scheme, host and port only."""
    within = tuple(hosts)
    marks = tuple(one.encode() for one in within)
    found: dict[str, None] = {}
    for line in lines:
        # Most lines of a log name no host of CCC; they are not searched.
        folded = line.lower()
        if not any(mark in folded for mark in marks):
            continue
        for match in _IN_LOG.finditer(line):
            host = (match[2] or match[4]).decode("ascii").lower().rstrip(".")
            if any(host.endswith(f".{one}") for one in within):
                port = f":{match[3].decode()}" if match[3] else ""
                found.setdefault(f"{(match[1] or b'https').decode().lower()}://{host}{port}")
        if len(found) >= _MOST:
            break
    return tuple(one for one in found if address_problem(one) is None)[:_MOST]
