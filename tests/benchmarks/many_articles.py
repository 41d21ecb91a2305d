"""A knowledge folder with as many articles as one likes: sound ones, no two alike.

Run as a program it prints what 1,000 and 10,000 articles cost: ``python tests/benchmarks/many_articles.py 1000 10000``.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "bu",
    "da",
    "de",
    "di",
    "do",
    "du",
    "fa",
    "fe",
    "fi",
    "fo",
    "fu",
    "ga",
    "ge",
    "gi",
    "go",
    "gu",
    "la",
    "le",
    "li",
    "lo",
    "lu",
    "ma",
    "me",
    "mi",
    "mo",
    "mu",
    "na",
    "ne",
    "ni",
    "no",
    "nu",
    "ra",
    "re",
    "ri",
    "ro",
    "ru",
]


def words(source: random.Random, count: int) -> str:
    """Words that no other article has, most of the time."""
    return " ".join("".join(source.choices(SYLLABLES, k=source.randint(2, 4))) for _ in range(count))


def article(number: int) -> str:
    """One sound article of the network family."""
    source = random.Random(number)
    name = f"{words(source, 2)} {number:05d}"
    message = f"{words(source, 3)} failed with {number:05d} {words(source, 2)}"
    causes = "".join(
        f"""  - id: cause-{place}
    text: {words(source, 12).capitalize()}.
    likelihood: {likelihood}
    actor: network
    steps:
      - text: {words(source, 8).capitalize()}.
        verify: {words(source, 6).capitalize()}.
"""
        for place, likelihood in enumerate(("common", "occasional", "rare"))
    )
    phrases = "".join(f"  - {words(source, 5)}\n" for _ in range(8))
    return f"""\
# yaml-language-server: $schema=../../article.schema.json
id: net-made-{number:05d}
title: {name.capitalize()}
environment: {{system: network}}
severity: error
issue: {words(source, 15).capitalize()}.
looks_like: {words(source, 12).capitalize()}.
causes:
{causes}signatures:
  - pattern: '(?i)\\b{message}\\b'
    matches:
      - {message}
      - '2026-01-31 09:14:07,123 [1] ERROR Made.Logger - {message}'
      - "{message.replace(" failed", chr(92) + "n failed")}"
    ignores:
      - {message.replace("failed", "passed")}
      - {message}x
      - {words(source, 5)}
    false_positives: {words(source, 5).capitalize()}.
phrases:
{phrases}retry: {{when: later, note: {words(source, 6).capitalize()}.}}
customer_text: {words(source, 20).capitalize()}.
escalate: {{to: network, attach: [{words(source, 3)}]}}
provoke: {{note: {words(source, 3)}}}
sources:
  - {{document: cccdiag-reading, confidence: inferred}}
since: "0.1"
reviewed: "2026-11-21"
"""


def folder(target: Path, count: int) -> Path:
    """The real knowledge with that many more articles."""
    shutil.copytree(ROOT / "knowledge", target)
    for number in range(count):
        (target / f"articles/network/net-made-{number:05d}.yaml").write_text(
            article(number), encoding="utf-8", newline="\n"
        )
    return target


def lint(target: Path) -> tuple[float, int, str]:
    """Seconds of processor time, peak memory in MiB, and the last line of ``kb lint`` on a folder."""
    arguments = ["cccdiag", "kb", "lint", "--folder", str(target), "--today", "2026-11-21"]
    code = (
        f"import resource, runpy, sys\nsys.argv = {arguments!r}\n"
        "try:\n    runpy.run_module('cccdiag', run_name='__main__')\nexcept SystemExit:\n    pass\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\nprint(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    *_, last, used = done.stdout.strip().splitlines()
    seconds, peak = used.split()
    return float(seconds), int(peak), last


def main(counts: list[int]) -> None:
    """Print a line for each number of articles."""
    for count in counts:
        with tempfile.TemporaryDirectory() as base:
            seconds, peak, last = lint(folder(Path(base) / "knowledge", count))
            each = seconds / max(count, 1) * 1000
            print(
                f"kb lint, {count} articles more: {seconds:.1f} s of processor time, {each:.2f} ms each, peak {peak} MiB; {last}",
                flush=True,
            )


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [1000, 10000])
