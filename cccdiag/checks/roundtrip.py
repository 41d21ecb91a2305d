"""An order from header to cancellation, on request, and only where orders are no real ones.

It is the one check that writes. It asks the gateway for its mode once more before the first write, goes on only when that says
DEMO or when the endpoint is this machine, repeats nothing, and cancels what it made, also when a step on the way was refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.gateway import NO_SUCH_DETAIL, PROBE
from cccdiag.checks.model import NOT_NEEDED, Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.client.gateway import GatewayClient
from cccdiag.client.profile import is_loopback
from cccdiag.errors import GatewayError, InputError, ProtocolError, TransportError, ValidationError
from cccdiag.soap.model import Reply
from cccdiag.spec.model import Gateway

Values = Mapping[str, str | int]
# An invented course and reading; the texts say what they are to whoever finds them.
_HEADER: Values = {
    "edInstitution": "cccdiag health check",
    "courseName": "cccdiag round trip, to be cancelled",
    "startOfTerm": "01/15/2030",
}
_DETAIL: Values = {
    "cccWorkInst": 123456789,
    "publicationYear": "2001",
    "numCopiesStdnts": 1,
    "fromPage": "1",
    "toPage": "2",
    "author": "cccdiag health check",
}
STEPS = (
    "createOrderHeader",
    "createOrderDetail",
    "commitOrderDetail",
    "checkOrderDetailStatus",
    "modifyOrderDetail",
    "cancelOrderDetail",
)


@check(
    id="gateway.roundtrip",
    layer="gateway",
    title="An order from header to cancellation",
    needs=("login.party", "gateway.mode"),
    limit=60.0,
    opt_in="--roundtrip",
    verdicts={
        "completed": Verdict("ok", "An order was made, committed, looked at, changed and cancelled."),
        "refused": Verdict("fail", "The gateway refuses {step} ({codes}){left_over}.", "{article}"),
        "not-sent": Verdict("fail", "{step} was not sent: {error}"),
        "unknown-outcome": Verdict(
            "fail",
            "What became of {step} is not known: {error}{left_over}",
            "gateway-invalid-response",
            "reply-cut-short",
        ),
        NOT_NEEDED: Verdict("skip", "Not tried: mode {mode_said} at {endpoint} could mean real orders."),
    },
)
def roundtrip(site: Site) -> Observation:
    """Make an order, and take it back."""
    with GatewayClient(site.profile, site.gateway, attempts=1, environ=site.environ) as client:
        try:
            word = _mode(client) or "nothing"
        except (TransportError, ProtocolError) as error:
            return Observation("not-sent", {"step": STEPS[0], "error": str(error)})
        folded = word.upper()
        if folded != "DEMO" and (folded == "PROD" or not is_loopback(site.profile.endpoint)):
            return Observation(NOT_NEEDED, {"mode_said": word, "endpoint": site.profile.endpoint})
        return _Trip(client.call, site.gateway).outcome()


def _mode(client: GatewayClient) -> str | None:
    """The gateway's own word, fresh: the client lets changes through on the strength of it."""
    try:
        return client.call(PROBE, {"orderDetailId": NO_SUCH_DETAIL}).mode
    except GatewayError as error:
        return error.mode


class _Trip:
    """One round trip: the steps that were done, and the ids that they gave."""

    def __init__(self, call: Callable[[str, Values], Reply], gateway: Gateway) -> None:
        self._call = call
        self._gateway = gateway
        self._steps: list[dict[str, Any]] = []
        self._header = 0
        self._detail = 0

    def outcome(self) -> Observation:
        """Go through the steps until one fails."""
        for step in STEPS:
            try:
                self._take(step)
            except GatewayError as error:
                evidence = {"codes": ", ".join(error.codes[:20]), "article": self._article(error.codes)}
                return Observation("refused", self._evidence(step) | evidence | {"left_over": self._take_back(step)})
            except (ValidationError, InputError) as error:
                return Observation("not-sent", self._evidence(step) | {"error": str(error)})
            except (TransportError, ProtocolError) as error:
                evidence = {"error": str(error), "left_over": f" {self._named()}" if self._detail else ""}
                return Observation("unknown-outcome", self._evidence(step) | evidence)
        return Observation("completed", self._evidence(None))

    def _take(self, step: str) -> None:
        reply = self._call(step, self._values(step))
        self._steps.append({"operation": step, "id": getattr(reply.result, "id", None)})
        number = getattr(reply.result, "id", 0)
        if step == "createOrderHeader":
            self._header = number
        elif step == "createOrderDetail":
            self._detail = number

    def _values(self, step: str) -> Values:
        if step == "createOrderHeader":
            return _HEADER
        if step == "createOrderDetail":
            return {**_DETAIL, "orderHeaderId": self._header}
        extra: Values = {"numCopiesStdnts": 2} if step == "modifyOrderDetail" else {}
        return {"orderDetailId": self._detail, **extra}

    def _take_back(self, step: str) -> str:
        """Cancel what a refused step leaves behind, and say so if even that fails."""
        if not self._detail or step == "cancelOrderDetail":
            return f"; {self._named()}" if self._detail else ""
        try:
            self._call("cancelOrderDetail", {"orderDetailId": self._detail})
        except (GatewayError, ProtocolError, TransportError):
            return f"; {self._named()}"
        return "; what was made was cancelled"

    def _named(self) -> str:
        return f"Order detail {self._detail} of header {self._header} may still stand."

    def _article(self, codes: tuple[str, ...]) -> str:
        known = {code for operation in self._gateway.operations for code in (*operation.codes, *operation.unlisted)}
        return next((code for code in codes if code in known), "gateway-unknown-code")

    def _evidence(self, step: str | None) -> dict[str, Any]:
        return {"step": step, "steps": list(self._steps), "header": self._header, "detail": self._detail}
