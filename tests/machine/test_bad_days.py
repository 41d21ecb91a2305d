"""Laws of the machine's bad days: whatever it refuses, a command ends with a sentence and the right exit code, never with a traceback."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from leftovers import group_ends

CORPUS = Path(__file__).parents[1] / "corpus" / "cases"
LOG = min(CORPUS.glob("*.log"))
READING = {
    "explain": (["explain", "CCC_200"], 0),
    "check": (["check", "--demo"], 0),
    "triage": (["triage", str(LOG)], 1),
    "kb": (["kb", "list"], 0),
    "redact": (["redact", str(LOG)], 0),
    "schema": (["schema", "triage"], 0),
    "world": (["emulator", "--describe"], 0),
}
ROOT = Path(__file__).parents[2]


def started(words, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "cccdiag", *words]
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(command, env=environment, **options)


def ended(process, within=60):
    out, problem = process.communicate(timeout=within)
    told = problem.decode("utf-8", "replace") if problem else ""
    assert "Traceback" not in told, told
    assert "Exception ignored" not in told, told
    return process.returncode, out, told


@pytest.mark.parametrize("command", READING)
def test_a_full_disk_is_one_sentence(command):
    """Exit 3: what was to be written was not."""
    words, _ = READING[command]
    with Path("/dev/full").open("wb") as full:
        code, _, told = ended(started(words, stdout=full))
    assert (code, "No space left" in told) == (3, True)


@pytest.mark.parametrize("command", READING)
def test_a_reader_that_has_gone_is_no_fault(command):
    """``| head``: quiet, and the exit code is that of the answer."""
    words, code = READING[command]
    reading, writing = os.pipe()
    os.close(reading)
    process = started(words, stdout=writing)
    os.close(writing)
    returned, _, told = ended(process)
    assert (returned, "Broken pipe" in told) == (code, False)


@pytest.mark.parametrize("encoding", ["cp1252", "cp932", "ascii", "utf-16"])
@pytest.mark.parametrize("command", ["explain", "triage", "check"])
def test_a_code_page_that_lacks_letters_loses_no_answer(command, encoding):
    """What it cannot write is written another way."""
    words, code = READING[command]
    returned, out, _ = ended(started(words, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}))
    assert (returned, len(out) > 100) == (code, True)


@pytest.mark.parametrize("command", READING)
def test_a_machine_without_a_home_can_be_helped(command, tmp_path):
    """Nothing can be kept; everything can be said."""
    words, code = READING[command]
    environment = {
        "HOME": str(tmp_path / "none"),
        "USERPROFILE": str(tmp_path / "none"),
        "XDG_CACHE_HOME": "",
        "XDG_STATE_HOME": "",
    }
    returned, out, _ = ended(started(words, env=environment))
    assert (returned, len(out) > 100) == (code, True)


@pytest.mark.parametrize("columns", ["1", "20", "5000", "none"])
def test_any_width_of_a_terminal_will_do(columns):
    """Lines may be long; the answer is there."""
    returned, out, _ = ended(started(READING["explain"][0], env={"COLUMNS": columns, "TERM": "dumb"}))
    assert (returned, b"CCC_200" in out) == (0, True)


@pytest.mark.parametrize("command", ["explain", "triage", "check", "redact"])
def test_few_file_handles_are_enough(command):
    """Thirty-two, where a shell gives a thousand."""
    words, code = READING[command]
    limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))  # noqa: E731 # runs in the child, before it starts
    returned, _, told = ended(started(words, preexec_fn=limit))
    assert returned == code, told


def test_a_clock_far_off_is_said_and_no_end(tmp_path):
    """Files from the future and from 1970 are read like others."""
    for name, when in (("past.log", 0), ("future.log", 32503680000)):
        path = tmp_path / name
        path.write_bytes(LOG.read_bytes())
        os.utime(path, (when, when))
    code, out, _ = ended(started(["triage", str(tmp_path), "--format", "json"]))
    assert (code, out.startswith(b"{")) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "words",
    [
        ["emulator", "--format", "json"],
        ["triage", "--follow", "LOG"],
        ["check", "--every", "60", "--profile", "PROFILE"],
        ["check", "--serve", "127.0.0.1:0", "--profile", "PROFILE"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_runs_until_it_is_stopped_ends_when_it_is(words, number, tmp_path):
    """Ctrl-C and a polite kill: no traceback, nothing left running, and it does not take long."""
    log, profile = tmp_path / "grows.log", tmp_path / "site.yaml"
    log.write_bytes(LOG.read_bytes())
    profile.write_text("endpoint: http://127.0.0.1:9/AcademicGateway\n", encoding="utf-8")
    given = {"LOG": str(log), "PROFILE": str(profile)}
    process = started([given.get(word, word) for word in words], start_new_session=True)
    try:
        spoken = first_words(process)
        time.sleep(0.3)
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
        assert group_ends(process.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert (b"Traceback" in told + spoken, process.returncode in {0, 1, 2, 3, 130, 143, -15}) == (False, True), told


def first_words(process):
    """What it says once it runs."""
    for stream in (process.stdout, process.stderr):
        os.set_blocking(stream.fileno(), False)
    spoken, deadline = b"", time.monotonic() + 30
    while not spoken and time.monotonic() < deadline and process.poll() is None:
        spoken = process.stdout.read() or process.stderr.read() or b""
        time.sleep(0.05)
    return spoken
