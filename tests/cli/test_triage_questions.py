"""``cccdiag triage``: the clipboard, the lines around the proof, and the question why something was not found."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import jsonschema
import pytest

import cccdiag
from cccdiag.cli import clipboard, main
from cccdiag.errors import InputError
from cccdiag.triage.wording import Heard, Wording

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas/triage.json").read_text(encoding="utf-8"))
LOG = """\
2026-05-04 09:14:07,123 [4] ERROR AtlasSystems.ILLiad.Client.Oclc.Reader - https://webservices.oclc.org/ill : The remote server returned an error: (503) Server Unavailable.
2026-05-04 09:14:09,123 [4] INFO  AtlasSystems.ILLiad.Client.Startup - Unable to authentikate with CCC, CCCPassword=NotARealWord-41
2026-05-04 09:15:09,123 [4] ERROR AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter - CCC error: CCC_203
2026-05-04 09:15:10,123 [4] INFO  AtlasSystems.ILLiad.Client.Startup - next
"""


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "client.log"
    path.write_text(LOG, encoding="utf-8")
    return path


@pytest.fixture
def triage(capsys):
    def run(*words):
        code = main(["triage", *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def program(folder, name, script):
    """A program of that name on the path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_the_clipboard_is_read_like_a_file(tmp_path, triage, monkeypatch):
    """What xclip gives is one more input, named clipboard."""
    program(tmp_path, "xclip", "printf 'Ares says \"Ambiguous CCC Location\" since Monday.\\n'")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    code, out, _ = triage("--clipboard", "--format", "json")
    document = json.loads(out)
    assert (code, [each["id"] for each in document["diagnoses"]]) == (1, ["ares-ambiguous-location"])
    assert [each["name"] for each in document["inputs"]] == ["clipboard"]


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 0", "the clipboard holds no text; copy the text of the message or of the mail first"),
        ("echo 'no display' >&2; exit 1", "the clipboard could not be read by xclip: no display"),
    ],
)
def test_a_clipboard_that_gives_nothing_says_so(tmp_path, script, sentence):
    """One sentence, what to do in it."""
    program(tmp_path, "xclip", script)
    with pytest.raises(InputError, match=f"^{sentence}$"):
        clipboard.read("linux", {"PATH": str(tmp_path)})


def test_where_no_program_reads_the_clipboard_it_is_said_which_would(tmp_path):
    """Names to install, and a way without."""
    with pytest.raises(InputError, match="install xclip or xsel or wl-paste, or paste the text into a file"):
        clipboard.read("linux", {"PATH": str(tmp_path)})


def test_every_system_has_its_own_program():
    """PowerShell, pbpaste, and on Linux that of the display."""
    first = [
        clipboard.commands(*each)[0][0]
        for each in (("win32", {}), ("darwin", {}), ("linux", {}), ("linux", {"WAYLAND_DISPLAY": "w"}))
    ]
    assert first == ["powershell", "pbpaste", "xclip", "wl-paste"]


def test_lines_around_the_proof_are_shown_when_asked_for(log, triage):
    """Before and after, cut at the ends of the file, redacted; without the option nothing of them is there."""
    _, out, _ = triage(log, "-C", "1", "--format", "json")
    evidence = json.loads(out)["diagnoses"][0]["evidence"][0]
    assert evidence["after"] == ["2026-05-04 09:15:10,123 [4] INFO  AtlasSystems.ILLiad.Client.Startup - next"]
    assert [line.split(" - ")[0] for line in evidence["before"]] == [
        "2026-05-04 09:14:09,123 [4] INFO  AtlasSystems.ILLiad.Client.Startup"
    ]
    jsonschema.validate(json.loads(out), SCHEMA)
    for form in ("text", "markdown", "html", "json"):
        _, out, _ = triage(log, "-C", "3", "--format", form)
        assert "Startup - next" in out
        assert "NotARealWord" not in out
        assert "Startup - next" not in triage(log, "--format", form)[1]


