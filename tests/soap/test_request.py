"""Requests: one shape, every element, in signature order; what a server reads is what a client wrote."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from cccdiag.errors import ProtocolError, ValidationError
from cccdiag.soap import request
from cccdiag.soap.model import Incoming
from cccdiag.spec.model import Violation

NAMESPACE = "http://rightsconnect.copyright.com"
OPERATIONS = [
    "createOrderHeader",
    "modifyOrderHeader",
    "createOrderDetail",
    "commitOrderDetail",
    "modifyOrderDetail",
    "cancelOrderDetail",
    "checkOrderDetailStatus",
]
legal = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r<&>")
)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_request_has_the_shape_of_the_wire(name, gateway):
    """Envelope, Body, the operation in the namespace, its children unqualified and in signature order (D09, D10)."""
    operation = gateway.operation(name)
    root = etree.fromstring(request.write(operation, {field.name: "x" for field in operation.fields}, NAMESPACE))
    body = root[0]
    assert [root.tag, body.tag, body[0].tag] == [
        f"{{{request.ENVELOPE}}}Envelope",
        f"{{{request.ENVELOPE}}}Body",
        f"{{{NAMESPACE}}}{name}",
    ]
    assert [child.tag for child in body[0]] == [field.name for field in operation.fields]


@given(values=st.lists(legal, min_size=3, max_size=3))
def test_what_is_written_is_read(values, gateway):
    """Any text that XML can carry arrives as it was, carriage returns included: nothing is mended on the way."""
    operation = gateway.operation("cancelOrderDetail")
    given_values = dict(zip(("username", "password", "orderDetailId"), values, strict=True))
    assert request.read(request.write(operation, given_values, NAMESPACE)) == Incoming(
        "cancelOrderDetail", given_values, namespace=NAMESPACE
    )


PIECES = [
    b"<", b">", b"&", b"/", b":", b"]]>", b"\r", b"\n", b"\t", b"\x0b", b"\x00", b"\x7f", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbf\xbe",
    b"\xed\xa0\x80", b"\xff", b"\xc3\xa9", b"\xf0\x9f\x98\x80", b"xml", b"'", b'"', b" ", b"<a/>", b"<a>x</a>", b"<S:a>x</S:a>", b"<xml>x</xml>",
    b"<a><b>x</b></a>", b"<![CDATA[x]]>", b"&amp;", b"&#65;", b"S", b"n", b"S:", b"0", b"%",
]  # fmt: skip
PLAIN = (
    b"""<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>"""
    b"""<n:cancelOrderDetail xmlns:n="http://rightsconnect.copyright.com"><username>u</username><password></password>"""
    b"""<orderDetailId>1</orderDetailId></n:cancelOrderDetail></S:Body></S:Envelope>"""
)


@settings(max_examples=200)
@given(
    place=st.integers(0, len(PLAIN)),
    gone=st.sampled_from([0, 0, 1, 2, 5]),
    piece=st.sampled_from(PIECES),
    pretty=st.sampled_from([b"><", b">\n  <", b"> \r\n\t<", b">\x0c<"]),
)
@example(place=len(PLAIN), gone=0, piece=b"", pretty=b"><")
def test_a_comment_changes_nothing(place, gone, piece, pretty):
    """What is plainly written is read in another way than anything else, and with the same outcome: values or refusal."""
    body = (PLAIN[:place] + piece + PLAIN[place + gone :]).replace(b"><", pretty)
    commented = body.replace(b"</S:Body>", b"<!-- a comment --></S:Body>", 1)
    assume(commented != body)
    assert _outcome(body) == _outcome(commented)


def _outcome(body: bytes) -> Incoming | str:
    try:
        return request.read(body)
    except ProtocolError as error:
        return error.reason


def test_a_percent_sign_is_a_letter_like_any_other(gateway):
    """In a value and in a namespace."""
    values = {"username": "%s", "password": "100 %", "orderDetailId": "%(x)d"}
    body = request.write(gateway.operation("cancelOrderDetail"), values, "urn:%20x")
    assert request.read(body) == Incoming("cancelOrderDetail", values, namespace="urn:%20x")


def test_a_character_that_xml_cannot_carry_is_a_violation_and_never_a_crash(gateway):
    """All of them are told at once."""
    values = {"username": "a\x00", "password": "ok", "orderDetailId": "\ud800"}
    with pytest.raises(ValidationError) as caught:
        request.write(gateway.operation("cancelOrderDetail"), values, NAMESPACE)
    assert [(v.code, v.field) for v in caught.value.violations] == [
        ("CCC_101", "username"),
        ("CCC_101", "orderDetailId"),
    ]
    assert "U+0000 at position 2" in caught.value.violations[0].detail
    assert isinstance(caught.value.violations[0], Violation)


def test_an_element_name_is_never_markup(gateway):
    """Names come from the spec; anything else is a slip."""
    with pytest.raises(ValueError, match="not an element name"):
        request.write(gateway.operation("cancelOrderDetail"), {"a><b": "1"}, NAMESPACE)


def test_a_server_reads_unqualified_children_and_names_the_others():
    """D10: JAXB would drop children in the namespace; the emulator must be able to say so."""
    body = (
        b'<S:Envelope xmlns:S="s"><S:Header/><S:Body><o:commitOrderDetail xmlns:o="urn:o" '
        b'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><novelty>1</novelty><o:username>u</o:username>'
        b'<password i:nil="true"/><orderDetailId> 5 </orderDetailId><orderDetailId>6</orderDetailId>'
        b"</o:commitOrderDetail></S:Body></S:Envelope>"
    )
    assert request.read(body) == Incoming(
        "commitOrderDetail", {"novelty": "1", "orderDetailId": "6"}, ("username",), {"username": "u"}, "urn:o"
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"username=x&password=y", "not-xml"),
        (b"<Envelope><Body>", "truncated"),
        (b"<Envelope><Body/></Envelope>", "not-soap"),
        (b"<order/>", "not-soap"),
        (b"<Envelope><Body><a>" + b"x" * 1_100_000 + b"</a></Body></Envelope>", "too-large"),
        (b"<!DOCTYPE x []><Envelope><Body><a/></Body></Envelope>", "forbidden-xml"),
    ],
)
def test_what_is_no_request_is_refused_with_a_word(body, reason):
    """The same list as for replies."""
    with pytest.raises(ProtocolError) as caught:
        request.read(body)
    assert caught.value.reason == reason
    assert "answer" not in str(caught.value)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_request_or_a_protocol_error(body):
    """A server stays up."""
    with pytest.raises(ProtocolError):
        request.read(body)
