"""Ten thousand random calls under random faults: every change is accounted for, and nothing is doubled.

Four threads share one client and its connections. Afterwards the journal is compared with what the callers saw and with what is in
the emulator's store. Without CCCDIAG_REQUIRE_ALL=1 it is two thousand calls, to spare a laptop's patience.
"""

from __future__ import annotations

import os
import random
import threading
from collections import Counter, defaultdict

import pytest
from faulty_gateway import DETAIL, FAULTS, HEADER

from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Journal
from cccdiag.client.outcomes import word_of
from cccdiag.client.profile import Credentials, Timeouts
from cccdiag.emulator import Emulator
from cccdiag.errors import CccDiagError

CALLS = 10_000 if os.environ.get("CCCDIAG_REQUIRE_ALL") else 2_000
THREADS = 4


class Caller:
    """One thread's share of the calls: a small life of orders, and what it saw of each call."""

    def __init__(self, client, number):
        self._client = client
        self._dice = random.Random(number)
        self._name = f"T{number}"
        self._count = 0
        self._headers = []
        self._details = []
        self.seen = []

    def run(self, calls):
        for _ in range(calls):
            getattr(self, self._dice.choice(("header", "detail", "detail", "commit", "commit", "cancel", "status")))()

    def call(self, operation, values, about):
        known = self._client.gateway.operation(operation)
        try:
            reply = self._client.call(operation, values)
        except CccDiagError as error:
            word, reply = word_of(known, error), None
        else:
            word = "answered"
        if known.mutating:
            self.seen.append((self._client.last_entry, operation, about, word))
        return reply

    def header(self):
        self._count += 1
        reference = f"{self._name}-H{self._count}"
        if reply := self.call("createOrderHeader", HEADER | {"custRefNum": reference}, reference):
            self._headers.append(reply.result.id)

    def detail(self):
        if not self._headers:
            return
        self._count += 1
        reference = f"{self._name}-D{self._count}"
        values = DETAIL | {"orderHeaderId": self._dice.choice(self._headers[-20:]), "customerRefNum": reference}
        if reply := self.call("createOrderDetail", values, reference):
            self._details.append(reply.result.id)

    def commit(self):
        if self._details:
            detail = self._dice.choice(self._details[-5:])
            self.call("commitOrderDetail", {"orderDetailId": detail}, detail)

    def cancel(self):
        if self._details:
            detail = self._dice.choice(self._details[-10:])
            self.call("cancelOrderDetail", {"orderDetailId": detail}, detail)

    def status(self):
        if self._details:
            detail = self._dice.choice(self._details)
            if reply := self.call("checkOrderDetailStatus", {"orderDetailId": detail}, detail):
                assert reply.result.id == detail


@pytest.fixture(scope="module")
def run(tmp_path_factory, gateway_facts):
    """The callers, the journal, and what is in the store afterwards."""
    journal = Journal(tmp_path_factory.mktemp("run") / "journal.jsonl")
    with Emulator(faults=FAULTS) as running:
        from cccdiag.client.profile import Profile

        given = Credentials(running.username, running.password, running.access_key, running.access_secret)
        limits = Timeouts(1, 0.5, 1)
        profile = Profile("run", running.endpoint, given, running.product, timeouts=limits)
        with GatewayClient(profile, gateway_facts, journal=journal, environ={}) as client:
            callers = [Caller(client, number) for number in range(THREADS)]
            threads = [threading.Thread(target=caller.run, args=(CALLS // THREADS,)) for caller in callers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        store = running._parts._store
        headers = store.latest_headers(CALLS)
        details = [detail for header in headers for detail in store.details_of(header.id)]
    return callers, journal.read(), headers, details


@pytest.fixture(scope="module")
def gateway_facts():
    from cccdiag.kb.find import knowledge

    return knowledge().gateway()


def test_the_journal_says_of_each_change_what_its_caller_saw(run):
    """One entry for each call, closed with the very word."""
    callers, contents, _, _ = run
    seen = {entry: (operation, word) for caller in callers for entry, operation, _, word in caller.seen}
    assert seen == {entry.id: (entry.operation, entry.outcome) for entry in contents.entries}
    assert len(seen) == sum(len(caller.seen) for caller in callers)
    assert contents.unreadable == 0
    words = Counter(word for _, word in seen.values())
    assert set(words) == {"answered", "refused", "unknown"}


def test_whatever_was_made_was_asked_for_once(run):
    """Answered: once there; refused: not there; unknown: there or not; never twice, and nothing that nobody asked for."""
    callers, _, headers, details = run
    there = Counter(header.fields["custRefNum"] for header in headers)
    there += Counter(detail.fields["customerRefNum"] for detail in details)
    assert set(there.values()) == {1}
    asked = {
        about: word for caller in callers for _, operation, about, word in caller.seen if operation.startswith("create")
    }
    assert set(there) <= set(asked)
    assert {word for about, word in asked.items() if about in there} == {"answered", "unknown"}
    assert [about for about, word in asked.items() if word == "answered" and about not in there] == []
    assert [about for about, word in asked.items() if word in ("refused", "not-sent") and about in there] == []


@pytest.mark.parametrize(
    ("operation", "field"), [("commitOrderDetail", "committed"), ("cancelOrderDetail", "cancelled")]
)
def test_what_was_answered_is_done_and_what_was_only_refused_is_not(operation, field, run):
    """And no commit or cancellation is answered twice for one detail."""
    callers, _, _, details = run
    words = defaultdict(Counter)
    for caller in callers:
        for _, name, about, word in caller.seen:
            if name == operation:
                words[about][word] += 1
    done = {detail.id: getattr(detail, field) for detail in details}
    assert {detail for detail, seen in words.items() if seen["answered"] > 1} == set()
    assert {detail for detail, seen in words.items() if seen["answered"] and not done[detail]} == set()
    certain = {detail for detail, seen in words.items() if not seen["answered"] and not seen["unknown"]}
    assert {detail for detail in certain if done[detail]} == set()
    assert {detail for detail, was in done.items() if was and detail not in words} == set()
    assert sum(done.values()) > CALLS / 100
