"""The gateway's two locks and its mode, proven by one read-only call: ``checkOrderDetailStatus`` with an id that cannot exist.

The healthy answer to it is an error: ``CCC_206`` or ``CCC_201`` (or an order detail) is only given when both locks are open. HTTP 401 and
403 mean the access key, ``CCC_200`` the login (D59), ``CCC_203`` the account; a ``CCC_10x`` proves nothing about the login (D62).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cccdiag.checks.core import check
from cccdiag.checks.model import Observation, Verdict
from cccdiag.checks.site import Site
from cccdiag.checks.web import LOST, REFUSED, lost, refused
from cccdiag.client.gateway import GatewayClient
from cccdiag.errors import GatewayError, ProtocolError, SoapFault, TransportError, ValidationError
from cccdiag.soap.model import Reply

PROBE = "checkOrderDetailStatus"
NO_SUCH_DETAIL = 999_999_999_999_999
_OPEN = ("CCC_206", "CCC_201")
# Which code tells most about the login when several stand side by side: the hold first, then the login itself.
_TELLING = ("CCC_203", "CCC_200", "CCC_001", "CCC_002", *_OPEN)


@check(
    id="gateway.authorization",
    layer="authorization",
    title="First lock: access key and secret",
    needs=("credentials.form", "http.answer"),
    caused_by=("credentials.form",),
    verdicts={
        "open": Verdict("ok", "The gateway took the access key and answered in its own language."),
        "key-refused": Verdict("fail", "The gateway refuses the access key or secret (HTTP 401).", "http-401"),
        "key-forbidden": Verdict("fail", "The access key is known but not allowed here (HTTP 403).", "http-403"),
        "fault": Verdict("fail", "The service answered a SOAP Fault: {error}", "gateway-soap-fault"),
        "not-gateway": Verdict("fail", "What answered is not the gateway: {error}", "gateway-invalid-response"),
        "not-sent": Verdict("fail", "The request was not sent: {error}", "CCC_102"),
        **LOST,
        **REFUSED,
    },
)
def authorization(site: Site) -> Observation:
    """Send the probe once; later checks read the answer that it got."""
    values = {"orderDetailId": NO_SUCH_DETAIL}
    try:
        with GatewayClient(site.profile, site.gateway, environ=site.environ) as client:
            site.remember("answer", client.call(PROBE, values))
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
        return _not_soap(error)
    return Observation("open")


def _not_soap(error: ProtocolError) -> Observation:
    if error.status in (401, 403):
        return Observation("key-refused" if error.status == 401 else "key-forbidden", {"status": error.status})
    if error.status is not None and (error.status >= 500 or error.status == 407):
        return refused(error.status)
    return Observation("not-gateway", {"error": str(error), "status": error.status, "head": error.head})


@check(
    id="login.party",
    layer="login",
    title="Second lock: user name and password",
    needs=("gateway.authorization",),
    caused_by=("credentials.form",),
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
    evidence: dict[str, Any] = {"codes": ", ".join(codes), "errors": [_shown(error) for error in reply.errors]}
    if not codes:
        return Observation("order-detail", evidence)
    return Observation(_login_word(codes), evidence)


def _login_word(codes: Sequence[str]) -> str:
    telling = next((code for code in _TELLING if code in codes), codes[0])
    if telling in _OPEN:
        return "open"
    words = {"CCC_203": "on-hold", "CCC_200": "login-refused", "CCC_001": "unavailable", "CCC_002": "broke-down"}
    return words.get(telling) or ("not-proven" if telling.startswith("CCC_10") else "unknown-code")


def _shown(error: Any) -> dict[str, Any]:
    return {"id": error.id, "code": error.code, "level": error.level, "detail": error.detail}


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
            "fail", "The profile expects DEMO, but this is the PRODUCTION gateway: orders made here are real."
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
        ),
        "absent": Verdict("warn", "The gateway does not say in which mode it is; cccdiag guards it like production."),
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
