"""Logs that look like those of the products, made from the few records that matter. The same drill gives the same bytes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from cccdiag import facts
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.training.model import Drill, Log, LogEntry

_DOCUMENT = "logshapes"


@dataclass(frozen=True, slots=True)
class Harmless:
    """A record that says nothing about the trouble; ``{n}`` in its text becomes some number."""

    text: str
    logger: str
    level: str = "DEBUG"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a product writes a record (fields ``date time ms thread level logger text``), and what it writes all day long."""

    layout: str
    harmless: tuple[Harmless, ...]
    date: str = "%Y-%m-%d"
    time: str = "%H:%M:%S"


def shapes() -> dict[str, Shape]:
    """The shapes by name."""
    document = knowledge().document(_DOCUMENT)
    return {name: facts.build(Shape, value, f"{_DOCUMENT}.yaml: {name}") for name, value in document.items()}


def written(drill: Drill, log: Log) -> str:
    """The text of a log, with one line break at the end.

    Raises:
        InputError: there is no such shape.
    """
    return "\n".join(records(drill, log)) + "\n"


def records(drill: Drill, log: Log) -> tuple[str, ...]:
    """The records of a log, each with its further lines.

    Raises:
        InputError: there is no such shape.
    """
    known = shapes()
    if log.shape not in known:
        raise InputError(f"{log.name} has the shape {log.shape!r}; there are: {', '.join(known)}")
    return tuple(_Writer(known[log.shape], random.Random(f"{drill.id}/{log.name}")).records(log))  # noqa: S311


class _Writer:
    """Writes records; chance is seeded by the drill's name, so that two trainees read the same log."""

    def __init__(self, shape: Shape, chance: random.Random) -> None:
        self._shape = shape
        self._chance = chance

    def records(self, log: Log) -> Iterator[str]:
        now = dt.datetime.fromisoformat(log.start)
        for entry in log.entries:
            yield from self._quiet(now, entry.after, log.harmless)
            now += dt.timedelta(seconds=entry.after, milliseconds=self._chance.randrange(400))
            yield self._record(now, entry)
        yield from self._quiet(now, 20.0, log.harmless)

    def _quiet(self, since: dt.datetime, seconds: float, count: int) -> Iterator[str]:
        """Harmless records spread over the pause."""
        for number in range(count):
            share = (number + self._chance.random()) / count
            chosen = self._chance.choice(self._shape.harmless)
            text = chosen.text.replace("{n}", str(self._chance.randrange(120_000, 990_000)))
            level = chosen.level
            yield self._line(since + dt.timedelta(seconds=seconds * share), level, chosen.logger, text)

    def _record(self, moment: dt.datetime, entry: LogEntry) -> str:
        return self._line(moment, entry.level, entry.logger, entry.text.rstrip("\n"))

    def _line(self, moment: dt.datetime, level: str, logger: str, text: str) -> str:
        return self._shape.layout.format(
            date=moment.strftime(self._shape.date),
            time=moment.strftime(self._shape.time),
            ms=f"{moment.microsecond // 1000:03d}",
            thread=self._chance.choice((1, 4, 7, 9, 12)),
            level=level,
            logger=logger,
            text=text,
        )
