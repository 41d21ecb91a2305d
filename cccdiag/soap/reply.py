"""Replies: read by the client, written by a server. Shape: appendices B to I of the API reference."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import NoReturn

from lxml import etree

from cccdiag.errors import ProtocolError, SoapFault
from cccdiag.soap import xml
from cccdiag.soap.head import masked
from cccdiag.soap.model import (
    ELEMENTS,
    CancelledOrderDetail,
    CccError,
    OrderDetail,
    OrderHeader,
    Reply,
    Result,
    TempOrderDetail,
    element_of,
    fold,
)
from cccdiag.soap.request import ENVELOPE, attributes, body_of, escape, without_illegal

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_LONGEST_NUMBER = 40
_PRICED = (OrderDetail, CancelledOrderDetail)
_START = f'<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="{ENVELOPE}"><S:Body>'
_END = "</S:Body></S:Envelope>"
_YES = ("y", "yes", "true", "1")
_NO = ("n", "no", "false", "0", "")


def read(body: bytes, status: int = 200, limit: int = xml.LIMIT) -> Reply:
    """Read an answer. The body decides, whatever the HTTP status says of it; the status is kept in what is raised.

    Raises:
        SoapFault: the Body holds a Fault.
        ProtocolError: anything else that is not a ``ccc_response`` with a result or an error; ``codes`` of the errors that
            a broken reply still names.
    """
    try:
        content = body_of(xml.parse(body, limit, status), body, status)
    except ProtocolError as error:
        if error.reason in ("truncated", "not-xml"):
            error.codes = tuple(_error(element).code for element in xml.whole_elements(body, "ccc_error"))
        raise
    wrapper = content[0] if len(content) else None
    if wrapper is not None and xml.local(wrapper) == "Fault":
        _raise_fault(wrapper, status)
    response = None if wrapper is None else _response(content, wrapper)
    if wrapper is None or response is None:
        raise xml.refusal("no-response", "is SOAP but holds no ccc_response", body, status)
    return _reply(wrapper, response, body, status)


def _response(content: etree._Element, wrapper: etree._Element) -> etree._Element | None:
    """The first ``ccc_response``, wherever it stands; where it belongs it is found without a look through the whole tree."""
    if len(wrapper) and xml.local(wrapper) != "ccc_response" and xml.local(wrapper[0]) == "ccc_response":
        return wrapper[0]
    return next(content.iter("{*}ccc_response"), None)


def _reply(wrapper: etree._Element, response: etree._Element, body: bytes, status: int) -> Reply:
    members = _Members(response)
    result: Result | None = None
    errors = []
    for child in response:
        name = xml.local(child)
        if name == "ccc_error":
            errors.append(_error(child))
        elif name in ELEMENTS and result is None:
            result = _result(name, child)
        else:
            members.unread.append((name, xml.text(child)))
    if result is None and not errors:
        raise xml.refusal("no-response", "holds a ccc_response with neither a result nor an error", body, status)
    operation = xml.local(wrapper).removesuffix("Response") or None if wrapper is not response else None
    mode, platform = members.attribute("mode"), members.attribute("platform")
    return Reply(operation, mode, platform, result, tuple(errors), members.rest())


class _Members:
    """The attributes and children of one element, taken one by one; what nobody took, or could not be read, is unread."""

    __slots__ = ("_attributes", "_children", "unread")

    def __init__(self, element: etree._Element, *, children: bool = False) -> None:
        self._attributes = xml.attributes(element)
        self._children = xml.texts(element) if children else []
        self.unread: list[tuple[str, str]] = []

    def attribute(self, name: str) -> str | None:
        """The attribute of that name, else the first that differs by capitals only (D05)."""
        return _taken(self._attributes, name)

    def child(self, name: str) -> str | None:
        """The text of the first child of that name."""
        return _taken(self._children, name)

    def whole(self, name: str, value: str | None) -> int | None:
        """The value as a whole number of ASCII digits."""
        digits = (value or "").strip()
        if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER:
            return int(digits)
        self._keep(name, value)
        return None

    def amount(self, name: str, value: str | None) -> Decimal | None:
        """The value as a decimal; an empty one is no amount (D30)."""
        if not value:
            return None
        number = value.strip()
        if _DECIMAL.fullmatch(number) and len(number) <= _LONGEST_NUMBER:
            return Decimal(number)
        self._keep(name, value if number else None)
        return None

    def flag(self, name: str, value: str | None) -> bool:
        """The value as Y or N."""
        if value in ("Y", "N"):
            return value == "Y"
        word = fold(value or "")
        if word not in _YES + _NO:
            self._keep(name, value)
        return word in _YES

    def _keep(self, name: str, value: str | None) -> None:
        if value is not None:
            self.unread.append((name, value))

    def rest(self) -> tuple[tuple[str, str], ...]:
        """All that was not read, in order."""
        return (*self.unread, *self._attributes, *self._children)


def _taken(pairs: list[tuple[str, str]], name: str) -> str | None:
    for pair in pairs:
        if pair[0] == name:
            pairs.remove(pair)
            return pair[1]
    folded = name.casefold()
    for pair in pairs:
        if pair[0].casefold() == folded:
            pairs.remove(pair)
            return pair[1]
    return None


def _result(name: str, element: etree._Element) -> Result:
    members = _Members(element, children=True)
    number = members.whole("id", members.attribute("id"))
    if name == "ccc_order_header":
        return OrderHeader(number, members.rest())
    if name == "ccc_temp_order_detail":
        return TempOrderDetail(number, members.rest())
    fee = members.amount("fee", members.child("fee"))
    if name == "ccc_cancelled_order_detail":
        return CancelledOrderDetail(number, fee, members.rest())
    right, terms = members.child("right") or "", members.child("terms")
    cancelled = members.flag("cancelled", members.attribute("cancelled"))
    invoiced = members.flag("invoiced", members.attribute("invoiced"))
    return OrderDetail(number, right, terms, fee, cancelled, invoiced, members.rest())


def _error(element: etree._Element) -> CccError:
    members = _Members(element, children=True)
    number = members.attribute("id")
    code = (members.child("error_code") or "").strip()
    level = members.whole("error_level", members.child("error_level"))
    return CccError(number, code, level, members.child("error_detail") or "", members.rest())


def _raise_fault(fault: etree._Element, status: int) -> NoReturn:
    """Fault of SOAP 1.1 (faultcode, faultstring) or 1.2 (Code/Value, Reason/Text)."""
    told = {xml.local(child): " ".join(xml.text(child).split()) for child in xml.children(fault)}
    code = told.get("faultcode") or told.get("Code") or "without a code"
    string = told.get("faultstring") or told.get("Reason") or "without a reason"
    raise SoapFault(masked(code)[:100], masked(string)[:500], status=status)


def write(reply: Reply, namespace: str) -> bytes:
    """Write a reply as the gateway does; an id, fee or level that could not be read is written as it came.

    Raises:
        ValueError: a reply without an operation has no wrapper to stand in.
    """
    if reply.operation is None:
        raise ValueError("a reply is written for an operation")
    inside = "" if reply.result is None else _written(reply.result)
    inside += "".join(map(_written_error, reply.errors))
    head = attributes((("platform", reply.platform), ("mode", reply.mode)))
    start, end = _wrapper(reply.operation, namespace)
    return f"{start}<ccc_response{head}>{inside}</ccc_response>{end}".encode()


def write_fault(code: str, string: str) -> bytes:
    """Write a SOAP 1.1 Fault; a ``code`` without a prefix (Client, Server) gets the envelope's."""
    qualified = code if ":" in code else f"S:{code}"
    inside = f"<S:Fault>{_element('faultcode', qualified)}{_element('faultstring', string)}</S:Fault>"
    return f"{_START}{inside}{_END}".encode()


