"""The store: one SQLite file. What was found in each input is kept, and summed up by day and by site while it is written.

SQLite because it is there: it needs no library, one file can be mailed and opened by anything, several processes may write. An
analytical engine (DuckDB, 20 MB) would answer faster over raw rows; but all questions are about sums, and those are kept ready.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from cccdiag.errors import InputError
from cccdiag.history import moments
from cccdiag.history.identity import Fingerprint, is_beginning

if TYPE_CHECKING:
    # Asking a store needs nothing of the room that reads logs, and that room costs a third of a second.
    from cccdiag.triage.counted import Counted, Unknown

Outcome = Literal["new", "grown", "known"]
_VERSION = 1
_APPLICATION = 0x63636364  # "cccd", so that another program's database is not taken for a store
_PATIENCE = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sites (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS articles (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS inputs (id INTEGER PRIMARY KEY, site INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, digest TEXT NOT NULL,
  start TEXT NOT NULL, marks TEXT NOT NULL, read_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS inputs_start ON inputs (site, start);
-- One input on one day; day -1: records without a time.
CREATE TABLE IF NOT EXISTS found (site INTEGER, article INTEGER, day INTEGER, input INTEGER, records INTEGER, first INTEGER, last INTEGER,
  PRIMARY KEY (site, article, day, input)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS found_input ON found (input);
-- Sums of found: by day, and over all days.
CREATE TABLE IF NOT EXISTS daily (day INTEGER, article INTEGER, site INTEGER, records INTEGER, first INTEGER, last INTEGER,
  PRIMARY KEY (day, article, site)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spans (site INTEGER, article INTEGER, records INTEGER, first INTEGER, last INTEGER,
  PRIMARY KEY (site, article)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unknown (input INTEGER, shape TEXT, records INTEGER, example TEXT, PRIMARY KEY (input, shape)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shapes (shape TEXT, site INTEGER, records INTEGER, example TEXT, PRIMARY KEY (shape, site)) WITHOUT ROWID;
"""


