"""The gateway's two locks and its mode, proven by one read-only call: ``checkOrderDetailStatus`` with an id that cannot exist.

The healthy answer to it is an error: ``CCC_206`` or ``CCC_201`` (or an order detail) is only given when both locks are open. HTTP 401 and
403 mean the access key, ``CCC_200`` the login (D59), ``CCC_203`` the account; a ``CCC_10x`` proves nothing about the login (D62).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.credentials import explains
from cccdiag.checks.model import CheckResult, Observation, Verdict
from cccdiag.checks.pages import PAGES, stranger
from cccdiag.checks.site import Site
from cccdiag.checks.unanswered import LOST, REFUSED, lost, refused
from cccdiag.client.gateway import GatewayClient
from cccdiag.client.transport import Answer, HttpTransport, Request
from cccdiag.errors import GatewayError, ProtocolError, SoapFault, TransportError, ValidationError
from cccdiag.soap.model import Reply

PROBE = "checkOrderDetailStatus"
NO_SUCH_DETAIL = 999_999_999_999_999
_OPEN = ("CCC_206", "CCC_201")
# Which code tells most about the login when several stand side by side: the hold first, then the login itself.
_TELLING = ("CCC_203", "CCC_200", "CCC_001", "CCC_002", *_OPEN)


def _key_misshapen(result: CheckResult, form: CheckResult) -> bool:
    return result.reason in ("key-refused", "key-forbidden") and explains(form.evidence, "access_key", "access_secret")


def _login_misshapen(result: CheckResult, form: CheckResult) -> bool:
    return result.reason in ("login-refused", "not-proven") and explains(form.evidence, "username", "password")


@check(
    id="gateway.authorization",
    layer="authorization",
    title="First lock: access key and secret",
    needs=("credentials.form", "http.answer"),
    caused_by=("credentials.form",),
    explained=_key_misshapen,
    verdicts={
        "open": Verdict("ok", "The gateway took the access key and answered in its own language."),
        "key-refused": Verdict(
            "fail", "The gateway refuses the access key or secret (HTTP 401).", "http-401", "gateway-key-pair"
        ),
        "key-forbidden": Verdict(
            "fail", "The access key is known but not allowed here (HTTP 403).", "http-403", "key-without-permission"
        ),
        "fault": Verdict("fail", "The service answered a SOAP Fault: {error}", "gateway-soap-fault"),
        "not-gateway": Verdict("fail", "What answered is not the gateway: {error}", "gateway-invalid-response"),
        "cut-short": Verdict(
            "fail", "The gateway's answer is not whole: {error}", "gateway-invalid-response", "reply-cut-short"
        ),
        "not-sent": Verdict("fail", "The request was not sent: {error}", "CCC_102"),
        **PAGES,
        **LOST,
        **REFUSED,
    },
)
def authorization(site: Site) -> Observation:
    """Send the probe once; later checks read the answer that it got."""
    with HttpTransport(site.profile, site.environ) as send:
        answers: list[Answer] = []

        def listen(request: Request) -> Answer:
            answers.append(send(request))
            return answers[-1]

        try:
            site.remember(
                "answer",
                GatewayClient(site.profile, site.gateway, listen, attempts=1).call(
                    PROBE, {"orderDetailId": NO_SUCH_DETAIL}
                ),
            )
        except GatewayError as error:
            site.remember(
                "answer", Reply(operation=PROBE, mode=error.mode, platform=None, result=None, errors=error.errors)
            )
        except ValidationError as error:
            return Observation("not-sent", {"error": str(error)})
        except TransportError as error:
            return lost(error)
        except SoapFault as error:
            return Observation("fault", {"error": str(error), "status": error.status})
        except ProtocolError as error:
            return _not_soap(error, answers[-1], site.profile.endpoint)
    return Observation("open", {"milliseconds": round(answers[-1].seconds * 1000)})


def _not_soap(error: ProtocolError, answer: Answer, url: str) -> Observation:
    """Who answered in place of the gateway; a filter's 403 is HTTP's trouble and not the key's."""
    if found := stranger(answer, url, anonymous=False):
        return found
    if answer.status in (401, 403):
        return Observation("key-refused" if answer.status == 401 else "key-forbidden", {"status": answer.status})
    if found := refused(answer):
        return found
    evidence = {"error": str(error), "status": answer.status, "head": error.head}
    return Observation("not-gateway" if answer.complete else "cut-short", evidence)


