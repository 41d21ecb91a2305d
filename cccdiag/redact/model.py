"""The shape of a redaction rule (the strict schema of ``knowledge/redaction.yaml``) and of what redacting gives back."""

from __future__ import annotations

import functools
import operator
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol

from cccdiag.expressions import expression
from cccdiag.records import dataclass

Kind = Literal["password", "username", "key", "token", "cookie", "mail", "card", "phone", "name", "user", "address"]
Escaped = Literal["xml", "json", "url"]


# Where each of some expressions matches: ends and beginnings, in order.
Places = Mapping[int, Sequence[tuple[int, int]]]


class Search(Protocol):
    """A search for many expressions at once."""

    def __call__(self, data: bytes) -> Iterable[tuple[int, int, int]]:
        """Where matches end, which expression it was, and where the match begins (-1 where that cannot be told), in order of the ends."""
        ...

    def grouped(self, data: bytes) -> Places:
        """The ends and beginnings by the number of the expression, in order."""
        ...


# Makes one for some expressions, or texts, and says of which the beginnings are wanted; None where that cannot be had.
Searching = Callable[..., Search | None]

# A value shorter than this, met without its label, is more likely a word than a secret.
SHORTEST_KNOWN = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a secret or a personal datum is recognised.

    ``pattern`` is a regular expression over UTF-8 bytes in the dialect of the signatures; its group ``secret`` is what is
    replaced, the rest is the label that gives it away. ``words``: one of them (lower case) must occur in the text, or the
    pattern is not tried. ``stop`` cuts the value where it matches. ``unless``: values that are no secrets. ``check`` is a
    further test of the value. ``learn``: the value is taken out of the rest of the text too, without its label. ``reach``: no
    match is longer, in bytes; in a large text only that much around a word is looked at. ``escaped``: how the value is written
    where the rule finds it. ``hint`` is what a fast search looks for in place of the pattern up to the value: every match holds
    it, begins at most ``back`` bytes before its end, and is looked for ``near`` bytes beyond that first (default: ``reach``).
    ``leads``: what the fast search finds begins where a match begins, or before it (default: so it is without a hint). ``run``:
    the characters, as inside the brackets of an expression, of which everything from the beginning of a match to the end of
    what the hint finds consists. ``reads``: the pattern finds a name only and has no group; the values are read from what
    stands around it, as the reader of that name (:mod:`cccdiag.redact.readers`) does.
    """

    id: str
    kind: Kind
    pattern: str
    matches: tuple[str, ...]
    ignores: tuple[str, ...]
    words: tuple[str, ...] = ()
    stop: str | None = None
    unless: str | None = None
    check: Literal["luhn", "mixed", "basic"] | None = None
    learn: bool = False
    optional: bool = False
    reach: int = 1024
    escaped: Escaped | None = None
    hint: str | None = None
    back: int = 512
    near: int | None = None
    leads: bool | None = None
    run: str | None = None
    reads: (
        Literal[
            "setting",
            "column",
            "cookie",
            "password-told",
            "username-told",
            "username-before-password",
            "phone-told",
            "password-of-command",
            "username-of-command",
        ]
        | None
    ) = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The document ``redaction.yaml``: rules, and the words that patterns name in braces, as in ``{password}``."""

    rules: tuple[Rule, ...]
    vocabulary: Mapping[str, tuple[str, ...]]


_BORDER = expression(rb"(?<!\\)(?:\\\\)*\\b|\(\?<!\[[^\]]{1,40}\]\)")
_AFTER_NO_TOKEN = rb"(?<![0-9a-f]{4}\xe2\x80\xba)(?<!\xe2\x80\xb9)"


