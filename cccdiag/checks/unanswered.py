"""The words for a request that got no answer, or an answer that no gateway gave: one table, shared by all who ask over HTTP."""

from __future__ import annotations

import re
from typing import Any

from cccdiag.checks.model import Layer, Observation, Verdict
from cccdiag.client.transport import Answer
from cccdiag.errors import TransportError


def _fails(layer: Layer, article: str, cause: str | None = None, summary: str = "{error}") -> Verdict:
    return Verdict("fail", summary, article, cause, layer)


# (layer, reason) of cccdiag.client.failures.REASONS → our word. A reset after the connection stood is HTTP's trouble.
WORDS = {
    ("http", "read-timeout"): "timeout",
    ("http", "closed"): "closed",
    ("http", "other"): "lost",
    ("tcp", "reset"): "reset",
}
LOST = {
    "dns-not-found": _fails("dns", "net-dns", "wrong-name"),
    "dns-temporary": _fails("dns", "net-dns", "dns-down"),
    "tcp-refused": _fails("tcp", "net-connect", "refused"),
    "tcp-timeout": _fails("tcp", "net-connect", "firewall-drops"),
    "tcp-unreachable": _fails("tcp", "net-connect"),
    "tcp-other": _fails("tcp", "net-connect"),
    "tls-untrusted": _fails("tls", "net-tls-trust", "inspection-authority-missing"),
    "tls-expired": _fails("tls", "net-tls-trust", "ccc-certificate"),
    "tls-wrong-host": _fails("tls", "net-tls-trust", "wrong-host"),
    "tls-protocol": _fails("tls", "net-tls-protocol"),
    "tls-closed": _fails("tls", "net-connection-closed", "tls-cut"),
    "tls-timeout": _fails("tls", "net-timeout"),
    "tls-other": _fails("tls", "net-tls-trust"),
    "proxy-auth-required": _fails("proxy", "http-407"),
    "proxy-refused": _fails("proxy", "net-connect", "proxy-needed"),
    "proxy-timeout": _fails("proxy", "net-connect", "proxy-needed"),
    "proxy-error": _fails("proxy", "http-502", "local-proxy"),
    "reset": _fails("http", "net-connection-closed", "middlebox-reset"),
    "timeout": _fails("http", "net-timeout", "slow-way"),
    "closed": _fails("http", "net-connection-closed", "middlebox-reset"),
    "too-large": _fails("http", "gateway-invalid-response", "html-page-in-between"),
    "bad-encoding": _fails("http", "gateway-invalid-response", "damaged-on-the-way"),
    "not-http": _fails("http", "gateway-invalid-response", "wrong-address"),
    "invalid-address": _fails("http", "gateway-invalid-response", "wrong-address"),
    "lost": _fails("http", "net-connection-closed"),
}

REFUSED = {
    "http-407": _fails("proxy", "http-407", summary="Something on the way asks for a proxy's login (407)."),
    "http-429": _fails("http", "http-503", "too-many-calls", "The server was asked too often (429).{retry}"),
    "http-500": _fails("http", "http-500", summary="The server broke down over the request (500)."),
    "http-502": _fails("http", "http-502", summary="A gateway in front of the server got no valid answer (502)."),
    "http-503": _fails("http", "http-503", summary="The service is not available (503).{retry}"),
    "http-504": _fails("http", "http-504", summary="A gateway in front of the server waited in vain (504)."),
    "server-error": _fails("http", "http-500", summary="The server answers {status}.{retry}"),
}
_RETRY_AFTER = re.compile(r"\d{1,9}|[A-Za-z0-9,: +-]{10,40}")


def lost(error: TransportError) -> Observation:
    """An observation of a request that got no answer."""
    key = error.layer, error.reason
    word = WORDS.get(key) or (error.reason if error.layer == "http" else f"{error.layer}-{error.reason}")
    return Observation(word, {"error": str(error), "detail": error.reason})


def refused(answer: Answer) -> Observation | None:
    """An observation of a status that says that nobody served the request; None for every other status."""
    status = answer.status
    if status not in (407, 429) and (status < 500 or status == 501):
        return None
    evidence: dict[str, Any] = {"status": status, "retry": ""}
    asked = answer.headers.get("retry-after", "").strip()
    if _RETRY_AFTER.fullmatch(asked):
        unit = " s" if asked.isdigit() else ""
        evidence |= {"retry_after": asked, "retry": f" It asks to come back {'after' if unit else 'on'} {asked}{unit}."}
    word = f"http-{status}"
    return Observation(word if word in REFUSED else "server-error", evidence)
