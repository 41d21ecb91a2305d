"""What a reply says, as values. Sources: API reference 2.2, sections 2.3 to 8.3 and appendices B to I.

Nothing of a reply is lost: a member whose text is not what its type asks for is None (or False), and its text as written
stands in ``unread``, beside attributes and children that the reference does not name.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import Literal

from cccdiag.records import dataclass

Reason = Literal[
    "empty",  # no body, or nothing but white space
    "html",  # a page for a browser: a login form, a proxy's or a balancer's error page
    "not-xml",  # neither XML nor HTML, or XML with a fault before its end
    "truncated",  # well-formed as far as it goes, then it ends
    "not-soap",  # XML, but no Envelope with a Body
    "no-response",  # SOAP, but without a ccc_response that holds a result or an error
    "too-large",  # more bytes or more elements than any honest message has
    "forbidden-xml",  # a document type declaration: never in SOAP, and the door of entity attacks
    "fault",  # a SOAP Fault (raised as SoapFault)
]

Unread = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OrderHeader:
    """``ccc_order_header``: the answer to createOrderHeader and modifyOrderHeader."""

    id: int | None
    unread: Unread = ()


@dataclass(frozen=True, slots=True)
class TempOrderDetail:
    """``ccc_temp_order_detail``: a detail that is not committed yet; it keeps its id when it is (D68)."""

    id: int | None
    unread: Unread = ()


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """``ccc_order_detail``: the answer to commit, modify and status. ``right`` is the gateway's own text (D28)."""

    id: int | None
    right: str
    terms: str | None = None
    fee: Decimal | None = None
    cancelled: bool = False
    invoiced: bool = False
    unread: Unread = ()


@dataclass(frozen=True, slots=True)
class CancelledOrderDetail:
    """``ccc_cancelled_order_detail``: the answer to cancelOrderDetail."""

    id: int | None
    fee: Decimal | None = None
    unread: Unread = ()


Result = OrderHeader | TempOrderDetail | OrderDetail | CancelledOrderDetail

ELEMENTS: dict[str, type[Result]] = {
    "ccc_order_header": OrderHeader,
    "ccc_temp_order_detail": TempOrderDetail,
    "ccc_order_detail": OrderDetail,
    "ccc_cancelled_order_detail": CancelledOrderDetail,
}

_NAMES = {cls: name for name, cls in ELEMENTS.items()}


def element_of(result: Result) -> str:
    """The element name that stands for a result on the wire."""
    return _NAMES[type(result)]


@dataclass(frozen=True, slots=True)
class CccError:
    """One ``ccc_error``. ``id`` is CCC's reference number for the event, never a code (D32); every child is optional (D60)."""

    id: str | None
    code: str
    level: int | None = None
    detail: str = ""
    unread: Unread = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """One ``ccc_response``: a result, or errors in the gateway's order, or (never documented) both.

    ``operation`` is the wrapper's name without ``Response``; ``mode`` is the gateway's word as written, None if absent (D67).
    """

    operation: str | None
    mode: str | None
    platform: str | None
    result: Result | None
    errors: tuple[CccError, ...] = ()
    unread: Unread = ()

    def has_mode(self, word: str) -> bool:
        """Whether the mode is ``word``, capitals and outer white space aside (D66)."""
        return self.mode is not None and fold(self.mode) == fold(word)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as a server reads it, in the order it came, unknown elements included.

    ``values`` holds the unqualified children, which are the ones JAXB would bind; children in a namespace are named in
    ``qualified`` and their values kept in ``dropped`` (D10). Children marked ``xsi:nil`` count as absent.
    """

    operation: str
    values: dict[str, str]
    qualified: tuple[str, ...] = ()
    dropped: dict[str, str] = field(default_factory=dict)
    namespace: str | None = None


def fold(text: str) -> str:
    """The text for comparison: white space folded to single blanks, capitals ignored."""
    return " ".join(text.split()).casefold()


def same_right(seen: str, word: str) -> bool:
    """Whether a ``right`` on the wire is a documented word, whole or cut at the 30 characters that the reference allows (D28)."""
    return fold(seen) == fold(word) or (len(word) > 30 and fold(seen) == fold(word[:30]))
