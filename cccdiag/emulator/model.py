"""What the emulator keeps: headers and details, as values. Their fields carry wire names, as ``gateway.yaml`` lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from cccdiag.records import dataclass


class RefusedError(Exception):
    """An order is refused: raised where it is noticed, turned into a ``ccc_error`` once, at the edge.

    ``detail`` is a sentence of its own for this refusal; None means the world's sentence for the code.
    """

    def __init__(self, code: str, detail: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Header:
    """An order header. ``account`` is the name of an account of the world, never a username."""

    id: int
    account: str
    product: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Detail:
    """An order detail from draft to the end. ``right``, ``fee`` and ``checks`` mean something once it is committed."""

    id: int
    header_id: int
    account: str
    fields: Mapping[str, str]
    right: str = ""
    fee: Decimal | None = None
    committed: bool = False
    cancelled: bool = False
    invoiced: bool = False
    checks: int = 0

    @property
    def closed(self) -> bool:
        """Whether it can neither be changed nor cancelled any more."""
        return self.cancelled or self.invoiced


class Store(Protocol):
    """Where headers and details are kept. Headers and details draw their ids from one counter; an id is never given twice."""

    def next_id(self) -> int:
        """Draw an id for a header or a detail."""

    def header(self, number: int) -> Header | None:
        """The header of that id."""

    def detail(self, number: int) -> Detail | None:
        """The detail of that id, draft or not."""

    def details_of(self, header_id: int) -> Sequence[Detail]:
        """All details of a header, in the order of their ids."""

    def save_header(self, header: Header) -> None:
        """Keep a header, new or changed."""

    def save_detail(self, detail: Detail) -> None:
        """Keep a detail, new or changed."""
