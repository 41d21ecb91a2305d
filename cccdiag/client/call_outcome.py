"""What became of one call, and how that reads as text and as JSON. The five words: :mod:`cccdiag.client.outcomes`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cccdiag.client.gateway import GatewayClient, Values
from cccdiag.client.outcomes import Word, codes_of, plain, word_of
from cccdiag.client.reconcile import how_to_find_out
from cccdiag.errors import CccDiagError, GatewayError, ProtocolError, SoapFault, TransportError, ValidationError
from cccdiag.kb.index import Knowledge
from cccdiag.soap.model import CancelledOrderDetail, CccError, OrderDetail, Result, element_of
from cccdiag.spec.model import Gateway, Operation, Violation
from cccdiag.spec.words import shown_terms

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
    entry: str | None = None


def outcome(
    client: GatewayClient, operation: Operation, values: Values, knowledge: Knowledge, key: str | None = None
) -> Outcome:
    """Make the call and judge what came of it."""
    name = operation.name
    try:
        reply = client.call(name, values, key=key)
    except ValidationError as error:
        return Outcome(name, "not-sent", violations=error.violations)
    except GatewayError as error:
        told = tuple(_told(one, knowledge) for one in error.errors)
        return Outcome(name, "refused", error.mode, errors=told)
    except TransportError as error:
        told = (Told(None, codes_of(error)[0], None, str(error), _lost(error)),)
        return Outcome(name, word_of(operation, error), errors=told, entry=client.last_entry)
    except SoapFault as error:
        told = (Told(None, error.fault_code, None, error.fault_string, "gateway-soap-fault"),)
        return Outcome(name, "refused", errors=told)
    except ProtocolError as error:
        article = _known(knowledge, f"http-{error.status}") or _unreadable(error)
        detail = _elsewhere(error) or _LOCKED.get(error.status or 0, str(error))
        readable = tuple(_told(CccError(None, code), knowledge) for code in error.codes)
        told = (Told(None, codes_of(error)[0], None, detail, article), *readable)
        return Outcome(name, word_of(operation, error), errors=told, entry=client.last_entry)
    return Outcome(name, "answered", reply.mode, reply.result)


def impossible(operation: str, error: CccDiagError, missing: Sequence[str] = ()) -> Outcome:
    """The outcome when it never came to a call: no profile, no such operation, values that cannot be read."""
    violations = tuple(Violation("PROFILE", field, "has no value") for field in missing)
    return Outcome(operation, "not-sent", violations=violations, sentence=str(error))


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
        "result": plain(outcome.result) if outcome.result else None,
        "errors": [
            {"id": e.id, "code": e.code, "level": e.level, "detail": e.detail, "article": e.article}
            for e in outcome.errors
        ],
        "violations": [{"code": v.code, "field": v.field, "detail": v.detail} for v in outcome.violations],
    }


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
        lines += ["", f"  Do not send it again before you know. {how_to_find_out(outcome.operation, values)}"]
        lines += [f"  It stands in the journal as {outcome.entry}; see: cccdiag journal"] if outcome.entry else []
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
