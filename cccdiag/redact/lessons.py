"""What a text teaches, before it is known whether there is room for it: taken down by one, remembered by another, in order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from cccdiag.redact.known import ROOM, Known, group, worth_learning
from cccdiag.redact.model import Kind

Lesson = tuple[str, Kind]


class Pupil(Protocol):
    """Whoever is taught values."""

    def takes(self, kind: Kind) -> bool:
        """Whether there is room for one more value of the kind."""
        ...

    def learn(self, value: str, kind: Kind) -> None:
        """Hear of a value that a label gave away."""
        ...


class Lessons:
    """Takes down each value once, of the kinds that are asked for, and none that are ``known``.

    So many are taken down that there is enough even where the one who is to remember them knows half of them by then.
    """

    def __init__(self, learnable: Collection[Kind], known: Known | None = None) -> None:
        self._learnable = learnable
        self._known = known
        self._room = {name: 2 * most for name, most in ROOM.items()}
        self._heard: dict[str, Kind] = {}

    @property
    def heard(self) -> tuple[Lesson, ...]:
        """The values and their kinds, in the order in which they were met."""
        return tuple(self._heard.items())

    def takes(self, kind: Kind) -> bool:
        """Whether values of the kind are asked for."""
        return kind in self._learnable and self._room[group(kind)] > 0

    def learn(self, value: str, kind: Kind) -> None:
        """Take a value down."""
        if not worth_learning(value, kind) or value in self._heard or not self.takes(kind):
            return
        if self._known is None or value not in self._known:
            self._room[group(kind)] -= 1
            self._heard[value] = kind
