"""``cccdiag check`` as it is used: exit codes, one JSON document in every case, DEMO said plainly."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator

from cccdiag.emulator import Emulator


@pytest.fixture
def cccdiag(tmp_path):
    def run(*arguments, **variables):
        environ = {name: text for name, text in os.environ.items() if not name.startswith("CCCDIAG_")}
        environ |= {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"} | variables
        return subprocess.run(
            [sys.executable, "-m", "cccdiag", *arguments],
            env=environ,
            capture_output=True,
            encoding="utf-8",
            errors="backslashreplace",
            timeout=60,
            check=False,
        )

    return run


def variables(gateway, **changed):
    given = {
        "CCCDIAG_ENDPOINT": gateway.endpoint,
        "CCCDIAG_USERNAME": gateway.username.reveal(),
        "CCCDIAG_PASSWORD": gateway.password.reveal(),
        "CCCDIAG_ACCESS_KEY": gateway.access_key.reveal(),
        "CCCDIAG_ACCESS_SECRET": gateway.access_secret.reveal(),
        "CCCDIAG_PRODUCT": gateway.product,
    }
    return given | changed


@pytest.fixture(scope="module")
def gateway():
    with Emulator() as running:
        yield running


def valid(cccdiag, text):
    document = json.loads(text)
    schema = json.loads(cccdiag("schema", "check").stdout)
    Draft202012Validator(schema).validate(document)
    return document


def test_the_demonstration_is_healthy_and_says_demo(cccdiag):
    """The main job on a machine that has nothing else."""
    ran = cccdiag("check", "--demo")
    assert ran.returncode == 0
    assert (
        "DEMO: this gateway serves development, demonstration and testing only. No permission is granted." in ran.stdout
    )
    assert "Healthy" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_the_demonstration_as_json_is_the_contract(cccdiag):
    """One document, valid against the schema that ships."""
    ran = cccdiag("check", "--demo", "--format", "json")
    document = valid(cccdiag, ran.stdout)
    assert (ran.returncode, document["schema"], document["profile"], document["mode"], document["status"]) == (
        0,
        "cccdiag.check/1",
        "demo",
        "DEMO",
        "ok",
    )
    assert document["first_failure"] is None


def test_without_profile_and_variables_it_could_not_run_and_names_two_ways_on(cccdiag):
    """Never the demonstration by itself: a monitor would be green."""
    ran = cccdiag("check")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "profile init" in ran.stderr
    assert "check --demo" in ran.stderr
    as_json = cccdiag("check", "--format", "json")
    document = valid(cccdiag, as_json.stdout)
    assert (as_json.returncode, document["status"], document["first_failure"]) == (3, "fail", "profile.values")


def test_the_environment_is_profile_enough(cccdiag, gateway):
    """CCCDIAG_* variables describe a site; a wrong password is exit 2 and named."""
    assert cccdiag("check", **variables(gateway)).returncode in (0, 1)
    ran = cccdiag("check", "--format", "json", **variables(gateway, CCCDIAG_PASSWORD="not-that-one"))
    document = valid(cccdiag, ran.stdout)
    assert (ran.returncode, document["first_failure"]) == (2, "login.party")
    assert document["next_step"]


def test_an_unknown_check_could_not_run(cccdiag, gateway):
    """A sentence with what was meant."""
    ran = cccdiag("check", "--only", "network.tpc", **variables(gateway))
    assert ran.returncode == 3
    assert "did you mean 'network.tcp'?" in ran.stderr


def test_a_report_goes_into_a_file(cccdiag, tmp_path):
    """--output, in UTF-8, whole."""
    target = tmp_path / "report.json"
    assert cccdiag("check", "--demo", "--format", "json", "--output", str(target)).returncode == 0
    assert json.loads(target.read_text(encoding="utf-8"))["status"] == "ok"


def test_a_console_that_cannot_show_a_character_gets_an_escape(cccdiag):
    """cp1252 and ASCII consoles never kill the program."""
    for encoding in ("cp1252", "ascii"):
        ran = cccdiag("check", "--demo", "--format", "json", PYTHONIOENCODING=encoding)
        assert ran.returncode == 0
        assert json.loads(ran.stdout)["status"] == "ok"
