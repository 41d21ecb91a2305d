"""Values that are secret wherever they stand: found without a label, in every written form, and when a line wrap cuts them.

Looking for them takes time in proportion to the text, however many there are.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from cccdiag.labels import spared
from cccdiag.redact.finder import Finder, Hit
from cccdiag.redact.forms import misspelt, written
from cccdiag.redact.model import SHORTEST_KNOWN, Kind, Searching, Span, Spans
from cccdiag.redact.tokens import KNOWN

# A value learnt from a text is forgotten beyond so many of a case: labels still give it away.
MOST = 2000
# Programs log a new token with every session, each once; of all who read and borrow a few are written about.
MOST_FLEETING, _MOST_PEOPLE = 50, 200
ROOM: Mapping[str, int] = {"lasting": MOST, "fleeting": MOST_FLEETING, "people": _MOST_PEOPLE}
_FLEETING = ("key", "token", "cookie")
_LEAST = 3
_WORTH_SEARCHING = 1 << 18
_WRAP = rb"(?:=?\r?\n[ \t>|]{0,40})?"
# A mailer breaks a line at a blank, and the blank is gone.
_BLANK = rb"(?: |=?\r?\n[ \t>|]{0,40})"
# What could be read in many ways is, so many times; beyond, in one only: a value of many blanks would take forever.
_AMBIGUOUS = 4
_BLANKS = rb"(?=[=\r\n \t>|]{%d})(?:(?> {1,40})|(?>=?\r?\n[ \t>|]{0,40})){1,%d}"
_RUNS = re.compile(rb" +|[^ ]", re.DOTALL)
_WRAPPING = b"=\r\n \t>|"
_NUMBER = operator.itemgetter(1)


class _Form:
    """One way in which one value is written."""

    __slots__ = ("kind", "plain", "text", "value", "word")

    def __init__(self, text: bytes, value: bytes, kind: Kind, *, word: bool) -> None:
        self.text = text
        self.value = value
        self.kind = kind
        self.word = word
        self.plain = text == value

    def wrapped(self) -> re.Pattern[bytes]:
        """The form with a line break, and what mailers put around one, allowed anywhere inside or in a blank's place."""
        runs, parts, left = _RUNS.findall(self.text), list[bytes](), _AMBIGUOUS
        for before, run, behind in zip((b"", *runs), runs, (*runs[1:], b""), strict=False):
            wrap = _WRAP if before and before[:1] != b" " else b""
            if run[:1] != b" ":
                one, many = re.escape(run), bool(wrap) and run in _WRAPPING
                parts.append(b"(?>%b(?=%b))%b" % (wrap, one, one) if many and left <= 0 else wrap + one)
                left -= many
                continue
            blanks = _WRAP.join([_BLANK] * len(run)) if len(run) <= max(left, 1) else _blanks(len(run))
            whole = wrap + blanks + (_WRAP if behind else b"")
            many = bool(behind) and behind in _WRAPPING
            parts.append(whole if many and left > 0 else b"(?>%b(?=%b))" % (whole, re.escape(behind)))
            left -= len(run) - 1 + many
        return re.compile(b"".join(parts))


def _blanks(count: int) -> bytes:
    """So many blanks, and breaks among them."""
    return _BLANKS % (count, 2 * count + 1)


