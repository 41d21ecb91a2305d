"""Group commit: what clients ask at the same time shares one transaction, and no answer leaves before it is on the disk.

In memory there is nothing to wait for and work is done at once. Work is a plain function that uses the store; the store is
used either by the event loop or by the one thread that commits, never by both.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from cccdiag.emulator.model import RefusedError
from cccdiag.emulator.store import SqliteStore

T = TypeVar("T")

# A disk that is so quick keeps nobody waiting; to hand the next commit over to the thread, and to hear of it, would take longer.
_QUICK_SECONDS = 0.002
# So many share a transaction, and nobody waits for more.
_MANY = 256


class Commits:
    """Runs work on the store, one piece after the other."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.lasting = store.durable
        self._waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
        self._busy: asyncio.Task[None] | None = None
        self._quick = False
        self._committer = ThreadPoolExecutor(1, "cccdiag-commit") if store.durable else None

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work and give its result once it lasts.

        Raises:
            StoreError: the transaction failed; nothing of it was kept.
            RefusedError: this work was refused.
        """
        if self._committer is None:
            return work()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.soon(work, functools.partial(_settle, future))
        return await future

    def soon(self, work: Callable[[], T], heard: Callable[[T | Exception], None]) -> None:
        """Do the work soon and tell its result, or what went wrong, once it lasts; for a store that lasts only."""
        assert self._committer is not None
        self._waiting.append((work, heard))
        if self._busy is None:
            self._busy = asyncio.get_running_loop().create_task(self._drain(self._committer))

    async def close(self) -> None:
        """Finish what was begun; nobody may ask for more."""
        while self._busy:
            await asyncio.wait([self._busy])
        if self._committer:
            self._committer.shutdown()

    async def _drain(self, committer: ThreadPoolExecutor) -> None:
        while self._waiting:
            await self._gather()
            batch, self._waiting = self._waiting, []
            try:
                self._store.begin()
                outcomes = [_attempt(work) for work, _ in batch]
                await self._commit(committer)
            except Exception as error:  # noqa: BLE001 - whatever it was, every client of the batch must hear of it
                self._store.rollback()
                outcomes = [error] * len(batch)
            for (_, heard), outcome in zip(batch, outcomes, strict=True):
                heard(outcome)
        self._busy = None

    async def _gather(self) -> None:
        """Let those come along who ask in the same moment: a commit takes longer than many turns of the loop."""
        come = 0
        while come < len(self._waiting) < _MANY:
            come = len(self._waiting)
            await asyncio.sleep(0)

    async def _commit(self, committer: ThreadPoolExecutor) -> None:
        started = time.perf_counter()
        if self._quick:
            self._store.commit()
        else:
            await asyncio.get_running_loop().run_in_executor(committer, self._store.commit)
        self._quick = time.perf_counter() - started < _QUICK_SECONDS


def _settle(future: asyncio.Future[T], outcome: T | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _attempt(work: Callable[[], Any]) -> Any:
    """The result of work, or the refusal that it raised before it changed anything: no concern of the others."""
    try:
        return work()
    except RefusedError as refused:
        return refused
