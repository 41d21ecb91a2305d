"""One seam for work that can be divided: done by processes of this machine or by a cluster, in order, and done again where a worker died.

Whatever gives an ``Executor`` of ``concurrent.futures`` can do it. Processes, not threads: a third of the time goes to judging
records in Python, one thread at a time.
"""

from __future__ import annotations

import collections
import contextlib
import itertools
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cccdiag.errors import InputError

T = TypeVar("T")
R = TypeVar("R")

# A part that has killed three workers will kill the fourth.
_TRIES = 3
# Parts handed out for each worker: one that is being done, and one to go on with.
_AHEAD = 2
# Where who hands out is busy too, parts wait for it: then there are more to go on with.
_FAR_AHEAD = 4


@dataclass(slots=True)
class _Task(Generic[T, R]):
    """One thing to be done, and who does it."""

    thing: T
    future: Future[R]
    tries: int = 1


class Crew:
    """Workers. ``hire`` gives a new executor of ``size`` workers; ``lost`` are the errors that mean that a worker died.

    ``knowledge`` is the folder that workers lay over the facts, if any.

    Crews end with the work: nothing is left running, whether all was done, an error was raised or the user gave up.
    """

    def __init__(
        self,
        hire: Callable[[], Executor],
        size: int,
        lost: tuple[type[Exception], ...] = (BrokenExecutor,),
        knowledge: str | None = None,
        ahead: int = _AHEAD,
    ) -> None:
        self._hire = hire
        self._ahead = ahead
        self._lost = lost
        self.size = size
        self.knowledge = knowledge

    def map(self, work: Callable[[T], R], things: Iterable[T]) -> Generator[R]:
        """What ``work`` gives for each thing, in their order. Both must be picklable.

        Raises:
            InputError: one thing has killed three workers.
        """
        rest, tasks = iter(things), collections.deque[_Task[T, R]]()
        # Finding the first thing may start threads (connections to where it lies): who hires by copying this process must see them.
        rest = itertools.chain(list(itertools.islice(rest, 1)), rest)
        executor = self._hire()
        try:
            while True:
                while len(tasks) < self._ahead * self.size and (thing := next(rest, self)) is not self:
                    tasks.append(_Task(thing, self._handed(executor, work, thing)))  # type: ignore[arg-type]
                if not tasks:
                    return
                try:
                    result = tasks[0].future.result()
                except self._lost as error:
                    executor = self._again(executor, work, tasks, error)
                    continue
                tasks.popleft()
                yield result
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def _handed(self, executor: Executor, work: Callable[[T], R], thing: T) -> Future[R]:
        """What a worker is to give. An executor that has lost a worker takes nothing more: then the thing is lost as well."""
        try:
            return executor.submit(work, thing)
        except self._lost as error:
            future: Future[R] = Future()
            future.set_exception(error)
            return future

    def _again(
        self, executor: Executor, work: Callable[[T], R], tasks: Iterable[_Task[T, R]], error: Exception
    ) -> Executor:
        """Hand out again, to new workers, what was lost with a worker."""
        executor.shutdown(wait=False, cancel_futures=True)
        new = self._hire()
        for task in tasks:
            if task.future.done() and not task.future.cancelled() and task.future.exception() is None:
                continue
            if task.tries >= _TRIES:
                new.shutdown(wait=False, cancel_futures=True)
                raise InputError(
                    f"a worker died {_TRIES} times over the same part of the inputs; try --jobs 1, or fewer inputs at once"
                ) from error
            task.tries += 1
            task.future = self._handed(new, work, task.thing)
        return new


def processes(count: int, knowledge: str | None = None, *, patient: bool = False) -> Crew:
    """Workers that are processes of this machine. They end with it.

    ``patient``: after Ctrl-C they finish the part in hand. Who gives much and is given much needs that: a worker that ends while
    it reads or writes more than a pipe holds leaves the other end waiting for ever.
    """
    ahead = _FAR_AHEAD if patient else _AHEAD
    return Crew(lambda: _pool(count, patient=patient), count, knowledge=knowledge, ahead=ahead)


def _pool(count: int, *, patient: bool = False) -> Executor:
    import multiprocessing
    import signal
    import threading
    from concurrent.futures import ProcessPoolExecutor

    # A copy of this process is ready at once; with threads in it, it would copy their locks too.
    copies = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context: Any = multiprocessing.get_context("fork" if copies else "spawn")
    executor = ProcessPoolExecutor(count, context, initializer=_finish_first if patient else _end_at_once)
    if patient and hasattr(signal, "pthread_sigmask"):
        # Copies are made with the first task: they must not hear of Ctrl-C before they know what to do then.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            executor.submit(int)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return executor


def _finish_first() -> None:
    """Ctrl-C reaches every process of a terminal: the one that hired the workers takes no more from them, and they end."""
    import signal

    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_at_once() -> None:
    """Ctrl-C reaches every process of a terminal: workers end without a word, and the one that hired them tells."""
    import signal

    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_DFL)
