"""What became of one call, in one of five words, and how that reads as text and as JSON.

answered: a result. refused: ``ccc_error``, Fault, HTTP 401 or 403. not-sent: a violation, the guard, or no byte left us.
unknown: a request that changes something was written and no readable answer came. failed: a read-only one likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cccdiag.client.gateway import GatewayClient, Values
from cccdiag.errors import CccDiagError, GatewayError, ProtocolError, SoapFault, TransportError, ValidationError
from cccdiag.kb.index import Knowledge
from cccdiag.soap.model import CancelledOrderDetail, CccError, OrderDetail, Result, element_of
from cccdiag.spec.model import Gateway, Operation, Violation
from cccdiag.spec.words import shown_terms

Word = Literal["answered", "refused", "not-sent", "failed", "unknown"]
EXIT: Mapping[Word, int] = {"answered": 0, "refused": 2, "not-sent": 2, "failed": 3, "unknown": 3}
_TRANSPORT_ARTICLES = {
    "dns": "net-dns",
    "tcp": "net-connect",
    "tls": "net-tls-protocol",
    "proxy": "http-407",
    "http": "net-connection-closed",
}
_LOCKED = {
    401: "The access key and secret were not accepted (HTTP 401); the login in the body was not looked at.",
    403: "The access key was recognised and not let in (HTTP 403).",
}
_TLS_TRUST = ("untrusted", "expired", "wrong-host")


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of ``errors``: a ``ccc_error``, or what stands in its place when something else refused or failed."""

    id: str | None
    code: str
    level: int | None
    detail: str
    article: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call; ``sentence`` is None where the errors or violations say everything."""

    operation: str
    word: Word
    mode: str | None = None
    result: Result | None = None
    errors: tuple[Told, ...] = ()
    violations: tuple[Violation, ...] = ()
    sentence: str | None = None


def outcome(client: GatewayClient, operation: Operation, values: Values, knowledge: Knowledge) -> Outcome:
    """Make the call and judge what came of it."""
    name = operation.name
    try:
        reply = client.call(name, values)
    except ValidationError as error:
        return Outcome(name, "not-sent", violations=error.violations)
    except GatewayError as error:
        told = tuple(_told(one, knowledge) for one in error.errors)
        return Outcome(name, "refused", error.mode, errors=told)
    except TransportError as error:
        word: Word = "not-sent" if not error.outcome_unknown else "unknown" if operation.mutating else "failed"
        return _failed(name, word, Told(None, f"{error.layer}.{error.reason}", None, str(error), _lost(error)))
    except SoapFault as error:
        told = (Told(None, error.fault_code, None, error.fault_string, "gateway-soap-fault"),)
        return Outcome(name, "refused", errors=told)
    except ProtocolError as error:
        refused = error.status in (401, 403)
        word = "refused" if refused else "unknown" if operation.mutating else "failed"
        code = f"http.{error.status}" if error.status and error.status >= 300 else f"reply.{error.reason}"
        article = _known(knowledge, f"http-{error.status}") or _unreadable(error)
        detail = _elsewhere(error) or _LOCKED.get(error.status or 0, str(error))
        readable = tuple(_told(CccError(None, code), knowledge) for code in error.codes)
        return _failed(name, word, Told(None, code, None, detail, article), *readable)
    return Outcome(name, "answered", reply.mode, reply.result)


def impossible(operation: str, error: CccDiagError, missing: Sequence[str] = ()) -> Outcome:
    """The outcome when it never came to a call: no profile, no such operation, values that cannot be read."""
    violations = tuple(Violation("PROFILE", field, "has no value") for field in missing)
    return Outcome(operation, "not-sent", violations=violations, sentence=str(error))


def _failed(operation: str, word: Word, *errors: Told) -> Outcome:
    return Outcome(operation, word, errors=errors)


def _told(error: CccError, knowledge: Knowledge) -> Told:
    article = _known(knowledge, error.code) or "gateway-unknown-code"
    return Told(error.id, error.code, error.level, error.detail, article)


def _known(knowledge: Knowledge, article: str) -> str | None:
    return article if article in knowledge.article_ids() else None


def _lost(error: TransportError) -> str:
    if "timeout" in error.reason:
        return "net-timeout"
    if error.layer == "tls" and error.reason in _TLS_TRUST:
        return "net-tls-trust"
    return "gateway-invalid-response" if error.reason == "too-large" else _TRANSPORT_ARTICLES[error.layer]


def _elsewhere(error: ProtocolError) -> str | None:
    if error.status is None or not 300 <= error.status < 400:
        return None
    return f"The endpoint sends callers elsewhere (HTTP {error.status}), and nothing was sent there; check the endpoint's address."


def _unreadable(error: ProtocolError) -> str:
    return "net-html-instead-of-data" if error.reason == "html" or _elsewhere(error) else "gateway-invalid-response"


def document(outcome: Outcome) -> dict[str, Any]:
    """The JSON of ``cccdiag.call/1``."""
    return {
        "schema": "cccdiag.call/1",
        "operation": outcome.operation,
        "outcome": outcome.word,
        "mode": outcome.mode,
        "result": _result(outcome.result),
        "errors": [
            {"id": e.id, "code": e.code, "level": e.level, "detail": e.detail, "article": e.article}
            for e in outcome.errors
        ],
        "violations": [{"code": v.code, "field": v.field, "detail": v.detail} for v in outcome.violations],
    }


def _result(result: Result | None) -> dict[str, Any] | None:
    if result is None:
        return None
    told: dict[str, Any] = {"type": element_of(result).removeprefix("ccc_"), "id": result.id}
    fee = str(result.fee) if isinstance(result, OrderDetail | CancelledOrderDetail) and result.fee is not None else None
    if isinstance(result, OrderDetail):
        told |= {"right": result.right, "terms": result.terms, "fee": fee}
        return told | {"cancelled": result.cancelled, "invoiced": result.invoiced}
    return told | {"fee": fee} if isinstance(result, CancelledOrderDetail) else told


_HEADLINES: Mapping[Word, str] = {
    "answered": "answered",
    "refused": "refused",
    "not-sent": "not sent",
    "failed": "failed; nothing was changed, so it can be repeated",
    "unknown": "the outcome is unknown: the request was sent, and no readable answer came",
}


def text(outcome: Outcome, gateway: Gateway, values: Values) -> str:
    """The outcome for a reader."""
    mode = f" (mode {outcome.mode})" if outcome.mode is not None else ""
    lines = [f"{outcome.operation}: {_HEADLINES[outcome.word]}{mode}"]
    lines += [f"  {outcome.sentence}"] if outcome.sentence else []
    lines += list(_result_lines(outcome.result, gateway))
    for error in outcome.errors:
        more = f"    cccdiag explain {error.article}" if error.article else ""
        lines.append(f"  {error.code}  {' '.join(error.detail.split())}{more}")
    lines += [f"  {violation.code}  {violation.field}: {violation.detail}" for violation in outcome.violations]
    if outcome.word == "unknown":
        lines += ["", f"  Do not send it again before you know. {_how_to_find_out(outcome.operation, values)}"]
    return "\n".join(lines) + "\n"


def _result_lines(result: Result | None, gateway: Gateway) -> Iterator[str]:
    if result is None:
        return
    yield f"  {element_of(result).removeprefix('ccc_').replace('_', ' ')}: {result.id if result.id is not None else '(unreadable)'}"
    if isinstance(result, OrderDetail):
        yield f"  right: {result.right}"
        if result.terms:
            yield f"  terms: {' '.join(shown_terms(result.terms, gateway).split())}"
        yield f"  cancelled: {'yes' if result.cancelled else 'no'}, invoiced: {'yes' if result.invoiced else 'no'}"
    if isinstance(result, OrderDetail | CancelledOrderDetail):
        yield f"  fee: {result.fee if result.fee is not None else 'none given'}"
    for name, raw in result.unread:
        yield f"  {name}, as the gateway wrote it: {raw}"


def _how_to_find_out(operation: str, values: Values) -> str:
    if detail := values.get("orderDetailId"):
        return f"Find out with: cccdiag call checkOrderDetailStatus --order-detail-id {detail}"
    reference = values.get("customerRefNum") or values.get("custRefNum")
    sought = f" with your reference {reference}" if reference else ""
    return (
        f"No operation lists orders: look at the account at CCC for what {operation} may have made{sought}, or ask CCC."
    )
