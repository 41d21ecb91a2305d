"""How the parts of a running emulator are put together: the one place that knows them all."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from cccdiag import spec
from cccdiag.emulator import wire
from cccdiag.emulator.app import Application
from cccdiag.emulator.calls import Calls
from cccdiag.emulator.commits import Commits
from cccdiag.emulator.credentials import Doors, RunCredentials
from cccdiag.emulator.desk import Desk
from cccdiag.emulator.exchanges import Exchanges
from cccdiag.emulator.faults import Plan
from cccdiag.emulator.orders import Orders
from cccdiag.emulator.store import SqliteStore
from cccdiag.emulator.world import World
from cccdiag.records import dataclass
from cccdiag.secrets import Secret
from cccdiag.spec.model import Gateway, Reading

if TYPE_CHECKING:
    from cccdiag.emulator.control import Control


@dataclass(frozen=True, slots=True)
class Setup:
    """What is decided before a start: facts, the reading of them, the scene, who may come in."""

    gateway: Gateway
    reading: Reading
    world: World
    credentials: RunCredentials
    mode: str | None
    plan: Plan
    exchanges: Exchanges
    token: Secret


class Parts:
    """What exists while the emulator runs; ``base`` is its address without a path."""

    def __init__(self, setup: Setup, store: SqliteStore, base: str) -> None:
        self._setup = setup
        self._store = store
        self.orders = Orders(setup.world, store, setup.gateway, setup.reading)
        self.commits = Commits(store)
        self.application = self._application(base)

    async def close(self) -> None:
        """Finish the last transaction and close the store."""
        await self.commits.close()
        self._store.close()

    def _application(self, base: str) -> Application:
        setup, service = self._setup, self._setup.gateway.service
        doors = Doors(setup.credentials, setup.world)
        endpoint = base + service.endpoint_path
        documents = {
            service.wsdl_path: spec.wsdl.wsdl(setup.gateway, endpoint),
            service.schema_path: spec.wsdl.schema(setup.gateway),
        }
        return Application(
            endpoint=service.endpoint_path,
            calls=Calls(self._desk(doors), doors, self.commits, setup.plan, setup.exchanges),
            plan=setup.plan,
            documents={path: wire.document(text) for path, text in documents.items()},
            control=functools.cache(lambda: self._control(endpoint)),
        )

    def _desk(self, doors: Doors) -> Desk:
        setup = self._setup
        return Desk(
            gateway=setup.gateway,
            reading=setup.reading,
            world=setup.world,
            doors=doors,
            orders=self.orders,
            error_ids=self._store,
            products=(setup.credentials.product, *setup.world.products),
            mode=setup.mode,
        )

    def _control(self, endpoint: str) -> Control:
        # Who does not look inside does not wait for what looking takes: the redaction, the scenarios.
        from cccdiag.emulator import inside
        from cccdiag.emulator.control import Control

        setup = self._setup
        return Control(
            token=setup.token,
            mode=setup.mode,
            endpoint=endpoint,
            plan=setup.plan,
            exchanges=setup.exchanges,
            commits=self.commits,
            orders=self.orders,
            look=lambda: inside.orders(self._store, setup.world),
        )
