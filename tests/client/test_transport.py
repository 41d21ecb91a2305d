"""The transport against real servers: one answer or one named failure, in bounded time and memory."""

from __future__ import annotations

import base64
import datetime as dt
import email.utils
import gzip
import socket
import struct
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from cccdiag.client.profile import Credentials, Timeouts
from cccdiag.client.transport import HttpTransport, Request
from cccdiag.errors import TransportError

KEY, KEY_SECRET = "canary-key-4711", "canary-secret-0815"


def http(body=b"", status="200 OK", **headers):
    """An HTTP answer."""
    lines = {"Content-Length": len(body)} | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def reset(connection):
    """End a connection with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def ask(profile, url=None, environ=None, limit=None, **request):
    options = {} if limit is None else {"limit": limit}
    with HttpTransport(profile, environ or {}, **options) as send:
        return send(Request(profile.endpoint if url is None else url, **({"body": b"<ask/>"} | request)))


def failure(profile, *args, **options):
    with pytest.raises(TransportError) as caught:
        ask(profile, *args, **options)
    error = caught.value
    return (error.layer, error.reason, error.outcome_unknown)


def test_a_request_arrives_as_it_was_written_with_the_key_in_its_header(serve, site):
    """Basic, of key and secret, joined by a colon (reference, appendix J)."""
    server = serve(http(b"<answer/>", X_Mark="7"))
    answer = ask(site(server.url()), headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'})
    assert (answer.status, answer.body, answer.headers["x-mark"], answer.complete) == (200, b"<answer/>", "7", True)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    token = base64.b64encode(f"{KEY}:{KEY_SECRET}".encode())
    assert body == b"<ask/>"
    assert head.startswith(b"POST /AcademicGateway HTTP/1.1\r\n")
    assert b'SOAPAction: ""\r\n' in head
    assert b"\r\nAuthorization: Basic " + token in head


def test_a_key_is_sent_as_it_stands_blanks_and_all(serve, site):
    """A blank at its end is the fault that is looked for."""
    from cccdiag.secrets import Secret

    server = serve(http())
    ask(site(server.url(), credentials=Credentials(access_key=Secret("kay "), access_secret=Secret("s\u00e9cret\n"))))
    token = server.requests[0].split(b"Authorization: Basic ")[1].split(b"\r\n")[0]
    assert base64.b64decode(token).decode() == "kay :s\u00e9cret\n"


def test_the_key_is_for_the_endpoints_own_host_only(serve, site):
    """Another port is another host."""
    server, stranger = serve(http()), serve(http())
    ask(site(server.url()), url=stranger.url())
    assert b"authorization" not in stranger.requests[0].lower()


def test_a_netrc_file_is_not_asked(serve, site, tmp_path, monkeypatch):
    """Requests would let it override the header."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login mallory password canary-netrc\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    server = serve(http())
    ask(site(server.url()))
    ask(site(server.url(), credentials=Credentials()))
    assert base64.b64encode(f"{KEY}:{KEY_SECRET}".encode()) in server.requests[0]
    assert b"authorization" not in server.requests[1].lower()


def test_a_redirect_is_an_answer_and_is_not_followed(serve, site):
    """Nobody else is told who we are."""
    elsewhere = serve(http())
    server = serve(http(status="302 Found", Location=elsewhere.url()))
    assert ask(site(server.url())).status == 302
    assert elsewhere.connections == 0


def test_no_cookie_is_kept(serve, site):
    """One call knows nothing of another."""
    server = serve(http(Set_Cookie="a=b"))
    with HttpTransport(site(server.url()), {}) as send:
        for _ in range(2):
            send(Request(server.url(), b"x"))
    assert b"cookie" not in server.requests[1].lower()
    assert server.connections == 1


def test_a_connection_that_was_closed_meanwhile_is_made_anew(serve, site):
    """A kept connection may end at any time."""

    def once(connection, _):
        connection.sendall(http(b"ok"))

    server = serve(once)
    with HttpTransport(site(server.url()), {}) as send:
        for _ in range(3):
            assert send(Request(server.url(), b"x")).body == b"ok"
            time.sleep(0.05)
    assert server.connections == 3


