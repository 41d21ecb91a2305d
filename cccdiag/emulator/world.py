"""The world that the emulator plays: works, rights, accounts, products, limits and wordings, all of them data.

The dataclasses are the schema of a world's YAML (``knowledge/worlds/default.yaml`` is the documented default). What a world
does not name is ordinary: any other work is GRANTED and costs copies × pages × rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

from cccdiag import facts
from cccdiag.errors import FactError
from cccdiag.kb.find import knowledge
from cccdiag.records import dataclass

MANUAL_ORDER = -1
_CODE = re.compile(r"CCC_[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Right:
    """How one answer about permission is worded and priced."""

    terms: str
    fee: Literal["calculated", "zero", "empty"]


@dataclass(frozen=True, slots=True)
class Change:
    """The right that a work has from the given status check on, counted from one after the commit."""

    right: str
    at_check: int


@dataclass(frozen=True, slots=True)
class Work:
    """A work of the catalogue. ``refuses``: operation → code that this work is always answered with there."""

    name: str
    number: int
    right: str = "GRANTED"
    becomes: Change | None = None
    rate: str | None = None
    invoiced_on_commit: bool = False
    refuses: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in. ``detail_product``: the product that its details belong to, when not the header's."""

    name: str
    on_hold: bool = False
    privileged: bool = True
    detail_product: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Quantities above which the answer is CCC_218."""

    copies: int


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a scene of the emulator is made of. Amounts are decimal texts.

    ``details`` is what ``error_detail`` says for a code, ``situations`` how a reader of ``--describe`` comes to it.
    """

    name: str
    title: str
    rate: str
    cancellation_fee: str
    products: tuple[str, ...]
    limits: Limits
    rights: Mapping[str, Right]
    accounts: tuple[Account, ...]
    works: tuple[Work, ...]
    details: Mapping[str, str]
    situations: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise ValueError(problem)

    def work(self, number: int) -> Work:
        """The work of that number; one that the world does not name is ordinary."""
        named = next((work for work in self.works if work.number == number), None)
        return named or Work(name="manual" if number == MANUAL_ORDER else "ordinary", number=number)

    def work_named(self, name: str) -> Work | None:
        """The listed work of that name, or None."""
        return next((work for work in self.works if work.name == name), None)

    def fee(self, work: Work, right: str, copies: int, pages: int) -> Decimal | None:
        """What an order costs, with two decimals; None where the right has no price (yet)."""
        priced = self.rights[right].fee
        if priced == "empty":
            return None
        if priced == "zero":
            return Decimal("0.00")
        return (Decimal(work.rate or self.rate) * copies * pages).quantize(Decimal("0.01"))

    def _problems(self) -> Iterable[str]:
        yield from _repeated("account", [account.name for account in self.accounts])
        yield from _repeated("work name", [work.name for work in self.works])
        yield from _repeated("work number", [str(work.number) for work in self.works])
        amounts = (self.rate, self.cancellation_fee, *(work.rate for work in self.works if work.rate))
        yield from (f"the amount {a!r} is not a decimal number of zero or more" for a in amounts if not _is_amount(a))
        yield from (f"the product {p!r} does not have three characters" for p in self.products if len(p) != 3)
        if not self.products:
            yield "'products' is empty, so nothing could be ordered"
        if "GRANTED" not in self.rights:
            yield "'rights' does not describe GRANTED, the right of every ordinary work"
        for work in self.works:
            yield from self._problems_of(work)

    def _problems_of(self, work: Work) -> Iterable[str]:
        for right in (work.right, *([work.becomes.right] if work.becomes else [])):
            if right not in self.rights:
                yield f"the work {work.name!r} has the right {right!r}, which 'rights' does not describe"
        for code in work.refuses.values():
            if not _CODE.fullmatch(code):
                yield f"the work {work.name!r} refuses with {code!r}, which is not of the form CCC_nnn"


def _repeated(what: str, names: list[str]) -> Iterable[str]:
    for name in names:
        if names.count(name) > 1:
            yield f"the {what} {name!r} stands here twice"


def _is_amount(text: str) -> bool:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return False
    return amount.is_finite() and amount >= 0


def read(path: Path) -> World:
    """Read a world from its YAML file.

    Raises:
        FactError: with the place, when the file is not a world.
    """
    return facts.build(World, facts.read_yaml(path))


def default() -> World:
    """The documented default world, ``knowledge/worlds/default.yaml``."""
    return facts.build(World, knowledge().document("worlds/default"), "worlds/default")


def check_operations(world: World, operations: Iterable[str]) -> None:
    """Refuse a world whose works refuse operations that do not exist.

    Raises:
        FactError: naming the work and the operation.
    """
    known = set(operations)
    for work in world.works:
        for operation in work.refuses:
            if operation not in known:
                raise FactError(
                    f"world {world.name}", f"the work {work.name!r} refuses the unknown operation {operation!r}"
                )
