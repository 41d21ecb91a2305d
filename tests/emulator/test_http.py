"""HTTP as a stranger meets it: doors, documents, and requests that no client should send."""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import socket
import threading
import urllib.request
import zlib
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import InputError, SoapFault
from cccdiag.soap import reply

BOMB = b'<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><b>&b;</b>'
EXTERNAL = b'<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/hostname">]><b>&a;</b>'


def spoken(gateway, data: bytes, timeout=10) -> bytes:
    """What the server says to raw bytes until it hangs up."""
    address = urlsplit(gateway.endpoint)
    with socket.create_connection((address.hostname, address.port), timeout=timeout) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while part := connection.recv(65536):
            received += part
    return received


def fault_of(customer, body: bytes, **headers) -> SoapFault:
    status, _, answer = customer.raw(body, headers=headers)
    assert status == 500, answer
    with pytest.raises(SoapFault) as fault:
        reply.read(answer, status)
    return fault.value


def test_it_answers_as_soon_as_it_is_given(caller_of):
    """Ready means ready: the first request is served, on a free port of loopback."""
    with Emulator(port=0) as gateway:
        assert urlsplit(gateway.endpoint).hostname == "127.0.0.1"
        assert caller_of(gateway).header() > 0


def test_nothing_is_left_after_it_stops(caller_of):
    """No thread lives on and the port is free again."""
    before = threading.active_count()
    with Emulator() as gateway:
        address = urlsplit(gateway.endpoint)
        caller_of(gateway).header()
        idle = socket.create_connection((address.hostname, address.port))
    idle.close()
    assert threading.active_count() == before
    with Emulator(port=address.port) as again:
        assert urlsplit(again.endpoint).port == address.port


def test_a_port_in_use_is_one_sentence():
    """The second server on a port is refused before it starts."""
    told = r"cannot listen on 127.0.0.1 port \d+.*try another --port"
    with Emulator() as gateway, pytest.raises(InputError, match=told):
        Emulator(port=urlsplit(gateway.endpoint).port).__enter__()


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Basic", "Basic !!!", "Bearer abc", "Basic " + base64.b64encode(b"key:secret").decode(), "Basic é"],
)
def test_a_wrong_key_gets_401_and_no_soap(customer, authorization):
    """Missing or wrong access key and secret: 401, a challenge, an empty body (D59)."""
    status, headers, body = customer.raw(
        customer.envelope("commitOrderDetail"), headers={"Authorization": authorization}
    )
    assert (status, body) == (401, b"")
    assert headers["WWW-Authenticate"].startswith("Basic ")


def test_the_access_lock_comes_before_the_xml(customer):
    """Who has no key does not even learn that the request is no XML."""
    assert customer.raw(b"not xml", headers={"Authorization": None})[0] == 401
    assert customer.raw(b"not xml")[0] == 500


def test_the_wsdl_and_its_schema_are_served_with_the_real_address(gateway, customer):
    """The WSDL names the address where this emulator answers, and imports the schema beside it."""
    status, headers, body = customer.raw(None, "GET", gateway.wsdl, {"Authorization": None})
    assert (status, headers.get_content_type()) == (200, "text/xml")
    assert f'location="{gateway.endpoint}"'.encode() in body
    schema = gateway.wsdl.removesuffix(".wsdl") + "_schema1.xsd"
    assert urlsplit(schema).path.rpartition("/")[2].encode() in body
    status, _, body = customer.raw(None, "GET", schema, {"Authorization": None})
    assert (status, b"<xs:schema" in body) == (200, True)


@pytest.mark.parametrize("document", [".wsdl", "_schema1.xsd"])
def test_who_has_the_description_is_told_that_it_did_not_change(gateway, customer, document):
    """By the mark that came with it, alone, among others or weak; any other mark gets the whole document."""
    url = gateway.wsdl.removesuffix(".wsdl") + document
    _, headers, whole = customer.raw(None, "GET", url, {"Authorization": None})
    mark = headers["ETag"]
    for had in (mark, f'"other", W/{mark}', "*"):
        status, told, body = customer.raw(None, "GET", url, {"Authorization": None, "If-None-Match": had})
        assert (status, told["ETag"], body) == (304, mark, b"")
    status, _, body = customer.raw(None, "GET", url, {"Authorization": None, "If-None-Match": '"other"'})
    assert (status, body) == (200, whole)


