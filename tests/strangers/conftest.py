"""Programs of other makers. Where one is missing its tests are skipped with a sentence, and fail under CCCDIAG_REQUIRE_ALL=1."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from needs import missing

PINNED = Path(__file__).parents[1] / "emulator" / "node_soap"


@pytest.fixture(scope="session")
def node_packages(tmp_path_factory):
    """The package file beside which node finds node-soap, in the version that is pinned in tests/emulator/node_soap."""
    if not shutil.which("node"):
        missing("node is not installed: the client is not tried against node-soap")
    if (PINNED / "node_modules" / "soap").is_dir():
        return PINNED / "package.json"
    npm = shutil.which("npm")
    if not npm:
        missing("npm is not installed: the client is not tried against node-soap")
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINNED / name, folder)
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=180)
    if ran.returncode:
        missing(f"npm could not fetch node-soap: {ran.stderr[-300:]}")
    return folder / "package.json"
