"""The order form: seven operations from the spec, limits and violations beside each field, production only by a deliberate step."""

from __future__ import annotations

from urllib.parse import urlsplit

from cccdiag.errors import InputError
from cccdiag.spec.model import Violation
from cccdiag.widgets import ordering
from cccdiag.widgets.access import Access
from cccdiag.widgets.desk import Desk
from cccdiag.widgets.form import Answer
from cccdiag.widgets.style import text

_STYLE = {"description_width": "11rem"}


class OrderForm(Desk):
    """Operation, fields, guard, answer with the life of the order and the exchange."""

    name, title = "order", "Order desk: the seven operations"

    def __init__(self, access: Access) -> None:
        import ipywidgets

        super().__init__(access)
        self.orders = ordering.Orders()
        self.called: ordering.Called | None = None
        wide = {"width": "34rem", "max_width": "98%"}
        self.operation = ipywidgets.Dropdown(
            description="Operation", options=ordering.operations(), style=_STYLE, layout=wide
        )
        self.fields = ipywidgets.VBox()
        # One widget for each name of a field, however many operations have it: what was typed stays.
        self.texts: dict[str, ipywidgets.Text] = {}
        self.hints: dict[str, ipywidgets.HTML] = {}
        for name in dict.fromkeys(each.name for op in ordering.operations() for each in ordering.entries(op)):
            self.texts[name] = ipywidgets.Text(description=name, style=_STYLE, layout=wide)
            self.texts[name].observe(self.guarded(self.look), "value")
            self.hints[name] = ipywidgets.HTML()
        self.guard = ipywidgets.HTML()
        self.host = ipywidgets.Text(description="Type its host", style=_STYLE, layout={"display": "none", **wide})
        self.host.observe(self.guarded(self.look), "value")
        self.send = ipywidgets.Button(description="Send", button_style="primary")
        self.send.on_click(self.guarded(self._clicked))
        self.operation.observe(self.guarded(self._choose), "value")
        self.put(self.operation, self.fields, self.guard, self.host, self.send, self.results)
        self._all = False
        self.guarded(self._choose)()

    def follow(self, access: Access) -> None:
        """Use this connection from now on; what was typed stays and is looked at anew."""
        super().follow(access)
        self.guarded(self.look)()

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields of the chosen operation; empty fields are left out."""
        return {
            each.name: self.texts[each.name].value
            for each in ordering.entries(self.operation.value)
            if self.texts[each.name].value
        }

    def violations(self, operation: str, values: ordering.Values) -> tuple[Violation, ...]:
        """What keeps these values from being sent; nothing is."""
        return ordering.violations(self.access, operation, values)

    def run(self, operation: str, values: ordering.Values, *, allow_prod: bool = False) -> Answer:
        """Call an operation; the value of the answer is its outcome. Refusals are outcomes and raise nothing."""
        self.send.disabled = True
        try:
            with self.working(f"Calling {operation} …"):
                self.called = ordering.call(self.access, operation, values, allow_prod=allow_prod)
                self.orders.learn(operation, values, self.called.outcome)
                answer = self.show(ordering.answer(self.access, self.called, values, self.orders))
                self.say(f"{operation}: {self.called.outcome.word}.")
                return answer
        finally:
            self.send.disabled = False

    def exchange(self) -> Answer:
        """What was sent last and what came back, credentials masked."""
        return ordering.exchange(self.called.exchange if self.called else None)

    def picture(self) -> Answer:
        """The life of the order that was spoken of last."""
        return self.orders.answer()

    def _choose(self) -> None:
        import ipywidgets

        self._all = False
        self.texts["prdAbrv"].placeholder = self.access.profile.product or ""
        rows = [
            part
            for each in ordering.entries(self.operation.value)
            for part in (self.texts[each.name], self.hints[each.name])
        ]
        self.fields.children = tuple(rows) if rows else (ipywidgets.HTML(),)
        self.look()

    def look(self) -> None:
        """Say beside each field what is wrong with it, as it is typed."""
        found = self.violations(self.operation.value, self.values)
        by_field: dict[str, list[Violation]] = {}
        for each in found:
            by_field.setdefault(each.field, []).append(each)
        for entry in ordering.entries(self.operation.value):
            wrong = by_field.get(entry.name, []) if self._all or self.texts[entry.name].value else []
            told = "".join(f'<br><span class="wrong">✗ {text(each.detail)} ({each.code})</span>' for each in wrong)
            self.hints[
                entry.name
            ].value = f'<div class="ccc hint"><span class="soft">{text(entry.hint)}</span>{told}</div>'
        self._look_at_guard(found)
        self.say(f"{len(found)} to correct or to fill before it can be sent." if found else "It can be sent.")

    def _look_at_guard(self, found: tuple[Violation, ...]) -> None:
        held = ordering.guarded(found)
        self.host.layout.display = None if held else "none"
        told = f"{self.operation.value} changes orders at {self.access.profile.endpoint}, and they may be real ones. To go on, type the name of its host."
        self.guard.value = f'<div class="ccc"><p class="demo">{text(told)}</p></div>' if held else ""

    def _clicked(self) -> None:
        values = self.values
        if ordering.guarded(self.violations(self.operation.value, values)):
            wanted = urlsplit(self.access.profile.endpoint).hostname
            if self.host.value.strip().lower() != wanted:
                raise InputError(f"not sent: orders at {wanted} may be real; type {wanted} into the field to go on")
            self.host.value = ""  # the word is good for one call
            self.run(self.operation.value, values, allow_prod=True)
        else:
            self.run(self.operation.value, values)
        if self.called and self.called.outcome.word == "not-sent":
            self._all = True  # what is missing is now said beside its field too
            self.look()
        self._pass_on()
        self.say(f"{self.operation.value}: {self.called.outcome.word}." if self.called else "")

    def _pass_on(self) -> None:
        """Fill the ids that the next operation wants, where nothing stands yet."""
        if self.orders.headers and not self.texts["orderHeaderId"].value:
            self.texts["orderHeaderId"].value = str(self.orders.headers[-1])
        if self.orders.latest is not None:
            self.texts["orderDetailId"].value = str(self.orders.latest)
