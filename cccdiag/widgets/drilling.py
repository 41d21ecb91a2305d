"""A drill as the form plays it, without a kernel: planted, looked at, answered, marked, and the card kept in a file."""

from __future__ import annotations

import contextlib
import re
import weakref
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag.errors import InputError
from cccdiag.training import attempt, choices, drills, mark, papers, scorecard
from cccdiag.training.model import TICKET, Answer
from cccdiag.training.plant import Planted, plant
from cccdiag.widgets import checking, triaging
from cccdiag.widgets.form import Answer as Shown
from cccdiag.widgets.style import text

if TYPE_CHECKING:
    from cccdiag.kb.model import Actor
    from cccdiag.training.attempt import Attempt
    from cccdiag.training.scorecard import ScoreCard

CARDS = "drill-cards"
# Not the sentence of a DEMO mode: which mode the gateway of a drill claims is for the trainee to find out.
DEMO = "DEMO: the gateway of this drill is an emulator on this machine. Nothing real is asked or ordered."


def offered() -> tuple[tuple[str, str], ...]:
    """The drills to choose from: what the list shows, and the id."""
    return tuple((f"{one.family}, level {one.level}: {one.title}", one.id) for one in drills.every())


def articles() -> tuple[tuple[str, str], ...]:
    """The articles that can be answered: id and title."""
    from cccdiag.kb.find import knowledge

    known = knowledge()
    return tuple(known.titles(known.article_ids()).items())


class Play:
    """One trainee at one drill at a time. What was planted before is taken away when another drill begins, or the process ends.

    Args:
        folder: where score cards go; made when the first one is written.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = Path(folder or CARDS)
        self.state: Attempt | None = None
        self.card: ScoreCard | None = None
        self._planted: Planted | None = None
        self._held = contextlib.ExitStack()
        weakref.finalize(self, self._held.close)  # with the process, if not before

    def close(self) -> None:
        """Stop the gateway of the drill; what was done stays."""
        self._held.close()
        self._planted = None

    def begin(self, word: str, trainee: str = "") -> Shown:
        """Plant a drill (an id, or a file) and show its ticket.

        Raises:
            InputError: there is no such drill.
            FactError: the file holds none.
        """
        drill = drills.chosen(word)
        self.close()
        self._planted = self._held.enter_context(plant(drill))
        self.state, self.card = attempt.begin(drill, trainee), None
        return self.ticket()

    def ticket(self) -> Shown:
        """The ticket, and what there is to look at."""
        drill = self.begun.drill
        asked = (
            DEMO
            if drill.gateway
            else "There is no gateway to ask in this drill; a check judges the exported settings among its files."
            if drill.exported
            else "There is no gateway to ask in this drill; everything lies in the ticket and its files."
        )
        names = ", ".join(papers.texts(drill))
        html = (
            f'<p class="{"demo" if drill.gateway else "soft"}">{text(asked)}</p>'
            f'<p class="verdict">{text(drill.title)}</p><p class="soft">{drill.family}, level {drill.level}. Files: {text(names)}</p>'
            f"<blockquote>{_lines(drill.ticket.strip())}</blockquote>"
        )
        told = (
            f"{asked}\n{drill.title} ({drill.family}, level {drill.level})\nFiles: {names}\n\n{drill.ticket.strip()}\n"
        )
        return Shown(html, told, drill)

    @property
    def begun(self) -> Attempt:
        """The attempt.

        Raises:
            InputError: no drill was begun.
        """
        if self.state is None:
            raise InputError("no drill was begun; choose one and begin")
        return self.state

    def names(self) -> tuple[str, ...]:
        """The files of the drill, the ticket first."""
        return tuple(papers.texts(self.begun.drill)) if self.state else (TICKET,)

    def file(self, name: str) -> Shown:
        """A file with the numbers of its lines.

        Raises:
            InputError: the drill has no such file.
        """
        numbered = "\n".join(f"{number:>4}  {line}" for number, line in self.lines(name))
        html = f'<p class="soft">{text(name)}</p><pre tabindex="0" role="region" aria-label="{text(name)}">{_lines(numbered)}</pre>'
        return Shown(html, numbered + "\n", name)

    def lines(self, name: str) -> tuple[tuple[int, str], ...]:
        """The lines of a file, numbered from one.

        Raises:
            InputError: the drill has no such file.
        """
        known = papers.texts(self.begun.drill)
        if name not in known:
            raise InputError(f"this drill has no file {name!r}; it has {', '.join(known)}")
        return tuple(enumerate(known[name].splitlines(), start=1))

    def check(self, only: Collection[str] = ()) -> Shown:
        """Check the library's settings and the gateway; what was seen counts as evidence.

        Raises:
            InputError: the drill has no gateway, or a word names no check.
        """
        report = self._there.check(*only)
        self.state = self.begun.checked(report)
        return checking.answer(report, DEMO if self.begun.drill.gateway else None)

    def triage(self) -> Shown:
        """What the triage says of ticket and files."""
        return triaging.answer(self._there.triage())

    def hint(self) -> Shown:
        """One more hint.

        Raises:
            InputError: there are no more.
        """
        self.state = self.begun.hinted()
        taken = self.state.drill.hints[: self.state.hints]
        listed = "".join(f"<li>{text(hint)}</li>" for hint in taken)
        left = f"{self.state.hints_left} more, {mark.HINT} points each."
        return Shown(f'<ol>{listed}</ol><p class="soft">{left}</p>', f"{self.state.hint}\n{left}\n", taken)

    def cite(self, *places: str) -> Shown:
        """Name lines as proof, each as ``FILE:LINE``.

        Raises:
            InputError: a place is no line of a file of the drill.
        """
        self.state = self.begun.cited(*places)
        said = f"Named as proof: {', '.join(self.state.lines) or 'nothing yet'}."
        return Shown(f'<p class="soft">{text(said)}</p>', said + "\n", self.state.lines)

    def conclude(self, article: str, cause: str | None, actor: str | None, step: str | None) -> Shown:
        """Answer, be marked, and keep the card; the value is the score card.

        Raises:
            InputError: the answer names what does not exist, there is one already, or the card cannot be written.
        """
        who: Actor | None = actor  # type: ignore[assignment]  # whether it is one is for the attempt to say
        done = self.begun.concluded(Answer(article, cause, who, step))
        card = mark.mark(done)
        path = self._keep(card)
        self.state, self.card = done, card
        self.close()
        kept = f"The score card is in {path.as_posix()}."
        return Shown(
            f'{scorecard.html(card)}<p class="soft">{text(kept)}</p>', f"{scorecard.text(card)}\n{kept}\n", card
        )

    def _keep(self, card: ScoreCard) -> Path:
        stamp = re.sub(r"\D", "", card.started)[:14]
        who = re.sub(r"[^\w-]+", "-", card.trainee).strip("-")[:40]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{self.folder} cannot be made: {error.strerror or error}") from error
        return scorecard.save(card, self.folder / f"{'-'.join(filter(None, (card.drill, who, stamp)))}.json")

    @property
    def _there(self) -> Planted:
        if self._planted is None:
            raise InputError(
                "this drill has its answer already; begin it anew" if self.card else "no drill was begun; choose one"
            )
        return self._planted


def chosen(article: str) -> choices.Choices | None:
    """What can be answered about an article; None while its id is being typed."""
    try:
        return choices.of(article)
    except InputError:
        return None


def _lines(value: str) -> str:
    return "\n".join(text(line) for line in value.splitlines())
