"""Triage against ripgrep with the same patterns, on the same log, in the same run.

  python tests/benchmarks/bench_triage.py                            256 MiB, one process and two, gz, a ticket
  python tests/benchmarks/bench_triage.py --size 1024 --repeat 3     1 GiB
  python tests/benchmarks/bench_triage.py --log client.log           an existing log
  python tests/benchmarks/bench_triage.py --signatures 1000          that many more signatures, each of which hits at least once
  python tests/benchmarks/bench_triage.py --signatures 10000 --size 64 --most 120   ripgrep does not end: a bound is printed

The made log is in the shape of log4net; one record in a thousand is to be found. Wall and processor seconds are the least of the
repetitions, whole processes, warm cache; what is only done once (the database of signatures, bytecode) is done in a run before.
On a machine with other work the processor's seconds say more.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import many_articles

MIB = 1 << 20
FOUND = (
    "CCC_{code}: request refused",
    "CCC error: The remote name could not be resolved: 'marketplace.copyright.com'",
    "The remote server returned an error: (504) Gateway Timeout. https://marketplace.copyright.com/ccc-api",
    "CCC says USER_MISCONFIGURED\n   at AtlasSystems.ILLiad.CCC.Order(Object sender) in Order.cs:line 88",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds, seconds of the processor, peak MiB."""

    wall: float
    busy: float
    memory: float
    ended: bool = True

    def against(self, other: Taken) -> str:
        """Both ratios to another command; a bound where that one was stopped."""
        if not other.ended:
            return f"at most {self.wall / other.wall:.3f} × wall: the other was stopped after {other.wall:.0f} s"
        return f"{self.wall / other.wall:.2f} × wall, {self.busy / other.busy:.2f} × processor"


