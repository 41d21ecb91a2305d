"""The soak for a moment: what runs for ten minutes by hand runs here for some seconds, with the same accounts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).with_name("soak.py")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="what a process holds is read from /proc")
def test_nothing_grows_and_every_change_is_accounted_for():
    """Orders under random faults, health checks and a followed log at once."""
    done = subprocess.run([sys.executable, str(SOAK), "--seconds", "8"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "nothing grew beyond its bounds, and all is accounted for"
