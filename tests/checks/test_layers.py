"""Each broken layer is named: real refusals, silences, certificates, pages, locks and modes on loopback."""

from __future__ import annotations

import datetime as dt
import socket

import pytest
from loopback import says, server

from cccdiag.emulator import Emulator, Fault
from cccdiag.secrets import Secret


def told(report):
    return {result.id: (result.status, result.reason) for result in report.results}


HEALTHY = {
    "profile.values": ("ok", "complete"),
    "credentials.form": ("ok", "well-formed"),
    "network.dns": ("ok", "literal"),
    "network.tcp": ("ok", "connected"),
    "machine.clock": ("ok", "in-step"),
    "network.proxy": ("skip", "not-needed"),
    "network.tls": ("skip", "not-needed"),
    "http.answer": ("ok", "answers"),
    "wsdl.served": ("ok", "served"),
    "wsdl.drift": ("ok", "same"),
    "gateway.authorization": ("ok", "open"),
    "login.party": ("ok", "open"),
    "gateway.mode": ("ok", "as-expected"),
}


def test_a_healthy_site_is_ok_in_every_layer(gateway, profile_of, examine):
    """Plain http on loopback is no warning, and nothing is left to do."""
    report = examine(profile_of(gateway))
    assert told(report) == HEALTHY
    assert (report.status, report.mode, report.first_failure, report.next_step) == ("ok", "DEMO", None, None)


def test_only_the_read_only_operation_is_ever_called(profile_of, examine):
    """A health check never writes."""
    with Emulator() as running:
        examine(profile_of(running))
        assert {exchange.operation for exchange in running.exchanges() if exchange.operation} == {
            "checkOrderDetailStatus"
        }


def failed(report):
    first = report.first_failure
    return first.id, first.status, first.reason, first.article


def test_a_name_that_nobody_knows(elsewhere, examine):
    """DNS comes first, and what needs it is skipped."""
    report = examine(elsewhere("http://no-such-host.invalid/AcademicGateway"))
    assert failed(report) in {
        ("network.dns", "fail", "not-found", "net-dns"),
        ("network.dns", "fail", "temporary", "net-dns"),  # a machine without any name server
    }
    assert told(report)["login.party"] == ("skip", "needs")


def test_a_port_where_nothing_listens(elsewhere, examine):
    """Refused, at once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert failed(examine(elsewhere(f"http://127.0.0.1:{port}/"))) == ("network.tcp", "fail", "refused", "net-connect")


def test_a_server_that_accepts_and_says_nothing(elsewhere, examine):
    """The connection stands, the answer does not come."""
    with server(lambda connection: connection.recv(1_000_000) and connection.recv(1)) as (port, _):
        assert failed(examine(elsewhere(f"http://127.0.0.1:{port}/"))) == (
            "http.answer",
            "fail",
            "timeout",
            "net-timeout",
        )


@pytest.mark.parametrize(
    ("status", "body", "headers", "reason", "article"),
    [
        (302, "", ("Location: https://login.example/",), "redirect", "net-html-instead-of-data"),
        (200, "<form><input type='password'></form>", (), "login-page", "net-html-instead-of-data"),
        (403, "<h1>Access denied</h1> by policy of your organization", (), "block-page", "net-html-instead-of-data"),
        (500, "<h1>Oops</h1>", (), "http-500", "http-500"),
        (502, "<h1>Bad Gateway</h1>", (), "http-502", "http-502"),
        (503, "<h1>Later</h1>", ("Retry-After: 120",), "http-503", "http-503"),
        (504, "<h1>Gateway Time-out</h1>", (), "http-504", "http-504"),
        (599, "", (), "server-error", "http-500"),
    ],
)
def test_a_web_server_that_is_not_the_gateway(status, body, headers, reason, article, elsewhere, examine):
    """Redirects, strangers' pages and server errors have each their own word, and no credentials were sent."""
    with server(says(status, body, *headers)) as (port, _):
        assert failed(examine(elsewhere(f"http://127.0.0.1:{port}/"))) == ("http.answer", "fail", reason, article)


def test_a_page_where_soap_was_due(elsewhere, examine):
    """A web server that answers politely is not yet the gateway."""
    with server(says(200, "<h1>It works!</h1>")) as (port, _):
        report = examine(elsewhere(f"http://127.0.0.1:{port}/"))
    assert failed(report) == ("gateway.authorization", "fail", "not-gateway", "gateway-invalid-response")
    assert told(report)["wsdl.served"] == ("warn", "unreadable")


def secure(answer, elsewhere, examine, context, **changes):
    with server(answer, context) as (port, _):
        return examine(elsewhere(f"https://localhost:{port}/", **changes), "network.tls")


def test_a_certificate_from_an_unknown_authority(tls, elsewhere, examine):
    """TLS inspection without its certificate installed looks like this."""
    context, _ = tls("localhost")
    assert failed(secure(says(200), elsewhere, examine, context)) == (
        "network.tls",
        "fail",
        "unknown-authority",
        "net-tls-trust",
    )


