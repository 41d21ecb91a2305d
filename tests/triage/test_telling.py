"""A triage told piece by piece says what the whole report says, in the memory of one diagnosis."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from triage_room import report

from cccdiag.kb.find import knowledge
from cccdiag.report import findings, triage_json
from cccdiag.triage.diagnose import tell
from cccdiag.triage.sources import text_source

CASES = Path(__file__).parents[1] / "corpus" / "cases"
TEXTS = sorted(path for path in CASES.rglob("*") if path.is_file() and path.stat().st_size < 40_000)[::40]


def taken(members):
    """All members, the diagnoses where they come."""
    return [(key, list(value) if key == "diagnoses" else value) for key, value in members]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_what_is_told_piece_by_piece_is_the_whole_report(path):
    """In the same order, with as much evidence as is asked for."""
    data = path.read_bytes()
    whole = report(data, path.name)
    for most in (None, 0, 1):
        telling = tell(text_source(path.name, data), knowledge())
        assert telling.ids == tuple(diagnosis.id for diagnosis in whole.diagnoses)
        told = taken(triage_json.members(telling, most))
        assert json.dumps(dict(told)) == json.dumps(triage_json.document(findings.shortened(whole, most)))
    assert tell(text_source(path.name, data), knowledge()).report() == whole


def test_a_diagnosis_is_made_when_it_is_its_turn():
    """Its article is asked for then, and not before."""
    asked = []

    class Asked:
        def __init__(self, facts):
            self._facts = facts

        def __getattr__(self, name):
            return getattr(self._facts, name)

        def resolve(self, cause):
            asked.append(cause.id)
            return self._facts.resolve(cause)

    telling = tell(text_source("t.log", b"CCC_203 and CCC_204\n"), Asked(knowledge()))
    assert (len(telling.ids), asked) == (2, [])
    next(iter(telling.diagnoses))
    first = len(asked)
    list(telling.diagnoses)
    assert 0 < first < len(asked)


# So many articles of our own, each with a signature, laid into the compiled facts; then a log in which none is found, and one
# with all of them. What the second takes more of memory than the first goes with what was found.
_GROWTH = """
import json, resource, sqlite3, sys
from cccdiag.cli import console
from cccdiag.kb.find import knowledge
from cccdiag.kb.index import Knowledge
from cccdiag.report import triage_json
from cccdiag.triage.diagnose import tell
from cccdiag.triage.sources import text_source

count = 1500
connection = sqlite3.connect(":memory:")
knowledge()._connection.backup(connection)
model = knowledge().record("CCC_203")
for number in range(count):
    id_, pattern = f"own-{number:05}", f"(?i)words of number {number:05} here"
    article = model | {"id": id_, "explains": [], "see": [], "issue": f"{model['issue']} {number}"}
    rowid = connection.execute("SELECT max(rowid) + 1 FROM article").fetchone()[0]
    connection.execute("INSERT INTO article(rowid, id, family, title, json) VALUES(?, ?, 'gateway', 'Own', ?)", (rowid, id_, json.dumps(article)))
    rule = connection.execute("SELECT rule FROM signature WHERE conditions IS NULL").fetchone()[0]
    literals = json.dumps([f"{number:05}"])
    connection.execute("INSERT INTO signature VALUES(?, NULL, ?, ?, NULL, ?)", (id_, literals, pattern, rule))
    connection.execute("INSERT INTO description VALUES(?, 'gateway', '[]', '[]')", (id_,))
facts = Knowledge(connection)

def log(word):
    lines = (f"2026-03-02 09:{n // 60 % 60:02}:{n % 60:02},000 [1] ERROR Copyright.Desk - CCC answered: {word} of number {n:05} here\\n" for n in range(count))
    return "".join(lines).encode()

def most(word, path):
    told = tell(text_source("t.log", log(word)), facts)
    console.emit_members(triage_json.members(told), path)
    return len(told.ids), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1 << 20)

print(json.dumps([most("none", sys.argv[1]), most("words", sys.argv[2])]))
"""


@pytest.mark.skipif(os.name == "nt", reason="memory of one process is told by POSIX systems only")
def test_memory_does_not_grow_with_what_is_found(tmp_path):
    """Fifteen hundred diagnoses are thirty megabytes of report and ten of JSON; less than that is taken."""
    paths = [tmp_path / "none.json", tmp_path / "all.json"]
    command = [sys.executable, "-c", _GROWTH, *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    (none, before), (found, after) = json.loads(ran.stdout)
    written = json.loads(paths[1].read_text(encoding="utf-8"))
    assert (none < 20, found >= 1500, len(written["diagnoses"])) == (True, True, found)
    assert after - before < 25
