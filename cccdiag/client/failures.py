"""Every way in which a request can fail to bring an answer, as a layer and a word from that layer's closed list."""

from __future__ import annotations

import errno
import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import requests.exceptions as r
import urllib3.exceptions as u

from cccdiag.client.connection import Flight

if TYPE_CHECKING:
    from cccdiag.errors import Layer

Failure = tuple["Layer", str]

REASONS: Mapping[Layer, tuple[str, ...]] = {
    "dns": ("not-found", "temporary"),
    "tcp": ("refused", "timeout", "unreachable", "reset", "other"),
    "tls": ("untrusted", "expired", "wrong-host", "protocol", "closed", "timeout", "other"),
    "proxy": ("auth-required", "refused", "timeout", "error"),
    "http": ("read-timeout", "closed", "too-large", "bad-encoding", "invalid-address", "not-http", "other"),
}

# What a class of requests means when nothing more telling lies beneath it. A test walks requests' tree and finds all of it here.
MAPPING: Mapping[type[Exception], Failure] = {
    r.RequestException: ("http", "other"),
    r.HTTPError: ("http", "other"),
    r.ConnectionError: ("tcp", "other"),
    r.ProxyError: ("proxy", "error"),
    r.SSLError: ("tls", "other"),
    r.Timeout: ("http", "read-timeout"),
    r.ConnectTimeout: ("tcp", "timeout"),
    r.ReadTimeout: ("http", "read-timeout"),
    r.URLRequired: ("http", "invalid-address"),
    r.MissingSchema: ("http", "invalid-address"),
    r.InvalidSchema: ("http", "invalid-address"),
    r.InvalidURL: ("http", "invalid-address"),
    r.InvalidProxyURL: ("proxy", "error"),
    r.InvalidHeader: ("http", "invalid-address"),
    r.TooManyRedirects: ("http", "other"),
    r.ChunkedEncodingError: ("http", "closed"),
    r.ContentDecodingError: ("http", "bad-encoding"),
    r.StreamConsumedError: ("http", "other"),
    r.RetryError: ("http", "other"),
    r.UnrewindableBodyError: ("http", "other"),
    r.InvalidJSONError: ("http", "other"),
    r.JSONDecodeError: ("http", "other"),
}

_NOT_FOUND = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_UNREACHABLE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.EADDRNOTAVAIL,
    getattr(errno, "EHOSTDOWN", -1),
}
# OpenSSL's X509_V_ERR_…, and what Windows and macOS say instead.
_EXPIRED = {9, 10, 0x800B0101, -2146762495, -67818, -67819}
_WRONG_HOST = {62, 63, 64, 0x800B010F, -2146762481, -67602}
_NO_COMMON = re.compile(
    r"WRONG_VERSION|PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNKNOWN_PROTOCOL|"
    r"HANDSHAKE_FAILURE|RECORD_LAYER|NO_SHARED_CIPHER|INSUFFICIENT_SECURITY|PACKET_LENGTH"
)


def classify(error: BaseException, flight: Flight) -> Failure:
    """The layer on which a request failed, and why: by what was raised beneath, and by how far the request had come."""
    chain = list(_beneath(error))
    if flight.stage == "tunnel" or (flight.proxied and flight.stage in ("dns", "tcp")) or _first(chain, u.ProxyError):
        return "proxy", _proxy_reason(chain)
    if isinstance(cause := _first(chain, ssl.SSLError, ssl.CertificateError), ssl.SSLError) and flight.stage != "http":
        return "tls", _tls_reason(cause)
    if isinstance(cause := _first(chain, socket.gaierror), socket.gaierror):
        return "dns", "not-found" if cause.errno in _NOT_FOUND else "temporary"
    if flight.stage == "dns":
        return "dns", "temporary"
    if flight.stage == "tcp":
        return "tcp", _tcp_reason(chain)
    if flight.stage == "tls":
        return "tls", "timeout" if _first(chain, TimeoutError, u.TimeoutError) else "closed"
    layer, reason = _http_failure(error, chain)
    if flight.broken and reason == "closed":
        return "tcp", "reset"
    # Once the connection stands, "no connection could be made" is no longer true.
    return ("http", "other") if flight.stage == "http" and (layer, reason) == ("tcp", "other") else (layer, reason)


def _http_failure(error: BaseException, chain: list[BaseException]) -> Failure:
    """A failure after the connection stood, or before anything was tried."""
    if _first(chain, TimeoutError, u.ReadTimeoutError):
        return "http", "read-timeout"
    if _first(chain, http.client.RemoteDisconnected, http.client.IncompleteRead, u.IncompleteRead, ssl.SSLEOFError):
        return "http", "closed"
    if _first(chain, ConnectionError):
        return "tcp", "reset"
    if _first(chain, http.client.HTTPException, u.HeaderParsingError, u.InvalidChunkLength):
        return "http", "not-http"
    if _first(chain, u.LocationValueError, UnicodeError):
        return "http", "invalid-address"
    if isinstance(error, u.ProtocolError):
        return "http", "closed"
    fallback: Failure = ("http", "invalid-address" if isinstance(error, ValueError) else "other")
    return next((MAPPING[cls] for cls in type(error).__mro__ if cls in MAPPING), fallback)


def _beneath(error: BaseException) -> Iterator[BaseException]:
    """The error and everything that it was made of, outermost first."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = (one.__cause__, one.__context__, getattr(one, "reason", None), *getattr(one, "args", ()))
        waiting += [part for part in inner if isinstance(part, BaseException)]


def _first(chain: list[BaseException], *kinds: type[BaseException]) -> BaseException | None:
    return next((error for error in chain if isinstance(error, kinds)), None)


def _proxy_reason(chain: list[BaseException]) -> str:
    told = " ".join(str(error) for error in chain)
    if re.search(r"Tunnel connection failed: 407\b", told):
        return "auth-required"
    if _first(chain, ConnectionRefusedError):
        return "refused"
    return "timeout" if _first(chain, TimeoutError, u.TimeoutError) else "error"


def _tcp_reason(chain: list[BaseException]) -> str:
    if _first(chain, ConnectionRefusedError):
        return "refused"
    if _first(chain, TimeoutError, u.TimeoutError):
        return "timeout"
    if _first(chain, ConnectionError):
        return "reset"
    numbers = {error.errno for error in chain if isinstance(error, OSError)}
    return "unreachable" if numbers & _UNREACHABLE else "other"


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        told = f"{getattr(error, 'verify_message', '')} {error}".lower()
        code = getattr(error, "verify_code", None)
        if code in _WRONG_HOST or "hostname mismatch" in told or "doesn't match" in told:
            return "wrong-host"
        return "expired" if code in _EXPIRED or "expired" in told else "untrusted"
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return "closed"
    return "protocol" if _NO_COMMON.search(f"{getattr(error, 'reason', '')} {error}".upper()) else "other"
