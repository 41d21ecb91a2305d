"""Where records are judged: all signatures ready, every candidate record heard once, what it shows counted."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from cccdiag.expressions import expression
from cccdiag.kb.patterns import compiled
from cccdiag.records import dataclass
from cccdiag.triage import programs, torn, unrecognised
from cccdiag.triage.about import About, Product
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.match import Match, Refusal, Rule, judge
from cccdiag.triage.nearby import WIDEST, Ahead
from cccdiag.triage.records import NO_HEAD, Record, is_warning, kinds_of
from cccdiag.triage.scan import Scanner, needed_by, scanner
from cccdiag.triage.sources import Source
from cccdiag.triage.structure import INVALID, invalid_answer
from cccdiag.triage.tally import Tally

# Small enough to stay in the processor's cache while it is read and searched.
BLOCK = 1 << 20
_LARGE = 1 << 18
_LINES = 20_000
# A page, or a file with the texts of a program, may only talk about trouble; an answer cannot.
_PAGE = expression(
    rb"<html\b|<!doctype html|<resources\b|<xliff\b|<root>\s{0,40}<(?:data|resheader|!--|xsd:)", re.IGNORECASE
)
# Escaped markup in a log record is undone before it is judged.
_ESCAPED = r"(?:&(?:amp;)?lt;|\\u003[cC]|%3[cC])/?[\w:.-]{0,24}(?:error_code|ccc_|[Ff]ault|Envelope|mode)"
# Answers are looked at even when no signature is in them.
_ENVELOPE = r"<(?:[\w.-]{1,40}:)?ccc_response\b|xmlns(?::\w{1,20})?=.http://rightsconnect\.copyright\.com"


@dataclass(slots=True)
class Swept:
    """What is known of one source; ``size`` is how much of it has been read, ``ends`` how many line ends that has.

    ``lines`` has the line of each record that may be shown, by its place; what is missing there can be counted once more.
    """

    source: Source
    tally: Tally = field(default_factory=Tally)
    records: int | None = None
    size: int = 0
    format: str | None = None
    note: str | None = None
    products: frozenset[Product] = frozenset()
    letters: list[Record] = field(default_factory=list)
    unknown: unrecognised.Groups = field(default_factory=unrecognised.Groups)
    ends: int = 0
    lines: dict[int, int] = field(default_factory=dict)

    def join(self, later: Swept) -> None:
        """Add what was found in the next part of the same source."""
        self.tally.join(later.tally, self.size)
        self.tally.ccc_records += self.unknown.join(later.unknown, self.size)
        for letter in later.letters:
            letter.offset += self.size
            self.letters.append(letter)
        if self.records is not None:
            self.records += later.records or 0
        self.lines.update({place + self.size: line + self.ends for place, line in later.lines.items()})
        self.prune(_LINES)
        self.ends += later.ends
        self.size += later.size
        self.note = self.note or later.note

    def prune(self, most: int) -> None:
        """Forget the lines of records that will not be shown, when they are more than that."""
        if len(self.lines) > most:
            shown = {proof.offset for total in self.tally.sums.values() for proof in total.proofs}
            shown.update(group.example.offset for group in self.unknown.by_shape.values())
            shown.update(known.example.offset for known in self.unknown.rough.values() if known.example is not None)
            self.lines = {place: line for place, line in self.lines.items() if place in shown}

    def settle(self) -> None:
        """Come to an end: nothing more of the source will be read."""
        self.tally.ccc_records += self.unknown.settle()


class Court:
    """All signatures and the questions about records."""

    def __init__(self, rules: Sequence[Rule], about: About, hearsay: Hearsay) -> None:
        self.about = about
        self._cues = hearsay
        self._scanners: dict[bool, Scanner] = {}
        searched = [rule for rule in rules if not rule.for_tickets_only]
        # Numbers of patterns that are no signature begin where the signatures end: first those that say no more than that a
        # record warns and names CCC.
        self.warned = len(searched)
        self.escaped = self.warned + 2
        others = (*warning_patterns(), _ESCAPED, _ENVELOPE)
        self._patterns = (*(rule.pattern for rule in searched), *others)
        self._literals = (*(rule.literals for rule in searched), *needed_by(others))
        self._searched = tuple(searched)
        self.after_idle = frozenset(number for number, rule in enumerate(searched) if rule.when.after_idle is not None)
        self._ticket_rules = tuple(rule for rule in rules if rule.for_tickets)

    def scanner(self, size: int) -> Scanner:
        """What finds candidates in an input of that size."""
        large = size >= _LARGE
        if large not in self._scanners:
            self._scanners[large] = scanner(self._patterns, size, self._literals)
        return self._scanners[large]

    def only_answers(self, number: int) -> bool:
        """Whether a pattern says no more than that an answer of the gateway is there."""
        return number == self.escaped + 1

    def rules(self, numbers: Iterable[int]) -> list[Rule]:
        """The signatures among these numbers of patterns."""
        return [self._searched[number] for number in sorted(numbers) if number < self.warned]

    def places(self, text: bytes | bytearray, start: int, end: int, found: Iterable[tuple[int, int]]) -> Iterator[int]:
        """Where in a very long record a pattern truly matches, from the left; of one that matches all over, the first places."""
        folded = bytes(text[start:end]).lower()
        asked: dict[int, Ahead | None] = {}
        for place, number in found:
            if number not in asked:
                needed = self._literals[number]
                possible = not needed or any(each in folded for each in needed)
                asked[number] = Ahead(compiled(self._patterns[number])) if possible else None
            ahead = asked[number]
            if ahead is not None and ahead.matches(text, max(start, place - WIDEST), min(end, place + WIDEST), end):
                yield place

    def unlogged(self, source: str, text: bytes, offset: int) -> Record:
        """A record that no program logged: what a person wrote, an answer, or a piece of either."""
        if _PAGE.search(text):
            from cccdiag.triage import markup

            text = markup.seen(text)
        own = self._cues.own(text)
        record = Record(source, offset, own, kinds_of(own), NO_HEAD)
        if record.is_letter:
            record.say(self._cues.accused(own))
            record.also(self._cues.meant(record.views[-1]))
        elif "answer" in record.kinds:
            record.also(torn.whole(record.views[-1]))
        if record.is_letter or ("log" not in record.kinds and _PAGE.search(own)):
            record.heard = self._cues.heard(record.shown or record.text)
            record.hearsay = self._cues.weighed(record.views[-1], record.heard)
        if record.is_letter and record.hearsay is None:
            record.retell(self._cues.told)
        return record

    def hear(self, swept: Swept, record: Record, numbers: set[int], *, whole: bool) -> None:
        """Judge one record by the patterns that may match in it; of a ``whole`` text, all that may be escaped in it too."""
        if record.head.logger and programs.is_other(record.head.logger):
            record.hearsay = "other-ccc"
        elif record.head is not NO_HEAD and b"CCC_" in record.text and not self._of_rights(swept.source.head):
            record.hearsay = "a-name"
        if not whole and self.escaped not in numbers:
            record.keep_as_is()
        elif len(record.views) > 1:
            scan = self.scanner(0)
            numbers = numbers.union(*({number for _, number in scan.candidates(view)} for view in record.views[1:]))
        # By number: a signature is a record of a dozen fields, and comparing them took an eighth of the time.
        rules = {rule.number: rule for rule in self.rules(numbers)}
        if record.is_letter:
            rules.update((rule.number, rule) for rule in self._ticket_rules)
            swept.letters.append(record)
        matches = self._matches(swept.tally, record, [rule for rule in rules.values() if rule.suits(swept.products)])
        swept.tally.add(record, matches)
        start = invalid_answer(record)
        if start is not None:
            swept.tally.add_structural(record, INVALID, start)
        if is_warning(record.head):
            self._classify(swept, record, matched=bool(matches) or start is not None)

    def _matches(self, tally: Tally, record: Record, rules: Iterable[Rule]) -> list[Match]:
        matches: list[Match] = []
        for rule in rules:
            verdict = judge(rule, record, self.about)
            if isinstance(verdict, Match):
                matches.append(verdict)
            elif isinstance(verdict, Refusal):
                tally.refuse(verdict.rule.number, verdict.condition)
        return matches

    @functools.lru_cache(maxsize=8)  # noqa: B019 - the records of a source are judged one after the other
    def _of_rights(self, head: bytes) -> bool:
        """Whether a log that begins so has to do with what CCC does; in any other one, codes are names of things."""
        return self._cues.of_rights(head)

    def is_about_ccc(self, record: Record) -> bool:
        """Whether a record is about CCC as a whole."""
        message = record.head.message
        return self.about.ccc(record.text, record.head.logger, message, message) is not None

    def _classify(self, swept: Swept, record: Record, *, matched: bool) -> None:
        if matched or self.is_about_ccc(record):
            swept.tally.ccc_records += 1
            swept.tally.classified += matched
            if not matched:
                swept.unknown.add(record)


def warning_patterns() -> tuple[str, str]:
    """Lines that may begin a record of level WARN or worse which names CCC, as most programs write levels and as the others do."""
    ccc = r"[^\n]*(?i:ccc|copyright|marketplace|rightslink|rightsconnect|gateway)"
    return (
        rf"\b(?:WARN|ERROR|FATAL|SEVERE|CRIT|ALERT|EMERG|PANIC){ccc}",
        rf"\b(?:ERR|WRN|FTL|Warning|Warn|Error|Fatal|Critical)[\]\t,|\x22]{ccc}",
    )