def test_a_certificate_for_another_host(tls, elsewhere, examine):
    """Trusted, but not for this name."""
    context, ca_file = tls("other.example")
    assert failed(secure(says(200), elsewhere, examine, context, ca_file=ca_file))[:3] == (
        "network.tls",
        "fail",
        "wrong-host",
    )


def test_a_certificate_that_expired(tls, elsewhere, examine):
    """Yesterday's certificate."""
    context, ca_file = tls("localhost", expires=dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    assert failed(secure(says(200), elsewhere, examine, context, ca_file=ca_file))[:3] == (
        "network.tls",
        "fail",
        "expired",
    )


@pytest.mark.parametrize(("days", "told_as"), [(7, ("warn", "expires-soon")), (90, ("ok", "trusted"))])
def test_a_certificate_that_ends_soon_is_a_warning(days, told_as, tls, elsewhere, examine):
    """Under fourteen days somebody must act."""
    context, ca_file = tls("localhost", expires=dt.datetime.now(dt.UTC) + dt.timedelta(days=days, hours=1))
    report = secure(says(200), elsewhere, examine, context, ca_file=ca_file)
    assert told(report)["network.tls"] == told_as
    assert report.results[-1].evidence["days"] == days


def test_a_port_that_speaks_no_tls(elsewhere, examine):
    """Https to a plain http port."""
    assert failed(secure(says(200), elsewhere, examine, None))[:2] == ("network.tls", "fail")


@pytest.mark.parametrize(
    ("fault", "told_as"),
    [
        ({"status": 401}, ("gateway.authorization", "fail", "key-refused", "http-401")),
        ({"status": 403}, ("gateway.authorization", "fail", "key-forbidden", "http-403")),
        ({"status": 500}, ("http.answer", "fail", "http-500", "http-500")),
        ({"status": 503}, ("http.answer", "fail", "http-503", "http-503")),
        ({"code": "CCC_001"}, ("login.party", "fail", "unavailable", "CCC_001")),
        ({"code": "CCC_002"}, ("login.party", "fail", "broke-down", "CCC_002")),
        ({"code": "CCC_200"}, ("login.party", "fail", "login-refused", "CCC_200")),
        ({"code": "CCC_203"}, ("login.party", "fail", "on-hold", "CCC_203")),
    ],
    ids=str,
)
def test_the_two_locks_and_what_is_behind_them(fault, told_as, profile_of, examine):
    """HTTP 401 is the key, CCC_200 the login, CCC_203 the account, and 5xx neither."""
    with Emulator(faults=[Fault(operation="checkOrderDetailStatus", **fault)]) as running:
        assert failed(examine(profile_of(running))) == told_as


def test_a_complaint_about_the_question_says_nothing_about_the_login(profile_of, examine):
    """D62: a CCC_10x comes before the login is looked at."""
    with Emulator(faults=[Fault(operation="checkOrderDetailStatus", code="CCC_101")]) as running:
        assert told(examine(profile_of(running)))["login.party"] == ("warn", "not-proven")


def test_a_blank_at_the_end_of_the_password_is_the_failure_and_ccc_200_its_consequence(gateway, profile_of, examine):
    """What looked odd is what broke the login; the value is never shown."""
    profile = profile_of(gateway)
    given = profile.credentials
    spoilt = type(given)(
        given.username, Secret(given.password.reveal() + " ", "test"), given.access_key, given.access_secret
    )
    report = examine(profile_of(gateway, credentials=spoilt))
    assert failed(report) == ("credentials.form", "fail", "white-space", "CCC_200")
    login = next(result for result in report.results if result.id == "login.party")
    assert (login.status, login.reason, login.consequence_of) == ("fail", "login-refused", "credentials.form")
    assert given.password.reveal() not in repr(report)


@pytest.mark.parametrize(
    ("mode", "expected", "told_as"),
    [
        ("DEMO", "DEMO", ("ok", "as-expected")),
        ("DEMO", "any", ("ok", "as-expected")),
        ("DEMO", "PROD", ("fail", "demonstration")),
        ("PROD", "PROD", ("ok", "as-expected")),
        ("PROD", "DEMO", ("fail", "production")),
        ("LOCAL", "DEMO", ("warn", "other-word")),
        ("LOCAL", "any", ("ok", "as-expected")),
        (None, "PROD", ("warn", "absent")),
        (None, "any", ("ok", "as-expected")),
    ],
)
def test_the_mode_against_what_the_profile_expects(mode, expected, told_as, profile_of, examine):
    """Four readings of the mode: DEMO, PROD, another word, absent."""
    with Emulator(mode=mode) as running:
        report = examine(profile_of(running, expect_mode=expected))
    assert told(report)["gateway.mode"] == told_as
    assert report.mode == mode


def test_only_what_was_asked_for_runs_with_what_it_needs(gateway, profile_of, examine):
    """--only tcp looks at the profile, the name and the port."""
    assert list(told(examine(profile_of(gateway), "tcp"))) == ["profile.values", "network.dns", "network.tcp"]
