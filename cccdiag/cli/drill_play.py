"""``cccdiag drill play``: a whole drill in one window. A line of words is a command; numbers choose from lists."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag.cli import console, drill_work
from cccdiag.errors import CccDiagError, InputError

if TYPE_CHECKING:
    from cccdiag.training.attempt import Attempt
    from cccdiag.training.plant import Planted

_HELP = """\
  show FILE       a file with the numbers of its lines        triage       what the files show
  check [WHAT]    the library's settings and the gateway      explain X    what is known about a code or a wording
  hint            one more hint, for 5 points                 proof FILE:LINE   name a line that proves it
  answer          say what it is                              quit         stop without an answer
"""


def configure_play(parser: argparse.ArgumentParser) -> None:
    """Options of ``drill play``."""
    parser.add_argument("drill", metavar="ID|FILE", help="a drill of `drill list`, or a YAML file that holds one")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where it goes (default: ./drill-ID)")
    parser.add_argument("--trainee", default="", metavar="NAME", help="a name for the score card")


def run_play(args: argparse.Namespace) -> int:
    """Play until there is an answer; 0 right, 1 wrong, 3 no answer."""
    from cccdiag.training import attempt, drills
    from cccdiag.training.plant import plant

    drill = drills.chosen(args.drill)
    folder = args.folder or Path(f"drill-{drill.id}")
    source = str(Path(args.drill).resolve()) if args.drill.endswith((".yaml", ".yml")) else None
    with plant(drill, folder) as planted:
        state = attempt.begin(drill, args.trainee, file=source)
        attempt.save(state, folder)
        return _Play(planted, state).run()


class _Play:
    """One session: the state of the attempt, and the words that change it."""

    def __init__(self, planted: Planted, state: Attempt) -> None:
        self._planted = planted
        self._state = state
        self._words: dict[str, Callable[[Sequence[str]], None]] = {
            "show": self._show,
            "triage": self._triage,
            "check": self._check,
            "explain": self._explain,
            "hint": self._hint,
            "proof": self._proof,
            "help": lambda _words: console.emit(_HELP),
        }

    def run(self) -> int:
        """Ask for words until there is an answer or nothing more to read."""
        self._greet()
        while (line := _asked("drill> ")) is not None:
            try:
                words = shlex.split(line, posix=False)
            except ValueError:
                words = line.split()
            if words and words[0] in ("quit", "exit"):
                break
            try:
                if words and words[0] == "answer":
                    if (code := self._answer(words[1:])) is not None:
                        return code
                elif words:
                    self._word(words)
            except CccDiagError as error:
                console.emit(f"{error}\n")
        console.remark("Stopped without an answer; nothing was marked.")
        return 3

    def _greet(self) -> None:
        drill = self._planted.drill
        console.emit(f"{drill.title} ({drill.family}, level {drill.level})\n\n{drill.ticket.strip()}\n\n")
        console.emit(f"Files: {', '.join(path.name for path in self._planted.files)}\n")
        if self._planted.profile_file:
            console.emit(
                "While this window is open, another one may ask the same gateway:\n"
                f'  cccdiag check --profile "{self._planted.profile_file}"\n'
            )
        console.emit(f"\n{_HELP}\n")

    def _word(self, words: Sequence[str]) -> None:
        if words[0] not in self._words:
            raise InputError(f"{words[0]!r} is no word of a drill; there are: {', '.join(self._words)}, answer, quit")
        self._words[words[0]](words[1:])

    def _keep(self, state: Attempt) -> None:
        from cccdiag.training import attempt

        self._state = state
        attempt.save(state, self._planted.folder)

    def _show(self, words: Sequence[str]) -> None:
        known = {path.name: path for path in self._planted.files}
        if not words or words[0] not in known:
            raise InputError(f"show which file? {', '.join(known)}")
        lines = self._planted.text(words[0]).splitlines()
        console.emit("".join(f"{number:>4}  {line}\n" for number, line in enumerate(lines, start=1)))

    def _triage(self, _words: Sequence[str]) -> None:
        from cccdiag.cli import main

        main(["triage", str(self._planted.ticket.parent)])

    def _explain(self, words: Sequence[str]) -> None:
        from cccdiag.cli import main

        if not words:
            raise InputError("explain what? a code or a wording")
        main(["explain", " ".join(words)])

    def _check(self, words: Sequence[str]) -> None:
        report = self._planted.check(*words)
        self._keep(self._state.checked(report))
        console.emit(drill_work.checked(report))

    def _hint(self, _words: Sequence[str]) -> None:
        self._keep(self._state.hinted())
        console.emit(f"{self._state.hint} ({drill_work.left(self._state)})\n")

    def _proof(self, words: Sequence[str]) -> None:
        if not words:
            raise InputError("name lines as FILE:LINE; `show FILE` prints their numbers")
        self._keep(self._state.cited(*words))
        console.emit(f"Noted as proof: {', '.join(self._state.lines)}\n")

    def _answer(self, words: Sequence[str]) -> int | None:
        from cccdiag.training import choices, scorecard
        from cccdiag.training.mark import mark
        from cccdiag.training.model import Answer

        article = words[0] if words else _asked("Which article (such as CCC_203 or net-dns)? ")
        if not article:
            return None
        offered = choices.of(article)
        picked = [
            _chosen(ask, rows)
            for ask, rows in (
                ("Which cause", offered.causes),
                ("Who acts next", offered.actors),
                ("What is the next step", offered.steps),
            )
        ]
        if picked[0] is None:
            console.emit("No cause, no answer; go on.\n")
            return None
        cause, actor, step = picked
        self._keep(self._state.concluded(Answer(offered.article, cause, actor, step)))  # type: ignore[arg-type]
        card = mark(self._state)
        path = scorecard.save(card, self._planted.folder / drill_work.CARD)
        console.emit(f"\n{scorecard.text(card)}")
        console.remark(f"The score card is in {path}")
        return 0 if card.correct else 1


def _chosen(ask: str, rows: Sequence[tuple[str, str]]) -> str | None:
    """The key of a row, chosen by its number or by the key; None for an empty line."""
    console.emit("".join(f"  {number:>2}  {text}\n" for number, (_, text) in enumerate(rows, start=1)))
    while line := _asked(f"{ask} (a number, or nothing)? "):
        if line.isascii() and line.isdigit() and 1 <= int(line) <= len(rows):
            return rows[int(line) - 1][0]
        if line in dict(rows):
            return line
        console.emit(f"Give a number from 1 to {len(rows)}.\n")
    return None


def _asked(question: str) -> str | None:
    """A line of the user without white space around it; None where there is no more."""
    console.emit(question)
    sys.stdout.flush()
    line = sys.stdin.readline() if sys.stdin else ""
    return line.strip() if line else None
