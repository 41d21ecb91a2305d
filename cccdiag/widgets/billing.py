"""The billing form: five details on both sides, compared letter by letter as they are typed."""

from __future__ import annotations

from collections.abc import Mapping

from cccdiag.checks.billing import FIELDS
from cccdiag.widgets import comparing
from cccdiag.widgets.form import Answer, Form


class BillingForm(Form):
    """Five fields for here, five for there, and what each difference comes to."""

    name, title = "billing", "Billing details on both sides"

    def __init__(self) -> None:
        import ipywidgets

        super().__init__()
        style, wide = {"description_width": "13rem"}, {"width": "34rem", "max_width": "98%"}
        self.here: dict[str, ipywidgets.Text] = {}
        self.there: dict[str, ipywidgets.Text] = {}
        parts: list[object] = []
        for side, fields in ((comparing.HERE, self.here), (comparing.THERE, self.there)):
            parts.append(ipywidgets.HTML(f'<div class="ccc"><p class="ccc-title">{side}</p></div>'))
            for name in FIELDS:
                label = name if fields is self.here else f"{name} (CCC)"
                fields[name] = ipywidgets.Text(description=label, style=style, layout=wide)
                parts.append(fields[name])
        self.compare = ipywidgets.Button(description="Compare", button_style="primary")
        self.compare.on_click(self.guarded(self._clicked))
        self.put(*parts, self.compare, self.results)

    def _clicked(self) -> None:
        here = {name: field.value for name, field in self.here.items()}
        self.run(here, {name: field.value for name, field in self.there.items()})

    def run(self, here: Mapping[str, str], there: Mapping[str, str]) -> Answer:
        """Compare; names of the details are understood in many spellings. The value is the tuple of comparisons."""
        with self.working("Comparing …"):
            answer = comparing.compare(here, there)
            self.say(answer.text.partition("\n")[0])
            return self.show(answer)
