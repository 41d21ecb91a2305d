"""Very long records: how much of them is looked at, and that what is found in them is what is there."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import sweeper

from cccdiag.triage import nearby, scan
from cccdiag.triage.nearby import ENOUGH, WIDEST, Ahead
from cccdiag.triage.records import condensed


class Counting:
    """An expression that counts the bytes between which it is asked to search."""

    def __init__(self, pattern: bytes) -> None:
        self._expression = re.compile(pattern)
        self.bytes = 0

    def search(self, text: bytes, start: int, end: int) -> re.Match[bytes] | None:
        """As :meth:`re.Pattern.search`; up to where a match ends, text was looked at."""
        found = self._expression.search(text, start, end)
        self.bytes += (found.end() if found else end) - start
        return found


def asked(text: bytes, pattern: bytes, places: list[int]) -> tuple[list[int], int]:
    """The places near which the pattern matches, and how many bytes were looked at."""
    counting = Counting(pattern)
    ahead = Ahead(cast("Any", counting))
    near = [
        place
        for place in places
        if ahead.matches(text, max(0, place - WIDEST), min(len(text), place + WIDEST), len(text))
    ]
    return near, counting.bytes


@pytest.mark.parametrize("pattern", [b"CCC_999", b"CCC_203", b"CCC_2(?=.{3} X)"])
def test_a_pattern_looks_at_each_byte_twice_at_most_however_many_places_there_are(pattern: bytes) -> None:
    """Eight bytes apart, each with a window of eight kibibytes: a thousand times the text were it searched anew each time."""
    text = b"CCC_203 " * 20_000
    _, looked_at = asked(text, pattern, list(range(8, len(text), 8)))
    assert looked_at <= 2 * len(text) + 8 * WIDEST


def test_of_a_pattern_that_matches_all_over_the_first_places_are_enough() -> None:
    """A match of another pattern far behind them still has its place."""
    text = b"CCC_203 " * 20_000
    near, _ = asked(text, b"CCC_203", list(range(8, len(text), 8)))
    assert near == list(range(8, 8 + 8 * ENOUGH, 8))


@settings(max_examples=150)
@given(
    marks=st.lists(st.integers(0, 400), max_size=12),
    places=st.lists(st.integers(0, 400), max_size=30),
    ordered=st.booleans(),
)
def test_a_place_is_near_where_a_match_begins_in_its_window(marks: list[int], places: list[int], ordered: bool) -> None:
    """As a search of each window by itself would find it, whether the places come from the left or not."""
    text = bytearray(b"." * 420)
    for mark in marks:
        text[mark] = ord("x")
    ahead = Ahead(re.compile(b"x"))
    before, nearby._FURTHER = nearby._FURTHER, 50
    try:
        for place in sorted(places) if ordered else places:
            left, right = max(0, place - 20), min(420, place + 20)
            assert ahead.matches(text, left, right, 420) is (b"x" in text[left:right])
    finally:
        nearby._FURTHER = before


def test_of_a_record_full_of_matches_no_more_is_kept_than_is_read() -> None:
    """Places so close that each lengthens the last piece; the rest of them is not even asked for."""
    places = iter(range(0, 1_000_000, 8))
    kept = condensed(b"CCC_203 " * 125_000, 0, 1_000_000, places)
    assert (len(kept), next(places)) == (73_536, 69_544)


def test_a_code_behind_a_very_long_run_of_another_is_kept() -> None:
    """The first pattern has had its places; those of the second are not crowded out."""
    court = sweeper()._court
    text = b"<error_code>CCC_203</error_code> " * 20_000 + b"\n<error_code>CCC_204</error_code>\n" + b"x" * 9000
    candidates = court.scanner(0).candidates(text)
    kept = condensed(text, 0, len(text), court.places(text, 0, len(text), candidates))
    assert b"CCC_204" in kept
    assert len(kept) < 80_000


def test_a_run_of_blanks_points_at_itself_once_in_sixteen_bytes() -> None:
    """Each byte of it matches for every pattern that has a blank: a megabyte of blanks took gigabytes of memory."""
    ends = [*range(16, 1016), 2000, 2005, 2010, 2015, 2020, 2040]
    assert list(scan._thinned(ends)) == [*range(16, 1016, 16), 2000, 2020, 2040]


@settings(max_examples=150)
@given(starts=st.lists(st.integers(0, 2000), min_size=1, max_size=6), data=st.data())
def test_wherever_a_run_of_sixty_lies_a_place_in_it_is_kept(starts: list[int], data: st.DataObject) -> None:
    """What a record holds of a run is pointed at, wherever the record is cut out of it."""
    ends = sorted({start + end for start in starts for end in range(100)})
    begin = data.draw(st.sampled_from(starts)) + data.draw(st.integers(0, 55))
    assert any(begin <= end < begin + 44 for end in scan._thinned(ends))


def test_a_text_of_blanks_has_few_candidates() -> None:
    """However many patterns have a blank in them."""
    patterns = [f"[0-9]{{{number}}} [a-z] [0-9]" for number in range(1, 41)]
    found = scan.scanner(patterns, scan._WORTH_COMPILING).candidates(b"> " * 800)
    assert 0 < len(found) <= len(patterns) * (1600 // 16 + 1)
