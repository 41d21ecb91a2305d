"""Where answers go with ``--output``: a file is replaced whole, whatever is no file is written to and stays what it is."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from cccdiag.cli import console
from cccdiag.errors import InputError
from cccdiag.secrets import Secret


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


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"items": []},
        {"name": "a", "items": [{"text": 'é " \\ \n\u2028', "none": None, "inner": {"deep": [1.5, True, []]}}, "b"], "last": {}},
        {"items": [{"password": "an-invented-secret-of-mine"}], "more": [[1], [2]], "text": "an-invented-secret-of-mine"},
    ],
)  # fmt: skip
def test_a_document_in_pieces_is_the_same_as_one(document, tmp_path, capsys):
    """Byte for byte, whether a list comes whole or item by item, on a screen and in a file, secrets masked."""
    Secret("an-invented-secret-of-mine")
    in_pieces = [(key, iter(value) if key == "items" else value) for key, value in document.items()]
    console.emit_members(in_pieces, str(tmp_path / "pieces"))
    console.emit_json(document, str(tmp_path / "one"))
    assert (tmp_path / "pieces").read_bytes() == (tmp_path / "one").read_bytes()
    console.emit_json(document)
    one = capsys.readouterr().out
    console.emit_members((key, iter(value) if key == "items" else value) for key, value in document.items())
    assert (capsys.readouterr().out, "secret-of-mine" in one) == (one, False)


def test_an_answer_that_breaks_off_leaves_the_old_one(tmp_path):
    """Nor is a piece of it left beside that."""

    def items():
        yield {"number": 1}
        raise ValueError("here")

    path = tmp_path / "a.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="here"):
        console.emit_members([("items", items())], str(path))
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("a.json", "old")]


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
