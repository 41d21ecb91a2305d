"""The bare ASGI application: which door leads where."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cccdiag.emulator import wire
from cccdiag.emulator.calls import Calls
from cccdiag.emulator.faults import WSDL, Fault, Plan
from cccdiag.emulator.line import Line
from cccdiag.emulator.protocol import CONNECTION, REFUSED
from cccdiag.emulator.wire import CONTROL, Answer, Receive, Scope, Send, sentence

if TYPE_CHECKING:
    from cccdiag.emulator.control import Control


class Application:
    """Everything that answers on the emulator's address.

    ``documents`` are served as they are, by path; ``control`` is asked for when somebody looks inside, and not before.
    """

    def __init__(
        self,
        *,
        endpoint: str,
        calls: Calls,
        plan: Plan,
        documents: Mapping[str, Answer],
        control: Callable[[], Control],
    ) -> None:
        self._endpoint = endpoint
        self.path = endpoint.encode()
        self._control = control
        self._calls = calls
        self._plan = plan
        self._documents = documents
        self.stopping = asyncio.Event()

    def is_open(self) -> bool:
        """Whether calls may come the short way: as long as nothing goes wrong on purpose."""
        return not self._plan.faults

    def take(self, headers: dict[bytes, bytes], body: bytes, deliver: Callable[[Answer], None]) -> bool:
        """Answer one call without ado; False if its body is not what it seems."""
        if b"content-encoding" in headers:
            return False
        self._calls.take_at_once(headers, body, deliver)
        return True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever it is."""
        line = Line(scope["extensions"][CONNECTION], receive, send, self.stopping)
        try:
            if refusal := _refused(scope):
                await wire.send(refusal, send)
            elif scope["path"] == self._endpoint and scope["method"] == "POST":
                await self._calls.take(dict(scope["headers"]), receive, send, line)
            elif document := self._documents.get(scope["path"]):
                await self._serve(document, scope, send, line)
            elif scope["path"] == "/" or scope["path"].startswith(CONTROL):
                await wire.send(await self._control().answer(scope, receive), send)
            else:
                await wire.send(self._nothing_here(scope["path"]), send)
        except wire.RefusedBodyError as refused:
            await wire.send(refused.answer, send)
        except wire.GoneError:
            return

    async def _serve(self, document: Answer, scope: Scope, send: Send, line: Line) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await wire.send(sentence(405, "This document is fetched with GET.", ((b"allow", b"GET, HEAD"),)), send)
        elif fault := self._plan.strike(WSDL):
            await _serve_with_fault(fault, document, send, line)
        else:
            await wire.send(wire.conditional(document, dict(scope["headers"])), send)

    def _nothing_here(self, path: str) -> Answer:
        if path == self._endpoint:
            allow = ((b"allow", b"POST"),)
            return sentence(405, "The gateway is called with POST and a SOAP envelope.", allow)
        return sentence(404, f"There is nothing here; there are {', '.join(('/', self._endpoint, *self._documents))}.")


async def _serve_with_fault(fault: Fault, document: Answer, send: Send, line: Line) -> None:
    from cccdiag.emulator.disguise import disguised

    if fault.delay:
        await line.wait(fault.delay)
    if fault.reset:
        await line.reset()
    elif fault.hang:
        await line.hang()
    else:
        answer = disguised(fault) if fault.status or fault.body else document
        await (line.spoil(answer, fault) if fault.spoils else wire.send(answer, send))


def _refused(scope: Scope) -> Answer | None:
    if refused := scope["extensions"].get(REFUSED):
        return sentence(refused["status"], refused["text"], close=True)
    if scope["http_version"] not in ("1.0", "1.1"):
        return sentence(505, "This server speaks HTTP 1.0 and 1.1.", close=True)
    return None
