"""The public list of events of Amazon's cloud, on which CCC runs: asked only when something points there, or when it is asked for.

In which region CCC runs is not public, so an event is never called the reason. A list that cannot be read is no trouble of the site.
"""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Mapping
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.model import NOT_NEEDED, CheckResult, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.checks.web import fetch
from cccdiag.client.profile import Timeouts, is_loopback
from cccdiag.errors import TransportError

FEED = "https://health.aws.amazon.com/public/currentevents"
# Where the list is read instead: a test's own server, or a campus's copy.
VARIABLE = "CCCDIAG_CLOUD_EVENTS"
UNREAD = "no-list"
_PATIENCE = Timeouts(connect=3, read=6, total=9)
_FRESH = 60.0
_POINTS_THERE = ("http-500", "http-502", "http-503", "http-504", "net-timeout")
_NOT_THERE = ("network.proxy", "network.dns")
_SHOWN, _MOST = 3, 50
_RESOLVED = ("0", "resolved")
_asked: dict[str, tuple[float, Observation]] = {}
_lock = threading.Lock()


@check(
    id="cloud.events",
    layer="cloud",
    title="Public events of the cloud",
    verdicts={
        NOT_NEEDED: Verdict("skip", "Not asked: {said}."),
        UNREAD: Verdict("skip", "Not known: the public list of the cloud's events could not be read ({error})."),
        "quiet": Verdict(
            "ok", "The cloud's public list has no open event; that makes an outage improbable and rules none out."
        ),
        "open": Verdict(
            "ok", "The cloud's public list has open events ({said}); nothing that was met here points at them."
        ),
        "open-with-trouble": Verdict(
            "warn",
            "The cloud's public list has open events ({said}) while {trouble} was met here. In which region CCC runs is not public: this may be the reason or not.",
            "{article}",
        ),
    },
    after=("network.tcp", "network.tls", "http.answer", "gateway.authorization", "login.party", "marketplace.reach"),
    limit=12.0,
)
def events(site: Site) -> Observation:
    """Read the list if the results so far, or the person, ask for it."""
    trouble = next((one for one in site.results.values() if _points_there(one)), None)
    if site.cloud == "never":
        return Observation(NOT_NEEDED, {"said": "nobody wants it asked"})
    if site.cloud == "trouble" and trouble is None:
        return Observation(NOT_NEEDED, {"said": "nothing here points at the cloud (--cloud asks all the same)"})
    if site.cloud == "trouble" and is_loopback(site.profile.endpoint):
        return Observation(NOT_NEEDED, {"said": "the server is on this machine"})
    seen = _list(site)
    if trouble is None or seen.outcome != "open":
        return seen
    return Observation(
        "open-with-trouble",
        {**seen.evidence, "trouble": f"{trouble.id} ({trouble.reason})", "article": trouble.article},
    )


def _points_there(result: CheckResult) -> bool:
    return result.status == "fail" and result.article in _POINTS_THERE and result.id not in _NOT_THERE


def _list(site: Site) -> Observation:
    """The list; of many sites that are in trouble together one asks, and the others hear what it heard."""
    url = site.environ.get(VARIABLE) or FEED
    with _lock:
        before = _asked.get(url)
        if before and time.monotonic() - before[0] < _FRESH:
            return before[1]
        seen = _read(site, url)
        _asked[url] = time.monotonic(), seen
    return seen


def _read(site: Site, url: str) -> Observation:
    nobody = dataclasses.replace(site.profile, endpoint=url, ca_file=None)
    try:
        got = fetch(Site(profile=nobody, gateway=site.gateway, environ=site.environ), url, _PATIENCE)
    except TransportError as error:
        return Observation(UNREAD, {"error": str(error).rstrip(".")})
    if got.status != 200:
        return Observation(UNREAD, {"error": f"it answers {got.status}"})
    return judged(got.body)


def judged(body: bytes) -> Observation:
    """What the list says. Pure; the list is UTF-16 with its mark, whatever its headers claim, and a JSON array of events."""
    marked = body.startswith((b"\xfe\xff", b"\xff\xfe"))
    try:
        listed = json.loads(body.decode("utf-16" if marked else "utf-8-sig"))
    except (ValueError, RecursionError):
        return Observation(UNREAD, {"error": "it is no JSON"})
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        return Observation(UNREAD, {"error": "it is no list of events"})
    still = [_event(one) for one in listed if str(one.get("status", "")).strip().lower() not in _RESOLVED]
    if not still:
        return Observation("quiet", {"events": [], "listed": len(listed)})
    more = f" and {len(still) - _SHOWN} more" if len(still) > _SHOWN else ""
    said = ", ".join(f"{one['service']} in {one['region']}" for one in still[:_SHOWN]) + more
    return Observation("open", {"events": still[:_MOST], "listed": len(listed), "said": said})


def _event(one: Mapping[str, Any]) -> dict[str, str]:
    service = _short(one.get("service_name") or one.get("service"), 60) or "a service"
    return {
        "service": service,
        "region": _short(one.get("region_name"), 60) or "an unnamed region",
        "status": _short(one.get("status"), 20),
        "date": _short(one.get("date"), 40),
        "summary": _short(one.get("summary"), 200),
    }


def _short(value: object, longest: int) -> str:
    """A stranger's text in one printable line."""
    text = "" if value is None or isinstance(value, (Mapping, list)) else str(value)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]
