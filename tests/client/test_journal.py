"""The journal: written before anything is sent, closed after, on the disk, without logins, and whole after a kill."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Contents, Journal
from cccdiag.client.transport import Answer
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import CccDiagError, InputError, TransportError
from cccdiag.secrets import Secret
from cccdiag.soap import reply
from cccdiag.soap.model import CccError, OrderDetail, OrderHeader, Reply

NAMESPACE = "http://rightsconnect.copyright.com"
HEADER = {"edInstitution": "Brookfield College", "courseName": "Rivers", "startOfTerm": "01/12/2027"}
COMMIT = {"orderDetailId": 5}


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "folder" / "journal.jsonl")


@pytest.fixture
def client(site, gateway, journal):
    def make(transport, **options):
        return GatewayClient(site("http://127.0.0.1:1/AcademicGateway"), gateway, transport, journal=journal, **options)

    return make


def says(answer):
    if isinstance(answer, Reply):
        answer = Answer(200, {}, reply.write(answer, NAMESPACE))

    def transport(request):
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return transport


def test_a_call_is_in_the_journal_before_it_is_sent(client, journal):
    """What the transport sees when it is asked: an entry that nobody has closed."""
    seen = []

    def transport(request):
        seen.extend(journal.read().entries)
        return Answer(200, {}, reply.write(Reply("createOrderHeader", "DEMO", None, OrderHeader(7)), NAMESPACE))

    client(transport).call("createOrderHeader", HEADER, key="row-1")
    (before,) = seen
    assert (before.outcome, before.is_open, before.operation, before.key) == (None, True, "createOrderHeader", "row-1")
    assert before.values == HEADER | {"prdAbrv": "ABC"}
    assert (before.endpoint, before.profile) == ("http://127.0.0.1:1/AcademicGateway", "test")
    (after,) = journal.read().entries
    assert (after.outcome, after.mode, after.result, after.is_open, after.is_done) == (
        "answered",
        "DEMO",
        {"type": "order_header", "id": 7},
        False,
        True,
    )


@pytest.mark.parametrize(
    ("became", "outcome", "codes", "is_open"),
    [
        (TransportError("http", "read-timeout", "lost", outcome_unknown=True), "unknown", ("http.read-timeout",), True),
        (TransportError("tls", "untrusted", "no"), "not-sent", ("tls.untrusted",), False),
        (Answer(401, {}, b""), "refused", ("http.401",), False),
        (Answer(500, {}, b""), "unknown", ("http.500",), True),
        (Answer(504, {}, b"<html/>"), "unknown", ("http.504",), True),
        (Answer(200, {}, b"<html/>"), "unknown", ("reply.html",), True),
        (Answer(500, {}, reply.write_fault("S:Server", "down")), "refused", ("S:Server",), False),
        (
            Reply("commitOrderDetail", "DEMO", None, None, (CccError("1", "CCC_212", 2),)),
            "refused",
            ("CCC_212",),
            False,
        ),
        (Reply("commitOrderDetail", "DEMO", None, OrderHeader(3)), "unknown", ("reply.no-response",), True),
        (Reply("cancelOrderDetail", "DEMO", None, OrderDetail(3, "GRANTED")), "unknown", ("reply.no-response",), True),
        (KeyboardInterrupt(), "unknown", (), True),
        (MemoryError(), "unknown", (), True),
    ],
    ids=str,
)
def test_every_end_of_a_call_closes_its_entry(became, outcome, codes, is_open, client, journal):
    """With one of the five words; what nobody can know stays an open outcome."""
    with pytest.raises((CccDiagError, KeyboardInterrupt, MemoryError)):
        client(says(became)).call("commitOrderDetail", COMMIT)
    (entry,) = journal.read().entries
    assert (entry.outcome, entry.codes, entry.is_open, entry.is_done) == (outcome, codes, is_open, False)


def test_what_is_not_sent_for_its_form_and_what_only_reads_is_not_in_it(client, journal):
    """It is a journal of what may have changed something."""
    asking = client(says(Reply("checkOrderDetailStatus", "DEMO", None, OrderDetail(5, "GRANTED"))))
    asking.call("checkOrderDetailStatus", COMMIT)
    with pytest.raises(CccDiagError):
        asking.call("createOrderHeader", {})
    assert journal.read() == Contents(())
    assert not journal.path.exists()


def test_no_login_is_ever_written(client, journal):
    """Neither in its own place nor where somebody typed it into another field."""
    detail = OrderDetail(5, "GRANTED", "terms", Decimal("1.00"))
    answer = Reply("commitOrderDetail", "DEMO", None, detail)
    client(says(answer)).call("commitOrderDetail", COMMIT)
    client(says(Reply("createOrderHeader", "DEMO", None, OrderHeader(7)))).call(
        "createOrderHeader", HEADER | {"instructorName": "canary-pass-22"}
    )
    journal.settle(journal.read().entries[0].id, "done", "they said canary-key-4711")
    text = journal.path.read_text()
    assert "canary" not in text
    assert not {"username", "password", "terms"} & {word for line in text.splitlines() for word in json.loads(line)}
    assert '"username"' not in text
    assert journal.read().entries[0].result == {
        "type": "order_detail",
        "id": 5,
        "right": "GRANTED",
        "fee": "1.00",
        "cancelled": False,
        "invoiced": False,
    }


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps its permissions elsewhere")
def test_nobody_else_reads_it(client, journal):
    """Titles and names of courses are nobody's business."""
    client(says(Reply("createOrderHeader", "DEMO", None, OrderHeader(7)))).call("createOrderHeader", HEADER)
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