def made(path: Path, size: int, words: list[str]) -> Path:
    """A log of that size; every thousandth record is to be found, every word of ``words`` at least once: several in a record."""
    chance = random.Random(1)
    plain = [
        lambda: (
            f"Request {uuid.UUID(int=chance.getrandbits(128))} GET /orders/{chance.randint(1, 10**6)} completed in {chance.randint(1, 900)} ms status=200"
        ),
        lambda: (
            f"Cache hit ratio {chance.random():.4f} for region 'TitleLookup' ({chance.randint(1, 50000)} entries, 500 MB max)"
        ),
        lambda: (
            f"CCC order detail {chance.randint(10**7, 10**8)} committed; right=GRANTED; request {uuid.UUID(int=chance.getrandbits(128))}"
        ),
        lambda: (
            f"Job PriceRefresh[{chance.randint(1, 64)}] heartbeat ok; queue depth {chance.randint(0, 500)}; command timeout 30"
        ),
        lambda: f"Session renewed for user u{chance.randint(1, 999)}, timeout=1200",
        lambda: (
            f"SELECT TOP 500 o.OrderId, o.Status FROM dbo.Orders o WHERE o.CustomerId = {chance.randint(1, 10**5)} -- {chance.randint(0, 99)} rows"
        ),
    ]

    def record(number: int, found: str | None) -> bytes:
        level, message = chance.choice(("INFO ", "INFO ", "DEBUG", "WARN ")), chance.choice(plain)()
        if found is not None:
            level, message = "ERROR", f"{chance.choice(FOUND).format(code=chance.randint(200, 218))} {found}"
        seconds = number // 200
        clock = f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{chance.randint(0, 999):03}"
        return f"2026-01-{1 + seconds // 86400 % 28:02} {clock} [{chance.randint(1, 80)}] {level} Desk.Orders.Part{chance.randint(1, 9)} - {message}\n".encode()

    # Plain records are made once and repeated: what is searched does not know it.
    stretches = [b"".join(record(1000 * part + one, None) for one in range(999)) for part in range(100)]
    each = -(-len(words) * sum(map(len, stretches)) // (len(stretches) * size))
    with path.open("wb") as file:
        number = 0
        while file.tell() < size or number * each < len(words):
            found = " ".join(words[(number * each + one) % len(words)] for one in range(each))
            file.write(stretches[number % len(stretches)] + record(1000 * number + 999, found))
            number += 1
    return path


def run(command: list[str], repeat: int, output: Path | None = None, most: float | None = None) -> Taken:
    """The least that a command took; one run before to warm up. One that does not end within ``most`` seconds is stopped."""
    taken = []
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(repeat + 1):
        with (output or Path(os.devnull)).open("wb") as sink:
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=sink, stderr=subprocess.DEVNULL, env=keeping)
            stop = threading.Timer(most or threading.TIMEOUT_MAX, process.kill)
            stop.start()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            stop.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode == -signal.SIGKILL and most is not None and wall >= most:
            return Taken(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, ended=False)
        assert process.returncode in (0, 1), f"{command} ended with {process.returncode}"
        taken.append(Taken(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    later = taken[1:]
    return Taken(min(one.wall for one in later), min(one.busy for one in later), max(one.memory for one in later))


def say(name: str, taken: Taken, size: int, ratio: str = "") -> None:
    """One line."""
    print(
        f"  {name:<26} {taken.wall:7.2f} s {taken.busy:7.2f} s busy {size / MIB / taken.wall:8.1f} MiB/s {taken.memory:6.0f} MiB  {ratio}",
        flush=True,
    )


def overlay(folder: Path, count: int) -> list[str]:
    """Articles with so many signatures; gives what each of them finds."""
    place = folder / "articles" / "network"
    place.mkdir(parents=True)
    texts = [many_articles.article(number).replace("id: net-", "id: local-", 1) for number in range(count)]
    for number, text in enumerate(texts):
        (place / f"local-made-{number:05}.yaml").write_text(text, encoding="utf-8")
    return [re.search(r"    matches:\n      - (.*)", text)[1] for text in texts]


def compare(log: Path, folder: Path, repeat: int, knowledge: list[str], most: float) -> None:
    """All measures on one log."""
    size = log.stat().st_size
    cccdiag = [sys.executable, "-m", "cccdiag"]
    patterns = folder / "patterns.txt"
    patterns.write_bytes(
        subprocess.run([*cccdiag, "kb", "patterns", *knowledge], capture_output=True, check=True).stdout
    )
    print(f"{log.name}: {size / MIB:.0f} MiB, {len(patterns.read_bytes().splitlines())} patterns")
    ripgrep = [shutil.which("rg") or "rg", "-n", "--no-unicode", "-j1", "--regex-size-limit", "4G", "-f", str(patterns)]
    base = run([*ripgrep, str(log)], repeat, folder / "rg.txt", most)
    lines = len((folder / "rg.txt").read_bytes().splitlines())
    say("rg -n --no-unicode -j1", base, size, f"{lines} lines" if base.ended else "stopped: it had not ended")
    answers, walls = [], []
    for jobs in ("1", "2"):
        answer = folder / f"{jobs}.json"
        command = [
            *cccdiag,
            "triage",
            str(log),
            "--format",
            "json",
            "--output",
            str(answer),
            "--jobs",
            jobs,
            *knowledge,
        ]
        taken = run(command, repeat)
        say(f"triage --jobs {jobs}", taken, size, taken.against(base))
        answers.append(answer.read_bytes())
        walls.append(taken.wall)
    found = sum(map(int, re.findall(rb'\n      "records": (\d+)', answers[0])))
    same = "the same" if answers[0] == answers[1] else "ANOTHER ANSWER"
    print(f"  {found} records found; two processes give {same}, {walls[0] / walls[1]:.2f} times as fast")
    packed = folder / "packed.log.gz"
    unpacked = min(size, 256 * MIB)
    with log.open("rb") as source, gzip.open(packed, "wb", compresslevel=6) as sink:
        for _ in range(unpacked // MIB):
            sink.write(source.read(MIB))
    other = run([ripgrep[0], "-z", *ripgrep[1:], str(packed)], repeat, most=most)
    say("rg -z", other, unpacked)
    taken = run([*cccdiag, "triage", str(packed), "--format", "json", *knowledge], repeat)
    say("triage of gz", taken, unpacked, taken.against(other))


def ticket(folder: Path, repeat: int) -> None:
    """A letter of ten kilobytes."""
    letter = folder / "ticket.txt"
    letter.write_text(
        "Since Monday ILLiad 9.2 says CCC_203 when we order. Our account is on hold?\n" * 130, encoding="utf-8"
    )
    taken = run([sys.executable, "-m", "cccdiag", "triage", str(letter), "--format", "json"], repeat)
    print(f"  a ticket of {letter.stat().st_size >> 10} KiB: {taken.wall:.2f} s, {taken.busy:.2f} s busy (aim 0.35)")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=Path, help="an existing log")
    parser.add_argument("--size", type=int, default=256, metavar="MIB", help="the size of the made log (default: 256)")
    parser.add_argument("--repeat", type=int, default=2, metavar="N", help="runs of each command (default: 2)")
    parser.add_argument("--signatures", type=int, default=0, metavar="N", help="more signatures, each of which hits")
    parser.add_argument(
        "--most", type=float, default=300, metavar="SECONDS", help="ripgrep is stopped after so long (default: 300)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words, knowledge = [], []
        if options.signatures:
            words = overlay(folder / "own", options.signatures)
            knowledge = ["--knowledge", str(folder / "own")]
        log = options.log or made(folder / "made.log", options.size * MIB, words)
        compare(log, folder, options.repeat, knowledge, options.most)
        ticket(folder, options.repeat)


if __name__ == "__main__":
    main()
