"""Which engine looks first: what Hyperscan refuses, where it is missing, what patterns it is worth, and what is kept of it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.kb.patterns import compiled
from cccdiag.triage import databases, loosen, scan
from cccdiag.triage.scan import HyperscanScanner, LiteralScanner, scanner

REFUSED = (
    r"(?i)(?:error|fault)(?=:)",
    r"(?<!a)b\d",
    r"([a-f])\1\d",
)
TAKEN = r"CCC_203"
LINES = ("ERROR: x", "fault:", "faults", "ab1", "b1", "aa1", "ff7 gg7", "CCC_203", "ccc_203", "nothing", "")


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that other tests made is at hand."""
    monkeypatch.setattr(databases, "cache_folder", lambda: str(tmp_path))


def records_of(patterns: tuple[str, ...], text: bytes, look: scan.Scanner) -> dict[int, set[int]]:
    """The lines at which a scanner points for each pattern."""
    found: dict[int, set[int]] = {}
    for place, number in look.candidates(text):
        found.setdefault(number, set()).add(text.count(b"\n", 0, place - 1))
    return found


def matching(patterns: tuple[str, ...], text: bytes) -> dict[int, set[int]]:
    """The lines in which ``re`` finds each pattern."""
    return {
        number: lines
        for number, pattern in enumerate(patterns)
        if (lines := {at for at, line in enumerate(text.split(b"\n")) if compiled(pattern).search(line)})
    }


def test_hyperscan_refuses_these() -> None:
    """Or the laws below would hold of nothing: it knows no look at what lies around, and no reference back."""
    import hyperscan

    cheap = [expression for expression, _ in loosen.expressions((*REFUSED, TAKEN))]
    accepted = [expression for expression in cheap if scan._accepted(hyperscan, expression)]
    assert [cheap.index(expression) for expression in accepted if expression not in loosen.WIDE] == [3]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_what_hyperscan_refuses_has_a_stand_in(lines: list[str]) -> None:
    """A text that the pattern needs, or every line: no line is missed in which it matches, and nothing is taken from the others."""
    patterns = (*REFUSED, TAKEN)
    text = "".join(f"{line}\n" for line in lines).encode()
    look = scanner(patterns, 1 << 30)
    assert isinstance(look, HyperscanScanner)
    pointed, found = records_of(patterns, text, look), matching(patterns, text)
    assert {number: found[number] - pointed.get(number, set()) for number in found} == {
        number: set() for number in found
    }
    needing = {0: (b"error", b"fault"), 3: (b"CCC_203",)}
    for number, texts in needing.items():
        held = {
            at for at, line in enumerate(text.split(b"\n")) if any(one in line.lower() or one in line for one in texts)
        }
        assert pointed.get(number, set()) == held


@settings(max_examples=60)
@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_a_pattern_that_needs_no_text_may_match_in_every_line(lines: list[str]) -> None:
    """Without Hyperscan every line that holds something is looked at for it; for the others, lines with their texts."""
    patterns = (r"\d{3}", r"CCC_203", r"[a-f]")
    text = "\n".join(lines).encode()
    holding = {at for at, line in enumerate(lines) if line}
    named = {at for at, line in enumerate(lines) if "ccc_203" in line.lower()}
    expected = {number: held for number, held in ((0, holding), (1, named), (2, holding)) if held}
    assert records_of(patterns, text, LiteralScanner(patterns)) == expected
    literals = [(), (b"ccc_203",), ()]
    look, same = LiteralScanner(patterns, literals), LiteralScanner(patterns)
    assert look.candidates(text) == same.candidates(text) == sorted(look.candidates(text))


@pytest.mark.parametrize(
    ("size", "kept", "engine"),
    [
        (scan._WORTH_LOADING - 1, True, LiteralScanner),
        (scan._WORTH_LOADING, True, HyperscanScanner),
        (scan._WORTH_LOADING, False, LiteralScanner),
        (scan._WORTH_COMPILING - 1, False, LiteralScanner),
        (scan._WORTH_COMPILING, False, HyperscanScanner),
    ],
)
def test_a_database_is_loaded_sooner_than_it_is_made(size: int, kept: bool, engine: type) -> None:
    """Making one takes a second, loading it milliseconds, and small texts are searched faster without."""
    if kept:
        scanner((TAKEN,), 1 << 30)
    assert type(scanner((TAKEN,), size)) is engine


def test_a_kept_database_is_used_for_the_same_patterns_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other patterns, another way of making them cheap or another processor make another one; the newest eight are kept."""
    assert scan.has_hyperscan()
    names = []

    def made(*patterns: str) -> str:
        before = set(tmp_path.iterdir())
        assert scanner(patterns, 1 << 30).candidates(b"CCC_203 CCC_204") != []
        (new,) = set(tmp_path.iterdir()) - before
        names.append(new.name)
        return new.name

    made(TAKEN)
    kept = (tmp_path / names[0]).stat().st_mtime_ns
    scanner((TAKEN,), 1 << 30)
    assert [path.stat().st_mtime_ns for path in tmp_path.iterdir()] == [kept]
    made(TAKEN, "CCC_204")
    made("CCC_204", TAKEN)
    with monkeypatch.context() as patch:
        patch.setattr(loosen, "__file__", str(tmp_path / "nowhere" / "loosen.py"))
        made(TAKEN)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "win32")
        for processor in ("first", "second"):
            patch.setenv("PROCESSOR_IDENTIFIER", processor)
            made(TAKEN)
    assert len(set(names)) == 6
    for number in range(5):
        scanner((f"CCC_20{number} one", TAKEN), 1 << 30)
    assert len(list(tmp_path.iterdir())) == 8


def test_what_cannot_take_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    """Where a folder has the name of the database, nothing is kept, not even half of it; the search goes on without."""
    look = scanner((TAKEN,), 1 << 30)
    (kept,) = tmp_path.iterdir()
    kept.unlink()
    kept.mkdir()
    again = scanner((TAKEN,), 1 << 30)
    assert again.candidates(b"a CCC_203") == look.candidates(b"a CCC_203") == [(9, 0)]
    assert [path.name for path in tmp_path.rglob("*")] == [kept.name]


def test_a_stand_in_is_one_of_the_texts_that_the_pattern_needs_or_a_line_end() -> None:
    """Whatever case they are written in."""
    assert [re.compile(scan._stand_in(pattern)).findall("an Error\nFAULT. b") for pattern in REFUSED] == [
        ["Error", "FAULT"], ["b"], ["\n", "b"],
    ]  # fmt: skip


def test_what_stands_in_for_a_pattern_without_texts_finds_the_last_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log need not end with a line end."""
    monkeypatch.setattr(databases, "place", lambda *_: tmp_path / "kept")
    look = scan.scanner((r"([a-f])\1\d", "x"), 1 << 30)
    assert isinstance(look, HyperscanScanner)
    assert [place for place, number in look.candidates(b"no\nff7") if number == 0] == [3, 6]
