"""The emulator as a thing that runs: a thread with an HTTP server on loopback, ready when ``with`` gives it.

::

    with Emulator() as gateway:
        ...                         # gateway.endpoint, gateway.username, gateway.access_key …
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from cccdiag import spec
from cccdiag.emulator import credentials as keys
from cccdiag.emulator import world as worlds
from cccdiag.emulator.app import Application
from cccdiag.emulator.calls import Calls
from cccdiag.emulator.commits import Commits
from cccdiag.emulator.desk import Desk
from cccdiag.emulator.exchanges import Exchange, Exchanges
from cccdiag.emulator.faults import Fault, Plan
from cccdiag.emulator.orders import Orders
from cccdiag.emulator.running import Running, listen
from cccdiag.emulator.store import SqliteStore
from cccdiag.emulator.wire import XML, Answer
from cccdiag.emulator.world import World
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret

Mode = Literal["DEMO", "LOCAL", "PROD"]
LOOPBACK = "127.0.0.1"


class Emulator:
    """A local gateway. Real clients talk to it over real HTTP; nothing of it is reachable from outside this machine.

    Args:
        port: 0 takes a free one.
        data: a file that keeps orders from run to run; None keeps them in memory.
        mode: the word of the ``mode`` attribute; None leaves the attribute out (D67).
        faults: what goes wrong from the start.
        credentials: username, password, access_key, access_secret, product; what is missing is made for this run.
        switches: words for the switches of ``gateway.yaml``, over the strict reading.
        world: works, accounts and limits; None is the documented default.
        seed: for faults that strike by chance.
        listener: hears of every call, in the server's thread.
        host: the address to listen on.

    Raises:
        InputError: a credential or a switch that does not exist, or a value that the gateway could never accept.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        data: Path | str | None = None,
        mode: Mode | None = "DEMO",
        faults: Sequence[Fault] = (),
        credentials: Mapping[str, str | Secret | None] | None = None,
        switches: Mapping[str, str] | None = None,
        world: World | None = None,
        seed: int = 0,
        listener: Callable[[Exchange], None] | None = None,
        host: str = LOOPBACK,
    ) -> None:
        self.mode = mode
        self._gateway = knowledge().gateway()
        self._reading = spec.reading(self._gateway, "strict", **(switches or {}))
        self._world = world or worlds.default()
        worlds.check_operations(self._world, (operation.name for operation in self._gateway.operations))
        self._credentials = keys.for_run(credentials or {}, self._world)
        self._data = None if data is None else Path(data)
        self._host, self._port = host, port
        self._plan = Plan(faults, seed)
        self._exchanges = Exchanges(listener)
        self._running: Running | None = None

    def __enter__(self) -> Self:
        """Start, and return when it answers.

        Raises:
            InputError: the port or the data file cannot be used.
        """
        store = SqliteStore(self._data)
        try:
            listening = listen(self._host, self._port)
        except BaseException:
            store.close()
            raise
        self._port = listening.getsockname()[1]
        self._orders = Orders(self._world, store, self._gateway, self._reading)
        self._commits = Commits(store)

        async def finish() -> None:
            await self._commits.close()
            store.close()

        self._running = Running(listening, self._application(store), finish)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop: no thread, socket or open file is left."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    @property
    def endpoint(self) -> str:
        """Where SOAP is posted."""
        return self._base + self._gateway.service.endpoint_path

    @property
    def wsdl(self) -> str:
        """Where the WSDL is fetched; its schema is beside it."""
        return self._base + self._gateway.service.wsdl_path

    @property
    def control(self) -> str:
        """Where faults are switched while it runs."""
        return self._base + "/"

    @property
    def username(self) -> Secret:
        """The login name of the run's main account."""
        return self._credentials.username

    @property
    def password(self) -> Secret:
        """The password of every account of the run."""
        return self._credentials.password

    @property
    def access_key(self) -> Secret:
        """The access key, the name in HTTP Basic."""
        return self._credentials.access_key

    @property
    def access_secret(self) -> Secret:
        """The access secret, the password in HTTP Basic."""
        return self._credentials.access_secret

    @property
    def product(self) -> str:
        """A product abbreviation that every account may order under."""
        return self._credentials.product

    def account(self, name: str) -> Secret:
        """The username of a named account of the world: ``main``, ``on-hold``, ``stranger``….

        Raises:
            InputError: the world has no such account.
        """
        known = ("main", *(account.name for account in self._world.accounts))
        if name not in known:
            raise InputError(f"the world has no account {name!r}; it has {', '.join(known)}")
        return Secret(keys.login(self._credentials, name))

    def work(self, name: str) -> int:
        """The number of a named work of the world: ``denied``, ``pending``, ``no-fee``….

        Raises:
            InputError: the world has no such work.
        """
        found = self._world.work_named(name)
        if found is None:
            names = ", ".join(work.name for work in self._world.works)
            raise InputError(f"the world has no work {name!r}; it has {names}")
        return found.number

    def exchanges(self) -> tuple[Exchange, ...]:
        """The last exchanges, newest last."""
        return self._exchanges.latest()

    def set_faults(self, *faults: Fault) -> None:
        """Put these faults in force instead of those before; none at all heals the gateway."""
        self._plan.replace(faults)

    def invoice(self, order_detail_id: int) -> None:
        """Mark a committed detail as invoiced, which no operation of the gateway can.

        Raises:
            RefusedError: there is no such detail (CCC_206), or it is closed already (CCC_204).
        """
        assert self._running is not None
        self._running.call(self._commits.run(lambda: self._orders.invoice(order_detail_id)))

    @property
    def _base(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def _application(self, store: SqliteStore) -> Application:
        doors = keys.Doors(self._credentials, self._world)
        products = (self.product, *self._world.products)
        desk = Desk(
            gateway=self._gateway,
            reading=self._reading,
            world=self._world,
            doors=doors,
            orders=self._orders,
            error_ids=store,
            products=products,
            mode=self.mode,
        )
        calls = Calls(desk, doors, self._commits, self._plan, self._exchanges)
        service = self._gateway.service
        documents = {
            service.wsdl_path: spec.wsdl.wsdl(self._gateway, self.endpoint),
            service.schema_path: spec.wsdl.schema(self._gateway),
        }
        served = {path: Answer(200, XML, text.encode()) for path, text in documents.items()}
        return Application(service.endpoint_path, calls, self._plan, served)
