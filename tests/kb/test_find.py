"""The index is built once, found again, built anew when a fact changes, and never in the way when the disk is."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import platformdirs
import pytest

from cccdiag.errors import FactError
from cccdiag.kb import find


def ask(folder, overlay=""):
    knowledge = find.open_folder(str(folder), str(overlay))
    try:
        return knowledge.article_ids(), knowledge.titles(["net-slow"])
    finally:
        knowledge.close()


def files(cache):
    return {path.name: path.stat().st_mtime_ns for path in cache.iterdir()}


ANSWER = (("net-slow",), {"net-slow": "The line is slow"})


def test_the_second_start_finds_the_index_of_the_first(folder, cache):
    """YAML is read once."""
    assert ask(folder) == ANSWER
    first = files(cache)
    assert ask(folder) == ANSWER
    assert (files(cache), len(first)) == (first, 1)


def test_the_same_facts_give_the_same_bytes(folder):
    """A wheel that is built twice is the same wheel."""
    assert find.build_index(str(folder)) == find.build_index(str(folder))


def test_an_edit_is_seen_at_the_next_start(folder, cache):
    """Size or time of any file is enough; a file that comes or goes as well."""
    ask(folder)
    path = folder / "articles/network/net-slow.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("The line is slow\nenv", "The lane is slow\nenv"), encoding="utf-8")
    os.utime(path, ns=(time.time_ns(), time.time_ns() + 10))
    assert ask(folder)[1] == {"net-slow": "The lane is slow"}
    (folder / "articles/network/second.yaml").write_text(text.replace("id: net-slow", "id: net-two"), encoding="utf-8")
    assert ask(folder)[0] == ("net-slow", "net-two")
    assert len(files(cache)) == 3


def test_old_indexes_are_cleared_away(folder, cache):
    """The cache does not grow with every edit."""
    for n in range(12):
        (folder / "worlds/default.yaml").write_text(f"works: []\n# {'x' * n}\n", encoding="utf-8")
        ask(folder)
    assert len(files(cache)) == 8


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:5000],
        lambda data: b"x" * len(data),
        lambda data: data[:4096] + b"\xff" * (len(data) - 4096),
        lambda data: data[: len(data) // 2] + b"\0" * (len(data) - len(data) // 2),
    ],
    ids=["empty", "cut", "garbage", "tables", "half"],
)
def test_a_damaged_index_is_built_anew_without_a_word(folder, cache, damage, capfd):
    """Whatever happened to the cache is nobody's business."""
    ask(folder)
    (path,) = cache.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert ask(folder) == ANSWER
    assert capfd.readouterr() == ("", "")


def test_where_nothing_can_be_written_the_index_lives_in_memory(folder, cache):
    """A read-only home is no reason to fail."""
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("a file where the folder should be", encoding="utf-8")
    assert ask(folder) == ANSWER
    assert cache.read_text(encoding="utf-8") == "a file where the folder should be"


def test_a_wrong_fact_stops_it_with_its_place(folder, cache):
    """Nothing is skipped silently, and no index is left behind."""
    path = folder / "articles/network/net-slow.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("severity: warning", "severity: bad"), encoding="utf-8")
    with pytest.raises(FactError) as caught:
        ask(folder)
    assert (
        str(caught.value) == "knowledge/articles/network/net-slow.yaml:5:11: 'bad' is not one of info, warning, error"
    )
    assert not cache.exists()


def test_a_release_also_refuses_what_points_nowhere(folder):
    """While articles are being written, an index may be made; a wheel may not."""
    path = folder / "articles/network/net-slow.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "see: [net-fast]\n", encoding="utf-8")
    assert find.build_index(str(folder))
    with pytest.raises(FactError, match=r"net-slow\.yaml:49:7: there is no article 'net-fast'"):
        find.build_index(str(folder), strict=True)


def test_programs_that_start_together_all_get_an_answer(folder, tmp_path):
    """Each puts a whole file into the cache or finds one."""
    code = "import sys; from cccdiag.kb import find; print(find.open_folder(sys.argv[1]).article_ids())"
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path / "together"),
        "PYTHONPATH": str(Path(find.__file__).parents[2]),
    }
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(6)
    ]
    assert [process.communicate()[0] for process in started] == ["('net-slow',)\n"] * 6
    assert [path.name[:10] for path in (tmp_path / "together/cccdiag").iterdir()] == ["knowledge-"]


def test_the_cache_folder_is_the_one_of_the_platform(monkeypatch, tmp_path):
    """Where platformdirs says, with and without XDG_CACHE_HOME."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert find.cache_folder() == platformdirs.user_cache_dir("cccdiag", appauthor=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert find.cache_folder() == platformdirs.user_cache_dir("cccdiag", appauthor=False)


def test_one_process_opens_an_index_once(cache, monkeypatch):
    """Asking again costs nothing; the environment names a library's own knowledge."""
    monkeypatch.delenv("CCCDIAG_KNOWLEDGE", raising=False)
    assert find.knowledge() is find.knowledge()
    monkeypatch.setenv("CCCDIAG_KNOWLEDGE", str(cache / "none"))
    with pytest.raises(FactError, match="is no folder of knowledge"):
        find.knowledge()


def test_paths_with_odd_characters_are_paths(folder, tmp_path, monkeypatch):
    """A user may be called 50% #1?."""
    monkeypatch.setattr(find, "cache_folder", lambda: str(tmp_path / "50% #1? é"))
    assert ask(folder) == ANSWER
    assert ask(folder) == ANSWER
    assert len(list((tmp_path / "50% #1? é").iterdir())) == 1


def test_a_suppression_and_an_own_article_come_with_the_overlay(folder, cache, tmp_path):
    """The index of an overlay is another one."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "suppress.yaml").write_text('net-slow: {reason: known, until: "2027-01-31"}\n', encoding="utf-8")
    knowledge = find.open_folder(str(folder), str(own))
    assert knowledge.document("suppress") == {"net-slow": {"reason": "known", "until": "2027-01-31"}}
    knowledge.close()
    ask(folder)
    assert len(files(cache)) == 2


def test_a_foreign_sqlite_file_is_not_taken_for_an_index(folder, cache):
    """A file of that name with other tables is built over."""
    ask(folder)
    (path,) = cache.iterdir()
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE meta(key TEXT, value TEXT)")
    connection.close()
    assert ask(folder) == ANSWER
