"""The drill form: ticket and files, checks, triage, hints, lines that prove it, the answer, the score card."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from cccdiag.errors import InputError
from cccdiag.widgets import checking, drilling
from cccdiag.widgets.drilling import Play
from cccdiag.widgets.form import Answer, Form

_ALL = "all layers"
_LABEL = {"description_width": "7rem"}
_WIDE = {"width": "95%"}


class DrillForm(Form):
    """Choose a drill, work on it in any order, answer once. ``play`` is what it shows, without widgets.

    Args:
        drill: the id or file of the drill to begin with; none lets the trainee choose.
        trainee: a name for the score card.
        folder: where score cards go.
    """

    name, title = "drill", "Drill: find the cause and the next step"

    def __init__(self, drill: str = "", trainee: str = "", folder: Path | str | None = None) -> None:
        import ipywidgets as w

        super().__init__()
        self.play = Play(folder)
        offered = drilling.offered()
        own = () if not drill or drill in dict(map(reversed, offered)) else ((drill, drill),)  # type: ignore[arg-type]
        self.drill = w.Dropdown(
            description="Drill", options=(*own, *offered), value=drill or offered[0][1], style=_LABEL, layout=_WIDE
        )
        self.trainee = w.Text(description="Your name", value=trainee, placeholder="may be left empty", style=_LABEL)
        self.start = w.Button(description="Begin this drill", button_style="primary")
        self.ticket = w.HTML()
        self.work = self._work()
        self.answering = self._answering()
        self._on(self.start, lambda: self.begin(self.drill.value, self.trainee.value))
        self.put(self.drill, self.trainee, self.start, self.ticket, self.work, self.answering, self.results)
        self._ready(begun=False)

    def _work(self) -> Any:
        """What can be done before the answer, from top to bottom."""
        import ipywidgets as w

        self.file = w.Dropdown(description="File", options=(), style=_LABEL)
        self.lines = w.SelectMultiple(description="Lines", options=(), rows=10, style=_LABEL, layout=_WIDE)
        self.name_lines = w.Button(
            description="Name chosen lines as proof", layout={"width": "auto", "align_self": "flex-start"}
        )
        self.layer = w.Dropdown(description="Look at", options=(_ALL, *checking.layers()), style=_LABEL)
        self.checks = w.Button(description="Run the checks")
        self.read = w.Button(description="Triage the files")
        self.hints = w.Button(description="A hint (5 points)", layout={"width": "auto"})
        self.found = w.HTML()
        for part in (self.ticket, self.found):
            part.add_class("ccc-announced")  # that it is DEMO stands above once
        self.file.observe(self.guarded(self._file_chosen), "value")
        self._on(self.name_lines, lambda: self.cite(*(f"{self.file.value}:{line}" for line in self.lines.value)))
        self._on(self.checks, self._check_clicked)
        self._on(self.read, self.triage)
        self._on(self.hints, self.hint)
        row = w.HBox([self.layer, self.checks, self.read, self.hints], layout={"flex_flow": "row wrap"})
        return w.VBox([self.file, self.lines, self.name_lines, row, self.found])

    def _answering(self) -> Any:
        import ipywidgets as w

        self.article = w.Combobox(
            description="Article",
            placeholder="such as CCC_203 or net-dns",
            options=tuple(id_ for id_, _ in drilling.articles()),
            continuous_update=False,
            style=_LABEL,
        )
        self.cause = w.Dropdown(description="Cause", style=_LABEL, layout=_WIDE)
        self.actor = w.Dropdown(description="Who acts next", style=_LABEL)
        self.step = w.Dropdown(description="Next step", style=_LABEL, layout=_WIDE)
        self.finish = w.Button(
            description="This is my answer",
            button_style="primary",
            layout={"width": "auto", "align_self": "flex-start"},
        )
        self.article.observe(self.guarded(self._article_named), "value")
        self._on(
            self.finish,
            lambda: self.run(self.article.value, self.cause.value, self.actor.value, self.step.value),
        )
        self._article_named()
        return w.VBox([self.article, self.cause, self.actor, self.step, self.finish])

    def _on(self, button: Any, action: Callable[[], Any]) -> None:
        button.on_click(self.guarded(action))

    def _check_clicked(self) -> None:
        every = self.layer.value == _ALL or self.layer.disabled
        self.check(() if every else (self.layer.value,))

    def begin(self, drill: str = "", trainee: str = "") -> Answer:
        """Plant the drill and show its ticket; without a word, the one that is chosen."""
        with self.working("Planting the fault …"):
            shown = self.play.begin(drill or self.drill.value, trainee or self.trainee.value)
            self.ticket.value = f'<div class="ccc">{shown.html}</div>'
            self.file.options = names = self.play.names()
            self.file.value = names[0]
            self._file_chosen()
            self.found.value = ""
            self.article.value = ""
            self.announce(drilling.DEMO if self.play.begun.drill.gateway else None)
            self.show(Answer('<p class="soft">No answer yet.</p>', f"{shown.text}\nNo answer yet.\n"))
            self._ready(begun=True)
            self.say("The drill has begun. Look around in any order; answer once.")
            return shown

    def _ready(self, *, begun: bool) -> None:
        for part in (self.work, self.answering):
            part.layout.display = None if begun else "none"
        drill = self.play.begun.drill if begun else None
        self.layer.disabled = drill is None or drill.gateway is None
        self.checks.disabled = drill is None or not drill.checkable

    def _file_chosen(self) -> None:
        if self.play.state is not None and self.file.value:
            rows = self.play.lines(self.file.value)
            self.lines.options = [(f"{number}: {line}", number) for number, line in rows]

    def _article_named(self) -> None:
        offered = drilling.chosen(self.article.value) if self.article.value else None
        parts = ((self.cause, "causes"), (self.actor, "actors"), (self.step, "steps"))
        for box, what in parts:
            rows = getattr(offered, what) if offered else ()
            box.options = (("(not chosen)", None), *((label, key) for key, label in rows))
            box.disabled = offered is None
        if self.article.value and offered is None:
            raise InputError(f"there is no article {self.article.value!r}; choose one of the list")

    def _tell(self, shown: Answer, status: str) -> Answer:
        self.found.value = f'<div class="ccc">{shown.html}</div>'
        self.say(status)
        return shown

    def check(self, only: Collection[str] = ()) -> Answer:
        """Check settings and gateway; the answer's text is the report."""
        with self.working("The checks begin …"):
            return self._tell(self.play.check(only), "The checks are done; what they found stands below.")

    def triage(self) -> Answer:
        """Read ticket and files; the answer's value is the triage."""
        with self.working("Reading ticket and files …"):
            return self._tell(self.play.triage(), "The triage is done; it stands below.")

    def hint(self) -> Answer:
        """One more hint."""
        with self.working("A hint …"):
            return self._tell(self.play.hint(), "A hint stands below.")

    def show_file(self, name: str) -> Answer:
        """A file of the drill with the numbers of its lines."""
        return self.play.file(name)

    def cite(self, *places: str) -> Answer:
        """Name lines as proof, each as ``FILE:LINE``."""
        with self.working("Noting …"):
            if not places:
                raise InputError("choose the lines that prove it first")
            shown = self.play.cite(*places)
            return self._tell(shown, shown.text.strip())

    def run(self, article: str, cause: str | None = None, actor: str | None = None, step: str | None = None) -> Answer:
        """Answer and be marked; the answer's value is the score card. There is one answer for each attempt."""
        with self.working("Marking …"):
            if not article:
                raise InputError("name the article first")
            shown = self.show(self.play.conclude(article, cause, actor, step))
            self._ready(begun=False)
            self.say("Marked; the score card stands below.")
            return shown
