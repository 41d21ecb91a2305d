"""Where answers go with ``--output``: a file is replaced whole, whatever is no file is written to and stays what it is."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from cccdiag.cli import console
from cccdiag.errors import InputError


def test_a_file_is_replaced_whole(tmp_path):
    """Nothing is left beside it."""
    path = tmp_path / "a.txt"
    path.write_text("old and longer", encoding="utf-8")
    console.emit("new\n", str(path))
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("a.txt", "new\n")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    """A device such as /dev/null must never be replaced by a file."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read = []
    reader = threading.Thread(target=lambda: read.append(path.read_text(encoding="utf-8")))
    reader.start()
    console.emit("an answer\n", str(path))
    reader.join(10)
    assert (read, stat.S_ISFIFO(path.stat().st_mode)) == (["an answer\n"], True)
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]


def test_a_folder_is_no_place_for_an_answer(tmp_path):
    """One sentence."""
    with pytest.raises(InputError, match="cannot be written"):
        console.emit("x", str(tmp_path))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such bits")
def test_a_new_file_is_for_whom_the_user_lets_read_it(tmp_path):
    """As the umask says; a file that is replaced keeps its readers; what is private is for its owner only."""
    before = os.umask(0o027)
    try:
        console.emit("x", str(tmp_path / "new"))
        (tmp_path / "old").touch(0o600)
        console.emit("x", str(tmp_path / "old"))
        console.emit_json({}, str(tmp_path / "key"), private=True)
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "new": 0o640,
        "old": 0o600,
        "key": 0o600,
    }
