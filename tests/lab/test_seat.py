"""Seats of the lab: what is copied into them, what is left alone, what a reset makes new."""

from __future__ import annotations

import json

import pytest

from cccdiag.cli import main
from cccdiag.errors import InputError
from cccdiag.training import lab_process, lab_server, lab_settings, seat

ORIGINALS = tuple(sorted(path.name for path in seat.notebooks().glob("*.ipynb")))
FIRST = ORIGINALS[0]


def test_a_new_seat_gets_every_notebook(tmp_path):
    """Byte for byte."""
    assert seat.furnish(tmp_path) == seat.Copied(fresh=ORIGINALS)
    assert {name: (tmp_path / name).read_bytes() for name in ORIGINALS} == {
        name: (seat.notebooks() / name).read_bytes() for name in ORIGINALS
    }


def test_what_the_user_changed_is_left_and_named(tmp_path):
    """Neither a change nor a notebook of the user's own is touched; one that is gone comes back."""
    seat.furnish(tmp_path)
    (tmp_path / FIRST).write_text("mine")
    (tmp_path / "own.ipynb").write_text("mine too")
    (tmp_path / ORIGINALS[-1]).unlink()
    gone = tuple(name for name in (ORIGINALS[-1],) if name != FIRST)
    assert seat.furnish(tmp_path) == seat.Copied(fresh=gone, left=(FIRST,))
    assert ((tmp_path / FIRST).read_text(), (tmp_path / "own.ipynb").read_text()) == ("mine", "mine too")


def test_a_notebook_that_was_not_changed_is_brought_up_to_date(tmp_path):
    """An older version that nobody touched makes room for the newer one."""
    seat.furnish(tmp_path)
    older = b'{"an older": "version"}'
    (tmp_path / FIRST).write_bytes(older)
    record = tmp_path / lab_settings.HIDDEN / "copied.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {FIRST: seat._digest(older)}))
    assert seat.furnish(tmp_path) == seat.Copied(fresh=(FIRST,))


def test_a_file_of_that_name_from_elsewhere_is_never_written_over(tmp_path):
    """Without a record nothing is known to be ours."""
    (tmp_path / FIRST).write_text("somebody's")
    assert seat.furnish(tmp_path).left == (FIRST,)


def test_reset_makes_a_seat_new_and_leaves_what_is_not_ours(tmp_path, capsys):
    """Notebooks as delivered, no orders, no checkpoints; a file of the trainee's own stays and is named."""
    for number in (1, 2):
        where = seat.named(tmp_path, number)
        seat.furnish(where)
        lab_settings.write(where, 1)
        (where / FIRST).write_text("worked on")
        (where / lab_settings.HIDDEN / "orders" / "01.sqlite").write_text("orders")
        (where / ".ipynb_checkpoints").mkdir()
        (where / ".ipynb_checkpoints" / FIRST).write_text("worked on")
        (where / "notes.txt").write_text("mine")
    assert main(["lab", "--folder", str(tmp_path), "--reset", "trainee-1"]) == 0
    one, two = seat.named(tmp_path, 1), seat.named(tmp_path, 2)
    assert "trainee-1 is as on the first day" in (told := capsys.readouterr().out)
    assert told.endswith("left alone: notes.txt\n")
    assert (one / FIRST).read_bytes() == (seat.notebooks() / FIRST).read_bytes()
    assert sorted(path.name for path in one.rglob("*") if "01.sqlite" in path.name or "checkpoint" in path.name) == []
    assert (two / FIRST).read_text() == "worked on"
    assert main(["lab", "--folder", str(tmp_path), "--reset", "all"]) == 0
    assert (two / FIRST).read_bytes() == (seat.notebooks() / FIRST).read_bytes()


def test_only_seats_can_be_reset(tmp_path, capsys):
    """A folder that is none is not touched, and the sentence says what there is."""
    (tmp_path / FIRST).write_text("mine")
    with pytest.raises(InputError, match="nothing in it was touched"):
        seat.reset(tmp_path)
    seat.furnish(seat.named(tmp_path, 1))
    assert main(["lab", "--folder", str(tmp_path), "--reset", "trainee-7"]) == 3
    assert "has no seat 'trainee-7' to reset; there are trainee-1 and all" in capsys.readouterr().err
    assert (tmp_path / FIRST).read_text() == "mine"


def test_a_port_that_is_taken_is_said(tmp_path):
    """Asked for, it must be free; not asked for, the next free ones are taken."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} is taken"):
            lab_process.free_ports(port, 1)
        assert lab_process.is_answering(port)
    assert len(set(lab_process.free_ports(None, 5))) == 5
    with pytest.raises(InputError, match="from 1 to 65535, not 70000"):
        lab_process.free_ports(70000, 1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--trainees", "0"], "--trainees takes a number from 1 to 50, not 0"),
        (["--trainees", "51"], "--trainees takes a number from 1 to 50, not 51"),
        (["--port", "0x"], "invalid int value"),
        (["--reset", "all"], "there is none yet"),
    ],
)
def test_bad_options_are_one_sentence(tmp_path, capsys, options, told):
    """And exit code 3."""
    try:
        code = main(["lab", "--folder", str(tmp_path / "seat"), *options])
    except SystemExit as left:
        code = left.code
    assert code == 3
    assert told in capsys.readouterr().err
    assert not (tmp_path / "seat").exists()


def test_without_the_extra_it_says_what_to_install(tmp_path, capsys, monkeypatch):
    """Exit code 3 and the command, nothing copied."""
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "jupyterlab" else found(name))
    assert main(["lab", "--folder", str(tmp_path / "seat")]) == 3
    told = capsys.readouterr().err
    assert "jupyterlab is not installed here" in told
    assert '-m pip install "cccdiag[lab]"' in told
    assert not (tmp_path / "seat").exists()


def test_a_save_is_looked_through_everywhere():
    """Outputs, sources, metadata; also where a list of lines cuts a secret in two, and in the forms of other formats."""
    from cccdiag.secrets import Secret

    Secret("canary<7>of the seat")
    spoken = {"output_type": "stream", "text": ["it is canary<7>of", " the seat\n"]}
    page = {"output_type": "display_data", "data": {"text/html": ["<b>canary&lt;7&gt;of the seat</b>"]}}
    clean = {"source": "1", "outputs": [{"output_type": "stream", "text": "canary<8>"}]}
    assert lab_server.shows_secret({"cells": [clean, {"source": "", "outputs": [spoken]}]}) == "the output of cell 2"
    assert lab_server.shows_secret({"cells": [{"source": "", "outputs": [page]}]}) == "the output of cell 1"
    assert lab_server.shows_secret({"cells": [{"source": "p = 'canary<7>of the seat'"}]}) == "cell 1"
    assert lab_server.shows_secret({"metadata": {"note": "canary<7>of the seat"}, "cells": []}) == "its metadata"
    assert lab_server.shows_secret({"cells": [clean], "metadata": {}}) is None