class Known:
    """The known values of a case; they grow while texts are read."""

    def __init__(self, given: Iterable[tuple[str, Kind]] = (), searching: Searching | None = None) -> None:
        self._searching = searching
        self._kinds: dict[str, Kind] = {}
        self._forms: list[_Form] = []
        self._seen: set[bytes] = set()
        self._finder = Finder()
        # Forms that are others without their line breaks, and which they are.
        self._squeezed, self._squeezable = Finder(), list[int]()
        # Whether one of them is nothing but line breaks and what is put around them.
        self._bare = False
        self.learnt: dict[str, Kind] = {}
        self._counts = dict.fromkeys(ROOM, 0)
        for value, kind in given:
            self._add(value, kind)

    def __len__(self) -> int:
        return len(self._kinds)

    def __contains__(self, value: str) -> bool:
        return value in self._kinds

    def values(self) -> tuple[tuple[str, Kind], ...]:
        """All values and their kinds, in the order in which they became known."""
        return tuple(self._kinds.items())

    def room(self) -> tuple[Kind, ...]:
        """The kinds of which more values can be learnt."""
        return tuple(kind for kind in get_args(Kind) if self.takes(kind))

    def takes(self, kind: Kind) -> bool:
        """Whether there is room for one more value of the kind."""
        return self._counts[group(kind)] < ROOM[group(kind)]

    def learn(self, value: str, kind: Kind) -> None:
        """Remember a value that a label gave away, if it can be told from a word."""
        if not worth_learning(value, kind) or value in self._kinds or not self.takes(kind):
            return
        self._counts[group(kind)] += 1
        self.learnt[value] = kind
        self._add(value, kind)

    def _add(self, value: str, kind: Kind) -> None:
        if len(value) < _LEAST or value in self._kinds:
            return
        self._kinds[value] = kind
        # A password that is a plain word goes as a word, and so do names; inside other words it tells nobody anything.
        word = kind == "name" or (value.isascii() and (value.isalpha() or len(value) < SHORTEST_KNOWN))
        plain = value.encode("utf-8", "surrogatepass")
        others = misspelt(value) if kind == "password" and len(value) >= SHORTEST_KNOWN else ()
        for text in (*written(value), *others):
            if text not in self._seen:
                self._seen.add(text)
                self._take(_Form(text, plain, kind, word=word))

    def _take(self, form: _Form) -> None:
        squeezed = form.text.translate(None, _WRAPPING)
        self._bare = self._bare or not squeezed
        if squeezed and squeezed != form.text:
            self._squeezable.append(len(self._forms))
            self._squeezed.add(squeezed)
        self._finder.add(form.text)
        self._forms.append(form)

    def spans(self, data: bytes, found: Spans | tuple[()] = ()) -> Iterator[Span]:
        """Every place in the data that one of the values takes up, but those that were found already."""
        if not self._forms:
            return
        squeezed = data.translate(None, _WRAPPING)
        broken = len(squeezed) < len(data)
        more = self._more(squeezed) if broken else Counter()
        # What stands in the text stands there without its breaks too, if it is more than breaks.
        if broken and not more and not self._bare:
            return
        hits = self._places(self._finder, data)
        taken = {(start, end) for start, end, *_ in found} if hits else frozenset()
        for end, number in hits:
            form = self._forms[number]
            start = end - len(form.text)
            if (start, end) in taken or (form.word and _inside_word(data, start, end)):
                continue
            if not (form.plain and spared(data, start, end)):
                yield Span(start, end, KNOWN, form.kind, form.value)
        yield from self._wrapped(data, more, Counter(map(_NUMBER, hits)))

    def _more(self, squeezed: bytes) -> Counter[int]:
        """How often each form stands in a text without breaks."""
        # A form that has no breaks itself is looked for as it is; one that has them is not there.
        more = Counter(map(_NUMBER, self._places(self._finder, squeezed)))
        for _, number in self._places(self._squeezed, squeezed):
            more[self._squeezable[number]] += 1
        return more

    def _wrapped(self, data: bytes, more: Counter[int], counts: Counter[int]) -> Iterator[Span]:
        """Values with a line break inside: where there are more of them in the text without breaks."""
        for number, count in more.items():
            form = self._forms[number]
            if form.word or len(form.text) < SHORTEST_KNOWN or count <= counts[number]:
                continue
            for match in form.wrapped().finditer(data):
                if match[0] != form.text:
                    yield Span(match.start(), match.end(), KNOWN, form.kind, form.value)

    def _places(self, finder: Finder, data: bytes) -> list[Hit]:
        if len(data) < _WORTH_SEARCHING:
            return finder.places(data)
        return finder.places_in_much(data, self._searching)


def group(kind: Kind) -> str:
    """Values of which kinds are counted together."""
    return "fleeting" if kind in _FLEETING else "people" if kind == "name" else "lasting"


def worth_learning(value: str, kind: Kind) -> bool:
    """Whether a value can be told from a word where it stands without its label."""
    return len(value) >= SHORTEST_KNOWN and not (kind == "username" and value.isalpha())


def _inside_word(data: bytes, start: int, end: int) -> bool:
    before, after = data[max(0, start - 1) : start], data[end : end + 1]
    return before.isalnum() or after.isalnum()
