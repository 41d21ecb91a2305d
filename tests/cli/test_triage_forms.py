"""``cccdiag triage`` reads what it is given and answers in the form that was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from cccdiag.cli import main
from cccdiag.cli.triage import formats

SCHEMA = Path(__file__).resolve().parents[2] / "cccdiag/schemas/triage.json"
LOG = """\
2026-01-31 09:14:07,123 [1] INFO  AtlasSystems.ILLiad.Client.Main - started
2026-01-31 09:14:08,123 [1] ERROR AtlasSystems.ILLiad.Client.Copyright - CCC answered: <error_code>CCC_203</error_code>
2026-01-31 09:15:08,123 [1] ERROR AtlasSystems.ILLiad.Client.Copyright - CCC answered: <error_code>CCC_203</error_code>
2026-01-31 09:15:09,000 [1] INFO  AtlasSystems.ILLiad.Client.Main - done
"""
QUIET = "2026-01-31 09:14:07,123 [1] INFO  AtlasSystems.ILLiad.Client.Main - started\n" * 3


@pytest.fixture
def triage(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "client.log").write_text(LOG, encoding="utf-8")
    (tmp_path / "quiet.log").write_text(QUIET, encoding="utf-8")

    def run(*words):
        code = main(["triage", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_text_for_a_person_is_what_comes_when_nothing_is_asked_for(triage):
    """The first line names the cause, evidence lies at file and line, nothing goes to stderr."""
    code, out, err = triage("client.log")
    assert (code, err) == (1, "")
    assert out.startswith(
        "1. CCC_203: The account is on hold\n   error · certain · 2 records · 2026-01-31 09:14:08 – 09:15:08\n"
    )
    assert "   Seen      client.log:2  2026-01-31 09:14:08  ERROR\n" in out
    assert out.endswith(
        "client.log: 389 bytes, 4 records, utf-8, log4net\n"
        "Read 1 input: 389 bytes, 4 records; 2 records of level WARN or worse about CCC, 100 % recognised.\n"
    )


def test_json_is_the_document_of_its_schema(triage):
    """A program gets the contract, whatever people get."""
    code, out, _ = triage("client.log", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (code, [(each["id"], each["records"]) for each in document["diagnoses"]]) == (1, [("CCC_203", 2)])


@pytest.mark.parametrize("form", formats())
def test_every_form_is_the_same_for_the_same_input_and_goes_to_a_file(triage, tmp_path, form):
    """The same bytes again, and in the file the same as on stdout."""
    first = triage("client.log", "--format", form)
    assert triage("client.log", "--format", form) == first
    code, out, _ = triage("client.log", "--format", form, "--output", "report.out")
    assert (code, out) == (1, "")
    assert (tmp_path / "report.out").read_text(encoding="utf-8") == first[1]


@pytest.mark.parametrize("form", formats())
def test_the_exit_code_tells_findings_from_none_and_from_unread(triage, form):
    """0 nothing found, 1 findings, 3 nothing could be read, whatever the form; there is always an answer."""
    for name, expected in (("quiet.log", 0), ("client.log", 1), ("missing.log", 3)):
        code, out, _ = triage(name, "--format", form)
        assert code == expected
        assert out.strip()


@pytest.mark.parametrize("form", formats())
def test_evidence_can_be_left_out(triage, form):
    """--max-evidence 0 shows none, the exact number of records stays."""
    _, out, _ = triage("client.log", "--format", form, "--max-evidence", "0")
    assert "CCC answered" not in out
    assert "2" in out


def test_a_number_of_records_is_a_number(triage, capsys):
    """A wrong limit is refused in a sentence, with the exit code of a usage error."""
    with pytest.raises(SystemExit) as stopped:
        triage("client.log", "--max-evidence", "-1")
    assert stopped.value.code == 3
    assert "-1 is no number of records; give 0 or more, such as 3" in capsys.readouterr().err


def test_a_vague_ticket_is_asked_on_stderr(triage, tmp_path):
    """What is missing is a remark, no answer."""
    (tmp_path / "ticket.txt").write_text("Hello, CCC is broken again. Please help!\n", encoding="utf-8")
    code, out, err = triage("ticket.txt")
    assert code == 0
    assert out.startswith("Nothing about CCC was found.\n")
    assert err.startswith("ticket.txt: ")


def test_the_voice_belongs_to_markdown(triage, capsys):
    """Plain words for the library, proof for the engineer; with another form the wish is refused."""
    _, library, _ = triage("client.log", "--format", "markdown", "--for", "library")
    _, engineer, _ = triage("client.log", "--format", "markdown")
    assert library.startswith("## CCC orders: what we found\n")
    assert "client.log" not in library
    assert "CCC_203" not in library
    assert "Seen at client.log:2, 2026-01-31 09:14:08, ERROR:" in engineer
    assert main(["triage", "client.log", "--for", "library"]) == 3
    assert capsys.readouterr().err == "cccdiag: --for chooses the voice of --format markdown; give both\n"


CANARY = "Kanarie-<7&Zq\"'9/+vogel"


@pytest.mark.parametrize("extra", [(form,) for form in formats()] + [("markdown", "--for", "library")], ids="-".join)
def test_no_form_shows_a_secret(triage, tmp_path, monkeypatch, extra):
    """Neither one that a log spells out beside a label, nor one that the environment knows, in a text or in the name of a file."""
    monkeypatch.setenv("CCCDIAG_PASSWORD", CANARY)
    other = "canary-basic-5tR8wQ2"
    secrets = (
        f"2026-01-31 09:16:00,000 [1] ERROR AtlasSystems.ILLiad.Client.Copyright - CCC_203 sent {CANARY} to the gateway\n"
        f"2026-01-31 09:16:01,000 [1] ERROR AtlasSystems.ILLiad.Client.Copyright - CCC_203 <password>{other}</password>\n"
        f"2026-01-31 09:16:02,000 [1] ERROR AtlasSystems.ILLiad.Client.Copyright - CCC said unheard of things, password={other}\n"
    )
    name = f"{CANARY.replace('/', '_')}.log"
    (tmp_path / name).write_text(LOG + secrets, encoding="utf-8")
    monkeypatch.setenv("CCCDIAG_ACCESS_KEY", name)
    code, out, err = triage(name, "--format", *extra, "--max-evidence", "9")
    assert code == 1
    shown = (out + err).replace("\n", "").replace(" ", "")
    assert [text for text in ("Kanarie", "vogel", other) if text in shown] == []
