"""What is built can be used anywhere: the facts and their index travel in the wheel, and no git is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["cccdiag", "knowledge", "notebooks", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"]


def build(kind, source, into):
    """Build with hatchling as pip would, without looking anything up; give the one file that came out."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    (made,) = into.iterdir()
    return made


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The tree without git → sdist → unpacked → wheel → unpacked."""
    base = tmp_path_factory.mktemp("wheel")
    source = base / "source"
    source.mkdir()
    for part in PARTS:
        path = ROOT / part
        if path.is_dir():
            shutil.copytree(path, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / part)
    with tarfile.open(build("sdist", source, base / "sdist")) as archive:
        archive.extractall(base / "unpacked", filter="data")
    (unpacked,) = (base / "unpacked").iterdir()
    with zipfile.ZipFile(build("wheel", unpacked, base / "dist")) as archive:
        archive.extractall(base / "site")
    return base / "site"


def run(site, *words):
    environment = {
        **os.environ,
        "PYTHONPATH": str(site),
        "HOME": str(site / "no-home"),
        "XDG_CACHE_HOME": str(site / "no-cache"),
    }
    command = [sys.executable, "-m", "cccdiag", *words]
    return subprocess.run(command, cwd=site.parent, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_explains_from_any_folder(installed):
    """Without a checkout, a home or a cache; the index that came with it is the one that is used."""
    done = run(installed, "explain", "CCC_204")
    assert (done.returncode, done.stdout.split(":")[0], done.stderr) == (0, "CCC_204", "")
    assert not (installed / "no-cache").exists()


def test_facts_notebooks_schemas_and_index_travel(installed):
    """Everything that a command reads is inside the package."""
    inside = installed / "cccdiag"
    wanted = [
        "knowledge/gateway.yaml",
        "knowledge/article.schema.json",
        "knowledge.sqlite",
        "schemas/triage.json",
        "notebooks/00_start_here.ipynb",
        "py.typed",
    ]
    assert [name for name in wanted if not (inside / name).exists()] == []


def test_the_lab_of_a_wheel_finds_its_notebooks(installed):
    """Inside the package, where no checkout stands beside it."""
    told = "from cccdiag.training.seat import notebooks; print(notebooks(), len(list(notebooks().glob('*.ipynb'))))"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", told]
    done = subprocess.run(command, cwd=installed.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == f"{installed / 'cccdiag' / 'notebooks'} 10\n"


def test_a_damaged_index_in_the_wheel_is_replaced_by_one_in_memory_or_cache(installed, tmp_path):
    """A broken file of ours is not the user's trouble."""
    site = tmp_path / "site"
    shutil.copytree(installed, site)
    (site / "cccdiag/knowledge.sqlite").write_bytes(b"x" * 5000)
    done = run(site, "explain", "204")
    assert (done.returncode, done.stdout.split(":")[0], done.stderr) == (0, "CCC_204", "")
