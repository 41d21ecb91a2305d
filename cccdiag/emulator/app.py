"""The bare ASGI application: which door leads where."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from cccdiag.emulator import control, page, wire
from cccdiag.emulator.calls import Calls
from cccdiag.emulator.control import Control
from cccdiag.emulator.disguise import disguised
from cccdiag.emulator.faults import WSDL, Fault, Plan
from cccdiag.emulator.line import Line
from cccdiag.emulator.protocol import CONNECTION, REFUSED
from cccdiag.emulator.wire import Answer, Receive, Scope, Send, sentence

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


class Application:
    """Everything that answers on the emulator's address. ``documents`` are served as they are, by path."""

    def __init__(
        self,
        *,
        endpoint: str,
        calls: Calls,
        plan: Plan,
        documents: Mapping[str, Answer],
        switches: Control,
        switches_path: str,
        hosts: frozenset[str],
    ) -> None:
        self._endpoint = endpoint
        self._control = switches
        self._control_path = switches_path
        self._hosts = hosts
        self._calls = calls
        self._plan = plan
        self._documents = documents
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever it is."""
        line = Line(scope["extensions"][CONNECTION], receive, send, self.stopping)
        try:
            if refusal := _refused(scope):
                await wire.send(refusal, send)
            elif scope["path"] == self._endpoint and scope["method"] == "POST":
                await self._calls.take(dict(scope["headers"]), receive, send, line)
            elif document := self._documents.get(scope["path"]):
                await self._serve(document, scope["method"], send, line)
            elif scope["path"].startswith(control.PATH):
                await wire.send(await self._switched(scope, receive), send)
            elif scope["path"] == "/" and scope["method"] in ("GET", "HEAD"):
                await wire.send(await self._page(scope), send)
            else:
                await wire.send(self._nothing_here(scope["path"]), send)
        except wire.RefusedBodyError as refused:
            await wire.send(refused.answer, send)
        except wire.GoneError:
            return

    async def _switched(self, scope: Scope, receive: Receive) -> Answer:
        return await self._control.answer(scope["method"], scope["path"], dict(scope["headers"]), receive)

    async def _page(self, scope: Scope) -> Answer:
        """The page holds the token, so it goes to nobody who came under another name: no site can rebind its own to here."""
        if _host(scope) not in self._hosts:
            return sentence(403, f"The page is shown under {', '.join(sorted(self._hosts))} only.")
        text = page.written(await self._control.state(), self._control_path)
        return Answer(200, _PAGE_HEADERS, text.encode("utf-8", "replace"))

    async def _serve(self, document: Answer, method: str, send: Send, line: Line) -> None:
        if method not in ("GET", "HEAD"):
            await wire.send(sentence(405, "This document is fetched with GET.", ((b"allow", b"GET, HEAD"),)), send)
        elif fault := self._plan.strike(WSDL):
            await _serve_with_fault(fault, document, send, line)
        else:
            await wire.send(document, send)

    def _nothing_here(self, path: str) -> Answer:
        if path == self._endpoint:
            allow = ((b"allow", b"POST"),)
            return sentence(405, "The gateway is called with POST and a SOAP envelope.", allow)
        return sentence(404, f"There is nothing here; there are {', '.join(('/', self._endpoint, *self._documents))}.")


async def _serve_with_fault(fault: Fault, document: Answer, send: Send, line: Line) -> None:
    if fault.delay:
        await line.wait(fault.delay)
    if fault.reset:
        await line.reset()
    elif fault.hang:
        await line.hang()
    else:
        answer = disguised(fault) if fault.status or fault.body else document
        await (line.spoil(answer, fault) if fault.spoils else wire.send(answer, send))


def _host(scope: Scope) -> str | None:
    try:
        host: bytes = dict(scope["headers"]).get(b"host", b"")
        return urlsplit("//" + host.decode("latin-1")).hostname
    except ValueError:
        return None


def _refused(scope: Scope) -> Answer | None:
    if refused := scope["extensions"].get(REFUSED):
        return sentence(refused["status"], refused["text"], close=True)
    if scope["http_version"] not in ("1.0", "1.1"):
        return sentence(505, "This server speaks HTTP 1.0 and 1.1.", close=True)
    return None