def test_without_a_journal_nothing_is_sent(site, gateway, tmp_path):
    """A place that cannot be written is told in a sentence; reading goes on."""
    asked = []
    (tmp_path / "file").write_text("")
    transport = says(Reply("checkOrderDetailStatus", "DEMO", None, OrderDetail(5, "GRANTED")))
    asking = GatewayClient(
        site("http://127.0.0.1:1/"),
        gateway,
        lambda request: asked.append(request) or transport(request),
        journal=Journal(tmp_path / "file" / "journal.jsonl"),
    )
    with pytest.raises(InputError, match=r"cannot be written: .*; nothing was sent\."):
        asking.call("commitOrderDetail", COMMIT)
    assert asked == []
    assert asking.call("checkOrderDetailStatus", COMMIT).result.id == 5


def test_an_answer_counts_more_than_its_entry(client, journal):
    """If the disk is full afterwards, the answer is given, the entry stays open, and it is said."""

    def transport(request):
        journal.path.unlink()
        journal.path.mkdir()
        return Answer(200, {}, reply.write(Reply("createOrderHeader", "DEMO", None, OrderHeader(7)), NAMESPACE))

    asking = client(transport)
    assert asking.call("createOrderHeader", HEADER).result == OrderHeader(7)
    assert "cannot be written" in journal.trouble
    assert asking.last_entry in journal.trouble


def test_an_open_outcome_is_settled_by_what_was_found_out(client, journal):
    """And is no longer open then."""
    with pytest.raises(CccDiagError):
        client(says(Answer(500, {}, b""))).call("commitOrderDetail", COMMIT)
    (entry,) = journal.read().entries
    journal.settle(entry.id, "not-done", "asked CCC")
    (entry,) = journal.read().entries
    assert (entry.outcome, entry.verdict, entry.note, entry.is_open, entry.is_done) == (
        "unknown",
        "not-done",
        "asked CCC",
        False,
        False,
    )
    journal.settle(entry.id, "done")
    assert journal.read().entries[0].is_done


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"null",
        b'{"v": 2}',
        b'{"v": 1, "entry": "x", "at": "y", "event": "close", "outcome": "answered", "mode": null}',
        b'{"v": 1, "entry": "x", "at": "y", "event": "open", "operation": "o", "endpoint": "e", "profile": "p", "values": 3}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_none_of_ours_is_counted_and_no_other_is_lost(line, client, journal):
    """An editor, a crash or a later version may have been there."""
    asking = client(says(Reply("createOrderHeader", "DEMO", None, OrderHeader(7))))
    asking.call("createOrderHeader", HEADER)
    with journal.path.open("ab") as file:
        file.write(line + b"\n")
    asking.call("createOrderHeader", HEADER)
    contents = journal.read()
    assert ([entry.outcome for entry in contents.entries], contents.unreadable) == (["answered", "answered"], 1)


