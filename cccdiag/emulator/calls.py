"""The way of one SOAP call: from its bytes over the desk to the bytes of its answer, and past the faults in force."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable

from cccdiag.emulator import wire
from cccdiag.emulator.commits import Commits
from cccdiag.emulator.credentials import Doors
from cccdiag.emulator.desk import Call, Desk, UnreadableError
from cccdiag.emulator.exchanges import Exchanges
from cccdiag.emulator.faults import Fault, Plan
from cccdiag.emulator.line import Line
from cccdiag.emulator.store import StoreError
from cccdiag.emulator.wire import TEXT, XML, Answer, Receive, Send, sentence
from cccdiag.soap import reply
from cccdiag.soap.model import Reply

Deliver = Callable[[Answer], None]
# What was sent, if anything was, and the word for it in the log.
Told = tuple[Answer | None, str]

_CLOSED_DOOR = Answer(401, ((b"www-authenticate", b'Basic realm="Academic Gateway"'),), b"")
_SOAP_1_2 = b"application/soap+xml"
_BROKEN = Answer(500, TEXT, b"Internal Server Error", close=True)
_log = logging.getLogger(__name__)
_ACCEPTED = ((b"accept", b"text/xml"),)


class Calls:
    """Takes what is posted to the endpoint. HTTP Basic comes first (D59), then the XML, then the desk."""

    def __init__(self, desk: Desk, doors: Doors, commits: Commits, plan: Plan, exchanges: Exchanges) -> None:
        self._desk = desk
        self._doors = doors
        self._commits = commits
        self._plan = plan
        self._exchanges = exchanges

    async def take(self, headers: dict[bytes, bytes], receive: Receive, send: Send, line: Line) -> None:
        """Answer one call, or do what a fault wants instead."""
        started = time.perf_counter()
        faults = bool(self._plan.faults)
        if faults and self._plan.before_read():
            self._exchanges.add(None, None, "reset before the request was read", started=started)
            await line.reset()
            return
        body = await wire.read_body(headers, receive)
        admitted = self._doors.admits(headers.get(b"authorization"))
        read = self._read(headers, body) if admitted or faults else _CLOSED_DOOR
        operation = read.operation.name if isinstance(read, Call) else None
        fault = self._plan.strike(operation) if faults else None
        told: Told
        if fault is None:
            told = await self._true_answer(read, admitted=admitted)
        else:
            told = await self._with_fault(fault, read, admitted, line)
        answer, outcome = told
        # Logged before it is sent: whoever has the answer finds it in the log.
        self._exchanges.add(
            operation,
            answer.status if answer else None,
            outcome,
            started=started,
            request=body,
            answer=answer.body if answer else b"",
            note=_note(read),
        )
        await _deliver(answer, fault, send, line)

    def take_at_once(self, headers: dict[bytes, bytes], body: bytes, deliver: Deliver) -> None:
        """Answer one call that no fault can strike; ``deliver`` gets the answer, at once or when what was done lasts."""
        started = time.perf_counter()
        try:
            admitted = self._doors.admits(headers.get(b"authorization"))
            read = self._read(headers, body) if admitted else _CLOSED_DOOR
            if isinstance(read, Answer):
                told = read, "unreadable" if admitted else "no access"
            elif read.violations or not self._commits.lasting:
                told = self._written(self._carried_out(read))
            else:
                finish = functools.partial(self._finish, read, started, body, deliver)
                self._commits.soon(functools.partial(self._desk.answer, read), finish)
                return
            answer = self._logged(read, told, started, body)
        except Exception:  # noqa: BLE001 - as uvicorn does: it is logged, and the client is answered
            answer = _broken()
        deliver(answer)

    def _finish(self, read: Call, started: float, body: bytes, deliver: Deliver, outcome: Reply | Exception) -> None:
        """Deliver the answer of a call that was carried out."""
        try:
            answer = self._logged(read, self._written(self._unless_broken(read, outcome)), started, body)
        except Exception:  # noqa: BLE001 - as above
            answer = _broken()
        deliver(answer)

    def _carried_out(self, read: Call) -> Reply:
        try:
            return self._desk.answer(read)
        except StoreError:
            return self._no_store(read)

    def _unless_broken(self, read: Call, outcome: Reply | Exception) -> Reply:
        if isinstance(outcome, StoreError):
            return self._no_store(read)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _no_store(self, read: Call) -> Reply:
        return self._desk.refusal(read, [("CCC_002", None)])

    def _logged(self, read: Call | Answer, told: tuple[Answer, str], started: float, body: bytes) -> Answer:
        answer, outcome = told
        name, note = (None, None) if isinstance(read, Answer) else (read.operation.name, _note(read))
        self._exchanges.add(name, answer.status, outcome, started=started, request=body, answer=answer.body, note=note)
        return answer

    def _read(self, headers: dict[bytes, bytes], body: bytes) -> Call | Answer:
        kind = headers.get(b"content-type", b"").lower()
        if kind.startswith(_SOAP_1_2):
            return sentence(415, "This service speaks SOAP 1.1: send text/xml.", _ACCEPTED)
        if kind.startswith(b"multipart/"):
            return sentence(415, "This service takes no attachments (MTOM, SwA): send text/xml alone.", _ACCEPTED)
        try:
            return self._desk.read(wire.in_utf8(body, kind))
        except UnreadableError as error:
            return Answer(500, XML, reply.write_fault(error.code, error.text))

    async def _true_answer(self, read: Call | Answer, *, admitted: bool) -> tuple[Answer, str]:
        if not admitted:
            return _CLOSED_DOOR, "no access"
        if isinstance(read, Answer):
            return read, "unreadable"
        if read.violations:
            return self._written(self._desk.answer(read))
        try:
            return self._written(await self._commits.run(functools.partial(self._desk.answer, read)))
        except StoreError:
            return self._written(self._no_store(read))

    async def _with_fault(self, fault: Fault, read: Call | Answer, admitted: bool, line: Line) -> Told:
        """Carry out what the fault leaves of the call, and give the answer that it leaves of the true one."""
        answer, outcome = _CLOSED_DOOR, "not processed"
        if fault.processed or not fault.replaces:
            answer, outcome = await self._true_answer(read, admitted=admitted)
        if fault.delay:
            await line.wait(fault.delay)
        if fault.reset or fault.hang:
            return None, f"{outcome}, then a {'reset' if fault.reset else 'silence'} on purpose"
        if fault.status or fault.body:
            from cccdiag.emulator.disguise import disguised

            return disguised(fault), f"{outcome}, replaced on purpose"
        if fault.code and not admitted:
            return _CLOSED_DOOR, "no access"
        if fault.code:
            return (
                self._written(self._desk.refusal(read, [(fault.code, fault.detail)]))
                if isinstance(read, Call)
                else (read, "unreadable")
            )
        return answer, f"{outcome}, spoilt on purpose"

    def _written(self, answer: Reply) -> tuple[Answer, str]:
        if answer.errors:
            outcome = ", ".join(error.code for error in answer.errors)
        else:
            outcome = f"id {answer.result.id}" if answer.result else "nothing"
        return Answer(200, XML, self._desk.written(answer)), outcome


def _broken() -> Answer:
    """What is answered when something broke that nobody thought of; said in the place where it is caught."""
    _log.exception("An answer could not be made.")
    return _BROKEN


async def _deliver(answer: Answer | None, fault: Fault | None, send: Send, line: Line) -> None:
    """Send the answer, or do to the connection what the fault wants."""
    if fault is None:
        assert answer is not None
        await wire.send(answer, send)
    elif answer is None:
        await (line.reset() if fault.reset else line.hang())
    elif fault.spoils:
        await line.spoil(answer, fault)
    else:
        await wire.send(answer, send)


def _note(read: Call | Answer) -> str | None:
    if isinstance(read, Call) and read.incoming.qualified:
        return "child elements stand in a namespace and were not seen; the gateway takes unqualified ones (D10)"
    return None
