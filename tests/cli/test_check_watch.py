"""``check --every``: a line a change, a clean end, a day that leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cccdiag.cli import check_watch, main, schema
from cccdiag.emulator import Emulator, Fault


def environment(gateway):
    clean = {name: text for name, text in os.environ.items() if not name.startswith("CCCDIAG_")}
    return clean | {
        "CCCDIAG_ENDPOINT": gateway.endpoint,
        "CCCDIAG_USERNAME": gateway.username.reveal(),
        "CCCDIAG_PASSWORD": gateway.password.reveal(),
        "CCCDIAG_ACCESS_KEY": gateway.access_key.reveal(),
        "CCCDIAG_ACCESS_SECRET": gateway.access_secret.reveal(),
        "CCCDIAG_PRODUCT": gateway.product,
        "PYTHONIOENCODING": "utf-8",
    }


def valid(document, name):
    Draft202012Validator(json.loads(schema.files()[name].read_text(encoding="utf-8"))).validate(document)
    return document


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_without_a_terminal_each_change_is_one_line_and_a_signal_ends_it_cleanly(number, tmp_path):
    """Healthy, broken, healthy again: three lines and a file of them; no traceback, exit 0."""
    kept = tmp_path / "history.json"
    words = ["check", "--every", "1", "--format", "json", "--output", str(kept), "--only", "gateway.authorization"]
    with Emulator() as gateway, subprocess.Popen(
        [sys.executable, "-m", "cccdiag", *words],
        env=environment(gateway) | {"XDG_CONFIG_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as watching:  # fmt: skip
        lines = [json.loads(watching.stdout.readline())]
        gateway.set_faults(Fault(status=504))
        lines.append(json.loads(watching.stdout.readline()))
        gateway.set_faults()
        lines.append(json.loads(watching.stdout.readline()))
        watching.send_signal(number)
        out, err = watching.communicate(timeout=20)
    assert [(line["status"], line["reason"]) for line in lines] == [("ok", None), ("fail", "http-504"), ("ok", None)]
    assert [line["before"]["status"] if line["before"] else None for line in lines] == [None, "ok", "fail"]
    assert (watching.returncode, out, "Traceback" in err) == (0, "", False)
    assert "changes: 3" in err
    for line in lines:
        valid(line, "change")
    assert valid(json.loads(kept.read_text(encoding="utf-8")), "watch")["changes"] == lines


def test_a_day_of_real_looks_leaves_threads_and_handles_as_they_were(monkeypatch, capsys, tmp_path):
    """144 looks at a real gateway, every ten minutes of a clock that the test turns; the gateway fails for an hour."""
    opened = Path("/proc/self/fd")
    clock = [dt.datetime(2026, 11, 22, tzinfo=dt.UTC)]
    seen = []

    def wait(seconds):
        clock[0] += dt.timedelta(seconds=seconds)
        passed = (clock[0] - dt.datetime(2026, 11, 22, tzinfo=dt.UTC)).total_seconds() / 3600
        gateway.set_faults(*([Fault(code="CCC_203")] if 3 <= passed < 4 else []))
        if passed in (12.0, 23.0):
            gc.collect()
            seen.append((threading.active_count(), len(list(opened.iterdir())) if opened.is_dir() else 0))
        if passed >= 24:
            raise KeyboardInterrupt
        return False

    monkeypatch.setattr(check_watch, "now", lambda: clock[0])
    monkeypatch.setattr(check_watch, "wait", wait)
    with Emulator() as gateway:
        for name, text in environment(gateway).items():
            monkeypatch.setenv(name, text)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        assert main(["check", "--every", "600", "--only", "login"]) == 0
    out, err = capsys.readouterr()
    first, held, again = out.splitlines()
    assert first == "2026-11-22 00:00:00  ok    environment  healthy"
    assert held.startswith("2026-11-22 03:00:00  fail  environment  login.party on-hold: ")
    assert held.endswith("  (was ok for 3 h 0 min)  cccdiag explain CCC_203")
    assert again == "2026-11-22 04:00:00  ok    environment  healthy  (was fail, login.party on-hold for 1 h 0 min)"
    assert err == "Ended. Looks: 144, changes: 3.\n"
    (threads, handles), (threads_after, handles_after) = seen
    # Either side may still be closing a connection or two; a leak would have left one for each of the 66 looks between.
    assert threads_after - threads < 10
    assert handles_after - handles < 10
