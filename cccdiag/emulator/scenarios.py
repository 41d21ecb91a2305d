"""Scenes of failure by name: what goes wrong in each is data, one file of ``knowledge/scenarios/`` for each scene."""

from __future__ import annotations

import difflib

from cccdiag import facts
from cccdiag.emulator.certificates import Certificate
from cccdiag.emulator.faults import Fault
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.records import dataclass

_FOLDER = "scenarios/"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scene. ``shows`` says what a client sees; ``article`` is the entry of the knowledge base that explains it.

    ``tls`` makes the emulator speak HTTPS with a certificate of that kind, which can be chosen at its start only.
    """

    name: str
    title: str
    shows: str
    faults: tuple[Fault, ...] = ()
    tls: Certificate | None = None
    article: str | None = None

    def __post_init__(self) -> None:
        if not self.faults and self.tls is None:
            raise ValueError("a scenario needs 'faults' or 'tls', or nothing happens in it")


def names() -> tuple[str, ...]:
    """The names of all scenarios, sorted."""
    documents = knowledge().document_names()
    return tuple(name.removeprefix(_FOLDER) for name in documents if name.startswith(_FOLDER))


def named(name: str) -> Scenario:
    """The scenario of that name.

    Raises:
        InputError: there is none; the sentence suggests the closest.
    """
    if name not in names():
        close = difflib.get_close_matches(name, names(), n=1)
        meant = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(names())}"
        raise InputError(f"there is no scenario {name!r}; {meant}")
    return facts.build(Scenario, knowledge().document(_FOLDER + name), f"scenarios/{name}.yaml")


def every() -> tuple[Scenario, ...]:
    """All scenarios, sorted by name."""
    return tuple(named(name) for name in names())
