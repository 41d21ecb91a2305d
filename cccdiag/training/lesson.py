"""The stage of a walkthrough: a gateway on this machine, the login of an invented library, and what is wrong with either.

What is wrong is a *world*, one word that a trainer or a test can plant: a scenario of ``knowledge/scenarios``, ``account:NAME``,
``mode:WORD``, ``password:wrong`` or ``key:wrong``.
"""

from __future__ import annotations

import atexit
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cccdiag.client.profile import Credentials, Profile, Timeouts
from cccdiag.emulator import Emulator, scenarios
from cccdiag.errors import InputError
from cccdiag.secrets import Secret
from cccdiag.training.lab_settings import STORE

PLANTED = "CCCDIAG_LESSON_WORLD"
_MODES = ("DEMO", "LOCAL", "PROD", "none")
_WRONG = ("password", "key")
# What is taught with a gateway that stays silent must not keep a class waiting.
_PATIENCE = Timeouts(connect=2.0, read=2.0, total=4.0)


@dataclass(frozen=True, slots=True)
class World:
    """What is wrong. An empty one is a healthy site."""

    scenario: str | None = None
    account: str = "main"
    mode: Literal["DEMO", "LOCAL", "PROD", "none"] = "DEMO"
    wrong: Literal["password", "key"] | None = None

    @property
    def sentence(self) -> str:
        """What was planted, for the trainer."""
        if self.scenario:
            scene = scenarios.named(self.scenario)
            return f"{scene.title}. {scene.shows}"
        if self.wrong:
            return (
                f"The {'password' if self.wrong == 'password' else 'access key'} of the profile is not the right one."
            )
        if self.account != "main":
            return f"The library logs in with the account {self.account}."
        return "A healthy site." if self.mode == "DEMO" else f"The gateway says mode {self.mode}."


def world(word: str) -> World:
    """The world of that name; the empty word is the healthy one.

    Raises:
        InputError: there is none; the sentence says which there are.
    """
    kind, colon, name = word.partition(":")
    if not word:
        return World()
    if kind == "account" and colon:
        return World(account=name)
    if kind == "mode" and name in _MODES:
        return World(mode=name)  # type: ignore[arg-type]  # the line above narrows it
    if kind in _WRONG and name == "wrong":
        return World(wrong=kind)  # type: ignore[arg-type]  # as above
    if colon:
        raise InputError(
            f"there is no world {word!r}; there are scenarios, account:NAME, mode:{'|'.join(_MODES)}, password:wrong and key:wrong"
        )
    return World(scenario=scenarios.named(word).name)


class Stage:
    """A gateway that runs until the kernel ends, and the profile of the library that uses it.

    Args:
        name: the walkthrough; with an order store (``CCCDIAG_LAB_STORE``) its orders are kept under this name.
        planted: the world to begin with; the variable ``CCCDIAG_LESSON_WORLD`` counts more.
    """

    def __init__(self, name: str, planted: str = "") -> None:
        self.name = name
        self.world = world(os.environ.get(PLANTED) or planted)
        self._gateway: Emulator | None = None

    @property
    def gateway(self) -> Emulator:
        """The gateway, started when it is first asked for.

        Raises:
            InputError: it cannot listen or keep its orders.
        """
        if self._gateway is None:
            kept = os.environ.get(STORE)
            mode = None if self.world.mode == "none" else self.world.mode
            gateway = Emulator(
                mode=mode, data=Path(kept) / f"{self.name}.sqlite" if kept else None, scenario=self.world.scenario
            )
            gateway.__enter__()
            atexit.register(self.close)
            self._gateway = gateway
        return self._gateway

    @property
    def profile(self) -> Profile:
        """How the library is set up; its secrets are in memory only."""
        gateway, told = self.gateway, self.world
        login = Credentials(
            username=gateway.account(told.account),
            password=_other(gateway.password) if told.wrong == "password" else gateway.password,
            access_key=_other(gateway.access_key) if told.wrong == "key" else gateway.access_key,
            access_secret=gateway.access_secret,
        )
        return Profile(
            name="lesson", endpoint=gateway.endpoint, wsdl=gateway.wsdl, expect_mode="DEMO", product=gateway.product,
            credentials=login, timeouts=_PATIENCE,
        )  # fmt: skip

    def plant(self, word: str) -> World:
        """Let something go wrong from now on; the empty word heals.

        Raises:
            InputError: there is no such world, or it can be chosen at the start only (another mode, another certificate).
        """
        wanted = world(word)
        if wanted.mode not in ("DEMO", self.world.mode):
            raise InputError(f"the mode of a running gateway stays: begin the lesson with world={word!r}")
        if wanted.scenario:
            self.gateway.play(wanted.scenario)
        else:
            self.gateway.set_faults()
        self.world = replace(wanted, mode=self.world.mode)
        return wanted

    def close(self) -> None:
        """Stop the gateway."""
        if self._gateway is not None:
            self._gateway.__exit__(None, None, None)
            self._gateway = None


def _other(right: Secret) -> Secret:
    """A value of the same form that opens nothing."""
    text = right.reveal()
    return Secret(text[1:] + text[:1] if len(set(text)) > 1 else f"{text}x")


def production() -> Profile:
    """A site that may be production, to see how orders are held back from it. Nothing listens there, and nothing is sent."""
    names = ("username", "password", "access_key", "access_secret")
    login = Credentials(**{name: Secret(f"invented-{name.replace('_', '-')}-0000") for name in names})
    return Profile(
        name="production",
        endpoint="https://gateway.example/AcademicGateway",
        product="ABC",
        expect_mode="PROD",
        credentials=login,
    )
