"""``cccdiag call --from``: judged before the first is sent, sent once each, resumed after every kind of end."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cccdiag
from cccdiag.cli import main
from cccdiag.client.journal import Journal
from cccdiag.client.journal_file import alone
from cccdiag.emulator import Emulator, Fault

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas" / "batch.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def emulator():
    with Emulator() as running:
        yield running


def environment(running):
    given = {name: getattr(running, name).reveal() for name in ("username", "password", "access_key", "access_secret")}
    given |= {"endpoint": running.endpoint, "product": running.product}
    return {f"CCCDIAG_{name.upper()}": value for name, value in given.items()}


@pytest.fixture
def site(monkeypatch, tmp_path):
    """Make the environment describe a running emulator."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def use(running):
        for name, value in environment(running).items():
            monkeypatch.setenv(name, value)

    return use


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal.jsonl")


@pytest.fixture
def batch(capsys, journal, tmp_path):
    """Run a batch of headers: (exit code, document, remarks)."""

    def run(table, *arguments, operation="createOrderHeader"):
        path = tmp_path / "orders.csv"
        if isinstance(table, str):
            path.write_text(table, encoding="utf-8")
        elif table is not None:
            path.write_bytes(table)
        code = main(
            ["call", operation, "--from", str(path), "--journal", str(journal.path), "--format", "json", *arguments]
        )
        out, err = capsys.readouterr()
        document = json.loads(out) if out else None
        if document and document["schema"] == "cccdiag.batch/1":
            Draft202012Validator(SCHEMA).validate(document)
        return code, document, err

    return run


def table(count, **changed):
    """Rows of headers, each with a reference of its own."""
    rows = [f"College,Course {n},01/12/2027,{changed.get(f'row{n}', f'REF-{n}')}" for n in range(count)]
    return "edInstitution,course_name,start-of-term,custRefNum\n" + "\n".join(rows) + "\n"


def references(running):
    """How often each reference of ours stands in the gateway's store."""
    return Counter(header.fields["custRefNum"] for header in running._parts._store.latest_headers(1000))


def test_each_row_is_a_call_and_the_result_file_says_what_became_of_it(site, batch, emulator, tmp_path):
    """In the order of the file; the mode is announced once."""
    site(emulator)
    code, document, err = batch(table(3))
    assert (code, document["counts"], document["stopped"]) == (0, {"answered": 3}, None)
    assert err.count("No permission is granted") == 1
    with Path(document["results"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["outcome"], row["earlier"], row["mode"], row["type"]) for row in rows] == [
        (str(line), "answered", "no", "DEMO", "order_header") for line in (2, 3, 4)
    ]
    assert [row["id"] for row in rows] == [str(row["result"]["id"]) for row in document["rows"]]
    assert document["results"] == str(tmp_path / "orders.results.csv")


def test_the_same_command_sends_nothing_twice(site, batch, emulator):
    """Nor after the rows were sorted, others were added, or the file was renamed; another NAME is another batch."""
    site(emulator)
    text = table(3, row0="T-0", row1="T-1", row2="T-2")
    _, first, _ = batch(text)
    code, again, _ = batch(text)
    assert (code, again["counts"], [row["earlier"] for row in again["rows"]]) == (0, {"answered": 3}, [True] * 3)
    assert [row["result"] for row in again["rows"]] == [row["result"] for row in first["rows"]]
    head, *rows = text.splitlines()
    more = "\n".join([head, *reversed(rows), "College,New,01/12/2027,T-9"]) + "\n"
    _, third, _ = batch(more)
    assert [row["earlier"] for row in third["rows"]] == [True, True, True, False]
    assert {name: count for name, count in references(emulator).items() if name.startswith("T-")} == {
        "T-0": 1,
        "T-1": 1,
        "T-2": 1,
        "T-9": 1,
    }
    _, other, _ = batch(text, "--batch", "spring")
    assert [row["earlier"] for row in other["rows"]] == [False] * 3


def test_equal_rows_are_as_many_calls_as_there_are(site, batch, emulator):
    """And a further one is sent once."""
    site(emulator)
    row = "College,Twice,01/12/2027,SAME\n"
    head = "edInstitution,courseName,startOfTerm,custRefNum\n"
    assert batch(head + row * 2)[1]["counts"] == {"answered": 2}
    _, document, _ = batch(head + row * 3)
    assert [one["earlier"] for one in document["rows"]] == [True, True, False]
    assert references(emulator)["SAME"] == 3


