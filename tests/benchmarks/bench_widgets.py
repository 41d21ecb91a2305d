"""What forms cost: their import, a triage of 10 MB against the command, and a kernel's memory after many runs.

Run it: ``python tests/benchmarks/bench_widgets.py [rounds]``. Seconds are CPU time, the least of several rounds taken in turn. Goals:
import of cccdiag.widgets at most 1.3 times that of ipywidgets; a triage through the form at most 1.3 times the command's; memory of a
real kernel grows by less than 5 MiB from run 26 to run 50.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "tests" / "corpus" / "cases" / "062-log-large.txt"
SIZE = 10_000_000
FORM = "from cccdiag.widgets import triage_desk; print(len(triage_desk().run(files=[{path!r}]).html))"
# The value of a cell is kept by IPython for ever (Out); what a form keeps is measured.
RUNS = {
    "check": "kept = desk.run()",
    "triage": "kept = desk.run(RECORD, files=[('a.log', LOG)]); kept = desk.ticket('engineer')",
    "order": "kept = desk.run('checkOrderDetailStatus', {'orderDetailId': '27'})",
    "explain": "kept = desk.run('204'); kept = desk.run('cannot log in')",
    "guide": "kept = desk.run('illiad', {'uses-ccc': 'no'})",
}
SETUP = """
import cccdiag.widgets, os
from pathlib import Path
RECORD = "2026-01-31 09:14:07,123 ERROR Copyright - <error_code>CCC_200</error_code> password=invented-lantern-77"
LOG = Path({log!r}).read_bytes()[:1_000_000]
def memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
desk = cccdiag.widgets.{name}_desk()
display(desk)
"""


def cpu(words: list[str]) -> float:
    """CPU seconds of one process."""
    before = os.times()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def compared(title: str, one: list[str], peer: list[str], rounds: int, goal: float | None) -> None:
    """Print the ratio of the least CPU times of two processes, taken in turn."""
    times = [(cpu(one), cpu(peer)) for _ in range(rounds)]
    mine, theirs = min(each[0] for each in times), min(each[1] for each in times)
    told = f"goal {goal}" if goal else "no goal"
    print(f"{title:<44} {mine:.2f} s to {theirs:.2f} s = {mine / theirs:.2f} ({told})")


def in_kernel(name: str, run: str) -> None:
    """Print how much the memory of a real kernel grows from run 26 to run 50."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(cwd=str(ROOT))
    try:
        _execute(client, SETUP.format(log=str(LOG), name=name))
        for _ in range(25):
            _execute(client, run)
        before = int(_execute(client, "print(memory())"))
        for _ in range(25):
            _execute(client, run)
        after = int(_execute(client, "print(memory())"))
        print(
            f"kernel, {name + ' form, runs 26 to 50':<36} {(after - before) / 2**20:+.1f} MiB (goal < 5), of {after / 2**20:.0f}"
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _execute(client, code: str) -> str:
    """What a cell prints; SystemExit with what it says when it fails."""
    asked, printed = client.execute(code), []
    while True:
        try:
            message = client.get_iopub_msg(timeout=120)
        except queue.Empty:
            raise SystemExit("the kernel does not answer") from None
        if message["parent_header"].get("msg_id") != asked:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "error":
            raise SystemExit(f"{content['ename']}: {content['evalue']}")
        if kind == "stream":
            printed.append(content["text"])
        if kind == "status" and content["execution_state"] == "idle":
            return "".join(printed)


def main() -> None:
    """All measures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    compared(
        "import cccdiag.widgets / ipywidgets",
        ["-c", "import cccdiag.widgets"],
        ["-c", "import ipywidgets"],
        rounds,
        1.3,
    )
    whole = ["-c", "from cccdiag.widgets import check_desk; check_desk()"]
    compared("… and a form made / ipywidgets", whole, ["-c", "import ipywidgets"], rounds, None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.txt"
        piece = LOG.read_bytes()
        path.write_bytes(piece * (SIZE // len(piece) + 1))
        form = ["-c", FORM.format(path=str(path))]
        command = [
            "-c",
            f"import sys; from cccdiag.cli import main; sys.exit(main(['triage', {str(path)!r}, '--format', 'html']) > 1)",
        ]
        compared("triage of 10 MB, form / command", form, command, rounds, 1.3)
    for name, run in RUNS.items():
        in_kernel(name, run)


if __name__ == "__main__":
    main()
