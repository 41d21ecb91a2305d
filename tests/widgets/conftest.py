"""One gateway for all forms of these tests; nothing reads the user's own profiles."""

from __future__ import annotations

import pytest

from cccdiag.emulator import Emulator
from cccdiag.widgets import access


@pytest.fixture(scope="session")
def emulator():
    with Emulator() as gateway:
        yield gateway


@pytest.fixture
def here(emulator):
    """A way to the emulator, healed after each test."""
    yield access.Access(gateway=emulator)
    emulator.set_faults()


@pytest.fixture(autouse=True)
def _own_beginning(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    access.shared.cache_clear()
