"""HTTP and WSDL: does a web server answer at the endpoint, is it the gateway's, and does it publish what we know?

Both are asked with a plain GET by somebody without a key and without a login.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from cccdiag.checks.core import check
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.pages import PAGES, stranger
from cccdiag.checks.site import Site
from cccdiag.checks.unanswered import LOST, REFUSED, lost, refused
from cccdiag.client import transport, wsdl_copy
from cccdiag.client.profile import Credentials, Timeouts
from cccdiag.errors import ProtocolError, TransportError
from cccdiag.soap import wsdl_reader

# The WSDL is worth a look and no wait: calls work without it.
_WSDL_PATIENCE = Timeouts(connect=5, read=5, total=8)


@check(
    id="http.answer",
    layer="http",
    title="Answer of the web server",
    needs=("network.tcp", "network.proxy", "network.tls"),
    verdicts={
        "answers": Verdict("ok", "A web server answers at the endpoint (status {status}, {milliseconds} ms)."),
        **PAGES,
        **LOST,
        **REFUSED,
    },
)
def answer(site: Site) -> Observation:
    """GET the endpoint: any status below 500 that is no redirect and no stranger's page will do."""
    try:
        got = fetch(site, site.profile.endpoint)
    except TransportError as error:
        return lost(error)
    site.remember("clock_skew", got.clock_skew)
    found = stranger(got, site.profile.endpoint, anonymous=True)
    if found is None and not _speaks_soap(got):
        found = refused(got)
    evidence: dict[str, Any] = {
        "status": got.status,
        "milliseconds": round(got.seconds * 1000),
        "first_byte_milliseconds": round(got.first_byte * 1000),
        "server": got.headers.get("server"),
        "bytes": len(got.body),
    }
    return Observation(found.outcome, {**evidence, **found.evidence}) if found else Observation("answers", evidence)


def _speaks_soap(got: transport.Answer) -> bool:
    """Some SOAP stacks answer a GET with a Fault and status 500: they are there, and that is all that was asked."""
    return b"Envelope" in got.body[:4096] and b"Fault" in got.body[:4096]


@check(
    id="wsdl.served",
    layer="wsdl",
    title="Service description (WSDL)",
    needs=("http.answer",),
    verdicts={
        "served": Verdict("ok", "The WSDL is served and names {operations} operations{copy_said}."),
        "absent": Verdict("ok", "No WSDL is served at {url} (status {status}); calls work without it."),
        "unreadable": Verdict("warn", "What is served as the WSDL is none: {error}", "gateway-invalid-response"),
        "lost": Verdict("warn", "The WSDL could not be fetched: {error}", "{article}"),
    },
)
def served(site: Site) -> Observation:
    """Fetch and read the WSDL and the schema that it imports."""
    url = wsdl_copy.address(site.profile, site.gateway)
    copy = _local_copy(site, url)
    try:
        got = fetch(site, url, _WSDL_PATIENCE)
        if got.status != 200:
            return Observation("absent", {"url": url, "status": got.status, **copy})
        schema = _schema(site, url, wsdl_reader.read(got.body))
        published = wsdl_reader.read(got.body, schema)
    except ProtocolError as error:
        return Observation("unreadable", {"url": url, "error": str(error), **copy})
    except TransportError as error:
        word = lost(error).outcome
        return Observation("lost", {"url": url, "error": str(error), "article": LOST[word].article, **copy})
    site.remember("published", published)
    return Observation("served", {"url": url, "operations": len(published.operations), **copy})


def _schema(site: Site, url: str, published: wsdl_reader.Published) -> bytes | None:
    """The schema that the WSDL names, from the WSDL's own host only."""
    location = next(iter(published.schemas), None)
    place = urljoin(url, location) if location else None
    if place is None or urlsplit(place)[:2] != urlsplit(url)[:2]:
        return None
    got = fetch(site, place, _WSDL_PATIENCE)
    return got.body if got.status == 200 else None


def _local_copy(site: Site, url: str) -> Mapping[str, Any]:
    """How old the copy is that programs are asked to keep; having none yet is how every site begins."""
    kept = site.shelf.load(url) if site.shelf else None
    if kept is None:
        return {"copy_days": None, "copy_said": ""}
    days = max(0, (dt.datetime.now(dt.UTC) - kept.checked).days)
    said = f"; the local copy was compared {days} days ago"
    return {
        "copy_days": days,
        "copy_said": said if days <= wsdl_copy.WEEK.days else f"{said}, so: cccdiag wsdl refresh",
    }


@check(
    id="wsdl.drift",
    layer="wsdl",
    title="WSDL against what cccdiag knows",
    needs=("wsdl.served",),
    verdicts={
        "same": Verdict("ok", "The published operations and fields are the ones that cccdiag knows."),
        "drift": Verdict("warn", "The published WSDL differs: {said}.", "gateway-soap-fault", "message-not-understood"),
        NOT_NEEDED: Verdict("skip", "Not looked at: no WSDL was read."),
    },
)
def drift(site: Site) -> Observation:
    """Compare the published description with ours, operation by operation and field by field."""
    published = site.recall("published")
    if published is None:
        return Observation(NOT_NEEDED)
    differences = wsdl_reader.drift(published, site.gateway)
    said = "; ".join(differences[:3]) + (f" and {len(differences) - 3} more" if len(differences) > 3 else "")
    return Observation("drift" if differences else "same", {"differences": list(differences[:50]), "said": said})


def fetch(site: Site, url: str, patience: Timeouts | None = None) -> transport.Answer:
    """What a web server answers to somebody without a key and without a login.

    Raises:
        TransportError: nothing.
    """
    given = site.profile.timeouts
    limits = Timeouts(
        *(min(one, other) for one, other in zip(_seconds(given), _seconds(patience or given), strict=True))
    )
    nobody = dataclasses.replace(site.profile, credentials=Credentials(), timeouts=limits)
    with transport.HttpTransport(nobody, environ=site.environ) as send:
        return send(transport.Request(url, method="GET"))


def _seconds(limits: Timeouts) -> tuple[float, float, float]:
    return limits.connect, limits.read, limits.total
