"""Sources read one after the other, or their parts by many workers: what is found is the same, byte for byte."""

from __future__ import annotations

import collections
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from cccdiag.records import dataclass
from cccdiag.triage.aside import behind
from cccdiag.triage.court import Swept
from cccdiag.triage.parts import Part, cut
from cccdiag.triage.sources import Source
from cccdiag.triage.sweep import Sweeper

if TYPE_CHECKING:
    from cccdiag.triage.work import Crew

# Parts are small enough to be spread evenly and done again quickly, and large enough that handing them out costs nothing.
_LEAST, _MOST, _ROUNDS = 8 << 20, 32 << 20, 4
# Small sources are handed out together.
_TOGETHER, _MANY = 4 << 20, 200

Watch = Callable[[int], None]


class Read(Protocol):
    """Reads sources: as :func:`read` without a crew, or in another way."""

    def __call__(self, sweeper: Sweeper, sources: Iterable[Source], *, count: bool, watch: Watch | None) -> list[Swept]:
        """What each source shows."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told: parts to read, and by which facts (a folder of own articles, or None)."""

    parts: tuple[Part, ...]
    count: bool
    knowledge: str | None


def read(
    sweeper: Sweeper,
    sources: Iterable[Source],
    *,
    count: bool = False,
    watch: Watch | None = None,
    crew: Crew | None = None,
) -> list[Swept]:
    """What each source shows, read here or by a crew."""
    if crew is None:
        return [sweeper.sweep(source, count=count, watch=watch) for source in sources]
    _mine.sweeper, _mine.knowledge = sweeper, crew.knowledge
    try:
        return _joined(_read(sweeper, sources, crew, count=count), watch)
    finally:
        _mine.sweeper = None


def _read(sweeper: Sweeper, sources: Iterable[Source], crew: Crew, *, count: bool) -> Iterator[tuple[Part, Swept]]:
    """Parts in their order. What only this process can open is read here, when its turn comes."""
    bundles: collections.deque[tuple[Part, ...]] = collections.deque()

    def orders() -> Iterator[Order]:
        for bundle in _bundles(_parts(sweeper, sources, crew.size), crew.size):
            bundles.append(bundle)
            if _portable(bundle[0]):
                yield Order(bundle, count, crew.knowledge)

    def own() -> Iterator[tuple[Part, Swept]]:
        while bundles and not _portable(bundles[0][0]):
            (part,) = bundles.popleft()
            yield part, sweeper.sweep_part(part, count=count)

    for found in crew.map(obey, orders()):
        yield from own()
        yield from zip(bundles.popleft(), found, strict=True)
    yield from own()


def _portable(part: Part) -> bool:
    """Whether another process can open the source: not when it lies in an archive that was unpacked here."""
    if part.source.open is None or part.source.raw is not None:
        return True
    import pickle

    try:
        pickle.dumps(part.source.open)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return True


def _parts(sweeper: Sweeper, sources: Iterable[Source], workers: int) -> Iterator[Part]:
    for source in sources:
        header = sweeper.header(source)
        size = min(max(source.size // (_ROUNDS * workers), _LEAST), _MOST)
        yield from cut(source, header, size)


def _bundles(parts: Iterable[Part], workers: int) -> Iterator[tuple[Part, ...]]:
    """Parts that are handed out together: small ones, and those of an archive that each worker must unpack for itself."""
    bundle: list[Part] = []
    size, last = 0, None
    for part in parts:
        aside = behind(part.source.open)
        if aside is not None and aside is last:
            full = size + part.size > max(aside.size() // workers, _LEAST)
        else:
            full = last is not None or aside is not None or size + part.size > _TOGETHER or len(bundle) >= _MANY
        if bundle and (full or not (_portable(part) and _portable(bundle[-1]))):
            yield tuple(bundle)
            bundle, size = [], 0
        bundle.append(part)
        size += part.size
        last = aside
    if bundle:
        yield tuple(bundle)


def _joined(found: Iterable[tuple[Part, Swept]], watch: Watch | None) -> list[Swept]:
    """The parts of each source as one."""
    whole: list[Swept] = []
    for part, swept in found:
        if watch:
            watch(swept.size)
        if part.first:
            swept.source = part.source
            whole.append(swept)
        else:
            whole[-1].join(swept)
    for one in whole:
        one.settle()
    return whole


def obey(order: Order) -> tuple[Swept, ...]:
    """What a worker does. The source is left out of the answer: who asked has it."""
    sweeper = _own_sweeper(order.knowledge)
    found = []
    for part in order.parts:
        swept = sweeper.sweep_part(part, count=order.count)
        swept.source = replace(part.source, open=None, raw=None, head=b"")
        found.append(swept)
    return tuple(found)


class _Mine(threading.local):
    """What this thread reads with: a copied process has it already, and a scanner must not be used by two threads at once."""

    sweeper: Sweeper | None = None
    knowledge: str | None = None


_mine = _Mine()


def _own_sweeper(knowledge: str | None) -> Sweeper:
    if _mine.sweeper is None or _mine.knowledge != knowledge:
        from cccdiag.kb.find import knowledge as facts
        from cccdiag.triage.prepared import ready

        _mine.knowledge, _mine.sweeper = knowledge, ready(facts(knowledge)).sweeper
    return _mine.sweeper
