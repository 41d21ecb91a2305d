"""A log read block by block: records cut out where something may be in them, everything else never looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from cccdiag.triage import unrecognised
from cccdiag.triage.court import BLOCK, Court, Swept
from cccdiag.triage.formats import Formats, Header
from cccdiag.triage.records import LONG, Record, condensed, is_warning, log_kinds, splitter
from cccdiag.triage.scan import Candidates

# A record beyond this is judged in pieces.
LONGEST = 16 << 20
_LOOK_BACK = 2000
_REMEMBERED = 5000
# So many lines of another layout in one long record are a log of their own.
_SWITCH = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a log that begins with a record: ``text`` up to ``limit``, which stands at ``offset`` in its source."""

    text: bytearray
    limit: int
    offset: int
    header: Header


@dataclass(slots=True)
class Candidate:
    """A record in which something may be: where it starts, its header, and places with numbers of patterns."""

    start: int
    head: re.Match[bytes] | None
    found: list[tuple[int, int]]


class LogReader:
    """Reads one log to its end."""

    def __init__(self, court: Court, formats: Formats, swept: Swept) -> None:
        self._court = court
        self._formats = formats
        self._swept = swept
        self._not_ccc: set[bytes] = set()

    def read(self, stream: BinaryIO, header: Header, watch: Callable[[int], None] | None) -> None:
        """Judge every record of the stream that may show something."""
        swept, split = self._swept, splitter(header)
        scan = self._court.scanner(swept.source.size)
        buffer, kept = bytearray(BLOCK), 0
        while True:
            filled = _fill(stream, buffer, kept)
            ended = filled < len(buffer)
            limit = filled if ended else split.last(buffer, filled)
            if limit == 0 and not ended:
                if len(buffer) < LONGEST:
                    buffer, kept = buffer + bytearray(len(buffer)), filled
                    continue
                limit = filled
            if limit:
                with memoryview(buffer) as view:
                    candidates = scan.candidates(view[:limit])
                self._block(Block(buffer, limit, swept.size, header), candidates)
                if swept.records is not None:
                    swept.records += split.count(buffer, limit)
            if watch:
                watch(limit)
            swept.size += limit
            if ended:
                return
            kept = filled - limit
            rest = bytes(buffer[limit:filled])
            if len(buffer) > BLOCK and kept < BLOCK:
                buffer = bytearray(BLOCK)
            buffer[:kept] = rest

    def _block(self, block: Block, candidates: Candidates) -> None:
        split, text = splitter(block.header), block.text
        current = Candidate(-1, None, [])
        end = -1
        for found in candidates:
            place = found[0]
            if place > end:
                start, head = split.start(text, place - 1, max(end, 0))
                if start != current.start and (head is not None or current.start < 0):
                    self._candidate(block, current)
                    current = Candidate(start, head, [])
                end = text.find(b"\n", place - 1, block.limit)
                end = block.limit if end < 0 else end
            current.found.append(found)
        self._candidate(block, current)

    def _candidate(self, block: Block, candidate: Candidate) -> None:
        if not candidate.found:
            return
        if self._only_warns(block.header, candidate):
            self._warning(block, candidate)
        elif not self._whole_answer(block, candidate):
            self._record(block, candidate)

    def _whole_answer(self, block: Block, candidate: Candidate) -> bool:
        """Whether all there is to see is an answer of the gateway, opened, closed and with something in it."""
        if not all(self._court.only_answers(number) for _, number in candidate.found):
            return False
        end = splitter(block.header).end(block.text, candidate.found[-1][0] - 1, block.limit)
        opened = block.text.count(b"Envelope", candidate.start, end)
        return opened == 2 and block.text.find(b"ccc_response", candidate.start, end) >= 0

    def _only_warns(self, header: Header, candidate: Candidate) -> bool:
        return (
            header.levelled
            and candidate.head is not None
            and all(self._court.only_warns(number) for _, number in candidate.found)
        )

    def _warning(self, block: Block, candidate: Candidate) -> None:
        """A record that warns and names CCC and shows nothing else: known by its rough shape from the second time on."""
        assert candidate.head is not None
        if not self._formats.is_warning(candidate.head["level"]):
            return
        swept = self._swept
        line_end = block.text.find(b"\n", candidate.start, block.limit)
        shape = unrecognised.rough_shape(
            block.text[candidate.head.start("level") : line_end if line_end >= 0 else block.limit]
        )
        if shape in self._not_ccc:
            return
        if swept.unknown.again(shape):
            swept.tally.ccc_records += 1
            return
        before = swept.unknown.records
        self._record(block, candidate)
        if swept.unknown.records > before:
            swept.unknown.remember(shape)
        elif len(self._not_ccc) < _REMEMBERED:
            self._not_ccc.add(shape)

    def _record(self, block: Block, candidate: Candidate) -> None:
        start, header = candidate.start, block.header
        end = splitter(header).end(block.text, candidate.found[-1][0] - 1, block.limit)
        if end - start > LONG and self._switched(block, start, end, candidate.found):
            return
        swept = self._swept
        text = condensed(block.text, start, end, self._court.places(block.text, start, end, candidate.found))
        head = header.read(text)
        if candidate.head is None:
            record = self._court.unlogged(swept.source.name, text, block.offset + start)
        else:
            record = Record(swept.source.name, block.offset + start, text, log_kinds(text), head)
        last = end
        while last > start and block.text[last - 1] in b"\r\n":
            last -= 1
        record.lines = block.text.count(b"\n", start, last) + 1
        numbers = {number for _, number in candidate.found}
        if any(rule.when.after_idle is not None for rule in self._court.rules(numbers)):
            record.last_ccc = self._last_ccc(block, start)
        self._court.hear(swept, record, numbers, whole=False)

    def _switched(self, block: Block, start: int, end: int, found: Sequence[tuple[int, int]]) -> bool:
        """Whether what looked like one long record is a stretch in another layout: logs are glued together, programs change."""
        other = self._formats.sniff(bytes(block.text[start : start + LONG]), _SWITCH)
        if other is None or other is block.header:
            return False
        part = block.text[start:end]
        if self._swept.records is not None:
            self._swept.records += splitter(other).count(part, len(part)) - 1
        inner = Block(part, len(part), block.offset + start, other)
        self._block(inner, [(place - start, number) for place, number in found])
        return True

    def _last_ccc(self, block: Block, start: int) -> str | None:
        """When CCC was last spoken of in a record before this one that reports no trouble."""
        split = splitter(block.header)
        for _ in range(_LOOK_BACK):
            if start == 0:
                return None
            before, _head = split.start(block.text, start - 1)
            head = block.header.read(bytes(block.text[before:start]))
            if not is_warning(head) and self._court.about.logged_by_ccc(head.logger):
                return head.time
            start = before
        return None


def _fill(stream: BinaryIO, buffer: bytearray, kept: int) -> int:
    """Read until the buffer is full or the stream ends; give how much of the buffer is filled."""
    readable: Any = stream
    with memoryview(buffer) as view:
        while kept < len(view) and (count := readable.readinto(view[kept:])):
            kept += count
    return kept
