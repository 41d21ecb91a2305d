"""The proxy between this machine and the gateway: is there one, does it answer, does it let us through?"""

from __future__ import annotations

import socket
from importlib.util import find_spec
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.machine import proxy_variables
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.checks.tunnel import TunnelRefusedError, connect, proxy_of

_ERRORS = (500, 502, 503, 504)


def _fails(summary: str) -> Verdict:
    return Verdict("fail", summary, "net-connect", "proxy-needed")


@check(
    id="network.proxy",
    layer="proxy",
    title="Proxy",
    needs=("profile.values",),
    verdicts={
        NOT_NEEDED: Verdict("skip", "Not looked at: no proxy stands between this machine and {host}{exempted}."),
        "passes": Verdict("ok", "The proxy {proxy} lets requests to {host} through."),
        "reachable": Verdict("ok", "The proxy {proxy} accepts connections."),
        "auth-required": Verdict("fail", "The proxy {proxy} asks for a login (407).", "http-407"),
        "forbidden": Verdict(
            "fail", "The proxy {proxy} forbids connections to {host} (403).", "http-403", "web-filter"
        ),
        "error": Verdict("fail", "The proxy {proxy} cannot reach {host} ({status}).", "{article}", "local-proxy"),
        "refuses": _fails("The proxy {proxy} answers {status} to a connection to {host}."),
        "not-a-proxy": _fails("What listens at {proxy} is no web proxy."),
        "not-found": Verdict("fail", "No name server knows the proxy {proxy}.", "net-dns"),
        "refused": _fails("The proxy {proxy} refuses connections."),
        "timeout": _fails("The proxy {proxy} does not answer."),
        "closed": Verdict("fail", "The proxy {proxy} hangs up on connections to {host}.", "net-connection-closed"),
        "unreachable": _fails("The proxy {proxy} cannot be reached from this machine."),
        "socks-unsupported": Verdict(
            "fail",
            "Requests would go through the SOCKS proxy {proxy}, and this Python lacks the library for that.",
            "net-connect",
            step="Install PySocks where cccdiag is installed (pip install PySocks), or name a web proxy.",
        ),
        "socks": Verdict(
            "ok", "Requests go through the SOCKS proxy {proxy}; it is looked at with the web server's answer."
        ),
    },
)
def proxy(site: Site) -> Observation:
    """Connect to the proxy; for https ask it for a tunnel, without any credential of the gateway."""
    found = proxy_of(site)
    variables = proxy_variables(site.environ)
    evidence: dict[str, Any] = {"host": site.host, "variables": variables}
    if found is None:
        exempted = f" (no_proxy: {variables['no_proxy']})" if len(variables) > 1 and "no_proxy" in variables else ""
        return Observation(NOT_NEEDED, evidence | {"exempted": exempted})
    evidence["proxy"] = found.shown
    evidence["from"] = "the profile" if site.profile.proxy else "the environment or the system"
    if found.scheme.startswith("socks"):
        return Observation("socks" if find_spec("socks") else "socks-unsupported", evidence)
    try:
        if site.address.scheme != "https":
            socket.create_connection((found.host, found.port), timeout=site.profile.timeouts.connect).close()
            return Observation("reachable", evidence)
        connect(site).close()
    except TunnelRefusedError as error:
        article = f"http-{error.status}" if error.status in (503, 504) else "http-502"
        return Observation(_refusal(error.status), evidence | {"status": error.status, "article": article})
    except socket.gaierror:
        return Observation("not-found", evidence)
    except ConnectionRefusedError:
        return Observation("refused", evidence)
    except TimeoutError:
        return Observation("timeout", evidence)
    except ConnectionError:
        return Observation("closed", evidence)
    except OSError:
        return Observation("unreachable", evidence)
    return Observation("passes", evidence)


def _refusal(status: int) -> str:
    words = {0: "not-a-proxy", 407: "auth-required", 403: "forbidden"}
    return words.get(status, "error" if status in _ERRORS else "refuses")
