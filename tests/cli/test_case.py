"""``cccdiag case``: kept, shown, compared; nothing secret inside; every change noticed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import jsonschema
import pytest

import cccdiag
from cccdiag.cli import main
from cccdiag.emulator import Emulator

SCHEMAS = Path(cccdiag.__file__).parent / "schemas"
SECRET = "Gl4ss!Heron77"
LOG = (
    "2026-01-31 09:14:07,123 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - Unable to authenticate with CCC. "
    f"Please check your configuration.\nCCCPassword={SECRET} \n"
)


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _nobody_home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("ENDPOINT", "USERNAME", "PASSWORD", "ACCESS_KEY", "ACCESS_SECRET", "PROFILE", "PRODUCT"):
        monkeypatch.delenv(f"CCCDIAG_{name}", raising=False)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "client.log"
    path.write_text(LOG, encoding="utf-8")
    return path


@pytest.fixture
def site(monkeypatch):
    """A site in the environment, at a gateway on this machine."""
    with Emulator() as gateway:
        monkeypatch.setenv("CCCDIAG_ENDPOINT", gateway.endpoint)
        monkeypatch.setenv("CCCDIAG_PRODUCT", gateway.product)
        for name in ("username", "password", "access_key", "access_secret"):
            monkeypatch.setenv(f"CCCDIAG_{name.upper()}", getattr(gateway, name).reveal())
        yield gateway


def everything(path):
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.namelist()) + "".join(archive.read(name).decode() for name in archive.namelist())


def test_a_case_is_saved_shown_and_triaged_again(log, tmp_path, capsys):
    """Inputs redacted, the triage of them beside, a checksum for each; a triage of the file says what is in it."""
    path = tmp_path / "march.zip"
    assert main(["case", "save", str(path), str(log), "--note", f"the password is {SECRET}", "--format", "json"]) == 0
    saved = json.loads(capsys.readouterr().out)
    jsonschema.validate(saved, schema("case"))
    assert [member["role"] for member in saved["members"]] == ["profile", "triage", "redact", "input"]
    assert SECRET not in everything(path)
    assert saved["versions"]["cccdiag"] == cccdiag.__version__
    assert main(["case", "show", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "Triage: illiad-ccc-authentication (certain, 1 records)" in shown
    assert main(["triage", str(path), "--format", "json"]) == 1
    again = json.loads(capsys.readouterr().out)
    with zipfile.ZipFile(path) as archive:
        kept = json.loads(archive.read("triage.json"))
    assert [one["id"] for one in again["diagnoses"]] == [one["id"] for one in kept["diagnoses"]]
    assert [one["name"] for one in again["inputs"]] == [f"{path}!inputs/client.log"]


def test_what_was_observed_is_judged_again_elsewhere(site, tmp_path, capsys):
    """A check that is kept in a case is replayed from it, without any network."""
    path = tmp_path / "site.zip"
    assert main(["case", "save", str(path), "--check"]) == 0
    capsys.readouterr()
    code = main(["check", "--replay", str(path), "--format", "json"])
    replayed = json.loads(capsys.readouterr().out)
    with zipfile.ZipFile(path) as archive:
        kept = json.loads(archive.read("check.json"))
    assert code in (0, 1)
    assert [(one["id"], one["status"], one["reason"]) for one in replayed["results"]] == [
        (one["id"], one["status"], one["reason"]) for one in kept["results"]
    ]
    found = everything(path)
    assert not [name for name in ("password", "access_secret", "access_key") if getattr(site, name).reveal() in found]


def test_diff_says_what_changed_since_it_worked(log, tmp_path, capsys):
    """A diagnosis that was not there, an input that grew; the same case twice is no change."""
    old, new = tmp_path / "old.zip", tmp_path / "new.zip"
    clean = tmp_path / "before" / "client.log"
    clean.parent.mkdir()
    clean.write_text("2026-01-30 09:14:07,123 [1] INFO  X - CCC order 4711 accepted\n", encoding="utf-8")
    assert main(["case", "save", str(old), str(clean)]) == 0
    assert main(["case", "save", str(new), str(log)]) == 0
    capsys.readouterr()
    assert main(["case", "diff", str(old), str(new), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, schema("case-diff"))
    assert [(one["area"], one["what"], one["old"]) for one in found["changes"] if one["area"] == "diagnosis"] == [
        ("diagnosis", "illiad-ccc-authentication", None)
    ]
    assert [one["what"] for one in found["changes"] if one["area"] == "input"] == ["inputs/client.log"]
    assert main(["case", "diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out.endswith("nothing changed.\n")


@pytest.mark.parametrize("change", ["changed", "added", "lost"])
def test_a_case_that_was_changed_is_refused(log, tmp_path, capsys, change):
    """By its checksums, in one sentence."""
    path, other = tmp_path / "march.zip", tmp_path / "april.zip"
    assert main(["case", "save", str(path), str(log)]) == 0
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(other, "w") as out:
        for name in archive.namelist():
            if change == "lost" and name.startswith("inputs/"):
                continue
            out.writestr(name, archive.read(name) + (b" " if change == "changed" and name == "triage.json" else b""))
        if change == "added":
            out.writestr("more.txt", "x")
    named = {"changed": "triage.json", "added": "more.txt", "lost": "inputs/client.log"}[change]
    capsys.readouterr()
    assert main(["case", "show", str(other)]) == 3
    assert capsys.readouterr() == ("", f"cccdiag: {other} was changed after it was written: {named}\n")


def test_bad_input_is_one_sentence(log, tmp_path, capsys):
    """No case file, none to be found, one that is there, nothing to keep."""
    assert main(["case", "show", str(log)]) == 3
    assert capsys.readouterr().err == f"cccdiag: {log} is no case file of cccdiag; make one with: cccdiag case save\n"
    assert main(["case", "save", str(log), str(log)]) == 3
    assert capsys.readouterr().err == f"cccdiag: {log} is there already; name another file\n"
    assert main(["case", "save", str(tmp_path / "x.zip")]) == 3
    assert (
        capsys.readouterr().err
        == "cccdiag: there is nothing to keep; name inputs, or give --check or --recording FILE\n"
    )
    assert main(["case", "show", str(tmp_path / "none.zip")]) == 3
    assert capsys.readouterr().err == f"cccdiag: {tmp_path / 'none.zip'} cannot be read: No such file or directory\n"
