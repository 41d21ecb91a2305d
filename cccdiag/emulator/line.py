"""The connection as something that can break: waiting, hanging up, resetting, and answers that arrive spoiled."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import struct
from dataclasses import replace

from cccdiag.emulator.faults import Fault
from cccdiag.emulator.protocol import JoinedTransport
from cccdiag.emulator.wire import Answer, Receive, Send

_PIECES_PER_SECOND = 10


class Line:
    """One request's connection. ``stopping`` is set when the emulator stops: nothing may wait longer than that."""

    def __init__(self, transport: JoinedTransport, receive: Receive, send: Send, stopping: asyncio.Event) -> None:
        self._transport = transport
        self._receive = receive
        self._send = send
        self._stopping = stopping

    async def wait(self, seconds: float) -> None:
        """Wait, unless the emulator stops."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def hang(self) -> None:
        """Say nothing until the client gives up or the emulator stops."""
        gone = asyncio.ensure_future(self._gone())
        stopped = asyncio.ensure_future(self._stopping.wait())
        ended = asyncio.ensure_future(self._transport.ended.wait())
        _, late = await asyncio.wait({gone, stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()
        await self.close()

    async def reset(self) -> None:
        """Break the connection so that the client sees a reset and not an end."""
        connection = self._transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
        await self._gone()

    async def close(self) -> None:
        """Hang up; what was written before is still delivered."""
        self._transport.close()
        await self._gone()

    async def spoil(self, answer: Answer, fault: Fault) -> None:
        """Send an answer in the way that the fault wants: re-encoded, mislabelled, compressed, in pieces, slowly or cut."""
        answer = _relabelled(answer, fault)
        length = () if fault.chunked else ((b"content-length", b"%d" % len(answer.body)),)
        start = {"type": "http.response.start", "status": answer.status, "headers": [*answer.headers, *length]}
        await self._send(start)
        shown = answer.body if fault.cut is None else answer.body[: fault.cut]
        size = (
            max(1, (fault.bytes_per_second or 0) // _PIECES_PER_SECOND) if fault.bytes_per_second else len(shown) or 1
        )
        size = min(size, 64) if fault.chunked else size
        for at in range(0, len(shown), size):
            await self._send({"type": "http.response.body", "body": shown[at : at + size], "more_body": True})
            if fault.bytes_per_second:
                await self.wait(size / fault.bytes_per_second)
                if self._stopping.is_set():
                    break
        if fault.cut is None:
            await self._send({"type": "http.response.body", "body": b""})
        else:
            await self.close()

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue


def _relabelled(answer: Answer, fault: Fault) -> Answer:
    headers = dict(answer.headers)
    body = answer.body
    if fault.encoding:
        body = body.decode("utf-8", "replace").encode(fault.encoding, "replace")
    if fault.content_type:
        headers[b"content-type"] = fault.content_type.encode("latin-1")
    if fault.gzip:
        body = gzip.compress(body)
        headers[b"content-encoding"] = b"gzip"
    headers |= {name.lower().encode("latin-1"): value.encode("latin-1") for name, value in fault.headers.items()}
    return replace(answer, headers=tuple(headers.items()), body=body)
