"""The table of failures: nothing that requests can raise is missing, and every word has its sentence."""

from __future__ import annotations

import http.client
import socket
import ssl

import pytest
import requests.exceptions
import urllib3.exceptions as u

from cccdiag.client import wording
from cccdiag.client.connection import Flight
from cccdiag.client.failures import MAPPING, REASONS, classify
from cccdiag.client.profile import Timeouts


def family(kind):
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


EVERY = sorted(
    {kind for kind in family(requests.exceptions.RequestException) if kind.__module__ == "requests.exceptions"}
    | {
        kind
        for kind in vars(requests.exceptions).values()
        if isinstance(kind, type) and issubclass(kind, requests.RequestException)
    },
    key=lambda kind: kind.__name__,
)
PAIRS = [(layer, reason) for layer, reasons in REASONS.items() for reason in reasons]


def flight(stage="start", *, proxied=False):
    made = Flight(5)
    made.stage, made.proxied = stage, proxied
    return made


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_exception_of_requests_is_in_the_table(kind):
    """Itself, not only its parent: a new one must be looked at."""
    assert kind in MAPPING


def test_the_table_names_only_what_exists():
    """No entry outlives its exception."""
    assert set(MAPPING) == set(EVERY)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_exception_is_classified_as_the_table_says(kind):
    """When nothing more telling lies beneath."""
    error = kind("x", "y", 0) if issubclass(kind, requests.exceptions.JSONDecodeError) else kind("x")
    assert classify(error, flight()) == MAPPING[kind]


def test_every_failure_has_a_sentence_and_every_sentence_a_failure():
    """One list of words."""
    assert set(PAIRS) == wording.WORDED
    assert set(MAPPING.values()) <= set(PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=".".join)
def test_a_sentence_names_its_place_and_ends_as_one(pair):
    """What, where; and no placeholder left."""
    told = wording.sentence(
        *pair,
        "the system's word",
        url="https://gateway.example:8443/x",
        proxy="http://u:canary-pw@proxy.example:3128",
        timeouts=Timeouts(),
        limit=10,
    )
    assert told.endswith(".")
    assert "gateway.example" in told or "proxy.example:3128" in told
    assert not [mark for mark in ("{", "}", "canary-pw") if mark in told]


def verification(code, message="certificate verify failed"):
    error = ssl.SSLCertVerificationError(1, message)
    error.verify_code, error.verify_message = code, message
    return error


def tls(reason):
    return ssl.SSLError(1, f"[SSL: {reason}] {reason.lower()} (_ssl.c:1)")


@pytest.mark.parametrize(
    ("error", "stage", "failure"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "dns", ("dns", "not-found")),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "dns", ("dns", "temporary")),
        (TimeoutError("over"), "dns", ("dns", "temporary")),
        (ConnectionRefusedError(), "tcp", ("tcp", "refused")),
        (TimeoutError(), "tcp", ("tcp", "timeout")),
        (ConnectionResetError(), "tcp", ("tcp", "reset")),
        (OSError(101, "Network is unreachable"), "tcp", ("tcp", "unreachable")),
        (OSError(22, "odd"), "tcp", ("tcp", "other")),
        (verification(18, "self-signed certificate"), "tls", ("tls", "untrusted")),
        (verification(20), "tls", ("tls", "untrusted")),
        (verification(10), "tls", ("tls", "expired")),
        (verification(-2146762495), "tls", ("tls", "expired")),
        (verification(-67602), "tls", ("tls", "wrong-host")),
        (verification(1, "Hostname mismatch, certificate is not valid for 'x'."), "tls", ("tls", "wrong-host")),
        (tls("WRONG_VERSION_NUMBER"), "tls", ("tls", "protocol")),
        (tls("TLSV1_ALERT_PROTOCOL_VERSION"), "tls", ("tls", "protocol")),
        (tls("SSLV3_ALERT_HANDSHAKE_FAILURE"), "tls", ("tls", "protocol")),
        (tls("TLSV1_ALERT_INTERNAL_ERROR"), "tls", ("tls", "other")),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), "tls", ("tls", "closed")),
        (ConnectionResetError(), "tls", ("tls", "closed")),
        (TimeoutError(), "tls", ("tls", "timeout")),
        (OSError("Tunnel connection failed: 407 Proxy Authentication Required"), "tunnel", ("proxy", "auth-required")),
        (OSError("Tunnel connection failed: 503 x"), "tunnel", ("proxy", "error")),
        (TimeoutError(), "tunnel", ("proxy", "timeout")),
        (TimeoutError(), "http", ("http", "read-timeout")),
        (http.client.RemoteDisconnected(), "http", ("http", "closed")),
        (http.client.IncompleteRead(b""), "http", ("http", "closed")),
        (ssl.SSLEOFError(8, "EOF"), "http", ("http", "closed")),
        (ConnectionResetError(), "http", ("tcp", "reset")),
        (BrokenPipeError(), "http", ("tcp", "reset")),
        (http.client.BadStatusLine("x"), "http", ("http", "not-http")),
        (u.LocationParseError("x"), "start", ("http", "invalid-address")),
        (ValueError("x"), "start", ("http", "invalid-address")),
        (OSError("x"), "http", ("http", "other")),
    ],
    ids=str,
)
def test_what_lies_beneath_decides(error, stage, failure):
    """However often it was wrapped."""
    assert classify(error, flight(stage)) == failure
    wrapped = requests.exceptions.ConnectionError(
        u.MaxRetryError(None, "/", u.ProtocolError("Connection aborted.", error))
    )
    if stage != "start":
        assert classify(wrapped, flight(stage)) == failure


@pytest.mark.parametrize(
    ("error", "stage", "failure"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "dns", ("proxy", "error")),
        (ConnectionRefusedError(), "tcp", ("proxy", "refused")),
        (TimeoutError(), "tcp", ("proxy", "timeout")),
        (verification(18), "tls", ("tls", "untrusted")),
        (ConnectionResetError(), "http", ("tcp", "reset")),
    ],
    ids=str,
)
def test_on_the_way_to_a_proxy_it_is_the_proxys_fault(error, stage, failure):
    """What happens behind it is not."""
    assert classify(error, flight(stage, proxied=True)) == failure
