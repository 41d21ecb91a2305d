"""DNS and TCP, each looked at with nothing but its own layer's tools; behind a proxy they are the proxy's business."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.machine import dns_servers
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.checks.tunnel import proxy_of
from cccdiag.client.profile import is_loopback

_BEHIND_PROXY = Verdict("skip", "Not looked at: the proxy {proxy} does this for {host}.")
# A resolver that asks two servers twice takes 20 seconds to give up; nobody waits that long for an order.
PATIENCE = 8.0
_MOST_ADDRESSES = 16
_SILENT = "The name servers of this machine did not answer about {host} within {patience:g} s ({servers})."


def _proxied(site: Site) -> Mapping[str, Any] | None:
    proxy = proxy_of(site)
    return {"proxy": proxy.shown, "host": site.host} if proxy else None


@check(
    id="network.dns",
    layer="dns",
    title="Name of the host",
    needs=("profile.values",),
    verdicts={
        "resolved": Verdict("ok", "{host} is {said}."),
        "literal": Verdict("ok", "{host} is an address, no name to look up."),
        "not-found": Verdict("fail", "No name server knows {host}.", "net-dns", "wrong-name"),
        "temporary": Verdict(
            "fail", "The name servers gave no answer about {host} ({servers}).", "net-dns", "dns-down"
        ),
        "silent": Verdict("fail", _SILENT, "net-dns", "dns-down"),
        "invalid": Verdict("fail", "{host!r} is not a host name.", "net-dns", "wrong-name"),
        NOT_NEEDED: _BEHIND_PROXY,
    },
)
def dns(site: Site) -> Observation:
    """Ask the system's resolver for every address of the host."""
    if proxied := _proxied(site):
        return Observation(NOT_NEEDED, proxied)
    servers = dns_servers()
    evidence: dict[str, Any] = {
        "host": site.host,
        "dns_servers": list(servers),
        "servers": ", ".join(servers) or "none is set",
    }
    begin = time.monotonic()
    answer = _looked_up(site.host, site.port)
    evidence["milliseconds"] = round((time.monotonic() - begin) * 1000)
    if answer is None:
        return Observation("silent", evidence | {"patience": PATIENCE})
    if isinstance(answer, socket.gaierror):
        missing = answer.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        return Observation("not-found" if missing else "temporary", evidence | {"error": answer.strerror})
    if isinstance(answer, Exception):
        return Observation("invalid", evidence)
    addresses = list(dict.fromkeys(answer))[:_MOST_ADDRESSES]
    evidence |= {"addresses": addresses, "said": ", ".join(addresses)}
    return Observation("literal" if addresses == [site.host] else "resolved", evidence)


def _looked_up(host: str, port: int) -> Sequence[str] | Exception | None:
    """The addresses, what the resolver raised, or None when it was not heard of in time: no call of it takes a limit."""
    heard: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            heard.put([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError, ValueError) as error:
            heard.put(error)

    threading.Thread(target=ask, name="cccdiag-dns", daemon=True).start()
    try:
        return heard.get(timeout=PATIENCE)
    except queue.Empty:
        return None


@check(
    id="network.tcp",
    layer="tcp",
    title="Connection to the port",
    needs=("network.dns",),
    verdicts={
        "connected": Verdict("ok", "{host}:{port} accepts connections ({milliseconds} ms{note})."),
        "some": Verdict("warn", "{host}:{port} accepts connections at {connected}, but not at {dead}.", "net-connect"),
        "refused": Verdict(
            "fail",
            "{host}:{port} refuses connections: nothing listens there, or a firewall says no.",
            "net-connect",
            "refused",
        ),
        "timeout": Verdict(
            "fail",
            "{host}:{port} does not answer: a firewall may drop what is sent there.",
            "net-connect",
            "firewall-drops",
        ),
        "unreachable": Verdict("fail", "There is no route to {host}:{port} from this machine.", "net-connect"),
        "reset": Verdict(
            "fail",
            "{host}:{port} cut the connection while it was made.",
            "net-connection-closed",
            "middlebox-reset",
        ),
        NOT_NEEDED: _BEHIND_PROXY,
    },
)
def tcp(site: Site) -> Observation:
    """Connect to each address, all at once, and say of each what came of it."""
    if proxied := _proxied(site):
        return Observation(NOT_NEEDED, proxied)
    named = site.results.get("network.dns")
    addresses = (named.evidence.get("addresses") if named else None) or [site.host]
    return Observation(*_seen_together(site, _tried(addresses, site.port, site.profile.timeouts.connect)))


def _tried(addresses: Sequence[str], port: int, limit: float) -> Mapping[str, tuple[str, float]]:
    """What came of each address. The threads are none of a pool's: Python would wait for those at its end."""
    heard: queue.SimpleQueue[tuple[str, tuple[str, float]]] = queue.SimpleQueue()
    for address in addresses:

        def knock(address: str = address) -> None:
            heard.put((address, _connect(address, port, limit)))

        threading.Thread(target=knock, name="cccdiag-tcp", daemon=True).start()
    seen = dict(heard.get() for _ in addresses)
    return {address: seen[address] for address in addresses}


def _seen_together(site: Site, seen: Mapping[str, tuple[str, float]]) -> tuple[str, dict[str, Any]]:
    open_at = [address for address, (outcome, _) in seen.items() if outcome == "connected"]
    excused = [address for address in seen if address not in open_at and _excused(site, address, seen[address][0])]
    dead = [address for address in seen if address not in (*open_at, *excused)]
    evidence: dict[str, Any] = {
        "host": site.host,
        "port": site.port,
        "addresses": {address: outcome for address, (outcome, _) in seen.items()},
        "connected": ", ".join(open_at),
        "dead": ", ".join(dead),
        "note": f"; {', '.join(excused)} is not reached from here, as at most sites" if excused else "",
    }
    if not open_at:
        outcomes = [outcome for outcome, _ in seen.values()]
        ranked = ("refused", "timeout", "reset", "unreachable")
        return min(outcomes, key=ranked.index), evidence
    evidence["milliseconds"] = round(seen[open_at[0]][1] * 1000)
    return "some" if dead else "connected", evidence


def _excused(site: Site, address: str, outcome: str) -> bool:
    """IPv6 without a route is how most sites are, and a server of this machine rarely listens on both of its addresses."""
    return ":" in address and (
        outcome == "unreachable" or (outcome == "refused" and is_loopback(site.profile.endpoint))
    )


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
