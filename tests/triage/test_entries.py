"""Documents of many records: tables and browsers' records of calls are judged row by row and call by call, where they stand."""

from __future__ import annotations

import base64
import csv
import dataclasses
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import ids, log_formats, report, sweeper, vocabulary

from cccdiag.triage.entries import Documents, Entry
from cccdiag.triage.formats import Head
from cccdiag.triage.har import entries
from cccdiag.triage.sources import text_source

DOCUMENTS = Documents(vocabulary().columns, log_formats())
CALLS = [
    ("https://webservices.oclc.org/status", 503, ""),
    ("https://marketplace.copyright.com/orders", 502, "<h1>502 Bad Gateway</h1>"),
    ("https://marketplace.copyright.com/search", 200, "{}"),
]


def har(calls, **style):
    """A record of calls as browsers write it."""
    made = [
        {
            "startedDateTime": f"2026-05-04T09:15:0{number}.123Z",
            "request": {"method": "POST", "url": url, "headers": []},
            "response": {"status": status, "statusText": "", "content": {"text": text}},
        }
        for number, (url, status, text) in enumerate(calls)
    ]
    return json.dumps({"log": {"version": "1.2", "entries": made}}, **style)


EVENT = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Ares System Manager'/><Level>{}</Level><TimeCreated SystemTime='2026-05-01T09:1{}:00.1234567Z'/></System><EventData><Data>{}</Data></EventData></Event>"
JAVA = "<record>\n  <date>2026-05-01T09:1{1}:00</date>\n  <logger>reserves.Gateway</logger>\n  <level>{0}</level>\n  <message>{2}</message>\n</record>"
REFUSED = "Unable to connect to the remote server, https://marketplace.copyright.com"


@pytest.mark.parametrize(
    ("frame", "event", "levels", "line"),
    [
        ('<?xml version="1.0"?><Events>{}</Events>', EVENT, ("4", "2"), 1),
        ("<!-- exported -->\n<Events>{}</Events>", EVENT, ("4", "2"), 2),
        ('<?xml version="1.0"?>\n<!DOCTYPE log SYSTEM "logger.dtd">\n<log>{}\n</log>', JAVA, ("INFO", "SEVERE"), 8),
    ],
)
def test_each_event_of_an_export_is_a_record_whatever_its_lines_are(frame, event, levels, line):
    """All on one line or on many: it counts once, at its level and time, on the line where it begins."""
    events = [event.format(levels[number % 2], number, REFUSED if number % 2 else "done") for number in range(4)]
    read = report(frame.format("".join(events)))
    (found,) = read.diagnoses
    assert (found.id, found.records, found.first[:16]) == ("net-connect", 2, "2026-05-01T09:11")
    assert (read.inputs[0].records, found.evidence[0].line, found.evidence[0].level) == (4, line, "ERROR")


@pytest.mark.parametrize(
    "text", ["<html><body>record</body></html>", "<a/>" * 40 + "<record>", "<Events></Events>", "<"]
)
def test_other_markup_is_no_export(text):
    """A page, an answer, a frame without a record."""
    assert DOCUMENTS.of(text.encode()) is None


@pytest.mark.parametrize("style", [{}, {"indent": 2}, {"separators": (",", ":")}], ids=["plain", "pretty", "compact"])
def test_a_call_counts_by_its_own_host(style):
    """However it is laid out: OCLC's 503 is no finding, the one failed call to CCC is, once, and on its line."""
    text = har(CALLS, **style)
    found = report(text, "calls.har")
    assert [(each.id, each.records) for each in found.diagnoses] == [("http-502", 1)]
    evidence = found.diagnoses[0].evidence[0]
    line = text[: text.index("09:15:01")].count("\n") + 1
    assert evidence.line <= line <= evidence.end_line
    assert (evidence.time, evidence.level) == ("2026-05-04T09:15:01.123Z", "ERROR")
    assert (found.inputs[0].format, found.inputs[0].records) == ("har", 3)


