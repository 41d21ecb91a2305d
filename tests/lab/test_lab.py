"""``cccdiag lab`` as a program: it starts, guards what is saved, and leaves no process behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import jsonschema
import pytest
from needs import missing

import cccdiag
from cccdiag.training.seat import notebooks

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas" / "lab.json").read_text(encoding="utf-8"))
CANARY = "canary-of-the-lab-4711"


@pytest.fixture
def started(tmp_path):
    """Start the command; whatever the test does, everything of it ends."""
    processes = []

    def start(*options, before=(), **variables):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CCCDIAG_", "JUPYTER"))}
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "cccdiag", "lab", "--no-browser", "--folder", str(tmp_path / "seat"), "--format", "json", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**kept, **variables},
            text=True,
        )  # fmt: skip
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def seats_of(process):
    document = json.loads(process.stdout.readline())
    jsonschema.validate(document, SCHEMA)
    return document["seats"]


def ask(seat, path, method="GET", document=None, token=None):
    """Status and text of what the server answers."""
    body = None if document is None else json.dumps(document).encode()
    headers = {"Authorization": f"token {token or seat['token']}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{seat['port']}{path}", body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def notebook(output, **metadata):
    spoken = {"output_type": "stream", "name": "stdout", "text": output}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "execution_count": 1, "outputs": [spoken]}
    content = {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return {"type": "notebook", "format": "json", "content": content}


def alive(folder):
    """Command lines of this machine's processes that name the folder or the lab of it."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            inside = str((place / "cwd").readlink()).startswith(str(folder))
        except OSError:
            continue
        if (inside and "jupyter" in line) or (f"{folder}/" in line and "ipykernel" in line):
            found.append(line)
    return found


def gone(folder):
    for _ in range(100):
        if not alive(folder):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_guards_saves_and_ends_with_its_kernels(started, tmp_path, number):
    """Ready, guarded, no token and no canary in any file or command line; it ends with kernels and server, even when it is killed."""
    process = started(CCCDIAG_PASSWORD=CANARY + "-env")
    (seat,) = seats_of(process)
    folder = Path(seat["folder"])
    assert (seat["name"], folder, seat["left"]) == ("own", tmp_path / "seat", [])
    assert {path.name for path in notebooks().glob("*.ipynb")} <= {path.name for path in folder.iterdir()}
    assert ask(seat, "/api/contents", token="wrong")[0] == 403

    assert ask(seat, "/cccdiag/known-secrets", "POST", {"secret": CANARY}) == (204, "")
    for planted in (CANARY, CANARY + "-env"):
        status, told = ask(seat, "/api/contents/new.ipynb", "PUT", notebook(f"it is {planted}."))
        assert status == 400
        assert "Not saved: the output of cell 1 shows a password or key of this session." in told
        assert CANARY not in told
    assert not (folder / "new.ipynb").exists()
    assert ask(seat, "/api/contents/new.ipynb", "PUT", notebook("fine", widgets={"state": CANARY}))[0] == 201
    assert json.loads((folder / "new.ipynb").read_text())["metadata"] == {}

    assert ask(seat, "/api/kernels", "POST", {"name": "python3"})[0] == 201
    lines = "\n".join(alive(folder))
    assert "ipykernel" in lines
    assert seat["token"] not in lines
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == (0 if number != signal.SIGKILL else -signal.SIGKILL)
    assert gone(folder), alive(folder)
    texts = [path.read_bytes() for path in (tmp_path / "seat").rglob("*") if path.is_file()]
    assert sum(CANARY.encode() in text for text in texts) == 0
    assert sum(seat["token"].encode() in text for text in texts) == 0


def test_a_class_gets_seats_of_its_own(started, tmp_path):
    """Each trainee has an address, a token, a folder and an order store; what one changed is left and named at the next start."""
    (tmp_path / "seat" / "trainee-2").mkdir(parents=True)
    (tmp_path / "seat" / "trainee-2" / "00_start_here.ipynb").write_text("{}")
    process = started("--trainees", "2")
    one, two = seats_of(process)
    assert (one["name"], two["name"]) == ("trainee-1", "trainee-2")
    assert one["port"] != two["port"]
    assert one["token"] != two["token"]
    assert (one["left"], two["left"]) == ([], ["00_start_here.ipynb"])
    assert ask(one, "/api/contents", token=two["token"])[0] == 403
    assert [ask(seat, "/api/status")[0] for seat in (one, two)] == [200, 200]
    stores = {str(Path(seat["folder"]) / ".cccdiag-lab" / "orders") for seat in (one, two)}
    assert all(Path(store).is_dir() for store in stores)
    in_use = subprocess.run(
        [sys.executable, "-m", "cccdiag", "lab", "--folder", str(tmp_path / "seat"), "--reset", "all"], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert in_use.returncode == 3
    assert "is in use" in in_use.stderr
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"Left as you changed them in {tmp_path / 'seat' / 'trainee-2'}: 00_start_here.ipynb" in told
    assert gone(tmp_path / "seat")


def test_it_works_where_there_is_no_network(started, tmp_path):
    """In a namespace with nothing but loopback it is ready as soon as anywhere: nobody outside is asked for news, updates or extensions."""
    alone = ("unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        missing("this machine makes no network namespaces (unshare, ip)")
    process = started(before=alone)
    (seat,) = seats_of(process)
    assert Path(seat["folder"]) == tmp_path / "seat"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    log = (tmp_path / "seat" / ".cccdiag-lab" / "lab.log").read_text()
    assert [
        line
        for line in log.splitlines()
        if "ConnectionError" in line or "gaierror" in line or "Failed to fetch" in line
    ] == []
