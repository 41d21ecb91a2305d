"""Laws of SECURITY.md: what it says is tested, is tested."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_it_names_is_there():
    """A threat whose test was renamed or deleted is no longer shown to be held off."""
    named = _TEST.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    missing = [f"{file}::{test}" for file, test in named if test not in _functions(ROOT / file)]
    assert (len(named) >= 20, missing) == (True, [])


def test_every_threat_has_a_test():
    """A row of its tables without a test would be a promise."""
    rows = [
        line
        for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| threat")
    ]
    assert [row for row in rows if not _TEST.search(row)] == []


def _functions(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
