"""What explaining costs as a whole process, and what the laws cost per article. The figures are printed (pytest -s)."""

from __future__ import annotations

import compileall
import dataclasses
import datetime as dt
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cccdiag.kb import compile as compiler
from cccdiag.kb import find, lint
from cccdiag.kb.load import load

ROOT = Path(__file__).resolve().parents[2]
MANY = 10_000
RUNS = 15

_spec = importlib.util.spec_from_file_location("many_articles", Path(__file__).parent / "many_articles.py")
many_articles = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(many_articles)


def spent():
    """Seconds of processor that ended child processes took; where they are not counted, seconds of the wall."""
    try:
        import resource
    except ImportError:
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def fastest(*commands, environment):
    """The least processor time of each command in milliseconds; their runs take turns, so that a busy machine is busy for all."""
    best = [float("inf")] * len(commands)
    for _ in range(RUNS):
        for place, command in enumerate(commands):
            start = spent()
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
            best[place] = min(best[place], (spent() - start) * 1000)
    return best


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The package as a wheel installs it, with the articles that there are and with 10,000 more."""
    base = tmp_path_factory.mktemp("sites")
    made = []
    for name in ("few", "many"):
        package = base / name / "cccdiag"
        shutil.copytree(ROOT / "cccdiag", package, ignore=shutil.ignore_patterns("__pycache__"))
        (package / "knowledge").mkdir()
        compileall.compile_dir(package, quiet=2)
        made.append(package.parent)
    (made[0] / "cccdiag/knowledge.sqlite").write_bytes(find.build_index(str(ROOT / "knowledge")))
    loaded = load(ROOT / "knowledge")
    pattern = loaded.entries["net-dns"]
    small = dataclasses.replace(pattern.article, signatures=(), phrases=(), causes=pattern.article.causes[:1])
    for number in range(MANY):
        id_ = f"net-made-{number:05d}"
        article = dataclasses.replace(small, id=id_, title=f"Made {number}")
        loaded.entries[id_] = dataclasses.replace(pattern, article=article)
    connection = sqlite3.connect(made[1] / "cccdiag/knowledge.sqlite")
    compiler.write(connection, loaded, "")
    connection.close()
    return made


def test_explaining_a_code_costs_few_bare_starts_of_python_with_any_number_of_articles(sites):
    """Whole processes into a pipe; the aim is 1.5, and 10,000 articles more cost nothing that one could feel."""
    environment = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "CCCDIAG_KNOWLEDGE")
    }
    bare = [sys.executable, "-c", "import argparse"]
    code = "import sys; sys.path.insert(0, {!r}); from cccdiag.cli import entry; sys.argv = ['cccdiag', 'explain', 'CCC_204']; entry()"
    few, many = ([sys.executable, "-c", code.format(str(site))] for site in sites)
    start, with_few, with_many = fastest(bare, few, many, environment=environment)
    print(f"\nimport argparse {start:.1f} ms; explain CCC_204 {with_few:.1f} ms = {with_few / start:.2f} x; "
          f"with {MANY:,} articles more {with_many:.1f} ms = {with_many / start:.2f} x")  # fmt: skip
    assert with_few <= 3 * start
    assert with_many <= 2 * with_few


def test_the_laws_cost_the_same_for_each_article_however_many_there_are(tmp_path):
    """Processor time grows in proportion; tests/benchmarks/many_articles.py does it with 1,000 and 10,000."""
    each = []
    for count in (100, 600):
        folder = many_articles.folder(tmp_path / str(count), count)
        start = time.process_time()
        seen = lint.view(folder, today=dt.date(2026, 11, 21), version="0.1.0")
        found = lint.lint(seen)
        each.append((time.process_time() - start) / len(seen.loaded.entries) * 1000)
        assert [str(finding) for finding in found if "made" in finding.where] == []
    print(f"\nkb lint: {each[0]:.1f} ms an article among 166, {each[1]:.1f} ms among 666")
    assert each[1] <= 2 * each[0]  # what grew with the square would be four times
