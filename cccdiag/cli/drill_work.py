"""``cccdiag drill check``, ``hint`` and ``answer``: one step each, kept in the folder of the drill."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag.cli import console
from cccdiag.cli.drill import folder_option, outputs
from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.checks.model import Report
    from cccdiag.training.attempt import Attempt
    from cccdiag.training.choices import Choices
    from cccdiag.training.scorecard import ScoreCard

_EXIT = {"ok": 0, "warn": 1, "fail": 2}
CARD = "scorecard.json"


def begun(folder: Path | None) -> Path:
    """The folder of the drill that is meant.

    Raises:
        InputError: none was begun here.
    """
    from cccdiag.training.attempt import FILE

    if folder is not None:
        return folder
    if Path(FILE).is_file():
        return Path()
    found = sorted(Path().glob(f"drill-*/{FILE}"), key=lambda path: path.stat().st_mtime_ns)
    if not found:
        raise InputError("no drill was begun here; begin one with: cccdiag drill start ID (or name its --folder)")
    if len(found) > 1:
        console.remark(f"The newest of {len(found)} drills here: {found[-1].parent} (--folder names another)")
    return found[-1].parent


def configure_check(parser: argparse.ArgumentParser) -> None:
    """Options of ``drill check``."""
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="only this check or layer")
    folder_option(parser)
    outputs(parser)


def run_check(args: argparse.Namespace) -> int:
    """Plant the fault, check, and keep what was seen."""
    from cccdiag.checks.model import document
    from cccdiag.training import attempt
    from cccdiag.training.plant import plant

    folder = begun(args.folder)
    state = attempt.load(folder)
    with plant(state.drill) as planted:
        report = planted.check(*args.only)
    attempt.save(state.checked(report), folder)
    if args.format == "json":
        console.emit_json(document(report), args.output)
    else:
        console.emit(checked(report, args.output), args.output)
    return _EXIT[report.status]


def checked(report: Report, output: str | None = None) -> str:
    """A report as `cccdiag check` prints it."""
    from cccdiag.report import check_text

    return check_text.render([report], colour=output is None and console.wants_colour(), width=100)


def configure_hint(parser: argparse.ArgumentParser) -> None:
    """Options of ``drill hint``."""
    folder_option(parser)
    outputs(parser)


def run_hint(args: argparse.Namespace) -> int:
    """Give the next hint."""
    from cccdiag.training import attempt, standing

    folder = begun(args.folder)
    state = attempt.load(folder).hinted()
    attempt.save(state, folder)
    if args.format == "json":
        console.emit_json(standing.of_attempt(state, str(folder)), args.output)
    else:
        console.emit(f"{state.hint}\n({left(state)})\n", args.output)
    return 0


def left(state: Attempt) -> str:
    """How many hints there are still."""
    return f"{state.hints_left} more hint{'' if state.hints_left == 1 else 's'}"


def configure_answer(parser: argparse.ArgumentParser) -> None:
    """Options of ``drill answer``."""
    parser.add_argument("article", metavar="ARTICLE", help="the id of an article, such as CCC_203 or net-dns")
    parser.add_argument("--cause", metavar="ID", help="which of its causes")
    parser.add_argument("--actor", metavar="WHO", help="who acts next: library atlas ccc network cloud caller")
    parser.add_argument("--step", metavar="ID", help="what is done next")
    parser.add_argument(
        "--proof", action="append", default=[], metavar="FILE:LINE", help="a line that proves it; several may be given"
    )
    folder_option(parser)
    outputs(parser, "html")


def run_answer(args: argparse.Namespace) -> int:
    """Without a cause show what can be answered; with one, mark, keep the card, and print it."""
    from cccdiag.training import attempt, choices, scorecard
    from cccdiag.training.mark import mark
    from cccdiag.training.model import Answer

    folder = begun(args.folder)
    state = attempt.load(folder)
    if args.cause is None and args.actor is None and args.step is None:
        console.emit(offered(choices.of(args.article)), args.output)
        return 0
    state = state.cited(*args.proof).concluded(Answer(args.article, args.cause, args.actor, args.step))
    card = mark(state)
    scorecard.save(card, folder / CARD)
    attempt.save(state, folder)
    _print(args, card)
    if sys.stdout.isatty() or args.format == "text":
        console.remark(f"The score card is in {folder / CARD}")
    return 0 if card.correct else 1


def _print(args: argparse.Namespace, card: ScoreCard) -> None:
    from cccdiag.training import scorecard

    if args.format == "json":
        console.emit_json(scorecard.document(card), args.output)
    else:
        console.emit(scorecard.html(card) + "\n" if args.format == "html" else scorecard.text(card), args.output)


def offered(found: Choices) -> str:
    """What can be answered about an article, and how."""
    parts = (("--cause", found.causes), ("--actor", found.actors), ("--step", found.steps))
    lists = "".join(f"\n{option}\n{_rows(rows)}" for option, rows in parts)
    return (
        f"{found.article}: {found.title}\n{lists}\n"
        f"Answer: cccdiag drill answer {found.article} --cause … --actor … --step … --proof FILE:LINE\n"
    )


def _rows(rows: tuple[tuple[str, str], ...]) -> str:
    import textwrap

    width = max(len(key) for key, _ in rows)
    return "".join(
        textwrap.fill(text, 100, initial_indent=f"  {key:<{width}}  ", subsequent_indent=" " * (width + 4)) + "\n"
        for key, text in rows
    )
