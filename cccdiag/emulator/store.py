"""Headers and details in SQLite: in memory, or in a file that survives whatever happens to the process.

A file is in WAL mode with ``synchronous=FULL`` and locked for one emulator. One transaction holds what several clients did at
the same time; their answers leave only after its commit (:mod:`cccdiag.emulator.commits`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from decimal import Decimal
from json.encoder import encode_basestring as _quoted
from pathlib import Path

from cccdiag.emulator.model import Detail, Header
from cccdiag.errors import InputError

StoreError = sqlite3.Error
"""The store could not do what it was asked: disk full, file gone, file damaged."""

# "CCCE" in the file's header says that it is ours; the version is that of the tables below.
_APPLICATION_ID = 0x43434345
_VERSION = 1
_FIRST_ORDER_ID = 1_000_001
_FIRST_ERROR_ID = 300_001
# Each opening of a file sets aside numbers for errors, so that a refusal needs no write of its own.
_ERROR_BLOCK = 100_000

_TABLES = """
CREATE TABLE header (id INTEGER PRIMARY KEY, account TEXT NOT NULL, product TEXT NOT NULL, fields TEXT NOT NULL);
CREATE TABLE detail (
    id INTEGER PRIMARY KEY, header_id INTEGER NOT NULL REFERENCES header (id), account TEXT NOT NULL, fields TEXT NOT NULL,
    right TEXT NOT NULL, fee TEXT, committed INTEGER NOT NULL, cancelled INTEGER NOT NULL, invoiced INTEGER NOT NULL,
    checks INTEGER NOT NULL
);
CREATE INDEX detail_of_header ON detail (header_id);
CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL);
"""
_DETAIL = "id, header_id, account, fields, right, fee, committed, cancelled, invoiced, checks"


class SqliteStore:
    """The one place where orders are kept; used by one thread at a time."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or make the file, or with None a store in memory.

        Raises:
            InputError: the file cannot be opened, is in use by another emulator, or is not one of ours.
        """
        self.durable = path is not None
        # The commit of a file runs in a worker thread while this one reads the next requests; never both at once.
        self._connection = _opened(path)
        # One for all writing: making another for each statement costs a fifth of it.
        self._cursor = self._connection.cursor()
        try:
            self._next_id = max(
                _FIRST_ORDER_ID,
                1 + self._number("SELECT max(id) FROM (SELECT id FROM header UNION ALL SELECT id FROM detail)"),
            )
            self._next_error = max(_FIRST_ERROR_ID, self._number("SELECT next FROM counter WHERE name = 'error'"))
            self._set_errors_aside()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file; what was not committed is gone."""
        self._connection.close()

    def begin(self) -> None:
        """Open a transaction."""
        self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the transaction last."""
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction; the ids drawn in it stay used."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def next_id(self) -> int:
        """Draw an id for a header or a detail."""
        self._next_id += 1
        return self._next_id - 1

    def next_error_id(self) -> int:
        """Draw an id for a ``ccc_error`` (D32)."""
        if self._next_error >= self._errors_end:
            self._set_errors_aside()
        self._next_error += 1
        return self._next_error - 1

    def _set_errors_aside(self) -> None:
        self._errors_end = self._next_error + _ERROR_BLOCK
        self._connection.execute("INSERT OR REPLACE INTO counter VALUES ('error', ?)", (self._errors_end,))

    def header(self, number: int) -> Header | None:
        """The header of that id."""
        row = self._connection.execute(
            "SELECT id, account, product, fields FROM header WHERE id = ?", (number,)
        ).fetchone()
        return row and Header(row[0], row[1], row[2], json.loads(row[3]))

    def detail(self, number: int) -> Detail | None:
        """The detail of that id, draft or not."""
        row = self._connection.execute(f"SELECT {_DETAIL} FROM detail WHERE id = ?", (number,)).fetchone()  # noqa: S608
        return row and _detail(row)

    def details_of(self, header_id: int) -> Sequence[Detail]:
        """All details of a header, in the order of their ids."""
        rows = self._connection.execute(f"SELECT {_DETAIL} FROM detail WHERE header_id = ? ORDER BY id", (header_id,))  # noqa: S608
        return [_detail(row) for row in rows]

    def save_header(self, header: Header) -> None:
        """Keep a header, new or changed."""
        self._cursor.execute(
            "INSERT OR REPLACE INTO header VALUES (?, ?, ?, ?)",
            (header.id, header.account, header.product, _json(header.fields)),
        )

    def save_detail(self, detail: Detail) -> None:
        """Keep a detail, new or changed."""
        fee = None if detail.fee is None else str(detail.fee)
        flags = (detail.committed, detail.cancelled, detail.invoiced)
        self._cursor.execute(
            "INSERT OR REPLACE INTO detail VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                detail.id,
                detail.header_id,
                detail.account,
                _json(detail.fields),
                detail.right,
                fee,
                *flags,
                detail.checks,
            ),
        )

    def latest_headers(self, most: int) -> Sequence[Header]:
        """The newest headers, newest first."""
        rows = self._connection.execute(
            "SELECT id, account, product, fields FROM header ORDER BY id DESC LIMIT ?", (most,)
        )
        return [Header(row[0], row[1], row[2], json.loads(row[3])) for row in rows]

    def counts(self) -> tuple[int, int]:
        """How many headers and details there are."""
        return self._number("SELECT count(*) FROM header"), self._number("SELECT count(*) FROM detail")

    def _number(self, question: str) -> int:
        row = self._connection.execute(question).fetchone()
        return int(row[0] or 0) if row else 0


def _opened(path: Path | None) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False, timeout=1
        )
    except sqlite3.Error as error:
        raise InputError(f"{path} cannot be opened as the emulator's data file: {error}") from error
    try:
        if path is None:
            # Nobody takes back what is only in memory, so nothing is kept for that.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.executescript(_TABLES)
        else:
            _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and application != _APPLICATION_ID:
            raise InputError(f"{path} is a SQLite file, but not one of the emulator; name another file with --data")
        if tables and version != _VERSION:
            raise InputError(f"{path} was written by another version of the emulator; name another file with --data")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # The lock is taken with the first write, so a second emulator is refused here and not in the middle of an order.
        connection.execute("BEGIN EXCLUSIVE")
        if not tables:
            for statement in filter(str.strip, _TABLES.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise InputError(f"{path} is in use by another emulator; name another file with --data") from error
        raise InputError(f"{path} cannot be used as the emulator's data file: {error}") from error
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path} is not a data file of the emulator: {error}") from error


def _json(fields: Mapping[str, str]) -> str:
    """The fields as a JSON object; :mod:`json` itself would first make an encoder, each time anew. Their names are plain."""
    return "{" + ",".join([f'"{name}":{_quoted(text)}' for name, text in fields.items()]) + "}"


def _detail(row: Sequence[object]) -> Detail:
    number, header_id, account, fields, right, fee, committed, cancelled, invoiced, checks = row
    assert isinstance(number, int)
    assert isinstance(header_id, int)
    assert isinstance(checks, int)
    return Detail(
        number,
        header_id,
        str(account),
        json.loads(str(fields)),
        str(right),
        None if fee is None else Decimal(str(fee)),
        bool(committed),
        bool(cancelled),
        bool(invoiced),
        checks,
    )
