"""The control address: what goes wrong can be switched while the emulator runs, by a program or by the buttons of the page.

The address holds a token made for the run, so that no other site in the user's browser can switch anything. Below it::

    GET         what is in force, which scenarios there are, how many orders, the last exchanges
    PUT  faults     a JSON list of faults, as in knowledge/scenarios/; an empty list heals the gateway
    PUT  scenario   {"name": "http-504"}
    PUT  invoice    {"orderDetailId": 1000002}: invoices a committed detail, which no operation can

Forms may POST the same with fields ``name`` and ``orderDetailId``; they are led back to the page.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cccdiag import facts
from cccdiag.emulator import inside, page, scenarios, wire
from cccdiag.emulator.commits import Commits
from cccdiag.emulator.exchanges import Exchanges
from cccdiag.emulator.faults import Fault, Plan
from cccdiag.emulator.model import RefusedError
from cccdiag.emulator.orders import Orders
from cccdiag.emulator.wire import Answer, Receive, Scope, sentence
from cccdiag.errors import CccDiagError, InputError
from cccdiag.secrets import Secret

_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_FORM = b"application/x-www-form-urlencoded"
_JSON = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))
_PAGE_HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_BACK = Answer(303, ((b"location", b"/"),), b"")


class Control:
    """Answers on the page's address and below the control address."""

    def __init__(
        self,
        *,
        token: Secret,
        mode: str | None,
        endpoint: str,
        plan: Plan,
        exchanges: Exchanges,
        commits: Commits,
        orders: Orders,
        look: Callable[[], dict[str, Any]],
    ) -> None:
        self._token = token.reveal()
        self._about = {"mode": mode, "endpoint": endpoint}
        self._plan = plan
        self._exchanges = exchanges
        self._commits = commits
        self._orders = orders
        self._look = look
        self._actions: Mapping[str, Callable[[Any], Any]] = {
            "faults": self._set_faults,
            "scenario": self._set_scenario,
            "invoice": self._invoice,
        }

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """Answer a request for the page or for the control address."""
        method, headers = scope["method"], dict(scope["headers"])
        if scope["path"] == "/":
            return await self._page(method, headers.get(b"host", b""))
        token, _, action = scope["path"].removeprefix(wire.CONTROL).rstrip("/").partition("/")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return sentence(403, "This is not the control address that the emulator printed when it started.")
        if not action and method in ("GET", "HEAD"):
            return _json(200, await self.state())
        if action not in self._actions or method not in ("PUT", "POST"):
            return _json(404, {"error": "there are: GET, PUT faults, PUT scenario, PUT invoice"})
        body = await wire.read_body(headers, receive)
        is_form = headers.get(b"content-type", b"").startswith(_FORM)
        try:
            outcome = self._actions[action](_fields(body) if is_form else _parsed(body))
            if outcome is not None:
                await outcome
        except CccDiagError as error:
            return sentence(400, str(error)) if is_form else _json(400, {"error": str(error)})
        except RefusedError as refused:
            return sentence(409, f"Refused with {refused.code}.") if is_form else _json(409, {"error": refused.code})
        return _BACK if is_form else _json(200, {"schema": "cccdiag.control/1", "faults": inside.faults(self._plan)})

    async def _page(self, method: str, host: bytes) -> Answer:
        """The page holds the token, so it goes to nobody who came under another name: no site can rebind its own to here."""
        if method not in ("GET", "HEAD"):
            return sentence(405, "The page is fetched with GET.", ((b"allow", b"GET, HEAD"),))
        if _hostname(host) not in _OWN_NAMES:
            return sentence(403, f"The page is shown under {', '.join(sorted(_OWN_NAMES))} only.")
        text = page.written(await self.state(), wire.CONTROL + self._token)
        return Answer(200, _PAGE_HEADERS, text.encode("utf-8", "replace"))

    async def state(self) -> dict[str, Any]:
        """Everything that can be seen from outside, as plain data."""
        return {
            "schema": "cccdiag.control/1",
            **self._about,
            "scenario": self._plan.name,
            "faults": inside.faults(self._plan),
            "scenarios": list(inside.scenes()),
            "orders": await self._commits.run(self._look),
            "exchanges": inside.exchanges(self._exchanges.latest()),
        }

    def _set_faults(self, given: Any) -> None:
        if not isinstance(given, list):
            raise InputError("faults are a JSON list; an empty one heals the gateway")
        self._plan.replace([facts.build(Fault, fault, f"fault {n}") for n, fault in enumerate(given, start=1)])

    def _set_scenario(self, given: Any) -> None:
        name = given.get("name") if isinstance(given, dict) else None
        if name == "":
            self._plan.replace([])
            return
        scene = scenarios.named(str(name))
        if scene.tls is not None:
            raise InputError(f"{name} needs another certificate: start the emulator with --scenario {name}")
        self._plan.replace(scene.faults, scene.name)

    def _invoice(self, given: Any) -> Any:
        number = given.get("orderDetailId") if isinstance(given, dict) else None
        if isinstance(number, str) and number.isascii() and number.isdigit():
            number = int(number[:18])
        if type(number) is not int:
            raise InputError('invoice takes {"orderDetailId": number}')
        return self._commits.run(lambda: self._orders.invoice(number))


def _hostname(host: bytes) -> str | None:
    try:
        return urlsplit("//" + host.decode("latin-1")).hostname
    except ValueError:
        return None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("the body is not JSON") from error


def _fields(body: bytes) -> Any:
    """The fields of a form; the word for no faults at all is an empty name."""
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    except ValueError as error:
        raise InputError("the form has too many fields") from error
    return {name: values[-1] for name, values in fields.items()}


def _json(status: int, document: Any) -> Answer:
    return Answer(status, _JSON, json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
