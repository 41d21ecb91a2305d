"""Values that are secret wherever they stand: found without a label, in every written form, and when a line wrap cuts them.

Looking for them takes time in proportion to the text, however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from cccdiag.labels import spared
from cccdiag.redact.forms import written
from cccdiag.redact.model import SHORTEST_KNOWN, Kind, Search, Searching, Span
from cccdiag.redact.tokens import KNOWN

# A value learnt from a text is forgotten beyond so many of a case: labels still give it away.
MOST = 2000
# Programs log a new token with every session, each once.
MOST_FLEETING = 50
_FLEETING = ("key", "token", "cookie")
_LEAST = 3
# So many forms are looked for one after the other; more of them all at once, by their first bytes.
_ONE_BY_ONE = 64
_WORTH_SEARCHING = 1 << 18
_LEAD = 5
_WRAP = rb"(?:=?\r?\n[ \t>|]{0,40})?"
_WRAPPING = b"=\r\n \t>|"


class _Form:
    """One way in which one value is written."""

    __slots__ = ("kind", "squeezed", "text", "value", "word")

    def __init__(self, text: bytes, value: bytes, kind: Kind, *, word: bool) -> None:
        self.text = text
        self.value = value
        self.kind = kind
        self.word = word
        self.squeezed = text.translate(None, _WRAPPING)

    def wrapped(self) -> re.Pattern[bytes]:
        """The form with a line break, and what mailers put around one, allowed anywhere inside."""
        return re.compile(_WRAP.join(re.escape(self.text[i : i + 1]) for i in range(len(self.text))))


class Known:
    """The known values of a case; they grow while texts are read."""

    def __init__(self, given: Iterable[tuple[str, Kind]] = (), searching: Searching | None = None) -> None:
        self._searching = searching
        self._searches: dict[bool, tuple[int, list[_Form], Search | None]] = {}
        self._kinds: dict[str, Kind] = {}
        self._forms: dict[bytes, _Form] = {}
        self._by_lead: dict[bytes, list[_Form]] = {}
        self._short: list[_Form] = []
        self.learnt: dict[str, Kind] = {}
        self._counts = {True: 0, False: 0}
        for value, kind in given:
            self._add(value, kind)

    def __len__(self) -> int:
        return len(self._kinds)

    def learn(self, value: str, kind: Kind) -> None:
        """Remember a value that a label gave away, if it can be told from a word."""
        if len(value) < SHORTEST_KNOWN or value in self._kinds:
            return
        fleeting = kind in _FLEETING
        if self._counts[fleeting] >= (MOST_FLEETING if fleeting else MOST):
            return
        self._counts[fleeting] += 1
        if kind == "username" and value.isalpha():
            return
        self.learnt[value] = kind
        self._add(value, kind)

    def _add(self, value: str, kind: Kind) -> None:
        if len(value) < _LEAST or value in self._kinds:
            return
        self._kinds[value] = kind
        # A password that is a plain word goes as a word; inside other words it tells nobody anything.
        word = value.isascii() and (value.isalpha() or len(value) < SHORTEST_KNOWN)
        plain = value.encode("utf-8", "surrogatepass")
        for text in written(value):
            form = self._forms.setdefault(text, _Form(text, plain, kind, word=word))
            if form.value is plain:
                (self._short if len(text) < _LEAD else self._by_lead.setdefault(text[:_LEAD], [])).append(form)

    def spans(self, data: bytes) -> Iterator[Span]:
        """Every place in the data that one of the values takes up."""
        if not self._forms:
            return
        counts: dict[bytes, int] = {}
        for form, start in self._found(data, squeezed=False):
            end = start + len(form.text)
            if form.word and _inside_word(data, start, end):
                continue
            counts[form.text] = counts.get(form.text, 0) + 1
            if form.text == form.value and spared(data, start, end):
                continue
            yield Span(start, end, KNOWN, form.kind, form.value)
        yield from self._wrapped(data, counts)

    def _wrapped(self, data: bytes, counts: dict[bytes, int]) -> Iterator[Span]:
        """Values with a line break inside: first a look at the text without breaks, the rest only where that finds more."""
        squeezed = data.translate(None, _WRAPPING)
        if len(squeezed) == len(data):
            return
        more: dict[bytes, int] = {}
        for form, _ in self._found(squeezed, squeezed=True):
            more[form.text] = more.get(form.text, 0) + 1
        for text, count in more.items():
            form = self._forms[text]
            if form.word or len(text) < SHORTEST_KNOWN or count <= counts.get(text, 0):
                continue
            for match in form.wrapped().finditer(data):
                if match.end() - match.start() > len(text):
                    yield Span(match.start(), match.end(), KNOWN, form.kind, form.value)

    def _found(self, data: bytes, *, squeezed: bool) -> Iterator[tuple[_Form, int]]:
        forms = self._forms.values()
        search = self._search(squeezed=squeezed) if len(data) >= _WORTH_SEARCHING else None
        if search is not None:
            for end, form in search(data):
                yield form, end - len(form.squeezed if squeezed else form.text)
            return
        if len(self._forms) <= _ONE_BY_ONE or len(data) < 2 * len(self._forms):
            for form in forms:
                yield from _places(form, form.squeezed if squeezed else form.text, data)
            return
        for form in self._short:
            yield from _places(form, form.squeezed if squeezed else form.text, data)
        leads = self._squeezed_leads() if squeezed else self._by_lead
        for start in range(len(data) - _LEAD + 1):
            for form in leads.get(data[start : start + _LEAD], ()):
                if data.startswith(form.squeezed if squeezed else form.text, start):
                    yield form, start

    def _search(self, *, squeezed: bool) -> Callable[[bytes], Iterator[tuple[int, _Form]]] | None:
        """The search for all forms, made anew when there are more of them."""
        if self._searching is None:
            return None
        count, forms, search = self._searches.get(squeezed, (0, [], None))
        if count != len(self._forms):
            forms = [form for form in self._forms.values() if form.squeezed]
            search = self._searching([form.squeezed if squeezed else form.text for form in forms], literal=True)
            self._searches[squeezed] = len(self._forms), forms, search
        if search is None:
            return None
        found = search
        return lambda data: ((end, forms[number]) for end, number in found(data))

    def _squeezed_leads(self) -> dict[bytes, list[_Form]]:
        leads: dict[bytes, list[_Form]] = {}
        for form in self._forms.values():
            if len(form.squeezed) >= _LEAD:
                leads.setdefault(form.squeezed[:_LEAD], []).append(form)
        return leads


def _places(form: _Form, text: bytes, data: bytes) -> Iterator[tuple[_Form, int]]:
    if not text:
        return
    start = data.find(text)
    while start >= 0:
        yield form, start
        start = data.find(text, start + len(text))


def _inside_word(data: bytes, start: int, end: int) -> bool:
    before, after = data[max(0, start - 1) : start], data[end : end + 1]
    return before.isalnum() or after.isalnum()