@given(cut=st.integers(min_value=1, max_value=400))
def test_a_line_that_a_crash_cut_swallows_no_other(cut, tmp_path_factory, gateway):
    """However little of it reached the disk."""
    journal = Journal(tmp_path_factory.mktemp("cut") / "journal.jsonl")
    operation = gateway.operation("commitOrderDetail")
    first = journal.open(operation, "http://127.0.0.1/", "p", COMMIT)
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + whole[: min(cut, len(whole) - 1)])
    second = journal.open(operation, "http://127.0.0.1/", "p", COMMIT)
    assert [entry.id for entry in journal.read().entries] == [first, second]


def test_threads_and_processes_write_into_one_journal(journal, gateway):
    """Every line whole, every entry its own."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom cccdiag.client.journal import Journal\n"
        "from cccdiag.kb.find import knowledge\n"
        "operation = knowledge().gateway().operation('commitOrderDetail')\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "for n in range(50): journal.open(operation, 'http://127.0.0.1/', 'p', {'orderDetailId': n})\n"
    )
    others = [subprocess.Popen([sys.executable, "-c", code, str(journal.path)]) for _ in range(2)]
    operation = gateway.operation("commitOrderDetail")

    def write():
        for number in range(50):
            journal.open(operation, "http://127.0.0.1/", "p", {"orderDetailId": number})

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait() for process in others] == [0, 0]
    contents = journal.read()
    assert (len(contents.entries), contents.unreadable) == (300, 0)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a matter of POSIX")
def test_a_kill_between_sending_and_answer_loses_no_line(site, gateway, tmp_path):
    """The process dies while the gateway holds the answer back; the journal says what was on its way."""
    path = tmp_path / "journal.jsonl"
    with Emulator(faults=[Fault(operation="commitOrderDetail", hang=True)]) as hanging:
        environ = os.environ | {
            "CCCDIAG_ENDPOINT": hanging.endpoint,
            "CCCDIAG_USERNAME": hanging.username.reveal(),
            "CCCDIAG_PASSWORD": hanging.password.reveal(),
            "CCCDIAG_ACCESS_KEY": hanging.access_key.reveal(),
            "CCCDIAG_ACCESS_SECRET": hanging.access_secret.reveal(),
        }
        command = [sys.executable, "-m", "cccdiag", "call", "commitOrderDetail", "--order-detail-id", "71"]
        process = subprocess.Popen([*command, "--journal", str(path)], env=environ)
        waited = threading.Event()
        while not (path.exists() and path.read_bytes().endswith(b"\n")):
            waited.wait(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    (entry,) = Journal(path).read().entries
    assert (entry.operation, entry.values, entry.outcome, entry.is_open) == (
        "commitOrderDetail",
        {"orderDetailId": "71"},
        None,
        True,
    )


def test_the_users_own_journal_is_in_the_platforms_place(monkeypatch, tmp_path):
    """Named after the program."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert Journal.own().path.parts[-2:] == ("cccdiag", "journal.jsonl")


def test_a_journal_that_is_a_folder_is_told(tmp_path):
    """In a sentence."""
    Secret("unrelated-canary")
    with pytest.raises(InputError, match="cannot be read"):
        Journal(tmp_path).read()
