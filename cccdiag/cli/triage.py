"""Read logs, replies, mails or tickets and name the causes, with proof.

  cccdiag triage ILLiadClient.txt ticket.eml                what is wrong, first the one to act on
  cccdiag triage logs/ --format markdown --for library      a text for the ticket that the library may read
  cccdiag triage logs/ --format html --output report.html   a page with a chart, for a colleague
  cccdiag triage --clipboard                                what somebody just copied from a mail or a message box
  cccdiag triage client.log --follow                        what is found while the program writes; Ctrl-C ends with the whole answer
  cccdiag triage client.log --why-not CCC_203               why something was not found: which condition refused it, and where

Exit code: 0 nothing found, 1 findings, 3 nothing could be read.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import pkgutil
import sys
import time
from typing import TYPE_CHECKING, TypeVar

from cccdiag import report as forms
from cccdiag.cli import console, triage_inputs, triage_store, triage_work
from cccdiag.errors import InputError
from cccdiag.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cccdiag.cli.triage_inputs import Question
    from cccdiag.cli.triage_store import Keeper
    from cccdiag.kb.index import Knowledge
    from cccdiag.triage.model import Input, TriageReport
    from cccdiag.triage.telling import Told
    from cccdiag.triage.whynot import WhyNot

T = TypeVar("T")
# A program gets all evidence there is; a person sees enough of it to believe.
_SHOWN = {"text": 3, "markdown": 3}


def formats() -> tuple[str, ...]:
    """``text``, ``json``, and one for every module ``triage_…`` of the report room."""
    names = (module.name for module in pkgutil.iter_modules(forms.__path__))
    found = {name.removeprefix("triage_") for name in names if name.startswith("triage_")}
    return ("text", "json", *sorted(found - {"text", "json"}))


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="INPUT",
        help="a file, a folder, a pattern such as logs/*.txt, or - for standard input",
    )
    parser.add_argument("--format", choices=formats(), default="text", help="how to print the answer (default: text)")
    parser.add_argument(
        "--for",
        dest="voice",
        choices=("library", "engineer"),
        help="whom markdown is for: the library (plain words, no paths) or the engineer (default: proof, causes, steps)",
    )
    parser.add_argument("--output", metavar="FILE", help="write the answer to a file, in UTF-8")
    parser.add_argument(
        "--max-evidence",
        type=_count,
        metavar="N",
        help="records shown as proof of each diagnosis (default: 3 for text and markdown, else all that are kept)",
    )
    parser.add_argument(
        "-C",
        "--context",
        type=_count,
        default=0,
        metavar="N",
        help="show so many lines before and after each record shown as proof",
    )
    parser.add_argument("--count", action="store_true", help="count the records of inputs beyond 64 MiB too")
    parser.add_argument("--knowledge", metavar="DIR", help="further articles, formats and rules of your own")
    triage_inputs.configure(parser)
    triage_store.configure(parser)
    triage_work.configure(parser)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is no number of records; give 0 or more, such as 3")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Read, say, and give 0 for nothing found, 1 for findings, 3 when nothing could be read."""
    from cccdiag.kb.find import knowledge

    if args.voice and args.format != "markdown":
        raise InputError("--for chooses the voice of --format markdown; give both")
    facts = knowledge(args.knowledge)
    triage_inputs.check(args, facts)
    keeper = triage_store.keeper(args)
    question = triage_inputs.Question(args.why_not) if args.why_not else None
    # What is kept is kept before anything is said, and what is read again may be gone: then nothing is said before all is known.
    if args.format == "json" and keeper is None and not args.context:
        from cccdiag.triage.diagnose import tell

        telling = _read(tell, args, facts, question)
        _print_json(args, telling, question.answer(facts) if question else None)
        return _code(telling.inputs, telling.remarks, found=bool(telling.ids))
    from cccdiag.triage.diagnose import triage

    keep = keeper.keep if keeper else None
    report = _read(functools.partial(triage, keep=keep), args, facts, question, keeper)
    if keeper:
        keeper.write()
    _print(args, report, facts, question.answer(facts) if question else None)
    return _code(report.inputs, report.remarks, found=bool(report.diagnoses))


def _code(inputs: Iterable[Input], remarks: Iterable[str], *, found: bool) -> int:
    for remark in remarks:
        console.remark(remark)
    if all(entry.encoding is None for entry in inputs):
        return 3
    return 1 if found else 0


def _read(
    triage: Callable[..., T], args: argparse.Namespace, facts: Knowledge, *readers: Keeper | Question | None
) -> T:
    inputs, today = triage_inputs.inputs(args), time.strftime("%Y-%m-%d")
    for reader in readers:
        if reader:
            inputs = reader.through(inputs)
    read = functools.partial(
        triage,
        knowledge=facts,
        count=args.count,
        today=today,
        context=args.context,
        read=triage_work.reader(args, facts),
    )
    if args.follow or not sys.stderr.isatty():
        return read(inputs)
    from cccdiag.cli.progress import Progress

    progress = Progress(sys.stderr)
    try:
        return read(progress.through(inputs), watch=progress.read)
    finally:
        progress.end()


def _print_json(args: argparse.Namespace, told: Told, reason: WhyNot | None) -> None:
    from cccdiag.report import triage_json

    members = triage_json.members(told, args.max_evidence)
    if reason is not None:
        from cccdiag.report import whynot

        members = itertools.chain(members, whynot.document(reason).items())
    console.emit_members(members, args.output)


def _print(args: argparse.Namespace, report: TriageReport, facts: Knowledge, reason: WhyNot | None) -> None:
    if args.format == "json":
        _print_json(args, report, reason)
        return
    import importlib

    from cccdiag.report import findings

    most = _SHOWN.get(args.format) if args.max_evidence is None else args.max_evidence
    shown = findings.shortened(report, most)
    form = importlib.import_module(f"cccdiag.report.triage_{args.format}")
    # Masked before a form wraps, cuts or escapes: half a secret in a strange spelling would pass the exit.
    safe = findings.masked(shown, lambda text: without_secrets(text, "‹secret›"))
    told = form.render(findings.folded(safe, facts.record), **_options(args))
    if reason is not None:
        from cccdiag.report import whynot

        answer = whynot.render(reason, shown=any(found.id == reason.id for found in report.diagnoses))
        if args.format == "text":
            told += f"\n{answer}"
        else:
            console.remark(answer)
    console.emit(told, args.output)


def _options(args: argparse.Namespace) -> dict[str, object]:
    if args.format == "text":
        return _screen(args)
    return {"voice": args.voice or "engineer"} if args.format == "markdown" else {}


def _screen(args: argparse.Namespace) -> dict[str, object]:
    if args.output is not None or not sys.stdout.isatty():
        return {}
    import shutil

    width = shutil.get_terminal_size((100, 24)).columns
    return {"terminal": True, "colour": console.wants_colour(), "width": width}
