"""How a request travels: one POST or GET, one answer or one :class:`TransportError`. The one user of requests.

A transport is any callable from :class:`Request` to :class:`Answer`; tests and tools may bring their own. :class:`HttpTransport`
verifies TLS always, follows no redirect, stores no cookie, asks no netrc, reads no more than a limit and keeps a deadline.
"""

from __future__ import annotations

import base64
import email.utils
import os
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from cccdiag import __version__
from cccdiag.client import wording
from cccdiag.client.connection import POOLS, Flight, flying
from cccdiag.client.failures import MAPPING, REASONS, Failure, classify
from cccdiag.client.profile import Profile, is_loopback
from cccdiag.client.route import proxy_for, proxy_script, tls_context
from cccdiag.errors import TransportError
from cccdiag.secrets import Secret

__all__ = ["MAPPING", "REASONS", "Answer", "HttpTransport", "Request", "Transport", "proxy_for", "tls_context"]

LIMIT = 4 * 1024 * 1024
_CHUNK = 65_536
# Kept open between calls; more threads than that open further ones and close them again.
_CONNECTIONS = 32
_AGENT = f"cccdiag/{__version__}"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of whom. The Authorization header is no part of it: the transport adds it, for the endpoint's own host.

    ``seconds`` bounds the whole exchange where less time is left than the profile allows.
    """

    url: str
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``clock_skew`` is how many seconds the server's clock is ahead of ours, to the second.

    ``complete`` is false when the connection ended before the body that was announced. ``first_byte`` is how many of the
    ``seconds`` had passed when the head of the answer was there.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    seconds: float = 0.0
    clock_skew: float | None = None
    complete: bool = True
    first_byte: float = 0.0


Transport = Callable[[Request], Answer]


class HttpTransport:
    """Real HTTP for one profile; safe to share between threads. Close it, or use it in a ``with``."""

    def __init__(self, profile: Profile, environ: Mapping[str, str] | None = None, limit: int = LIMIT) -> None:
        self._profile = profile
        self._environ = os.environ if environ is None else environ
        self._limit = limit
        self._adapters: dict[str, _Adapter] = {}
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Answer:
        """Send a request and wait for its answer, whatever its status.

        Raises:
            TransportError: no answer came.
            ProfileError: the profile's certificates cannot be used.
        """
        started = time.monotonic()
        total = self._profile.timeouts.total
        flight = Flight(total if request.seconds is None else min(total, request.seconds))
        proxy = None
        with flying(flight):
            try:
                proxy = proxy_for(self._profile, self._environ, request.url)
                # Connections through SOCKS are not ours to watch: what happens there may have reached the gateway.
                flight.sent = proxy is not None and proxy.startswith("socks")
                return self._exchange(request, proxy, started)
            except (
                requests.RequestException,
                urllib3.exceptions.HTTPError,
                OSError,
                ValueError,
                _RefusedError,
            ) as error:
                failure = error.failure if isinstance(error, _RefusedError) else classify(error, flight)
                said = wording.detail(error)
        # Raised out here, since what requests raises holds on to the request and so to its Authorization header.
        raise self._told(failure, said, request.url, proxy, flight)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for adapter in self._adapters.values():
                adapter.close()
            self._adapters.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _exchange(self, request: Request, proxy: str | None, started: float) -> Answer:
        limits = self._profile.timeouts
        response = self._adapter(request.url).send(
            self._prepared(request),
            stream=True,
            timeout=(min(limits.connect, limits.total), min(limits.read, limits.total)),
            verify=True,
            proxies={"http": proxy, "https": proxy} if proxy else {},
        )
        first_byte = time.monotonic() - started
        try:
            if response.status_code == requests.codes.proxy_authentication_required and proxy:
                raise _RefusedError(("proxy", "auth-required"))
            skew = _skew(response.headers.get("date"))
            body, complete = _body(response.raw, self._limit)
        finally:
            response.close()
        body = _decoded(body, response.headers.get("content-encoding", ""), self._limit, complete=complete)
        headers = CaseInsensitiveDict(response.headers)
        return Answer(response.status_code, headers, body, time.monotonic() - started, skew, complete, first_byte)

    def _prepared(self, request: Request) -> requests.PreparedRequest:
        headers = {"User-Agent": _AGENT, "Accept-Encoding": "gzip, deflate", **request.headers}
        data = request.body if request.method != "GET" else None
        prepared = requests.Request(request.method, request.url, headers=headers, data=data).prepare()
        given = self._profile.credentials
        if given.access_key and given.access_secret and _origin(request.url) == _origin(self._profile.endpoint):
            pair = f"{given.access_key.reveal()}:{given.access_secret.reveal()}".encode("utf-8", "surrogateescape")
            token = Secret(base64.b64encode(pair).decode("ascii"), "access key and secret")
            prepared.headers["Authorization"] = f"Basic {token.reveal()}"
        return prepared

    def _adapter(self, url: str) -> _Adapter:
        scheme = urlsplit(url).scheme.lower()
        if scheme not in POOLS:
            raise _RefusedError(("http", "invalid-address"))
        with self._lock:
            if scheme not in self._adapters:
                context = tls_context(self._profile, self._environ) if scheme == "https" else None
                self._adapters[scheme] = _Adapter(context)
            return self._adapters[scheme]

    def _told(self, failure: Failure, said: str, url: str, proxy: str | None, flight: Flight) -> TransportError:
        layer, reason = failure
        sentence = wording.sentence(
            layer, reason, said, url=url, proxy=proxy, timeouts=self._profile.timeouts, limit=self._limit
        )
        if (
            proxy is None
            and layer in ("dns", "tcp")
            and not is_loopback(url)
            and (script := proxy_script(self._environ))
        ):
            sentence += wording.SCRIPT.format(script=script)
        unknown = flight.sent and failure != ("proxy", "auth-required")
        return TransportError(layer, reason, sentence, outcome_unknown=unknown)


class _RefusedError(Exception):
    """A failure that we found ourselves."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure


