"""The proxy between this machine and the gateway: is there one, does it answer, does it let us through?"""

from __future__ import annotations

import socket
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.checks.tunnel import TunnelRefusedError, connect, proxy_of

_ERRORS = (500, 502, 503, 504)


@check(
    id="network.proxy",
    layer="proxy",
    title="Proxy",
    needs=("profile.values",),
    verdicts={
        NOT_NEEDED: Verdict("skip", "Not looked at: no proxy stands between this machine and {host}."),
        "passes": Verdict("ok", "The proxy {proxy} lets requests to {host} through."),
        "reachable": Verdict("ok", "The proxy {proxy} accepts connections."),
        "auth-required": Verdict("fail", "The proxy {proxy} asks for a login (407).", "http-407"),
        "forbidden": Verdict("fail", "The proxy {proxy} forbids connections to {host} (403).", "http-403"),
        "error": Verdict("fail", "The proxy {proxy} cannot reach {host} ({status}).", "http-502"),
        "refuses": Verdict("fail", "The proxy {proxy} answers {status} to a connection to {host}.", "net-connect"),
        "not-a-proxy": Verdict("fail", "What listens at {proxy} is no web proxy.", "net-connect"),
        "not-found": Verdict("fail", "No name server knows the proxy {proxy}.", "net-dns"),
        "refused": Verdict("fail", "The proxy {proxy} refuses connections.", "net-connect"),
        "timeout": Verdict("fail", "The proxy {proxy} does not answer.", "net-connect"),
        "unreachable": Verdict("fail", "The proxy {proxy} cannot be reached from this machine.", "net-connect"),
        "socks": Verdict(
            "ok", "Requests go through the SOCKS proxy {proxy}; it is looked at with the web server's answer."
        ),
    },
)
def proxy(site: Site) -> Observation:
    """Connect to the proxy; for https ask it for a tunnel, without any credential of the gateway."""
    found = proxy_of(site)
    if found is None:
        return Observation(NOT_NEEDED, {"host": site.host})
    evidence: dict[str, Any] = {"proxy": found.shown, "host": site.host}
    if found.scheme.startswith("socks"):
        return Observation("socks", evidence)
    try:
        if site.address.scheme != "https":
            socket.create_connection((found.host, found.port), timeout=site.profile.timeouts.connect).close()
            return Observation("reachable", evidence)
        connect(site).close()
    except TunnelRefusedError as error:
        return Observation(_refusal(error.status), evidence | {"status": error.status})
    except socket.gaierror:
        return Observation("not-found", evidence)
    except ConnectionRefusedError:
        return Observation("refused", evidence)
    except TimeoutError:
        return Observation("timeout", evidence)
    except OSError:
        return Observation("unreachable", evidence)
    return Observation("passes", evidence)


def _refusal(status: int) -> str:
    words = {0: "not-a-proxy", 407: "auth-required", 403: "forbidden"}
    return words.get(status, "error" if status in _ERRORS else "refuses")
