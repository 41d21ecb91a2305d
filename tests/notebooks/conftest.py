"""Runs a notebook as a trainee would, with a kernel of its own and nothing of this machine's user."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Run:
    """A notebook that was run: its outputs by cell id, as plain text and as everything that a reader may see."""

    def __init__(self, notebook):
        self.notebook = notebook
        self.outputs = {cell.id: cell.get("outputs", []) for cell in notebook.cells}

    def text(self, cell):
        """What a cell says in plain text."""
        return "".join(_plain(output) for output in self.outputs[cell])

    def everything(self):
        """All that all cells say, in every format."""
        return "\n".join(str(output) for outputs in self.outputs.values() for output in outputs)


def _plain(output):
    return output.get("text") or output.get("data", {}).get("text/plain", "")


@pytest.fixture
def run_notebook(tmp_path, monkeypatch):
    """``run_notebook(name, cells={id: source}, until=id, **environment) -> Run``; an error in a cell fails the test."""
    import nbformat
    from nbclient import NotebookClient

    home = tmp_path / "home"
    folder = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder)
    places = {
        name: str(home / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    for place in places.values():
        Path(place).mkdir(parents=True)

    def run(name, cells=None, until=None, **environment):
        notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        places_of = [cell.id for cell in notebook.cells]
        notebook.cells = notebook.cells[: places_of.index(until) + 1] if until else notebook.cells
        for cell in notebook.cells:
            cell.source = (cells or {}).get(cell.id, cell.source)
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("CCCDIAG_", "JUPYTER"))}
        monkeypatch.setattr(sys, "argv", ["pytest"])
        client = NotebookClient(
            notebook, timeout=60, kernel_name="python3", store_widget_state=False, resources={"metadata": {"path": str(folder)}}
        )  # fmt: skip
        client.execute(env={**kept, **places, "PYTHONPATH": path, **environment})
        return Run(notebook)

    return run
