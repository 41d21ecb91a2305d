"""A healthy site, and ways to break it: real servers on loopback."""

from __future__ import annotations

import dataclasses
import ssl

import pytest
import trustme

from cccdiag.checks import doctor
from cccdiag.checks.site import Site
from cccdiag.client.profile import Credentials, Profile
from cccdiag.client.profile_file import Timeouts
from cccdiag.emulator import Emulator
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret


@pytest.fixture(scope="session")
def gateway():
    with Emulator() as running:
        yield running


@pytest.fixture
def profile_of():
    def make(running, **changes):
        given = Credentials(running.username, running.password, running.access_key, running.access_secret)
        profile = Profile(
            name="site", endpoint=running.endpoint, credentials=given, product=running.product, expect_mode="DEMO"
        )
        return dataclasses.replace(profile, timeouts=Timeouts(connect=1, read=1, total=3), **changes)

    return make


@pytest.fixture
def elsewhere():
    """A profile for an address where something else than the emulator listens."""
    invented = [
        Secret(text, "test")
        for text in ("user@library.example", "Invented-password-1", "INVENTEDKEY012345678", "i" * 44)
    ]

    def make(endpoint, **changes):
        profile = Profile(
            name="site", endpoint=endpoint, credentials=Credentials(*invented), product="ABC", expect_mode="DEMO"
        )
        return dataclasses.replace(profile, timeouts=Timeouts(connect=1, read=1, total=3), **changes)

    return make


@pytest.fixture
def examine():
    def run(profile, *only, environ=None, limit=20):
        site = Site(profile=profile, gateway=knowledge().gateway(), environ=environ or {})
        return doctor.examine(site, knowledge(), doctor.chosen(only), limit)

    return run


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


@pytest.fixture
def tls(authority, tmp_path):
    """Give (server context, ca file) for a certificate of that name."""

    def make(*names, expires=None):
        issued = authority.issue_cert(*names, not_after=expires) if expires else authority.issue_cert(*names)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        path = tmp_path / "ca.pem"
        authority.cert_pem.write_to_path(str(path))
        return context, str(path)

    return make
