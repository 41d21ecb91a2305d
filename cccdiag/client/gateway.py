"""The seven operations as a caller sees them: values in, a reply out, or one error that says who refused."""

from __future__ import annotations

import difflib
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from cccdiag.client.exchange import Body, Exchange
from cccdiag.client.profile import Profile, is_loopback
from cccdiag.client.retries import may_repeat, repeat
from cccdiag.client.transport import HttpTransport, Request, Transport
from cccdiag.client.verbs import Values, Verbs
from cccdiag.errors import GatewayError, InputError, ProtocolError, TransportError, ValidationError
from cccdiag.soap import reply as replies
from cccdiag.soap import request as requests
from cccdiag.soap.head import head
from cccdiag.soap.model import ELEMENTS, Reply, element_of
from cccdiag.spec import fill, reading, validate
from cccdiag.spec.model import Gateway, Operation, Violation
from cccdiag.spec.names import to_wire

if TYPE_CHECKING:
    from cccdiag.client.journal import Journal

__all__ = ["GUARD", "Exchange", "GatewayClient", "Values"]

GUARD = "PROD_GUARD"
_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
_SHORTEST = 0.001


class GatewayClient(Verbs):
    """A client for one profile; safe to share between threads, which then share its connections.

    It checks before it sends, and writes into the journal what changes orders before it is sent. What changes orders is never sent
    twice; what only reads, and what never left us, is tried again within the profile's time.

    Args:
        profile: whom to ask, as whom.
        gateway: what the gateway is (:meth:`cccdiag.kb.find.Knowledge.gateway`).
        transport: any callable from Request to Answer; None means HTTP as the profile says.
        journal: where calls that change orders are written down; None means the user's own, :meth:`Journal.own`.
        attempts: how often in all a call is tried where that can do no harm; 1 means never again.
        allow_prod: let mutating operations go to an address that is neither this machine nor known to be a DEMO system.
        environ: the environment for proxies and certificates, the process's own if None.
    """

    def __init__(
        self,
        profile: Profile,
        gateway: Gateway,
        transport: Transport | None = None,
        *,
        journal: Journal | None = None,
        attempts: int = 3,
        allow_prod: bool = False,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.profile = profile
        self.gateway = gateway
        self._journal = journal
        self._last = threading.local()
        self._attempts = attempts
        self._allow_prod = allow_prod
        self._http = None if transport else HttpTransport(profile, os.environ if environ is None else environ)
        self._transport: Transport = transport or self._http  # type: ignore[assignment]
        self._reading = reading(gateway, "tolerant")
        self._seen_demo = False

    def call(self, operation_name: str, values: Values, *, key: str | None = None) -> Reply:
        """Call an operation with wire names and values; user name, password and product come from the profile.

        ``key`` is a name for the call in the journal, by which a batch finds it again.

        Raises:
            InputError: there is no such operation, or the journal cannot be written; nothing was sent.
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
        if not operation.mutating:
            return self._asked(operation, body)
        entry = self.journal.open(operation, self.profile.endpoint, self.profile.name, complete, key)
        self._last.entry = entry
        try:
            reply = self._asked(operation, body)
        except BaseException as error:
            self.journal.close(entry, operation, error)
            raise
        self.journal.close(entry, operation, reply)
        return reply

    @property
    def journal(self) -> Journal:
        """The journal of this client; what only reads never asks for it."""
        if self._journal is None:
            from cccdiag.client.journal import Journal

            self._journal = Journal.own()
        return self._journal

    @property
    def last_exchange(self) -> Exchange | None:
        """The last exchange of this thread."""
        return getattr(self._last, "exchange", None)

    @property
    def last_entry(self) -> str | None:
        """The journal's entry of the last call of this thread that was to change something."""
        return getattr(self._last, "entry", None)

    def _asked(self, operation: Operation, body: bytes) -> Reply:
        """The reply, at the first try or at one of those that may follow."""
        deadline = time.monotonic() + self.profile.timeouts.total
        try:
            return self._once(operation, body, 1, deadline)
        except (TransportError, ProtocolError) as error:
            if self._attempts < 2 or not may_repeat(operation, error):
                raise
            first = error
        return repeat(
            lambda number: self._once(operation, body, number, deadline), operation, first, self._attempts, deadline
        )

    def _once(self, operation: Operation, body: bytes, attempt: int, deadline: float) -> Reply:
        url = self.profile.endpoint
        sent = Exchange(operation.name, url, Body(body), attempt=attempt)
        self._last.exchange = sent
        answer = self._transport(Request(url, body, _HEADERS, seconds=max(deadline - time.monotonic(), _SHORTEST)))
        self._last.exchange = replace(
            sent,
            status=answer.status,
            received=Body(answer.body),
            seconds=answer.seconds,
            clock_skew=answer.clock_skew,
        )
        reply = replies.read(answer.body, answer.status)
        self._seen_demo = reply.has_mode("DEMO")
        if reply.errors:
            raise GatewayError(operation.name, reply.errors, reply.mode)
        if reply.operation not in (None, operation.name) or not isinstance(reply.result, ELEMENTS[operation.result]):
            other = element_of(reply.result) if reply.result else "nothing"
            raise ProtocolError(
                f"{operation.name} was answered with {other} of {reply.operation}; what became of it is not known.",
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
