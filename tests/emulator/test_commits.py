"""Group commit: what is asked together is kept together, and nobody hears of it before it lasts."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from cccdiag.emulator import commits
from cccdiag.emulator.commits import Commits
from cccdiag.emulator.model import Header, RefusedError
from cccdiag.emulator.store import SqliteStore

# Whatever the disk of this machine: each commit handed over to the thread, or each done at once.
WAYS = pytest.mark.parametrize("quick", [0.0, 3600.0], ids=["thread", "at-once"])


def saved(store: SqliteStore, number: int) -> int:
    if number % 10 == 7:
        raise RefusedError("CCC_205")
    store.save_header(Header(number, "main", "EMU", {"courseName": f"course {number}"}))
    return number


@WAYS
def test_who_asks_together_hears_of_his_own_work_alone(tmp_path, monkeypatch, quick):
    """Of fifty each gets his own result or refusal, three times in turn, and all that was not refused is in the file."""
    monkeypatch.setattr(commits, "_QUICK_SECONDS", quick)
    path = tmp_path / "orders.sqlite"
    store = SqliteStore(path)

    async def ask() -> list[object]:
        group = Commits(store)
        told: list[object] = []
        for first in (0, 50, 100):
            works = [group.run(lambda number=number: saved(store, number)) for number in range(first, first + 50)]
            told += await asyncio.gather(*works, return_exceptions=True)
        await group.close()
        return told

    told = asyncio.run(ask())
    store.close()
    assert [one if isinstance(one, int) else one.code for one in told] == [
        "CCC_205" if number % 10 == 7 else number for number in range(150)
    ]
    with sqlite3.connect(path) as file:
        kept = [number for (number,) in file.execute("SELECT id FROM header ORDER BY id")]
    file.close()
    assert kept == [number for number in range(150) if number % 10 != 7]


@WAYS
def test_nobody_hears_of_what_does_not_last(tmp_path, monkeypatch, quick):
    """When a commit fails, all of its work is undone and each of its clients told so; the next works are done."""
    monkeypatch.setattr(commits, "_QUICK_SECONDS", quick)
    store = SqliteStore(tmp_path / "orders.sqlite")
    commit = store.commit

    def full() -> None:
        monkeypatch.setattr(store, "commit", commit)
        raise sqlite3.OperationalError("database or disk is full")

    async def ask() -> list[object]:
        group = Commits(store)
        told: list[object] = [await group.run(lambda: saved(store, 1))]
        monkeypatch.setattr(store, "commit", full)
        works = [group.run(lambda number=number: saved(store, number)) for number in (2, 3)]
        told += await asyncio.gather(*works, return_exceptions=True)
        told.append(await group.run(lambda: saved(store, 4)))
        await group.close()
        return told

    told = asyncio.run(ask())
    kept = [header.id for header in store.latest_headers(10)]
    store.close()
    assert [one if isinstance(one, int) else str(one) for one in told] == [1, *["database or disk is full"] * 2, 4]
    assert kept == [4, 1]
