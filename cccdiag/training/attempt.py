"""What somebody did with a drill: checks run, lines named, hints taken, and what was concluded. Kept in one file of the folder."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag import facts
from cccdiag.errors import FactError, InputError
from cccdiag.training import choices, drills, papers
from cccdiag.training.model import Answer, Drill

if TYPE_CHECKING:
    from cccdiag.checks.model import Report

SCHEMA = "cccdiag.attempt/1"
FILE = "drill.json"
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Seen:
    """The result of a check that was looked at."""

    id: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person's way through one drill; every step gives a new one. Times are ISO 8601 in UTC."""

    drill: Drill
    trainee: str
    started: str
    checks: tuple[Seen, ...] = ()
    lines: tuple[str, ...] = ()
    hints: int = 0
    answer: Answer | None = None
    ended: str | None = None
    file: str | None = None

    @property
    def hint(self) -> str | None:
        """The last hint taken."""
        return self.drill.hints[self.hints - 1] if self.hints else None

    @property
    def hints_left(self) -> int:
        """How many hints there are still."""
        return len(self.drill.hints) - self.hints

    def checked(self, report: Report) -> Attempt:
        """With the results of a report looked at; the newest result of a check counts."""
        new = {one.id: Seen(one.id, one.status, one.reason) for one in report.results}
        return dataclasses.replace(self, checks=tuple({**{one.id: one for one in self.checks}, **new}.values()))

    def hinted(self) -> Attempt:
        """With one more hint.

        Raises:
            InputError: there are no more.
        """
        if not self.hints_left:
            raise InputError("there are no more hints; what is known now is enough")
        return dataclasses.replace(self, hints=self.hints + 1)

    def cited(self, *places: str) -> Attempt:
        """With lines named as proof, each as ``FILE:LINE``.

        Raises:
            InputError: a place names no line of a file of the drill.
        """
        known = papers.texts(self.drill)
        found = list(self.lines)
        for place in places:
            name, _, number = place.rpartition(":")
            if name not in known:
                raise InputError(f"{place!r} names no file of this drill; write FILE:LINE with {', '.join(known)}")
            count = known[name].count("\n")
            if not (number.isascii() and number.isdigit() and 1 <= int(number) <= count):
                raise InputError(f"{name} has the lines 1 to {count}, and {number!r} is none of them")
            found.append(f"{name}:{int(number)}")
        return dataclasses.replace(self, lines=tuple(dict.fromkeys(found)))

    def concluded(self, answer: Answer, now: dt.datetime | None = None) -> Attempt:
        """With the answer; there is only one.

        Raises:
            InputError: there is an answer already, or the answer names what does not exist.
        """
        if self.answer is not None:
            raise InputError("this drill has its answer already; begin it anew to try again")
        offered = choices.of(answer.article)
        for what, said, known in (
            ("cause", answer.cause, offered.causes),
            ("actor", answer.actor, offered.actors),
            ("step", answer.step, offered.steps),
        ):
            if said is not None and said not in dict(known):
                raise InputError(f"{offered.article} has no {what} {said!r}; there are: {', '.join(dict(known))}")
        settled = dataclasses.replace(answer, article=offered.article)
        return dataclasses.replace(self, answer=settled, ended=_moment(now))


def begin(drill: Drill, trainee: str = "", now: dt.datetime | None = None, file: str | None = None) -> Attempt:
    """A new attempt; ``file`` is where the drill was read from, if it is no built-in one."""
    return Attempt(drill, " ".join(trainee.split())[:80], _moment(now), file=file)


def save(attempt: Attempt, folder: Path) -> Path:
    """Keep an attempt in its folder.

    Raises:
        InputError: it cannot be written.
    """
    document = {
        "schema": SCHEMA,
        "drill": attempt.drill.id,
        "file": attempt.file,
        "trainee": attempt.trainee,
        "started": attempt.started,
        "ended": attempt.ended,
        "checks": [dataclasses.asdict(one) for one in attempt.checks],
        "lines": list(attempt.lines),
        "hints": attempt.hints,
        "answer": None if attempt.answer is None else dataclasses.asdict(attempt.answer),
    }
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error
    return path


@dataclass(frozen=True, slots=True)
class _Kept:
    """An attempt as its file holds it."""

    schema: str
    drill: str
    file: str | None
    trainee: str
    started: str
    ended: str | None
    checks: tuple[Seen, ...]
    lines: tuple[str, ...]
    hints: int
    answer: Answer | None


def load(folder: Path) -> Attempt:
    """The attempt that a folder holds.

    Raises:
        InputError: it holds none, or the drill is not there any more.
    """
    path = folder / FILE
    try:
        kept = facts.build(_Kept, json.loads(path.read_bytes()[:_LARGEST]), str(path))
    except FileNotFoundError:
        raise InputError(f"{folder} holds no drill; begin one with: cccdiag drill start ID") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError, FactError) as error:
        raise InputError(f"{path} is not what a drill keeps there: {error}") from error
    if kept.schema != SCHEMA:
        raise InputError(f"{path} was kept by another version ({kept.schema})")
    drill = drills.chosen(kept.file or kept.drill)
    hints = min(max(kept.hints, 0), len(drill.hints))
    return Attempt(
        drill, kept.trainee, kept.started, kept.checks, kept.lines, hints, kept.answer, kept.ended, kept.file
    )


def _moment(now: dt.datetime | None) -> str:
    return (now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).isoformat(timespec="seconds")
