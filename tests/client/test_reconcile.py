"""What a status proves about an open outcome, and what it leaves open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Entry, Journal
from cccdiag.client.profile import Credentials
from cccdiag.client.reconcile import find_out, judge
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import CccDiagError
from cccdiag.soap.model import OrderDetail

SENT = dt.datetime(2026, 1, 31, 9, 0, tzinfo=dt.UTC)
LATER = SENT + dt.timedelta(minutes=6)
STANDING = OrderDetail(71, "GRANTED", None, Decimal("12.50"))
CANCELLED = OrderDetail(71, "GRANTED", None, Decimal("12.50"), cancelled=True)
HEADER = {"edInstitution": "Brookfield College", "courseName": "Rivers", "startOfTerm": "01/12/2027"}


def entry(operation, **values):
    return Entry("e", SENT.isoformat(), operation, "http://127.0.0.1:1/", "p", values or {"orderDetailId": "71"})


@pytest.mark.parametrize(
    ("operation", "seen", "now", "verdict", "words"),
    [
        ("commitOrderDetail", STANDING, LATER, "done", "is committed: right GRANTED, fee 12.50, open"),
        ("commitOrderDetail", ("CCC_206",), LATER, "not-done", "was not committed"),
        ("commitOrderDetail", ("CCC_206",), SENT, None, "may still arrive"),
        ("commitOrderDetail", ("CCC_200",), LATER, None, "answers CCC_200"),
        ("cancelOrderDetail", CANCELLED, SENT, "done", "is cancelled"),
        ("cancelOrderDetail", STANDING, LATER, "not-done", "is not cancelled"),
        ("cancelOrderDetail", STANDING, SENT, None, "may still arrive"),
        ("cancelOrderDetail", ("CCC_206",), LATER, None, "answers CCC_206"),
        ("modifyOrderDetail", STANDING, LATER, None, "Sending the same again does no harm"),
    ],
)
def test_a_status_proves_what_it_proves(operation, seen, now, verdict, words, gateway):
    """And nothing that could still change."""
    finding = judge(entry(operation), seen, now, gateway)
    assert finding.verdict == verdict
    assert words in finding.sentence


def test_what_has_no_number_yet_must_be_looked_up_by_a_person(site, gateway, tmp_path):
    """No operation lists orders; our own reference is what to look for."""
    with GatewayClient(site("http://127.0.0.1:1/"), gateway, journal=Journal(tmp_path / "j")) as client:
        finding = find_out(entry("createOrderDetail", orderHeaderId="5", customerRefNum="REF-9"), client, LATER)
        elsewhere = find_out(
            Entry("e", "x", "cancelOrderDetail", "http://other.example/", "p", {"orderDetailId": "5"}), client, LATER
        )
        unreachable = find_out(entry("cancelOrderDetail"), client, LATER)
    assert (finding.verdict, elsewhere.verdict, unreachable.verdict) == (None, None, None)
    assert "your reference REF-9" in finding.sentence
    assert "http://other.example/" in elsewhere.sentence
    assert "could not be asked" in unreachable.sentence


@pytest.mark.parametrize(("processed", "verdict"), [(True, "done"), (False, "not-done")])
def test_a_lost_answer_is_found_out_over_real_http(processed, verdict, site, gateway, tmp_path):
    """The gateway did it, or not; the client cannot know, the status can."""
    fault = Fault(operation="commitOrderDetail", reset="before-answer", processed=processed)
    with Emulator(faults=[fault]) as running:
        given = Credentials(running.username, running.password, running.access_key, running.access_secret)
        journal = Journal(tmp_path / "j")
        profile = site(running.endpoint, credentials=given, product=running.product)
        with GatewayClient(profile, gateway, journal=journal, environ={}) as client:
            header = client.call("createOrderHeader", HEADER).result.id
            detail = {"orderHeaderId": header, "cccWorkInst": 777, "publicationYear": "2019", "numCopiesStdnts": 10}
            draft = client.call("createOrderDetail", detail | {"fromPage": "1", "toPage": "5", "author": "A"}).result.id
            with pytest.raises(CccDiagError):
                client.call("commitOrderDetail", {"orderDetailId": draft})
            (unknown,) = [one for one in journal.read().entries if one.is_open]
            now = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=6)
            assert find_out(unknown, client, now).verdict == verdict
