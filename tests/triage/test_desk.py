"""Tickets that a help desk gave out as JSON are read as what people wrote in them; what programs answer as JSON is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triage_room import ids, log_formats, report, vocabulary

from cccdiag.triage.desk import Keys, entries
from cccdiag.triage.entries import Documents

KEYS = Keys.of(vocabulary().columns)
DOCUMENTS = Documents(vocabulary().columns, log_formats())
FAILS = "Since Monday every order for a Lippincott title fails when we submit it in ILLiad."
REFUSED = "The gateway answers CCC_203 to each order of ours since this morning."


def jira(text):
    """A ticket as Jira gives it out: the text in pieces, states and kinds one step deeper."""
    pieces = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}
    fields = {"issuetype": {"name": "Incident"}, "status": {"name": "Open"}, "summary": "Orders", "description": pieces}
    return {"key": "LIB-311", "fields": {**fields, "reporter": {"displayName": "Q", "emailAddress": "q@lib.example"}}}


def zendesk(text, status="open", **more):
    """A ticket as Zendesk gives it out."""
    return {
        "ticket": {"id": 5, "status": status, "subject": "Orders", "description": text, "requester": {"id": 1}} | more
    }


@pytest.mark.parametrize(
    "ticket",
    [
        zendesk(FAILS),
        jira(FAILS),
        {"result": {"number": "INC1", "state": "2", "short_description": "LWW", "description": FAILS, "priority": "3"}},
        {
            "id": 9,
            "status": 2,
            "priority": 1,
            "subject": "LWW",
            "description": f"<p>{FAILS}</p>",
            "description_text": FAILS,
        },
        {"title": "LWW", "state": "open", "customer": "x", "articles": [{"subject": "LWW", "body": FAILS}]},
        {
            "number": 12,
            "state": "open",
            "title": "LWW",
            "body": FAILS,
            "labels": [{"name": "orders"}],
            "assignee": None,
        },
        {"tickets": [{"id": 1, "status": "open", "priority": "high", "description": FAILS}]},
        {"key": "LIB-77", "fields": {"status": {"name": "Open"}, "summary": "LWW", "description": FAILS}},
    ],
    ids=["zendesk", "jira", "servicenow", "freshdesk", "zammad", "github", "list", "numbered"],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_ticket_is_read_whichever_desk_gave_it_out(ticket, indent):
    """One line or many: the words in it are a letter, although its frame looks like what a program answers."""
    read = report(json.dumps(ticket, indent=indent))
    assert (read.inputs[0].format, [found.id for found in read.diagnoses]) == ("tickets-json", ["illiad-lww-order"])


def test_each_ticket_of_a_list_counts_and_stands_where_it_begins():
    """Two of three tell of the same; the third is about something else."""
    told = [zendesk(text)["ticket"] for text in (REFUSED, "Please send new toner for the printer in room 4.", REFUSED)]
    read = report(json.dumps(told, indent=1))
    (found,) = read.diagnoses
    assert (found.id, found.records, read.inputs[0].records) == ("CCC_203", 2, 3)
    lines = json.dumps(told, indent=1).split("\n")
    assert [lines[each.line - 1].strip() for each in found.evidence] == ["{", "{"]


def test_what_was_said_to_a_ticket_belongs_to_it():
    """A ticket whose last word is that all works again is closed; one that goes on is not."""
    over = zendesk(FAILS, comments=[{"body": "All orders went through today, it works again."}])
    lasting = zendesk(FAILS, comments=[{"body": "It is the same on the other machine."}])
    assert [ids(json.dumps(each)) for each in (over, lasting)] == [[], ["illiad-lww-order"]]


@pytest.mark.parametrize(
    "document",
    [
        {"errors": [{"status": "503", "title": "The service is not ready to answer"}], "requester": "api"},
        [{"level": "ERROR", "message": "the order was not sent to the queue", "priority": "high"}],
        {"info": {"title": "Ordering", "description": "How programs order copies of chapters and articles"}},
        {"ticket": 8812, "trace": "a text that nobody wrote to a help desk at all"},
        {"ticket": {"id": 1, "subject": "orders"}},
        {"key": "orders.submit", "description": "How programs order copies of chapters and articles"},
    ],
    ids=["answer", "log", "documentation", "trace", "no-words", "named"],
)
def test_other_json_is_no_ticket(document):
    """Errors that a program answers, records with a level, documents without a desk, tickets in which nothing is said."""
    assert DOCUMENTS.of(json.dumps(document).encode()) is None


def test_a_ticket_cut_short_is_one_text():
    """What is damaged is read as it stands."""
    text = json.dumps(zendesk(REFUSED))[:-2].encode()
    (only,) = entries(text, KEYS)
    assert (only.offset, only.lines, only.text) == (0, 1, text)


TREES = st.recursive(
    st.none() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["ticket", "body", "status", "name", "tags", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(TREES, st.sampled_from([None, 1]))
def test_whatever_a_document_holds_it_is_read(tree, indent):
    """No shape of JSON is an error, and each entry lies within the document."""
    data = json.dumps(tree, indent=indent).encode()
    for entry in entries(data, KEYS):
        assert 0 <= entry.offset <= len(data)
        assert 1 <= entry.lines <= data.count(b"\n") + 1
