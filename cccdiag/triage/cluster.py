"""Work done by a Dask cluster: many machines that see the same files and have cccdiag installed."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

from cccdiag.errors import InputError
from cccdiag.triage.work import Crew

_CONNECT = "10s"


def cluster(address: str, knowledge: str | None = None) -> Crew:
    """The workers behind a scheduler's address, such as ``tcp://10.0.0.5:8786``.

    Raises:
        InputError: dask is not installed, nobody answers at the address, or no worker is there.
    """
    try:
        from dask import distributed
    except ImportError as error:
        raise InputError("--cluster needs dask: pip install 'cccdiag[cluster]', here and on every worker") from error

    def connected() -> Any:
        return distributed.Client(address, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]

    try:
        client = connected()
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address}: {error}") from error
    threads = sum(client.nthreads().values())
    if not threads:
        client.close()
        raise InputError(f"the Dask scheduler at {address} has no workers")
    clients = [client]
    return Crew(
        lambda: _Cluster(clients.pop() if clients else connected()),
        threads,
        (BrokenExecutor, distributed.KilledWorker),
        knowledge,
    )


class _Cluster(Executor):
    """Dask's own executor, with the connection closed at the end."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(pure=False)
        self._futures: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As :meth:`concurrent.futures.Executor.submit`."""
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        self._futures = [one for one in self._futures if not one.done()] + [future]
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As :meth:`concurrent.futures.Executor.shutdown`."""
        if cancel_futures:
            for future in self._futures:
                future.cancel()
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()
