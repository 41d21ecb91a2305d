"""``cccdiag redact --jobs``: more processes, the same bytes and the same report."""

from __future__ import annotations

import contextlib
import functools
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from leftovers import group_ends

from cccdiag.cases import divided, fast, inputs, summary
from cccdiag.cli import main, redact
from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, load
from cccdiag.redact.windows import Window
from cccdiag.triage import work

SECRET = "Fake!Heron77"
LINE = "2026-01-31 09:14:07,123 [1] INFO  Desk.Queue - nothing to see on this line 0815\n"
KEY = (
    "-----BEGIN PRIVATE KEY-----\n"
    + "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEA\n" * 60
    + "-----END PRIVATE KEY-----\n"
)


@pytest.fixture(autouse=True)
def _nobody_home(monkeypatch, tmp_path):
    """No profile and no environment of the user's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("USERNAME", "PASSWORD", "ACCESS_KEY", "ACCESS_SECRET", "PROFILE"):
        monkeypatch.delenv(f"CCCDIAG_{name}", raising=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Texts that are cut into windows, through private keys too, and between them what is no plain text."""
    base = tmp_path_factory.mktemp("given")
    lines = [LINE + f"Mail to a{number % 900}@library.example, bare {SECRET}\n" for number in range(9000)]
    long = "".join(lines[:4000] + [KEY] * 40 + lines[4000:])
    (base / "1-long.log").write_text(long, encoding="utf-8")
    (base / "2-short.txt").write_text(f"CCCPassword={SECRET} \nsession token=a1b2c3d4-e5f6\n", encoding="utf-8")
    (base / "3-wide.txt").write_text(long[: len(long) // 2], encoding="utf-16")
    (base / "4-letter.eml").write_text(
        f"From: a <a@library.example>\nTo: b@library.example\nSubject: bare {SECRET}\n\nsee {SECRET}\n",
        encoding="utf-8",
    )
    (base / "5-packed.gz").write_bytes(gzip.compress(long[:90_000].encode(), mtime=0))
    with zipfile.ZipFile(base / "6-many.zip", "w") as archive:
        archive.writestr("inside.log", f"a1b2c3d4-e5f6 {SECRET} b7@library.example\n")
    (base / "7-picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0" * 9)
    (base / "8-empty.txt").touch()
    (base / "9-last.txt").write_text("a8@library.example c@library.example\n" * 9, encoding="utf-8")
    return base


@pytest.fixture(scope="module")
def by_one(folder, tmp_path_factory):
    """What one process makes of the folder: files, report, exit code, and the key of the case."""
    base = tmp_path_factory.mktemp("one")
    return (*redacted(folder, base / "out", base / "key", "1"), base / "key")


def redacted(folder, out, key, jobs):
    report = out.with_suffix(".json")
    with report.open("w", encoding="utf-8") as file, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", file)
        code = main(
            ["redact", str(folder), "--output", str(out), "--case-key", str(key), "--jobs", jobs, "--format", "json"]
        )
    files = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    return files, json.loads(report.read_text(encoding="utf-8")), code


@pytest.mark.parametrize("jobs", ["2", "3"])
def test_more_processes_give_the_same_files_and_the_same_report(jobs, folder, by_one, tmp_path):
    """Texts of several windows, encodings, a mail and archives; what a later file teaches goes from an earlier one."""
    files, report, code, key = by_one
    assert redacted(folder, tmp_path / "out", key, jobs) == (files, report, code)
    assert code == 3
    assert [left["name"] for left in report["left_out"]] == [str(folder / "7-picture.png")]
    assert not any(SECRET.encode() in content or b"MIIB" in content for content in files.values())
    assert SECRET.encode("utf-16-le") not in files["3-wide.txt"]


class Deadly(work.Crew):
    """Workers of which the first that is given a part of the second half of the work dies."""

    def map(self, job, things):
        return super().map(functools.partial(dying_once, str(self.mark), job), things)


def dying_once(mark, job, thing):
    """Do the job, but for once."""
    if thing.window is not None and thing.window.begin > 0 and Path(mark).exists():
        Path(mark).unlink()
        os._exit(9)
    return job(thing)


def test_what_a_dead_worker_had_is_cleaned_again(folder, tmp_path):
    """Nothing is lost, nothing comes twice, and tokens are those of one process."""

    def cleaned(crew):
        case, kept = Case(load(knowledge().document("redaction")), key=b"k", searching=fast.search), []
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            files = list(inputs.named(["1-long.log", "2-short.txt"], None))
            done = inputs.cleaned(case, files, lambda _one, _done, content: kept.append(content.read()), crew)
        return kept, summary.document(done)

    crew = Deadly(work.processes(2, patient=True)._hire, 2)
    crew.mark = tmp_path / "mark"
    crew.mark.touch()
    assert cleaned(crew) == cleaned(None)
    assert not crew.mark.exists()


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no named pipes in folders and no signals to a group of processes"
)
def test_ctrl_c_leaves_neither_processes_nor_files(tmp_path):
    """In the middle of an input: it comes from a pipe that says when it was read."""
    pipe, out = tmp_path / "pipe.log", tmp_path / "out"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "cccdiag", "redact", str(pipe), "--output", str(out), "--jobs", "2"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    with pipe.open("wb") as source:
        source.write(f"Password: {SECRET}\n".encode() + LINE.encode() * 50_000)
        source.flush()
        os.killpg(running.pid, signal.SIGINT)
    # Where the signal came just before a read, the end of the pipe ends the wait.
    told, said = running.communicate(timeout=300)
    assert running.returncode not in (0, None)
    assert SECRET.encode() not in told + said
    assert not out.exists()
    assert group_ends(running.pid)


def test_what_is_handed_to_workers_shows_no_value():
    """Whoever prints it prints nothing of it."""
    case = Case(load(knowledge().document("redaction")), [(SECRET, "password")], b"key of a case")
    task = divided._Task(divided._setup(case), Window(SECRET.encode(), 0, len(SECRET)), ())
    assert divided._seen(task).spans[0].value == SECRET.encode()
    assert SECRET not in repr(task)


@pytest.mark.parametrize(
    ("jobs", "cores", "size", "others"),
    [
        (None, 2, 1 << 25, 2),
        (None, 8, (1 << 25) - 1, 0),
        (None, 1, 1 << 30, 0),
        (1, 8, 1 << 30, 0),
        (3, 1, 0, 2),
        (0, 4, 0, 3),
        (0, 1, 0, 0),
    ],
)
def test_further_processes_come_by_themselves_where_they_are_worth_their_start(jobs, cores, size, others, monkeypatch):
    """From 32 MiB on, all inputs together, and where there is a core for it; who asks for a number gets it."""
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    files = [inputs.Named("a", "a", open, size // 2), inputs.Named("b", "b", open, size - size // 2)]
    crew = redact._crew(jobs, files)
    assert (crew.size if crew else 0) == others


def test_a_file_says_how_large_it_is_and_standard_input_too(folder, tmp_path):
    """A folder's files each for itself; what has gone says nothing."""
    with contextlib.ExitStack() as kept:
        told = {one.name: one.size for one in inputs.named([str(folder), "-"], kept, io.BytesIO(b"12345"))}
    assert told == {**{str(path): path.stat().st_size for path in folder.iterdir()}, "-": 5}
    assert inputs._size(tmp_path / "gone") == 0


@pytest.mark.parametrize("jobs", ["-1", "many", "9999"])
def test_a_number_of_processes_that_is_none_is_one_sentence(jobs, capsys):
    """Exit 2, as for every option."""
    with pytest.raises(SystemExit) as ended:
        main(["redact", "x.log", f"--jobs={jobs}"])
    assert ended.value.code in {2, 3}
    assert f"{jobs} is no number of processes" in capsys.readouterr().err
