"""What a report says of the machine that it ran on."""

from __future__ import annotations

import json

import pytest

from cccdiag.checks import machine
from cccdiag.checks.site import Site
from cccdiag.kb.find import knowledge


@pytest.fixture
def site_of(profile_of, gateway):
    def make(environ=None, **changes):
        return Site(profile_of(gateway, **changes), knowledge().gateway(), environ or {})

    return make


def test_a_proxys_login_is_never_told(site_of):
    """Host and port of each proxy, and NO_PROXY as it is; whichever spelling, with or without a scheme."""
    environ = {
        "HTTP_PROXY": "http://me:hush@proxy.example:3128",
        "https_proxy": "proxy.example",
        "no_proxy": ".campus.example",
        "ALL_PROXY": "",
    }
    seen = machine.machine(site_of(environ))
    assert seen["proxy_variables"] == {
        "http_proxy": "proxy.example:3128",
        "https_proxy": "proxy.example",
        "no_proxy": ".campus.example",
    }
    assert "hush" not in json.dumps(seen)


@pytest.mark.parametrize(
    ("environ", "changes", "told"),
    [
        ({}, {}, "the system's trust store"),
        ({"SSL_CERT_FILE": "/x.pem"}, {}, "SSL_CERT_FILE /x.pem"),
        ({"SSL_CERT_FILE": "/x.pem", "REQUESTS_CA_BUNDLE": "/y.pem"}, {}, "REQUESTS_CA_BUNDLE /y.pem"),
        ({"SSL_CERT_FILE": "/x.pem"}, {"ca_file": "/z.pem"}, "ca_file /z.pem"),
    ],
)
def test_whose_word_a_certificate_needs_is_told(environ, changes, told, site_of):
    """In the order in which the client asks them."""
    assert machine.trust_store(site_of(environ, **changes)) == told


def test_name_servers_are_read_as_the_resolver_reads_them(tmp_path, monkeypatch):
    """Comments, options and half lines are no servers; a missing file means none."""
    file = tmp_path / "resolv.conf"
    file.write_text(
        "# nameserver 9.9.9.9\nsearch x\nnameserver 192.0.2.53\nnameserver\n nameserver 2001:db8::53 # ours\n",
        encoding="ascii",
    )
    monkeypatch.setattr(machine, "_RESOLVER_FILE", file)
    assert machine.dns_servers() == ("192.0.2.53", "2001:db8::53")
    monkeypatch.setattr(machine, "_RESOLVER_FILE", tmp_path / "none")
    assert machine.dns_servers() == ()


def test_the_profile_says_where_its_values_come_from_and_what_was_remarked(profile_of, gateway, examine):
    """Sources by name, never values; a remark of the profile is shown and costs nothing."""
    report = examine(profile_of(gateway, remarks=("plain http",)), "profile", "credentials")
    values, form = report.results
    assert (values.status, "Remark: plain http." in values.summary) == ("ok", True)
    assert set(values.evidence["machine"]) >= {
        "python",
        "system",
        "openssl",
        "tls",
        "libraries",
        "trust_store",
        "proxy_variables",
        "dns_servers",
    }
    assert set(form.evidence["sources"]) == {"username", "password", "access_key", "access_secret"}
    assert json.loads(json.dumps(dict(values.evidence))) == dict(values.evidence)
