"""Who reads, and how: with a crew or without, what other processes cannot open, workers that are lost while others are done."""

from __future__ import annotations

import collections
import dataclasses
import functools
import io
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any, BinaryIO

import pytest
from triage_room import log_formats, sweeper

from cccdiag.triage import parts, reading, sweep, work
from cccdiag.triage.sources import Source, text_source

READY = sweeper()
LINE = "2026-01-31 09:14:0{},123 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - CCC_20{}\n"


def source(number: int, *, portable: bool) -> Source:
    """One log; one that is not portable is opened by what no other process has."""
    data = LINE.format(number % 10, (0, 1, 3, 4, 5)[number % 5]).encode()
    (one,) = text_source(f"{number}.log", data)
    opener: Callable[[], BinaryIO] = functools.partial(io.BytesIO, data) if portable else lambda: io.BytesIO(data)
    return dataclasses.replace(one, open=opener, raw=None)


def seen(found: list[sweep.Swept]) -> list[tuple[str, int | None, list[str]]]:
    return [(one.source.name, one.records, [key[0] for key in one.tally.sums]) for one in found]


@pytest.mark.parametrize("which", ["", "o", "x", "xo", "ox", "oxxo", "xoxoooxx"])
def test_what_no_other_process_can_open_is_read_here_in_its_turn(which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources stay in their order, wherever those lie among the others that a crew reads; of none there is nothing."""
    monkeypatch.setattr(reading, "_MANY", 2)
    sources = [source(number, portable=letter == "o") for number, letter in enumerate(which)]
    handed: list[str] = []

    class Hands(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            handed.extend(part.source.name for part in args[0].parts)
            return super().submit(fn, *args, **kwargs)

    heard: list[int] = []
    found = reading.read(READY, sources, watch=heard.append, crew=work.Crew(lambda: Hands(1), 1))
    assert seen(found) == seen(reading.read(READY, sources))
    assert handed == [f"{number}.log" for number, letter in enumerate(which) if letter == "o"]
    assert sum(heard) == sum(one.size for one in sources)
    assert reading._mine.sweeper is None


@pytest.mark.parametrize(("count", "records"), [({}, None), ({"count": False}, None), ({"count": True}, 1)])
def test_records_of_large_sources_are_counted_where_that_is_asked_for(
    count: dict[str, bool], records: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asks by saying nothing; a crew is told as well."""
    monkeypatch.setattr(sweep, "_COUNTED", 5)
    sources = [source(0, portable=True)]
    crew = work.Crew(lambda: ThreadPoolExecutor(1), 1)
    assert [reading.read(READY, sources, crew=how, **count)[0].records for how in (None, crew)] == [records, records]


def test_what_was_done_while_a_worker_died_is_not_done_again() -> None:
    """Only what was lost is handed out once more, and the order stays."""
    handed: list[list[int]] = []

    class Dying(Executor):
        """Of the first workers all that are given an even number die; the others do what they are told."""

        def __init__(self) -> None:
            handed.append([])

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            handed[-1].append(args[0])
            future: Future[Any] = Future()
            if len(handed) == 1 and args[0] % 2 == 0:
                future.set_exception(BrokenExecutor("a worker died"))
            else:
                future.set_result(fn(*args))
            return future

    assert list(work.Crew(Dying, 3).map(abs, [0, -1, -2, -3, -4, -5, -6])) == [0, 1, 2, 3, 4, 5, 6]
    assert handed == [[0, -1, -2, -3, -4, -5], [0, -2, -4, -6]]


def test_an_encoding_of_characters_of_many_widths_is_not_cut() -> None:
    """Where a character begins cannot be told from the middle of such a text."""
    text = "".join(LINE.format(number % 10, 3) for number in range(2000))
    (one,) = text_source("a.log", text.encode())
    header = log_formats().sniff(one.head)
    assert header is not None
    cuts = [part.start for part in parts.cut(one, header, 50_000)]
    assert cuts == [0, *(len(LINE.format(0, 3)) * -(-at // len(LINE.format(0, 3))) for at in cuts[1:])]
    assert len(cuts) > 3
    raw = functools.partial(io.BytesIO, text.encode("shift_jis"))
    for odd in (dataclasses.replace(one, encoding="shift_jis", raw=raw), dataclasses.replace(one, encoding=None)):
        assert [(part.start, part.stop) for part in parts.cut(odd, header, 50_000)] == [(0, None)]


def test_where_no_record_begins_any_more_nothing_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked for in windows that grow, up to one that is too large."""
    monkeypatch.setattr(parts, "_WINDOW", 64)
    monkeypatch.setattr(parts, "_FARTHEST", 64 << 4)
    first = LINE.format(1, 3)
    asked: list[int] = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(size or 0)
            return super().read(size)

    def cut(data: str) -> list[int]:
        (one,) = text_source("a.log", data.encode())
        asked.clear()
        odd = dataclasses.replace(one, raw=functools.partial(Watched, data.encode()))
        header = log_formats().sniff(first.encode())
        assert header is not None
        return [part.start for part in parts.cut(odd, header, len(first))]

    near = first + "x\n" * 300
    assert cut(near + first) == [0, len(near)]
    assert collections.Counter(asked)[64] >= 1
    assert max(asked) == 64 << 4
    far = first + "x\n" * 900
    assert cut(far + first) == [0]
    assert max(asked) == 64 << 4
    assert cut(first + "x\n" * 20) == [0]
    assert max(asked) == 64


@pytest.mark.parametrize("size", [1, 3])
def test_as_many_processes_are_hired_as_were_asked_for(size: int) -> None:
    """Not as many as the machine has processors; none is started before there is work."""
    pool: Any = work.processes(size)._hire()
    pool.shutdown()
    assert (pool._max_workers, pool._processes or {}) == (size, {})
