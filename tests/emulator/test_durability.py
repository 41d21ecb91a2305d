"""With a data file, what was answered stays, whatever happens to the process; and clients see one order of things."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cccdiag.emulator import Emulator
from cccdiag.errors import InputError
from cccdiag.secrets import Secret


class Remote:
    """An emulator in a process of its own, seen through its ready line."""

    def __init__(self, data, *options: str) -> None:
        command = [sys.executable, "-m", "cccdiag", "emulator", "--format", "json", "--data", str(data), *options]
        variables = {"CCCDIAG_USERNAME": "lasting", "CCCDIAG_PASSWORD": "not-a-real-password"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | variables
        )
        self.ready = json.loads(self.process.stdout.readline())
        self.endpoint = self.ready["endpoint"]
        self.access_key, self.access_secret, self.username, self.password = (
            Secret(self.ready[name]) for name in ("access_key", "access_secret", "username", "password")
        )
        self.product = self.ready["product"]

    def account(self, name: str) -> Secret:
        return self.username

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def test_orders_outlive_the_run(tmp_path, caller_of):
    """Another run on the same file finds the orders, under new credentials, and goes on counting."""
    with Emulator(data=tmp_path / "orders.sqlite") as gateway:
        customer = caller_of(gateway)
        order = customer.commit(customer.draft())
        error = customer.call("commitOrderDetail", orderDetailId=order.id).errors[0].id
    with Emulator(data=tmp_path / "orders.sqlite") as gateway:
        customer = caller_of(gateway)
        assert customer.status(order.id) == order
        assert customer.header() == order.id + 1
        assert int(customer.call("commitOrderDetail", orderDetailId=order.id).errors[0].id) > int(error)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a matter of POSIX")
def test_what_was_answered_survives_kill_9(tmp_path, caller_of):
    """Four clients order until the process is killed; every answered order is there afterwards, no id was given twice."""
    data = tmp_path / "orders.sqlite"
    answered: list[int] = []
    surprises: list[str] = []
    for _ in range(3):
        remote = Remote(data)
        stop = time.monotonic() + 0.6

        def order(remote=remote, stop=stop):
            customer = caller_of(remote)
            while time.monotonic() < stop + 5:
                try:
                    answered.append(customer.commit().id)
                except (OSError, http.client.HTTPException):
                    return
                except Exception as error:  # noqa: BLE001 - whatever it is, it is to be told
                    # Told with its moment: behind the kill, somebody else may have been given the port.
                    surprises.append(f"{time.monotonic() - stop:+.3f} s from the kill: {error!r}")
                    return

        clients = [threading.Thread(target=order) for _ in range(4)]
        for client in clients:
            client.start()
        time.sleep(0.6)
        remote.kill()
        for client in clients:
            client.join()
    assert surprises == []
    assert len(answered) > 10
    assert len(set(answered)) == len(answered)
    with Emulator(data=data) as gateway:
        customer = caller_of(gateway)
        assert {customer.status(detail).right for detail in answered} == {"GRANTED"}
        assert customer.header() > max(answered)


def test_concurrent_clients_see_one_order_of_things(tmp_path, caller_of):
    """Sixteen clients at once: ids are unique, and of many commits of one draft exactly one succeeds."""
    for data in (None, tmp_path / "orders.sqlite"):
        with Emulator(data=data) as gateway, ThreadPoolExecutor(16) as clients:
            customer = caller_of(gateway)
            ids = list(clients.map(lambda _, customer=customer: customer.header(), range(64)))
            assert len(set(ids)) == 64
            draft = customer.draft()
            commits = clients.map(
                lambda _, c=customer, d=draft: c.codes("commitOrderDetail", orderDetailId=d), range(16)
            )
            assert sorted(commits) == [()] + [("CCC_212",)] * 15


def test_a_file_serves_one_emulator_at_a_time(tmp_path):
    """The second one is refused in one sentence."""
    data = tmp_path / "orders.sqlite"
    with Emulator(data=data), pytest.raises(InputError, match="in use by another emulator"):
        Emulator(data=data).__enter__()


def test_files_of_others_are_left_alone(tmp_path):
    """Neither text nor a strange database is taken for a data file, and none is changed."""
    text = tmp_path / "notes.txt"
    text.write_text("My notes. " * 100)
    with pytest.raises(InputError, match="is not a data file of the emulator"):
        Emulator(data=text).__enter__()
    assert text.read_text() == "My notes. " * 100
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (x)")
    connection.commit()
    connection.close()
    before = other.read_bytes()
    with pytest.raises(InputError, match="not one of the emulator"):
        Emulator(data=other).__enter__()
    assert other.read_bytes() == before
    with pytest.raises(InputError, match="cannot be opened"):
        Emulator(data=tmp_path / "no" / "folder" / "x").__enter__()


def test_a_file_of_another_version_is_refused(tmp_path):
    """A file with other tables is not touched."""
    data = tmp_path / "orders.sqlite"
    with Emulator(data=data):
        pass
    connection = sqlite3.connect(data)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(InputError, match="another version"):
        Emulator(data=data).__enter__()


def test_the_store_opens_wherever_a_power_cut_left_its_log(tmp_path, caller_of):
    """With the write-ahead log cut at any length, the file opens, holds a beginning of what was done, and goes on counting."""
    data = tmp_path / "orders.sqlite"
    with Emulator(data=data) as gateway:
        customer = caller_of(gateway)
        ids = [customer.commit().id for _ in range(5)]
        main, log = data.read_bytes(), Path(f"{data}-wal").read_bytes()
    lengths = [0, 1, 31, 32, 33, 4096, *range(5000, len(log), len(log) // 7), len(log) - 1, len(log)]
    survived = []
    for number, length in enumerate(lengths):
        copy = tmp_path / f"copy-{number}.sqlite"
        copy.write_bytes(main)
        Path(f"{copy}-wal").write_bytes(log[:length])
        with Emulator(data=copy) as gateway:
            customer = caller_of(gateway)
            known = [customer.codes("checkOrderDetailStatus", orderDetailId=number) == () for number in ids]
            assert known == sorted(known, reverse=True)
            assert customer.header() not in [number for number, there in zip(ids, known, strict=True) if there]
        survived.append(sum(known))
    assert survived == sorted(survived)
    assert survived[-1] == len(ids)


def test_a_failing_disk_is_told_as_ccc_002_and_nothing_is_kept(tmp_path, caller_of, monkeypatch):
    """When a transaction fails every client of it hears CCC_002, and the next transaction works."""
    data = tmp_path / "orders.sqlite"
    with Emulator(data=data) as gateway:
        customer = caller_of(gateway)
        header = customer.header()
        gateway._parts._store._connection.execute("PRAGMA max_page_count = 1")
        codes = {customer.codes("modifyOrderHeader", orderHeaderId=header, courseName="x" * 255) for _ in range(60)}
        refused = [customer.ordered(header, title="x" * 255) for _ in range(40)]
        assert ("CCC_002",) in codes | {tuple(e.code for e in answer.errors) for answer in refused}
        gateway._parts._store._connection.execute("PRAGMA max_page_count = 100000")
        assert customer.draft(header)


def test_a_process_stops_cleanly_on_sigterm(tmp_path, caller_of):
    """After SIGTERM the exit code is 0 and the file is whole."""
    remote = Remote(tmp_path / "orders.sqlite")
    order = caller_of(remote).commit()
    remote.process.send_signal(signal.SIGTERM)
    assert remote.process.wait(10) == 0
    remote.process.stdout.close()
    with Emulator(data=tmp_path / "orders.sqlite") as gateway:
        assert caller_of(gateway).status(order.id) == order
