"""One sentence for each way in which no answer came: what, where, and what to look at."""

from __future__ import annotations

from urllib.parse import urlsplit

from cccdiag.client.profile import Timeouts
from cccdiag.soap.head import masked

_SENTENCES = {
    (
        "dns",
        "not-found",
    ): "The name {host} is not known to the name servers; check the endpoint's spelling and the DNS of this machine",
    ("dns", "temporary"): "The name servers gave no answer about {host}; check this machine's DNS, then try again",
    ("tcp", "refused"): "{host} refuses connections on port {port}; nothing listens there, or a firewall says no",
    (
        "tcp",
        "timeout",
    ): "{host} did not take a connection on port {port} within {connect:g} s; a firewall may drop it silently",
    ("tcp", "unreachable"): "There is no route to {host}; check this machine's network",
    ("tcp", "reset"): "The connection to {host} was torn down; a firewall, a proxy or the server did it",
    ("tcp", "other"): "No connection to {host} on port {port} could be made{said}",
    ("tls", "untrusted"): "The certificate of {host} comes from an authority that this machine does not trust{said}; "
    "where TLS is inspected, name the institution's authority in ca_file",
    ("tls", "expired"): "The certificate of {host} is out of date, or this machine's clock is wrong{said}",
    ("tls", "wrong-host"): "The certificate shown by {host} belongs to another name{said}",
    (
        "tls",
        "protocol",
    ): "{host} and this machine share no TLS version or cipher, or no TLS is spoken on port {port}{said}",
    ("tls", "closed"): "{host} closed the connection during the TLS handshake; something on the way may object to it",
    ("tls", "timeout"): "{host} did not finish the TLS handshake in time; something on the way may hold it back",
    ("tls", "other"): "TLS with {host} failed{said}",
    ("proxy", "auth-required"): "The proxy {proxy} asks for a login; give it in the proxy's address, by reference",
    ("proxy", "refused"): "The proxy {proxy} refuses connections; check the proxy's address",
    ("proxy", "timeout"): "The proxy {proxy} did not answer in time",
    ("proxy", "error"): "The proxy {proxy} did not pass the request on{said}",
    (
        "http",
        "read-timeout",
    ): "{host} did not answer in time ({read:g} s between two parts, {total:g} s for the whole call)",
    ("http", "closed"): "{host} closed the connection without an answer",
    (
        "http",
        "too-large",
    ): "The answer of {host} is larger than {limit:,} bytes, so it is not the gateway's; it was not read",
    ("http", "bad-encoding"): "The answer of {host} is packed in a way that cannot be undone",
    ("http", "invalid-address"): "{url} is not an address that a request can be sent to",
    ("http", "not-http"): "What {host} answers on port {port} is not HTTP{said}",
    ("http", "other"): "The request to {host} failed{said}",
}
SCRIPT = (
    " This machine chooses its proxies by a script (PAC, {script}), which cccdiag names and does not evaluate: "
    "write the proxy that the script would choose as proxy into the profile, or set HTTPS_PROXY."
)
WORDED = frozenset(_SENTENCES)


def sentence(layer: str, reason: str, said: str, *, url: str, proxy: str | None, timeouts: Timeouts, limit: int) -> str:
    """The sentence for a failure; ``said`` is what the system said about it."""
    host, port = _place(url)
    through = ":".join(map(str, _place(proxy))) if proxy else "(none)"
    shown = {
        "host": host,
        "port": port,
        "proxy": through,
        "url": url,
        "said": f" ({said})" if said else "",
        "connect": timeouts.connect,
        "read": timeouts.read,
        "total": timeouts.total,
        "limit": limit,
    }
    return _SENTENCES[layer, reason].format_map(shown) + "."


def detail(error: BaseException) -> str:
    """What lies at the bottom of an error, in one line, without addresses of objects."""
    while True:
        inner = [part for part in (*error.args, getattr(error, "reason", None)) if isinstance(part, BaseException)]
        if not inner:
            break
        error = inner[0]
    told = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return masked(" ".join(str(told).split()))[:200].rstrip(".")


def _place(url: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.hostname or url, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return url, None
