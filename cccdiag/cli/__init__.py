"""The ``cccdiag`` command: typed → meant → done → exit code. Each command is a module of this room, imported when asked for.

A command module has ``configure(parser)`` and ``run(args) -> int``. Exit code 3 means everywhere that the command could not run.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from types import SimpleNamespace

from cccdiag import __version__
from cccdiag.cli import console
from cccdiag.errors import CccDiagError

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from types import ModuleType
    from typing import NoReturn

COMMANDS = {
    "check": "walk the layers of a site's CCC set-up and name the first that is broken",
    "explain": "say what a code or a message means, why it happens and what to do",
    "triage": "read logs, replies, mails or tickets and name the causes, with proof",
    "history": "say since when, where else and how often, from what triage --store has kept",
    "redact": "take passwords, keys, names and addresses out of logs, mails and archives, to share them",
    "case": "keep a case in one file: redacted inputs, observations, diagnoses; show it, compare two",
    "bundle": "put together what a vendor asks for: logs, check, versions, triage, all redacted",
    "call": "call one of the gateway's seven operations",
    "journal": "list calls of which nobody knows what became of them, and help to find out",
    "wsdl": "keep a local copy of the gateway's published description and compare it with what is known",
    "profile": "make, list, show and test profiles (references to secrets, never secrets)",
    "emulator": "run a local gateway for training and tests",
    "lab": "start JupyterLab with forms, walkthroughs and drills, for one or for a class",
    "drill": "practise on a planted fault: a ticket, a log, a gateway; checked, answered and marked",
    "schema": "print the JSON Schema of an output",
    "kb": "look after the knowledge base: lint, search, try, new, docs …",
}
COULD_NOT_RUN = 3

FIRST_STEPS = """\
cccdiag says why CCC orders fail. Four first steps:

  cccdiag check --demo          see a healthy report, against a gateway emulated on this machine
  cccdiag explain CCC_200       what a code or a message means and what to do
  cccdiag triage client.log     what is wrong in a log, a reply, a mail or a ticket
  cccdiag profile init          describe your own site, then: cccdiag check

All commands: cccdiag --help
"""


def main(argv: list[str] | None = None) -> int:
    """Run one command line and give its exit code; nothing is raised but SystemExit by ``--help`` and usage errors."""
    arguments = sys.argv[1:] if argv is None else argv
    console.know_environment()
    if not arguments:
        console.emit(FIRST_STEPS)
        return 0
    name = arguments[0]
    if name in COMMANDS:
        module = importlib.import_module(f"cccdiag.cli.{name}")
        return _guarded(module.run, _parsed(name, module, arguments[1:]))
    if name in ("-h", "--help", "help"):
        console.emit(_help())
        return 0
    if name in ("--version", "-V"):
        console.emit(f"cccdiag {__version__}\n")
        return 0
    import difflib

    close = difflib.get_close_matches(name, COMMANDS, n=1)
    meant = f"Did you mean: cccdiag {close[0]}" if close else "All commands: cccdiag --help"
    console.remark(f"cccdiag: there is no command {name!r}. {meant}")
    return COULD_NOT_RUN


def _parsed(name: str, module: ModuleType, arguments: list[str]) -> object:
    """The namespace of a command line. Where a command says what plain words mean, argparse (5 ms) is left out."""
    plain = getattr(module, "plain_words", None)
    if plain and arguments and not any(argument.startswith("-") for argument in arguments):
        return SimpleNamespace(**plain(arguments))
    from cccdiag.cli import parsing

    return parsing.parse(name, module, arguments)


def _guarded(run: object, args: object) -> int:
    assert callable(run)
    try:
        return int(run(args))
    except CccDiagError as error:
        console.remark(f"cccdiag: {error}")
    except MemoryError:
        console.remark("cccdiag: there is not enough memory for this; try a smaller input")
    except BrokenPipeError:
        raise
    except OSError as error:
        if os.environ.get("CCCDIAG_DEBUG"):
            raise
        named = f" ({error.filename})" if error.filename else ""
        console.remark(f"cccdiag: the system refused: {error.strerror or error}{named}")
    except Exception as error:
        # The last line of defence: one sentence in place of a traceback.
        if os.environ.get("CCCDIAG_DEBUG"):
            raise
        console.remark(
            f"cccdiag: an error of cccdiag itself: {type(error).__name__}: {error}\n"
            "Please report it; with CCCDIAG_DEBUG=1 set, the same command shows where it happened."
        )
    return COULD_NOT_RUN


def _help() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items())
    return (
        f"usage: cccdiag COMMAND [options]        (cccdiag COMMAND --help tells more)\n\n{rows}\n\n"
        "  --version  say which version this is\n\n"
        "Answers go to stdout, remarks to stderr. NO_COLOR and CCCDIAG_KNOWLEDGE are honoured.\n"
    )


def entry() -> NoReturn:
    """Entry point of the console script and of ``python -m cccdiag``."""
    code = 0
    # What is imported stays: looking for garbage among it at every 700 objects is a twentieth of a start.
    gc.set_threshold(50_000, 20, 20)
    try:
        code = main()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        console.leave_closed_stdout()
    raise SystemExit(code)
