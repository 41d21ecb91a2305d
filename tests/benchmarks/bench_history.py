"""``cccdiag history`` over 10 million stored results: 1,000 sites, 30 days, 12 articles, 28 inputs for each; and what storing costs.

Run it: ``python tests/benchmarks/bench_history.py [millions]``. The rows are made inside the database; the sums are those that the store
keeps while it is written. Times are those of whole processes and of the questions alone. Goal: an answer within 1 s.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from cccdiag.history.ask import Question, history  # noqa: E402 - found by the path above
from cccdiag.history.identity import fingerprint  # noqa: E402 - as above
from cccdiag.history.store import Store  # noqa: E402 - as above
from cccdiag.triage.counted import Counted, Unknown  # noqa: E402 - as above

SITES, DAYS, ARTICLES = 1000, 30, 12
FIRST_DAY = 20_740
_ROWS = """
WITH RECURSIVE
  s(site) AS (SELECT 1 UNION ALL SELECT site + 1 FROM s WHERE site < :sites),
  a(article) AS (SELECT 1 UNION ALL SELECT article + 1 FROM a WHERE article < :articles),
  d(day) AS (SELECT :first UNION ALL SELECT day + 1 FROM d WHERE day < :first + :days - 1),
  i(input) AS (SELECT 1 UNION ALL SELECT input + 1 FROM i WHERE input < :inputs)
INSERT INTO found SELECT site, article, day, input, 1 + (site * article + day) % 9, day * 86400 + site % 40000,
  day * 86400 + 40000 + site % 40000 FROM s, a, d, i
"""
_SUMS = """
INSERT INTO daily SELECT day, article, site, sum(records), min(first), max(last) FROM found GROUP BY day, article, site;
INSERT INTO spans SELECT site, article, sum(records), min(first), max(last) FROM found GROUP BY site, article;
"""
_NAMES = ("CCC_200", "CCC_203", "CCC_206", "http-504", "http-500", "net-dns", "net-timeout", "net-tls-trust", "net-connect", "CCC_100",
          "http-407", "CCC_201")  # fmt: skip


def filled(path: Path, millions: float) -> int:
    """A store with so many results; gives how many."""
    inputs = max(round(millions * 1e6 / (SITES * DAYS * ARTICLES)), 1)
    values = {"sites": SITES, "days": DAYS, "articles": ARTICLES, "first": FIRST_DAY, "inputs": inputs}
    with Store(path, create=True) as store:
        with store.writing():
            store.connection.executemany(
                "INSERT INTO sites VALUES (?, ?)", [(n, f"site-{n:04}") for n in range(1, SITES + 1)]
            )
            store.connection.executemany("INSERT INTO articles VALUES (?, ?)", enumerate(_NAMES[:ARTICLES], start=1))
            store.connection.execute(_ROWS, values)
        store.connection.executescript(_SUMS)
        return int(store.connection.execute("SELECT count(*) FROM found").fetchone()[0])


def timed(store: Store, question: Question) -> float:
    """Seconds of one question, the best of three."""
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        history(store, question, str)
        best = min(best, time.perf_counter() - begin)
    return best


def main(millions: float) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite"
        begin = time.perf_counter()
        rows = filled(path, millions)
        print(f"{rows:,} results in {path.stat().st_size >> 20} MiB, made in {time.perf_counter() - begin:.0f} s")
        with Store(path) as store:
            for name, question in (
                ("everything", Question()),
                ("one site", Question(site="site-0500")),
                ("one article", Question(article="http-504")),
                ("a week", Question(since="2026-11-01", until="2026-11-07")),
            ):
                print(f"{name:<12} {timed(store, question) * 1000:7.0f} ms")
            day = "2026-11-13"
            counts = [Counted("log", name, day, 5, f"{day}T08:00:00", f"{day}T09:00:00") for name in _NAMES]
            begin = time.perf_counter()
            with store.writing():
                for number in range(200):
                    print_ = fingerprint(_stream(number))
                    store.add(
                        "site-0500",
                        f"log{number}",
                        print_,
                        counts,
                        [Unknown("log", "s", 1, "e")],
                        read_at="2026-11-13T10:00:00",
                    )
            print(f"storing      {(time.perf_counter() - begin) / 200 * 1000:7.2f} ms an input")
        best = float("inf")
        for _ in range(3):
            begin = time.perf_counter()
            command = [sys.executable, "-m", "cccdiag", "history", "--store", str(path), "--format", "json"]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
            best = min(best, time.perf_counter() - begin)
        print(f"cccdiag history, the whole process: {best:.2f} s")


def _stream(number: int):
    import io

    return io.BytesIO(f"{number} ".encode() * 400)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
