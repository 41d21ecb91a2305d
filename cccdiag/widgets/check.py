"""The check form: layers light up as they are looked at, then what to mend first, and an explanation beside each trouble."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping

from cccdiag.checks.model import Check, CheckResult, Report
from cccdiag.errors import InputError
from cccdiag.widgets import checking, explaining
from cccdiag.widgets.access import Access
from cccdiag.widgets.desk import Desk
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

_OFFERED = 6  # explanations offered at once; what follows from them is explained by them
_ALL = "all layers"


class CheckForm(Desk):
    """Which layers to look at, a button, the layers as they light up, the report, explanations."""

    name, title = "check", "Health check, layer by layer"

    def __init__(self, access: Access) -> None:
        import ipywidgets

        super().__init__(access)
        self.report: Report | None = None
        options = (_ALL, *checking.layers())
        self.layer = ipywidgets.Dropdown(description="Look at", options=options, style={"description_width": "5rem"})
        self.start = ipywidgets.Button(description="Run the checks", button_style="primary")
        self.start.on_click(self.guarded(self._clicked))
        self.strip = ipywidgets.HTML()
        self.explanation = ipywidgets.HTML()
        # Made once and shown when needed: widgets that come and go would stay in the kernel's memory.
        self.explains = [ipywidgets.Button(layout={"display": "none", "width": "auto"}) for _ in range(_OFFERED)]
        for place, button in enumerate(self.explains):
            button.on_click(self.guarded(functools.partial(self._explain, place)))
        self.offers = ipywidgets.HBox(self.explains, layout={"flex_flow": "row wrap"})
        self._troubles: tuple[CheckResult, ...] = ()
        self.put(self.layer, self.start, self.strip, self.results, self.offers, self.explanation)

    def _clicked(self) -> None:
        self.run(only=() if self.layer.value == _ALL else (self.layer.value,))

    def run(self, only: Collection[str] = (), skip: Collection[str] = ()) -> Answer:
        """Run the checks (all, or those of these ids and layers); the answer's value is the report."""
        self.start.disabled = True
        try:
            with self.working("The checks begin …"):
                self.report = checking.examine(self.access, only, skip, self._light)
                self._offer(self.report)
                self.strip.value = ""
                self.say(f"Done: {self.report.status}.")
                return self.show(checking.answer(self.report, self.access.demo()))
        finally:
            self.start.disabled = False

    def explain(self, check: str) -> Answer:
        """The article behind a result of the last run.

        Raises:
            InputError: there is no such result, or no article speaks of it.
        """
        found = [one for one in self.report.results if one.id == check] if self.report else []
        if not found or not found[0].article:
            raise InputError(f"no article speaks of {check} as it was found; run the checks first")
        page = explaining.page(found[0].article)
        self.explanation.value = f'<div class="ccc"><div class="card">{page.html}</div></div>'
        self.say(f"{found[0].article} is explained below.")
        return page

    def _light(self, checks: tuple[Check, ...], results: Mapping[str, CheckResult]) -> None:
        self.strip.value = checking.strip(checks, results)
        self.say(checking.progress_told(checks, results))

    def _offer(self, report: Report) -> None:
        self.explanation.value = ""
        seen: dict[str, CheckResult] = {}
        for one in checking.to_explain(report):
            seen.setdefault(str(one.article), one)
        self._troubles = tuple(seen.values())[:_OFFERED]
        for place, button in enumerate(self.explains):
            shown = place < len(self._troubles)
            button.layout.display = None if shown else "none"
            if shown:
                one = self._troubles[place]
                button.description = f"Explain {text(one.article)}"
                button.tooltip = f"Explain what {one.title} found"

    def _explain(self, place: int) -> None:
        self.explain(self._troubles[place].id)
