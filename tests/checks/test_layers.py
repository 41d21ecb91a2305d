"""What every examination has in common: a healthy report, order, requirements, consequences; the broken worlds have a table of their own."""

from __future__ import annotations

import datetime as dt

import pytest

from cccdiag.checks import doctor, proxy
from cccdiag.checks.site import Site
from cccdiag.client.wsdl_copy import Shelf, refresh
from cccdiag.emulator import Emulator
from cccdiag.kb.find import knowledge
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


@pytest.mark.parametrize(
    ("days", "said"), [(3, "compared 3 days ago."), (30, "compared 30 days ago, so: cccdiag wsdl refresh.")]
)
def test_the_age_of_the_local_wsdl_is_a_remark(days, said, gateway, profile_of, tmp_path):
    """Having none, or an old one, is no trouble: calls work without it."""
    profile, gateway_ = profile_of(gateway), knowledge().gateway()
    shelf = Shelf(tmp_path)
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=days, minutes=1)
    for keep in (False, True):
        if keep:
            refresh(profile, gateway_, shelf, before, {})
        site = Site(profile=profile, gateway=gateway_, shelf=shelf)
        (served,) = (
            one
            for one in doctor.examine(site, knowledge(), doctor.chosen(("wsdl.served",)), 20).results
            if one.id == "wsdl.served"
        )
        assert served.status == "ok"
        assert served.summary.endswith(said) == keep


@pytest.mark.parametrize(("library", "told_as"), [(None, ("fail", "socks-unsupported")), ("socks", ("ok", "socks"))])
def test_a_socks_proxy_needs_its_library(library, told_as, profile_of, gateway, examine, monkeypatch):
    """Without it requests would complain about the address."""
    monkeypatch.setattr(proxy, "find_spec", lambda _name: library)
    profile = profile_of(gateway, endpoint="http://gateway.outside.invalid/AcademicGateway")
    report = examine(profile, "proxy", environ={"all_proxy": "socks5://127.0.0.1:1080"})
    assert told(report)["network.proxy"] == told_as
