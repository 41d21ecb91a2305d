"""The one door through which XML of strangers comes in. Entities, document types, the network and sheer size stay outside."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from lxml import etree

from cccdiag.errors import ProtocolError
from cccdiag.soap.head import decoded, head
from cccdiag.soap.model import Reason

LIMIT = 4 * 1024 * 1024
_HARDENED: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "strip_cdata": True,
}
# lxml lets one thread after the other use it; making one costs as much as a tenth of a reply.
_PARSER = etree.XMLParser(**_HARDENED)
_MOST_TAGS = 200_000
# How nearly every reply begins: nothing that would have to be looked at more closely.
_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[ -=?-~]*\?>)?\s*<(?:[A-Za-z][\w.-]*:)?Envelope[\s>]")
# These two are compiled when they are needed: for what is not plain.
_PROLOGUE = r"(?si)(?:\s|<\?.*?\?>|<!--.*?-->)*(<!DOCTYPE\s+([\w:.-]*)|<([A-Za-z][\w:.-]*))?"
_HTML = r"(?i)html|head|body|title|meta|form|script|center|div|h[1-6]|iframe"


def parse(body: bytes, limit: int = LIMIT, status: int | None = None) -> etree._Element:
    """Parse a document and give its root. Comments and processing instructions are gone; CDATA is text.

    Raises:
        ProtocolError: for everything that is not one well-formed document of bearable size without a document type
            declaration; ``reason`` is a word of :data:`cccdiag.soap.model.Reason`.
    """
    plain = _look_at(body, limit, status)
    try:
        root = etree.fromstring(body, _PARSER)
    except (etree.LxmlError, ValueError, LookupError):
        root = _parsed_again(body, status)
    if plain:
        return root
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        _forbid(body, status)
    return root


def _parsed_again(body: bytes, status: int | None) -> etree._Element:
    """Parse what did not parse in a way that tells an end too early from a fault before it."""
    parser = etree.XMLParser(**_HARDENED)
    try:
        parser.feed(body)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise refusal("not-xml", f"is not well-formed XML: {_told(error)}", body, status) from None
    # The parser asks for more as long as the document could still go on, so an error at its end is an end too early.
    try:
        return parser.close()
    except (etree.LxmlError, ValueError, LookupError) as error:
        if any("UNDECLARED_ENTITY" in entry.type_name for entry in parser.feed_error_log):
            raise refusal("not-xml", "names an entity that XML does not know", body, status) from None
        raise refusal("truncated", f"breaks off: {_told(error)}", body, status) from None


def whole_elements(body: bytes, name: str) -> list[etree._Element]:
    """The elements of that local name that a broken document still holds from start tag to end tag."""
    parser = etree.XMLPullParser(events=("end",), **_HARDENED)
    with contextlib.suppress(etree.LxmlError, ValueError, LookupError):
        parser.feed(body)
    elements: Iterator[Any] = (element for _, element in parser.read_events())
    return [element for element in elements if local(element) == name]


def refusal(reason: Reason, what: str, body: bytes, status: int | None) -> ProtocolError:
    """The error for a body that cannot be taken; ``what`` completes the sentence "The answer …" or "The message …"."""
    subject = f"The answer (HTTP {status})" if status is not None else "The message"
    return ProtocolError(f"{subject} {what}.", status=status, head=head(body), reason=reason)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text(element: etree._Element) -> str:
    """All text in an element, that of its children included, exactly as written."""
    # Without children the text is one: comments and instructions were not kept, and this is four times as fast.
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def attributes(element: etree._Element) -> list[tuple[str, str]]:
    """The attributes in order: their names without namespaces, and their values."""
    pairs: Any = element.items()
    for name, _ in pairs:
        if name[0] == "{":
            return [(name.rpartition("}")[2], value) for name, value in pairs]
    return list(pairs)


def texts(element: etree._Element) -> list[tuple[str, str]]:
    """The child elements in order: their names without namespaces, and their texts."""
    pairs = []
    for child in element:
        name = child.tag
        if isinstance(name, str):
            pairs.append((name.rpartition("}")[2], text(child)))
    return pairs


def children(element: etree._Element) -> list[etree._Element]:
    """The child elements, without anything else that may stand between them."""
    return [child for child in element if isinstance(child.tag, str)]


def _look_at(body: bytes, limit: int, status: int | None) -> bool:
    """Refuse what needs no parser to be recognised, before a parser sees it; say whether the root is the first thing in it."""
    if len(body) > limit:
        raise refusal("too-large", f"is larger than {limit:,} bytes", body, status)
    if len(body) > _MOST_TAGS and body.count(b"<") > _MOST_TAGS:
        raise refusal("too-large", f"holds more than {_MOST_TAGS:,} tags", body, status)
    if _PLAIN.match(body):
        return True
    beginning = decoded(body[:8192])
    if not body.removeprefix(b"\xef\xbb\xbf").strip(b"\0 \t\r\n\xff\xfe"):
        raise refusal("empty", "is empty", body, status)
    start = re.match(_PROLOGUE, beginning)
    assert start is not None
    if re.fullmatch(_HTML, start[2] or start[3] or ""):
        raise refusal("html", "is an HTML page, not SOAP", body, status)
    if start[2] is not None:
        _forbid(body, status)
    return False


def _forbid(body: bytes, status: int | None) -> NoReturn:
    raise refusal(
        "forbidden-xml",
        "carries a document type declaration (DOCTYPE), which SOAP forbids; it was not read",
        body,
        status,
    )


def _told(error: Exception) -> str:
    return re.sub(r"\s*\(<string>.*\)$", "", " ".join(str(error).split())) or type(error).__name__