class Store:
    """An open store. Use it in a ``with``; what one ``with store.writing()`` adds is added whole or not at all."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file; with ``create`` make it where there is none.

        Raises:
            InputError: there is no such file, it cannot be opened, or is no store.
        """
        self.path = path
        if not create and not path.is_file():
            raise InputError(f"there is no store {path}; `cccdiag triage LOGS --store {path}` makes one")
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise InputError(f"the store {path} cannot be opened: {error}") from None
        try:
            self._check()
        except sqlite3.Error as error:
            self.connection.close()
            raise InputError(f"{path} is no store of cccdiag, or is damaged: {error}") from None
        except InputError:
            self.connection.close()
            raise

    def _check(self) -> None:
        version = self._one("PRAGMA user_version")
        application = self._one("PRAGMA application_id")
        if not self._one("SELECT count(*) FROM sqlite_master"):
            self.connection.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION}; COMMIT;"
            )
        elif application != _APPLICATION:
            raise InputError(f"{self.path} is a database of another program")
        elif version != _VERSION:
            raise InputError(
                f"{self.path} was made by another version of cccdiag (layout {version}, this one has {_VERSION})"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One change of the store: whole or not at all.

        Raises:
            InputError: the file cannot be written.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise InputError(f"the store {self.path} cannot be written: {error}") from None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Questions to the store.

        Raises:
            InputError: the file is damaged.
        """
        try:
            yield
        except sqlite3.Error as error:
            raise InputError(f"the store {self.path} cannot be read: {error}") from None

    def names(self, kind: Literal["site", "article"]) -> tuple[str, ...]:
        """The names of all sites or articles."""
        return tuple(name for (name,) in self.connection.execute(f"SELECT name FROM {kind}s"))  # noqa: S608 - our own names

    def lengths(self, site: str, start: str) -> tuple[int, ...]:
        """Sizes of the inputs of a site that begin alike, or are too short to tell."""
        rows = self.connection.execute(
            "SELECT DISTINCT size FROM inputs WHERE site = (SELECT id FROM sites WHERE name = ?) AND start IN (?, '')",
            (site, start),
        )
        return tuple(size for (size,) in rows)

    def add(self, site: str, name: str, print_: Fingerprint, counts: Sequence[Counted], unknown: Sequence[Unknown],
            *, read_at: str) -> Outcome:  # fmt: skip
        """Keep what was found in an input; what was kept of the same input, when it was shorter, is replaced.

        Returns:
            ``known``: the input, or one that begins with it, was kept before and nothing changes.
        """
        own = self._id("sites", site)
        shorter: list[int] = []
        for id_, size, digest, marks in self.connection.execute(
            "SELECT id, size, digest, marks FROM inputs WHERE site = ? AND start IN (?, '')", (own, print_.start)
        ).fetchall():
            longer = {int(length): mark for length, mark in json.loads(marks).items()}
            if digest == print_.digest or (size > print_.size and is_beginning(print_.marks, print_.size, longer)):
                return "known"
            if size < print_.size and print_.asked.get(size) == digest:
                shorter.append(id_)
        touched = self._forget(shorter)
        id_ = self.connection.execute(
            "INSERT INTO inputs (site, name, size, digest, start, marks, read_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (own, name, print_.size, print_.digest, print_.start, json.dumps(dict(print_.marks)), read_at),
        ).lastrowid
        rows = list(_merged((self._id("articles", one.article), moments.day(one.day), one) for one in counts))
        self.connection.executemany(
            "INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(own, article, day, id_, records, first, last) for article, day, records, first, last in rows],
        )
        self.connection.executemany(
            "INSERT INTO unknown VALUES (?, ?, ?, ?)", [(id_, one.shape, one.records, one.example) for one in unknown]
        )
        if shorter:
            self._sum_again(own, {*touched, *((article, day) for article, day, *_ in rows)})
            self._shapes_again(own)
        else:
            self._sum_on(own, rows, unknown)
        return "grown" if shorter else "new"

    def _forget(self, inputs: Iterable[int]) -> set[tuple[int, int]]:
        touched: set[tuple[int, int]] = set()
        for id_ in inputs:
            touched |= set(self.connection.execute("SELECT article, day FROM found WHERE input = ?", (id_,)))
            for table, key in (("found", "input"), ("unknown", "input"), ("inputs", "id")):
                self.connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (id_,))  # noqa: S608 - our own names
        return touched

    def _sum_on(
        self, site: int, rows: Sequence[tuple[int, int, int, int | None, int | None]], unknown: Iterable[Unknown]
    ) -> None:
        """Add to the sums: nothing that was counted before has gone."""
        later = (
            "records = records + excluded.records, first = min(ifnull(first, excluded.first), ifnull(excluded.first, first)), "
            "last = max(ifnull(last, excluded.last), ifnull(excluded.last, last))"
        )
        self.connection.executemany(
            f"INSERT INTO daily VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET {later}",  # noqa: S608 - as above
            [(day, article, site, records, first, last) for article, day, records, first, last in rows],
        )
        self.connection.executemany(
            f"INSERT INTO spans VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET {later}",  # noqa: S608 - as above
            [(site, article, records, first, last) for article, _, records, first, last in rows],
        )
        self.connection.executemany(
            "INSERT INTO shapes VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET records = records + excluded.records",
            [(one.shape, site, one.records, one.example) for one in unknown],
        )

    def _sum_again(self, site: int, touched: Iterable[tuple[int, int]]) -> None:
        """Sum up anew what was replaced."""
        keys = list(touched)
        sums = "sum(records), min(first), max(last) FROM found WHERE site = ? AND article = ?"
        self.connection.executemany(
            "DELETE FROM daily WHERE day = ? AND article = ? AND site = ?",
            [(day, article, site) for article, day in keys],
        )
        self.connection.executemany(
            f"INSERT INTO daily SELECT day, article, site, {sums} AND day = ? GROUP BY day",
            [(site, article, day) for article, day in keys],
        )
        articles = [(site, article) for article in {article for article, _ in keys}]
        self.connection.executemany("DELETE FROM spans WHERE site = ? AND article = ?", articles)
        self.connection.executemany(f"INSERT INTO spans SELECT site, article, {sums} GROUP BY article", articles)

    def _shapes_again(self, site: int) -> None:
        self.connection.execute("DELETE FROM shapes WHERE site = ?", (site,))
        self.connection.execute(
            "INSERT INTO shapes SELECT shape, ?, sum(unknown.records), min(example) FROM unknown JOIN inputs ON inputs.id = input "
            "WHERE inputs.site = ? GROUP BY shape",
            (site, site),
        )

    def _id(self, table: Literal["sites", "articles"], name: str) -> int:
        self.connection.execute(f"INSERT OR IGNORE INTO {table} (name) VALUES (?)", (name,))  # noqa: S608 - as above
        id_: int = self._one(f"SELECT id FROM {table} WHERE name = ?", name)  # noqa: S608 - as above
        return id_

    def _one(self, query: str, *values: object) -> int:
        found: int = self.connection.execute(query, values).fetchone()[0]
        return found


def _merged(
    rows: Iterable[tuple[int, int, Counted]],
) -> Iterator[tuple[int, int, int, int | None, int | None]]:
    """One row an article and day: times that are none make several of one day."""
    sums: dict[tuple[int, int], tuple[int, int | None, int | None]] = {}
    for article, day, one in rows:
        records, first, last = sums.get((article, day), (0, None, None))
        times = [
            time for time in (first, last, moments.second(one.first), moments.second(one.last)) if time is not None
        ]
        earliest, latest = (min(times), max(times)) if times and day >= 0 else (None, None)
        sums[article, day] = records + one.records, earliest, latest
    for (article, day), (records, first, last) in sums.items():
        yield article, day, records, first, last
