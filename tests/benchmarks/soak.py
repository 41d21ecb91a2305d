"""A long day in minutes: orders under random faults, health checks and a followed log, all at once; nothing may grow or get lost.

Run it: ``python tests/benchmarks/soak.py --seconds 600``. Four threads order at an emulator whose gateway fails by chance, a fifth
examines the site again and again, and ``cccdiag triage --follow`` reads a log that grows and is started anew. Afterwards memory,
file handles and threads of both processes are compared with what they were after warming up, and every change with the journal,
the emulator's store and the followed log. Exit code 1 when something grew or is unaccounted for. A rise of two megabytes is
expected here: the pages that SQLite keeps of the emulator's data file (``PRAGMA cache_size``), and no more than that.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from faulty_gateway import DETAIL, FAULTS, HEADER  # noqa: E402 - a script is started from anywhere

from cccdiag.checks import doctor  # noqa: E402
from cccdiag.checks.site import Site  # noqa: E402
from cccdiag.client.gateway import GatewayClient  # noqa: E402
from cccdiag.client.journal import Journal  # noqa: E402
from cccdiag.client.outcomes import word_of  # noqa: E402
from cccdiag.client.profile import Credentials, Profile, Timeouts  # noqa: E402
from cccdiag.emulator import Emulator  # noqa: E402
from cccdiag.errors import CccDiagError  # noqa: E402
from cccdiag.kb.find import knowledge  # noqa: E402

THREADS = 4
LINE = "{:%Y-%m-%d %H:%M:%S},{:03} [{}] {} AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - {}\n"
# The log is started anew after so many lines.
GENERATION = 5000
# What was written last is taken to be complete when nothing came for a while.
_COMPLETE = 3.0
# What one process may need more at the end than in the middle: megabytes, and a share.
MEGABYTES, SHARE = 12.0, 0.06


@dataclass(slots=True)
class Sample:
    """What a process holds at one moment; memory in megabytes."""

    memory: float
    handles: int
    threads: int


@dataclass(slots=True)
class Soak:
    """Everything that runs, and what is found out about it."""

    folder: Path
    seconds: float
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    words: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    logged: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    following: subprocess.Popen[bytes] | None = None
    samples: dict[str, list[Sample]] = field(default_factory=lambda: {"here": [], "follow": []})

    def run(self) -> None:
        """Let all of it go on for so many seconds, then count."""
        journal = Journal(self.folder / "journal.jsonl")
        with Emulator(data=self.folder / "orders.sqlite", faults=FAULTS) as gateway:
            given = Credentials(gateway.username, gateway.password, gateway.access_key, gateway.access_secret)
            profile = Profile("soak", gateway.endpoint, given, gateway.product, timeouts=Timeouts(1, 0.5, 1))
            with GatewayClient(profile, knowledge().gateway(), journal=journal, environ={}) as client:
                self._all_at_once(client, profile)
            store = gateway._parts._store
            self._account(journal, store)

    def _all_at_once(self, client: GatewayClient, profile: Profile) -> None:
        log = self.folder / "client.log"
        log.write_text("", encoding="utf-8")
        with log.open("a", encoding="utf-8") as file, (self.folder / "seen.jsonl").open("w", encoding="utf-8") as seen:
            following = self.following = _follow(log, self.folder / "followed.json")
            callers = [
                threading.Thread(target=self._safely, args=(self._order, client, number, seen))
                for number in range(THREADS)
            ]
            threads = [
                *callers,
                threading.Thread(target=self._safely, args=(self._examine, profile)),
                threading.Thread(target=self._safely, args=(self._write, log, file)),
            ]
            for thread in threads:
                thread.start()
            try:
                self._watch({"here": os.getpid(), "follow": following.pid})
            finally:
                self.stop.set()
                for thread in threads:
                    thread.join()
                self._read_up_to(log, log.stat().st_size)
                time.sleep(_COMPLETE)
                following.send_signal(signal.SIGINT)
                following.wait(120)

    def _safely(self, work, *args) -> None:
        try:
            work(*args)
        except Exception as error:  # noqa: BLE001 - said at the end, with the rest
            self.troubles.append(f"{work.__name__}: {type(error).__name__}: {error}")

    def _watch(self, pids: dict[str, int]) -> None:
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            time.sleep(0.5)
            for name, pid in pids.items():
                self.samples[name].append(_sample(pid))

    def _order(self, client: GatewayClient, number: int, seen) -> None:
        dice = random.Random(number)
        headers: list[int] = []
        details: list[int] = []
        count = 0
        while not self.stop.is_set():
            count += 1
            reference = f"T{number}-{count}"
            kind = dice.choice(("header", "detail", "detail", "commit", "cancel", "status"))
            if kind == "header" or not headers:
                name, values = "createOrderHeader", HEADER | {"custRefNum": reference}
            elif kind == "detail" or not details:
                chosen = {"orderHeaderId": dice.choice(headers), "customerRefNum": reference}
                name, values = "createOrderDetail", DETAIL | chosen
            else:
                name = {
                    "commit": "commitOrderDetail",
                    "cancel": "cancelOrderDetail",
                    "status": "checkOrderDetailStatus",
                }[kind]
                values = {"orderDetailId": dice.choice(details)}
            operation = client.operation(name)
            reply = None
            try:
                reply = client.call(name, values)
                word = "answered"
            except CccDiagError as error:
                word = word_of(operation, error)
            if reply is not None and name.startswith("create"):
                kept = headers if name == "createOrderHeader" else details
                kept.append(reply.result.id)
                del kept[:-20]
            if operation.mutating:
                about = reference if name.startswith("create") else str(values["orderDetailId"])
                with self.lock:
                    self.words[word] += 1
                    seen.write(json.dumps([client.last_entry, name, about, word]) + "\n")

    def _examine(self, profile: Profile) -> None:
        facts = knowledge()
        while not self.stop.is_set():
            site = Site(profile=profile, gateway=facts.gateway())
            report = doctor.examine(site, facts, doctor.chosen(skip=("marketplace",)), 20)
            self.checked.update(result.status for result in report.results)
            self.stop.wait(0.5)

    def _write(self, log: Path, file) -> None:
        """A log that grows by a handful of lines a tick, with errors of three kinds, and is started anew now and then."""
        import datetime as dt

        dice = random.Random(99)
        codes = ("CCC_203", "CCC_204", "CCC_001")
        count = 0
        while not self.stop.is_set():
            for _ in range(dice.randint(1, 20)):
                count += 1
                now = dt.datetime.now(dt.UTC)
                code = dice.choice(codes) if dice.random() < 0.2 else None
                text = f"the gateway answered {code}" if code else f"saved order {count} of {dice.random()}"
                level = "ERROR" if code else "INFO "
                file.write(LINE.format(now, now.microsecond // 1000, dice.randint(1, 9), level, text))
                if code:
                    self.logged[code] += 1
            file.flush()
            if count >= GENERATION and self.seconds > 60:
                count = 0
                self._read_up_to(log, log.stat().st_size)
                file.truncate(0)
                file.seek(0)
                self._read_up_to(log, 0)
            self.stop.wait(0.05)

    def _read_up_to(self, log: Path, size: int) -> None:
        """Wait until the reader stands there: on a busy machine it may be seconds behind."""
        assert self.following is not None
        held = Path("/proc") / str(self.following.pid)
        while self.following.poll() is None:
            for handle in (held / "fd").iterdir():
                try:
                    if handle.readlink() == log:
                        place = (held / "fdinfo" / handle.name).read_text("ascii").split(maxsplit=2)[1]
                        if int(place) == size:
                            return
                except FileNotFoundError:
                    continue  # closed since the folder was listed
            time.sleep(0.1)

    def _account(self, journal: Journal, store) -> None:
        """Compare what the callers saw, the journal, the store and the followed log."""
        rows = [json.loads(line) for line in (self.folder / "seen.jsonl").read_text("utf-8").splitlines()]
        contents = journal.read()
        seen = {entry: (name, word) for entry, name, _, word in rows}
        self._expect("journal", seen == {one.id: (one.operation, one.outcome) for one in contents.entries})
        self._expect("journal lines", contents.unreadable == 0 and len(seen) == len(rows))
        headers = store.latest_headers(len(rows) + 1)
        details = [detail for header in headers for detail in store.details_of(header.id)]
        there = Counter(header.fields["custRefNum"] for header in headers)
        there += Counter(detail.fields["customerRefNum"] for detail in details)
        asked = {about: word for _, name, about, word in rows if name.startswith("create")}
        self._expect("nothing made twice", set(there.values()) <= {1})
        self._expect("nothing made that nobody asked for", set(there) <= set(asked))
        self._expect(
            "all that was answered is there", all(about in there for about, w in asked.items() if w == "answered")
        )
        self._expect(
            "nothing that was refused is there",
            not any(w in ("refused", "not-sent") and a in there for a, w in asked.items()),
        )
        for name, done in (("commitOrderDetail", "committed"), ("cancelOrderDetail", "cancelled")):
            words: dict[str, Counter[str]] = {}
            for _, operation, about, word in rows:
                if operation == name:
                    words.setdefault(about, Counter())[word] += 1
            state = {str(detail.id): bool(getattr(detail, done)) for detail in details}
            self._expect(f"{name}: answered is done", all(state[a] for a, w in words.items() if w["answered"]))
            sure = (about for about, w in words.items() if not w["answered"] and not w["unknown"])
            self._expect(f"{name}: refused is not done", not any(state[about] for about in sure))
        found = json.loads((self.folder / "followed.json").read_text("utf-8"))
        counted = {one["id"]: one["records"] for one in found["diagnoses"]}
        self._expect(
            f"the followed log: {counted} of {dict(self.logged)}",
            all(counted.get(code) == count for code, count in self.logged.items()),
        )
        self.growth()

    def growth(self) -> None:
        """Compare the last fifth of the run with what came after warming up."""
        for name, samples in self.samples.items():
            size = len(samples)
            middle, last = samples[size * 2 // 5 : size * 3 // 5], samples[size * 4 // 5 :]
            before, after = (statistics.median(one.memory for one in part) for part in (middle, last))
            tenths = " ".join(f"{samples[size * n // 10].memory:.1f}" for n in range(10))
            print(f"{name}: memory by tenths of the time {tenths}, at last {samples[-1].memory:.1f} MB", end="; ")
            self._expect(f"memory of {name}", after - before <= max(MEGABYTES, before * SHARE))
            for what in ("handles", "threads"):
                early, late = (max(getattr(one, what) for one in part) for part in (samples[: size * 3 // 5], last))
                print(f"{what} at most {early} → {late}", end="; ")
                self._expect(f"{what} of {name}", late <= early + 2)
            print()

    def _expect(self, what: str, holds: bool) -> None:
        if not holds:
            self.troubles.append(what)


def _follow(log: Path, output: Path) -> subprocess.Popen[bytes]:
    """The reader, when it reads."""
    command = [sys.executable, "-m", "cccdiag", "triage", str(log), "--follow", "--format", "json"]
    command += ["--output", str(output)]
    beside = output.with_suffix(".said")
    with beside.open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
    while not beside.stat().st_size and process.poll() is None:
        time.sleep(0.1)
    return process


def _sample(pid: int) -> Sample:
    process = Path("/proc") / str(pid)
    status = dict(line.split(":", 1) for line in (process / "status").read_text("ascii").splitlines())
    handles = len(list((process / "fd").iterdir()))
    return Sample(int(status["VmRSS"].split()[0]) / 1024, handles, int(status["Threads"]))


def main() -> int:
    """Run, print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600)
    args = parser.parse_args()
    # Started in the background of a shell, this program ignores SIGINT, and what it starts would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), args.seconds)
        soak.run()
    print(f"changes: {sum(soak.words.values())} {dict(soak.words)}")
    print(f"checks: {dict(soak.checked)}; log: {dict(soak.logged)}")
    print(
        "\n".join(["troubles:", *soak.troubles])
        if soak.troubles
        else "nothing grew beyond its bounds, and all is accounted for"
    )
    return bool(soak.troubles)


if __name__ == "__main__":
    sys.exit(main())