def test_a_body_in_base64_is_read():
    """Chromium packs bodies that are no plain text."""
    body = b"<ccc_response mode='PROD'><ccc_error><error_code>CCC_200</error_code></ccc_error></ccc_response>"
    text = har([("https://rightsconnect.copyright.com/AcademicGateway", 200, "")])
    packed = {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    assert ids(text.replace('{"text": ""}', json.dumps(packed)), "calls.har") == ["CCC_200"]


def test_a_call_without_an_answer_says_why():
    """Status 0 beside the browser's own name of the failure."""
    text = har([("https://marketplace.copyright.com/search", 0, "")])
    text = text.replace('"statusText": ""', '"statusText": "", "_error": "net::ERR_NAME_NOT_RESOLVED"')
    assert ids(text, "calls.har") == ["net-dns"]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_record_of_calls_that_breaks_off_is_read_as_far_as_it_goes(cut):
    """A cut file is no error; whole calls before the cut count."""
    text = har(CALLS * 20).encode()
    part = text[: int(len(text) * cut)]
    read = list(entries(part))
    assert 0 < len(read) < len(list(entries(text)))
    assert read == list(entries(text))[: len(read)]


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 599), st.text(max_size=40)), max_size=6), st.sampled_from([None, 1]))
def test_every_call_is_found_where_it_begins(calls, indent):
    """Offsets and lines are those of the file, whatever letters are in it."""
    data = har(
        [("https://x.example", status, text) for status, text in calls], indent=indent, ensure_ascii=False
    ).encode()
    read = list(entries(data))
    assert len(read) == len(calls)
    for entry in read:
        text, _ = json.JSONDecoder().raw_decode(data[entry.offset :].decode())
        assert "request" in text
        assert entry.lines == json.dumps(text, indent=indent, ensure_ascii=False).count("\n") + 1


def test_rows_are_tickets_or_log_records_by_their_columns():
    """A column of levels or loggers makes log records, texts alone are what people wrote; cells may hold line ends."""
    tickets = b'id,subject,description\n1,CCC,"two\nlines, one row"\n2,Printer,empty\n'
    document = DOCUMENTS.of(tickets)
    assert document is not None
    assert list(document.entries(tickets)) == [
        Entry(23, 2, b"CCC\ntwo\nlines, one row", None),
        Entry(50, 1, b"Printer\nempty", None),
    ]
    log = b"Time;Level;Source;Message;Machine\n2026-05-04 09:14:07;Error;A.B;refused;pc1\n"
    document = DOCUMENTS.of(log)
    assert document is not None
    assert list(document.entries(log)) == [
        Entry(34, 1, b"refused\nMachine: pc1", Head("2026-05-04T09:14:07", "ERROR", "A.B", 0))
    ]


@pytest.mark.parametrize(
    "text",
    [b"", b"one line", b"a,b\n", b"Dear desk, hello\nCCC is down, sorry\n", b"name,shoe size\nLea,38\n", b'{"log": 1}'],
)
def test_other_texts_are_no_tables(text):
    """A comma in a letter makes no table."""
    assert DOCUMENTS.of(text) is None


@settings(max_examples=100)
@given(
    st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(",;\t")
)
def test_rows_are_found_as_they_were_written(rows, delimiter):
    """What the standard library writes is read back: one entry for each row that says something."""
    rows = [[cell.replace("\0", "").replace("\r", " ") for cell in row] for row in rows]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
        [["subject", "text", "note"], *rows]
    )
    data = out.getvalue().encode("utf-8", "replace")
    document = DOCUMENTS.of(data)
    assert document is not None
    read = [entry.text.decode() for entry in document.entries(data)]
    told = [
        "\n".join(filter(None, (cell.strip() for cell in row))) for row in rows if any(cell.strip() for cell in row)
    ]
    assert read == [text.encode("utf-8", "replace").decode() for text in told]


def test_tickets_in_a_table_are_heard_one_by_one():
    """A solved ticket does not silence the next, nor does it count; each row is a record."""
    table = (
        "Date,From,Message\n"
        '2026-06-01,Lea,"Hello, Ares keeps saying ""CCC Configuration previously flagged as invalid"""\n'
        '2026-06-01,Tom,"All good now, please close the ticket. It was Unable to authenticate with CCC."\n'
        "2026-06-02,Ida,Our scanner is broken\n"
    )
    found = report(table, "tickets.csv")
    assert [(each.id, each.records) for each in found.diagnoses] == [("ares-ccc-flagged-invalid", 1)]
    assert [(each.line, each.end_line) for each in found.diagnoses[0].evidence] == [(2, 2)]
    assert found.inputs[0].records == 3


def test_a_document_too_large_to_be_taken_apart_says_so():
    """Beyond 64 MiB a browser's record and a table are searched as plain text, and the input's note tells it."""
    for text, kind in ((b'{"log": {"entries": []}}', "har"), (b"time,level,message\n1,ERROR,CCC_203\n", "csv")):
        [source] = text_source("large", text)
        swept = sweeper().sweep(dataclasses.replace(source, size=65 << 20))
        assert swept.note == f"is a {kind} beyond 64 MiB; it was searched as plain text, not entry by entry"
