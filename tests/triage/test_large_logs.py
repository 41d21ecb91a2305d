"""Logs beyond the sizes of every day, made small: long records, other layouts, many shapes, a look back over blocks."""

from __future__ import annotations

import functools
import io
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import sweeper

from cccdiag.kb.find import knowledge
from cccdiag.triage import around, logs, scan, sweep, unrecognised
from cccdiag.triage.court import Swept
from cccdiag.triage.diagnose import triage
from cccdiag.triage.match import rules_of
from cccdiag.triage.parts import BEFORE
from cccdiag.triage.proof import lines_of
from cccdiag.triage.records import condensed
from cccdiag.triage.sources import Source, sources, text_source

CLIENT = "AtlasSystems.ILLiad.Client.Controls.CopyrightSearch"
LINE = "2026-01-31 09:14:{:02},123 [1] {:5} {} - {}\n"


@functools.cache
def ready() -> sweep.Sweeper:
    """Reads as large logs are read: all patterns at once, whatever the size."""
    before = scan._WORTH_COMPILING, scan._WORTH_LOADING
    scan._WORTH_COMPILING = scan._WORTH_LOADING = 0
    try:
        made = sweeper()
        made._court.scanner(0)
        made._court.scanner(1 << 30)
    finally:
        scan._WORTH_COMPILING, scan._WORTH_LOADING = before
    return made


def line(level: str, text: str, logger: str = CLIENT, second: int = 1) -> str:
    return LINE.format(second, level, logger, text)


def source(text: str, name: str = "a.log") -> Source:
    (one,) = text_source(name, text.encode())
    return one


def told(swept: Swept) -> dict[str, int]:
    """Records by article."""
    found: dict[str, int] = {}
    for (article, _, _), total in swept.tally.sums.items():
        found[article] = found.get(article, 0) + total.records
    return found


