"""The desk where a request becomes an order, or a refusal: read, judge, let in, carry out, reply.

The order of refusals is that of D61 and D62: all faults of form together (100 to 103, as in Appendix I), then the login (200), then
what :mod:`cccdiag.emulator.orders` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from cccdiag import spec
from cccdiag.emulator.credentials import Doors
from cccdiag.emulator.model import RefusedError
from cccdiag.emulator.orders import Orders
from cccdiag.emulator.world import World
from cccdiag.errors import ProtocolError
from cccdiag.records import dataclass
from cccdiag.soap import reply, request
from cccdiag.soap.model import CccError, Incoming, OrderDetail, Reply, Result
from cccdiag.spec.model import Gateway, Operation, Reading, Violation

PLATFORM = "rightsconnect"
_BANNERED = ("DEMO", "LOCAL")
_UNREADABLE = {
    "empty": "The request has no body; a SOAP envelope was expected.",
    "html": "The request is an HTML page; a SOAP envelope was expected.",
    "truncated": "The request ends in the middle of its XML.",
    "not-soap": "The request is XML, but no SOAP envelope with an operation in its Body.",
    "too-large": "The request has more elements than any order.",
    "forbidden-xml": "The request carries a document type declaration, which SOAP forbids.",
}
_SOAP_1_2 = b"http://www.w3.org/2003/05/soap-envelope"


class UnreadableError(Exception):
    """The request is no call of an operation; the answer is a SOAP Fault."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class ErrorIds(Protocol):
    """Who numbers the errors."""

    def next_error_id(self) -> int:
        """Draw an id for a ``ccc_error`` (D32)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that names an operation, with what was supplied by field name and everything that is wrong with its form."""

    operation: Operation
    texts: dict[str, str]
    violations: tuple[Violation, ...]
    incoming: Incoming


class Desk:
    """Knows the gateway, the world and who may come in; knows neither HTTP nor SQLite."""

    def __init__(
        self,
        *,
        gateway: Gateway,
        reading: Reading,
        world: World,
        doors: Doors,
        orders: Orders,
        error_ids: ErrorIds,
        products: Sequence[str],
        mode: str | None,
    ) -> None:
        self._gateway = gateway
        self._reading = reading
        self._world = world
        self._doors = doors
        self._orders = orders
        self._error_ids = error_ids
        self._products = frozenset(products)
        self._operations = {operation.name: operation for operation in gateway.operations}
        self._mode = mode

    def read(self, body: bytes) -> Call:
        """Read and judge the form of a request.

        Raises:
            UnreadableError: it is not a call of one of the operations.
        """
        if body.find(_SOAP_1_2, 0, 1024) >= 0:
            raise UnreadableError("VersionMismatch", "This service speaks SOAP 1.1; the request is SOAP 1.2.")
        try:
            incoming = request.read(body)
        except ProtocolError as error:
            text = _UNREADABLE.get(error.reason, "The request is not well-formed XML.")
            raise UnreadableError("Client", text) from error
        operation = self._operations.get(incoming.operation)
        if operation is None or incoming.namespace != self._gateway.service.namespace:
            raise UnreadableError("Client", self._no_such_operation(incoming))
        given = spec.sort(operation, incoming.values, self._reading)
        violations = spec.judge(operation, given, self._reading, self._gateway)
        product = given.texts.get("prdAbrv")
        if product is not None and product not in self._products:
            violations = self._with_product(operation, violations)
        return Call(operation, given.texts, tuple(violations), incoming)

    def answer(self, call: Call) -> Reply:
        """Carry out a call, or refuse it with every reason that its kind of refusal collects."""
        if call.violations:
            return self.refusal(call, ((violation.code, violation.detail) for violation in call.violations))
        account = self._doors.account(call.texts["username"], call.texts["password"])
        if account is None:
            return self.refusal(call, [("CCC_200", None)])
        try:
            return self._reply(call, self._orders.perform(call.operation.name, account, call.texts))
        except RefusedError as refused:
            return self.refusal(call, [(refused.code, refused.detail)])

    def refusal(self, call: Call, reasons: Iterable[tuple[str, str | None]]) -> Reply:
        """A reply that consists of errors; a reason without a sentence gets the world's."""
        errors = tuple(
            CccError(
                str(self._error_ids.next_error_id()),
                code,
                self._gateway.error_levels.get(code, 2),
                detail or self._world.details.get(code, f"The emulated gateway answers {code}."),
            )
            for code, detail in reasons
        )
        return Reply(call.operation.name, self._mode, PLATFORM, None, errors)

    def written(self, answer: Reply) -> bytes:
        """The reply as it goes on the wire."""
        return reply.write(answer, self._gateway.service.namespace)

    def _reply(self, call: Call, result: Result) -> Reply:
        if isinstance(result, OrderDetail):
            result = replace(result, right=self._right(result.right), terms=self._terms(result.terms or ""))
        return Reply(call.operation.name, self._mode, PLATFORM, result)

    def _terms(self, text: str) -> str:
        if self._mode not in _BANNERED:
            return text
        tail = " -- null" if self._reading.switches["terms_tail"] == "null" else ""
        return f"{self._gateway.demo_banner} {text}{tail}"

    def _right(self, word: str) -> str:
        """The whole word, or what the documented length of its field leaves of it (D28)."""
        return (
            word[: self._gateway.types["Right"].max_length] if self._reading.switches["right_length"] == "cut" else word
        )

    def _with_product(self, operation: Operation, found: list[Violation]) -> list[Violation]:
        """Add that the product is unknown, in its place among the violations (D20): only a world knows the products."""
        if any(violation.field == "prdAbrv" for violation in found):
            return found
        names = [field.name for field in operation.fields]
        at = names.index("prdAbrv")
        before = sum(violation.field in names[:at] for violation in found)
        unknown = Violation(
            "CCC_101", "prdAbrv", "The product abbreviation is not one of those that the account may use."
        )
        return [*found[:before], unknown, *found[before:]]

    def _no_such_operation(self, incoming: Incoming) -> str:
        if self._gateway.operation(incoming.operation):
            return f"{incoming.operation} must stand in the namespace {self._gateway.service.namespace}."
        names = ", ".join(operation.name for operation in self._gateway.operations)
        return f"There is no operation {incoming.operation[:80]}; there are {names}."