def test_all_rows_are_judged_before_the_first_is_sent(site, batch, emulator, journal):
    """Exit 2, every row with what is wrong with it."""
    site(emulator)
    code, document, _ = batch(table(2) + "College,,13/13/2027,X\n")
    assert (code, document["counts"], document["results"]) == (2, {"not-tried": 2, "not-sent": 1}, None)
    assert "courseName" in document["rows"][2]["detail"]
    assert "startOfTerm" in document["rows"][2]["detail"]
    assert not journal.path.exists()


def test_a_rehearsal_sends_nothing(site, batch, emulator, journal):
    """Exit 0 if all could be sent."""
    site(emulator)
    code, document, _ = batch(table(2), "--dry-run")
    assert (code, document["counts"], journal.path.exists()) == (0, {"not-tried": 2}, False)


def test_a_lost_answer_stops_the_batch_and_its_row_waits_for_a_person(site, batch, journal):
    """Settled as not done it is sent again; settled as done it is not."""
    with Emulator(faults=[Fault(reset="before-answer", calls=(2,))]) as running:
        site(running)
        code, document, _ = batch(table(4))
        assert (code, document["counts"]) == (3, {"answered": 1, "unknown": 1, "not-tried": 2})
        assert "after line 3" in document["stopped"]
        code, document, _ = batch(None)
        assert (code, document["counts"], document["rows"][1]["earlier"]) == (3, {"answered": 3, "unknown": 1}, True)
        assert f"cccdiag journal settle {document['rows'][1]['entry']}" in document["rows"][1]["detail"]
        journal.settle(document["rows"][1]["entry"], "not-done")
        code, document, _ = batch(None)
        assert (code, [row["earlier"] for row in document["rows"]]) == (0, [True, False, True, True])
        assert references(running) == {f"REF-{n}": 1 for n in range(4)}


def test_what_was_done_after_all_is_not_sent_again(site, batch, journal):
    """The user looked it up."""
    with Emulator(faults=[Fault(reset="before-answer", calls=(1,), processed=True)]) as running:
        site(running)
        assert batch(table(1))[0] == 3
        (entry,) = journal.read().entries
        journal.settle(entry.id, "done", "seen in the account")
        code, document, _ = batch(None)
        assert (code, document["rows"][0]["earlier"], document["rows"][0]["detail"]) == (0, True, "seen in the account")
        assert references(running) == {"REF-0": 1}


def test_a_refused_row_is_tried_again_another_time(site, batch):
    """A refusal changed nothing."""
    with Emulator(faults=[Fault(code="CCC_001", calls=(2,))]) as running:
        site(running)
        code, document, _ = batch(table(3))
        assert (code, document["counts"], document["rows"][1]["codes"]) == (
            2,
            {"answered": 2, "refused": 1},
            ["CCC_001"],
        )
        assert batch(None)[:2][0] == 0
        assert references(running) == {f"REF-{n}": 1 for n in range(3)}


@pytest.mark.parametrize(
    ("fault", "counts", "words"),
    [
        ({"status": 401}, {"refused": 1, "not-tried": 7}, "ended as refused (http.401)"),
        ({"code": "CCC_200"}, {"refused": 5, "not-tried": 3}, "5 rows running were refused with CCC_200"),
        ({"status": 503}, {"unknown": 1, "not-tried": 7}, "ended as unknown (http.503)"),
    ],
)
def test_a_batch_that_cannot_go_well_stops(fault, counts, words, site, batch):
    """A closed door is not knocked at eight times."""
    with Emulator(faults=[Fault(**fault)]) as running:
        site(running)
        code, document, _ = batch(table(8))
        assert (code, document["counts"]) == (3 if "unknown" in counts else 2, counts)
        assert words in document["stopped"]
        assert batch(None, "--keep-going", "--batch", "b")[1]["counts"].keys() == {next(iter(counts))}


def test_a_mode_that_was_not_expected_stops_it(site, batch, tmp_path):
    """One order in the wrong place is enough."""
    with Emulator(mode="PROD") as running:
        site(running)
        profile = tmp_path / "site.yaml"
        profile.write_text("expect_mode: DEMO\n")
        code, document, _ = batch(table(3), "--profile", str(profile))
        assert (code, document["counts"]) == (2, {"answered": 1, "not-tried": 2})
        assert "Expected was DEMO" in document["stopped"]
        assert batch(None, "--profile", str(profile), "--allow-prod")[0] == 0


