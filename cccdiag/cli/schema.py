"""Print the JSON Schema of an output, so that a program that reads it can check what it gets.

  cccdiag schema                 which schemas there are
  cccdiag schema triage          the schema of: cccdiag triage --format json
  cccdiag schema article-file    the schema of an article's YAML file, for editors; drill-file: of a drill's

Exit code 0: printed; 3: there is no such schema.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cccdiag import facts
from cccdiag.cli import console
from cccdiag.errors import InputError

_FOLDER = Path(__file__).parent.parent / "schemas"
_OF_FILES = {"article-file": "article.schema.json", "drill-file": "drill.schema.json"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag schema``."""
    parser.add_argument("name", nargs="?", help="which schema (default: list them)")
    parser.add_argument("--output", metavar="FILE", help="write it to a file, in UTF-8")


def run(args: argparse.Namespace) -> int:
    """Print one schema, or the list of all."""
    known = files()
    if args.name is None:
        width = max(map(len, known))
        titles = ((name, json.loads(path.read_text(encoding="utf-8"))["title"]) for name, path in known.items())
        console.emit("".join(f"{name:<{width}}  {title}\n" for name, title in titles), args.output)
        return 0
    if args.name not in known:
        raise InputError(f"there is no schema {args.name!r}; there are: {', '.join(known)}")
    console.emit(known[args.name].read_text(encoding="utf-8"), args.output)
    return 0


def files() -> dict[str, Path]:
    """Every schema by name."""
    shipped = {path.stem: path for path in _FOLDER.glob("*.json")}
    for_editors = {name: facts.knowledge_dir() / file for name, file in _OF_FILES.items()}
    return dict(sorted({**shipped, **for_editors}.items()))
