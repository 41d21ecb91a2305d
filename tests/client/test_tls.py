"""TLS is verified always, against the system's trust or a file, and each way to fail has its word."""

from __future__ import annotations

import datetime as dt
import ssl

import pytest

from cccdiag.client.profile import Timeouts
from cccdiag.client.transport import HttpTransport, Request, tls_context
from cccdiag.errors import ProfileError, TransportError

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def ask(profile, environ=None):
    with HttpTransport(profile, environ or {}) as send:
        return send(Request(profile.endpoint, b"x")).body


def failure(profile, environ=None):
    with pytest.raises(TransportError) as caught:
        ask(profile, environ)
    return caught.value.layer, caught.value.reason, caught.value.outcome_unknown


def test_a_certificate_of_an_unknown_authority_is_refused(serve, site, certified):
    """The system's trust store decides, and nothing was sent."""
    server = serve(OK, certified())
    assert failure(site(server.url(scheme="https"))) == ("tls", "untrusted", False)
    assert server.requests == []


def test_the_profiles_ca_file_is_trusted(serve, site, certified, ca_file):
    """How an institution's own authority is named."""
    assert ask(site(serve(OK, certified()).url(scheme="https"), ca_file=ca_file)) == b"ok"


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_environments_file_is_trusted(variable, serve, site, certified, ca_file):
    """The variables that every administrator knows."""
    assert ask(site(serve(OK, certified()).url(scheme="https")), {variable: ca_file}) == b"ok"


def test_a_ca_file_replaces_the_environments(serve, site, certified, ca_file, tmp_path):
    """What was written for this site counts."""
    other = tmp_path / "other.pem"
    import trustme

    trustme.CA().cert_pem.write_to_path(str(other))
    server = serve(OK, certified())
    assert ask(site(server.url(scheme="https"), ca_file=ca_file), {"REQUESTS_CA_BUNDLE": str(other)}) == b"ok"
    refused = site(server.url(scheme="https"), ca_file=str(other))
    assert failure(refused, {"REQUESTS_CA_BUNDLE": ca_file}) == ("tls", "untrusted", False)


def test_an_expired_certificate_is_named(serve, site, certified, ca_file):
    """Or our clock is wrong."""
    ended = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    context = certified(not_before=ended - dt.timedelta(days=9), not_after=ended)
    assert failure(site(serve(OK, context).url(scheme="https"), ca_file=ca_file)) == ("tls", "expired", False)


def test_a_certificate_for_another_name_is_named(serve, site, certified, ca_file):
    """Whoever answers is somebody else."""
    server = serve(OK, certified("elsewhere.example"))
    assert failure(site(server.url(scheme="https"), ca_file=ca_file)) == ("tls", "wrong-host", False)


def test_plain_http_where_tls_was_expected_is_no_common_protocol(serve, site, ca_file):
    """Port 80 with https in front."""

    def plain(connection, _):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    server = serve(plain)
    server._read = lambda connection: connection.recv(65536)
    assert failure(site(server.url(scheme="https"), ca_file=ca_file)) == ("tls", "protocol", False)


def test_an_old_tls_version_is_no_common_protocol(serve, site, certified, ca_file, recwarn):
    """A server that speaks 1.1 at most."""
    context = certified()
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    assert failure(site(serve(OK, context).url(scheme="https"), ca_file=ca_file)) == ("tls", "protocol", False)


def test_a_connection_closed_in_the_handshake_is_named(serve, site, ca_file):
    """What a filter does that objects to the name."""
    server = serve(OK)
    server._read = lambda connection: connection.recv(10) and b""
    assert failure(site(server.url(scheme="https"), ca_file=ca_file)) == ("tls", "closed", False)


def test_a_handshake_that_is_never_answered_times_out(serve, site, ca_file):
    """Nothing left us but a greeting."""
    server = serve(OK)
    server._read = lambda connection: server.stopped.wait(5) and b""
    profile = site(server.url(scheme="https"), ca_file=ca_file, timeouts=Timeouts(0.3, 2, 5))
    assert failure(profile) == ("tls", "timeout", False)


@pytest.mark.parametrize("content", ["not a certificate", ""])
def test_a_file_without_certificates_is_said_to_be_one(content, site, tmp_path):
    """With the name under which it was given."""
    path = tmp_path / "empty.pem"
    path.write_text(content)
    with pytest.raises(ProfileError, match=r"ca_file names .* holds no certificates"):
        ask(site("https://127.0.0.1:1/x", ca_file=str(path)))
    with pytest.raises(ProfileError, match=r"SSL_CERT_FILE names .* holds no certificates"):
        tls_context(site("https://127.0.0.1:1/x"), {"SSL_CERT_FILE": str(path)})


def test_verification_is_never_off(site, ca_file):
    """In either kind of context."""
    for profile in (site("https://x.example/"), site("https://x.example/", ca_file=ca_file)):
        context = tls_context(profile, {})
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
