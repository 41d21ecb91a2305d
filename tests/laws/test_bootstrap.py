"""Setting up from nothing: pip is found wherever a fresh machine has it, and what cannot be done is said in a sentence."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile

import pytest

from cccdiag import bootstrap


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A virtual environment without pip, on a machine whose Python has no ensurepip and no pip."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "ensurepip.py").write_text("raise ImportError('split off, as Debian does')")
    home = tmp_path / "env"
    venv.EnvBuilder(with_pip=False).create(home)
    monkeypatch.setenv("PYTHONPATH", str(blocked))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(bootstrap, "WHEELS", (tmp_path / "wheels",))
    return home / "bin" / "python"


def wheel(folder, name):
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("pip/__main__.py", "print('pip of the wheel')")
    return folder


def test_a_wheel_of_pip_will_do_where_there_is_nothing_else(bare, tmp_path):
    """Debian keeps one beside its Python; it runs unpacked."""
    wheel(tmp_path / "wheels", "pip-23.0.1-py3-none-any.whl")
    command = bootstrap.pip(bare, tmp_path / "scratch")
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "pip of the wheel\n"


def test_a_wheel_carried_along_will_do(bare, tmp_path, monkeypatch):
    """PIP_FIND_LINKS names a folder of wheels on a machine without a network."""
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel(tmp_path / "carried", "pip-25.1-py3-none-any.whl")))
    assert (
        subprocess.run(bootstrap.pip(bare, tmp_path / "scratch"), capture_output=True, text=True, check=True).stdout
        == "pip of the wheel\n"
    )


def test_the_systems_pip_installs_into_the_environment_and_nowhere_else(bare, tmp_path, monkeypatch):
    """A pip that must not touch the system is told whom to serve."""
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: name)
    assert bootstrap.pip(bare, tmp_path) == [sys.executable, "-m", "pip", "--python", str(bare)]


def test_without_any_pip_a_sentence_says_what_to_install(bare, tmp_path):
    """No traceback, and a way on."""
    with pytest.raises(bootstrap.SetupError, match="apt install python3-pip"):
        bootstrap.pip(bare, tmp_path)


@pytest.mark.parametrize(("arguments", "code"), [([], 3), (["--help"], 0)])
def test_without_a_command_it_says_how_it_is_used(arguments, code, capsys):
    """Both uses are named."""
    assert bootstrap.main(arguments) == code
    assert "bootstrap test" in capsys.readouterr().out
