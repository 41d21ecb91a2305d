"""One pass over a source: block by block, every candidate record judged once, everything else never looked at."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cccdiag.kb.model import Article
from cccdiag.kb.patterns import compiled
from cccdiag.triage import unrecognised
from cccdiag.triage.about import About, Product
from cccdiag.triage.formats import Formats, Head, Header
from cccdiag.triage.match import Match, Refusal, Rule, judge, rules_of
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.records import NO_HEAD, Record, is_warning, kinds_of, log_kinds, prose_lines, splitter
from cccdiag.triage.scan import Scanner, scanner
from cccdiag.triage.sources import Source, read_full
from cccdiag.triage.structure import INVALID, invalid_answer
from cccdiag.triage.tally import Tally

# Small enough to stay in the processor's cache while it is read and searched.
_BLOCK = 1 << 20
# A record beyond this is judged in pieces; a text without records beyond this too.
_LONGEST = 16 << 20
_COUNTED = 64 << 20
_WRITTEN = 1 << 20
_LOOK_BACK = 2000
# Escaped markup in a log record is undone before it is judged.
_ESCAPED = r"(?:&(?:amp;)?lt;|\\u003[cC]|%3[cC])/?[\w:.-]{0,24}(?:error_code|ccc_|[Ff]ault|Envelope|mode)"
# Answers are looked at even when no signature is in them.
_ENVELOPE = r"<(?:[\w.-]{1,40}:)?ccc_response\b|xmlns(?::\w{1,20})?=.http://rightsconnect\.copyright\.com"
_PAGE = re.compile(rb"<html\b|<!doctype html", re.IGNORECASE)


@dataclass(slots=True)
class Swept:
    """What is known of one source when it has been read."""

    source: Source
    tally: Tally = field(default_factory=Tally)
    records: int | None = None
    size: int = 0
    format: str | None = None
    note: str | None = None
    products: frozenset[Product] = frozenset()
    facts: set[str] = field(default_factory=set)
    letters: list[Record] = field(default_factory=list)
    unknown: unrecognised.Groups = field(default_factory=unrecognised.Groups)


class Sweeper:
    """Ready to read sources; the signatures of all articles and the questions about records are prepared once."""

    def __init__(self, articles: Sequence[Article], about: About, formats: Formats, cues: Hearsay) -> None:
        self.rules = rules_of(articles)
        self.about = about
        self._cues = cues
        self._formats = formats
        self._scanners: dict[bool, Scanner] = {}
        patterns: list[tuple[str, Rule | str | None]] = [
            (rule.signature.pattern, rule) for rule in self.rules if not rule.for_tickets_only
        ]
        patterns += [(pattern, pattern) for pattern in _input_patterns(self.rules)]
        patterns += [(_warning_pattern(formats), None), (_ESCAPED, None), (_ENVELOPE, None)]
        self._patterns = tuple(pattern for pattern, _ in patterns)
        self._meaning = tuple(meaning for _, meaning in patterns)
        self._ticket_rules = tuple(rule for rule in self.rules if not rule.signature.when.context or "ticket" in rule.signature.when.context)

    def sweep(self, source: Source, *, count: bool = False, watch: Callable[[int], None] | None = None) -> Swept:
        """Read one source to its end. ``count`` counts records beyond 64 MiB too; ``watch`` hears how many bytes were read."""
        swept = Swept(source, note=source.note)
        if source.open is None:
            return swept
        header = None if source.words and not self._log_like(source.head) else self._formats.sniff(source.head)
        swept.format = header.format_id if header else None
        swept.products = self.about.products(source.head)
        counting = count or source.size <= _COUNTED
        swept.records = 0 if counting else None
        try:
            with contextlib.closing(source.open()) as stream:
                if header is not None:
                    self._log(swept, header, stream, watch, counting=counting)
                else:
                    self._text(swept, stream, watch)
                swept.note = swept.note or getattr(stream, "note", None)
        except OSError as error:
            swept.note = f"could not be read to its end: {error.strerror or error}"
        return swept

    def _log_like(self, head: bytes) -> bool:
        return self._formats.sniff(head) is not None

    def _scanner(self, size: int) -> Scanner:
        large = size >= _BLOCK
        if large not in self._scanners:
            self._scanners[large] = scanner(self._patterns, size)
        return self._scanners[large]

    def _text(self, swept: Swept, stream: BinaryIO, watch: Callable[[int], None] | None) -> None:
        """A text that is no log: one record, or pieces of the greatest length that is taken."""
        while piece := read_full(stream, _LONGEST):
            if watch:
                watch(len(piece))
            record = self._unlogged(swept, piece, swept.size)
            swept.size += len(piece)
            if swept.records is not None:
                swept.records += 1
            numbers = {number for _, number in self._scanner(len(piece)).candidates(piece)}
            self._judge(swept, record, numbers, whole=True)

    def _unlogged(self, swept: Swept, text: bytes, offset: int, head: Head = NO_HEAD) -> Record:
        """A record that no program logged: what a person wrote, an answer, or a piece of either."""
        own = self._cues.own(text)
        record = Record(swept.source.name, offset, own, kinds_of(own), head)
        if "log" not in record.kinds or record.is_letter:
            spoken = record.views[-1] if _PAGE.search(own) or record.is_letter else b""
            record.hearsay = self._cues.reason(spoken or b"\n".join(prose_lines(own)))
        return record

    def _log(
        self, swept: Swept, header: Header, stream: BinaryIO, watch: Callable[[int], None] | None, *, counting: bool
    ) -> None:
        split = splitter(header)
        scan = self._scanner(swept.source.size)
        buffer, kept = bytearray(_BLOCK), 0
        while True:
            filled = _fill(stream, buffer, kept)
            ended = filled < len(buffer)
            limit = filled if ended else split.last(buffer, filled)
            if limit == 0 and not ended:
                if len(buffer) < _LONGEST:
                    buffer, kept = buffer + bytearray(len(buffer)), filled
                    continue
                limit = filled
            if limit:
                with memoryview(buffer) as view:
                    candidates = scan.candidates(view[:limit])
                self._block(swept, header, buffer, limit, candidates)
                if counting and swept.records is not None:
                    swept.records += split.count(buffer, limit)
            if watch:
                watch(limit)
            swept.size += limit
            if ended:
                return
            kept = filled - limit
            rest = bytes(buffer[limit:filled])
            if len(buffer) > _BLOCK and kept < _BLOCK:
                buffer = bytearray(_BLOCK)
            buffer[:kept] = rest

    def _block(self, swept: Swept, header: Header, buffer: bytearray, limit: int, candidates: Iterable[tuple[int, int]]) -> None:
        split = splitter(header)
        start = end = -1
        numbers: set[int] = set()
        for place, number in candidates:
            if place > end:
                here = split.start(buffer, place - 1)
                if numbers and here != start:
                    self._log_record(swept, header, buffer, start, end, numbers)
                    numbers = set()
                start, end = here, split.end(buffer, place - 1, limit)
            numbers.add(number)
        if numbers:
            self._log_record(swept, header, buffer, start, end, numbers)

    def _log_record(self, swept: Swept, header: Header, buffer: bytearray, start: int, end: int, numbers: set[int]) -> None:
        text = bytes(buffer[start:end])
        head = header.read(text)
        fragment = head.message == 0 and head.level is None
        place = swept.size + start
        record = self._unlogged(swept, text, place) if fragment else Record(swept.source.name, place, text, log_kinds(text), head)
        if any(rule.signature.when.after_idle is not None for rule in self._rules(numbers)):
            record.last_ccc = self._last_ccc(header, buffer, start)
        self._judge(swept, record, numbers, whole=False)

    def _judge(self, swept: Swept, record: Record, numbers: set[int], *, whole: bool) -> None:
        undone = whole or any(self._patterns[number] == _ESCAPED for number in numbers)
        if undone and len(record.views) > 1:
            scan = self._scanner(0)
            numbers = numbers.union(*({number for _, number in scan.candidates(view)} for view in record.views[1:]))
        elif not undone:
            record.keep_as_is()
        rules = dict.fromkeys(self._rules(numbers))
        if "ticket" in record.kinds:
            rules.update(dict.fromkeys(self._ticket_rules))
            swept.letters.append(record)
        matches: list[Match] = []
        matched = False
        for rule in rules:
            verdict = judge(rule, record, self.about)
            if isinstance(verdict, Match):
                matches.append(verdict)
            elif isinstance(verdict, Refusal):
                key = rule.number, verdict.condition
                swept.tally.refused[key] = swept.tally.refused.get(key, 0) + 1
        for number in numbers:
            meaning = self._meaning[number]
            if isinstance(meaning, str) and meaning not in swept.facts and any(compiled(meaning).search(view) for view in record.views):
                swept.facts.add(meaning)
        swept.tally.add(record, matches)
        if (start := invalid_answer(record)) is not None:
            swept.tally.add_structural(record, INVALID, start)
            matched = True
        self._classify(swept, record, matched=matched or bool(matches))

    def _classify(self, swept: Swept, record: Record, *, matched: bool) -> None:
        if not is_warning(record.head):
            return
        if matched or self.about.ccc(record.text, record.head.logger, record.head.message, record.head.message):
            swept.tally.ccc_records += 1
            swept.tally.classified += matched
            if not matched:
                swept.unknown.add(record)

    def _rules(self, numbers: Iterable[int]) -> list[Rule]:
        return [meaning for number in sorted(numbers) if isinstance(meaning := self._meaning[number], Rule)]

    def _last_ccc(self, header: Header, buffer: bytearray, start: int) -> str | None:
        """When CCC was last spoken of in a record before this one that reports no trouble."""
        split = splitter(header)
        for _ in range(_LOOK_BACK):
            if start == 0:
                return None
            before = split.start(buffer, start - 1)
            head: Head = header.read(bytes(buffer[before:start]))
            if not is_warning(head) and self.about.logged_by_ccc(head.logger):
                return head.time
            start = before
        return None


def _fill(stream: BinaryIO, buffer: bytearray, kept: int) -> int:
    """Read until the buffer is full or the stream ends; give how much of the buffer is filled."""
    with memoryview(buffer) as view:
        while kept < len(view):
            count: Any = stream.readinto(view[kept:])  # type: ignore[attr-defined]
            if not count:
                break
            kept += count
    return kept


def _input_patterns(rules: Iterable[Rule]) -> list[str]:
    """Patterns that conditions look for anywhere in a log."""
    patterns: dict[str, None] = {}
    for rule in rules:
        when = rule.signature.when
        if when.within == "input" and not rule.for_tickets_only:
            patterns.update(dict.fromkeys((*when.all, *when.any, *when.none)))
    return list(patterns)


def _warning_pattern(formats: Formats) -> str:
    """Lines that may begin a record of level WARN or worse which names CCC; judged exactly afterwards."""
    words = "|".join(formats.words("warn", "error", "fatal"))
    return rf"\b(?:{words})\b[^\n]*(?i:ccc|copyright|marketplace|rightslink|rightsconnect|gateway)"
