"""Look after the knowledge base: check it, search it, try and write articles, make its web pages.

  cccdiag kb lint                          every law of the knowledge base, with file, line and column
  cccdiag kb search cannot log in          articles by resemblance
  cccdiag kb try 'timed out' client.log    what a pattern (or an article) finds in a file, and why not
  cccdiag kb new local-proxy --from client.log:120
  cccdiag kb docs site                     the knowledge base as web pages

Exit code 0: done, nothing found; 1: findings; 3: could not run.
"""

from __future__ import annotations

import argparse
import importlib

# Subcommand → (module, what it does). A module has configure_<name>(parser) and run_<name>(args) -> int.
SUBCOMMANDS = {
    "lint": ("kb_lint", "check every law of the knowledge base"),
    "list": ("kb_read", "list the articles, filtered"),
    "search": ("kb_read", "find articles by words, ranked"),
    "stats": ("kb_read", "how much is known and proven, family by family"),
    "patterns": ("kb_read", "print every signature as a pattern file for ripgrep"),
    "schema": ("kb_read", "print the JSON Schema of an article's file"),
    "try": ("kb_try", "show what a pattern or an article finds in a file, and why it does not"),
    "new": ("kb_new", "write the file of a new article, prefilled from a log record"),
    "docs": ("kb_docs", "write the knowledge base as web pages"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """One parser for each subcommand."""
    subparsers = parser.add_subparsers(dest="subcommand", required=True, metavar="WHAT")
    for name, (module, about) in SUBCOMMANDS.items():
        sub = subparsers.add_parser(
            name, help=about, description=f"{about[:1].upper()}{about[1:]}.", formatter_class=parser.formatter_class
        )
        sub.add_argument("--knowledge", metavar="DIR", help="a library's own knowledge, laid over the built-in one")
        getattr(importlib.import_module(f"cccdiag.cli.{module}"), f"configure_{name}")(sub)


def run(args: argparse.Namespace) -> int:
    """Do what the subcommand says."""
    module = importlib.import_module(f"cccdiag.cli.{SUBCOMMANDS[args.subcommand][0]}")
    return int(getattr(module, f"run_{args.subcommand}")(args))
