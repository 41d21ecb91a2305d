"""Who reads a set of logs: one process, two, or a Dask cluster of two local workers of one thread each; by turns, in one run.

  python tests/benchmarks/bench_cluster.py                        two made logs of 512 MiB together
  python tests/benchmarks/bench_cluster.py --size 2048 --turns 5  2 GiB
  python tests/benchmarks/bench_cluster.py --log logs/            an existing log or folder
  python tests/benchmarks/bench_cluster.py --memory               the largest worker at this size and at a quarter of it as well

Goals: two processes at least 1.8 times as fast as one, Dask's workers at least 0.85 times as fast as two processes, memory that does not
grow with the set. Wall seconds are those of whole processes (the import of dask counted), the least of all turns; the middle one is
shown beside it. Every answer must be the same. With other work on the machine the processor's seconds say more: those of the
workers are counted with those of the command that they work for.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

import psutil
from bench_triage import MIB, made, run
from dask import distributed

ROOT = Path(__file__).resolve().parents[2]


def peak(process: psutil.Process) -> float:
    """The most memory that a process has had, in MiB; what it has now where that is all that is told."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line[:6] == "VmHWM:")
    memory = process.memory_info()
    return getattr(memory, "peak_wset", memory.rss) / MIB


class Workers:
    """Two Dask workers, and what they and their scheduler have used."""

    def __init__(self) -> None:
        self._cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0")
        self.address = self._cluster.scheduler_address
        self._all = [psutil.Process(worker.pid) for worker in self._cluster.workers.values()]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._cluster.close()

    def busy(self) -> float:
        """Seconds of the processor until now; those of this process, in which the scheduler runs, included."""
        times = (one.cpu_times() for one in (*self._all, psutil.Process()))
        return sum(each.user + each.system for each in times)

    def memory(self) -> float:
        """MiB of the largest worker at its largest."""
        return max(map(peak, self._all))


def command(logs: list[Path], *options: str) -> list[str]:
    """One triage of the set."""
    return [sys.executable, "-m", "cccdiag", "triage", *map(str, logs), "--format", "json", *options]


def compare(logs: list[Path], folder: Path, turns: int) -> None:
    """All three ways by turns."""
    with Workers() as workers:
        ways = {
            "one process": ("--jobs", "1"),
            "two processes": ("--jobs", "2"),
            "two Dask workers": ("--cluster", workers.address),
        }
        walls: dict[str, list[float]] = {name: [] for name in ways}
        busy: dict[str, list[float]] = {name: [] for name in ways}
        answers = set()
        for turn in range(turns + 1):
            for name, options in ways.items():
                answer = folder / "answer.json"
                before = workers.busy()
                started = time.perf_counter()
                usage = _ran(command(logs, *options, "--output", str(answer)))
                wall = time.perf_counter() - started
                if turn:  # the first turn compiles and caches
                    walls[name].append(wall)
                    busy[name].append(usage + (workers.busy() - before if "Dask" in name else 0))
                answers.add(answer.read_bytes())
        for name in ways:
            each = walls[name]
            print(
                f"  {name:<17} {min(each):7.2f} s  (middle {statistics.median(each):.2f})  {min(busy[name]):7.2f} s busy"
            )
        one, two, dask = walls.values()
        print(f"  two processes: {min(one) / min(two):.2f} × as fast as one (goal 1.8)")
        middle = statistics.median(local / far for local, far in zip(two, dask, strict=True))
        print(
            f"  Dask: {min(two) / min(dask):.2f} × as fast as two processes, in the middle of the turns {middle:.2f} (goal 0.85)"
        )
        print(f"  answers: {'all the same' if len(answers) == 1 else 'NOT THE SAME'}")


def _ran(words: list[str]) -> float:
    """Seconds of the processor that a command and its children took."""
    before = psutil.Process().cpu_times()
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode(errors="replace"))
    after = psutil.Process().cpu_times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def memory(logs: list[Path], name: str) -> None:
    """The largest process of each way."""
    local = run(command(logs, "--jobs", "2"), 1).memory
    with Workers() as workers:
        empty = workers.memory()
        _ran(command(logs, "--cluster", workers.address))
        print(
            f"  {name}: largest of two processes {local:.0f} MiB, largest Dask worker {workers.memory():.0f} MiB ({empty:.0f} before)"
        )


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--log", type=Path, action="append", help="an existing log or folder; may be given more than once"
    )
    parser.add_argument("--size", type=int, default=512, metavar="MIB", help="the made logs together (default: 512)")
    parser.add_argument("--turns", type=int, default=3, metavar="N", help="how often each is measured (default: 3)")
    parser.add_argument("--memory", action="store_true", help="measure memory at two sizes too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logs = options.log or [made(folder / f"{part}.log", options.size * MIB // 2, []) for part in "ab"]
        compare(logs, folder, options.turns)
        if options.memory:
            small = made(folder / "small.log", options.size * MIB // 4, [])
            memory([small], f"{options.size // 4} MiB")
            memory(logs, "the whole set")


if __name__ == "__main__":
    main()
