"""``cccdiag drill cards``: the score cards of a class as one table."""

from __future__ import annotations

import argparse
from pathlib import Path

from cccdiag.cli import console
from cccdiag.cli.drill import outputs


def configure_cards(parser: argparse.ArgumentParser) -> None:
    """Options of ``drill cards``."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="every score card below it is taken")
    outputs(parser, "csv", "html")


def run_cards(args: argparse.Namespace) -> int:
    """Print the table; files that are no score cards are said."""
    from cccdiag.training import classroom

    table = classroom.collect(args.folder)
    if args.format == "json":
        console.emit_json(classroom.document(table), args.output)
        return 0
    form = {"text": classroom.text, "csv": classroom.csv, "html": classroom.html}[args.format]
    console.emit(form(table), args.output)
    if args.format != "text":
        for reason in table.unread:
            console.remark(f"Not counted: {reason}")
    return 0