@check(
    id="login.party",
    layer="login",
    title="Second lock: user name and password",
    needs=("gateway.authorization",),
    caused_by=("credentials.form",),
    explained=_login_misshapen,
    verdicts={
        "open": Verdict("ok", "The login is accepted ({codes}; asked read-only for an order that cannot exist)."),
        "order-detail": Verdict(
            "ok", "The login is accepted (the read-only question was answered with an order detail)."
        ),
        "login-refused": Verdict("fail", "The gateway refuses the user name or password (CCC_200).", "CCC_200"),
        "on-hold": Verdict("fail", "The login is right, but the account is on hold (CCC_203).", "CCC_203"),
        "unavailable": Verdict("fail", "A server of CCC behind the gateway cannot be reached (CCC_001).", "CCC_001"),
        "broke-down": Verdict("fail", "The gateway broke down over a read-only question (CCC_002).", "CCC_002"),
        "not-proven": Verdict(
            "warn", "The gateway complained about the question ({codes}); that says nothing about the login.", "CCC_101"
        ),
        "unknown-code": Verdict(
            "warn", "The gateway answered a code that nobody documents ({codes}).", "gateway-unknown-code"
        ),
    },
)
def login(site: Site) -> Observation:
    """Read from the probe's answer whether the login in the body was accepted."""
    reply: Reply = site.recall("answer")
    codes = [error.code for error in reply.errors]
    evidence: dict[str, Any] = {
        "codes": ", ".join(codes[:20]),
        "errors": [_shown(error) for error in reply.errors[:20]],
    }
    if not codes:
        return Observation("order-detail", evidence)
    return Observation(_login_word(codes), evidence)


def _login_word(codes: Sequence[str]) -> str:
    telling = next((code for code in _TELLING if code in codes), codes[0])
    if telling in _OPEN:
        return "open"
    words = {"CCC_203": "on-hold", "CCC_200": "login-refused", "CCC_001": "unavailable", "CCC_002": "broke-down"}
    return words.get(telling) or ("not-proven" if telling.startswith("CCC_10") else "unknown-code")


def _shown(error: Any) -> Mapping[str, Any]:
    return {"id": error.id, "code": error.code, "level": error.level, "detail": error.detail[:500]}


def _judge_mode(observation: Observation, site: Site) -> str:
    """Four readings of the mode (DESIGN, principle 8) against what the profile expects; the banner is a second witness (D66, D67)."""
    word = observation.evidence["mode"]
    expected = site.profile.expect_mode
    folded = word.upper() if word else None
    if observation.evidence["banner"] and folded == "PROD":
        return "banner-against-mode"
    if folded not in ("DEMO", "PROD"):
        return "as-expected" if expected == "any" else "absent" if folded is None else "other-word"
    if expected not in ("any", folded):
        return "production" if folded == "PROD" else "demonstration"
    return "as-expected"


@check(
    id="gateway.mode",
    layer="mode",
    title="Mode of the gateway",
    needs=("gateway.authorization",),
    judge=_judge_mode,
    verdicts={
        "as-expected": Verdict("ok", "The gateway says mode {shown}{note}."),
        "production": Verdict(
            "fail",
            "The profile expects DEMO, but this is the PRODUCTION gateway: orders made here are real.",
            step="Give the profile the demonstration system's endpoint, or say expect_mode: PROD if production is meant.",
        ),
        "demonstration": Verdict(
            "fail",
            "The profile expects PROD, but this gateway is for demonstration and testing only: it grants nothing.",
            "gateway-demo-mode",
        ),
        "other-word": Verdict(
            "warn",
            "The gateway says mode {shown}, which is neither DEMO nor PROD; it is not production, and no permission it gives counts.",
            "gateway-demo-mode",
            "unknown-mode-word",
        ),
        "absent": Verdict(
            "warn",
            "The gateway does not say in which mode it is; cccdiag guards it like production.",
            "gateway-demo-mode",
            step="Ask CCC which system answers at this endpoint before an order is made there.",
        ),
        "banner-against-mode": Verdict(
            "warn", "The gateway says PROD, but its terms open with the demonstration banner.", "gateway-demo-mode"
        ),
    },
)
def mode(site: Site) -> Observation:
    """Read the mode attribute and look for the banner of the demonstration system in the terms."""
    reply: Reply = site.recall("answer")
    terms = getattr(reply.result, "terms", None) or ""
    banner = site.gateway.demo_banner in " ".join(terms.split())
    demo = reply.has_mode("DEMO")
    note = ": development, demonstration and testing only, no permission is granted" if demo else ""
    return Observation("seen", {"mode": reply.mode, "shown": reply.mode or "nothing", "banner": banner, "note": note})
