"""The way to Marketplace, without a login: every layer that can break is told as what it is, at every address that is named."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import closed_port, cuts, filtered, front, proxy, reply, server, silence

from cccdiag.checks import core, doctor, marketplace, recording
from cccdiag.checks.model import NOT_NEEDED, document
from cccdiag.checks.site import Site
from cccdiag.client.profile import Profile
from cccdiag.client.profile_file import Timeouts
from cccdiag.kb.find import knowledge

QUICK = Timeouts(connect=1, read=1, total=2)
CHECKS = (*marketplace.CHAIN, "marketplace.reach")
HTML = "net-html-instead-of-data"
OUTSIDE = "marketplace.outside.invalid"


def site(*addresses, environ=None, **changes):
    profile = Profile(
        name="site", endpoint=addresses[0], marketplace=addresses, gateway=False, timeouts=QUICK, **changes
    )
    return Site(profile=profile, gateway=knowledge().gateway(), environ=environ or {})


def examined(seen):
    return doctor.examine(seen, knowledge(), [core.REGISTRY[id_] for id_ in CHECKS], 20)


def concern(seen):
    first = examined(seen).first_concern
    return first and (first.id, first.status, first.reason, first.article)


ANSWERS = [
    (reply(200, "<h1>Marketplace</h1>"), None),
    (reply(204), None),
    (reply(401, "no"), None),
    (reply(404, "no"), None),
    (reply(302, "", "Location: /rs-ui-web/mp"), None),
    (reply(302, "", "Location: http://127.0.0.1/other"), None),
    (reply(302, "", "Location: https://sign-in.example.org/"), ("warn", "redirect", HTML)),
    (reply(302, "", "Location: http://portal.campus.example/guest"), ("fail", "captive-portal", HTML)),
    (reply(511, "no"), ("fail", "captive-portal", HTML)),
    (reply(200, "<title>Sign in to this network</title> guest wifi"), ("fail", "captive-portal", HTML)),
    (reply(403, "<h1>Access denied</h1> by your web filter"), ("fail", "block-page", HTML)),
    (reply(200, "<title>Log in</title><input type='password'>"), ("fail", "login-page", HTML)),
    (reply(403, "no"), ("warn", "forbidden", "http-403")),
    (reply(407, "no"), ("fail", "http-407", "http-407")),
    (reply(429, "no", "Retry-After: 5"), ("fail", "http-429", "http-503")),
    (reply(500, "no"), ("fail", "http-500", "http-500")),
    (reply(502, "no"), ("fail", "http-502", "http-502")),
    (reply(503, "no"), ("fail", "http-503", "http-503")),
    (reply(504, "no"), ("fail", "http-504", "http-504")),
    (reply(507, "no"), ("fail", "server-error", "http-500")),
]


@pytest.mark.parametrize(("answer", "expected"), ANSWERS, ids=lambda value: repr(value)[:40])
def test_an_answer_is_told_as_what_it_is(answer, expected):
    """A web site may answer what it likes, in its own house; a filter, a portal and a broken server are told apart."""
    with front(None, lambda _request: answer) as (port, requests):
        seen = concern(site(f"http://127.0.0.1:{port}/"))
    assert seen == (expected and ("marketplace.reach", *expected))
    assert [one.method for one in requests] == ["GET"]
    assert b"authorization" not in requests[0].head.lower()


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (silence, ("marketplace.reach", "fail", "timeout", "net-timeout")),
        (lambda c: (c.recv(9999), cuts(c)), ("marketplace.reach", "fail", "reset", "net-connection-closed")),
        (lambda c: c.recv(9999), ("marketplace.reach", "fail", "closed", "net-connection-closed")),
        (lambda c: (c.recv(9999), c.sendall(b"220 mail.example\r\n\r\n")), ("marketplace.reach", "fail", "not-http", "gateway-invalid-response")),
    ],
    ids=["silent", "resets", "hangs up", "mail"],
)  # fmt: skip
def test_a_server_without_an_answer_is_told_as_what_it_is(behaviour, expected):
    """The same words as for the gateway, at Marketplace's own check."""
    with server(behaviour) as (port, _):
        assert concern(site(f"http://127.0.0.1:{port}/")) == expected


def test_a_lower_layer_takes_the_blame():
    """Nothing listens, or a firewall drops: the way is a consequence, and says at which layer it ends."""
    with filtered() as dropped:
        for port, reason in ((closed_port(), "refused"), (dropped, "timeout")):
            report = examined(site(f"http://127.0.0.1:{port}/"))
            results = {one.id: one for one in report.results}
            assert (report.first_failure.id, report.first_failure.reason) == ("network.tcp", reason)
            reached = results["marketplace.reach"]
            assert (reached.reason, reached.consequence_of, reached.article) == ("tcp", "network.tcp", "net-connect")


