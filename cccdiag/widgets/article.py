"""The article form: from a pasted record and a few sentences to a valid article, tried on that record."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cccdiag.errors import InputError
from cccdiag.report.findings import counted
from cccdiag.widgets import writing
from cccdiag.widgets.form import Answer, Form

_STYLE = {"description_width": "13rem"}
_FAMILIES = ("illiad", "ares", "gateway", "marketplace", "http", "network", "lookalike")
_ACTORS = ("library", "atlas", "ccc", "network", "cloud", "caller")
_LINES = (
    ("id", "Id", "local-blue-form"),
    ("title", "Title", "what is wrong, in a few words"),
    ("issue", "What it means", "one or two whole sentences"),
    ("looks_like", "How it looks", "what a person sees, and where"),
    ("wording", "Wording", "the words of the message that never change (else from the record)"),
    ("cause1", "Likeliest cause", ""),
    ("step1", "What to do", ""),
    ("verify1", "Done when", ""),
    ("cause2", "Another cause", ""),
    ("step2", "What to do about that", ""),
    ("verify2", "Done when (second)", ""),
    ("customer_text", "Text for the library", "polite, without jargon"),
    ("false_positives", "Where it may be wrong", ""),
    ("attach", "To attach when escalated", "the log of that day"),
)
_TEXTS = (
    ("ignores", "Near misses, a line each", "three texts that resemble it and are something else"),
    ("phrases", "Phrases, a line each", "how people say it, six or more"),
)


class ArticleForm(Form):
    """Fields of an article; the record is pasted into a field that keeps nothing, and redacted before it becomes an example."""

    name, title = "article", "Write an article"

    def __init__(self) -> None:
        import ipywidgets

        from cccdiag.widgets.copying import Copyable
        from cccdiag.widgets.private import Private

        super().__init__()
        wide = {"width": "46rem", "max_width": "98%"}
        self.family = ipywidgets.Dropdown(description="Family", options=_FAMILIES, style=_STYLE, layout=wide)
        self.severity = ipywidgets.Dropdown(
            description="Severity", options=("error", "warning", "info"), style=_STYLE, layout=wide
        )
        self.fields: dict[str, Any] = {
            name: ipywidgets.Text(description=label, placeholder=hint, style=_STYLE, layout=wide)
            for name, label, hint in _LINES
        }
        for name, label, hint in _TEXTS:
            self.fields[name] = ipywidgets.Textarea(
                description=label, placeholder=hint, rows=4, style=_STYLE, layout=wide
            )
        for number, actor in ((1, "library"), (2, "ccc")):
            self.fields[f"actor{number}"] = ipywidgets.Dropdown(
                description=f"Who acts ({number})", options=_ACTORS, value=actor, style=_STYLE, layout=wide
            )
        hint = (
            "A record of a log or an answer. It is read in memory; secrets are taken out before it becomes an example."
        )
        self.record = Private(
            self.guarded(self._pasted),
            kind="text",
            label="Record",
            action="Use this record",
            hint=hint,
            state="none yet",
        )
        self.write = ipywidgets.Button(description="Write and try", button_style="primary")
        self.write.on_click(self.guarded(self._clicked))
        self.copy = Copyable(label="The article, to be saved as ID.yaml")
        self._record = ""
        order = [name for name, _, _ in (*_LINES, *_TEXTS)][1:]
        for number in (1, 2):
            order.insert(order.index(f"step{number}"), f"actor{number}")
        rest = [self.fields[name] for name in order]
        self.put(self.record, self.fields["id"], self.family, self.severity, *rest, self.write, self.results, self.copy)

    def _pasted(self) -> None:
        self._record = self.record.given
        self.record.forget()
        self.record.state = (
            f"{counted(len(self._record.splitlines()), 'line')}, in memory only" if self._record else "none yet"
        )

    def _clicked(self) -> None:
        values = {name: field.value for name, field in self.fields.items()}
        self.run({**values, "family": self.family.value, "severity": self.severity.value}, self._record)

    def save(self, folder: str | Path) -> Path:
        """Write the article of the last run into a folder of your own knowledge; the file that it became.

        Raises:
            InputError: nothing was written yet, or there is such a file already.
        """
        if self.answer is None:
            raise InputError("nothing was written yet; press Write and try first")
        return writing.save(self.answer.value, Path(folder))

    def run(self, values: Mapping[str, Any], record: str = "") -> Answer:
        """Write the article and try it on the record; the value of the answer is a :class:`cccdiag.widgets.writing.Written`.

        ``values`` are those of :func:`cccdiag.widgets.writing.write`.
        """
        self.write.disabled = True
        try:
            with self.working("Writing, and looking at it with every law of the knowledge base …"):
                written = writing.write(values, record)
                self.copy.text = written.yaml
                self.say(f"{len(written.problems)} to mend." if written.problems else "It is valid.")
                return self.show(writing.answer(written))
        finally:
            self.write.disabled = False
