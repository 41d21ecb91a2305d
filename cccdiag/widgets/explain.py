"""The explain form: it searches as one types, and shows what is chosen."""

from __future__ import annotations

from cccdiag.widgets import explaining
from cccdiag.widgets.form import Answer, Form


class ExplainForm(Form):
    """A search field, the list of what the words may mean, and the page of the chosen one."""

    name, title = "explain", "What does it mean?"

    def __init__(self) -> None:
        import ipywidgets

        super().__init__()
        wide = ipywidgets.Layout(width="40rem", max_width="98%")
        narrow = {"description_width": "9rem"}
        hint = "CCC_204, commitOrderDetail, or words of the message"
        self.words = ipywidgets.Text(description="Code or words", placeholder=hint, style=narrow, layout=wide)
        self.found = ipywidgets.Select(description="It may mean", options=(), rows=5, style=narrow, layout=wide)
        self._quiet = False
        self.words.observe(self.guarded(self._search), "value")
        self.found.observe(self.guarded(self._chosen), "value")
        self.put(self.words, self.found, self.results)

    def run(self, words: str) -> Answer:
        """Explain what the words mean; the value of the answer is its document, or what they may mean when that is not clear."""
        self.words.value = words
        if self.last_error is not None:
            raise self.last_error
        return self.answer or self._list()

    def _search(self) -> None:
        with self.working("Searching …"):
            words = self.words.value
            found = explaining.meanings(words)
            options = [(each.label, each) for each in found]
            self._quiet = True
            self.found.options = options
            self.found.index = None  # ipywidgets chooses the first by itself; then nobody could choose it
            self._quiet = False
            self.say(f"{len(found)} found." if words.strip() else "")
            if found and self._is_clear(words, found):
                self._quiet = True
                self.found.value = found[0]
                self._quiet = False
                self._show(found[0])
            else:
                self._list()

    def _is_clear(self, words: str, found: tuple[explaining.Meaning, ...]) -> bool:
        from cccdiag.kb.find import knowledge

        return len(found) == 1 or len(knowledge().named(words)) == 1

    def _list(self) -> Answer:
        return self.show(explaining.listing(self.words.value, explaining.meanings(self.words.value)))

    def _chosen(self) -> None:
        if not self._quiet and self.found.value is not None:
            with self.working("Looking it up …"):
                self._show(self.found.value)

    def _show(self, meaning: explaining.Meaning) -> None:
        self.show(explaining.page(meaning.id, meaning.kind))
        self.say(f"{meaning.id} is shown below.")