def shapes(swept: Swept) -> list[tuple[int, int, bytes]]:
    """How many records of each shape, where the first of them is and how it begins."""
    return sorted(
        (group.count, group.example.offset, group.example.text[-24:]) for group in swept.unknown.by_shape.values()
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a kibibyte, records of no more than eight, of which more than two hundred bytes are long."""
    monkeypatch.setattr(logs, "BLOCK", 1024)
    monkeypatch.setattr(logs, "LONGEST", 8192)


@pytest.mark.usefixtures("small")
def test_a_record_that_never_ends_is_judged_in_pieces() -> None:
    """No more than a piece is held in memory; each piece that shows something is a record, and all bytes are read."""
    text = line("ERROR", "CCC_203 " + "x\n" * 6000 + "CCC_203 again" + "x\n" * 6000) + line("ERROR", "CCC_204 at last")
    swept = ready().sweep(source(text), count=True)
    assert (told(swept), swept.size, swept.records) == ({"CCC_203": 2, "CCC_204": 1}, len(text), 4)


@pytest.mark.usefixtures("small")
def test_a_log_may_end_where_a_piece_ends() -> None:
    """Behind it there is nothing more, and nothing is made of that."""
    text = line("ERROR", "CCC_203").ljust(8192, "x")
    heard: list[int] = []
    swept = ready().sweep(source(text), watch=heard.append)
    assert (told(swept), swept.size, swept.records, heard) == ({"CCC_203": 1}, 8192, 1, [8192, 0])


@pytest.mark.usefixtures("small")
def test_who_watches_hears_of_every_byte_once() -> None:
    """However long the blocks are that it is told of; a log, a text and a table alike."""
    for text in (line("INFO", "ready") * 100, "Words of a letter. " * 200, "a,b\n" * 9):
        heard: list[int] = []
        ready().sweep(source(text), watch=heard.append)
        assert sum(heard) == len(text)
    assert len(heard) == 1


def test_beyond_a_size_records_are_counted_only_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found is found either way; how large a log is may not be known before it was read."""
    monkeypatch.setattr(sweep, "_COUNTED", 2000)
    monkeypatch.setattr(logs, "BLOCK", 1024)
    text = line("INFO", "ready") * 60 + line("ERROR", "CCC_203")
    one = source(text)
    assert ready().sweep(one).records is None
    for size in (0, 2000, 2001):
        swept = ready().sweep(replace(one, size=size))
        assert (swept.records, told(swept)) == (None, {"CCC_203": 1})
    assert ready().sweep(one, count=True).records == 61
    short = source(line("INFO", "ready") * 20)
    assert (short.size < 2000, ready().sweep(short).records) == (True, 20)


OTHER = "AtlasSystems.ILLiad.Client.Copyright"
GLUED = "".join(f"ERROR {OTHER} - step {number} CCC_203 {'x' * 9000}\n" for number in range(10))


@pytest.mark.parametrize("count", [True, False])
def test_what_is_glued_to_a_log_in_another_layout_is_read_in_that_one(
    count: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its records are found one by one, whether records are counted or not, and whatever the first line says."""
    if not count:
        monkeypatch.setattr(sweep, "_COUNTED", 100)
    text = line("INFO", "ready") * 40 + GLUED + line("INFO", "ready") * 3
    swept = ready().sweep(source(text), count=count)
    ((_, total),) = swept.tally.sums.items()
    begins = text.index(GLUED)
    assert [proof.offset for proof in total.proofs] == [begins + number * (len(GLUED) // 10) for number in range(6)]
    assert (total.records, swept.records) == (10, 53 if count else None)


def test_a_warning_that_holds_another_log_is_none_of_the_unknown() -> None:
    """It names CCC, warns, and nothing else shows: what looked like its text are records of their own."""
    other = "".join(f"WARN {OTHER} - gateway slept {'x' * 9000}\n" for _ in range(10))
    text = line("INFO", "ready") * 40 + line("WARN", "CCC gateway snored") + other + line("INFO", "ready")
    swept = ready().sweep(source(text), count=True)
    assert (swept.unknown.records, sum(group.count for group in swept.unknown.by_shape.values())) == (10, 10)
    assert {group.example.head.logger for group in swept.unknown.by_shape.values()} == {OTHER}


ANSWER = "<soap:Envelope><soap:Body><ns:ccc_response xmlns:ns='x'>{}</ns:ccc_response></soap:Body>{}"


@pytest.mark.parametrize(
    ("inside", "end", "found"),
    [
        ("<mode>PROD</mode>", "</soap:Envelope>", set()),
        ("<mode>PROD</mode>", "", {"gateway-invalid-response"}),
        ("<error_code>CCC_203</error_code>", "</soap:Envelope>", {"CCC_203"}),
    ],
)
def test_an_answer_that_is_whole_and_says_nothing_bad_is_passed_over(inside: str, end: str, found: set[str]) -> None:
    """A log of a gateway is full of them; one that was cut off is looked at, and so is one with a code."""
    text = line("INFO", "ready") + line("DEBUG", ANSWER.format(inside, end)) + line("INFO", "ready")
    swept = ready().sweep(source(text), count=True)
    assert (set(told(swept)), swept.records) == (found, 3)


def warnings(words: list[str], level: str = "WARN") -> str:
    """One record for each word, all of different rough shapes."""
    return "".join(line(level, f"CCC gateway does {word} to nobody") for word in words)


WORDS = ["".join(letters) for letters in itertools.product("ghk", "oru", "mnz")]


def test_shapes_beyond_those_that_are_remembered_are_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """What each record is a group of does not hang on how many are known roughly, whether read at once or in parts."""
    text = warnings(WORDS * 3)
    expected = ready().sweep(source(text), count=True)
    assert (expected.unknown.records, len(shapes(expected))) == (81, 27)
    monkeypatch.setattr(unrecognised, "_MOST_ROUGH", 5)
    few = ready().sweep(source(text), count=True)
    assert (shapes(few), few.unknown.records, few.tally.ccc_records) == (shapes(expected), 81, 81)


def joined(*texts: str) -> Swept:
    """What is found by reading each text as a part of one source."""
    whole = ready().sweep_part(sweep.Part(source(texts[0])), count=True)
    for text in texts[1:]:
        whole.join(ready().sweep_part(sweep.Part(source(text)), count=True))
    whole.settle()
    return whole


@settings(max_examples=60)
@given(
    words=st.lists(st.sampled_from(WORDS[:9]), min_size=1, max_size=30),
    cuts=st.lists(st.integers(0, 30), max_size=3),
    rough=st.sampled_from([0, 1, 3, 5000]),
)
def test_unknown_records_are_grouped_alike_however_a_log_is_cut(words: list[str], cuts: list[int], rough: int) -> None:
    """Groups, their counts, their examples and all their records are those of the whole, however few shapes are known roughly."""
    places = sorted({0, *(min(cut, len(words)) for cut in cuts), len(words)})
    texts = [warnings(words[a:b]) for a, b in itertools.pairwise(places)]
    expected = joined("".join(texts))
    before = unrecognised._MOST_ROUGH
    unrecognised._MOST_ROUGH = rough
    try:
        found = joined(*texts)
    finally:
        unrecognised._MOST_ROUGH = before
    assert (shapes(found), found.unknown.records) == (shapes(expected), expected.unknown.records)
    assert found.tally.ccc_records == expected.tally.ccc_records


@pytest.mark.parametrize("rough", [0, 5000])
def test_groups_beyond_what_can_be_shown_are_counted_only(rough: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first shapes stay, and every record counts."""
    monkeypatch.setattr(unrecognised, "_MOST_GROUPS", 4)
    monkeypatch.setattr(unrecognised, "_MOST_ROUGH", rough)
    swept = ready().sweep(source(warnings(WORDS[:9] * 2)), count=True)
    assert (swept.unknown.records, [count for count, _, _ in shapes(swept)]) == (18, [2, 2, 2, 2])
    assert [word[-13:-10].decode() for _, _, word in shapes(swept)] == WORDS[:4]


@pytest.mark.parametrize("rough", [1, 5000])
def test_warnings_of_others_in_two_parts_are_none_of_the_unknown(rough: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """That they name somebody else is remembered with their rough shape, and goes from part to part while there is room."""
    monkeypatch.setattr(unrecognised, "_MOST_ROUGH", rough)
    others = line("WARN", "OCLC gateway sleeps", "Other.Part") * 3
    swept = joined(warnings(WORDS[:1]) + others, others + warnings(WORDS[:1]))
    assert (swept.unknown.records, [count for count, _, _ in shapes(swept)]) == (2, [2])


IDLE = line("ERROR", "The session expired", "Some.Part", 59).replace("09:14", "09:44")
SPOKEN = line("INFO", "order detail 4711 committed", second=59)
STALE = sweeper(rules_of([("stale", None, [], "session expired", {"after_idle": 30})]))


def test_parts_of_a_log_that_is_not_counted_have_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found is put together all the same."""
    monkeypatch.setattr(sweep, "_COUNTED", 100)
    one = source(line("ERROR", "CCC_203") * 3)
    whole = ready().sweep_part(sweep.Part(one))
    whole.join(ready().sweep_part(sweep.Part(one)))
    assert (whole.records, told(whole), whole.size) == (None, {"CCC_203": 6}, 2 * one.size)


def test_lines_of_a_large_file_are_counted_for_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is read none is; what the report says of them is the same."""
    path = tmp_path / "a.log"
    path.write_text((line("INFO", "ready") * 50 + line("ERROR", "CCC_203\n and more")) * 9)
    (one,) = sources([str(path)])
    assert one.again
    swept = ready().sweep(one)
    assert sorted(swept.lines.values()) == [51 + 52 * number for number in range(9)]
    monkeypatch.setattr(logs, "_LINED", one.size)
    assert ready().sweep(one).lines == swept.lines
    expected = triage([one], knowledge())
    monkeypatch.setattr(logs, "_LINED", one.size - 1)
    assert ready().sweep(one).lines == {}
    assert triage([one], knowledge()) == expected


def stale(text: str) -> bool:
    return told(STALE.sweep(source(text), count=True)) == {"stale": 1}


@pytest.mark.parametrize("block", [1 << 10, 1 << 16, 1 << 20])
def test_when_ccc_was_last_spoken_of_is_looked_for_so_far_back(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over as many records and bytes as anybody looks back, whatever the blocks: no more, and no fewer."""
    monkeypatch.setattr(logs, "BLOCK", block)
    step = line("INFO", "step", "Other.Part")
    assert [stale(SPOKEN + step * (logs._LOOK_BACK - 1 + more) + IDLE) for more in (0, 1)] == [True, False]
    far = line("INFO", "y" * 200, "Other.Part")
    most = (BEFORE - len(SPOKEN)) // len(far)
    assert most < logs._LOOK_BACK
    assert [stale(SPOKEN + far * (most + more) + IDLE) for more in (0, 1)] == [True, False]


@pytest.mark.parametrize(
    ("before", "found"),
    [
        (SPOKEN, True),
        ("", False),
        (line("WARN", "order detail late", second=59), False),
        (SPOKEN + line("WARN", "order detail late", second=59).replace("09:14", "09:40"), True),
        (SPOKEN + SPOKEN.replace("09:14", "09:40"), False),
        (line("INFO", "order detail 4711 committed", "Other.Part", 59), False),
        ("2026-01-31 9:14 the rest of a record before it\n" + SPOKEN, True),
        ("2026-01-31 9:14 the rest of a record before it\n", False),
    ],
)
def test_the_last_word_of_ccc_that_tells_of_no_trouble_counts(before: str, found: bool) -> None:
    """Who warns does not show that the login was good; nor do others. What is no record says nothing."""
    assert stale(before + IDLE) is found


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        ((), [(0, 2000)]),
        ((100,), [(0, 4100)]),
        ((3000, 50_000, 51_000), [(0, 7000), (46_000, 55_000)]),
        ((199_999,), [(0, 2000), (195_999, 200_000)]),
        (tuple(range(10_000, 200_000, 9000)), [(0, 2000), *((at - 4000, at + 4000) for at in range(10_000, 82_000, 9000))]),
        ((*range(10_000, 82_000, 9000), 76_000, 190_000), [(0, 2000), *((at - 4000, at + 4000) for at in range(10_000, 73_000, 9000)), (69_000, 80_000)]),
    ],
)  # fmt: skip
def test_of_a_very_long_record_its_beginning_and_what_lies_around_the_places_is_kept(
    places: tuple[int, ...], kept: list[tuple[int, int]]
) -> None:
    """Places close together share a piece, and beyond sixty-four kibibytes there is no further one."""
    text = b"".join(b"%07d " % number for number in range(25_000))
    assert condensed(b"x" * 7 + text, 7, 200_007, [place + 7 for place in places]) == b" \xe2\x80\xa6\n".join(
        text[start:end] for start, end in kept
    )


@settings(max_examples=200)
@given(
    rows=st.lists(st.text(alphabet="ab\r\u00e9", max_size=12), max_size=12),
    wanted=st.sets(st.integers(-1, 14), max_size=5),
    piece=st.integers(1, 30),
)
def test_lines_are_those_that_splitting_the_text_gives(rows: list[str], wanted: set[int], piece: int) -> None:
    """Without their ends, however little is read at a time and however many lines before the first one are passed over."""
    text = "\n".join(rows).encode()
    one = replace(source("x"), open=lambda: io.BytesIO(text))
    expected = {number: line.rstrip(b"\r") for number, line in enumerate(text.split(b"\n"), 1) if number in wanted}
    if text.endswith(b"\n") or not text:
        expected.pop(text.count(b"\n") + 1, None)
    before = around._READ
    around._READ = piece
    try:
        found = around.lines_at(one, wanted)
    finally:
        around._READ = before
    assert found == expected


@pytest.mark.parametrize("piece", [1 << 10, 1 << 20])
def test_a_line_without_an_end_is_cut_to_what_can_be_shown(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is the one that was wanted, or one before it or behind it; no more of it is held in memory."""
    monkeypatch.setattr(around, "_READ", piece)
    long = b"0123456789" * 1000
    one = replace(source("x"), open=lambda: io.BytesIO(b"a\n" + long + b"\nb\n" + long))
    assert around.lines_at(one, (1, 2, 3, 4)) == {1: b"a", 2: long[:2000], 3: b"b", 4: long[:2000]}
    assert around.lines_at(one, (3,)) == {3: b"b"}
    assert around.lines_at(one, (4, 5)) == {4: long[:2000]}


def test_a_log_that_is_gone_when_its_lines_are_counted_loses_nothing_else(tmp_path: Path) -> None:
    """A large log may be rotated away while it is read: what was found is told all the same."""
    path = tmp_path / "a.log"
    path.write_text("one\ntwo\n")
    (source,) = sources([str(path)])
    assert lines_of(source, [0, 4]) == {0: 1, 4: 2}
    path.unlink()
    assert lines_of(source, [0, 4]) == {0: 1, 4: 1}
