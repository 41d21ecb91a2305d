"""The seven operations as a caller sees them: values in, a reply out, or one error that says who refused."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from cccdiag.client.profile import Profile, is_loopback
from cccdiag.client.transport import HttpTransport, Request, Transport
from cccdiag.errors import GatewayError, InputError, ProtocolError, ValidationError
from cccdiag.soap import reply as replies
from cccdiag.soap import request as requests
from cccdiag.soap.head import decoded, head, masked
from cccdiag.soap.model import Reply
from cccdiag.spec import fill, reading, validate
from cccdiag.spec.model import Gateway, Operation, Violation
from cccdiag.spec.names import to_wire

Values = Mapping[str, str | int | None]
GUARD = "PROD_GUARD"
_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as text, with credentials masked. ``status`` and ``answer`` are None when none came."""

    operation: str
    url: str
    request: str = field(repr=False)
    status: int | None = None
    answer: str | None = field(default=None, repr=False)
    seconds: float | None = None
    clock_skew: float | None = None


class GatewayClient:
    """A client for one profile. It checks before it sends, sends once, never repeats, and keeps the last exchange.

    Args:
        profile: whom to ask, as whom.
        gateway: what the gateway is (:meth:`cccdiag.kb.find.Knowledge.gateway`).
        transport: any callable from Request to Answer; None means HTTP as the profile says.
        allow_prod: let mutating operations go to an address that is neither this machine nor known to be a DEMO system.
        environ: the environment for proxies and certificates, the process's own if None.
    """

    def __init__(
        self,
        profile: Profile,
        gateway: Gateway,
        transport: Transport | None = None,
        *,
        allow_prod: bool = False,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.profile = profile
        self.gateway = gateway
        self.last_exchange: Exchange | None = None
        self._allow_prod = allow_prod
        self._http = None if transport else HttpTransport(profile, os.environ if environ is None else environ)
        self._transport: Transport = transport or self._http  # type: ignore[assignment]
        self._reading = reading(gateway, "tolerant")
        self._seen_demo = False

    def call(self, operation_name: str, values: Values) -> Reply:
        """Call an operation with wire names and values; user name, password and product come from the profile.

        Raises:
            InputError: there is no such operation.
            ValidationError: the values break the gateway's rules, or the guard refuses; nothing was sent.
            TransportError: no answer came; ``outcome_unknown`` if the request may have arrived.
            ProtocolError: the answer is not the gateway's; SoapFault if it is a Fault.
            GatewayError: the gateway refused, with all its errors.
        """
        operation = self.operation(operation_name)
        complete = self.complete(operation, values)
        if violations := self.violations(operation, complete):
            raise ValidationError(operation.name, violations)
        body = self.body(operation, complete)
        self.last_exchange = Exchange(operation.name, self.profile.endpoint, masked(body.decode()))
        answer = self._transport(Request(self.profile.endpoint, body, _HEADERS))
        self.last_exchange = Exchange(
            operation.name,
            self.profile.endpoint,
            self.last_exchange.request,
            answer.status,
            masked(decoded(answer.body)),
            answer.seconds,
            answer.clock_skew,
        )
        reply = replies.read(answer.body, answer.status)
        self._seen_demo = reply.has_mode("DEMO")
        if reply.errors:
            raise GatewayError(operation.name, reply.errors, reply.mode)
        if reply.operation not in (None, operation.name):
            raise ProtocolError(
                f"{operation.name} was answered with a reply to {reply.operation}; what became of it is not known.",
                status=answer.status,
                head=head(answer.body),
                reason="no-response",
            )
        return reply

    def operation(self, name: str) -> Operation:
        """The operation of that name, in wire, Python or option spelling.

        Raises:
            InputError: there is none.
        """
        found = self.gateway.operation(name) or self.gateway.operation(to_wire(name))
        if found is None:
            known = [operation.name for operation in self.gateway.operations]
            close = difflib.get_close_matches(to_wire(name), known, n=1, cutoff=0.4)
            meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}."
            raise InputError(f"There is no operation {name!r}; {meant}")
        return found

    def complete(self, operation: Operation, values: Values) -> dict[str, str | int | None]:
        """The values, with what the profile knows where the caller gave nothing."""
        given = self.profile.credentials
        own = {
            "username": given.username.reveal() if given.username else None,
            "password": given.password.reveal() if given.password else None,
            "prdAbrv": self.profile.product,
        }
        if set(values) & {alias for field_ in operation.fields if field_.name == "prdAbrv" for alias in field_.aliases}:
            del own["prdAbrv"]
        ours = {name: text for name, text in own.items() if operation.field(name)}
        return {**ours, **{name: value for name, value in values.items() if name not in ours or value is not None}}

    def violations(self, operation: Operation, complete: Values) -> list[Violation]:
        """Everything that keeps these values from being sent: the gateway's rules and the guard."""
        found = validate(operation, complete, self._reading, self.gateway)
        if operation.mutating and not self._may_change():
            found.append(
                Violation(
                    GUARD,
                    "endpoint",
                    f"{self.profile.endpoint} is not known to be a DEMO system, and {operation.name} changes orders there. "
                    "If that is meant, say so: --allow-prod (in Python: allow_prod=True).",
                )
            )
        return found

    def body(self, operation: Operation, complete: Values) -> bytes:
        """The request as it travels."""
        return requests.write(operation, fill(operation, complete, self._reading), self.gateway.service.namespace)

    def _may_change(self) -> bool:
        host = urlsplit(self.profile.endpoint).hostname
        demo = {urlsplit(url).hostname for word, url in self.gateway.service.published.items() if word == "DEMO"}
        return self._allow_prod or is_loopback(self.profile.endpoint) or host in demo or self._seen_demo

    def create_order_header(self, **values: str | int | None) -> Reply:
        """Call createOrderHeader; names in Python spelling."""
        return self._verb("createOrderHeader", values)

    def modify_order_header(self, **values: str | int | None) -> Reply:
        """Call modifyOrderHeader; names in Python spelling."""
        return self._verb("modifyOrderHeader", values)

    def create_order_detail(self, **values: str | int | None) -> Reply:
        """Call createOrderDetail; names in Python spelling."""
        return self._verb("createOrderDetail", values)

    def commit_order_detail(self, **values: str | int | None) -> Reply:
        """Call commitOrderDetail; names in Python spelling."""
        return self._verb("commitOrderDetail", values)

    def modify_order_detail(self, **values: str | int | None) -> Reply:
        """Call modifyOrderDetail; names in Python spelling."""
        return self._verb("modifyOrderDetail", values)

    def cancel_order_detail(self, **values: str | int | None) -> Reply:
        """Call cancelOrderDetail; names in Python spelling."""
        return self._verb("cancelOrderDetail", values)

    def check_order_detail_status(self, **values: str | int | None) -> Reply:
        """Call checkOrderDetailStatus; names in Python spelling."""
        return self._verb("checkOrderDetailStatus", values)

    def _verb(self, operation_name: str, values: Values) -> Reply:
        return self.call(operation_name, {to_wire(name): value for name, value in values.items()})

    def close(self) -> None:
        """Close the connections, unless the transport was brought along."""
        if self._http:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
