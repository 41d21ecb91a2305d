"""A growing log from inside: what happens to its file while it is read, step by step and without a clock."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from triage_room import sweeper

from cccdiag.triage import follow
from cccdiag.triage.court import Swept
from cccdiag.triage.sources import sources
from cccdiag.triage.tally import KEPT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be renamed there")

READY = sweeper()
LINE = "2026-01-31 09:14:{:02},123 [1] {:5} AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - {}\n"


def lines(*told: str) -> str:
    return "".join(LINE.format(second, "ERROR" if "CCC_" in text else "INFO", text) for second, text in enumerate(told))


def closed(one: Swept) -> Swept:
    """Without its file, which stays open for who asks for lines."""
    one.source.open.__self__._file.close()  # type: ignore[union-attr]
    return one


def seen(one: Swept) -> tuple[int | None, int, str | None, dict[str, int]]:
    """Records, bytes, note and records by article of what was followed."""
    return one.records, one.source.size, one.note, {key[0]: total.records for key, total in one.tally.sums.items()}


@pytest.mark.parametrize("piece", [120, 300, 4 << 20])
def test_a_log_that_is_started_anew_is_read_to_its_end_and_then_the_new_one(
    piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last record of the old file is complete then; Ctrl-C does the same to that of the new one. In pieces of any size."""
    monkeypatch.setattr(follow, "_PIECE", piece)
    monkeypatch.setattr(follow, "_QUIET", 1e9)
    path = tmp_path / "a.log"
    old, new = lines("ready", "CCC_203", "ready", "CCC_204"), lines("CCC_205", "ready", "CCC_203")
    path.write_text(old)
    news: list[tuple[str, int, int]] = []

    def tell(one: follow.News) -> None:
        news.append((one.article, one.records, one.line))
        if one.article == "CCC_203" and len(news) == 1:
            path.rename(tmp_path / "a.log.1")
            path.write_text(new)
        if one.article == "CCC_205":
            raise KeyboardInterrupt

    first, second = map(closed, follow.follow(READY, (), path=path, tell=tell))
    assert news == [("CCC_203", 1, 2), ("CCC_204", 1, 4), ("CCC_205", 1, 1), ("CCC_203", 1, 3)]
    assert seen(first) == (4, len(old), "was started anew while it was read", {"CCC_203": 1, "CCC_204": 1})
    assert seen(second) == (3, len(new), None, {"CCC_205": 1, "CCC_203": 1})


def test_what_was_not_read_yet_of_a_log_that_is_started_anew_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many pieces it has, and Ctrl-C reads the rest of the last one too."""
    monkeypatch.setattr(follow, "_PIECE", 100)
    monkeypatch.setattr(follow, "_QUIET", 1e9)
    path = tmp_path / "a.log"
    old, new = lines("CCC_203", *["ready"] * 20, "CCC_204"), lines("CCC_205", *["ready"] * 20, "CCC_203")
    path.write_text(old)

    def tell(one: follow.News) -> None:
        if one.article == "CCC_203" and one.line == 1:
            path.rename(tmp_path / "a.log.1")
            path.write_text(new)
        if one.article == "CCC_205":
            raise KeyboardInterrupt

    first, second = map(closed, follow.follow(READY, (), path=path, tell=tell))
    assert seen(first) == (22, len(old), "was started anew while it was read", {"CCC_203": 1, "CCC_204": 1})
    assert seen(second) == (22, len(new), None, {"CCC_205": 1, "CCC_203": 1})


def test_of_a_log_that_is_started_anew_again_and_again_no_more_is_kept_than_is_told(tmp_path: Path) -> None:
    """One beginning for all, the lines of what is shown, and nothing of the text; counts stay exact."""
    text = lines(*["CCC_203"] * 30)
    ended: list[Swept] = []
    for number in range(3):
        path = tmp_path / f"{number}.log"
        path.write_text(text)
        grown = follow._Grown(path, READY)
        grown.look(last=True)
        ended += follow._ended(grown, ended)
        assert (grown._before, grown._rest) == (b"", b"")
    assert [seen(closed(one))[3] for one in ended] == [{"CCC_203": 30}] * 3
    assert [len(one.lines) for one in ended] == [KEPT] * 3
    assert [one.source.head for one in ended] == [text.encode(), b"", b""]


def test_a_file_whose_name_is_gone_goes_on(tmp_path: Path) -> None:
    """Who renames a log makes the new one later: until then what is written goes on in the old one."""
    path = tmp_path / "a.log"
    path.write_text(lines("CCC_203"))
    grown = follow._Grown(path, READY)
    path.rename(tmp_path / "b.log")
    assert not grown.gone()
    with (tmp_path / "b.log").open("a") as file:
        file.write(lines("CCC_204"))
    assert [news.article for news in grown.look()] == ["CCC_203"]
    found = grown.end()
    grown._file.close()
    assert found is not None
    assert (found.note, found.source.open is not None) == (None, True)


def test_of_a_file_in_which_nothing_was_written_there_is_nothing_to_tell(tmp_path: Path) -> None:
    """Neither news nor an answer; a file that is not there cannot be followed."""
    path = tmp_path / "a.log"
    path.touch()
    grown = follow._Grown(path, READY)
    assert (grown.look(), grown.look(last=True), grown.growing, grown.end()) == ([], [], False, None)
    grown._file.close()
    with pytest.raises(FileNotFoundError):
        follow.follow(READY, (), path=tmp_path / "b.log", tell=print)


def test_what_a_person_adds_to_a_log_after_a_pause_stands_where_it_was_written(tmp_path: Path) -> None:
    """A record that was taken to be complete may go on: its rest is read as what a person may have written, at its own place."""
    path = tmp_path / "a.log"
    first = lines("ready", "CCC_203")
    path.write_text(first)
    grown = follow._Grown(path, READY)
    assert [news.article for news in grown.look(last=True)] == ["CCC_203"]
    letter = "Since this morning the staff of our library cannot order any article, because CCC_204 appears.\n"
    with path.open("a") as file:
        file.write(letter)
    assert [(news.article, news.line) for news in grown.look(last=True)] == [("CCC_204", 3)]
    found = grown.end()
    grown._file.close()
    assert found is not None
    assert [(one.offset, one.text) for one in found.letters] == [(len(first), letter.encode().strip())]
    (source,) = sources([str(path)])
    assert (found.size, found.lines[len(first)]) == (source.size, 3)
