"""Every scenario is played, and a client sees what the scenario says; its article is there."""

from __future__ import annotations

import http.client
import ssl
import sys
import time
from urllib.parse import urlsplit

import pytest

from cccdiag import facts
from cccdiag.emulator import Emulator, Fault, scenarios
from cccdiag.errors import FactError, InputError, ProtocolError, SoapFault
from cccdiag.kb.find import knowledge
from cccdiag.soap import reply

SCENES = {scene.name: scene for scene in scenarios.every()}
PLAIN = [name for name, scene in SCENES.items() if scene.tls is None]
SECURE = [name for name, scene in SCENES.items() if scene.tls is not None]

SEEN = {
    "answer-late": "HTTP 504 html",
    "answer-lost": "ConnectionResetError",
    "backend-down": "CCC_001",
    "backend-flaky": "granted",
    "cancel-refused": "granted",
    "chunked": "granted",
    "closed-without-answer": "IncompleteRead",
    "compressed": "not-xml",
    "empty-answer": "empty",
    "entity-bomb": "forbidden-xml",
    "external-entity": "forbidden-xml",
    "login-page": "html",
    "maintenance": "HTTP 503 html",
    "not-xml": "not-xml",
    "product-mismatch": "granted",
    "reply-cut": "IncompleteRead",
    "reset-before-answer": "ConnectionResetError",
    "reset-before-read": "ConnectionResetError",
    "silence": "TimeoutError",
    "slow": "TimeoutError",
    "slow-drip": "TimeoutError",
    "soap-fault": "HTTP 500 fault",
    "timeout": "TimeoutError",
    "transaction-failed": "CCC_002",
    "transaction-in-doubt": "CCC_002",
    "unknown-code": "CCC_299",
    "wrong-charset": "granted",
    "wrong-content-type": "granted",
    "wsdl-missing": "granted",
} | {f"http-{status}": f"HTTP {status} html" for status in (301, 401, 403, 407, 429, 500, 502, 503, 504)}


def seen_by_a_client(customer, draft: int) -> str:
    """One commit as an impatient client sees it, in a word."""
    address = urlsplit(customer.gateway.endpoint)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=1)
    body = customer.envelope("commitOrderDetail", orderDetailId=draft)
    try:
        connection.request("POST", address.path, body, {"Authorization": customer.authorization()})
        answer = connection.getresponse()
        patience = time.monotonic() + 1.5
        text = b""
        while part := answer.read1():
            text += part
            if time.monotonic() > patience:
                return "TimeoutError"
        if answer.length:
            return "IncompleteRead"
        seen = reply.read(text, answer.status)
    except (SoapFault, ProtocolError) as error:
        return error.reason if error.status == 200 else f"HTTP {error.status} {error.reason}"
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
    return seen.errors[0].code if seen.errors else seen.result.right.lower()


def test_every_scenario_is_listed_here():
    """A new scenario comes with what a client sees of it."""
    assert set(SEEN) == set(PLAIN)


@pytest.mark.parametrize("name", PLAIN)
def test_a_client_sees_what_the_scenario_plays(caller_of, name):
    """Over real HTTP, from the start to the wire."""
    with Emulator(seed=2) as gateway:
        customer = caller_of(gateway)
        draft = customer.draft()
        gateway.play(name)
        assert seen_by_a_client(customer, draft) == SEEN[name]


@pytest.mark.parametrize("name", SCENES)
def test_a_scenario_is_whole(name):
    """Its name is its file's, its sentences are sentences, its article exists."""
    scene = SCENES[name]
    assert scene.name == name
    assert scene.shows.endswith(".")
    assert scene.article is None or knowledge().article(scene.article) is not None


@pytest.mark.parametrize(
    ("name", "trusting", "seen"),
    [
        ("tls-valid", True, "granted"),
        ("tls-valid", False, "unable to get local issuer certificate"),
        ("tls-expired", True, "certificate has expired"),
        ("tls-wrong-host", True, "IP address mismatch"),
        ("tls-self-signed", False, "self-signed certificate"),
        ("tls-unknown-ca", False, "unable to get local issuer certificate"),
    ],
)
def test_a_certificate_is_wrong_in_one_way(caller_of, name, trusting, seen):
    """Who trusts the authority of the run sees exactly the one fault."""
    with Emulator(scenario=name) as gateway:
        assert gateway.endpoint.startswith("https://127.0.0.1:")
        assert (gateway.authority is None) == (name in ("tls-self-signed", "tls-unknown-ca"))
        context = ssl.create_default_context(cadata=gateway.authority.decode() if trusting else None)
        address = urlsplit(gateway.endpoint)
        connection = http.client.HTTPSConnection(address.hostname, address.port, timeout=10, context=context)
        customer = caller_of(gateway)
        try:
            body = customer.envelope("checkOrderDetailStatus", orderDetailId=1)
            connection.request("POST", address.path, body, {"Authorization": customer.authorization()})
            codes = [error.code for error in reply.read(connection.getresponse().read()).errors]
            told = "granted" if codes == ["CCC_206"] else str(codes)
        except ssl.SSLCertVerificationError as error:
            told = error.verify_message or error.reason
        finally:
            connection.close()
        assert seen in told


def test_without_the_extra_tls_is_one_sentence(monkeypatch):
    """Who did not install trustme is told how to."""
    monkeypatch.setitem(sys.modules, "trustme", None)
    with pytest.raises(InputError, match="pip install 'cccdiag\\[tls\\]'"):
        Emulator(tls="valid")


def test_every_certificate_is_tried_here():
    """A new kind of certificate comes with its test."""
    assert set(SECURE) == {"tls-valid", "tls-expired", "tls-wrong-host", "tls-self-signed", "tls-unknown-ca"}


def test_plain_http_on_the_secure_port_ends_quietly(caller_of):
    """The connection ends, the server goes on, and nothing is printed."""
    with Emulator(tls="valid") as gateway:
        address = urlsplit(gateway.endpoint)
        for _ in range(2):
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=5)
            connection.request("GET", "/")
            with pytest.raises((OSError, http.client.HTTPException)):
                connection.getresponse()
            connection.close()


def test_the_faults_of_articles_can_be_played():
    """What an article says about provoking it is a fault that the emulator knows."""
    wrong = []
    for article in knowledge().articles():
        if article.provoke and "fault" in article.provoke:
            try:
                facts.build(Fault, article.provoke["fault"], article.id)
            except FactError as error:
                wrong.append(str(error))
    assert wrong == []


def test_what_is_no_scenario_is_refused():
    """One sentence with what there is, or what was wrong."""
    with pytest.raises(InputError, match="no scenario 'http-505'; did you mean 'http-50"):
        Emulator(scenario="http-505")
    with pytest.raises(FactError, match="needs 'faults' or 'tls'"):
        facts.build(scenarios.Scenario, {"name": "x", "title": "x", "shows": "x"}, "x")
