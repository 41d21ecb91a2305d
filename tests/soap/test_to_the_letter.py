"""What stands on the wire and what a refusal says, to the letter: a reader that forgives would hide a writer's slip."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cccdiag.errors import ProtocolError, SoapFault, ValidationError
from cccdiag.soap import reply, request, xml
from cccdiag.soap.head import head
from cccdiag.soap.model import CancelledOrderDetail, CccError, OrderDetail, OrderHeader, Reply, TempOrderDetail, fold
from cccdiag.soap.wsdl_reader import PublishedField, PublishedOperation, drift, read

START = (
    '<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
    '<ns2:xResponse xmlns:ns2="urn:&quot;a&quot;"><ccc_response platform="p" mode="DEMO">'
)
END = "</ccc_response></ns2:xResponse></S:Body></S:Envelope>"
RESPONSE = "<Envelope><Body>{}</Body></Envelope>"


@pytest.mark.parametrize(
    ("result", "written"),
    [
        (None, ""),
        (OrderHeader(7), '<ccc_order_header id="7"></ccc_order_header>'),
        (OrderHeader(None, (("id", "x7"),)), '<ccc_order_header id="x7"></ccc_order_header>'),
        (TempOrderDetail(None), "<ccc_temp_order_detail></ccc_temp_order_detail>"),
        (
            CancelledOrderDetail(8, Decimal("1E+2")),
            '<ccc_cancelled_order_detail id="8"><fee>100</fee></ccc_cancelled_order_detail>',
        ),
        (
            CancelledOrderDetail(8, None, (("fee", "n/a"),)),
            '<ccc_cancelled_order_detail id="8"><fee>n/a</fee></ccc_cancelled_order_detail>',
        ),
        (
            OrderDetail(9, "GRANTED", None, Decimal("1.50"), cancelled=True),
            '<ccc_order_detail invoiced="N" cancelled="Y" id="9"><right>GRANTED</right><fee>1.50</fee></ccc_order_detail>',
        ),
        (
            OrderDetail(9, "DENIED", "ask", None, invoiced=True),
            '<ccc_order_detail invoiced="Y" cancelled="N" id="9"><right>DENIED</right><terms>ask</terms><fee></fee></ccc_order_detail>',
        ),
    ],
)
def test_a_result_stands_on_the_wire_as_the_gateway_writes_it(result, written):
    """Appendices C to I: names in their own letters, attributes in their order, the fee always there where there may be one."""
    assert reply.write(Reply("x", "DEMO", "p", result), 'urn:"a"').decode() == f"{START}{written}{END}"


@pytest.mark.parametrize(
    ("error", "written"),
    [
        (
            CccError("E1", "CCC_200", 2, "no"),
            '<ccc_error id="E1"><error_code>CCC_200</error_code><error_level>2</error_level><error_detail>no</error_detail></ccc_error>',
        ),
        (
            CccError(None, "", None, "", (("error_level", "high"),)),
            "<ccc_error><error_code></error_code><error_level>high</error_level><error_detail></error_detail></ccc_error>",
        ),
        (
            CccError(None, "a"),
            "<ccc_error><error_code>a</error_code><error_detail></error_detail></ccc_error>",
        ),
    ],
)
def test_an_error_stands_on_the_wire_as_the_gateway_writes_it(error, written):
    """Appendix B; a level that was no number is written as it came."""
    assert reply.write(Reply("x", "DEMO", "p", None, (error,)), 'urn:"a"').decode() == f"{START}{written}{END}"


def test_a_fault_is_told_up_to_a_length():
    """A hundred characters of its code, five hundred of its text: whoever wrote more wrote it for nobody."""
    body = RESPONSE.format(f"<Fault><faultcode>{'c' * 101}</faultcode><faultstring>{'s' * 501}</faultstring></Fault>")
    with pytest.raises(SoapFault) as caught:
        reply.read(body.encode())
    assert (caught.value.fault_code, caught.value.fault_string) == ("c" * 100, "s" * 500)


def test_white_space_is_one_blank_for_comparison():
    """Nothing else comes between the words."""
    assert fold(" Public\n\tDOMAIN ") == "public domain"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<Envelope><Body/></Envelope>", "The message has an empty SOAP Body."),
        (b"<Envelope/>", "The message is XML but not SOAP (its root is 'Envelope')."),
        (b"<rss/>", "The message is XML but not SOAP (its root is 'rss')."),
        (b"<html/>", "The message is an HTML page, not SOAP."),
        (b"", "The message is empty."),
        (b"<a>&b;</a>", "The message names an entity that XML does not know."),
        (
            b"<!DOCTYPE a><a/>",
            "The message carries a document type declaration (DOCTYPE), which SOAP forbids; it was not read.",
        ),
        (b"<a>" + b"<b/>" * 200_000 + b"</a>", "The message holds more than 200,000 tags."),
        (b" " * 1_048_577, "The message is larger than 1,048,576 bytes."),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_refused_request_says_why_in_a_sentence(body, sentence):
    """It names what came and no more than that."""
    with pytest.raises(ProtocolError) as caught:
        request.read(body)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "The answer (HTTP 200) is SOAP but holds no ccc_response."),
        ("<a/>", "The answer (HTTP 200) is SOAP but holds no ccc_response."),
        (
            "<a><ccc_response><b/></ccc_response></a>",
            "The answer (HTTP 200) holds a ccc_response with neither a result nor an error.",
        ),
    ],
)
def test_a_refused_answer_says_why_in_a_sentence(body, sentence):
    """With the status that it came with."""
    with pytest.raises(ProtocolError) as caught:
        reply.read(RESPONSE.format(body).encode())
    assert (str(caught.value), caught.value.status) == (sentence, 200)


@pytest.mark.parametrize(
    ("wsdl", "schema", "sentence"),
    [
        (b"<rss/>", None, "The message is XML but not a WSDL (its root is 'rss')."),
        (b"<definitions/>", b"<rss/>", "The message is XML but not a schema (its root is 'rss')."),
    ],
)
def test_a_refused_description_says_why_in_a_sentence(wsdl, schema, sentence):
    """Which of the two it was is plain from what it should have been."""
    with pytest.raises(ProtocolError) as caught:
        read(wsdl, schema)
    assert str(caught.value) == sentence


def test_a_request_that_cannot_be_written_names_its_operation(gateway):
    """A caller that sends several must know which."""
    with pytest.raises(ValidationError) as caught:
        request.write(gateway.operation("cancelOrderDetail"), {"username": "\0"}, "urn:a")
    assert caught.value.operation == "cancelOrderDetail"


NIL = (
    '<e:Envelope xmlns:e="urn:e" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><e:Body><o:ask xmlns:o="urn:o">'
    "<a {}>1</a><b>2<c>3</c>4</b><o:d>5</o:d></o:ask></e:Body></e:Envelope>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("attribute", "absent"),
    [("", False), ('i:nil="true"', True), ('i:nil=" 1 "', True), ('i:nil="0"', False), ('nil="true"', False)],
)
def test_an_element_that_says_it_is_nil_is_absent_in_any_encoding(attribute, absent, encoding):
    """Children's texts are whole; what stands in a namespace is kept beside."""
    incoming = request.read(NIL.format(attribute).encode(encoding))
    assert incoming.values == ({} if absent else {"a": "1"}) | {"b": "234"}
    assert (incoming.operation, incoming.namespace, incoming.dropped) == ("ask", "urn:o", {"d": "5"})