@functools.lru_cache(maxsize=64)
def _wrapper(operation: str, namespace: str) -> tuple[str, str]:
    """What stands before and behind the ``ccc_response`` of an operation."""
    wrapper = f"ns2:{operation}Response"
    return f'{_START}<{wrapper} xmlns:ns2="{escape(namespace)}">', f"</{wrapper}>{_END}"


def _written(result: Result) -> str:
    name, unread = element_of(result), dict(result.unread)
    number = unread.get("id") if result.id is None else str(result.id)
    fee = ""
    if isinstance(result, _PRICED):
        fee = _element("fee", unread.get("fee", "") if result.fee is None else f"{result.fee:f}")
    if isinstance(result, OrderDetail):
        pairs = (("invoiced", "NY"[result.invoiced]), ("cancelled", "NY"[result.cancelled]), ("id", number))
        terms = "" if result.terms is None else _element("terms", result.terms)
        return f"<{name}{attributes(pairs)}>{_element('right', result.right)}{terms}{fee}</{name}>"
    return f"<{name}{attributes((('id', number),))}>{fee}</{name}>"


def _written_error(error: CccError) -> str:
    level = dict(error.unread).get("error_level") if error.level is None else str(error.level)
    children = (("error_code", error.code), ("error_level", level), ("error_detail", error.detail))
    inside = "".join(_element(name, value) for name, value in children if value is not None)
    return f"<ccc_error{attributes((('id', error.id),))}>{inside}</ccc_error>"


def _element(name: str, value: str) -> str:
    return f"<{name}>{escape(without_illegal(value))}</{name}>"
