"""A healthy site, and ways to break it: real servers on loopback, and a stage that keeps what they were told."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import ssl

import loopback
import pytest
import trustme

from cccdiag.checks import doctor
from cccdiag.checks.site import Site
from cccdiag.client.profile import Credentials, Profile
from cccdiag.client.profile_file import Timeouts
from cccdiag.emulator import Emulator
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret

QUICK = Timeouts(connect=1.5, read=2, total=4)


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
        return dataclasses.replace(profile, **({"timeouts": QUICK} | changes))

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
        return dataclasses.replace(profile, **({"timeouts": QUICK} | changes))

    return make


@pytest.fixture
def examine():
    def run(profile, *only, environ=None, limit=20, opted=()):
        site = Site(profile=profile, gateway=knowledge().gateway(), environ=environ or {})
        return doctor.examine(site, knowledge(), doctor.chosen(only, (), opted), limit)

    return run


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


@pytest.fixture
def tls(authority, tmp_path):
    """Give (server context, ca file) for a certificate of that name."""

    def make(*names, issuer=None, **options):
        issued = (issuer or authority).issue_cert(*names, **options)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        path = tmp_path / "ca.pem"
        authority.cert_pem.write_to_path(str(path))
        return context, str(path)

    return make


class Stage:
    """One broken world: everything that listens in it, the profile that leads into it, and all that was heard."""

    def __init__(self, gateway, profile_of, tls, stack):
        self.gateway = gateway
        self.tls = tls
        self.environ = {}
        self.at_the_endpoint = []
        self.elsewhere = []
        self.gateways = [gateway]
        self.before = {id(gateway): len(gateway.exchanges())}
        self._profile_of = profile_of
        self._stack = stack

    def profile(self, endpoint=None, running=None, **changes):
        return self._profile_of(running or self.gateway, **({"endpoint": endpoint} if endpoint else {}), **changes)

    def emulator(self, **options):
        running = self._stack.enter_context(Emulator(**options))
        self.gateways.append(running)
        self.before[id(running)] = 0
        return running

    def front(self, rule=None, context=None, host="127.0.0.1", running=None):
        """The address of a server before the gateway."""
        behind = (running or self.gateway).endpoint
        port, requests = self._stack.enter_context(loopback.front(behind, rule, context))
        self.at_the_endpoint.append(requests)
        return f"{'https' if context else 'http'}://{host}:{port}/AcademicGateway"

    def proxy(self, ways=None, rule=None):
        """The address of a proxy."""
        port, requests = self._stack.enter_context(loopback.proxy(ways or {}, rule))
        self.elsewhere.append(requests)
        return f"http://127.0.0.1:{port}"

    def listens(self, answer, context=None):
        """The port of a server that does what it likes with a connection."""
        port, _ = self._stack.enter_context(loopback.server(answer, context))
        return port

    def stranger(self):
        """The address of another host that hears everything and answers politely."""
        port, requests = self._stack.enter_context(
            loopback.front(self.gateway.endpoint, lambda _request: loopback.reply(200, "<h1>Hello</h1>"))
        )
        self.elsewhere.append(requests)
        return f"http://localhost:{port}/"

    def filtered(self):
        return self._stack.enter_context(loopback.filtered())

    def operations(self):
        """Every operation that was called anywhere, by any means."""
        reached = {
            exchange.operation
            for running in self.gateways
            for exchange in running.exchanges()[self.before[id(running)] :]
            if exchange.operation
        }
        return reached | {one.operation for one in self.everything() if one.operation}

    def everything(self):
        return [one for requests in (*self.at_the_endpoint, *self.elsewhere) for one in requests]

    def leaks(self, profile):
        """Requests that carried something secret and were no POST of the probe to the endpoint's own host."""
        needles = _forms(profile.credentials)
        allowed = {id(one) for requests in self.at_the_endpoint for one in requests if one.method == "POST"}
        # A proxy for plain http carries the whole request; that is what a proxy is.
        allowed |= (
            {id(one) for requests in self.elsewhere for one in requests if one.method == "POST"}
            if self.proxied
            else set()
        )
        return [
            one
            for one in self.everything()
            if id(one) not in allowed and any(n in one.head + one.body for n in needles)
        ]

    @property
    def proxied(self):
        return bool(self.environ.get("http_proxy"))


def _forms(given):
    key, secret = given.access_key.reveal(), given.access_secret.reveal()
    texts = [given.username.reveal(), given.password.reveal(), key, secret]
    return [text.encode() for text in (*texts, base64.b64encode(f"{key}:{secret}".encode()).decode()) if text]


@pytest.fixture
def stage(gateway, profile_of, tls):
    with contextlib.ExitStack() as stack:
        yield Stage(gateway, profile_of, tls, stack)