def test_an_attribute_keeps_its_white_space():
    """A parser would make blanks of it; a value of None is no attribute."""
    assert request.attributes((("a", "1\n2\t3\r4"), ("b", None), ("c", "5"))) == ' a="1&#10;2&#9;3&#13;4" c="5"'


def published(schema, *, inside="", port="", location=""):
    return read(
        f"""<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:x="http://www.w3.org/2001/XMLSchema">
        <w:documentation location="read me"/><w:types><x:schema>{schema}</x:schema></w:types>
        <w:message name="m"><w:documentation element="t:other"/>{inside}</w:message>
        <w:portType name="p"><w:documentation name="no operation"/>{port}</w:portType>
        <w:service><w:port>{location}</w:port></w:service></w:definitions>""".encode()
    )


ONE = '<w:operation name="ask">{}<w:input message="t:m"/></w:operation>'
STRING = (PublishedField("a", "string"),)
SEQUENCE = '<x:sequence><x:element name="a" type="x:string"/></x:sequence>'


@pytest.mark.parametrize(
    ("schema", "fields"),
    [
        ("", None),
        ('<x:element name="ask"/>', None),
        (
            f'<x:complexType name="ask">{SEQUENCE}</x:complexType><x:element name="ask" type="t:ask"/>',
            STRING,
        ),
        (
            f'<x:element name="ask"><x:annotation><x:element name="b"/></x:annotation><x:complexType>{SEQUENCE}</x:complexType></x:element>',
            STRING,
        ),
        (
            '<x:element name="ask"><x:complexType><x:all><x:element/></x:all></x:complexType></x:element>',
            (PublishedField("", None),),
        ),
    ],
)
def test_a_schema_is_read_for_types_and_nothing_beside_them(schema, fields):
    """A type may be named like its element, and notes stand anywhere; an element without a name is one without a name."""
    found = published(schema, inside='<w:part element="t:ask"/>', port=ONE.format(""))
    assert found.operations == (PublishedOperation("ask", fields),)


