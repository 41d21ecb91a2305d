"""``cccdiag bundle``: finds the logs, shows what would go out, writes only when told to; the other side can read it."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import jsonschema
import pytest

import cccdiag
from cccdiag.cli import main

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas" / "bundle.json").read_text(encoding="utf-8"))
SECRET = "Gl4ss!Heron77"
LOG = (
    "2026-01-31 09:14:07,123 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - Unable to authenticate with CCC. "
    f"Please check your configuration.\nCCCPassword={SECRET} \n"
)


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A home and a system drive with the logs of both products, one of them old."""
    home, drive, cloud = tmp_path / "home", tmp_path / "drive", tmp_path / "cloud"
    for folder, name in (
        (home / "Documents/ILLiad/Logs", "ILLiadClient.txt"),
        (home / "Documents/ILLiad/Logs", "CustomizationManager.txt"),
        (cloud / "Documents/Ares/Logs", "AresClient.txt"),
        (drive / "ILLiad/Logs", "RapidManager.log.1"),
        (drive / "Ares", "SystemManager.log"),
        (drive / "Ares", "Ares.exe"),
        (drive / "ILLiad/Logs", "Old.log"),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(LOG, encoding="utf-8")
    os.utime(drive / "ILLiad/Logs/Old.log", (0, 0))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SystemDrive", str(drive))
    monkeypatch.setenv("OneDrive", str(cloud))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("ENDPOINT", "USERNAME", "PASSWORD", "ACCESS_KEY", "ACCESS_SECRET", "PROFILE"):
        monkeypatch.delenv(f"CCCDIAG_{name}", raising=False)
    return tmp_path


def test_logs_are_found_in_their_usual_places_and_old_ones_left(machine, capsys):
    """Of the client and the server, of both products, in OneDrive too; nothing is written by a dry run."""
    assert main(["bundle", "--dry-run", "--no-check", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    jsonschema.validate(shown, SCHEMA)
    assert [one["name"] for one in shown["inputs"]] == [
        "ILLiad/Logs/CustomizationManager.txt",
        "ILLiad/Logs/ILLiadClient.txt",
        "ILLiad/Logs/RapidManager.log.1",
        "Ares/Logs/AresClient.txt",
        "Ares/SystemManager.log",
    ]
    assert shown["diagnoses"] == ["illiad-ccc-authentication"]
    assert shown["replaced"] == 5
    assert not list(machine.glob("*.zip"))


def test_it_is_shown_before_it_is_written_and_written_when_told(machine, capsys):
    """Without a terminal and --yes nothing is written; with it the other side triages and shows it."""
    target = machine / "b.zip"
    assert main(["bundle", "--no-check", "--output", str(target)]) == 3
    out, err = capsys.readouterr()
    assert out.startswith(f"What goes into {target}, everything redacted:\n  ILLiad/Logs/CustomizationManager.txt")
    assert err == "Nothing was written. To write it: the same command with --yes\n"
    assert not target.exists()
    assert main(["bundle", "--no-check", "--output", str(target), "--yes", "--note", f"password: {SECRET}"]) == 0
    with zipfile.ZipFile(target) as archive:
        assert SECRET not in "".join(archive.read(name).decode() for name in archive.namelist())
    capsys.readouterr()
    assert main(["triage", str(target), "--format", "json"]) == 1
    assert [one["id"] for one in json.loads(capsys.readouterr().out)["diagnoses"]] == ["illiad-ccc-authentication"]
    assert main(["case", "show", str(target)]) == 0
    assert main(["check", "--replay", str(target)]) == 3
    assert capsys.readouterr().err == f"cccdiag check: {target} was made without a check, so it holds no observations\n"


def test_other_logs_can_be_named_and_no_profile_is_said(machine, capsys):
    """--logs in place of the usual places; a check without a profile is left out with a remark."""
    other = machine / "elsewhere.log"
    other.write_text(LOG, encoding="utf-8")
    assert main(["bundle", "--logs", str(other), "--dry-run", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in shown["inputs"]] == ["elsewhere.log"]
    assert shown["check"] is None
    assert [remark.split(":")[0] for remark in shown["remarks"]] == ["No check was run"]


def test_nothing_found_is_said(machine, capsys):
    """And an existing file is never written over."""
    assert (
        main(["bundle", "--days", "1", "--no-check", "--dry-run", "--logs", str(machine / "drive/Ares/Ares.exe")]) == 0
    )
    capsys.readouterr()
    for path in machine.rglob("*.[tl]*"):
        os.utime(path, (0, 0))
    assert main(["bundle", "--no-check", "--dry-run"]) == 0
    assert "No log was found in the usual places; name some with --logs PATH." in capsys.readouterr().out
    (machine / "b.zip").write_text("x", encoding="utf-8")
    assert main(["bundle", "--output", str(machine / "b.zip")]) == 3
    assert (
        capsys.readouterr().err == f"cccdiag: {machine / 'b.zip'} is there already; name another file with --output\n"
    )
