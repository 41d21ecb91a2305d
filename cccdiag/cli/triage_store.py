"""``cccdiag triage --store``: keep what a triage counted, each input once however often it is read."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag.cli import console
from cccdiag.errors import InputError
from cccdiag.secrets import without_secrets

if TYPE_CHECKING:
    from cccdiag.history.store import Store
    from cccdiag.triage.counted import Counted, Unknown
    from cccdiag.triage.sources import Source

_DEFAULT = "default"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options for keeping results."""
    parser.add_argument(
        "--store",
        metavar="FILE",
        help="keep what was found in this database, for: cccdiag history --store FILE; `default` is the one of this user",
    )
    parser.add_argument(
        "--site", metavar="NAME", help="with --store: whose logs these are (default: the folder that a file lies in)"
    )


def place(given: str | None) -> Path:
    """The file of a store: what was given, or the store of this user."""
    if given is not None and given != _DEFAULT:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_data_path("cccdiag", appauthor=False)) / "history.sqlite"


def keeper(args: argparse.Namespace) -> Keeper | None:
    """Who keeps the results of this command line, if anybody.

    Raises:
        InputError: a site without a store, or a store that cannot be opened.
    """
    if args.store is None:
        if args.site is not None:
            raise InputError("--site says whose results are kept; give --store FILE too")
        return None
    from cccdiag.history.store import Store

    # Opened before anything is read: a wrong name must not cost an hour of reading.
    path = place(args.store)
    with Store(path, create=True):
        return Keeper(path, args.site, tuple(args.inputs))


class Keeper:
    """Remembers the sources of one triage and writes what was counted in them."""

    def __init__(self, path: Path, site: str | None, inputs: tuple[str, ...]) -> None:
        self._path = path
        self._site = site
        self._inputs = inputs
        self._sources: dict[str, Source] = {}
        self._counted: Sequence[Counted] = ()
        self._unknown: Sequence[Unknown] = ()

    def through(self, sources: Iterable[Source]) -> Iterator[Source]:
        """The sources one after another, each remembered."""
        for source in sources:
            self._sources[source.name] = source
            yield source

    def keep(self, counted: Sequence[Counted], unknown: Sequence[Unknown]) -> None:
        """Hear what was counted."""
        self._counted, self._unknown = counted, unknown

    def write(self) -> None:
        """Write all of it, or nothing, and say what was new.

        Raises:
            InputError: the store cannot be written.
        """
        from cccdiag.history.store import Store

        found: dict[str, list[Counted]] = {}
        for one in self._counted:
            found.setdefault(one.source, []).append(one)
        shapes: dict[str, list[Unknown]] = {}
        for group in self._unknown:
            shapes.setdefault(group.source, []).append(group)
        with Store(self._path) as store, store.writing():
            outcomes = Counter(
                self._one(store, source, found.get(name, []), shapes.get(name, []))
                for name, source in self._sources.items()
                if source.open is not None and source.head
            )
        words = (("new", "new"), ("grown", "grown since"), ("known", "known already"))
        said = ", ".join(f"{outcomes[key]} {word}" for key, word in words if outcomes[key])
        console.remark(f"Kept in {self._path}; inputs: {said or 'none'}.")

    def _one(self, store: Store, source: Source, found: Sequence[Counted], unknown: Sequence[Unknown]) -> str:
        import datetime as dt

        from cccdiag.history.identity import beginning, fingerprint
        from cccdiag.history.sites import site_of

        assert source.open is not None
        site = self._site or site_of(source.name, self._inputs)
        print_ = fingerprint(source.open(), store.lengths(site, beginning(source.head)))
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        return store.add(site, without_secrets(source.name), print_, found, unknown, read_at=now)
