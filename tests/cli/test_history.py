"""``triage --store`` and ``history``: what was read once counts once, under whatever name, packed or not."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cccdiag.cli import history as command
from cccdiag.cli import main, schema
from cccdiag.history import moments

SECRET = "Invented-Passw0rd-in-a-log"
LINE = "2026-11-{day:02} 08:0{minute}:00,123 [7] {level} Atlas.CCC - {text}\n"
REFUSED = "CCC_200 User authentication failed for CCC"
GATEWAY = "The remote server returned an error: (504) Gateway Timeout from https://gateway.copyright.com/"
STRANGE = f"CCC order service went sideways, password={SECRET}"


def line(day, text=REFUSED, minute=0, level="ERROR"):
    return LINE.format(day=day, text=text, minute=minute, level=level)


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    """Logs of three sites and a store; a function that runs a command and gives (code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "now", lambda: moments.second("2026-11-22T12:00:00"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for site in ("north", "south", "east"):
        (tmp_path / "logs" / site).mkdir(parents=True)
        text = line(20, "CCC order sent", level="INFO") + line(21, STRANGE) + line(22, GATEWAY, minute=5)
        (tmp_path / "logs" / site / "client.log").write_text(
            f"{line(19, f'order of {site}', level='INFO')}{text}", encoding="utf-8"
        )
    (tmp_path / "logs" / "north" / "server.log").write_text(line(1) + line(2) + line(22), encoding="utf-8")

    def run(*words):
        code = main(list(map(str, words)))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def answered(desk, *words):
    code, out, err = desk("history", "--store", "desk.sqlite", "--format", "json", *words)
    document = json.loads(out)
    Draft202012Validator(json.loads(schema.files()["history"].read_text(encoding="utf-8"))).validate(document)
    return code, document, err


def test_history_says_since_when_where_else_and_how_often(desk):
    """A new wave is called out, and is the exit code."""
    assert desk("triage", "logs", "--store", "desk.sqlite")[2] == "Kept in desk.sqlite; inputs: 4 new.\n"
    code, document, err = answered(desk)
    assert (code, err) == (1, "")
    assert [(one["article"], sorted(one["sites"]), one["since"]) for one in document["waves"]] == [
        ("http-504", ["east", "north", "south"], "2026-11-22T08:05:00")
    ]
    told = {one["id"]: (one["records"], one["sites"], one["first"], one["trend"]) for one in document["by_article"]}
    assert told == {
        "http-504": (3, 3, "2026-11-22T08:05:00", "new"),
        "CCC_200": (3, 1, "2026-11-01T08:00:00", "rising"),
    }
    assert {one["name"]: one["records"] for one in document["by_site"]} == {"north": 4, "east": 1, "south": 1}
    assert [(one["records"], one["sites"]) for one in document["unknown"]] == [(3, 3)]


def test_what_was_read_before_adds_nothing_under_another_name_packed_or_grown(desk, tmp_path):
    """Rotated, packed, read twice; what is new in a log that went on is added."""
    logs = tmp_path / "logs" / "north"
    desk("triage", "logs", "--store", "desk.sqlite")
    first = answered(desk)[1]
    (logs / "server.log.1.gz").write_bytes(gzip.compress((logs / "server.log").read_bytes()))
    with (logs / "client.log").open("a", encoding="utf-8") as log:
        log.write(line(22, GATEWAY, minute=9))
    said = desk("triage", "logs", "--store", "desk.sqlite")[2]
    assert said == "Kept in desk.sqlite; inputs: 1 grown since, 4 known already.\n"
    second = answered(desk)[1]
    assert second["records"] == first["records"] + 1
    assert desk("triage", "logs", "--store", "desk.sqlite")[2] == "Kept in desk.sqlite; inputs: 5 known already.\n"
    assert answered(desk)[1] == second


def test_a_site_is_what_was_said_else_the_folder(desk):
    """--site, a folder in the folder that was named, the folder of a file."""
    desk("triage", "logs/north/client.log", "--store", "desk.sqlite")
    desk("triage", "logs/south", "--store", "desk.sqlite")
    desk("triage", "logs/east", "--store", "desk.sqlite", "--site", "Eastern College")
    assert {one["name"] for one in answered(desk)[1]["by_site"]} == {"north", "south", "Eastern College"}


@pytest.mark.parametrize("form", command.formats())
def test_every_form_tells_the_wave_or_the_numbers_and_no_secret(desk, form):
    """text, json, csv, html, markdown; an unknown record was redacted before it was kept."""
    desk("triage", "logs", "--store", "desk.sqlite")
    code, out, err = desk("history", "--store", "desk.sqlite", "--format", form)
    assert (code, err, "http-504" in out, SECRET in out) == (1, "", True, False)
    assert SECRET.encode() not in Path("desk.sqlite").read_bytes()


def test_the_table_has_a_row_for_each_article_and_day(desk):
    """The sum first, then its days."""
    desk("triage", "logs", "--store", "desk.sqlite")
    rows = list(csv.DictReader(io.StringIO(desk("history", "--store", "desk.sqlite", "--format", "csv")[1])))
    assert [(row["day"], row["records"]) for row in rows if row["article"] == "CCC_200"] == [
        ("", "3"),
        ("2026-11-01", "1"),
        ("2026-11-02", "1"),
        ("2026-11-22", "1"),
    ]


def test_a_question_about_what_was_never_stored_says_what_was_meant(desk):
    """A slip is not an answer of nothing."""
    desk("triage", "logs", "--store", "desk.sqlite")
    code, out, err = desk("history", "--store", "desk.sqlite", "--site", "nort")
    assert (code, out, err) == (3, "", "cccdiag: the store has nothing of the site 'nort'; did you mean north?\n")


def test_the_store_of_this_user_needs_no_name(desk, tmp_path):
    """--store default, and history without --store."""
    assert desk("history")[0] == 3
    desk("triage", "logs/north", "--store", "default")
    assert (tmp_path / "data" / "cccdiag" / "history.sqlite").is_file()
    assert desk("history", "--article", "CCC_200")[1].startswith("3 records of 1 article at 1 site")


def test_clean_logs_leave_a_store_that_says_so(desk, tmp_path):
    """Nothing found is an answer, exit 0."""
    (tmp_path / "well.log").write_text(line(20, "CCC order sent", level="INFO") * 9, encoding="utf-8")
    desk("triage", "well.log", "--store", "desk.sqlite")
    for form in command.formats():
        code, out, err = desk("history", "--store", "desk.sqlite", "--format", form)
        assert (code, bool(out), err) == (0, True, "")


def test_an_article_says_how_often_it_was_met(desk):
    """By explain --store, as text and JSON; without a record of it too."""
    desk("triage", "logs", "--store", "desk.sqlite")
    assert "3 records at 1 site, 2026-11-01 to 2026-11-22" in desk("explain", "CCC_200", "--store", "desk.sqlite")[1]
    assert "none so far" in desk("explain", "CCC_211", "--store", "desk.sqlite")[1]
    document = json.loads(desk("explain", "CCC_200", "--store", "desk.sqlite", "--format", "json")[1])
    Draft202012Validator(json.loads(schema.files()["article"].read_text(encoding="utf-8"))).validate(document)
    assert document["occurrences"] == {
        "records": 3,
        "sites": 1,
        "first": "2026-11-01T08:00:00",
        "last": "2026-11-22T08:00:00",
        "top_sites": [{"site": "north", "records": 3}],
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["history", "--store", "nowhere.sqlite"], "there is no store nowhere.sqlite"),
        (["history", "--store", "logs/north/client.log"], "is no store of cccdiag, or is damaged"),
        (["triage", "logs", "--site", "north"], "--site says whose results are kept; give --store FILE too"),
        (["triage", "logs", "--store", "logs/north/client.log"], "is no store of cccdiag, or is damaged"),
        (["explain", "CCC_200", "--store", "nowhere.sqlite"], "there is no store nowhere.sqlite"),
    ],
)
def test_what_cannot_be_is_one_sentence(desk, words, said):
    """Exit 3, no traceback, and a log that was named by mistake is left as it is."""
    code, _, err = desk(*words)
    assert (code, said in err, "Traceback" in err) == (3, True, False), err


def test_a_wrong_day_is_one_sentence(desk, capsys):
    """Exit 3."""
    with pytest.raises(SystemExit, match="3"):
        main(["history", "--since", "yesterday"])
    assert "yesterday is no day; give one such as 2026-11-22" in capsys.readouterr().err