def test_threads_get_their_own_answers(serve, site):
    """One transport, many callers."""
    server = serve(lambda _, request: http(request.partition(b"\r\n\r\n")[2]))
    with HttpTransport(site(server.url()), {}) as send, ThreadPoolExecutor(8) as pool:
        bodies = [str(number).encode() for number in range(100)]
        answers = pool.map(lambda body: send(Request(server.url(), body)).body, bodies)
        assert list(answers) == bodies


def test_get_sends_no_body(serve, site):
    """For the WSDL."""
    server = serve(http(b"<definitions/>"))
    assert ask(site(server.url()), method="GET", body=b"").body == b"<definitions/>"
    assert server.requests[0].startswith(b"GET ")
    assert b"content-length" not in server.requests[0].lower()


@pytest.mark.parametrize(("hours", "skew"), [(2, 7200), (-1, -3600), (0, 0)])
def test_the_servers_clock_is_compared_with_ours(hours, skew, serve, site):
    """A wrong clock is a cause of TLS trouble that nobody thinks of."""
    date = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours), usegmt=True)
    assert ask(site(serve(http(Date=date)).url())).clock_skew == pytest.approx(skew, abs=3)


@pytest.mark.parametrize("date", [None, "yesterday", "Mon, 99 Foo 0000 00:00:00 GMT"])
def test_a_date_that_is_none_tells_nothing(date, serve, site):
    """And breaks nothing."""
    assert ask(site(serve(http(Date=date)).url())).clock_skew is None


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-GZip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("identity", bytes),
    ],
)
def test_a_packed_answer_is_unpacked(encoding, pack, serve, site):
    """Deflate in both readings of the standard."""
    body = b"<answer>" + b"x" * 5000 + b"</answer>"
    assert ask(site(serve(http(pack(body), Content_Encoding=encoding)).url())).body == body


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http(gzip.compress(b"\0" * 50_000_000, mtime=0), Content_Encoding="gzip"), "too-large"),
        (http(zlib.compress(b"\0" * 50_000_000), Content_Encoding="deflate"), "too-large"),
        (http(b"x" * 2_000_000), "too-large"),
        (http(b"x", Content_Encoding="br"), "bad-encoding"),
        (http(b"x", Content_Encoding="gzip, gzip"), "bad-encoding"),
        (http(b"not gzip", Content_Encoding="gzip"), "bad-encoding"),
        (http(gzip.compress(b"x" * 99, mtime=0)[:-4], Content_Encoding="gzip"), "bad-encoding"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "not-http"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "not-http"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 300 + b"\r\n", "not-http"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "closed"),
        (b"", "closed"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named(answer, reason, serve, site):
    """The request may have done its work, so the outcome is not known."""

    def once(connection, _):
        connection.sendall(answer)

    assert failure(site(serve(once).url()), limit=1_000_000) == ("http", reason, True)


def test_reading_stops_at_the_limit(serve, site):
    """A server that never ends is left alone."""
    sent = []

    def forever(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sent.append(connection.send(b"x" * 65536))

    assert failure(site(serve(forever).url()), limit=1_000_000) == ("http", "too-large", True)
    assert sum(sent) < 20_000_000


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<half>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<half>\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n<half>",
    ],
)
def test_half_an_answer_is_handed_on_as_such(start, serve, site):
    """It may name the code; whether it can be read is for the reader to say."""

    def half(connection, _):
        connection.sendall(start)

    answer = ask(site(serve(half).url()))
    assert (answer.body, answer.complete) == (b"<half>", False)