def test_what_only_reads_can_be_a_batch_too(site, batch, emulator, journal):
    """It is not journalled and so it is asked again."""
    site(emulator)
    text = "orderDetailId\n" + "\n".join(str(999_999_999_999_999 - n) for n in range(7)) + "\n"
    for _ in range(2):
        code, document, _ = batch(text, operation="checkOrderDetailStatus")
        assert (code, document["counts"], document["stopped"]) == (2, {"refused": 7}, None)
        assert not any(row["earlier"] for row in document["rows"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_as_spreadsheets_write_it(encoding, delimiter, site, batch, emulator):
    """Empty lines and cells count for nothing; options give what every row has."""
    site(emulator)
    rows = [["courseName", "instructorName"], ["Größe", ""], ["", ""], ['"a;b,c"', "X"]]
    text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
    options = ("--ed-institution", "College", "--start-of-term", "01/12/2027", "--batch", f"{encoding}{ord(delimiter)}")
    code, document, _ = batch(text.encode(encoding), *options)
    assert (code, [row["line"] for row in document["rows"]]) == (0, [2, 4])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no rows"),
        ("edInstitution\n", "has no rows"),
        ("colour\nred\n", "has no field 'colour'; its columns are: prdAbrv, edInstitution"),
        ("courseName,course_name\na,b\n", "the column courseName stands there twice"),
        ("password\ncanary-77\n", "a column password does not belong into a file"),
        ("courseName\na,b\n", ":2: 2 cells in a table of 1 columns"),
        ('courseName\n"a\n', "not CSV"),
        (b"\x80\x81", "is not text in UTF-8 or UTF-16"),
    ],
)
def test_a_table_that_is_wrong_is_told_in_a_sentence(text, words, site, batch, emulator):
    """Exit 3, and nothing is sent."""
    site(emulator)
    code, document, err = batch(text)
    assert (code, document["outcome"]) == (3, "not-sent")
    assert words in err
    assert "canary" not in err


def test_two_batches_at_once_are_refused(site, batch, emulator, journal):
    """Both could find a row unsent."""
    site(emulator)
    with alone(journal.path.with_suffix(".batch-lock")) as ours:
        assert ours
        code, _, err = batch(table(1))
    assert code == 3
    assert "another batch is running" in err


def test_a_cell_is_no_formula(site, batch, emulator, tmp_path):
    """What the gateway says may be opened in a spreadsheet."""
    with Emulator(faults=[Fault(code="CCC_001", detail="=HYPERLINK(1)")]) as running:
        site(running)
        batch(table(1))
    assert "'=HYPERLINK(1)" in (tmp_path / "orders.results.csv").read_text(encoding="utf-8")


def lines(journal):
    return journal.path.read_bytes().count(b"\n") if journal.path.exists() else 0


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a matter of POSIX")
def test_nothing_is_doubled_and_nothing_lost_however_often_it_is_killed(journal, tmp_path):
    """Killed again and again at any moment; what stays open is settled by what the gateway's store says."""
    orders = tmp_path / "orders.csv"
    orders.write_text(table(30), encoding="utf-8")
    command = [sys.executable, "-m", "cccdiag", "call", "createOrderHeader", "--from", str(orders)]
    command += ["--journal", str(journal.path), "--format", "json"]
    kills = 0
    with Emulator(faults=[Fault(delay=0.02)]) as running:
        for _ in range(40):
            process = subprocess.Popen(
                command, env=os.environ | environment(running), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            # An odd number of new lines is a call whose answer is still out, an even one the moment before the next.
            enough = lines(journal) + 3 + kills if kills < 5 else 10_000
            while process.poll() is None and lines(journal) < enough:
                time.sleep(0.002)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                kills += 1
                time.sleep(0.5)  # what was on its way arrives or not
            else:
                out, _ = process.communicate()
                if json.loads(out)["counts"] == {"answered": 30}:
                    break
            there = references(running)
            for entry in journal.read().entries:
                if entry.is_open:
                    journal.settle(entry.id, "done" if there[entry.values["custRefNum"]] else "not-done")
        assert kills == 5
        assert references(running) == {f"REF-{n}": 1 for n in range(30)}
