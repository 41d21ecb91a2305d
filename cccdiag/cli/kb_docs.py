"""``cccdiag kb docs``: the knowledge base as web pages that need no server."""

from __future__ import annotations

import argparse
from pathlib import Path

from cccdiag.cli import console
from cccdiag.errors import InputError
from cccdiag.kb import find
from cccdiag.report import article_site

_MARK = "cccdiag-site"


def configure_docs(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb docs``."""
    parser.add_argument(
        "folder", metavar="DIR", help="where to write; a folder that is new, empty, or was written by kb docs"
    )


def run_docs(args: argparse.Namespace) -> int:
    """Write every page; pages of articles that are gone are taken away."""
    folder = Path(args.folder)
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / _MARK).exists())):
        raise InputError(f"{folder} holds something else; name a folder that is new or empty")
    files = article_site.files(find.knowledge(args.knowledge))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(
        "Written by cccdiag kb docs; files here are written over.\n", encoding="utf-8", newline="\n"
    )
    for old in folder.glob("*.html"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    console.remark(f"{len(files)} files written; open {folder / 'index.html'}")
    return 0
