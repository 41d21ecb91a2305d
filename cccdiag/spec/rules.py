"""Rules over several fields, by the names that ``gateway.yaml`` gives them.

A rule looks at a :class:`Case` and yields the field and the sentence of each breach; its code stands in the data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from cccdiag.records import dataclass
from cccdiag.spec.constraints import is_numeric, number, page_number
from cccdiag.spec.model import MANUAL_ORDER, UNCHANGED, Field, Operation, Reading

Breach = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One call to judge.

    ``texts`` are the values that were supplied by field name, ``shapeless`` the fields supplied with something that is no
    text, ``faulty`` those that are wrong by themselves. ``stored`` holds the values of the order that a modify operation
    changes (D39), None when they are not known.
    """

    operation: Operation
    reading: Reading
    texts: Mapping[str, str]
    shapeless: Collection[str]
    faulty: frozenset[str]
    stored: Mapping[str, str] | None

    def changes(self, name: str) -> bool:
        """Whether the field was supplied with something else than the number for *unchanged*."""
        field = self.operation.field(name)
        text = self.texts.get(name)
        return text is not None and not (field and is_sentinel(text, field, UNCHANGED))

    def text(self, name: str) -> str | None:
        """The field's new text, else its stored one, else None."""
        if self.changes(name):
            return self.texts[name]
        return self.stored.get(name) if self.stored else None

    def modifies(self) -> bool:
        """Whether the operation changes something that exists."""
        return any(field.modifiable for field in self.operation.fields)

    def called(self, name: str) -> str:
        """What the field is called in a sentence."""
        field = self.operation.field(name)
        return called(field, self.reading) if field else name


def is_sentinel(text: str, field: Field, meaning: str) -> bool:
    """Whether ``text`` is the field's number for that meaning (``no_value``, ``unchanged``, ``manual_order``)."""
    return meaning in field.sentinels and number(text) == field.sentinels[meaning]


def called(field: Field, reading: Reading) -> str:
    """The field's name in a sentence: the wire name, or in the gateway's own details its label (D65)."""
    return field.label if field.label and reading.switches["labels"] == "label" else field.name


def manual_order_named(case: Case) -> Iterator[Breach]:
    """A work without a number in the catalogue needs title and publisher (4.2 note 3, D34)."""
    field = case.operation.field("cccWorkInst")
    work = case.texts.get("cccWorkInst")
    if field is None or work is None or not is_sentinel(work, field, MANUAL_ORDER):
        return
    for name in ("title", "publisherName"):
        if name not in case.texts and name not in case.faulty:
            yield name, f"{case.called(name)} is required for a manual order ({case.called('cccWorkInst')} {work})."


def pages_together(case: Case) -> Iterator[Breach]:
    """Change all three page fields or none: nobody here knows the other values (D39)."""
    if case.reading.switches["changed_pages"] != "together":
        return
    names = ("numPages", "fromPage", "toPage")
    missing = [name for name in names if not case.changes(name) and name not in case.faulty]
    if len(missing) in {0, len(names)}:
        return
    for name in missing:
        yield name, f"{case.called(name)} is required too: numPages, fromPage and toPage change together."


def page_count_needed(case: Case) -> Iterator[Breach]:
    """A page that is no plain number cannot be counted, so the number of pages must be given (4.2 note 1, D33)."""
    pages = _pages(case)
    if pages is None or "numPages" in case.faulty or pages.count is not None:
        return
    if any(page is not None and not is_numeric(page) for page in (pages.first, pages.last)):
        count, first, last = case.called("numPages"), case.called("fromPage"), case.called("toPage")
        yield "numPages", f"{count} is required, because {first} or {last} is not a plain number."


def pages_agree(case: Case) -> Iterator[Breach]:
    """The number of pages must fit the first and the last page (4.2 note 2, D22, D23)."""
    switches = case.reading.switches
    pages = _pages(case)
    if pages is None or (case.modifies() and switches["modify_like_create"] == "never"):
        return
    if case.faulty & {"numPages", "fromPage", "toPage"}:
        return
    span = _span(pages)
    if span is None:
        return
    if span < 0:
        if pages.count is not None or switches["reversed_pages"] == "refuse":
            yield "toPage", f"{case.called('toPage')} comes before {case.called('fromPage')}."
        return
    accepted = {"inclusive": (span + 1,), "literal": (span,), "either": (span + 1, span)}[switches["pages"]]
    if pages.count is not None and pages.count not in accepted:
        wanted = " or ".join(str(count) for count in accepted)
        first, last = case.called("fromPage"), case.called("toPage")
        yield "numPages", f"{case.called('numPages')} is {pages.count}, but {first} and {last} make it {wanted}."


def something_changes(case: Case) -> Iterator[Breach]:
    """A change must change something (3.2, Appendix I, D37, D43); the breach is told at the first field that could."""
    names = [field.name for field in case.operation.fields if field.modifiable]
    if any((case.changes(name) or name in case.shapeless) and not _unset(case, name) for name in names):
        return
    if names:
        listed = ", ".join(case.called(name) for name in names)
        yield names[0], f"Nothing would change: give a new value to at least one of {listed}."


def _unset(case: Case, name: str) -> bool:
    """Whether the field is a 0 that stands for a number nobody set, as Java sends it (D36): Appendix I misses a change then."""
    field = case.operation.field(name)
    zero = field is not None and UNCHANGED in field.sentinels and number(case.texts.get(name, "")) == 0
    return zero and case.reading.switches["missing_number"] == "CCC_101"


RULES: dict[str, Callable[[Case], Iterator[Breach]]] = {
    rule.__name__: rule
    for rule in (manual_order_named, pages_together, page_count_needed, pages_agree, something_changes)
}


@dataclass(frozen=True, slots=True)
class _Pages:
    count: int | None
    first: str | None
    last: str | None


def _pages(case: Case) -> _Pages | None:
    """The pages to judge, or None when there is nothing to judge or too little is known."""
    names = ("numPages", "fromPage", "toPage")
    if case.modifies():
        if not any(case.changes(name) for name in names):
            return None
        if case.stored is None and not all(case.changes(name) for name in names):
            return None
    count, first, last = (case.text(name) for name in names)
    counted = number(count) if count is not None else None
    return _Pages(counted if counted is not None and counted > 0 else None, first, last)


def _span(pages: _Pages) -> int | None:
    first, last = page_number(pages.first), page_number(pages.last)
    return None if first is None or last is None else last - first
