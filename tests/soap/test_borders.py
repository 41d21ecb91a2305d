"""Where one rule ends and the next begins: lengths that just fit, declarations that come late, faults that we write ourselves."""

from __future__ import annotations

import pytest
from lxml import etree

from cccdiag.errors import ProtocolError, SoapFault
from cccdiag.soap import reply, xml
from cccdiag.soap.head import head
from cccdiag.soap.model import same_right
from cccdiag.soap.request import ENVELOPE
from cccdiag.soap.wsdl_reader import PublishedField, read

WINDOW = 65_536
DESCRIPTION = """<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:x="http://www.w3.org/2001/XMLSchema">
<w:types><x:schema>{schema}</x:schema></w:types><w:message name="m"><w:part name="p" element="ask"/></w:message>
<w:portType name="p"><w:operation name="ask"><w:input message="m"/></w:operation></w:portType></w:definitions>"""


def described(schema):
    return read(DESCRIPTION.format(schema=schema).encode())


@pytest.mark.parametrize(
    ("code", "written"), [("Client", "S:Client"), ("Server", "S:Server"), ("wsse:FailedCheck", "wsse:FailedCheck")]
)
def test_a_fault_that_we_write_is_a_fault_to_who_reads_it(code, written):
    """In the envelope's namespace, its code with the envelope's prefix unless it brings one; nothing else stands in the Body."""
    body = reply.write_fault(code, "no <such> thing")
    with pytest.raises(SoapFault) as caught:
        reply.read(body, 500)
    assert (caught.value.fault_code, caught.value.fault_string, caught.value.status) == (
        written,
        "no <such> thing",
        500,
    )
    (fault,) = etree.fromstring(body)[0]
    assert (fault.tag, fault.nsmap["S"]) == (f"{{{ENVELOPE}}}Fault", ENVELOPE)
    assert [(child.tag, child.text) for child in fault] == [
        ("faultcode", written),
        ("faultstring", "no <such> thing"),
    ]
    assert "".join(etree.fromstring(body)[0].itertext()) == f"{written}no <such> thing"


def test_a_body_as_long_as_the_window_is_shown_to_its_end():
    """Only where something was cut off is the neighbourhood of the cut left out."""
    assert head(b" " * (WINDOW - 5) + b"words") == "words"
    assert head(b" " * (WINDOW - 5) + b"words and more") == ""


def test_three_hundred_characters_are_shown_as_they_are():
    """One more, and the last is a sign that something is missing."""
    assert head(b"x" * 300) == "x" * 300
    assert head(b"x" * 301) == "x" * 299 + "…"


def test_a_word_of_thirty_one_letters_may_be_cut_at_thirty():
    """D28; one of thirty has nothing to lose."""
    word = "x" * 30 + "y"
    assert [same_right(word[:length], word) for length in (29, 30, 31)] == [False, True, True]


@pytest.mark.parametrize("external", ["", ' SYSTEM "http://127.0.0.1:9/a.dtd"'])
def test_a_declaration_behind_a_long_comment_is_refused_too(external):
    """The look at the beginning of a message ends somewhere; the declaration may come later."""
    with pytest.raises(ProtocolError) as caught:
        xml.parse(f"<!--{'x' * 20_000}--><!DOCTYPE a{external}><a/>".encode())
    assert caught.value.reason == "forbidden-xml"


def test_an_element_without_a_type_tells_no_fields():
    """It is not described; that is something else than an element without fields."""
    assert described('<x:element name="ask"/>').operations[0].fields is None
    assert described('<x:element name="ask"><x:complexType/></x:element>').operations[0].fields == ()


def test_an_import_without_a_place_is_no_schema_to_fetch():
    """It names a namespace that is known anyway."""
    schema = '<x:import namespace="urn:b"/><x:include schemaLocation="a.xsd"/><x:import schemaLocation="b.xsd"/>'
    assert described(schema).schemas == ("b.xsd", "a.xsd")


def test_a_type_without_end_is_read_so_far():
    """Ten thousand steps are more than any description has."""
    many = "".join(f'<x:element name="f{number}" type="x:int"/>' for number in range(10_500))
    fields = described(f'<x:element name="ask"><x:complexType>{many}</x:complexType></x:element>').operations[0].fields
    assert fields == tuple(PublishedField(f"f{number}", "int") for number in range(10_000))


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b" \r\n", "The answer (HTTP 502) is empty."),
        (b"<!doctype html><p>x", "The answer (HTTP 502) is an HTML page, not SOAP."),
        (b"<rss/>", "The answer (HTTP 502) is XML but not SOAP (its root is 'rss')."),
        (b"<Envelope/>", "The answer (HTTP 502) is XML but not SOAP (its root is 'Envelope')."),
        (b"<Envelope><Body><x/></Body></Envelope>", "The answer (HTTP 502) is SOAP but holds no ccc_response."),
        (
            b"<Envelope><Body><x><ccc_response/></x></Body></Envelope>",
            "The answer (HTTP 502) holds a ccc_response with neither a result nor an error.",
        ),
        (b"<a>&x;</a>", "The answer (HTTP 502) names an entity that XML does not know."),
        (
            b"<!DOCTYPE a><a/>",
            "The answer (HTTP 502) carries a document type declaration (DOCTYPE), which SOAP forbids; it was not read.",
        ),
        (b"<a>" * 200_001, "The answer (HTTP 502) holds more than 200,000 tags."),
        (b"<" + b"a" * 4_194_304, "The answer (HTTP 502) is larger than 4,194,304 bytes."),
    ],
)  # fmt: skip
def test_a_refusal_is_a_sentence_that_tells_what_came(body, sentence):
    """With the status, because a person has to find the answer in a log."""
    with pytest.raises(ProtocolError) as caught:
        reply.read(body, 502)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("body", "begins", "tells"),
    [
        (b"<a></b>", "The message is not well-formed XML: ", "mismatch"),
        (b"<a><b></b>", "The message breaks off: ", "line 1"),
    ],
)
def test_the_parsers_own_words_are_passed_on(body, begins, tells):
    """Without the name that it gives to texts."""
    with pytest.raises(ProtocolError) as caught:
        xml.parse(body)
    assert str(caught.value).startswith(begins)
    assert tells in str(caught.value)
    assert "<string>" not in str(caught.value)