@pytest.mark.parametrize(
    "inside", ["", '<w:part type="t:other"/>', '<w:part element=""/>', '<w:part element="t:ask"/>']
)
def test_an_operation_whose_message_names_no_element_asks_with_its_own_name(inside):
    """As tool kits that publish types without elements write it; a note beside a part or an input names nothing."""
    schema = (
        '<x:element name="ask"><x:complexType><x:element name="a" type="x:string"/></x:complexType></x:element>'
        '<x:element name="None"/><x:element name="other"/>'
    )
    note = '<w:documentation message="t:n"/>'
    assert published(schema, inside=inside, port=ONE.format(note)).operations == (PublishedOperation("ask", STRING),)
    assert published(schema, port='<w:operation name="ask"/>').operations == (PublishedOperation("ask", STRING),)
    assert published(schema, port='<w:operation name="ask"><w:input/></w:operation>').operations == (
        PublishedOperation("ask", STRING),
    )


def test_the_address_is_that_of_an_address(gateway):
    """Whatever else has a location; drift tells all that it saw."""
    found = published("", location='<w:address/><w:address location="http://a"/>')
    assert (found.address, found.namespace, found.schemas) == ("http://a", None, ())
    wsdl = b"""<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:x="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:b">
    <w:types><x:schema><x:element name="new"><x:complexType/></x:element></x:schema></w:types><w:portType>
    <w:operation name="new"/>%s</w:portType></w:definitions>"""
    names = "".join(f'<w:operation name="{operation.name}"/>' for operation in gateway.operations)
    assert drift(read(wsdl % names.encode()), gateway) == (
        "the namespace is urn:b, known is http://rightsconnect.copyright.com",
        *(f"{operation.name} is not described by the schema" for operation in gateway.operations),
        "new is published and not known here",
    )


def test_a_broken_answer_names_its_codes_without_comments():
    """What is read of it is read as carefully as a whole one."""
    body = START + "<ccc_error><error_code>CCC_<!-- not -->200</error_code></ccc_error><ccc_error><error_code>CCC_1"
    with pytest.raises(ProtocolError) as caught:
        reply.read(body.encode(), 503)
    assert (caught.value.reason, caught.value.codes, caught.value.status) == ("truncated", ("CCC_200",), 503)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("a  b\nc (<string>, line 1, column 2)"), "a b c"),
        (ValueError("(<string>) stays here"), "(<string>) stays here"),
        (LookupError(), "LookupError"),
    ],
)
def test_what_the_parser_says_is_told_without_its_name_for_the_text(error, told):
    """An error without words is told by its kind."""
    assert xml._told(error) == told


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"a\0b \x1b[31mc", "a\ufffdb \ufffd[31mc"),
        ("caf\u00e9".encode("utf-16-le"), "c\ufffda\ufffdf\ufffd\ufffd\ufffd"),
        (b"\xff\xfe" + "caf\u00e9".encode("utf-16-le"), "caf\u00e9"),
        (b"\xfe\xff" + "caf\u00e9".encode("utf-16-be"), "caf\u00e9"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "caf\u00e9"),
        (b"a" + b" " * 2000 + b"b" + b" " * 70_000, "a b"),
        (b" " * (65_536 - 1025) + b"ab" + b" " * 1024, "a"),
    ],
)  # fmt: skip
def test_the_beginning_of_a_body_is_shown_as_an_eye_would_see_it(body, shown):
    """By its byte order mark, with a mark for what cannot be shown, and not near the end of what was looked at."""
    assert head(body) == shown


