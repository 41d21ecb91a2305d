"""Requests: written by the client, read by a server. Shape: ``Envelope/Body/{namespace}operation`` with unqualified children.

Most of what a reader spends goes into a tree that a plainly written request does not need: such a one is taken apart where it
stands. Whatever is not just so goes through the one door for XML, :mod:`cccdiag.soap.xml`, and only there something is refused.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from lxml import etree

from cccdiag.errors import ValidationError
from cccdiag.soap import xml
from cccdiag.soap.model import Incoming
from cccdiag.spec.constraints import illegal_character
from cccdiag.spec.model import Operation, Violation

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_INSTANCE_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_LIMIT = 1024 * 1024
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_CHILD = re.compile(r"<((?!xml)[A-Za-z_]\w*)>([^<&\]]*)</\1>", re.ASCII)
_PLAIN_LIMIT = 32 * 1024


def write(operation: Operation, values: Mapping[str, str], namespace: str) -> bytes:
    """Write the request; ``values`` are all its elements in signature order, as :func:`cccdiag.spec.fill` gives them.

    Raises:
        ValidationError: a value holds a character that XML cannot carry.
        ValueError: an element name that is none (a slip of the caller).
    """
    # One look at all of it: a request without a fault, or without anything to escape, is the rule.
    together = "".join(values.values())
    if not together.isprintable() and (violations := illegal_characters(values)):
        raise ValidationError(operation.name, violations)
    texts = values.values() if escape(together) == together else map(escape, values.values())
    return (_frame(operation.name, namespace, tuple(values)) % tuple(texts)).encode()


@functools.lru_cache(maxsize=64)
def _frame(operation: str, namespace: str, names: tuple[str, ...]) -> str:
    """A request with a gap for each value, to be filled with ``%``."""
    if wrong := [name for name in (operation, *names) if not _NAME.fullmatch(name)]:
        raise ValueError(f"not an element name: {wrong[0]!r}")
    children = "".join([f"<{name}>%s</{name}>" for name in names])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="{ENVELOPE}"><S:Body>'
        f'<ns2:{operation} xmlns:ns2="{escape(namespace).replace("%", "%%")}">{children}</ns2:{operation}>'
        "</S:Body></S:Envelope>"
    )


def illegal_characters(values: Mapping[str, str | int | None]) -> list[Violation]:
    """One violation for each value that no XML document can carry, with the place of the first offending character."""
    found = []
    for name, value in values.items():
        if isinstance(value, str) and (reason := illegal_character(value)):
            found.append(Violation("CCC_101", name, f"{name} {reason}."))
    return found


def read(body: bytes, limit: int = _LIMIT) -> Incoming:
    """Read a request as a server does.

    Raises:
        ProtocolError: with a ``reason`` of :data:`cccdiag.soap.model.Reason`; ``not-soap`` also for an empty Body.
    """
    if (plain := _read_plain(body, limit)) is not None:
        return plain
    content = body_of(xml.parse(body, limit), body, None)
    wrapper = next(iter(xml.children(content)), None)
    if wrapper is None:
        raise xml.refusal("not-soap", "has an empty SOAP Body", body, None)
    values: dict[str, str] = {}
    dropped: dict[str, str] = {}
    # Attributes cost more than all else here; where the letters of this one are in no byte of the body, no child has it.
    may_be_nil = b"nil" in body or b"Envelope" not in body
    for child in wrapper:
        name = child.tag
        if not isinstance(name, str) or (may_be_nil and child.get(_INSTANCE_NIL, "").strip() in ("true", "1")):
            continue
        text = xml.text(child) if len(child) else child.text or ""
        if name[0] == "{":
            dropped[name.rpartition("}")[2]] = text
        else:
            values[name] = text
    namespace, _, operation = str(wrapper.tag).rpartition("}")
    return Incoming(operation, values, tuple(dropped), dropped, namespace[1:] or None)


@functools.cache
def _plain_form() -> re.Pattern[str]:
    """How nearly every request is written: no attributes but namespaces, no references, comments or sections, in UTF-8."""
    form = r"""(?:<\?xml[ ]version=(?P<q>["'])1\.0(?P=q)[ ]encoding=(?P=q)(?:UTF|utf)-8(?P=q)\?>\n?)?
    <(?P<s>(?!xml)[A-Za-z][\w-]*):Envelope[ ]xmlns:(?P=s)="http://schemas\.xmlsoap\.org/soap/envelope/">[ \t\r\n]*
    <(?P=s):Body>[ \t\r\n]*
    <(?P<n>(?!xml)[A-Za-z][\w-]*):(?P<operation>[A-Za-z]\w*)[ ]xmlns:(?P=n)="(?P<namespace>http://[\w./-]+)">
    (?P<inside>.*)
    </(?P=n):(?P=operation)>[ \t\r\n]*
    </(?P=s):Body>[ \t\r\n]*
    </(?P=s):Envelope>[ \t\r\n]*"""
    return re.compile(form, re.ASCII | re.DOTALL | re.VERBOSE)


def _read_plain(body: bytes, limit: int) -> Incoming | None:
    """What :func:`read` gives for a plainly written request, in a third of the time; None for any other."""
    if len(body) > min(limit, _PLAIN_LIMIT):
        return None
    try:
        found = _plain_form().fullmatch(body.decode())
    except UnicodeDecodeError:
        return None
    if found is None:
        return None
    # Name and text of one child after the other, and before, between and behind them what is neither.
    parts = _CHILD.split(found["inside"])
    between, names, texts = parts[::3], parts[1::3], parts[2::3]
    # A parser refuses some of what cannot be printed, and changes the ends of lines.
    if "".join(between).strip(" \t\r\n") or not "".join(texts).isprintable():
        return None
    return Incoming(found["operation"], dict(zip(names, texts, strict=True)), namespace=found["namespace"])


def body_of(root: etree._Element, raw: bytes, status: int | None) -> etree._Element:
    """The SOAP Body, whatever the version of SOAP.

    Raises:
        ProtocolError: ``not-soap``.
    """
    if xml.local(root) == "Envelope":
        for child in root:
            if xml.local(child) == "Body":
                return child
    raise xml.refusal("not-soap", f"is XML but not SOAP (its root is {xml.local(root)!r})", raw, status)


def escape(value: str) -> str:
    """The text for an element or an attribute in double quotes.

    A carriage return is written as a reference, since a parser would make a line feed of it.
    """
    if not value or value.isalnum():
        return value
    return (
        value.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("\r", "&#13;")
    )


def without_illegal(value: str) -> str:
    """The text with U+FFFD for every character that XML cannot carry: for a server that must answer something."""
    if not illegal_character(value):
        return value
    return "".join("�" if illegal_character(character) else character for character in value)


def attributes(pairs: Sequence[tuple[str, str | None]]) -> str:
    """Attributes as they stand in a start tag, each with a blank before it; those without a value are left out."""
    told = [
        f' {name}="{value if value.isalnum() else _attribute(value)}"' for name, value in pairs if value is not None
    ]
    return "".join(told)


def _attribute(value: str) -> str:
    return escape(without_illegal(value)).replace("\n", "&#10;").replace("\t", "&#9;")
