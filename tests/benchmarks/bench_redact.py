"""Redaction against triage on a large log, by one process and as it comes: seconds, megabytes a second, peak memory.

  python tests/benchmarks/bench_redact.py LOG     an existing log, such as one of 1 GiB
  python tests/benchmarks/bench_redact.py         a log of 64 MiB that is made for it

The aim: at least half the speed of triage, at most 96 MiB. A log in which every third line holds a mail address or a session
token, as the made one does, is redaction's worst case; one without secrets its best.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

SIZE = 64 << 20
# Runs a command line in its own process and says on the last line what it took.
RUNNER = """
import resource, sys, time
from cccdiag.cli import main
start = time.perf_counter()
main(sys.argv[1:])
wall = time.perf_counter() - start
mine, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(f"\\n{wall:.2f} {mine.ru_utime + others.ru_utime:.2f} {max(mine.ru_maxrss, others.ru_maxrss) / 1024:.0f}")
"""


def made(path: Path, *, secrets: bool) -> Path:
    """A log in the shape of log4net."""
    chance = random.Random(1)
    messages = [
        lambda: (
            f"Request {uuid.UUID(int=chance.getrandbits(128))} GET /orders/{chance.randint(1, 10**6)} completed in {chance.randint(1, 900)} ms status=200"
        ),
        lambda: f"Cache hit ratio {chance.random():.4f} for region 'TitleLookup'",
        lambda: f"CCC order detail {chance.randint(10**7, 10**8)} committed; right=GRANTED",
        lambda: f"Job PriceRefresh[{chance.randint(1, 64)}] heartbeat ok; queue depth {chance.randint(0, 500)}",
    ]
    if secrets:
        messages += [
            lambda: f"Mail queued to {chance.randint(1000, 99999)}@library.example subject 'Your order'",
            lambda: f"User preferences loaded: Culture=en-US; Token={uuid.UUID(int=chance.getrandbits(128))}",
        ]
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < SIZE:
            file.writelines(
                f"2026-01-31 09:14:{chance.randint(0, 59):02d},123 [{chance.randint(1, 80)}] INFO  Desk.Orders - {chance.choice(messages)()}\n"
                for _ in range(5000)
            )
    return path


def measured(path: Path, arguments: list[str]) -> tuple[float, float, int]:
    """Wall seconds, processor seconds of all processes and peak MiB of the largest, of one command on a log."""
    ran = subprocess.run([sys.executable, "-c", RUNNER, *arguments], capture_output=True, text=True, check=True)
    wall, user, memory = re.search(r"(\S+) (\S+) (\S+)\s*\Z", ran.stdout).groups()
    size = path.stat().st_size / (1 << 20)
    print(
        f"  {arguments[0]:<7} {float(wall):7.2f} s  {float(user):7.2f} s of processor  {size / float(user):7.1f} MiB/s  {memory:>4} MiB"
    )
    return float(wall), float(user), int(memory)


def compare(path: Path, folder: Path) -> None:
    """Both commands on one log, triage once to warm up."""
    print(f"{path.name}, {path.stat().st_size >> 20} MiB")
    triage = ["triage", str(path), "--format", "json", "--output", str(folder / "triage.json")]
    measured(path, triage)
    wall, user, _ = measured(path, triage)
    looked, less, memory = measured(path, ["redact", str(path), "--check"])
    print(f"  --check at {user / less:.2f} × the speed of triage, {wall / looked:.2f} × by the clock; {memory} MiB")
    redact = ["redact", str(path), "--output"]
    longer, more, memory = measured(path, [*redact, str(folder / f"one-{path.name}"), "--jobs", "1"])
    print(
        f"  one process at {user / more:.2f} × the speed of triage, {wall / longer:.2f} × by the clock; {memory} MiB (aim 96)"
    )
    two, _, largest = measured(path, [*redact, str(folder / f"by-itself-{path.name}")])
    print(
        f"  as it comes, with further processes from 32 MiB on: {wall / two:.2f} × the speed of triage by the clock (aim 0.5); {largest} MiB the largest"
    )


def main() -> None:
    """Measure what was named, or two logs that are made."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if sys.argv[1:]:
            compare(Path(sys.argv[1]), folder)
            return
        compare(made(folder / "plain.log", secrets=False), folder)
        compare(made(folder / "secrets.log", secrets=True), folder)


if __name__ == "__main__":
    main()
