"""A published WSDL: read for operations and fields, compared with ours one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.errors import ProtocolError
from cccdiag.soap.wsdl_reader import Published, PublishedField, PublishedOperation, drift, read
from cccdiag.spec import wsdl

ADDRESS = "http://127.0.0.1:8080/AcademicGateway"


@pytest.fixture(scope="module")
def described(gateway):
    return wsdl.wsdl(gateway, ADDRESS).encode(), wsdl.schema(gateway).encode()


def test_what_we_publish_is_read_back_without_drift(described, gateway):
    """Every operation, every field in order, every type."""
    published = read(*described)
    assert (published.namespace, published.address) == (gateway.service.namespace, ADDRESS)
    assert [operation.name for operation in published.operations] == [
        operation.name for operation in gateway.operations
    ]
    commit = (
        PublishedField("username", "string"),
        PublishedField("password", "string"),
        PublishedField("orderDetailId", "long"),
    )
    assert published.operation("commitOrderDetail") == PublishedOperation("commitOrderDetail", commit)
    assert drift(published, gateway) == ()


def test_a_wsdl_without_its_schema_tells_operations_only(described, gateway):
    """What is not known is not drift."""
    published = read(described[0])
    assert {operation.fields for operation in published.operations} == {None}
    assert drift(published, gateway) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name="prdAbrv"', 'name="prdAbv"', ("createOrderHeader: prdAbrv is published as prdAbv",)),
        ('name="enteredBy"', 'name="typedBy"', (
            "createOrderHeader: enteredBy is not published",
            "createOrderHeader: typedBy is published and not known here",
            "modifyOrderHeader: enteredBy is not published",
            "modifyOrderHeader: typedBy is published and not known here",
        )),
        ('name="stdnum" type="xs:string"', 'name="stdnum" type="xs:int"', ("createOrderDetail: stdnum is published as int, known as string",)),
        ('name="cancelOrderDetail"', 'name="undoOrderDetail"', ("cancelOrderDetail is not described by the schema",)),
    ],
)  # fmt: skip
def test_drift_of_the_schema_is_told_field_by_field(old, new, told, described, gateway):
    """D01: the WSDL wins where names are in doubt."""
    schema = described[1].decode()
    assert old in schema
    assert drift(read(described[0], schema.replace(old, new).encode()), gateway) == told


def test_drift_of_operations_and_namespace_is_told(gateway):
    """A gateway that grew, shrank or moved."""
    published = Published("urn:new", None, (PublishedOperation("reviseOrder", None),))
    told = drift(published, gateway)
    assert told[0] == "the namespace is urn:new, known is http://rightsconnect.copyright.com"
    assert "createOrderHeader is not published" in told
    assert told[-1] == "reviseOrder is published and not known here"


def test_another_order_of_the_same_fields_is_told(described, gateway):
    """D09: the order differs between operations and matters."""
    published = read(*described)
    fields = published.operation("commitOrderDetail").fields
    turned = tuple(
        PublishedOperation(o.name, fields[::-1]) if o.name == "commitOrderDetail" else o for o in published.operations
    )
    assert drift(Published(None, None, turned), gateway) == (
        "commitOrderDetail: the fields stand in another order: orderDetailId, password, username",
    )


def test_a_schema_inside_the_wsdl_and_types_inside_elements_are_read():
    """As other tool kits write them."""
    body = b"""<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:x="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a">
    <w:types><x:schema><x:include schemaLocation="more.xsd"/><x:element name="ask"><x:complexType><x:all><x:element name="a" type="x:int"/>
    <x:element ref="t:b"/></x:all></x:complexType></x:element></x:schema></w:types>
    <w:message name="m"><w:part name="p" element="t:ask"/></w:message>
    <w:portType name="p"><w:operation name="question"><w:input message="t:m"/></w:operation></w:portType></w:definitions>"""
    fields = (PublishedField("a", "int"), PublishedField("b", None))
    assert read(body) == Published("urn:a", None, (PublishedOperation("question", fields),), ("more.xsd",))


@pytest.mark.parametrize(
    ("described_by", "schema", "reason"),
    [
        (b"<html><body>Not found</body></html>", None, "html"),
        (b"<rss/>", None, "not-soap"),
        (b"", None, "empty"),
        (b"<definitions/>", b"<rss/>", "not-soap"),
        (b"<definitions/>", b"<schema", "truncated"),
    ],
)
def test_what_is_no_description_is_refused_with_a_word(described_by, schema, reason):
    """A web server's error page is not a WSDL."""
    with pytest.raises(ProtocolError) as caught:
        read(described_by, schema)
    assert caught.value.reason == reason


@given(data=st.data())
def test_a_mangled_description_is_read_or_refused(data, described):
    """Never anything else."""
    text = bytearray(described[1])
    at = data.draw(st.integers(0, len(text)))
    text[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=10))
    try:
        published = read(described[0], bytes(text))
    except ProtocolError:
        return
    assert len(published.operations) == 7
