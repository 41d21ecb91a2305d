"""A published WSDL 1.1 and its schema, read for what matters: operations, their fields in order, and their types.

Not a WSDL interpreter: it follows portType → operation → message → element → complexType → sequence, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from cccdiag.records import dataclass
from cccdiag.soap import xml
from cccdiag.spec.model import Field, Gateway, Operation

_SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
_MOST_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class PublishedField:
    """A child element of a request; ``type`` is its XML Schema type without prefix (``string``), None if it has no name."""

    name: str
    type: str | None


@dataclass(frozen=True, slots=True)
class PublishedOperation:
    """An operation of the portType; ``fields`` is None when no schema told them."""

    name: str
    fields: tuple[PublishedField, ...] | None


@dataclass(frozen=True, slots=True)
class Published:
    """What a WSDL publishes. ``address`` is the endpoint that it names; ``schemas`` are the schema files that it imports."""

    namespace: str | None
    address: str | None
    operations: tuple[PublishedOperation, ...]
    schemas: tuple[str, ...] = ()

    def operation(self, name: str) -> PublishedOperation | None:
        """The published operation of that name, or None."""
        return next((operation for operation in self.operations if operation.name == name), None)


def read(wsdl: bytes, schema: bytes | None = None) -> Published:
    """Read a WSDL, and the schema that it imports if that was fetched too; schemas inside the WSDL count as well.

    Raises:
        ProtocolError: either is not what it should be.
    """
    root = xml.parse(wsdl)
    if xml.local(root) != "definitions":
        raise xml.refusal("not-soap", f"is XML but not a WSDL (its root is {xml.local(root)!r})", wsdl, None)
    schemas = list(root.iter(f"{_SCHEMA}schema"))
    locations = [found for one in schemas for found in _locations(one)]
    if schema is not None:
        outside = xml.parse(schema)
        if xml.local(outside) != "schema":
            raise xml.refusal("not-soap", f"is XML but not a schema (its root is {xml.local(outside)!r})", schema, None)
        schemas.append(outside)
    fields = _Schemas(schemas)
    operations = tuple(PublishedOperation(name, fields.of(element)) for name, element in _requests(root).items())
    address = next((str(one.get("location")) for one in root.iter("{*}address") if one.get("location")), None)
    return Published(root.get("targetNamespace"), address, operations, tuple(locations))


def drift(published: Published, gateway: Gateway) -> tuple[str, ...]:
    """Where the published description differs from what we know, operation by operation and field by field, as sentences."""
    told: list[str] = []
    if published.namespace not in (None, gateway.service.namespace):
        told.append(f"the namespace is {published.namespace}, known is {gateway.service.namespace}")
    described = any(operation.fields is not None for operation in published.operations)
    for operation in gateway.operations:
        theirs = published.operation(operation.name)
        if theirs is None:
            told.append(f"{operation.name} is not published")
        elif theirs.fields is None:
            told += [f"{operation.name} is not described by the schema"] if described else []
        else:
            told += _field_drift(operation, theirs.fields, gateway)
    strangers = [theirs.name for theirs in published.operations if gateway.operation(theirs.name) is None]
    return (*told, *(f"{name} is published and not known here" for name in strangers))


def _field_drift(operation: Operation, theirs: tuple[PublishedField, ...], gateway: Gateway) -> Iterator[str]:
    left = {field.name: field for field in theirs}
    same_order = []
    for ours in operation.fields:
        name = next((name for name in (ours.name, *ours.aliases) if name in left), None)
        if name is None:
            yield f"{operation.name}: {ours.name} is not published"
            continue
        seen = left.pop(name)
        same_order.append(name)
        if name != ours.name:
            yield f"{operation.name}: {ours.name} is published as {name}"
        if seen.type is not None and seen.type != _known_type(ours, gateway):
            yield f"{operation.name}: {name} is published as {seen.type}, known as {_known_type(ours, gateway)}"
    for name in left:
        yield f"{operation.name}: {name} is published and not known here"
    published_order = [field.name for field in theirs if field.name in same_order]
    if published_order != same_order:
        yield f"{operation.name}: the fields stand in another order: {', '.join(published_order)}"


def _known_type(field: Field, gateway: Gateway) -> str:
    return _bare(gateway.type_of(field).xsd)


def _requests(root: etree._Element) -> dict[str, str]:
    """Operation → its request element: by way of its message, else of the operation's own name."""
    elements = {
        str(message.get("name")): _bare(str(part.get("element", "")))
        for message in root.iterchildren("{*}message")
        for part in message.iterchildren("{*}part")
    }
    found: dict[str, str] = {}
    for port in root.iter("{*}portType"):
        for operation in port.iterchildren("{*}operation"):
            name = str(operation.get("name"))
            messages = [_bare(str(one.get("message", ""))) for one in operation.iterchildren("{*}input")]
            found.setdefault(name, next((elements[m] for m in messages if elements.get(m)), name))
    return found


class _Schemas:
    """All schemas at hand, asked for the fields of an element."""

    def __init__(self, schemas: list[etree._Element]) -> None:
        self._elements = {str(e.get("name")): e for s in schemas for e in s.iterchildren(f"{_SCHEMA}element")}
        self._types = {str(t.get("name")): t for s in schemas for t in s.iterchildren(f"{_SCHEMA}complexType")}

    def of(self, name: str) -> tuple[PublishedField, ...] | None:
        """The fields in order, or None if no schema declares the element."""
        element = self._elements.get(name)
        if element is None:
            return None
        kind = self._types.get(_bare(element.get("type", "")))
        if kind is None:
            kind = next(element.iterchildren(f"{_SCHEMA}complexType"), None)
        if kind is None:
            return None
        return tuple(self._field(one) for one in _fields(kind))

    @staticmethod
    def _field(element: etree._Element) -> PublishedField:
        referred = element.get("name") or _bare(element.get("ref", ""))
        kind = element.get("type")
        return PublishedField(str(referred), _bare(kind) if kind else None)


def _fields(kind: etree._Element) -> Iterator[etree._Element]:
    """The element declarations of a type, in order, not those of types within them."""
    waiting = list(kind.iterchildren("*"))
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        one = waiting.pop(0)
        if xml.local(one) == "element":
            yield one
        else:
            waiting = [*one.iterchildren("*"), *waiting]


def _locations(schema: etree._Element) -> Iterator[str]:
    for name in ("import", "include"):
        for one in schema.iterchildren(f"{_SCHEMA}{name}"):
            if location := one.get("schemaLocation"):
                yield str(location)


def _bare(qualified: str) -> str:
    return qualified.rpartition(":")[2]
