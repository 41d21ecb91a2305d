"""Connections that keep a deadline and remember how far they came.

requests knows two time-outs, for connecting and for each single read; a server that sends one byte now and then is never too
slow for either, and a name server that does not answer is subject to none. Here the time that is left bounds every step.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Literal

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

Stage = Literal["start", "dns", "tcp", "tunnel", "tls", "http"]


class Flight:
    """One request on its way: when it must be over, how far it came, whether bytes of it left us, whether sending them broke."""

    __slots__ = ("broken", "deadline", "proxied", "sent", "stage")

    def __init__(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds
        self.stage: Stage = "start"
        self.sent = False
        self.broken = False
        self.proxied = False

    def left(self, most: float | None = None) -> float:
        """Seconds that are left, ``most`` at most.

        Raises:
            TimeoutError: none are.
        """
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the time for the whole call is over")
        return seconds if most is None else min(seconds, most)


_ours = threading.local()


@contextlib.contextmanager
def flying(flight: Flight) -> Iterator[Flight]:
    """Make the flight the one that connections of this thread belong to."""
    _ours.flight = flight
    try:
        yield flight
    finally:
        del _ours.flight


class _Watched(HTTPConnection):
    """What both kinds of connection have in common; mixed into urllib3's."""

    def _new_conn(self) -> socket.socket:
        flight: Flight = _ours.flight
        flight.proxied = self.proxy is not None
        flight.stage = "dns"
        limit = self._limit()
        addresses = _look_up(self._dns_host, self.port, flight.left(limit))
        flight.stage = "tcp"
        made = _connect(addresses, flight, limit, self.socket_options or ())
        flight.stage = "tls" if isinstance(self, HTTPSConnection) else "http"
        return made

    def _tunnel(self) -> None:
        flight: Flight = _ours.flight
        flight.stage = "tunnel"
        super()._tunnel()
        flight.stage = "tls"

    def send(self, data: Any) -> None:
        """Send, and note that from here on the request may have arrived."""
        if self.sock is None:
            self.connect()
        flight: Flight = _ours.flight
        if flight.stage != "tunnel":
            flight.stage, flight.sent = "http", True
        self.sock.settimeout(flight.left(self._limit()))
        try:
            super().send(data)
        except ConnectionResetError:
            # urllib3 passes over it, to read an answer that may have come before; the reading then meets a mere end.
            flight.broken = True
            raise

    def _limit(self) -> float | None:
        return self.timeout if isinstance(self.timeout, (int, float)) else None

    class response_class(http.client.HTTPResponse):  # noqa: N801 - the name that http.client looks for
        """A response whose every read asks how much time is left."""

        def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
            super().__init__(sock, *args, **options)
            buffered: Any = self.fp
            self.fp = io.BufferedReader(_Timed(buffered.detach(), sock, _ours.flight))


class _Timed(io.RawIOBase):
    """The raw end of a socket, with a time-out that shrinks to what is left."""

    def __init__(self, raw: Any, sock: socket.socket, flight: Flight) -> None:
        self._raw = raw
        self._sock = sock
        self._flight = flight
        self._pause = sock.gettimeout()

    def readable(self) -> bool:
        """Always: this end only reads."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there, waiting no longer than may be waited."""
        left = self._flight.left(self._pause)
        # A TLS socket that was shut down meanwhile cannot be told, and need not be.
        with contextlib.suppress(OSError):
            self._sock.settimeout(left)
        got: int | None = self._raw.readinto(buffer)
        return got

    def close(self) -> None:
        """Close the end beneath, which lets go of the socket."""
        if not self.closed:
            self._raw.close()
        super().close()


class _Plain(_Watched, HTTPConnection):
    pass


class _Secure(_Watched, HTTPSConnection):
    pass


class PlainPool(HTTPConnectionPool):
    """Connections over plain http."""

    ConnectionCls = _Plain


class SecurePool(HTTPSConnectionPool):
    """Connections over TLS."""

    ConnectionCls = _Secure


POOLS = {"http": PlainPool, "https": SecurePool}


def _look_up(host: str, port: int | None, seconds: float) -> list[Any]:
    """Addresses of a host. A lookup cannot be interrupted, so one that may take long happens beside us and is left behind.

    Raises:
        socket.gaierror: there are none, or none came in time.
    """
    name = host.strip("[]")
    if _is_address(name) or name == "localhost":
        return socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    outcome: list[Any] = []

    def ask() -> None:
        try:
            outcome.append(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            outcome.append(error)

    thread = threading.Thread(target=ask, name=f"lookup of {name}", daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise socket.gaierror(socket.EAI_AGAIN, f"no name server answered within {seconds:.0f} s")
    if isinstance(outcome[0], UnicodeError):
        raise socket.gaierror(socket.EAI_NONAME, "not a host name")
    if isinstance(outcome[0], OSError):
        raise outcome[0]
    found: list[Any] = outcome[0]
    return found


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _connect(addresses: list[Any], flight: Flight, limit: float | None, options: Any) -> socket.socket:
    """The first address that takes a connection; if none does, the most telling complaint."""
    complaints: list[OSError] = [socket.gaierror(socket.EAI_NONAME, "no address")] if not addresses else []
    for family, kind, protocol, _, address in addresses:
        sock = None
        try:
            sock = socket.socket(family, kind, protocol)
            for option in options:
                sock.setsockopt(*option)
            sock.settimeout(flight.left(limit))
            sock.connect(address)
            sock.settimeout(flight.left(limit))
        except OSError as error:
            complaints.append(error)
            if sock is not None:
                sock.close()
        else:
            return sock
    raise min(complaints, key=_vagueness)


def _vagueness(error: OSError) -> int:
    """A refusal says more than silence, and silence more than an address family that this machine does not have."""
    return 0 if isinstance(error, ConnectionError) else 1 if isinstance(error, TimeoutError) else 2
