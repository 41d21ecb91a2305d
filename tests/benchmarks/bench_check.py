"""What a health check costs: the whole process against importing what it cannot do without, and the engine by itself.

Run it: ``python tests/benchmarks/bench_check.py [rounds]``. Whole processes are timed in turn with their peer, so that a busy machine
slows both; the figures are medians, the ratio is what counts. Goals: ``check --demo`` within 1.5 s on two cores (0.8 hoped for),
engine at most 50 ms, a dead network at most 0.5 s over its limit.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
PEER = ("-c", "import requests, lxml.etree")
RUNS = {
    "peer: import requests, lxml.etree": PEER,
    "check --demo": ("-m", "cccdiag", "check", "--demo"),
    "check --demo --format json": ("-m", "cccdiag", "check", "--demo", "--format", "json"),
    "check --demo --format prometheus": ("-m", "cccdiag", "check", "--demo", "--format", "prometheus"),
    "check --list": ("-m", "cccdiag", "check", "--list"),
}


def process(words: tuple[str, ...]) -> float:
    """Seconds of one whole process."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - begin


def engine() -> tuple[float, float]:
    """Seconds of the engine for a dozen checks that do nothing, and over its limit when one of them hangs."""
    import threading

    from cccdiag.checks.core import as_observed, run
    from cccdiag.checks.model import Check, Observation, Verdict
    from cccdiag.checks.site import Site
    from cccdiag.client.profile import Profile
    from cccdiag.kb.find import knowledge

    site = Site(profile=Profile("p", "http://127.0.0.1/"), gateway=knowledge().gateway())

    def one(number: int, probe) -> Check:
        needs = (f"c{number - 1}",) if number % 3 else ()
        return Check(f"c{number}", "http", "c", needs, (), {"good": Verdict("ok", "good")}, probe, as_observed)

    idle = [one(number, lambda _site: Observation("good")) for number in range(13)]
    begin = time.perf_counter()
    run(idle, site, 40)
    quick = time.perf_counter() - begin
    never = threading.Event()
    begin = time.perf_counter()
    run([one(0, lambda _site: never.wait(30) and Observation("good"))], site, 1.0)
    over = time.perf_counter() - begin - 1.0
    never.set()
    return quick, over


def main(rounds: int) -> None:
    """Print the figures."""
    for words in RUNS.values():
        process(words)  # the cache of compiled facts and of byte code is warm for everybody
    seconds: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(rounds):
        for name, words in RUNS.items():
            seconds[name].append(process(words))
    medians = {name: statistics.median(found) for name, found in seconds.items()}
    peer = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"{name:<36} {median * 1000:7.0f} ms  {median / peer:5.2f} × peer")
    quick, over = map(statistics.median, zip(*(engine() for _ in range(5)), strict=True))
    print(f"{'engine, 13 checks that do nothing':<36} {quick * 1000:7.1f} ms")
    print(f"{'engine, over the limit when one hangs':<36} {over * 1000:6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
