"""Replies that are none, over real HTTP through the whole client: always one of our errors, soon, and in bounded memory."""

from __future__ import annotations

import subprocess
import sys
import zlib

import pytest

from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Journal
from cccdiag.errors import CccDiagError, ProtocolError, TransportError
from cccdiag.soap import reply
from cccdiag.soap.model import OrderDetail, Reply

WHOLE = reply.write(
    Reply("commitOrderDetail", "DEMO", None, OrderDetail(5, "GRANTED", "terms")), "http://rightsconnect.copyright.com"
)
BOMB = b'<!DOCTYPE a [<!ENTITY a "haha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n > 1 else b"&a;") * 10) for n in range(1, 12)
)
CASES = {
    "html": b"<html><title>Sign in</title></html>",
    "spaces": b" " * 1000,
    "nothing": b"",
    "soap 1.2 without a reply": WHOLE.replace(
        b"schemas.xmlsoap.org/soap/envelope/", b"www.w3.org/2003/05/soap-envelope"
    )[:200],
    "another operation": WHOLE.replace(b"commitOrderDetail", b"cancelOrderDetail"),
    "another result": WHOLE.replace(b"ccc_order_detail", b"ccc_order_header"),
    "entity bomb": BOMB + b"]><a>&a11;</a>",
    "utf-16 cut": WHOLE.decode().encode("utf-16")[:-7],
    "attribute twice": WHOLE.replace(b' id="5"', b' id="5" id="6"'),
    "two documents": WHOLE + WHOLE,
    "a control character": WHOLE.replace(b"terms", b"te\x01rms", 2),
}
MEASURED = """
import re, sys, time
from pathlib import Path
from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Journal
from cccdiag.client.profile import Profile
from cccdiag.errors import CccDiagError
from cccdiag.kb.find import knowledge
client = GatewayClient(Profile("p", sys.argv[1]), knowledge().gateway(), journal=Journal(Path(sys.argv[2])), environ={})
started = time.perf_counter()
try:
    client.call("commitOrderDetail", {"orderDetailId": 5, "username": "u", "password": "p"})
except CccDiagError as error:
    said = getattr(error, "reason", "?")
seconds = time.perf_counter() - started
# ru_maxrss would count what the parent had before this program was loaded.
print(said, re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1], seconds)
"""


def http(body, **headers):
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n" % (len(body), head.encode()) + body


@pytest.mark.parametrize("name", CASES)
def test_a_broken_reply_is_one_of_our_errors_and_its_outcome_unknown(name, serve, site, gateway, tmp_path):
    """With a redacted head; nothing is guessed, and the journal knows."""
    journal = Journal(tmp_path / "j")
    with (
        GatewayClient(site(serve(http(CASES[name])).url()), gateway, journal=journal, environ={}) as client,
        pytest.raises(ProtocolError) as caught,
    ):
        client.call("commitOrderDetail", {"orderDetailId": 5})
    assert len(caught.value.head) <= 300
    assert journal.read().entries[0].outcome == "unknown"


@pytest.mark.parametrize("announced", [True, False])
def test_a_reply_cut_anywhere_is_never_an_answer(announced, serve, site, gateway, tmp_path):
    """At each byte, whether its length was announced or the connection just ended."""
    cut = [0]

    def script(connection, _):
        body = WHOLE[: cut[0]]
        length = b"Content-Length: %d\r\n" % len(WHOLE) if announced else b""
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + body)

    journal = Journal(tmp_path / "j")
    with GatewayClient(site(serve(script).url()), gateway, journal=journal, environ={}) as client:
        for cut[0] in range(0, len(WHOLE), 7):
            with pytest.raises((ProtocolError, TransportError)):
                client.call("commitOrderDetail", {"orderDetailId": 5})
    assert {entry.outcome for entry in journal.read().entries} == {"unknown"}


def endless(piece, times, head=b""):
    def script(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        for _ in range(times):
            connection.sendall(piece)

    return script


def packed(window):
    """200 MB of spaces, without having them."""
    packer = zlib.compressobj(9, wbits=window)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()


FLOODS = {
    "200 MB of text": endless(b"<a>" * 20_000, 3_500),
    "1 GB of spaces": endless(b" " * 1_000_000, 1_000),
    "a gzip bomb": http(packed(31), Content_Encoding="gzip"),
    "a deflate bomb": http(packed(15), Content_Encoding="deflate"),
    "an entity bomb": http(BOMB + b"]><a>&a11;</a>"),
    "four million bytes of tags": http(b"<a>" + b"<b/>" * 190_000 + b"</a>"),
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000,
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is measured in /proc")
@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_costs_no_more_than_160_mb_and_a_moment(name, serve, tmp_path):
    """The whole process, interpreter and libraries included."""
    url = serve(FLOODS[name]).url()
    command = [sys.executable, "-c", MEASURED, url, str(tmp_path / "j")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    said, kilobytes, seconds = ran.stdout.split()
    assert said in ("too-large", "forbidden-xml", "not-soap", "not-http")
    assert int(kilobytes) < 160_000
    assert float(seconds) < 60


def test_nothing_but_our_errors_is_raised(serve, site, gateway, tmp_path):
    """Comments and CDATA are no reason to complain at all."""
    body = WHOLE.replace(b"<right>GRANTED</right>", b"<right><!-- so --><![CDATA[GRANTED]]></right>")
    with GatewayClient(site(serve(http(body)).url()), gateway, journal=Journal(tmp_path / "j"), environ={}) as client:
        try:
            answered = client.call("commitOrderDetail", {"orderDetailId": 5})
        except CccDiagError as error:
            pytest.fail(str(error))
    assert answered.result == OrderDetail(5, "GRANTED", "terms")
