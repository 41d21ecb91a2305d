"""What the README says is true: its commands exist, its libraries are the ones that are installed and no others."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path

import pytest

from cccdiag.cli import COMMANDS, FIRST_STEPS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement):
    return re.match(r"[\w-]+", requirement)[0]


def test_every_library_has_its_line_and_every_line_its_library():
    """A dependency without a reason does not come in; a reason without a dependency goes."""
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = {name_of(r) for r in PROJECT["project"]["dependencies"]}
    wanted |= {name_of(r) for extra, requirements in extras.items() if extra != "test" for r in requirements}
    table = README.split("### Libraries, and why each is here")[1].split("## ")[0]
    rows = [row for row in table.splitlines() if row.startswith("|")][2:]
    named = {name for row in rows for name in re.findall(r"`([\w-]+)`", row.split("|")[1])}
    assert named == wanted


def test_commands_named_in_readme_and_first_steps_exist():
    """Nobody is sent to a command that is not there."""
    for text in (README, FIRST_STEPS):
        named = set(re.findall(r"^(?:\$ |  )cccdiag (\w+)", text, re.MULTILINE)) | set(
            re.findall(r"&& cccdiag (\w+)", text)
        )
        assert named <= set(COMMANDS)
        assert named


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_a_module_with_a_description(name):
    """One module per command, its docstring is the help."""
    module = importlib.import_module(f"cccdiag.cli.{name}")
    assert module.__doc__
    assert callable(module.configure)
    assert callable(module.run)


def test_the_top_level_is_the_owners():
    """pyproject.toml README.md cccdiag knowledge notebooks tests, besides the licence, the changelog and dotfiles."""
    import subprocess

    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    top = {path.split("/")[0] for path in listed if path} or {path.name for path in ROOT.iterdir()}
    allowed = {
        "pyproject.toml",
        "README.md",
        "cccdiag",
        "knowledge",
        "notebooks",
        "tests",
        "LICENSE",
        "CHANGELOG.md",
        "SECURITY.md",
    }
    assert {name for name in top if not name.startswith(".")} <= allowed