def test_tls_is_shaken_and_its_trouble_told(tls):
    """Trusted: a login page is the site's own. Of another authority, or for another host: the layer is named."""
    page = reply(200, "<title>Log in</title><input type='password'>")
    for names, trusted, expected in (
        (("localhost",), True, None),
        (("localhost",), False, ("network.tls", "fail", "unknown-authority", "net-tls-trust")),
        (("other.example",), True, ("network.tls", "fail", "wrong-host", "net-tls-trust")),
    ):
        context, ca_file = tls(*names)
        with front(None, lambda _request: page, context) as (port, _):
            assert concern(site(f"https://localhost:{port}/", ca_file=ca_file if trusted else None)) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, None),
        (lambda _r: reply(407, "no"), ("network.proxy", "fail", "auth-required", "http-407")),
        (lambda _r: reply(403, "no"), ("network.proxy", "fail", "forbidden", "http-403")),
        (lambda _r: reply(502, "no"), ("network.proxy", "fail", "error", "http-502")),
    ],
    ids=["passes", "407", "403", "502"],
)
def test_a_proxy_is_the_way_that_the_environment_says(rule, expected, tls):
    """It lets us through, or its refusal is its own."""
    context, ca_file = tls(OUTSIDE)
    with (
        front(None, lambda _r: reply(200, "ok"), context) as (port, _),
        proxy({f"{OUTSIDE}:443": port}, rule) as (gate, _),
    ):
        seen = site(f"https://{OUTSIDE}/", environ={"https_proxy": f"http://127.0.0.1:{gate}"}, ca_file=ca_file)
        assert concern(seen) == expected


def test_every_address_is_looked_at_and_the_gravest_is_told():
    """One answers, one forbids, one is shut: the shut one, and all of them in the evidence; the report's own way is sound."""
    with front(None, lambda _r: reply(200, "ok")) as (good, _), front(None, lambda _r: reply(403, "no")) as (odd, _):
        shut = f"http://127.0.0.1:{closed_port()}/"
        report = examined(site(f"http://127.0.0.1:{good}/", f"http://127.0.0.1:{odd}/", shut))
    reached = report.results[-1]
    assert (reached.reason, reached.consequence_of, reached.evidence["address"]) == ("tcp", None, shut)
    assert [(one["outcome"], one["layers"].get("tcp")) for one in reached.evidence["addresses"]] == [
        ("reached", "connected"), ("forbidden", "connected"), ("tcp", "refused"),
    ]  # fmt: skip


def test_a_profile_may_name_both_and_the_two_ways_are_told_apart(profile_of, gateway, examine):
    """The gateway is sound and Marketplace is down: one failure, of its own."""
    with front(None, lambda _r: reply(503, "no")) as (port, _):
        report = examine(profile_of(gateway, marketplace=(f"http://127.0.0.1:{port}/",)))
        alone = examine(profile_of(gateway))
    assert (report.first_failure.id, report.first_failure.consequence_of) == ("marketplace.reach", None)
    assert [one.id for one in report.results if one.status == "fail"] == ["marketplace.reach"]
    assert "marketplace.reach" not in [one.id for one in alone.results]


def test_a_profile_without_a_gateway_is_looked_at_where_it_is(profile_of, gateway):
    """None of the gateway's checks runs; one that is asked for and has nothing to look at says so."""
    chosen = [one.id for one in doctor.fitting(doctor.chosen(), site("http://127.0.0.1:9/"))]
    assert chosen == [
        "profile.values",
        "network.dns",
        "network.tcp",
        "network.proxy",
        "network.tls",
        "marketplace.reach",
    ]
    own = Site(profile=profile_of(gateway), gateway=knowledge().gateway())
    report = doctor.examine(own, knowledge(), doctor.chosen(("marketplace.reach",)), 5)
    assert [(one.id, one.reason) for one in report.results] == [("marketplace.reach", NOT_NEEDED)]


def test_a_recording_of_the_way_is_judged_again_elsewhere(monkeypatch):
    """With its consequences, without a network."""
    import socket

    seen = site(f"http://127.0.0.1:{closed_port()}/")
    checks = [core.REGISTRY[id_] for id_ in CHECKS]
    report = doctor.examine(seen, knowledge(), checks, 20)
    text = json.dumps(recording.record(seen, checks, report.results, dt.datetime(2026, 11, 22, tzinfo=dt.UTC)))
    monkeypatch.setattr(socket, "socket", None)
    read = recording.replay(json.loads(text), doctor.every_check(), knowledge().gateway(), "FILE")
    assert document(doctor.concluded(read.site, read.results, knowledge())) == document(report)


def test_a_log_gives_hosts_and_nothing_else():
    """Scheme, host and port; no path, no query, no login, no other house."""
    lines = [
        b"GET https://marketplace.copyright.com/rs/x?token=SECRET&user=a@b.example failed",
        b"The remote name could not be resolved: 'api.copyright.com'",
        b"POST http://rightsconnect.copyright.com:8080/AcademicGateway",
        b"https://user:SECRET@www.copyright.com/",
        b"mail to info@copyright.com or see https://copyright.com.evil.example/ and https://notcopyright.com/",
        b"again https://MARKETPLACE.copyright.com/",
    ]
    found = marketplace.in_log(lines, ["copyright.com"])
    assert found == (
        "https://marketplace.copyright.com",
        "https://api.copyright.com",
        "http://rightsconnect.copyright.com:8080",
    )


@given(st.lists(st.binary(max_size=80), max_size=8))
@settings(max_examples=200)
def test_any_log_gives_addresses_of_that_house_only(lines):
    """Whatever bytes it holds."""
    joined = [line + b" https://x.copyright.com/" + line for line in lines]
    for address in marketplace.in_log([*lines, *joined], ["copyright.com"]):
        parts = urlsplit(address)
        assert parts.hostname.endswith(".copyright.com")
        assert (parts.path, parts.query, parts.username) == ("", "", None)
