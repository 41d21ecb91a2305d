"""From matches to what to do: counted exactly, causes before symptoms, proof with its place, nothing secret, the same every time."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from triage_room import ids, report

from cccdiag.kb.find import knowledge
from cccdiag.report import triage_json
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import text_source
from cccdiag.triage.unrecognised import rough_shape

CLIENT = "AtlasSystems.ILLiad.Client.Controls.CopyrightSearch"


def log(*messages, level="ERROR", logger=CLIENT, start=0, step=5):
    """Records one after the other, ``step`` seconds apart."""
    rows = []
    for number, message in enumerate(messages):
        seconds = start + number * step
        rows.append(
            f"2026-03-02 {9 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},000 [1] {level} {logger} - {message}\n"
        )
    return "".join(rows)


def test_a_record_counts_once_and_repeats_count_all():
    """Three records are three, whatever else lies between."""
    text = (
        log(
            "CCC: 500 – internal server error",
            "ready",
            "CCC: 500 – internal server error 500 – internal server error",
            "x",
        )
        * 3
    )
    (diagnosis,) = report(text).diagnoses
    assert (diagnosis.id, diagnosis.records) == ("http-500", 6)
    assert (diagnosis.first, diagnosis.last) == ("2026-03-02T09:00:00.000", "2026-03-02T09:00:10.000")


def test_evidence_names_its_place():
    """Source, line, last line, time and level of the record, and the record itself."""
    text = log("ready", level="INFO") + log(
        "CCC request failed.\nSystem.Net.WebException: The remote server returned an error: (502) Bad Gateway.\n   at A.B()"
    )
    evidence = report(text, "client.log").diagnoses[0].evidence[0]
    assert (evidence.source, evidence.line, evidence.end_line, evidence.level) == ("client.log", 2, 4, "ERROR")
    assert evidence.text.endswith("   at A.B()")


def test_evidence_of_a_long_text_shows_what_matched():
    """Not its beginning: a record pasted behind many other words."""
    text = "nothing of interest\n" * 600 + "09:14:07 ERROR CCC answered <error_code>CCC_200</error_code>"
    evidence = report(text, "pasted").diagnoses[0].evidence[0]
    assert evidence.text.endswith("<error_code>CCC_200</error_code>")


def test_the_cause_stands_before_its_symptom():
    """An order that failed because the gateway timed out: the timeout first, and it says what it explains."""
    text = log("CCC Error message: 504 : Gateway Timeout", "An Error Occurred Submitting an Order to the CCC")
    first, second = report(text).diagnoses
    assert (first.id, second.id) == ("http-504", "illiad-order-submission")
    assert "illiad-order-submission" in first.explains


def test_what_lies_far_apart_is_not_explained():
    """Hours apart they are two faults."""
    text = log("CCC Error message: 504 : Gateway Timeout") + log(
        "An Error Occurred Submitting an Order to the CCC", start=30000
    )
    assert all(diagnosis.explains == () for diagnosis in report(text).diagnoses)


def test_look_alikes_come_last():
    """What is no fault of CCC is told after what is."""
    sql = "System.Data.SqlClient.SqlException: A network-related or instance-specific error occurred while establishing a connection to SQL Server."
    text = log(*[sql] * 5, logger="AtlasSystems.Core.Data.SqlRunner") + log("CCC returned 403 - Forbidden")
    assert ids(text) == ["http-403", "lookalike-database-connection"]


def test_after_a_long_pause_it_is_the_idle_session():
    """Works, a long silence, fails, works after reopening: the article about idling is found."""
    text = (
        log("Found 6 results.", level="INFO")
        + log("Unable to authenticate with CCC. Please check your configuration.", start=6000)
        + log("Found 9 results.", level="INFO", start=6020)
    )
    assert "illiad-ccc-idle-session" in ids(text)


def test_the_product_in_the_input_chooses_the_article():
    """The same sentence belongs to ILLiad or to Ares by who logged it."""
    sentence = "Unable to authenticate with CCC"
    assert ids(log(sentence)) == ["illiad-ccc-authentication"]
    assert ids(log(sentence, logger="AtlasSystems.Ares.Client.Controls.CopyrightControl")) == [
        "ares-ccc-authentication"
    ]


def test_nothing_secret_is_shown():
    """What stands beside a finding is shown without passwords, names and addresses; the same value has the same token everywhere."""
    secret = "   Settings dump: CCCUsername=night.heron@library.example CCCPassword=Gl4ss+Heron77!Q"
    text = log(f"CCC: 500 – internal server error\n{secret}", f"CCC: 500 – internal server error\n{secret}")
    shown = json.dumps(triage_json.document(report(text)), ensure_ascii=False)
    assert "Gl4ss+Heron77!Q" not in shown
    assert "night.heron" not in shown
    assert "‹password:" in shown


def test_what_nobody_recognises_is_shown_by_its_shape():
    """Trouble with CCC that matches nothing is grouped, counted and shown; other trouble is not."""
    text = log(*(f"CCC widget {number} fell over in {number * 7} ms" for number in range(5))) + log(
        "spool full", logger="AtlasSystems.Core.Printing"
    )
    done = report(text)
    assert (done.unrecognised.records, done.stats.ccc_records, done.stats.classified) == (5, 5, 0.0)
    ((count, line),) = [(group.count, group.line) for group in done.unrecognised.groups]
    assert (count, line) == (5, 1)


def test_codes_tell_unknown_trouble_apart_and_orders_do_not():
    """Different codes are different shapes; the numbers of orders, and how a code is spelled with them, are none."""
    text = log(
        "CCC widget 12 fell over, status 418", "CCC widget 7 fell over, status 421", "CCC widget 12345 fell over, status 418",
    )  # fmt: skip
    groups = {each.example.split("- ", 1)[1].strip(): each.count for each in report(text).unrecognised.groups}
    assert groups == {"CCC widget 12 fell over, status 418": 2, "CCC widget 7 fell over, status 421": 1}
    one, other, same = (b"CCC order %d: CCC_%d" % numbers for numbers in ((4711, 412), (815, 500), (9, 412)))
    shapes = [rough_shape(b"a.b", text, 0, len(text)) for text in (one, other, same)]
    assert shapes[0] == shapes[2] != shapes[1]


def test_rates_count_what_was_recognised():
    """Of the records that warn and name CCC, the matched share."""
    done = report(
        log("CCC: 500 – internal server error", "CCC widget fell over", "CCC widget fell over", "CCC widget fell over")
    )
    assert (done.stats.ccc_records, done.stats.classified) == (4, 0.25)


def test_the_same_input_gives_the_same_bytes():
    """No clock, no chance, no order of a set in the answer."""
    text = log(
        "CCC: 500 – internal server error",
        "CCC error: can’t find location",
        "An Error Occurred Submitting an Order to the CCC",
    )
    first, second = (json.dumps(triage_json.document(report(text))) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_and_line_ends_change_nothing(encoding):
    """The same log in any encoding, with either line end, gives the same diagnoses and counts."""
    text = log("CCC: 500 – internal server error", "CCC error: can’t find location", "Found 0 results.")
    expected = [(one.id, one.records) for one in report(text).diagnoses]
    for ends in ("\n", "\r\n"):
        data = text.replace("\n", ends).encode(encoding)
        assert [(one.id, one.records) for one in report(data).diagnoses] == expected


def test_a_rotated_piece_may_begin_in_the_middle():
    """The rest of a record from the file before is a record, and no reason to stop."""
    text = "   at System.Windows.Forms.Control.WndProc(Message& m)\n   at A.B()\n" + log(
        "CCC: 500 – internal server error"
    )
    done = report(text)
    assert done.inputs[0].records == 2
    assert [one.id for one in done.diagnoses] == ["http-500"]


def test_records_across_the_borders_of_blocks_are_whole():
    """A log of several megabytes counts exactly, wherever its blocks happen to end."""
    filler = log("Row height is above the limit, using forty", level="DEBUG", logger="AtlasSystems.Core.UI.GridLayout")
    hit = log(
        "CCC request failed.\nSystem.Net.WebException: The remote server returned an error:\n  (504) Gateway\n  Timeout.\n   at A.B()"
    )
    text = "".join(filler * (37 + number % 11) + hit for number in range(900))
    done = report(text)
    assert [(one.id, one.records) for one in done.diagnoses] == [("http-504", 900)]
    assert done.inputs[0].records == text.count("2026-03-02 ")


def test_two_layouts_in_one_file_are_both_read():
    """Logs are glued together, programs change their layout: each stretch is cut by its own headers."""
    other = "".join(f"ERROR {CLIENT} - CCC: 500 – internal server error number {'x' * 9000}\n" for _ in range(20))
    text = log("ready", level="INFO") * 40 + other + log("CCC: 500 – internal server error")
    assert [(one.id, one.records) for one in report(text).diagnoses] == [("http-500", 21)]


def test_members_of_an_archive_are_counted_together():
    """Counts go over all members; evidence names the member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("a.log", "b.log"):
            archive.writestr(name, log("CCC: 500 – internal server error"))
    (diagnosis,) = triage(text_source("logs.zip", packed.getvalue()), knowledge()).diagnoses
    assert diagnosis.records == 2
    assert [evidence.source for evidence in diagnosis.evidence] == ["logs.zip!a.log", "logs.zip!b.log"]