def test_a_body_that_never_begins_is_a_failure(serve, site):
    """Nothing came of what was announced."""

    def nothing(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")

    assert failure(site(serve(nothing).url())) == ("http", "closed", True)


def test_a_reset_is_told_apart_from_a_closing(serve, site):
    """Firewalls reset."""
    assert failure(site(serve(lambda connection, _: reset(connection)).url())) == ("tcp", "reset", True)


def test_a_reset_in_the_middle_of_the_question_is_a_reset(site):
    """urllib3 passes over an error of sending and then reads an end, which alone would look like a closing."""

    def breaks():
        connection, _ = listening.accept()
        connection.recv(1)
        reset(connection)

    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as other_end:
        other_end.submit(breaks)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert failure(site(address), body=b" " * 32_000_000) == ("tcp", "reset", True)


def test_a_port_where_nobody_listens_refuses(site):
    """No byte left us."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert failure(site(f"http://127.0.0.1:{port}/x")) == ("tcp", "refused", False)


def test_a_host_that_takes_no_connection_times_out(site):
    """A full queue drops what comes, as a firewall does."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(listening.getsockname())
            time.sleep(0.1)
            profile = site(f"http://127.0.0.1:{listening.getsockname()[1]}/x", timeouts=Timeouts(0.3, 30, 60))
            started = time.monotonic()
            assert failure(profile) == ("tcp", "timeout", False)
            assert time.monotonic() - started < 20
        finally:
            for one in waiting:
                one.close()


def test_a_silent_server_times_out_with_the_outcome_unknown(serve, site):
    """The request was sent."""
    server = serve(lambda connection, _: connection.recv(1))
    started = time.monotonic()
    assert failure(site(server.url(), timeouts=Timeouts(30, 0.3, 60))) == ("http", "read-timeout", True)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ids=["status", "header", "body", "chunks"],
)
def test_a_drip_of_single_bytes_ends_at_the_deadline(start, serve, site):
    """No single wait is too long, the whole is."""
    server = serve(lambda connection, _: drip(connection, start))

    def drip(connection, beginning):
        connection.sendall(beginning)
        while not server.stopped.wait(0.03):
            connection.sendall(b"1\r\na\r\n" if b"chunked" in beginning else b"H")

    started = time.monotonic()
    assert failure(site(server.url(), timeouts=Timeouts(30, 30, 0.5))) == ("http", "read-timeout", True)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/x",
        "127.0.0.1/x",
        "http://",
        "http://a..b/",
        "http://[::1/",
        "http://127.0.0.1:99999/",
        "http://*.example/",
        "",
    ],
)
def test_an_address_that_is_none_is_named(url, site):
    """In the words of one list, before anything is sent."""
    assert failure(site("http://127.0.0.1:9/"), url=url) in {
        ("http", "invalid-address", False),
        ("dns", "not-found", False),
    }


@pytest.mark.parametrize(
    ("number", "reason"),
    [(socket.EAI_NONAME, "not-found"), (socket.EAI_AGAIN, "temporary"), (socket.EAI_FAIL, "temporary")],
)
def test_a_name_without_an_address_is_told_from_a_name_server_without_an_answer(number, reason, site, monkeypatch):
    """What the resolver says is all there is to go by; it is the one part of the world that a test cannot have."""

    def look_up(*_, **__):
        raise socket.gaierror(number, "the resolver's word")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert failure(site("http://gateway.example/x")) == ("dns", reason, False)


def test_a_name_server_that_hangs_is_not_waited_for(site, monkeypatch):
    """A lookup cannot be interrupted, so it is left behind."""
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(60) and [])
    started = time.monotonic()
    assert failure(site("http://gateway.example/x", timeouts=Timeouts(0.3, 30, 60))) == ("dns", "temporary", False)
    assert time.monotonic() - started < 20
    release.set()


def test_the_next_address_of_a_host_is_tried(serve, site, monkeypatch):
    """An IPv6 address that leads nowhere does not hide the IPv4 one."""
    server = serve(http(b"ok"))
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 1)),
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", server.port)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert ask(site("http://gateway.example/x")).body == b"ok"


def test_nothing_that_is_raised_or_shown_holds_the_key(serve, site):
    """Not the error, not its causes, not the request."""
    server = serve(lambda connection, _: reset(connection))
    request = Request(server.url(), b"canary-body")
    with HttpTransport(site(server.url()), {}) as send, pytest.raises(TransportError) as caught:
        send(request)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    token = base64.b64encode(f"{KEY}:{KEY_SECRET}".encode()).decode()
    shown = f"{caught.value!r} {caught.value} {request!r} {site(server.url())!r}"
    assert not [secret for secret in (KEY, KEY_SECRET, token, "canary-body", "canary-pass-22") if secret in shown]
