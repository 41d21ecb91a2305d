"""500 sites side by side against one after the other, when each gateway takes a second to answer; and what the sites cost in CPU time.

Run it: ``python tests/benchmarks/bench_many_sites.py [sites]``. The gateway is real HTTP on loopback: a server before an emulator that
waits a second with each POST. One after the other is timed with ten sites and multiplied, since 500 would take ten minutes.
Goal: 20 times faster, and no thread or handle more than before.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import loopback  # noqa: E402 - found by the path above

from cccdiag.cli import check, check_sites  # noqa: E402 - as above
from cccdiag.emulator import Emulator  # noqa: E402 - as above

PROFILE = """\
endpoint: {endpoint}
username: env:SITE_USERNAME
password: env:SITE_PASSWORD
access_key: env:SITE_ACCESS_KEY
access_secret: env:SITE_ACCESS_SECRET
product: {product}
"""
SAMPLE = 10


def sites(folder: Path, jobs: int):
    """What the command line would make of ``check --profiles FOLDER --jobs N``."""
    from cccdiag.checks import doctor
    from cccdiag.cli import check_inputs, parsing

    args = parsing.parse("check", check, ["--profiles", str(folder), "--jobs", str(jobs)])
    return check_sites.Sites(args, doctor.chosen(), check_inputs.Exceptions(), None)


def measured(folder: Path, jobs: int) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds and healthy sites of one look."""
    wall, cpu = time.perf_counter(), time.process_time()
    reports = sites(folder, jobs).look()
    return time.perf_counter() - wall, time.process_time() - cpu, sum(report.status == "ok" for report in reports)


def handles() -> int:
    """Open files and sockets, where the system tells."""
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0


def main(count: int) -> None:
    """Print the figures."""
    pause = threading.Event()

    def slow(request):
        if request.method == "POST":
            pause.wait(1.0)

    with contextlib.ExitStack() as stack:
        gateway = stack.enter_context(Emulator())
        port, _ = stack.enter_context(loopback.front(gateway.endpoint, slow))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        for key in ("username", "password", "access_key", "access_secret"):
            os.environ[f"SITE_{key.upper()}"] = getattr(gateway, key).reveal()
        text = PROFILE.format(endpoint=f"http://127.0.0.1:{port}/AcademicGateway", product=gateway.product)
        for name, number in (("few", SAMPLE), ("many", count)):
            (folder / name).mkdir()
            for site in range(number):
                (folder / name / f"site-{site:04}.yaml").write_text(text, encoding="utf-8")
        measured(folder / "few", SAMPLE)  # what is made once is made now
        one_by_one, _, well = measured(folder / "few", 1)
        print(f"one after the other: {one_by_one / SAMPLE:6.2f} s a site ({well} of {SAMPLE} healthy)")
        before = threading.active_count(), handles(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for jobs in (32, 64, 128):
            wall, cpu, well = measured(folder / "many", jobs)
            times = one_by_one / SAMPLE * count / wall
            print(f"{count} sites, {jobs:>3} at a time: {wall:6.1f} s, {times:5.1f} × faster; {cpu / count * 1000:.0f} ms CPU a site with "
                  f"its gateway ({well} healthy)")  # fmt: skip
        time.sleep(2)
        after = threading.active_count(), handles(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"threads {before[0]} → {after[0]}, handles {before[1]} → {after[1]}, peak memory {before[2] // 1024} → {after[2] // 1024} MiB"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