class _Adapter(HTTPAdapter):
    """requests' adapter with our connections and our trust, and nothing taken from the environment behind our back."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._ours: dict[str, Any] = {"ssl_context": context} if context else {}
        super().__init__(pool_connections=4, pool_maxsize=_CONNECTIONS)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **options, **self._ours)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options, **self._ours)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = POOLS
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the context alone: requests would add its own list of authorities to it."""
        del url, verify, cert
        conn.cert_reqs = "CERT_REQUIRED"


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme.lower())


def _skew(date: str | None) -> float | None:
    if not date:
        return None
    try:
        return round(email.utils.parsedate_to_datetime(date).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _body(raw: Any, limit: int) -> tuple[bytes, bool]:
    """The body as it came over the wire, and whether all of it came."""
    parts: list[bytes] = []
    size = 0
    while True:
        try:
            part = raw.read1(_CHUNK, decode_content=False)
        except (urllib3.exceptions.ProtocolError, urllib3.exceptions.SSLError, ConnectionError):
            # What has come is worth reading: it may name the code.
            if parts:
                return b"".join(parts), False
            raise
        if not part:
            return b"".join(parts), True
        parts.append(part)
        size += len(part)
        if size > limit:
            raise _RefusedError(("http", "too-large"))


def _decoded(body: bytes, encoding: str, limit: int, *, complete: bool) -> bytes:
    """The body without its content encoding; it is unpacked no further than the limit."""
    word = encoding.strip().lower()
    if word in ("", "identity") or not body:
        return body
    if word not in ("gzip", "x-gzip", "deflate"):
        raise _RefusedError(("http", "bad-encoding"))
    for window in (47, -15) if word == "deflate" else (47,):
        unpacker = zlib.decompressobj(window)
        try:
            unpacked = unpacker.decompress(body, limit + 1)
        except zlib.error:
            continue
        if len(unpacked) > limit:
            raise _RefusedError(("http", "too-large"))
        if complete and not unpacker.eof:
            break
        return unpacked
    raise _RefusedError(("http", "bad-encoding"))
