"""What holds for all tests: nothing is written where the user keeps things, and no clock judges a law."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# Speed is measured in tests/benchmarks; on a busy machine a deadline fails what is right.
settings.register_profile("cccdiag", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cccdiag")


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory):
    """Journals of tests go into a folder of this run."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    yield
    os.environ.pop("XDG_STATE_HOME")
    if before is not None:
        os.environ["XDG_STATE_HOME"] = before
