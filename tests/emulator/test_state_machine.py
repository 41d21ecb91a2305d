"""Random sequences of operations of two customers, over real HTTP, beside a plain model of the same thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from cccdiag.emulator import Emulator
from cccdiag.emulator.model import RefusedError
from cccdiag.soap.model import CancelledOrderDetail, OrderDetail, OrderHeader, TempOrderDetail

RATE = Decimal("0.25")
LIMIT = 10000
CUSTOMERS = st.sampled_from(["main", "stranger"])
COPIES = st.one_of(st.integers(1, 300), st.sampled_from([LIMIT, LIMIT + 1, 99999]))
PAGES = st.integers(1, 40)


@dataclass
class Ordered:
    """What a detail is, as far as anybody outside can know."""

    owner: str
    header: int
    copies: int
    pages: int
    state: str = "draft"

    @property
    def fee(self) -> Decimal:
        return self.copies * self.pages * RATE


@dataclass
class Model:
    """Headers and details by id; every method says the codes that the gateway must answer."""

    headers: dict[int, str] = field(default_factory=dict)
    details: dict[int, Ordered] = field(default_factory=dict)

    def header_codes(self, owner: str, number: int) -> tuple[str, ...]:
        if number not in self.headers:
            return ("CCC_205",)
        return () if self.headers[number] == owner else ("CCC_201",)

    def detail_codes(self, owner: str, number: int, *, closed_is: str | None = None) -> tuple[str, ...]:
        detail = self.details.get(number)
        if detail is None or detail.state == "draft":
            return ("CCC_206",)
        if detail.owner != owner:
            return ("CCC_201",)
        return (closed_is,) if closed_is and detail.state in ("cancelled", "invoiced") else ()


class LifeOfOrders(RuleBasedStateMachine):
    """Two customers, one gateway."""

    headers = Bundle("headers")
    details = Bundle("details")
    gateway: Emulator
    caller_of = None

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.customers = {name: type(self).caller_of(self.gateway, name) for name in ("main", "stranger")}
        self.drawn: list[int] = []

    def ask(self, owner: str, operation: str, expected: tuple[str, ...], **values):
        answer = self.customers[owner].call(operation, **values)
        assert tuple(error.code for error in answer.errors) == expected
        assert (answer.result is None) == bool(expected)
        return answer.result

    @rule(target=headers, owner=CUSTOMERS)
    def create_header(self, owner):
        number = self.customers[owner].header()
        self.model.headers[number] = owner
        self.drawn.append(number)
        return number

    @rule(target=details, owner=CUSTOMERS, header=st.one_of(headers, st.just(5)), copies=COPIES, pages=PAGES)
    def create_detail(self, owner, header, copies, pages):
        expected = self.model.header_codes(owner, header) or (("CCC_218",) if copies > LIMIT else ())
        values = {"numCopiesStdnts": copies, "fromPage": "1", "toPage": str(pages)}
        answer = self.customers[owner].ordered(header, **values)
        assert tuple(error.code for error in answer.errors) == expected
        if expected:
            return 7
        assert answer.result == TempOrderDetail(answer.result.id)
        self.model.details[answer.result.id] = Ordered(owner, header, copies, pages)
        self.drawn.append(answer.result.id)
        return answer.result.id

    @rule(owner=CUSTOMERS, number=details)
    def commit(self, owner, number):
        detail = self.model.details.get(number)
        if detail is None:
            expected = ("CCC_206",)
        elif detail.owner != owner:
            expected = ("CCC_201",)
        else:
            expected = () if detail.state == "draft" else ("CCC_212",)
        result = self.ask(owner, "commitOrderDetail", expected, orderDetailId=number)
        if result:
            detail.state = "committed"
            self.check(number, result)

    @rule(owner=CUSTOMERS, number=details, copies=COPIES)
    def change_copies(self, owner, number, copies):
        expected = self.model.detail_codes(owner, number, closed_is="CCC_204") or (
            ("CCC_218",) if copies > LIMIT else ()
        )
        result = self.ask(owner, "modifyOrderDetail", expected, orderDetailId=number, numCopiesStdnts=copies)
        if result:
            self.model.details[number].copies = copies
            self.check(number, result)

    @rule(owner=CUSTOMERS, number=details, first=st.integers(1, 20), last=st.integers(1, 20))
    def change_pages(self, owner, number, first, last):
        codes = self.model.detail_codes(owner, number, closed_is="CCC_204")
        pages = {"fromPage": str(first), "toPage": str(last), "numPages": abs(last - first) + 1}
        if last < first and not codes:
            codes = ("CCC_103",)
        elif last < first:
            return
        result = self.ask(owner, "modifyOrderDetail", codes, orderDetailId=number, **pages)
        if result:
            self.model.details[number].pages = pages["numPages"]
            self.check(number, result)

    @rule(owner=CUSTOMERS, number=details)
    def cancel(self, owner, number):
        expected = self.model.detail_codes(owner, number, closed_is="CCC_204")
        result = self.ask(owner, "cancelOrderDetail", expected, orderDetailId=number)
        if result:
            assert result == CancelledOrderDetail(number, Decimal("0.00"))
            self.model.details[number].state = "cancelled"

    @rule(owner=CUSTOMERS, number=details)
    def status(self, owner, number):
        result = self.ask(owner, "checkOrderDetailStatus", self.model.detail_codes(owner, number), orderDetailId=number)
        if result:
            self.check(number, result)

    @rule(owner=CUSTOMERS, number=headers, copies=COPIES)
    def cascade(self, owner, number, copies):
        expected = self.model.header_codes(owner, number) or (("CCC_218",) if copies > LIMIT else ())
        result = self.ask(owner, "modifyOrderHeader", expected, orderHeaderId=number, numCopiesStdnts=copies)
        if result:
            assert result == OrderHeader(number)
            for detail in self.model.details.values():
                if detail.header == number and detail.state in ("draft", "committed"):
                    detail.copies = copies

    @rule(number=details)
    def invoice(self, number):
        detail = self.model.details.get(number)
        if detail and detail.state == "committed":
            self.gateway.invoice(number)
            detail.state = "invoiced"
        else:
            with pytest.raises(RefusedError) as refused:
                self.gateway.invoice(number)
            assert refused.value.code == ("CCC_206" if detail is None or detail.state == "draft" else "CCC_204")

    @invariant()
    def ids_are_drawn_once_and_grow(self):
        assert self.drawn == sorted(set(self.drawn))

    def check(self, number: int, seen: OrderDetail) -> None:
        """The whole answer is what the model says; a fee is never negative."""
        detail = self.model.details[number]
        flags = (detail.state == "cancelled", detail.state == "invoiced")
        assert (seen.id, seen.right, seen.fee, seen.cancelled, seen.invoiced) == (number, "GRANTED", detail.fee, *flags)
        assert seen.fee >= 0

    def teardown(self):
        for number, detail in self.model.details.items():
            if detail.state != "draft":
                self.check(number, self.customers[detail.owner].status(number))


def run_machine(gateway, caller_of):
    machine = type("Bound", (LifeOfOrders,), {"gateway": gateway, "caller_of": staticmethod(caller_of)})
    machine.TestCase.settings = settings(
        max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine.TestCase("runTest").debug()


def test_the_life_cycle_holds_for_any_sequence_of_calls(caller_of):
    """Every answer is the model's: no detail without header, nothing changed after invoice or cancel, ids drawn once."""
    with Emulator() as gateway:
        run_machine(gateway, caller_of)


def test_the_life_cycle_holds_in_a_file(tmp_path, caller_of):
    """The same with a data file, where answers wait for their transaction."""
    with Emulator(data=tmp_path / "orders.sqlite") as gateway:
        run_machine(gateway, caller_of)
