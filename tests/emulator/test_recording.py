"""A recording keeps what was said and no secret."""

from __future__ import annotations

import json

import pytest

from cccdiag.emulator import Emulator
from cccdiag.emulator.recording import Recording
from cccdiag.errors import InputError


def test_exchanges_are_kept_as_files_without_secrets(tmp_path, caller_of):
    """Request and answer of each exchange, and one line of the index for each."""
    folder = tmp_path / "kept" / "run"
    recording = Recording(folder)
    with Emulator(listener=recording.add) as gateway:
        customer = caller_of(gateway)
        header = customer.header()
        customer.raw(b"not xml")
        secrets = [s.reveal() for s in (gateway.username, gateway.password, gateway.access_key, gateway.access_secret)]
    assert sorted(path.name for path in folder.iterdir()) == [
        "000001-createOrderHeader.answer.xml",
        "000001-createOrderHeader.request.xml",
        "000002-unreadable.answer.xml",
        "000002-unreadable.request.txt",
        "exchanges.jsonl",
    ]
    index = [json.loads(line) for line in (folder / "exchanges.jsonl").read_text().splitlines()]
    assert [(entry["operation"], entry["status"], entry["outcome"]) for entry in index] == [
        ("createOrderHeader", 200, f"id {header}"),
        (None, 500, "unreadable"),
    ]
    everything = "".join(path.read_text() for path in folder.iterdir())
    assert "<courseName>Introduction to Examples</courseName>" in everything
    assert not any(secret in everything for secret in secrets)


def test_a_recording_does_not_write_over_another(tmp_path):
    """A folder holds one recording; a file is no folder."""
    Recording(tmp_path / "run")
    with pytest.raises(InputError, match="already holds a recording"):
        Recording(tmp_path / "run")
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be used"):
        Recording(tmp_path / "file" / "run")
