"""The way to the gateway: straight, or through a proxy. Connections are opened here with nothing of the user's in them."""

from __future__ import annotations

import base64
import socket
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from cccdiag.checks.site import Site
from cccdiag.client.route import proxy_for

_LONGEST_HEAD = 16_384


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy: where it listens, and the Proxy-Authorization that its own address carries, if any."""

    scheme: str
    host: str
    port: int
    authorization: str | None

    @property
    def shown(self) -> str:
        """Its address, without a login."""
        return f"{self.host}:{self.port}"


class TunnelRefusedError(Exception):
    """The proxy answered CONNECT with another status than 2xx; 0 means that it answered something else than HTTP."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the proxy answered {status}")
        self.status = status


def proxy_of(site: Site) -> Proxy | None:
    """The proxy that requests to the endpoint take, or None."""
    address = proxy_for(site.profile, site.environ, site.profile.endpoint)
    if not address:
        return None
    parts = urlsplit(address)
    login = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        login = "Basic " + base64.b64encode(pair.encode()).decode("ascii")
    return Proxy(parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80), login)


def connect(site: Site) -> socket.socket:
    """A connection to the endpoint's port, straight or by CONNECT through the proxy.

    Raises:
        TunnelRefusedError: the proxy does not let it through.
        OSError: there is no connection.
    """
    limit = site.profile.timeouts.connect
    proxy = proxy_of(site)
    if proxy is None:
        return socket.create_connection((site.host, site.port), timeout=limit)
    stream = socket.create_connection((proxy.host, proxy.port), timeout=limit)
    try:
        _ask_through(stream, proxy, f"{_bracketed(site.host)}:{site.port}")
    except BaseException:
        stream.close()
        raise
    return stream


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _ask_through(stream: socket.socket, proxy: Proxy, target: str) -> None:
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    stream.sendall("\r\n".join([*lines, "", ""]).encode("ascii", "replace"))
    head = b""
    # Byte by byte: what follows the head belongs to TLS.
    while not head.endswith(b"\r\n\r\n") and len(head) < _LONGEST_HEAD:
        byte = stream.recv(1)
        if not byte:
            break
        head += byte
    if not head:
        raise ConnectionResetError("the proxy hung up")
    words = head.split(b" ", 2)
    status = int(words[1]) if head.startswith(b"HTTP/") and len(words) > 1 and words[1].isdigit() else 0
    if not 200 <= status < 300:
        raise TunnelRefusedError(status)
