"""Every scene that the emulator can play is told as what it is: the table covers the folder, and a new scene needs its row."""

from __future__ import annotations

import pytest

from cccdiag.emulator import Emulator
from cccdiag.emulator.scenarios import names

HTML, INVALID, TRUST = "net-html-instead-of-data", "gateway-invalid-response", "net-tls-trust"
# What a check that only reads cannot meet (writing operations), or what a client puts up with.
UNSEEN = None
TOLD = {
    "answer-late": UNSEEN,
    "answer-lost": UNSEEN,
    "backend-down": ("login.party", "fail", "login", "unavailable", "CCC_001"),
    "backend-flaky": UNSEEN,
    "cancel-refused": UNSEEN,
    "chunked": UNSEEN,
    "closed-without-answer": ("http.answer", "fail", "http", "closed", "net-connection-closed"),
    "compressed": UNSEEN,
    "empty-answer": ("gateway.authorization", "fail", "authorization", "not-gateway", INVALID),
    "entity-bomb": ("gateway.authorization", "fail", "authorization", "not-gateway", INVALID),
    "external-entity": ("gateway.authorization", "fail", "authorization", "not-gateway", INVALID),
    "http-301": ("http.answer", "fail", "http", "redirect", HTML),
    "http-401": ("gateway.authorization", "fail", "authorization", "key-refused", "http-401"),
    "http-403": ("gateway.authorization", "fail", "authorization", "key-forbidden", "http-403"),
    "http-407": ("gateway.authorization", "fail", "proxy", "http-407", "http-407"),
    "http-429": ("http.answer", "fail", "http", "http-429", "http-503"),
    "http-500": ("http.answer", "fail", "http", "http-500", "http-500"),
    "http-502": ("http.answer", "fail", "http", "http-502", "http-502"),
    "http-503": ("http.answer", "fail", "http", "http-503", "http-503"),
    "http-504": ("http.answer", "fail", "http", "http-504", "http-504"),
    "login-page": ("http.answer", "fail", "http", "login-page", HTML),
    "maintenance": ("http.answer", "fail", "http", "http-503", "http-503"),
    "not-xml": ("gateway.authorization", "fail", "authorization", "not-gateway", INVALID),
    "product-mismatch": UNSEEN,
    "reply-cut": ("gateway.authorization", "fail", "authorization", "cut-short", INVALID),
    "reset-before-answer": ("http.answer", "fail", "http", "reset", "net-connection-closed"),
    "reset-before-read": ("http.answer", "fail", "http", "reset", "net-connection-closed"),
    "silence": ("http.answer", "fail", "http", "timeout", "net-timeout"),
    "slow": ("http.answer", "fail", "http", "timeout", "net-timeout"),
    "slow-drip": ("http.answer", "fail", "http", "timeout", "net-timeout"),
    "soap-fault": ("gateway.authorization", "fail", "authorization", "fault", "gateway-soap-fault"),
    "timeout": ("http.answer", "fail", "http", "timeout", "net-timeout"),
    "tls-expired": ("network.tls", "fail", "tls", "expired", TRUST),
    "tls-self-signed": ("network.tls", "fail", "tls", "self-signed", TRUST),
    "tls-unknown-ca": ("network.tls", "fail", "tls", "unknown-authority", TRUST),
    "tls-valid": (
        "network.tls",
        "fail",
        "tls",
        "unknown-authority",
        TRUST,
    ),  # nobody told this machine of its authority
    "tls-wrong-host": ("network.tls", "fail", "tls", "wrong-host", TRUST),
    "transaction-failed": UNSEEN,
    "transaction-in-doubt": UNSEEN,
    "unknown-code": ("login.party", "warn", "login", "unknown-code", "gateway-unknown-code"),
    "wrong-charset": UNSEEN,
    "wrong-content-type": UNSEEN,
    "wsdl-missing": UNSEEN,
}


def test_every_scene_has_its_row():
    """Whoever adds a scene says here what a check makes of it."""
    assert set(names()) == set(TOLD)


@pytest.mark.parametrize("scene", TOLD)
def test_a_scene_is_told_as_what_it_is(scene, profile_of, examine):
    """Status, layer, reason and article; and only the read-only operation was called."""
    with Emulator(scenario=scene) as running:
        first = examine(profile_of(running)).first_concern
        seen = first and (first.id, first.status, first.layer, first.reason, first.article)
        called = {exchange.operation for exchange in running.exchanges() if exchange.operation}
    if scene == "backend-flaky":  # it strikes by chance
        assert seen in (None, TOLD["backend-down"])
    else:
        assert seen == TOLD[scene]
    assert called <= {"checkOrderDetailStatus"}
