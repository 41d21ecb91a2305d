"""What holds for all tests: nothing is written where the user keeps things, no clock judges a law, no secret outlives its test."""

from __future__ import annotations

import contextlib
import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from cccdiag import secrets

# Speed is measured in tests/benchmarks; on a busy machine a deadline fails what is right. CI tries the same inputs each time: what is
# new is looked for by hand, where whoever finds it can mend it.
settings.register_profile(
    "cccdiag",
    deadline=None,
    derandomize=os.environ.get("CCCDIAG_REQUIRE_ALL") == "1",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("cccdiag")

# Where the tests run in the background Ctrl-C is ignored, and every program that they start would ignore it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Made by what lives as long as the run: a gateway's credentials.
_LASTING: set[str] = set()


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory):
    """Journals of tests go into a folder of this run."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    yield
    os.environ.pop("XDG_STATE_HOME")
    if before is not None:
        os.environ["XDG_STATE_HOME"] = before


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    """Secrets of a fixture of the whole run stay known as long as it."""
    before = set(secrets._known)
    made = yield
    if fixturedef.scope == "session":
        _LASTING.update(secrets._known - before)
    return made


@contextlib.contextmanager
def _own_secrets():
    known, written = set(secrets._known), dict(secrets._written)
    yield
    secrets._known.clear()
    secrets._known.update(known | _LASTING)
    secrets._written.clear()
    secrets._written.update(written)


@pytest.fixture(scope="module", autouse=True)
def _secrets_of_this_module():
    """What fixtures of a module make known is unknown to the next one."""
    with _own_secrets():
        yield


@pytest.fixture(autouse=True)
def _secrets_of_this_test(_secrets_of_this_module):
    """What a test makes known is unknown to the next one."""
    with _own_secrets():
        yield