class CompiledRule:
    """A rule whose expressions are compiled when they are first needed: most texts need few of them."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.words = tuple(word.encode() for word in rule.words)
        self.check = rule.check
        # Whether a value is what the pattern says, if it is none of those that are no secrets.
        self.plain = not rule.check and not rule.stop
        # Whether its hint stands without its words, and may be common.
        hint = (rule.hint or "").lower()
        self.far = bool(hint and rule.words) and not any(word in hint for word in rule.words)
        # The kinds of the values that it teaches; a Basic header holds a key too.
        self.teaches: tuple[Kind, ...] = ()
        if rule.learn:
            self.teaches = (rule.kind, "key") if rule.check == "basic" else (rule.kind,)

    @functools.cached_property
    def pattern(self) -> re.Pattern[bytes]:
        """The rule's pattern. A token is no border of a word, and its kind is no label: what stood there before was none, and redacting twice changes nothing."""
        text = self.rule.pattern.encode("ascii")
        return re.compile(_BORDER.sub(lambda border: border[0] + _AFTER_NO_TOKEN, text))

    @functools.cached_property
    def hint(self) -> bytes:
        """What a fast search looks for: what every match holds."""
        return (self.rule.hint or self.rule.pattern.split("(?P<secret>", maxsplit=1)[0]).encode("ascii")

    @property
    def leads(self) -> bool:
        """Whether the fast search finds where matches begin."""
        return self.rule.hint is None if self.rule.leads is None else self.rule.leads

    @functools.cached_property
    def run(self) -> bytes | None:
        """Every byte of which the beginning of a match consists."""
        if self.rule.run is None:
            return None
        one = re.compile(b"[" + self.rule.run.encode("ascii") + b"]")
        return bytes(byte for byte in range(256) if one.match(bytes((byte,))))

    @functools.cached_property
    def stop(self) -> re.Pattern[bytes] | None:
        """Where the value ends although the pattern went on."""
        return re.compile(self.rule.stop.encode("ascii")) if self.rule.stop else None

    @functools.cached_property
    def unless(self) -> re.Pattern[bytes] | None:
        """Values that are no secrets."""
        return re.compile(self.rule.unless.encode("ascii")) if self.rule.unless else None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules ready for use, in the order in which they take precedence, and the words by which another encoding is known again."""

    rules: tuple[CompiledRule, ...]
    foreign: tuple[str, ...] = ()

    @property
    def reach(self) -> int:
        """No secret that a rule finds is longer than this, its label included."""
        return max((rule.rule.reach for rule in self.rules), default=0)

    @property
    def headings(self) -> tuple[CompiledRule, ...]:
        """Those that find names of columns."""
        return tuple(rule for rule in self.rules if rule.rule.reads == "column")


class Span(NamedTuple):
    """A place that a value takes up in some bytes; ``value`` is what the token is made from: the value unescaped."""

    start: int
    end: int
    rule: str
    kind: Kind
    value: bytes


# Spans as a large log has millions of them, and their like with names.
Spans = list[tuple[int, int, str, Kind, bytes]]
# How often a rule replaced something, its kind there, and on which lines.
Row = tuple[str, Kind, int, Iterable[int]]
# Where something was replaced, as in a span, or with more.
Taken = tuple[int, int, str, Kind, *tuple[Any, ...]]


_RULE = operator.itemgetter(2)


class Replacement(NamedTuple):
    """One place where something was taken out: which rule, what kind, on which line of the text, and the token now there."""

    rule: str
    kind: Kind
    line: int
    token: str


class Replaced:
    """What was taken out of some data, in order, and the tokens now there, if any are; ``line`` is the number of the line on which ``begin`` stands."""

    __slots__ = ("_begin", "_data", "_line", "_taken", "_tokens")

    def __init__(
        self, data: bytes, begin: int, line: int, taken: Sequence[Taken], tokens: Sequence[bytes] = ()
    ) -> None:
        self._data = data
        self._begin = begin
        self._line = line
        self._taken = taken
        self._tokens = tokens

    def __len__(self) -> int:
        return len(self._taken)

    def __iter__(self) -> Iterator[Replacement]:
        for line, (_, _, rule, kind, *_), token in zip(self.lines(), self._taken, self._tokens, strict=True):
            yield Replacement(rule, kind, line, token.decode())

    def by_rule(self) -> Iterator[Row]:
        """How often each rule replaced something, in the order in which they first did."""
        for rule, count in Counter(map(_RULE, self._taken)).items():
            yield rule, next(kind for _, _, by, kind, *_ in self._taken if by == rule), count, self.lines(rule)

    def lines(self, rule: str | None = None) -> Iterator[int]:
        """The lines on which they stand: all of them, or those of one rule."""
        line, counted = self._line, self._begin
        for start, _, by, *_ in self._taken:
            if rule is None or by == rule:
                line += self._data.count(b"\n", counted, start)
                counted = start
                yield line


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that can be shown, what was replaced in it, and the values themselves for the rest of the same case.

    ``learnt`` holds secrets in clear and is therefore left out of ``repr``; nothing may print it.
    """

    text: str
    replaced: tuple[Replacement, ...]
    learnt: tuple[tuple[str, Kind], ...]

    def __repr__(self) -> str:
        return f"Redacted(text={self.text!r}, replaced={self.replaced!r})"
