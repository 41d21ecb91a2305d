"""Command lines to namespaces; a usage error is one sentence and exit code 3."""

from __future__ import annotations

import argparse
import os
from types import ModuleType
from typing import NoReturn

from cccdiag.cli import console

COULD_NOT_RUN = 3
_WIDTH = 100


class Parser(argparse.ArgumentParser):
    """An argument parser whose usage errors are one sentence and exit code 3."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read on; exit 3."""
        console.remark(f"{self.prog}: {message}\nTry: {self.prog} --help")
        raise SystemExit(COULD_NOT_RUN)


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal. argparse would ask shutil, whose archive formats cost 3 ms at every start."""

    def __init__(self, prog: str) -> None:
        try:
            width = int(os.environ.get("COLUMNS", "")) or _WIDTH
        except ValueError:
            width = os.get_terminal_size(1).columns if os.isatty(1) else _WIDTH
        super().__init__(prog, width=max(width, 40) - 2)


def parse(name: str, module: ModuleType, arguments: list[str]) -> argparse.Namespace:
    """What was typed behind the name of a command; ``--help`` and usage errors raise SystemExit."""
    parser = Parser(prog=f"cccdiag {name}", description=(module.__doc__ or "").strip(), formatter_class=Help)
    module.configure(parser)
    return parser.parse_args(arguments)
