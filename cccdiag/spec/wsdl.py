"""WSDL and XML schema of the gateway as texts, in the shape that JAX-WS publishes: document/literal wrapped, unqualified.

Texts are optional elements, numbers are Java primitives and always present. There are no length or range facets, because the
gateway answers a breach with CCC_101 and CCC_102 and not with a SOAP Fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from cccdiag.spec.model import Field, Gateway, Member, Operation, Result
from cccdiag.spec.names import to_wire

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_ORIGIN = (
    "<!-- Made by cccdiag from CCC's Academic Gateway API Reference 2.2; a reconstruction, not CCC's own file. -->"
)
_XSD = "http://www.w3.org/2001/XMLSchema"
_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
_HTTP = "http://schemas.xmlsoap.org/soap/http"


def wsdl(gateway: Gateway, address: str) -> str:
    """The service description; ``address`` is the endpoint, the schema is imported by its served name beside the WSDL."""
    return "\n".join(_wsdl_lines(gateway, address)) + "\n"


def schema(gateway: Gateway) -> str:
    """The schema of the seven requests and their answers."""
    return "\n".join(_schema_lines(gateway)) + "\n"


def _wsdl_lines(gateway: Gateway, address: str) -> Iterator[str]:
    service, names = gateway.service, [operation.name for operation in gateway.operations]
    namespace = _escape(service.namespace)
    port_type = service.name.removesuffix("Service")
    binding = f"{service.port}Binding"
    yield _HEAD
    yield _ORIGIN
    yield (
        f'<definitions xmlns="{_WSDL}" xmlns:soap="{_SOAP}" xmlns:xsd="{_XSD}" xmlns:tns="{namespace}"'
        f' targetNamespace="{namespace}" name="{_escape(service.name)}">'
    )
    yield "  <types>"
    yield "    <xsd:schema>"
    yield f'      <xsd:import namespace="{namespace}" schemaLocation="{_escape(basename(service.schema_path))}"/>'
    yield "    </xsd:schema>"
    yield "  </types>"
    for name in names:
        for message in (name, f"{name}Response"):
            yield f'  <message name="{message}">'
            yield f'    <part name="parameters" element="tns:{message}"/>'
            yield "  </message>"
    yield f'  <portType name="{port_type}">'
    for name in names:
        yield f'    <operation name="{name}">'
        yield f'      <input message="tns:{name}"/>'
        yield f'      <output message="tns:{name}Response"/>'
        yield "    </operation>"
    yield "  </portType>"
    yield f'  <binding name="{binding}" type="tns:{port_type}">'
    yield f'    <soap:binding transport="{_HTTP}" style="document"/>'
    for name in names:
        yield f'    <operation name="{name}">'
        yield '      <soap:operation soapAction=""/>'
        for direction in ("input", "output"):
            yield f"      <{direction}>"
            yield '        <soap:body use="literal"/>'
            yield f"      </{direction}>"
        yield "    </operation>"
    yield "  </binding>"
    yield f'  <service name="{_escape(service.name)}">'
    yield f'    <port name="{_escape(service.port)}" binding="tns:{binding}">'
    yield f'      <soap:address location="{_escape(address)}"/>'
    yield "    </port>"
    yield "  </service>"
    yield "</definitions>"


def _schema_lines(gateway: Gateway) -> Iterator[str]:
    namespace = _escape(gateway.service.namespace)
    yield _HEAD
    yield _ORIGIN
    yield (
        f'<xs:schema version="1.0" xmlns:xs="{_XSD}" xmlns:tns="{namespace}" targetNamespace="{namespace}"'
        ' elementFormDefault="unqualified" attributeFormDefault="unqualified">'
    )
    for operation in gateway.operations:
        for name in (operation.name, f"{operation.name}Response"):
            yield f'  <xs:element name="{name}" type="tns:{name}"/>'
    for operation in gateway.operations:
        yield from _request(operation, gateway)
        yield f'  <xs:complexType name="{operation.name}Response">'
        yield "    <xs:sequence>"
        yield f"      {_element(gateway.response.element, _type_name(gateway.response), optional=True)}"
        yield "    </xs:sequence>"
        yield "  </xs:complexType>"
    yield from _response(gateway)
    for result in (*gateway.results, gateway.error):
        yield from _result(result, gateway)
    yield "</xs:schema>"


def _request(operation: Operation, gateway: Gateway) -> Iterator[str]:
    yield f'  <xs:complexType name="{operation.name}">'
    yield "    <xs:sequence>"
    for field in operation.fields:
        yield f"      {_parameter(field, gateway)}"
    yield "    </xs:sequence>"
    yield "  </xs:complexType>"


def _parameter(field: Field, gateway: Gateway) -> str:
    kind = gateway.type_of(field)
    return _element(field.name, kind.xsd, optional=kind.kind == "string")


def _response(gateway: Gateway) -> Iterator[str]:
    yield f'  <xs:complexType name="{_type_name(gateway.response).removeprefix("tns:")}">'
    yield "    <xs:sequence>"
    for result in gateway.results:
        yield f"      {_element(result.element, _type_name(result), optional=True)}"
    error = gateway.error
    yield f'      <xs:element name="{error.element}" type="{_type_name(error)}" minOccurs="0" maxOccurs="unbounded"/>'
    yield "    </xs:sequence>"
    yield from _attributes(gateway.response, gateway)
    yield "  </xs:complexType>"


def _result(result: Result, gateway: Gateway) -> Iterator[str]:
    yield f'  <xs:complexType name="{_type_name(result).removeprefix("tns:")}">'
    children = [member for member in result.members if member.place == "element"]
    if children:
        yield "    <xs:sequence>"
        for member in children:
            yield f"      {_element(member.name, _member_type(member, gateway), optional=member.optional)}"
        yield "    </xs:sequence>"
    yield from _attributes(result, gateway)
    yield "  </xs:complexType>"


def _attributes(result: Result, gateway: Gateway) -> Iterator[str]:
    for member in result.members:
        if member.place == "attribute":
            yield f'    <xs:attribute name="{member.name}" type="{_member_type(member, gateway)}"/>'


def _member_type(member: Member, gateway: Gateway) -> str:
    return gateway.types[member.type].xsd


def _type_name(result: Result) -> str:
    return f"tns:{to_wire(result.element)}"


def _element(name: str, type_: str, *, optional: bool) -> str:
    return f'<xs:element name="{name}" type="{type_}"{" minOccurs=" + chr(34) + "0" + chr(34) if optional else ""}/>'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
