"""The emulator as a thing that runs: a thread with an HTTP server on loopback, ready when ``with`` gives it.

::

    with Emulator() as gateway:
        ...                         # gateway.endpoint, gateway.username, gateway.access_key …
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from cccdiag import spec
from cccdiag.emulator import credentials as keys
from cccdiag.emulator import world as worlds
from cccdiag.emulator.assembly import Parts, Setup
from cccdiag.emulator.exchanges import Exchange, Exchanges
from cccdiag.emulator.faults import Fault, Plan
from cccdiag.emulator.running import Running, listen
from cccdiag.emulator.store import SqliteStore
from cccdiag.emulator.wire import CONTROL
from cccdiag.emulator.world import World
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret

if TYPE_CHECKING:
    from cccdiag.emulator.certificates import Certificate, Identity
    from cccdiag.emulator.scenarios import Scenario

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
        scenario: a scene of ``knowledge/scenarios/`` by name; its faults come before ``faults``.
        tls: speak HTTPS with a certificate of this kind (the extra ``tls``).
        seed: for faults that strike by chance.
        listener: hears of every call, in the server's thread.
        host: the address to listen on.

    Raises:
        InputError: a credential, switch or scenario that does not exist, or a value that the gateway could never accept.
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
        scenario: str | None = None,
        tls: Certificate | None = None,
        seed: int = 0,
        listener: Callable[[Exchange], None] | None = None,
        host: str = LOOPBACK,
    ) -> None:
        self.mode = mode
        gateway = knowledge().gateway()
        scene = _scenario(scenario) if scenario else None
        world = world or worlds.default()
        worlds.check_operations(world, (operation.name for operation in gateway.operations))
        tls = tls or (scene.tls if scene else None)
        self._identity = _identity(tls, host) if tls else None
        self._data = None if data is None else Path(data)
        self._host, self._port = host, port
        self._setup = Setup(
            gateway=gateway,
            reading=spec.reading(gateway, "strict", **(switches or {})),
            world=world,
            credentials=keys.for_run(credentials or {}, world),
            mode=mode,
            plan=Plan((*(scene.faults if scene else ()), *faults), seed, scenario),
            exchanges=Exchanges(listener),
            token=Secret(secrets.token_urlsafe(18)),
        )
        self._parts: Parts | None = None
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
        self._parts = Parts(self._setup, store, self._base)
        context = self._identity.context if self._identity else None
        self._running = Running(listening, self._parts.application, self._parts.close, context)
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
        return self._base + self._setup.gateway.service.endpoint_path

    @property
    def wsdl(self) -> str:
        """Where the WSDL is fetched; its schema is beside it."""
        return self._base + self._setup.gateway.service.wsdl_path

    @property
    def control(self) -> str:
        """Where faults are switched while it runs, and what is inside can be read (:mod:`cccdiag.emulator.control`)."""
        return self._base + CONTROL + self._setup.token.reveal()

    @property
    def page(self) -> str:
        """The page for people."""
        return self._base + "/"

    @property
    def authority(self) -> bytes | None:
        """With TLS: the certificate (PEM) of the authority to trust, where trust helps."""
        return self._identity.authority if self._identity else None

    @property
    def username(self) -> Secret:
        """The login name of the run's main account."""
        return self._setup.credentials.username

    @property
    def password(self) -> Secret:
        """The password of every account of the run."""
        return self._setup.credentials.password

    @property
    def access_key(self) -> Secret:
        """The access key, the name in HTTP Basic."""
        return self._setup.credentials.access_key

    @property
    def access_secret(self) -> Secret:
        """The access secret, the password in HTTP Basic."""
        return self._setup.credentials.access_secret

    @property
    def product(self) -> str:
        """A product abbreviation that every account may order under."""
        return self._setup.credentials.product

    def account(self, name: str) -> Secret:
        """The username of a named account of the world: ``main``, ``on-hold``, ``stranger``….

        Raises:
            InputError: the world has no such account.
        """
        known = ("main", *(account.name for account in self._setup.world.accounts))
        if name not in known:
            raise InputError(f"the world has no account {name!r}; it has {', '.join(known)}")
        return Secret(keys.login(self._setup.credentials, name))

    def work(self, name: str) -> int:
        """The number of a named work of the world: ``denied``, ``pending``, ``no-fee``….

        Raises:
            InputError: the world has no such work.
        """
        found = self._setup.world.work_named(name)
        if found is None:
            names = ", ".join(work.name for work in self._setup.world.works)
            raise InputError(f"the world has no work {name!r}; it has {names}")
        return found.number

    def exchanges(self) -> tuple[Exchange, ...]:
        """The last exchanges, newest last."""
        return self._setup.exchanges.latest()

    def set_faults(self, *faults: Fault) -> None:
        """Put these faults in force instead of those before; none at all heals the gateway."""
        self._setup.plan.replace(faults)

    def play(self, scenario: str) -> None:
        """Put the faults of a scenario in force instead of those before.

        Raises:
            InputError: there is no such scenario, or it is one of TLS, which can be chosen at the start only.
        """
        scene = _scenario(scenario)
        if scene.tls is not None:
            raise InputError(f"{scenario} needs another certificate: start with Emulator(scenario={scenario!r})")
        self._setup.plan.replace(scene.faults, scenario)

    def invoice(self, order_detail_id: int) -> None:
        """Mark a committed detail as invoiced, which no operation of the gateway can.

        Raises:
            RefusedError: there is no such detail (CCC_206), or it is closed already (CCC_204).
        """
        assert self._running is not None
        assert self._parts is not None
        orders = self._parts.orders
        self._running.call(self._parts.commits.run(lambda: orders.invoice(order_detail_id)))

    @property
    def _base(self) -> str:
        scheme = "https" if self._identity else "http"
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{scheme}://{host}:{self._port}"


# Most runs need neither, and starting must be quick.
def _scenario(name: str) -> Scenario:
    from cccdiag.emulator import scenarios

    return scenarios.named(name)


def _identity(kind: Certificate, host: str) -> Identity:
    from cccdiag.emulator import certificates

    return certificates.identity(kind, host)
