"""Which way a request goes: never through a proxy to this machine, else as the profile, the environment or the system says."""

from __future__ import annotations

import pytest

from cccdiag.client.profile import Timeouts
from cccdiag.client.transport import HttpTransport, Request, proxy_for
from cccdiag.errors import TransportError
from cccdiag.secrets import Secret

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
REMOTE = "http://gateway.example/AcademicGateway"


def failure(profile, environ):
    with HttpTransport(profile, environ) as send, pytest.raises(TransportError) as caught:
        send(Request(profile.endpoint, b"x"))
    return caught.value.layer, caught.value.reason, caught.value.outcome_unknown


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST.", "127.9.9.9", "[::1]"])
@pytest.mark.parametrize("profile_proxy", [None, "http://proxy.example:1"])
def test_this_machine_is_never_asked_through_a_proxy(host, profile_proxy, site):
    """Whoever sets a proxy means the others."""
    profile = site(f"http://{host}:8080/x", proxy=profile_proxy)
    assert proxy_for(profile, {"http_proxy": "http://proxy.example:1", "ALL_PROXY": "http://proxy.example:1"}) is None


def test_a_request_to_this_machine_arrives_whatever_the_environment_says(serve, site):
    """Over a real socket, with a proxy that would take it."""
    server, proxy = serve(OK), serve(OK)
    with HttpTransport(site(server.url()), {"http_proxy": proxy.url("")}) as send:
        assert send(Request(server.url(), b"x")).body == b"ok"
    assert (server.connections, proxy.connections) == (1, 0)


@pytest.mark.parametrize(
    ("environ", "proxy"),
    [
        ({}, None),
        ({"HTTP_PROXY": "http://upper.example:1"}, "http://upper.example:1"),
        ({"HTTP_PROXY": "http://upper.example:1", "http_proxy": "http://lower.example:1"}, "http://lower.example:1"),
        ({"https_proxy": "http://other.example:1"}, None),
        ({"all_proxy": "http://all.example:1"}, "http://all.example:1"),
        ({"http_proxy": "plain.example:3128"}, "http://plain.example:3128"),
        ({"http_proxy": ""}, None),
        ({"http_proxy": "http://p.example:1", "no_proxy": "gateway.example"}, None),
        ({"http_proxy": "http://p.example:1", "NO_PROXY": "other.example, .example"}, None),
        ({"http_proxy": "http://p.example:1", "no_proxy": "*"}, None),
        ({"http_proxy": "http://p.example:1", "no_proxy": "way.example"}, "http://p.example:1"),
    ],
)
def test_the_environment_names_the_proxy_and_its_exceptions(environ, proxy, site):
    """As other programs read it."""
    assert proxy_for(site(REMOTE), environ) == proxy


def test_a_network_can_be_an_exception(site):
    """10.0.0.0/8 is how an institution says 'inside'."""
    environ = {"http_proxy": "http://p.example:1", "no_proxy": "nonsense/99,10.0.0.0/8"}
    assert proxy_for(site("http://10.1.2.3/x"), environ) is None
    assert proxy_for(site("http://11.1.2.3/x"), environ) == "http://p.example:1"


def test_the_profiles_proxy_comes_before_the_environments(site):
    """It was written for this very site."""
    environ = {"http_proxy": "http://other.example:1", "no_proxy": "*"}
    assert proxy_for(site(REMOTE, proxy="mine.example:3128"), environ) == "http://mine.example:3128"


def test_plain_http_is_handed_to_the_proxy_whole(serve, site):
    """The name is the proxy's to look up."""
    proxy = serve(OK)
    with HttpTransport(site(REMOTE, proxy=proxy.url("")), {}) as send:
        assert send(Request(REMOTE, b"x")).body == b"ok"
    assert proxy.requests[0].startswith(b"POST http://gateway.example/AcademicGateway HTTP/1.1\r\n")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login_says_so_and_the_gateway_saw_nothing(scheme, serve, site):
    """407, in an answer or to a CONNECT; the access key is never in a CONNECT."""
    proxy = serve(
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"
    )
    profile = site(f"{scheme}://gateway.example/x", proxy=proxy.url(""))
    assert failure(profile, {}) == ("proxy", "auth-required", False)
    if scheme == "https":
        assert proxy.requests[0].startswith(b"CONNECT gateway.example:443 ")
        assert b"\r\nauthorization" not in proxy.requests[0].lower()


def test_a_login_for_the_proxy_is_sent_to_the_proxy(serve, site):
    """It stands in the proxy's address."""
    proxy = serve(OK)
    Secret("canary-proxy-pw")
    with HttpTransport(site(REMOTE, proxy=proxy.url("").replace("//", "//kim:canary-proxy-pw@")), {}) as send:
        send(Request(REMOTE, b"x"))
    assert b"\r\nProxy-Authorization: Basic a2ltOmNhbmFyeS1wcm94eS1wdw==" in proxy.requests[0]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(b"HTTP/1.1 503 Service Unavailable\r\n\r\n", "error"), (b"", "error"), (b"nonsense\r\n\r\n", "error")],
)
def test_a_tunnel_that_is_not_made_is_the_proxys_failure(answer, reason, serve, site):
    """No byte of the request left us."""

    def once(connection, _):
        connection.sendall(answer)

    proxy = serve(once)
    assert failure(site("https://gateway.example/x", proxy=proxy.url("")), {}) == ("proxy", reason, False)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there_is_named_as_such(scheme, site, serve):
    """And not the gateway."""
    profile = site(f"{scheme}://gateway.example/x", proxy="http://127.0.0.1:1")
    assert failure(profile, {}) == ("proxy", "refused", False)


def test_a_status_of_the_server_itself_is_an_answer(serve, site):
    """407 without a proxy is only a number."""
    server = serve(b"HTTP/1.1 407 Odd\r\nContent-Length: 0\r\n\r\n")
    with HttpTransport(site(server.url()), {}) as send:
        assert send(Request(server.url(), b"x")).status == 407


@pytest.mark.parametrize(
    ("url", "environ", "named"),
    [
        ("http://192.0.2.1:9/x", {"auto_proxy": "http://campus.example/proxy.pac"}, True),
        ("http://192.0.2.1:9/x", {"AUTO_PROXY": "file:///etc/proxy.pac"}, True),
        ("http://192.0.2.1:9/x", {}, False),
        ("http://127.0.0.1:1/x", {"auto_proxy": "http://campus.example/proxy.pac"}, False),
    ],
)
def test_a_proxy_script_is_named_and_not_evaluated(url, environ, named, site):
    """Where the way there is shut and nobody named a proxy, the script may be the reason."""
    with (
        HttpTransport(site(url, timeouts=Timeouts(0.2, 0.2, 0.5)), environ) as send,
        pytest.raises(TransportError) as caught,
    ):
        send(Request(url, b"x"))
    assert caught.value.layer == "tcp"
    assert ("PAC" in str(caught.value)) is named
    assert not named or next(iter(environ.values())) in str(caught.value)
