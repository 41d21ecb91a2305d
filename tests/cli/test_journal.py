"""``cccdiag journal``: what is open, what the gateway proves, what a user found out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cccdiag
from cccdiag.cli import main
from cccdiag.client.journal import Journal
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import TransportError
from cccdiag.kb.find import knowledge

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas" / "journal.json").read_text(encoding="utf-8"))
GATEWAY = knowledge().gateway()
LOST = TransportError("http", "read-timeout", "lost", outcome_unknown=True)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal.jsonl")


@pytest.fixture
def ran(capsys, journal):
    """Run the command for a program: (exit code, document, remarks)."""

    def run(*arguments):
        code = main(["journal", *arguments, "--journal", str(journal.path), "--format", "json"])
        out, err = capsys.readouterr()
        document = json.loads(out) if out else None
        if document:
            Draft202012Validator(SCHEMA).validate(document)
        return code, document, err

    return run


@pytest.fixture
def said(capsys, journal):
    """Run the command for a reader: (exit code, stdout, stderr)."""

    def run(*arguments):
        code = main(["journal", *arguments, "--journal", str(journal.path)])
        return code, *capsys.readouterr()

    return run


def opened(journal, operation="commitOrderDetail", endpoint="http://127.0.0.1:1/", **values):
    known = GATEWAY.operation(operation)
    return journal.open(known, endpoint, "main", values or {"orderDetailId": 71}), known


def test_an_empty_journal_has_nothing_open(said, ran):
    """Exit 0."""
    code, out, _ = said()
    assert code == 0
    assert "No open outcomes among 0 calls" in out
    assert ran()[:2] == (
        0,
        {"schema": "cccdiag.journal/1", "journal": ran()[1]["journal"], "open": 0, "unreadable": 0, "entries": []},
    )


def test_open_outcomes_are_listed_with_what_to_do(said, ran, journal):
    """Exit 1; what is closed is left out unless it is asked for."""
    crashed, _ = opened(journal)
    lost, operation = opened(journal, "createOrderDetail", orderHeaderId=5, customerRefNum="REF-9")
    journal.close(lost, operation, LOST)
    code, out, _ = said()
    assert code == 1
    assert f"{crashed}  commitOrderDetail orderDetailId 71\n  never closed\n" in out
    assert f"{lost}  createOrderDetail orderHeaderId 5\n  unknown (http.read-timeout)\n" in out
    assert "cccdiag call checkOrderDetailStatus --order-detail-id 71" in out
    assert "your reference REF-9" in out
    closed, operation = opened(journal)
    journal.close(closed, operation, TransportError("tcp", "refused", "no"))
    code, document, _ = ran()
    assert (code, document["open"], [entry["id"] for entry in document["entries"]]) == (1, 2, [crashed, lost])
    code, document, _ = ran("list", "--all")
    assert [entry["outcome"] for entry in document["entries"]] == [None, "unknown", "not-sent"]


def test_what_a_user_found_out_settles_an_entry(said, ran, journal):
    """Named by its id or by the end of it."""
    first, _ = opened(journal)
    second, _ = opened(journal)
    assert said("settle", first, "--done", "--note", "seen in the account")[0] == 0
    assert said("settle", second[-6:], "--not-done")[0] == 0
    code, document, _ = ran("show", first)
    (entry,) = document["entries"]
    assert (code, entry["verdict"], entry["note"], entry["open"]) == (0, "done", "seen in the account", False)
    assert ran()[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("settle",), "say which entry, and --done or --not-done"),
        (("settle", "x"), "say which entry"),
        (("settle", "nowhere", "--done"), "there is no entry 'nowhere'"),
        (("show", "nowhere"), "cccdiag journal list --all"),
        (("settle", "CLOSED", "--done"), "is not open: it was not-sent"),
    ],
)
def test_what_cannot_be_settled_is_told_in_a_sentence(arguments, words, said, journal):
    """Exit 3."""
    closed, operation = opened(journal)
    journal.close(closed, operation, TransportError("tcp", "refused", "no"))
    code, out, err = said(*(closed if word == "CLOSED" else word for word in arguments))
    assert (code, out) == (3, "")
    assert words in err


def test_the_gateway_is_asked_and_what_it_proves_is_written_down(ran, said, journal, monkeypatch, tmp_path):
    """A commit whose answer was lost: the status says that it was done; a second entry belongs elsewhere."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with Emulator(faults=[Fault(operation="commitOrderDetail", reset="before-answer", processed=True)]) as running:
        for name in ("username", "password", "access_key", "access_secret"):
            monkeypatch.setenv(f"CCCDIAG_{name.upper()}", getattr(running, name).reveal())
        monkeypatch.setenv("CCCDIAG_ENDPOINT", running.endpoint)
        monkeypatch.setenv("CCCDIAG_PRODUCT", running.product)

        def call(*arguments):
            return main(["call", *arguments, "--journal", str(journal.path)])

        header = ["--ed-institution", "College", "--course-name", "Rivers", "--start-of-term", "01/12/2027"]
        assert call("createOrderHeader", *header) == 0
        number = str(journal.read().entries[0].result["id"])
        detail = (
            "--ccc-work-inst 777 --publication-year 2019 --num-copies-stdnts 10 --from-page 1 --to-page 5 --author A"
        )
        assert call("createOrderDetail", "--order-header-id", number, *detail.split()) == 0
        draft = str(journal.read().entries[1].result["id"])
        assert call("commitOrderDetail", "--order-detail-id", draft) == 3
        elsewhere, _ = opened(journal, endpoint="http://other.example/")
        said()
        code, document, _ = ran("reconcile")
        assert code == 1
        assert [(entry["proven"], entry["open"]) for entry in document["entries"]] == [("done", True), (None, True)]
        code, document, _ = ran("reconcile", "--settle")
        assert code == 1
        code, document, _ = ran("list")
        assert [entry["id"] for entry in document["entries"]] == [elsewhere]
        settled = next(entry for entry in journal.read().entries if entry.verdict)
        assert (settled.verdict, settled.values) == ("done", {"orderDetailId": draft})
        assert "is committed" in settled.note


def test_reconciling_nothing_asks_nobody(said):
    """Not even for a profile."""
    assert said("reconcile")[0] == 0


def test_lines_that_cannot_be_read_are_said(said, journal):
    """And do not hide the others."""
    opened(journal)
    with journal.path.open("a") as file:
        file.write("nonsense\n")
    code, out, err = said()
    assert (code, out.count("never closed")) == (1, 1)
    assert "1 line(s)" in err
