"""The guide form: one question at a time, the causes shrinking beside it; a check answers where one can."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from cccdiag.checks.guide import Product, Walk, Word
from cccdiag.checks.model import CheckResult, Report
from cccdiag.errors import InputError
from cccdiag.widgets import checking, walking
from cccdiag.widgets.access import Access
from cccdiag.widgets.desk import Desk
from cccdiag.widgets.form import Answer

_WORDS: tuple[tuple[Word, str], ...] = (("yes", "Yes"), ("no", "No"), ("unknown", "Cannot tell"))


class GuideForm(Desk):
    """Product, settings if there are any, question, buttons, the standing of the causes, the summary for the ticket."""

    name, title = "guide", "Guide: the login of CCC fails"

    def __init__(self, access: Access) -> None:
        import ipywidgets

        from cccdiag.widgets.copying import Copyable
        from cccdiag.widgets.private import Private

        super().__init__(access)
        self.product = ipywidgets.Dropdown(
            description="Product", options=walking.PRODUCTS, style={"description_width": "5rem"}
        )
        hint = "The customization table as CSV or copied text, if there is one: checks then answer what stands in it. It is never saved."
        self.settings = Private(
            self.guarded(self._given),
            kind="material",
            label="Settings",
            action="Judge the settings",
            hint=hint,
            state="",
        )
        self.question = ipywidgets.HTML()
        self.words = {word: ipywidgets.Button(description=label) for word, label in _WORDS}
        for word, button in self.words.items():
            button.on_click(self.guarded(functools.partial(self.answer_with, word)))
        self.back = ipywidgets.Button(description="Back")
        self.back.on_click(self.guarded(self._back))
        self.ask_checks = ipywidgets.Button(description="Let checks answer", layout={"width": "auto"})
        self.ask_checks.on_click(self.guarded(self.let_checks_answer))
        self.copy = Copyable(label="Summary for the ticket")
        buttons = ipywidgets.HBox([*self.words.values(), self.back, self.ask_checks], layout={"flex_flow": "row wrap"})
        self.product.observe(self.guarded(self._begin), "value")
        self.put(self.product, self.question, buttons, self.status, self.results, self.copy, self.settings)
        self._results: dict[str, CheckResult] = {}
        self.walk: Walk = walking.start(self.product.value)
        self._show()

    def run(self, product: Product, answers: Mapping[str, str]) -> Answer:
        """Walk with answers by question id (yes, no, unknown); the value of the answer is the walk, its text the summary."""
        with self.working("Walking …"):
            self.walk = walking.walked(product, answers)
            return self._show()

    def answer_with(self, word: Word) -> Answer:
        """Answer the question that is asked now."""
        with self.working("Going on …"):
            self.walk = walking.by_checks(self.walk.answer(word), self._results)
            return self._show()

    def let_checks_answer(self) -> Answer:
        """Run the check that can answer this question, and go on to the next that only a person can answer.

        Raises:
            InputError: no check can answer it.
        """
        asked = self.walk.question
        if asked is None or asked.check is None or not walking.can_ask(self.walk):
            raise InputError("no check can answer this question by itself; a person has to look, or give the settings")
        with self.working(f"Running {asked.check} and what it needs …"):
            report = checking.examine(self.access, only=(asked.check,))
            before = len(self.walk.answers)
            shown = self._advance(report)
            if len(self.walk.answers) == before:
                self.say(f"{asked.check} could not answer it: a person has to look.")
            return shown

    def judge(self, settings: tuple[str, bytes], details: tuple[str, bytes] | None = None) -> Answer:
        """Let checks answer from exported settings (name and bytes) and, in a file of their own, the account's billing details.

        Raises:
            InputError: nothing that was looked for stands in them.
        """
        with self.working("Reading the settings …"):
            before = len(self.walk.answers)
            shown = self._advance(walking.judged(self.walk.product, settings, details))
            self.say(
                f"{len(self.walk.answers) - before} answered by checks; {len(self.walk.remaining)} causes are left."
            )
            return shown

    def _given(self) -> None:
        pasted, files = self.settings.given, self.settings.files
        self.settings.forget()
        self.settings.state = ""
        given = [*files, *([("pasted settings", pasted.encode("utf-8", "surrogatepass"))] if pasted.strip() else [])]
        if not given:
            raise InputError("no settings were given: paste the table, or choose its file")
        self.judge(given[0], given[1] if len(given) > 1 else None)

    def _advance(self, report: Report) -> Answer:
        self._results |= {result.id: result for result in report.results}
        self.walk = walking.by_checks(self.walk, self._results)
        return self._show()

    def _begin(self) -> None:
        self._results = {}
        self.walk = walking.start(self.product.value)
        self._show()

    def _back(self) -> None:
        self.walk = self.walk.back()
        self._show()

    def _show(self) -> Answer:
        asked = self.walk.question
        self.question.value = walking.question(self.walk)
        for button in self.words.values():
            button.disabled = asked is None
        self.back.disabled = not self.walk.answers
        self.ask_checks.layout.display = None if walking.can_ask(self.walk) else "none"
        shown = self.show(walking.answer(self.walk, self._results.values()))
        self.copy.text = shown.text if self.walk.outcome else ""
        self.say("The guide has come to its end." if asked is None else f"{len(self.walk.remaining)} causes are left.")
        return shown