TWICE = (
    '<Envelope><Body><xResponse><ccc_response MODE="no" mode="DEMO" PLATFORM="no" platform="p">'
    '<ccc_order_detail ID="1" id="2" CANCELLED="Y" cancelled="N" INVOICED="Y" invoiced="N">'
    "<RIGHT>no</RIGHT><right>GRANTED</right><TERMS>no</TERMS><terms>ask</terms><FEE>9</FEE><fee>1</fee>"
    "</ccc_order_detail></ccc_response></xResponse></Body></Envelope>"
)


def test_of_two_spellings_the_one_of_the_reference_counts():
    """The other is kept beside it, as anything that nobody asked for (D05)."""
    beside = (("MODE", "no"), ("PLATFORM", "no"))
    unread = (
        *(("ID", "1"), ("CANCELLED", "Y"), ("INVOICED", "Y")),
        *(("RIGHT", "no"), ("TERMS", "no"), ("FEE", "9")),
    )
    detail = OrderDetail(2, "GRANTED", "ask", Decimal(1), cancelled=False, invoiced=False, unread=unread)
    assert reply.read(TWICE.encode()) == Reply("x", "DEMO", "p", detail, (), beside)


@pytest.mark.parametrize(
    ("word", "told", "unread"),
    [
        *((word, True, ()) for word in ("Y", "y", " Yes ", "TRUE", "1")),
        *((word, False, ()) for word in ("N", "n", "No", "false", "0", " ")),
        *((word, False, (("cancelled", word), ("invoiced", word))) for word in ("perhaps", "XXXX", "YN")),
    ],
)
def test_a_flag_is_read_in_every_way_in_which_programs_write_one(word, told, unread):
    """A word that is none of them is kept under the flag's own name."""
    inside = f'<ccc_order_detail id="2" cancelled="{word}" invoiced="{word}"><right>DENIED</right></ccc_order_detail>'
    found = reply.read(RESPONSE.format(f"<ccc_response>{inside}</ccc_response>").encode())
    assert found.result == OrderDetail(2, "DENIED", None, None, cancelled=told, invoiced=told, unread=unread)


def test_numbers_are_read_up_to_forty_characters():
    """Longer ones are kept as they came; what an unfinished detail says beside its id is kept too."""
    inside = '<{0} id="{1}"><fee>{2}</fee></{0}>'
    detail, temporary = "ccc_cancelled_order_detail", "ccc_temp_order_detail"
    asked = {
        inside.format(detail, "7" * 40, "1." + "5" * 38): CancelledOrderDetail(int("7" * 40), Decimal("1." + "5" * 38)),
        inside.format(detail, "7" * 41, "1." + "5" * 39): CancelledOrderDetail(
            None, None, (("id", "7" * 41), ("fee", "1." + "5" * 39))
        ),
        inside.format(temporary, "8", "1"): TempOrderDetail(8, (("fee", "1"),)),
    }
    for body, result in asked.items():
        assert reply.read(RESPONSE.format(f"<ccc_response>{body}</ccc_response>").encode()).result == result


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("", ""),
        ("plain", "plain"),
        ("a b", "a b"),
        ("a&b<c>d\"e'f\rg\nh", "a&amp;b&lt;c&gt;d&quot;e'f&#13;g\nh"),
    ],
)
def test_markup_is_escaped_wherever_it_could_stand(text, escaped):
    """In an element as in an attribute; a line feed is only a line feed."""
    assert request.escape(text) == escaped


def test_a_reply_without_an_operation_is_a_slip_of_the_caller():
    """There is no wrapper to write it in."""
    with pytest.raises(ValueError, match=r"\Aa reply is written for an operation\Z"):
        reply.write(Reply(None, None, None, None), "urn:a")