@pytest.mark.parametrize(
    ("method", "path", "answered"),
    [
        ("GET", "/AcademicGateway", (405, "POST")),
        ("PUT", "/AcademicGateway", (405, "POST")),
        ("OPTIONS", "/AcademicGateway", (405, "POST")),
        ("POST", "/wsdl/AcademicGatewayImplService.wsdl", (405, "GET, HEAD")),
        ("GET", "/nothing", (404, None)),
        ("GET", "/../../etc/passwd", (404, None)),
        ("GET", "/wsdl/%2e%2e/%2e%2e/etc/passwd", (404, None)),
        ("POST", "/academicgateway", (404, None)),
        ("HEAD", "/wsdl/AcademicGatewayImplService.wsdl", (200, None)),
    ],
)
def test_other_doors_are_closed_in_one_sentence(gateway, method, path, answered):
    """404 and 405 say in one line what there is."""
    address = urlsplit(gateway.endpoint)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert (answer.status, answer.headers["Allow"]) == answered
    assert body.count(b"\n") == (answer.status != 200)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "no body"),
        (b"plain text", "not well-formed"),
        (b"\x00" * 100, "no body"),
        (b'{"json": true}', "not well-formed"),
        (b"<html><body>hello</body></html>", "HTML"),
        (b"<order/>", "no SOAP envelope"),
        (BOMB, "document type"),
        (EXTERNAL, "document type"),
        (b"<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body>", "middle"),
        (
            b"<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body/></S:Envelope>",
            "no SOAP envelope with",
        ),
        (b"<a b='1' b='2'/>", "not well-formed"),
        (b"<a>\xff\xfe</a>", "not well-formed"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_soap_gets_a_fault(customer, body, told):
    """HTTP 500 with a SOAP Fault of the client's, which says what was wrong (D78)."""
    fault = fault_of(customer, body)
    assert fault.fault_code == "S:Client"
    assert told in fault.fault_string


def test_an_unknown_operation_gets_a_fault_that_names_them_all(customer):
    """The Fault tells what there is; so it does for the right operation in the wrong namespace."""
    envelope = customer.envelope("commitOrderDetail", orderDetailId=1)
    told = fault_of(customer, envelope.replace(b"commitOrderDetail", b"deleteEverything")).fault_string
    assert "deleteEverything" in told
    assert "checkOrderDetailStatus" in told
    namespace = fault_of(customer, envelope.replace(b"rightsconnect.copyright", b"elsewhere.example")).fault_string
    assert "namespace http://rightsconnect.copyright.com" in namespace


def test_qualified_children_are_not_seen(customer):
    """JAXB drops children in a namespace, so everything is missing (D10); the log says why."""
    envelope = customer.envelope("commitOrderDetail", orderDetailId=1)
    qualified = envelope
    for name in (b"username", b"password", b"orderDetailId"):
        qualified = qualified.replace(b"<" + name, b"<ns2:" + name).replace(b"</" + name, b"</ns2:" + name)
    codes = [error.code for error in customer.posted(qualified).errors]
    assert codes == ["CCC_100", "CCC_100", "CCC_101"]
    assert "namespace" in (customer.gateway.exchanges()[-1].note or "")


def test_any_prefix_and_any_order_will_do(customer):
    """Prefixes are free, and so is the order of children (D09)."""
    envelope = customer.envelope("commitOrderDetail", orderDetailId=customer.draft())
    envelope = envelope.replace(b"S:", b"soapenv:").replace(b"xmlns:S", b"xmlns:soapenv").replace(b"ns2:", b"q0:")
    envelope = envelope.replace(b"xmlns:ns2", b"xmlns:q0")
    assert customer.posted(envelope).errors == ()


def test_soap_1_2_is_refused_in_its_own_way(customer):
    """By content type 415, by namespace a Fault of version mismatch."""
    envelope = customer.envelope("commitOrderDetail", orderDetailId=1)
    assert customer.raw(envelope, headers={"Content-Type": "application/soap+xml"})[0] == 415
    newer = envelope.replace(b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope")
    assert fault_of(customer, newer).fault_code == "S:VersionMismatch"


def test_attachments_are_refused_in_one_sentence(customer):
    """A client that wraps its envelope in MIME (MTOM, SwA) is told so: the gateway's service description knows none."""
    body = b"--b\r\nContent-Type: application/xop+xml\r\n\r\n" + customer.envelope("commitOrderDetail", orderDetailId=1)
    headers = {"Content-Type": 'multipart/related; type="application/xop+xml"; boundary="b"'}
    status, _, said = customer.raw(body + b"\r\n--b--\r\n", headers=headers)
    assert (status, said) == (415, b"This service takes no attachments (MTOM, SwA): send text/xml alone.\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "iso-8859-1", "utf-8-sig"])
def test_other_encodings_are_read(customer, encoding):
    """What the XML declares (or its byte order mark) counts."""
    text = customer.envelope("modifyOrderHeader", orderHeaderId=customer.header(), courseName="Café").decode()
    declared = {"utf-16-le": "UTF-16LE"}.get(encoding, encoding.removesuffix("-sig").upper())
    body = text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)
    assert customer.posted(body).errors == ()


@pytest.mark.parametrize(
    ("charset", "encoding", "told"),
    [
        ("iso-8859-1", "iso-8859-1", "Caf\xe9"),
        ('"Windows-1252"', "cp1252", "Caf\xe9 \u20ac"),
        ("utf-8", "utf-8", "Caf\xe9 \u20ac"),
        ("iso-8859-1", "utf-8-sig", "Caf\xe9 \u20ac"),
        ("utf-8", "utf-16", "Caf\xe9 \u20ac"),
        ("klingon", "utf-8", "Caf\xe9"),
    ],
)
def test_an_encoding_that_only_the_header_names_is_heeded(customer, charset, encoding, told):
    """RFC 7303: a mark at the beginning comes first, then the header; a name that nobody knows says nothing."""
    number = customer.header()
    envelope = customer.envelope("modifyOrderHeader", orderHeaderId=number, courseName=told).decode()
    body = envelope.partition("?>")[2].encode(encoding)
    status, _, answer = customer.raw(body, headers={"Content-Type": f"text/xml;Charset={charset}"})
    assert reply.read(answer, status).errors == ()
    latest = json.loads(customer.raw(None, "GET", customer.gateway.control)[2])["orders"]["latest"]
    assert next(header["course"] for header in latest if header["id"] == number) == told


def test_a_body_that_is_not_in_the_encoding_of_its_header_is_a_fault(customer):
    """Byte 81 is no letter of Windows-1252, and no UTF-8 either."""
    body = customer.envelope("commitOrderDetail", orderDetailId=1).partition(b"?>")[2].replace(b"1<", b"\x81<")
    fault = fault_of(customer, body, **{"Content-Type": "text/xml; charset=windows-1252"})
    assert "The request is not well-formed XML." in str(fault)


def test_ten_thousand_elements_are_answered(customer):
    """Elements that no operation has are ignored, however many they are."""
    envelope = customer.envelope("commitOrderDetail", orderDetailId=customer.draft())
    stuffed = envelope.replace(b"</ns2:commitOrderDetail>", b"<x/>" * 10_000 + b"</ns2:commitOrderDetail>")
    assert customer.posted(stuffed).errors == ()


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_one_mebibyte_is_413_and_the_sender_hears_it(customer, chunked):
    """The body is read to its end, so that the answer arrives; the server goes on."""
    body = b"x" * (5 * 1024 * 1024)
    status, _, said = customer.raw(iter([body]) if chunked else body)
    assert (status, said) == (413, b"The body of a request may have 1 MiB.\n")
    assert customer.header()


@pytest.mark.parametrize(
    ("encoding", "compress", "status"),
    [
        ("gzip", gzip.compress, 200),
        ("gzip", lambda data: gzip.compress(data[:99]) + gzip.compress(data[99:]), 200),
        ("gzip", lambda data: gzip.compress(b"") * 1000 + gzip.compress(data), 400),
        ("deflate", zlib.compress, 200),
        ("deflate", lambda data: zlib.compress(data)[2:-4], 200),
        ("identity", bytes, 200),
        ("br", bytes, 415),
        ("gzip", bytes, 400),
        ("gzip", lambda data: gzip.compress(data)[:-9], 400),
        ("gzip", lambda data: gzip.compress(b"x" * (2 * 1024 * 1024)), 413),
    ],
)
def test_compressed_bodies(customer, encoding, compress, status):
    """Both gzip and deflate are read up to 1 MiB of plain text, anything else is 415."""
    envelope = customer.envelope("commitOrderDetail", orderDetailId=1)
    assert customer.raw(compress(envelope), headers={"Content-Encoding": encoding})[0] == status


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST /AcademicGateway HTTP/2.0\r\nHost: x\r\n\r\n", b"505"),
        (b"POST /AcademicGateway HTTP/3.7\r\nHost: x\r\n\r\n", b"400"),
        (b"hello\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), b"400"),
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nx: " + b"a" * 40_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nx: " + b"a" * 400_000, b"431"),
        (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 101 + b"\r\n", b"431"),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"GET /x HTTP/1.0\r\n\r\n", b"404"),
        (b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"404"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_odd_http_is_answered_and_the_server_goes_on(gateway, customer, request_, status):
    """Heads over 32 KiB or 100 headers, other versions, TLS on the plain port: an answer, and business as usual."""
    received = spoken(gateway, request_)
    assert received.split(b" ", 2)[1] == status
    assert customer.header()


def test_pipelined_requests_are_answered_in_order(gateway, customer):
    """Two requests in one packet get two answers."""
    get = f"GET {urlsplit(gateway.wsdl).path} HTTP/1.1\r\nHost: x\r\n"
    received = spoken(gateway, f"{get}\r\n{get}Connection: close\r\n\r\n".encode())
    assert received.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_who_has_said_all_and_hangs_up_its_half_still_hears_every_answer(gateway, customer, count):
    """The end of what a client says may come in the same moment as its last request; an order that was made is answered."""
    body = customer.envelope("commitOrderDetail", orderDetailId=1)
    head = (
        f"POST {urlsplit(gateway.endpoint).path} HTTP/1.1\r\nHost: x\r\nAuthorization: {customer.authorization()}\r\n"
    )
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    for _ in range(5):
        assert spoken(gateway, request * count).count(b"HTTP/1.1 200") == count


def test_a_slow_sender_does_not_keep_others_waiting(gateway, customer):
    """Twenty half-sent requests stand open while others are served."""
    address = urlsplit(gateway.endpoint)
    slow = [socket.create_connection((address.hostname, address.port)) for _ in range(20)]
    try:
        for connection in slow:
            connection.sendall(b"POST /AcademicGateway HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nslow")
        assert customer.header()
    finally:
        for connection in slow:
            connection.close()


def test_java_style_upgrade_requests_are_answered(customer):
    """Java's own HTTP client offers HTTP/2 with each request; the offer is passed over."""
    headers = {
        "Connection": "Upgrade, HTTP2-Settings",
        "Upgrade": "h2c",
        "HTTP2-Settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    }
    body = customer.envelope("commitOrderDetail", orderDetailId=customer.draft())
    assert customer.raw(body, headers=headers)[0] == 200


def test_expect_continue_is_honoured(customer):
    """A client that asks before it sends a huge body hears 413 at once, without having sent it."""
    address = urlsplit(customer.gateway.endpoint)
    head = f"POST {address.path} HTTP/1.1\r\nHost: x\r\nAuthorization: {customer.authorization()}\r\nExpect: 100-continue\r\n"
    assert spoken(customer.gateway, f"{head}Content-Length: 5000000\r\n\r\n".encode()).startswith(b"HTTP/1.1 413")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 2000), junk=st.binary(max_size=40), keep=st.booleans())
def test_every_body_gets_an_answer(customer, cut, junk, keep):
    """Whatever happens to a request's body, the answer is SOAP: a reply or a Fault, never silence."""
    envelope = customer.envelope("createOrderDetail", orderHeaderId=1)
    cut %= len(envelope)
    body = envelope[:cut] + junk + (envelope[cut:] if keep else b"")
    status, headers, answer = customer.raw(body)
    assert (status, headers.get_content_type()) in ((200, "text/xml"), (500, "text/xml"))
    assert answer.endswith(b"</S:Envelope>")


def test_the_log_names_no_secret_and_no_value(gateway, customer):
    """A line of the log says what happened and holds nothing of what was sent."""
    customer.header(courseName="Remarkable Course")
    lines = "\n".join(exchange.line() for exchange in gateway.exchanges())
    assert "createOrderHeader 200 id" in lines
    for value in (customer.username, gateway.password, gateway.access_key, gateway.access_secret):
        assert value.reveal() not in lines
    assert "Remarkable" not in lines


def test_the_documents_can_be_fetched_by_any_client(gateway):
    """urllib, with its own headers."""
    with urllib.request.urlopen(gateway.wsdl, timeout=10) as answer:
        assert json.dumps(answer.status) == "200"


def test_a_hang_ends_when_the_client_has_hung_up():
    """Who gave up waiting leaves no open connection behind in the gateway."""
    with Emulator(faults=[Fault(hang=True)]) as gateway:
        head = f"POST {urlsplit(gateway.endpoint).path} HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n"
        assert spoken(gateway, head.encode() + b"<a/>") == b""
