"""Every walkthrough runs from top to bottom against the gateway of this machine, and finds what is wrong in the world that it teaches."""

from __future__ import annotations

import ast
import json

import pytest
from nbclient.exceptions import CellExecutionError
from normalise_notebooks import FOLDER

WORLD = "CCCDIAG_LESSON_WORLD"
BLANK = 'settings = """Key\tValue\nCCCUsername\torders@library.example \nCCCPassword\tinvented-Passw0rd\n"""'
TOGETHER = "which = '{}'\ntogether = drill_desk(which, folder='cards')\ntogether.begin(which)"
# Notebook, what is planted (or cells that are written anew), the cell that tells it, and the article or word that must stand there then.
WORLDS = [
    ("00_start_here", {WORLD: "password:wrong"}, {}, "check-run", "CCC_200"),
    ("01_health_check", {WORLD: "key:wrong"}, {}, "healthy-run", "http-401"),
    ("02_credentials_and_billing", {WORLD: "account:on-hold"}, {}, "locks-run", "CCC_203"),
    ("03_triage_a_ticket", {WORLD: "http-504"}, {}, "confirm-run", "http-504"),
    ("04_order_life_cycle", {WORLD: "cancel-refused"}, {}, "cancel", "CCC_211"),
    ("05_demo_and_prod", {WORLD: "mode:none"}, {}, "mode-run", "gateway-demo-mode"),
    ("06_when_the_cloud_fails", {WORLD: "http-503"}, {}, "before-run", "http-503"),
    ("07_illiad_and_ares_settings", {}, {"settings-text": BLANK}, "settings-run", "illiad-ccc-authentication"),
    (
        "08_write_an_article",
        {},
        {"record": "record = 'ERROR CCC gateway answered <error_code>CCC_203</error_code>'"},
        "known-run",
        "CCC_203",
    ),
    ("09_drills", {}, {"together": TOGETHER.format("nobody-may-order")}, "check-run", "CCC_203"),
]


def code_cells(name):
    cells = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def shows_something(cell):
    """Whether the last line of a cell is an expression."""
    return isinstance(ast.parse("".join(cell["source"])).body[-1], ast.Expr)


@pytest.mark.parametrize(("name", "environment", "cells", "told_by", "article"), WORLDS, ids=[row[0] for row in WORLDS])
def test_it_runs_and_finds_what_is_planted(run_notebook, name, environment, cells, told_by, article):
    """Healthy: every cell that shows something has shown it, as text that is read without a kernel. Broken: the same cell names the article."""
    healthy = run_notebook(name)
    silent = [cell["id"] for cell in code_cells(name) if shows_something(cell) and not healthy.text(cell["id"]).strip()]
    assert silent == []
    forms = {cell["id"] for cell in code_cells(name) if "form" in cell["metadata"].get("tags", ())}
    assert [id_ for id_, shown in healthy.outputs.items() if len(shown) > 1 and id_ not in forms] == []
    assert "\x1b" not in healthy.everything()
    assert article not in healthy.text(told_by)
    assert "MISSING" not in healthy.text("needs")
    assert "widgets" not in healthy.notebook.metadata
    broken = run_notebook(name, cells, until=told_by, **environment)
    assert article in broken.text(told_by)


def test_a_need_that_is_not_met_names_what_mends_it(run_notebook, tmp_path):
    """Run All stops at the second cell with one sentence and no traceback: what is missing, what to do, where it is taught."""
    blocked = (
        "import socket\n\ndef refuse(*_): raise OSError(13, 'refused by a filter')\n\nsocket.socket.bind = refuse\n"
    )
    needs = "".join(code_cells("01_health_check")[0]["source"])
    with pytest.raises(CellExecutionError) as stopped:
        run_notebook("01_health_check", {"needs": blocked + needs})
    told = str(stopped.value)
    assert "✗ The gateway on this machine:" in told
    assert "allow 127.0.0.1. See notebook 06_when_the_cloud_fails.ipynb and article net-connect." in told
    assert "Traceback" not in told
    assert "lesson.py" not in told
