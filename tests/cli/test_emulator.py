"""``cccdiag emulator``: one command, a ready line, a clean end."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

import jsonschema
import pytest

from cccdiag.cli import main
from cccdiag.emulator import scenarios
from cccdiag.facts import knowledge_dir
from cccdiag.kb.find import knowledge

KEYS = [
    "schema",
    "endpoint",
    "wsdl",
    "control",
    "mode",
    "access_key",
    "access_secret",
    "username",
    "password",
    "product",
]
OWN = {
    "CCCDIAG_USERNAME": "fixed-user",
    "CCCDIAG_PASSWORD": "not-a-real-password",
    "CCCDIAG_ACCESS_KEY": "FAKEKEYFAKEKEYFAKEKE",
    "CCCDIAG_ACCESS_SECRET": "fake-secret-fake-secret",
    "CCCDIAG_PRODUCT": "ABC",
}


@pytest.fixture
def started():
    """Start the command in a process of its own; whatever the test does, the process ends."""
    processes = []

    def start(*options: str, **variables: str) -> subprocess.Popen:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CCCDIAG_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "cccdiag", "emulator", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | variables,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def post(ready: dict, body: bytes) -> int:
    pair = f"{ready['access_key']}:{ready['access_secret']}".encode()
    request = urllib.request.Request(
        ready["endpoint"], body, {"Authorization": "Basic " + base64.b64encode(pair).decode()}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_one_json_line_when_it_is_ready_and_ends_without_a_word(started, number):
    """One line with the keys of the contract, at once usable; Ctrl-C or SIGTERM ends it with 0 and no traceback."""
    process = started("--format", "json", "--quiet")
    ready = json.loads(process.stdout.readline())
    assert list(ready) == KEYS
    assert (ready["schema"], ready["mode"]) == ("cccdiag.emulator/1", "DEMO")
    assert post(ready, b"no soap") == 500
    process.send_signal(number)
    assert process.communicate(timeout=10) == ("", "")
    assert process.returncode == 0


def test_the_environment_fixes_its_credentials(started):
    """Trainers hand out the same credentials for every run."""
    process = started("--format", "json", **OWN)
    ready = json.loads(process.stdout.readline())
    assert {f"CCCDIAG_{name.upper()}": ready[name] for name in KEYS[5:]} == OWN


def test_credentials_are_new_for_each_run(started):
    """Nothing is fixed in the code."""
    first, second = (json.loads(started("--format", "json").stdout.readline()) for _ in range(2))
    assert {first[name] == second[name] for name in KEYS[5:9]} == {False}


def test_the_text_tells_how_to_point_cccdiag_at_it(started):
    """Address, credentials and the six variables, ready to be pasted."""
    process = started(**OWN)
    text = "".join(iter(process.stdout.readline, "Ctrl-C stops it.\n"))
    assert "http://127.0.0.1:" in text
    for name, value in OWN.items():
        assert f"{name}={value}" in text.replace("'", "").replace("$env:", "").replace(" = ", "=")


def test_the_log_is_one_line_for_each_request_without_secrets(started):
    """Each request is a line on stderr; nothing of the credentials is in it."""
    process = started("--format", "json")
    ready = json.loads(process.stdout.readline())
    post(ready, f"<x>{ready['password']}</x>".encode())
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=10)
    assert log.count("\n") == 1
    assert "unreadable 500" in log
    assert not any(ready[name] in log for name in KEYS[5:9])


@pytest.mark.parametrize("mode", ["LOCAL", "PROD", "none"])
def test_the_mode_can_be_chosen(started, mode):
    """None leaves the mode out, and null says so."""
    ready = json.loads(started("--format", "json", "--mode", mode).stdout.readline())
    assert ready["mode"] == (None if mode == "none" else mode)


def test_the_ready_message_can_go_to_a_file(started, tmp_path):
    """The file is readable by its owner only, because credentials stand in it."""
    path = tmp_path / "ready.json"
    process = started("--format", "json", "--output", str(path))
    line = process.stderr
    while not (path.exists() and path.stat().st_size):
        assert process.poll() is None, line.read()
    assert list(json.loads(path.read_text())) == KEYS
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_everything_can_be_chosen_at_once(started, tmp_path):
    """Scenario, world, switch, certificate, recording: the command takes what the class takes."""
    world = tmp_path / "world.yaml"
    world.write_text((knowledge_dir() / "worlds" / "default.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    authority, record = tmp_path / "ca.pem", tmp_path / "kept"
    options = ["--scenario", "backend-down", "--seed", "7", "--world", str(world), "--switch", "pages=literal"]
    process = started(
        "--format", "json", *options, "--tls", "valid", "--authority", str(authority), "--record", str(record)
    )
    ready = json.loads(process.stdout.readline())
    assert ready["endpoint"].startswith("https://127.0.0.1:")
    context = ssl.create_default_context(cafile=str(authority))
    with urllib.request.urlopen(ready["control"], timeout=10, context=context) as answer:
        assert json.load(answer)["scenario"] == "backend-down"
    assert (record / "exchanges.jsonl").exists()


def test_a_recording_that_cannot_go_on_ends_alone(started, tmp_path):
    """The folder vanishes; the gateway answers on, and says once that it records no more."""
    record = tmp_path / "kept"
    process = started("--format", "json", "--record", str(record))
    ready = json.loads(process.stdout.readline())
    assert post(ready, b"one") == 500
    shutil.rmtree(record)
    assert [post(ready, b"two"), post(ready, b"three")] == [500, 500]
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=10)
    assert (log.count("the recording ends here"), log.count("unreadable 500"), process.returncode) == (1, 3, 0)


@pytest.mark.parametrize("host", ["localhost", "::1"])
def test_other_names_of_loopback_will_do(started, host):
    """Both are this machine."""
    ready = json.loads(started("--format", "json", "--host", host).stdout.readline())
    assert post(ready, b"no soap") == 500


def test_the_description_names_every_code_right_and_scenario(capsys):
    """What can be reached, as text and as JSON, without starting anything."""
    assert main(["emulator", "--describe"]) == 0
    text = capsys.readouterr().out
    assert main(["emulator", "--describe", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert main(["schema", "world"]) == 0
    jsonschema.validate(document, json.loads(capsys.readouterr().out))
    gateway = knowledge().gateway()
    assert document["schema"] == "cccdiag.world/1"
    assert set(document["situations"]) == set(gateway.error_levels)
    assert set(document["rights"]) == set(gateway.rights)
    for name in (*gateway.error_levels, *(work["name"] for work in document["works"])):
        assert name in text
    assert [scene["name"] for scene in document["scenarios"]] == list(scenarios.names())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--scenario", "backend-dwn"], "did you mean 'backend-down'"),
        (["--world", "nowhere.yaml"], "cannot be read"),
        (["--switch", "pages"], "NAME=WORD"),
        (["--switch", "page=literal"], "did you mean 'pages'"),
        (["--tls", "weak"], "--tls"),
        (["--authority", "ca.pem"], "--tls valid"),
        (["--output", "/"], "cannot be written"),
        (["--port", "70000"], "port"),
        (["--port", "many"], "--port"),
        (["--host", "0.0.0.0"], "--expose"),
        (["--host", "example.org"], "not 'example.org'"),
        (["--mode", "TEST"], "--mode"),
        (["--data", "/"], "cannot be opened"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_code_3(options, told, capsys):
    """No traceback, nothing on stdout."""
    try:
        code = main(["emulator", *options])
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr()
    assert (code, said.out) == (3, "")
    assert told in said.err
    assert "Traceback" not in said.err


def test_credentials_that_could_never_work_are_told(capsys, monkeypatch):
    """A product of four characters is refused before anything starts."""
    monkeypatch.setenv("CCCDIAG_PRODUCT", "LONG")
    assert main(["emulator"]) == 3
    assert "three characters" in capsys.readouterr().err
