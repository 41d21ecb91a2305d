"""The triage form: paste or choose files, see the causes in order with their proof, run the one next check, copy for the ticket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cccdiag.errors import InputError
from cccdiag.widgets import checking, triaging
from cccdiag.widgets.access import Access
from cccdiag.widgets.desk import Desk
from cccdiag.widgets.form import Answer

if TYPE_CHECKING:
    from cccdiag.triage.model import TriageReport

_HIDDEN = {"display": "none", "width": "auto"}
_FOR = {"library": "the library", "engineer": "the engineer"}


class TriageForm(Desk):
    """A field for texts and files that keeps nothing, the cards, and what follows from them."""

    name, title = "triage", "Triage: what is wrong, and what to do first"

    def __init__(self, access: Access) -> None:
        import ipywidgets

        from cccdiag.widgets.copying import Copyable
        from cccdiag.widgets.private import Private

        super().__init__(access)
        self.report: TriageReport | None = None
        hint = "An error message, a SOAP answer, a log, a mail … It is read in memory and never saved."
        self.material = Private(
            self.guarded(self._given), kind="material", label="Text", action="Triage", hint=hint, state=""
        )
        self.check = ipywidgets.Button(layout=_HIDDEN, button_style="primary")
        self.check.on_click(self.guarded(self.next_check))
        self.library = ipywidgets.Button(description="Text for the library", layout=_HIDDEN)
        self.library.on_click(self.guarded(lambda: self.ticket("library")))
        self.engineer = ipywidgets.Button(description="Text for the engineer", layout=_HIDDEN)
        self.engineer.on_click(self.guarded(lambda: self.ticket("engineer")))
        self.checked = ipywidgets.HTML()
        self.removed = ipywidgets.HTML()
        self.copy = Copyable()
        after = ipywidgets.HBox([self.check, self.library, self.engineer], layout={"flex_flow": "row wrap"})
        self.put(self.material, self.status, after, self.checked, self.removed, self.copy, self.results)

    def _given(self) -> None:
        text, files = self.material.given, self.material.files
        self.material.forget()
        self.run(text, files)

    def run(self, text: str = "", files: Iterable[triaging.File] = ()) -> Answer:
        """Triage a text and files: paths, or names with their bytes. The value of the answer is the report."""
        self.material.busy = True
        try:
            with self.working("Reading …"):
                self.report = triaging.read(text, files)
                self._offer(self.report)
                self.say(f"{len(self.report.diagnoses)} found.")
                return self.show(triaging.answer(self.report))
        finally:
            self.material.busy, self.material.state = False, ""

    def ticket(self, voice: triaging.Voice = "engineer") -> Answer:
        """The text for a ticket, ready to be copied; its value says what was taken out.

        Raises:
            InputError: nothing was read yet.
        """
        if self.report is None:
            raise InputError("nothing was read yet; triage something first")
        written = triaging.ticket(self.report, voice)
        said = written.html.partition("<pre>")[0]
        self.removed.value = f'<div class="ccc">{said}</div>'
        self.copy.label, self.copy.text = f"For {_FOR[voice]}", written.text
        self.say("The text for the ticket stands below.")
        return written

    def next_check(self) -> Answer | None:
        """Run the one check that proves or refutes the likeliest cause; None where no check can."""
        check = triaging.next_check(self.report) if self.report else None
        if check is None:
            return None
        with self.working(f"Running {check} and what it needs …"):
            report = checking.examine(self.access, only=(check,))
            found = checking.answer(report, self.access.demo())
            # Where the notice says already that it is DEMO, once is enough.
            (self.checked.add_class if self.notice.value else self.checked.remove_class)("ccc-announced")
            self.checked.value = f'<div class="ccc"><div class="card {report.status}">{found.html}</div></div>'
            self.say(f"{check}: {report.status}.")
            return found

    def _offer(self, report: TriageReport) -> None:
        check = triaging.next_check(report)
        self.check.description = f"Next check: {check}"
        for button, shown in ((self.check, check), (self.library, report.inputs), (self.engineer, report.inputs)):
            button.layout.display = None if shown else "none"
        self.checked.value = self.removed.value = self.copy.text = ""
