"""Practise: a ticket, its logs and a gateway with a fault; find the cause and the next step, and be marked.

  cccdiag drill play blank-at-the-end      one window, with questions and answers: the simplest way
  cccdiag drill list                       which drills there are

or command by command, in any order; what was done is kept in a folder:

  cccdiag drill start blank-at-the-end     lays ticket and logs into ./drill-blank-at-the-end
  cccdiag drill check                      looks at the library's settings and at the gateway with its fault
  cccdiag triage drill-blank-at-the-end/files
  cccdiag drill hint                       one more hint (it costs 5 points)
  cccdiag drill answer CCC_200             shows what can be answered about an article; with --cause … it is the answer
  cccdiag drill cards FOLDER               the score cards of a class as one table
  cccdiag drill new --from CASE --output DIR       makes a drill of a solved case file

Exit code of answer: 0 right, 1 wrong; of check as `cccdiag check`; else 0; 3 could not run.
"""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

_ACTIONS = {
    "list": ("drill_begin", "which drills there are"),
    "start": ("drill_begin", "begin a drill: lay ticket and files into a folder"),
    "check": ("drill_work", "check the library's settings and the gateway of the drill"),
    "hint": ("drill_work", "one more hint, for 5 points"),
    "answer": ("drill_work", "say what it is, and get the score card"),
    "play": ("drill_play", "a whole drill in one window"),
    "cards": ("drill_cards", "collect the score cards below a folder into one table"),
    "new": ("drill_new", "make a drill of a solved case file"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Actions of ``cccdiag drill``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, (module, about) in _ACTIONS.items():
        action = actions.add_parser(name, help=about, description=f"{about[:1].upper()}{about[1:]}.")
        getattr(importlib.import_module(f"cccdiag.cli.{module}"), f"configure_{name}")(action)


def run(args: argparse.Namespace) -> int:
    """Do what the action says."""
    module = importlib.import_module(f"cccdiag.cli.{_ACTIONS[args.action][0]}")
    return int(getattr(module, f"run_{args.action}")(args))


def outputs(parser: argparse.ArgumentParser, *more: str) -> None:
    """The options of whatever prints."""
    parser.add_argument("--format", choices=("text", "json", *more), default="text", help="how to print it")
    parser.add_argument("--output", metavar="FILE", help="write it to a file, in UTF-8")


def folder_option(parser: argparse.ArgumentParser) -> None:
    """The folder of a drill that was begun."""
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="the drill's folder (default: here, else the newest ./drill-…)"
    )