def test_why_not_names_the_condition_and_where(log, triage):
    """The wording is there, in a record about another service."""
    code, out, _ = triage(log, "--why-not", "http-503")
    told = out[out.index("Why not") :]
    assert code == 1
    assert told.splitlines()[:3] == [
        "Why not http-503 (CCC call answered with HTTP 503 (Service Unavailable))?",
        f"   Signature framework-exception fits in 1 record, first at {log}:1, but",
        "      the record is not about CCC: it names another host, logger or service, or none",
    ]


def test_why_not_shows_the_nearest_line(log, triage):
    """No record holds a wording; one nearly does, and what is secret in it stays so."""
    _, out, _ = triage(log, "--why-not", "illiad-ccc-authentication")
    assert f"nearest is {log}:2, 80 % of the words:" in out
    assert "NotARealWord" not in out


def test_why_not_of_what_was_found_says_that_it_was(log, triage):
    """And of what nothing comes near, that too."""
    assert "It fits in 1 record: see above, or among the symptoms." in triage(log, "--why-not", "CCC_203")[1]
    assert "no line comes near" in triage(log, "--why-not", "ares-cancel-refused")[1]


def test_why_not_of_what_the_whole_letter_belies_says_so(tmp_path, triage, monkeypatch):
    """Words alone show it, and the letter reads neither like talk for sure nor like a report."""
    letter = tmp_path / "letter.txt"
    letter.write_text(
        "In our ILLiadClient.txt all that I can see since this morning is: Found 0 results. The journal is there on the Marketplace page of CCC."
    )
    told = []
    for silence in (0.5, 0.6):
        monkeypatch.setattr(Wording, "heard", lambda *_, silence=silence: Heard(silence, {}))
        code, out, _ = triage(letter, "--why-not", "illiad-no-results")
        told.append((code, out.partition("It fits in 1 record: ")[2].split(",")[0]))
    assert told == [(1, "see above"), (0, "left out")]


def test_why_not_in_json_is_one_document(log, triage):
    """One key more, as the schema says; the exit code is that of the triage."""
    code, out, _ = triage(log, "--why-not", "http-503", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA)
    assert code == 1
    assert [(each["signature"], each["condition"], each["line"]) for each in document["why_not"]["refused"]] == [
        ("framework-exception", "about: ccc", 1),
        ("number-and-reason", "about: ccc", 1),
    ]
    assert document["why_not"]["nearest"] is None


def test_conditions_on_the_kind_of_text_are_told(tmp_path, triage):
    """A text that only talks about a message."""
    path = tmp_path / "notes.txt"
    path.write_text("Release notes 9.2.1\nFixed: 'Ambiguous CCC Location' no longer appears twice.\n", encoding="utf-8")
    code, out, _ = triage(path, "--why-not", "ares-ambiguous-location")
    assert code == 0
    assert "the text only talks about it: release-notes" in out


def test_why_not_says_that_a_letter_did_not_read_like_it(tmp_path, triage):
    """No exact wording was looked for in vain: the words were compared, with what came of it."""
    path = tmp_path / "letter.txt"
    path.write_text("Our CCC invoice lists no transaction numbers any more.\n", encoding="utf-8")
    _, out, _ = triage(path, "--why-not", "illiad-organization-prompt")
    assert "The words of the letter at" in out
    assert "it does not read enough like what people write about this: " in out
    code, out, _ = triage(path, "--why-not", "illiad-invoice-numbers", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, SCHEMA)
    assert (code, document["why_not"]["fits"]) == (1, 1)


def test_why_not_says_that_a_sentence_is_about_what_is_over(tmp_path, triage):
    """The wording is there, in words that say that it is no more."""
    path = tmp_path / "letter.txt"
    path.write_text("Our CCC_203 is solved. Today another order gave CCC_218.\n", encoding="utf-8")
    assert "the sentence says that it is over" in triage(path, "--why-not", "CCC_203")[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "there is nothing to read; name files or folders, - for standard input, or give --clipboard"),
        (("x.log", "--why-not", "CCC_20x"), "there is no article CCC_20x; did you mean"),
        (("x.log", "--why-not", "qqq"), "there is no article qqq; cccdiag kb list shows all ids."),
    ],
)
def test_a_wrong_command_line_is_one_sentence(triage, words, sentence):
    """What is missing, and what to do."""
    code, out, err = triage(*words)
    assert (code, out) == (3, "")
    assert sentence in err
