"""The service description made from the gateway equals the reconstruction in the reference, and a stranger can use it."""

from pathlib import Path

import pytest
import zeep
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cccdiag import facts, spec

REFERENCE = Path(__file__).parent / "reference"
ADDRESS = "http://127.0.0.1:8080/AcademicGateway"
GATEWAY = spec.load(facts.read_yaml(facts.knowledge_dir() / "gateway.yaml"))
WSDL_SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"


def tree(element):
    """Name, attributes, text and children of an element, without comments, address and place of the schema."""
    attributes = {key: value for key, value in element.attrib.items() if key not in {"location", "schemaLocation"}}
    children = [tree(child) for child in element if isinstance(child.tag, str)]
    text = " ".join("".join(element.xpath("text()")).split())
    return (element.tag, attributes, text, children)


@pytest.fixture
def served(tmp_path):
    """WSDL and schema under the names that the gateway publishes."""
    wsdl = tmp_path / Path(GATEWAY.service.wsdl_path).name
    wsdl.write_text(spec.wsdl.wsdl(GATEWAY, ADDRESS), encoding="utf-8")
    (tmp_path / Path(GATEWAY.service.schema_path).name).write_text(spec.wsdl.schema(GATEWAY), encoding="utf-8")
    return wsdl


def test_the_schema_equals_the_reference():
    """Same elements, types, order and occurrence, written down twice by different hands."""
    ours = etree.fromstring(spec.wsdl.schema(GATEWAY).encode())
    theirs = etree.parse(REFERENCE / "AcademicGateway_schema1.xsd").getroot()
    assert tree(ours) == tree(theirs)


def test_the_wsdl_equals_the_reference():
    """Same messages, port type, binding and service."""
    ours = etree.fromstring(spec.wsdl.wsdl(GATEWAY, ADDRESS).encode())
    theirs = etree.parse(REFERENCE / "AcademicGateway.wsdl").getroot()
    assert tree(ours) == tree(theirs)
    assert ours.nsmap == theirs.nsmap


def test_names_are_those_that_ccc_publishes():
    """AcademicGatewayImplService.wsdl imports AcademicGatewayImplService_schema1.xsd beside it."""
    assert Path(GATEWAY.service.wsdl_path).name == "AcademicGatewayImplService.wsdl"
    root = etree.fromstring(spec.wsdl.wsdl(GATEWAY, ADDRESS).encode())
    imported = root.find(".//{http://www.w3.org/2001/XMLSchema}import")
    assert imported.get("schemaLocation") == "AcademicGatewayImplService_schema1.xsd"
    assert GATEWAY.service.schema_path == "/wsdl/AcademicGatewayImplService_schema1.xsd"


def test_zeep_binds_all_seven_operations(served):
    """A client that we did not write reads both files and finds every operation with its signature."""
    client = zeep.Client(str(served))
    (service,) = client.wsdl.services.values()
    (port,) = service.ports.values()
    assert (service.name, port.name) == (GATEWAY.service.name, GATEWAY.service.port)
    assert port.binding_options["address"] == ADDRESS
    bound = {
        name: [(part, kind.type.name) for part, kind in operation.input.body.type.elements]
        for name, operation in port.binding._operations.items()
    }
    assert bound == {
        operation.name: [(f.name, GATEWAY.type_of(f).xsd.removeprefix("xs:")) for f in operation.fields]
        for operation in GATEWAY.operations
    }


def test_zeep_writes_what_the_client_fills(served):
    """A filled request passes through zeep unchanged: unqualified children in signature order."""
    client = zeep.Client(str(served))
    for operation in GATEWAY.operations:
        sent = spec.fill(operation, {"orderHeaderId": 1, "orderDetailId": 2, "cccWorkInst": 3}, _tolerant())
        numbers = {f.name for f in operation.fields if GATEWAY.type_of(f).kind == "integer"}
        sent = {name: text or ("0" if name in numbers else "") for name, text in sent.items()}
        message = client.create_message(client.service, operation.name, **sent)
        body = message.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")[0]
        assert body.tag == f"{{{GATEWAY.service.namespace}}}{operation.name}"
        assert [(child.tag, child.text or "") for child in body] == list(sent.items())


def _tolerant():
    return spec.reading(GATEWAY, "tolerant")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_any_address_is_carried_unharmed(address):
    """An address with quotes, brackets or ampersands stays itself and breaks nothing."""
    root = etree.fromstring(spec.wsdl.wsdl(GATEWAY, address).encode())
    assert root.find(f".//{WSDL_SOAP}address").get("location") == address


def test_the_texts_say_where_they_come_from():
    """Nobody takes a reconstruction for CCC's own file; the encoding is declared."""
    for text in (spec.wsdl.wsdl(GATEWAY, ADDRESS), spec.wsdl.schema(GATEWAY)):
        first, second, *_ = text.splitlines()
        assert first == '<?xml version="1.0" encoding="UTF-8"?>'
        assert "a reconstruction, not CCC's own file" in second
        assert text.endswith(">\n")
        assert not text.endswith("\n\n")


def test_a_new_field_is_in_the_schema_by_itself():
    """An operation, a field or a member more needs gateway.yaml and nothing else."""
    import dataclasses

    operation = GATEWAY.operations[3]
    field = dataclasses.replace(operation.fields[0], name="reason")
    wider = dataclasses.replace(operation, fields=(*operation.fields, field))
    gateway = dataclasses.replace(GATEWAY, operations=(*GATEWAY.operations[:3], wider))
    schema = spec.wsdl.schema(gateway)
    assert schema.count('<xs:element name="reason" type="xs:string" minOccurs="0"/>') == 1
    assert "modifyOrderDetail" not in schema
