"""HTTP and WSDL: does a web server answer at the endpoint, is it the gateway's, and does it publish what we know?

Both are asked with a plain GET and without credentials.
"""

from __future__ import annotations

import re
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.client import transport
from cccdiag.errors import ProtocolError, TransportError
from cccdiag.soap import wsdl_reader

_PASSWORD_FORM = re.compile(rb"(?i)<input[^>]+type\s*=\s*[\"']?password")
_BLOCK_WORDS = re.compile(
    rb"(?i)(?:access (?:to this (?:site|page) )?(?:is |has been )?(?:denied|blocked)|page (?:is |was )?blocked|blocked by|web filter|"
    rb"url filter|content filter|captive portal|accept the terms of use|policy of your organi[sz]ation)"
)
_LOGIN = "A login page answers in place of the gateway (status {status})."
_BLOCKED = "A web filter's page answers in place of the gateway (status {status})."

# Words of cccdiag.client.transport for what can go wrong on the way, and the article that explains each.
LOST = {
    "dns": Verdict("fail", "The name could not be looked up: {error}", "net-dns"),
    "tcp": Verdict("fail", "The connection was not made: {error}", "net-connect"),
    "tls": Verdict("fail", "The encrypted connection was not made: {error}", "net-tls-trust"),
    "proxy": Verdict("fail", "The proxy did not pass the request on: {error}", "http-407"),
    "timeout": Verdict("fail", "No answer came in time: {error}", "net-timeout"),
    "http": Verdict("fail", "The connection was cut before the answer was whole: {error}", "net-connection-closed"),
}
REFUSED = {
    "http-407": Verdict("fail", "The proxy asks for a login (407).", "http-407"),
    "http-500": Verdict("fail", "The server broke down over the request (500).", "http-500"),
    "http-502": Verdict("fail", "A gateway in front of the server got no valid answer (502).", "http-502"),
    "http-503": Verdict("fail", "The service is not available (503).{retry}", "http-503"),
    "http-504": Verdict("fail", "A gateway in front of the server waited in vain (504).", "http-504"),
    "server-error": Verdict("fail", "The server answers {status}.", "http-500"),
}


def lost(error: TransportError) -> Observation:
    """An observation of a request that got no answer: the layer, or ``timeout`` whichever layer it happened on."""
    outcome = "timeout" if "timeout" in error.reason and error.layer in ("http", "tls") else error.layer
    return Observation(outcome, {"error": str(error), "detail": error.reason})


def refused(status: int, retry_after: str | None = None) -> Observation:
    """An observation of a status of 500 and above, or of the proxy's 407."""
    word = f"http-{status}"
    retry = f" It asks to come back after {retry_after}." if retry_after else ""
    return Observation(word if word in REFUSED else "server-error", {"status": status, "retry": retry})


@check(
    id="http.answer",
    layer="http",
    title="Answer of the web server",
    needs=("network.tcp", "network.proxy", "network.tls"),
    verdicts={
        "answers": Verdict("ok", "A web server answers at the endpoint (status {status}, {milliseconds} ms)."),
        "redirect": Verdict(
            "fail",
            "The endpoint sends callers elsewhere ({status} to {target}); no credentials are sent after it.",
            "net-html-instead-of-data",
        ),
        "login-page": Verdict("fail", _LOGIN, "net-html-instead-of-data"),
        "block-page": Verdict("fail", _BLOCKED, "net-html-instead-of-data"),
        **LOST,
        **REFUSED,
    },
)
def answer(site: Site) -> Observation:
    """GET the endpoint: any status below 500 that is no redirect and no stranger's page will do."""
    try:
        got = _get(site, site.profile.endpoint)
    except TransportError as error:
        return lost(error)
    site.remember("clock_skew", got.clock_skew)
    evidence: dict[str, Any] = {
        "status": got.status,
        "milliseconds": round(got.seconds * 1000),
        "server": got.headers.get("server"),
    }
    if 300 <= got.status < 400:
        return Observation("redirect", evidence | {"target": got.headers.get("location", "an unnamed place")})
    if _PASSWORD_FORM.search(got.body):
        return Observation("login-page", evidence)
    if _BLOCK_WORDS.search(got.body):
        return Observation("block-page", evidence)
    if got.status >= 500 or got.status == 407:
        return refused(got.status, got.headers.get("retry-after"))
    return Observation("answers", evidence)


@check(
    id="wsdl.served",
    layer="wsdl",
    title="Service description (WSDL)",
    needs=("http.answer",),
    verdicts={
        "served": Verdict("ok", "The WSDL is served and names {operations} operations."),
        "absent": Verdict("ok", "No WSDL is served at {url} (status {status}); calls work without it."),
        "unreadable": Verdict("warn", "What is served as the WSDL is none: {error}", "gateway-invalid-response"),
        "lost": Verdict("warn", "The WSDL could not be fetched: {error}"),
    },
)
def served(site: Site) -> Observation:
    """Fetch and read the WSDL and the schema that it imports."""
    url = site.profile.wsdl or _beside(site, site.gateway.service.wsdl_path)
    try:
        got = _get(site, url)
        if got.status != 200:
            return Observation("absent", {"url": url, "status": got.status})
        schema = _get(site, url.rsplit("/", 1)[0] + "/" + site.gateway.service.schema_path.rsplit("/", 1)[-1])
        published = wsdl_reader.read(got.body, schema.body if schema.status == 200 else None)
    except ProtocolError as error:
        return Observation("unreadable", {"url": url, "error": str(error)})
    except TransportError as error:
        return Observation("lost", {"url": url, "error": str(error)})
    site.remember("published", published)
    return Observation("served", {"url": url, "operations": len(published.operations)})


@check(
    id="wsdl.drift",
    layer="wsdl",
    title="WSDL against what cccdiag knows",
    needs=("wsdl.served",),
    verdicts={
        "same": Verdict("ok", "The published operations and fields are the ones that cccdiag knows."),
        "drift": Verdict("warn", "The published WSDL differs: {said}.", "gateway-soap-fault"),
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
    return Observation("drift" if differences else "same", {"differences": list(differences), "said": said})


def _beside(site: Site, path: str) -> str:
    return f"{site.address.scheme}://{site.address.netloc.rpartition('@')[2]}{path}"


def _get(site: Site, url: str) -> transport.Answer:
    with transport.HttpTransport(site.profile, environ=site.environ) as send:
        return send(transport.Request(url, method="GET"))
