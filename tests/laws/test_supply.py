"""Laws of what cccdiag is delivered with: the same bytes each time, a lowest version for each library, licences that fit ours."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PARTS = ("cccdiag", "knowledge", "notebooks", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OLD, NEW = 1_000_000_000, 1_700_000_000  # seconds since 1970
# Licences that let anybody use a library beside Apache-2.0 code; MPL-2.0 asks something only of who changes its own files.
FITTING = re.compile(
    r"\b(MIT|MIT-0|BSD|ISC|Apache|PSF-2\.0|Python Software Foundation|MPL|Mozilla Public|Unlicense|Zlib)", re.IGNORECASE
)


def test_a_build_gives_the_same_bytes_each_time(tmp_path):
    """Another folder, other times and rights of the files: the same wheel and the same sdist."""
    for part in PARTS:
        copied(ROOT / part, tmp_path / "tree" / part)
    built = [built_in(tmp_path / name, tmp_path / "tree", when) for name, when in (("one", OLD), ("two", NEW))]
    assert (len(built[0]), built[0]) == (2, built[1])


def copied(path, to):
    to.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, to, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(path, to)


def built_in(folder, tree, when):
    source = folder / "source"
    copied(tree, source)
    for path in source.rglob("*"):
        if path.is_file():
            path.chmod(0o600 if when == OLD else 0o644)
        os.utime(path, (when, when))
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder / "dist")]
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(command, cwd=source, env=environment, capture_output=True, check=True)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "dist").iterdir()}


def test_every_library_has_a_lowest_version():
    """``.ci/oldest`` installs just these and runs the tests with them."""
    ours = [
        *PROJECT["dependencies"],
        *(one for extra in ("lab", "app", "cluster", "tls") for one in PROJECT["optional-dependencies"][extra]),
    ]
    bare = [one for one in ours if not one.startswith("cccdiag[") and ">=" not in one]
    assert bare == []


def test_every_library_that_is_installed_with_us_has_a_licence_that_fits():
    """Those that our libraries need in turn as well."""
    found = licences(PROJECT["dependencies"])
    unfit = {name: text for name, text in found.items() if not FITTING.search(text)}
    assert (len(found) >= len(PROJECT["dependencies"]), unfit) == (True, {})


def licences(requirements):
    """The licence of each library and of what it needs, in the words of its own metadata."""
    open_, found = [Requirement(one) for one in requirements], {}
    while open_:
        wanted = open_.pop()
        if wanted.name.lower() in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            about = distribution(wanted.name)
        except PackageNotFoundError:  # a library of another platform
            continue
        said = about.metadata
        classified = [
            one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or () if one.startswith("License ::")
        ]
        found[wanted.name.lower()] = (
            said.get("License-Expression") or "; ".join(classified) or said.get("License") or ""
        )
        open_ += [Requirement(one) for one in about.requires or ()]
    return found
