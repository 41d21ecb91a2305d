"""The seven verbs: made from the description, fresh, typed."""

from __future__ import annotations

import importlib.util
import inspect
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import cccdiag
from cccdiag.client import verbs
from cccdiag.client.gateway import GatewayClient
from cccdiag.emulator import Emulator
from cccdiag.spec.names import to_snake

HERE = Path(__file__).parent
TYPING = HERE.parent / "typing"


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_verbs_are_fresh(gateway):
    """If this fails: python tests/client/make_verbs.py."""
    assert Path(verbs.__file__).read_text(encoding="utf-8") == loaded(HERE / "make_verbs.py").source(gateway)


def test_every_operation_has_its_verb_with_all_its_fields(gateway):
    """But for the login, which comes from the profile."""
    for operation in gateway.operations:
        parameters = inspect.signature(getattr(GatewayClient, to_snake(operation.name))).parameters
        assert {name for name in parameters if name != "self"} == {
            to_snake(field.name) for field in operation.fields if field.name not in ("username", "password")
        }


def test_a_type_checker_understands_them(tmp_path):
    """The example passes; each line of wrong use is caught."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--follow-imports=silent"]
    environ = os.environ | {"MYPYPATH": str(Path(cccdiag.__file__).parents[1])}
    files = [TYPING / "right_use.py", TYPING / "wrong_use.py"]
    ran = subprocess.run(
        [*command, "--cache-dir", str(tmp_path), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        cwd=TYPING,
        env=environ,
    )
    complaints = [line.partition(": error:")[0] for line in ran.stdout.splitlines() if ": error:" in line]
    mistakes = files[1].read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(mistakes, start=1) if "client.commit" in line)
    assert complaints == [f"wrong_use.py:{number}" for number in range(first, first + 6)], ran.stdout + ran.stderr


def test_the_example_does_what_it_says(monkeypatch):
    """Run against the emulator."""
    example = loaded(TYPING / "right_use.py")
    with Emulator() as running:
        for name in ("endpoint", "product"):
            monkeypatch.setenv(f"CCCDIAG_{name.upper()}", getattr(running, name))
        for name in ("username", "password", "access_key", "access_secret"):
            monkeypatch.setenv(f"CCCDIAG_{name.upper()}", getattr(running, name).reveal())
        assert example.order_a_chapter() == ("GRANTED", Decimal("12.50"))
