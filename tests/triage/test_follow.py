"""A growing log is read as it is written, in a process of its own; Ctrl-C ends with the whole answer."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading

import pytest
from triage_room import sweeper

from cccdiag.triage import court, follow, tally
from cccdiag.triage.sources import sources

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="another process cannot be sent Ctrl-C there")

HEAD = "2026-01-31 09:14:{:02},123 [1] {} AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - {}\n"
_PATIENCE = 60


def line(second, level, text):
    return HEAD.format(second, level, text)


class Following:
    """``cccdiag triage FILE --follow`` in a process of its own."""

    def __init__(self, path, *options):
        command = [sys.executable, "-m", "cccdiag", "triage", str(path), "--follow", *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._pass_on)
        self._reader.start()
        self.said = []
        self.started = self.process.stderr.readline()

    def _pass_on(self):
        for text in self.process.stdout:
            self._lines.put(text)
        self._lines.put(None)

    def until(self, wanted):
        """Every line up to one that holds this text."""
        while True:
            text = self._lines.get(timeout=_PATIENCE)
            assert text is not None, f"ended before it said {wanted}: {self.said} {self.process.stderr.read()}"
            self.said.append(text)
            if wanted in text:
                return text

    def interrupt(self):
        """Ctrl-C: exit code, the rest of the answer, what was said beside it."""
        self.process.send_signal(signal.SIGINT)
        rest = []
        while (text := self._lines.get(timeout=_PATIENCE)) is not None:
            rest.append(text)
        beside = self.process.stderr.read()
        code = self.process.wait(_PATIENCE)
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return code, "".join(rest), beside


def append(path, *texts):
    with path.open("a", encoding="utf-8") as file:
        file.writelines(texts)


def test_findings_are_told_when_their_records_are_complete(tmp_path):
    """What is there, what is added in pieces, after the file was renamed and after it was emptied; then all of it, with counts."""
    path = tmp_path / "client.log"
    append(path, line(1, "INFO ", "opened"), line(2, "ERROR", "CCC_203 on hold"), line(3, "INFO ", "order saved"))
    following = Following(path)
    assert following.started.startswith("following ")
    following.until("CCC_203")
    assert "line 2: 2026-01-31 09:14:02" in following.until("line 2")

    whole = line(4, "ERROR", "The gateway said\n  <error_code>CCC_204</error_code>")
    append(path, whole[:120])
    append(path, whole[120:])
    following.until("CCC_204")
    assert "line 4:" in following.until("line 4")

    path.rename(tmp_path / "client.log.1")
    append(path, line(5, "INFO ", "opened anew"), line(6, "ERROR", "CCC_205 refused"))
    following.until("CCC_205")
    assert "line 2:" in following.until("line 2")

    path.write_text(line(7, "ERROR", "CCC_203 on hold again"), encoding="utf-8")
    following.until("CCC_203")

    code, answer, beside = following.interrupt()
    assert code == 1
    assert "Traceback" not in beside
    assert {"CCC_203", "CCC_204", "CCC_205"} <= {word.strip(":,") for word in answer.split()}


def test_the_whole_answer_counts_what_was_followed(tmp_path):
    """As JSON: one document on stdout, the news beside it; counts and lines as if the file had been read at once."""
    path = tmp_path / "client.log"
    append(path, line(1, "INFO ", "opened"), line(2, "ERROR", "CCC_203 on hold"))
    following = Following(path, "--format", "json")
    while "CCC_203" not in following.process.stderr.readline():
        pass
    append(path, *(line(10 + n, "ERROR", "CCC_203 on hold") for n in range(3)))
    code, answer, _ = following.interrupt()
    found = json.loads(answer)
    (diagnosis,) = [each for each in found["diagnoses"] if each["id"] == "CCC_203"]
    assert (code, diagnosis["records"], found["inputs"][0]["records"]) == (1, 4, 5)
    assert [proof["line"] for proof in diagnosis["evidence"]] == [2, 3, 4, 5]


def test_one_file_is_followed():
    """A folder, two files or none are refused with what to do."""
    ran = subprocess.run(
        [sys.executable, "-m", "cccdiag", "triage", "a.log", "b.log", "--follow"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "--follow goes on reading one file; name one that is there" in ran.stderr


def test_what_is_kept_of_a_log_does_not_grow_with_what_is_found(tmp_path, monkeypatch):
    """Counts are exact, the first records are kept as proof with their lines, and the rest is forgotten; as of a log read at once."""
    monkeypatch.setattr(court, "_LINES", 300)
    monkeypatch.setattr(tally, "_PLACES", 100)
    path = tmp_path / "grows.log"
    path.touch()
    ready = sweeper()
    grown = follow._Grown(path, ready)
    kept = []
    for step in range(12):
        append(path, *(line(step, "ERROR", f"CCC_203 account on hold {step} {number}") for number in range(200)))
        grown.look(last=step == 11)
        (total,) = grown.swept.tally.sums.values()
        kept.append((len(grown.swept.lines), len(total.places), len(total.proofs), len(grown.swept.letters)))
    found = grown.end()
    grown._file.close()
    (source,) = sources([str(path)])
    at_once = ready.sweep(source, count=True)
    lines, places, proofs, letters = (max(each) for each in zip(*kept, strict=True))
    assert (lines <= 300, places, proofs, letters) == (True, 100, tally.KEPT, 0)
    assert found.tally == at_once.tally
    assert found.records == at_once.records == 2400
    assert {proof.offset: found.lines[proof.offset] for proof in total.proofs}.items() <= at_once.lines.items()
