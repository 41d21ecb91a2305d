"""Bring notebooks into the form in which they are stored: no outputs, no counts, fixed metadata, the layout of nbformat.

python tests/support/normalise_notebooks.py            rewrites every notebook of notebooks/ that needs it, and names it
python tests/support/normalise_notebooks.py --check    names them only; exit code 1 if there is one
python tests/support/normalise_notebooks.py FILE…      these files
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def normalised(text: str) -> str:
    """The stored form of a notebook's text."""
    notebook = json.loads(text)
    return json.dumps(
        {"cells": [_cell(cell) for cell in notebook["cells"]], "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5},
        indent=1,
        sort_keys=True,
        ensure_ascii=False,
    ) + "\n"  # fmt: skip


def _cell(cell: dict) -> dict:
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    tags = cell.get("metadata", {}).get("tags")
    # The code of a question holds its answers: it is folded until somebody asks for it.
    folded = {"jupyter": {"source_hidden": True}} if "question" in (tags or ()) else {}
    kept = {
        "cell_type": cell["cell_type"],
        "id": cell["id"],
        "metadata": folded | ({"tags": tags} if tags else {}),
        "source": source.rstrip().splitlines(keepends=True),
    }
    return kept | ({"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {})


def main(arguments: list[str]) -> int:
    looking = "--check" in arguments
    named = [Path(argument) for argument in arguments if argument != "--check"]
    found = False
    for path in named or sorted(FOLDER.glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        if (stored := normalised(text)) != text:
            found = True
            print(f"{path.name} {'is not in' if looking else 'was brought into'} its stored form")
            if not looking:
                path.write_text(stored, encoding="utf-8", newline="\n")
    return int(found and looking)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