def test_an_answer_that_breaks_off_is_an_invalid_answer():
    """An envelope that was never closed and says nothing is no answer of the gateway; a request that breaks off is none either."""
    head = '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
    spaces = 'xmlns:ns2="http://rightsconnect.copyright.com"'
    assert ids(
        f'{head}<ns2:createOrderHeaderResponse {spaces}><ccc_response platform="rightsconnect" mode="PROD"><ccc_err'
    ) == ["gateway-invalid-response"]
    assert ids(f"{head}<ns2:createOrderHeader {spaces}><usern") == []


@pytest.mark.parametrize("text", ["", "\0" * 5000, "\ufeff", "{" * 3000, "<" * 3000, "[[" * 2000 + "\n" * 2000])
def test_odd_inputs_are_no_finding(text):
    """Nothing, zeros, an endless opening: read to the end, nothing found."""
    assert ids(text) == []


def test_a_record_of_megabytes_is_judged_where_something_may_be():
    """One line of three megabytes with the proof inside is one record, quickly."""
    text = log("x" * 1_500_000 + " CCC returned 504 - Gateway Timeout " + "y" * 1_500_000)
    (diagnosis,) = report(text).diagnoses
    assert (diagnosis.id, diagnosis.records) == ("http-504", 1)
    assert "504 - Gateway Timeout" in diagnosis.evidence[0].text
    assert len(diagnosis.evidence[0].text) < 3000
