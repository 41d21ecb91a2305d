"""DNS and TCP, each looked at with nothing but its own layer's tools; behind a proxy they are the proxy's business."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.checks.tunnel import proxy_of

_BEHIND_PROXY = Verdict("skip", "Not looked at: the proxy {proxy} does this for {host}.")


def _proxied(site: Site) -> Mapping[str, Any] | None:
    proxy = proxy_of(site)
    return {"proxy": proxy.shown, "host": site.host} if proxy else None


@check(
    id="network.dns",
    layer="dns",
    title="Name of the gateway's host",
    needs=("profile.values",),
    verdicts={
        "resolved": Verdict("ok", "{host} is {said}."),
        "literal": Verdict("ok", "{host} is an address, no name to look up."),
        "not-found": Verdict("fail", "No name server knows {host}.", "net-dns"),
        "temporary": Verdict("fail", "The name servers gave no answer about {host}.", "net-dns"),
        "invalid": Verdict("fail", "{host!r} is not a host name.", "net-dns"),
        NOT_NEEDED: _BEHIND_PROXY,
    },
)
def dns(site: Site) -> Observation:
    """Ask the system's resolver for every address of the host."""
    if proxied := _proxied(site):
        return Observation(NOT_NEEDED, proxied)
    evidence: dict[str, Any] = {"host": site.host}
    try:
        found = socket.getaddrinfo(site.host, site.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        missing = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        return Observation("not-found" if missing else "temporary", evidence | {"error": error.strerror})
    except (UnicodeError, ValueError):
        return Observation("invalid", evidence)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    evidence |= {"addresses": addresses, "said": ", ".join(addresses)}
    return Observation("literal" if addresses == [site.host] else "resolved", evidence)


@check(
    id="network.tcp",
    layer="tcp",
    title="Connection to the gateway's port",
    needs=("network.dns",),
    verdicts={
        "connected": Verdict("ok", "{host}:{port} accepts connections ({milliseconds} ms)."),
        "some": Verdict("warn", "{host}:{port} accepts connections at {connected}, but not at {dead}.", "net-connect"),
        "refused": Verdict(
            "fail", "{host}:{port} refuses connections: nothing listens there, or a firewall says no.", "net-connect"
        ),
        "timeout": Verdict(
            "fail", "{host}:{port} does not answer: a firewall may drop what is sent there.", "net-connect"
        ),
        "unreachable": Verdict("fail", "There is no route to {host}:{port} from this machine.", "net-connect"),
        "reset": Verdict("fail", "{host}:{port} cut the connection while it was made.", "net-connection-closed"),
        NOT_NEEDED: _BEHIND_PROXY,
    },
)
def tcp(site: Site) -> Observation:
    """Connect to each address, and say of each what came of it."""
    if proxied := _proxied(site):
        return Observation(NOT_NEEDED, proxied)
    addresses = site.results["network.dns"].evidence.get("addresses", [site.host])
    seen = {address: _connect(address, site.port, site.profile.timeouts.connect) for address in addresses}
    open_at = [address for address, (outcome, _) in seen.items() if outcome == "connected"]
    dead = [address for address in seen if address not in open_at and not _no_route(address, seen)]
    evidence = {
        "host": site.host,
        "port": site.port,
        "addresses": {address: outcome for address, (outcome, _) in seen.items()},
        "connected": ", ".join(open_at),
        "dead": ", ".join(dead),
    }
    if not open_at:
        outcomes = [outcome for outcome, _ in seen.values()]
        ranked = ("refused", "timeout", "reset", "unreachable")
        return Observation(min(outcomes, key=ranked.index), evidence)
    evidence["milliseconds"] = round(seen[open_at[0]][1] * 1000)
    return Observation("some" if dead else "connected", evidence)


def _no_route(address: str, seen: Mapping[str, tuple[str, float]]) -> bool:
    """IPv6 without a route is how most sites are: a remark in the evidence, not a dead address."""
    return ":" in address and seen[address][0] == "unreachable"


def _connect(address: str, port: int, limit: float) -> tuple[str, float]:
    begin = time.monotonic()
    try:
        socket.create_connection((address, port), timeout=limit).close()
    except ConnectionRefusedError:
        outcome = "refused"
    except TimeoutError:
        outcome = "timeout"
    except ConnectionError:
        outcome = "reset"
    except OSError:
        outcome = "unreachable"
    else:
        outcome = "connected"
    return outcome, time.monotonic() - begin
