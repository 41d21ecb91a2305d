"""uvicorn in a thread of its own: started when it answers, stopped when nothing of it is left."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import uvicorn

from cccdiag.emulator.app import Application
from cccdiag.emulator.shortcut import ShortProtocol
from cccdiag.errors import InputError

T = TypeVar("T")

# Clients that pause between calls (a person at a form) keep their connection; uvicorn's 5 seconds would race with them.
_KEEP_ALIVE = 75
_GRACE = 3
_DATE_HEADER_SECONDS = 1.0


class Running:
    """A started server. ``finish`` is awaited in the server's loop when it stops, after the last answer."""

    def __init__(
        self,
        listening: socket.socket,
        application: Application,
        finish: Callable[[], Awaitable[None]],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._listening = listening
        self._application = application
        self._finish = finish
        self._tls = tls
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._server: _Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="cccdiag-emulator", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the server's loop and wait for its result."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def stop(self) -> None:
        """Answer what has been asked, then end; returns when the thread has."""
        if self._loop is not None and self._server is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._server.leave)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - carried over to the thread that started this one
            self._failure = error
        finally:
            self._listening.close()
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        config = uvicorn.Config(
            self._application,
            http=ShortProtocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=_GRACE,
        )
        config.load()
        config.ssl = self._tls
        self._server = _Server(config, self._application, self._ready)
        try:
            await self._server.serve([self._listening])
        finally:
            await self._finish()


class _Server(uvicorn.Server):
    """uvicorn's server, told to stop by an event instead of a flag that it looks at ten times a second."""

    def __init__(self, config: uvicorn.Config, application: Application, ready: threading.Event) -> None:
        super().__init__(config)
        self._application = application
        self._ready = ready

    def leave(self) -> None:
        """Stop; called in the server's loop."""
        self.should_exit = True
        self._application.stopping.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; but who is just being let in is let in first: from Python 3.12 on, nobody else closes that connection."""
        for _ in range(3):  # asyncio needs so many turns from accepting to telling the protocol
            await asyncio.sleep(0)
        await super().shutdown(sockets)

    async def main_loop(self) -> None:
        """Keep the date header fresh until it is time to stop."""
        await self.on_tick(0)
        self._ready.set()
        while not self._application.stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._application.stopping.wait(), _DATE_HEADER_SECONDS)
            await self.on_tick(0)


def listen(host: str, port: int) -> socket.socket:
    """Bind before anything else is done, so that the address is known and its refusal is one sentence.

    Raises:
        InputError: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on what is accepted; without, each answer waits 40 ms for an ACK.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows the same option would let two servers share one port.
        option = "SO_EXCLUSIVEADDRUSE" if sys.platform == "win32" else "SO_REUSEADDR"
        listening.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
        listening.bind((host, port))
        listening.listen(2048)
        listening.setblocking(False)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(
            f"the emulator cannot listen on {host} port {port}: {reason}; try another --port, or 0"
        ) from error
    return listening
