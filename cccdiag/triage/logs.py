"""A log read block by block: records cut out where something may be in them, everything else never looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from cccdiag.records import dataclass
from cccdiag.triage import unrecognised
from cccdiag.triage.court import BLOCK, Court, Swept
from cccdiag.triage.formats import Formats, Header
from cccdiag.triage.parts import BEFORE
from cccdiag.triage.records import LONG, Record, condensed, is_warning, log_kinds, splitter
from cccdiag.triage.scan import Candidates

# A record beyond this is judged in pieces.
LONGEST = 16 << 20
_LOOK_BACK = 2000
_LINE_END = 10
_REMEMBERED = 20_000
_LINED = 64 << 20
# So many lines of another layout in one long record are a log of their own.
_SWITCH = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a log that begins with a record: ``text`` up to ``limit``, which stands at ``offset`` in its source.

    ``before`` is what stands before it, as far as one may look back.
    """

    text: bytearray
    limit: int
    offset: int
    header: Header
    before: bytes


@dataclass(slots=True)
class Candidate:
    """A record in which something may be: where it starts, its header, and places with numbers of patterns."""

    start: int
    head: re.Match[bytes] | None
    found: list[tuple[int, int]]


class LogReader:
    """Reads one log to its end."""

    def __init__(
        self, court: Court, formats: Formats, swept: Swept, before: bytes = b"", counted: int | None = None
    ) -> None:
        """``before`` is the text before the one to be read, where there is any; beyond ``counted`` bytes records are not counted."""
        self._most = counted
        self._before = before
        self._court = court
        self._formats = formats
        self._swept = swept
        self._counted = 0
        self._text = bytearray()
        # In a large file, the lines of the few records that are shown are counted at the end, by reading it once more up to them.
        self._lined = swept.source.size <= _LINED or not swept.source.again

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
                self._text, self._counted = buffer, swept.size
                self._block(Block(buffer, limit, swept.size, header, self._before), candidates)
                if self._most is not None and swept.size + limit > self._most:
                    swept.records = None
                if swept.records is not None:
                    swept.records += split.count(buffer, limit)
                self._line(swept.size + limit)
                swept.prune(_REMEMBERED)
            if watch:
                watch(limit)
            swept.size += limit
            with memoryview(buffer) as view:
                tail = bytes(view[max(0, limit - BEFORE) : limit])
            self._before = tail if limit >= BEFORE else (self._before + tail)[-BEFORE:]
            if ended:
                return
            kept = filled - limit
            rest = bytes(buffer[limit:filled])
            if len(buffer) > BLOCK and kept < BLOCK:
                buffer = bytearray(BLOCK)
            buffer[:kept] = rest

    def _block(self, block: Block, candidates: Candidates) -> None:
        """Put the places of each record together. A line is looked at once, whatever was found in it."""
        text, limit, split, levelled = block.text, block.limit, splitter(block.header), block.header.levelled
        starts, find, rfind = block.header.first.match, text.find, text.rfind
        least, most = self._court.warned, self._court.escaped
        start, end, head, warns, taken = -1, -1, None, True, 0
        for at, (place, number) in enumerate(candidates):
            if place > end:
                line = rfind(b"\n", 0, place - 1) + 1
                first = starts(text, line)
                if first is None:
                    line, first = split.start(text, place - 1, max(end, 0))
                if line != start and (first is not None or start < 0):
                    if head is None or not (warns and levelled):
                        self._candidate(block, start, head, candidates[taken:at])
                    else:
                        self._warning(block, start, head, candidates, (taken, at))
                    start, head, warns, taken = line, first, True, at
                end = find(b"\n", place - 1, limit)
                end = limit if end < 0 else end
            if not least <= number < most:
                warns = False
        if head is not None and warns and levelled:
            self._warning(block, start, head, candidates, (taken, len(candidates)))
        else:
            self._candidate(block, start, head, candidates[taken:])

    def _candidate(self, block: Block, start: int, head: re.Match[bytes] | None, found: Candidates) -> None:
        """One record that shows more than that it warns and names CCC; none where nothing was found."""
        candidate = Candidate(start, head, found)
        if found and not self._whole_answer(block, candidate):
            self._record(block, candidate)

    def _whole_answer(self, block: Block, candidate: Candidate) -> bool:
        """Whether all there is to see is an answer of the gateway, opened, closed and with something in it."""
        if not all(self._court.only_answers(number) for _, number in candidate.found):
            return False
        end = splitter(block.header).end(block.text, candidate.found[-1][0] - 1, block.limit)
        opened = block.text.count(b"Envelope", candidate.start, end)
        return opened == 2 and block.text.find(b"ccc_response", candidate.start, end) >= 0

    def _warning(
        self, block: Block, start: int, head: re.Match[bytes], candidates: Candidates, found: tuple[int, int]
    ) -> None:
        """A record that warns and names CCC and shows nothing else: known by its rough shape from the second time on.

        What was found in it stands among the candidates between the two numbers of ``found``.
        """
        if not self._formats.is_warning(head["level"]):
            return
        message, logger = head.start("message"), head["logger"] if block.header.logged else None
        line_end = block.text.find(b"\n", message, block.limit)
        shape = unrecognised.rough_shape(logger or b"", block.text, message, block.limit if line_end < 0 else line_end)
        known = self._swept.unknown.rough.get(shape)
        if known is not None:
            known.count += 1
            return
        record = self._cut(block, Candidate(start, head, candidates[slice(*found)]))
        if record is None:
            return
        about = self._court.is_about_ccc(record)
        if not self._swept.unknown.remember(shape, record if about else None) and about:
            self._swept.unknown.add(record)
            self._swept.tally.ccc_records += 1

    def _record(self, block: Block, candidate: Candidate) -> None:
        record = self._cut(block, candidate)
        if record is None:
            return
        numbers = {number for _, number in candidate.found}
        if not self._court.after_idle.isdisjoint(numbers):
            record.last_ccc = self._last_ccc(block, candidate.start)
        self._court.hear(self._swept, record, numbers, whole=False)

    def _cut(self, block: Block, candidate: Candidate) -> Record | None:
        """The record; None when it turned out to be a stretch in another layout, which was judged by itself."""
        start, header = candidate.start, block.header
        end = splitter(header).end(block.text, candidate.found[-1][0] - 1, block.limit)
        if end == block.limit and block.text[end - 1] == _LINE_END:
            end -= 1
        if end - start > LONG and self._switched(block, start, end, candidate.found):
            return None
        name = self._swept.source.name
        text = condensed(block.text, start, end, self._court.places(block.text, start, end, candidate.found))
        head = header.read(text)
        if candidate.head is None:
            record = self._court.unlogged(name, text, block.offset + start)
        else:
            record = Record(name, block.offset + start, text, log_kinds(text), head)
        last = end
        while last > start and block.text[last - 1] in b"\r\n":
            last -= 1
        record.lines = block.text.count(b"\n", start, last) + 1
        if self._lined:
            self._swept.lines[record.offset] = self._line(record.offset)
        return record

    def _line(self, place: int) -> int:
        """On which line of the source a place of the block lies that is being read; places are asked for in their order."""
        swept = self._swept
        if self._lined and place > self._counted:
            swept.ends += self._text.count(b"\n", self._counted - swept.size, place - swept.size)
            self._counted = place
        return swept.ends + 1

    def _switched(self, block: Block, start: int, end: int, found: Sequence[tuple[int, int]]) -> bool:
        """Whether what looked like one long record is a stretch in another layout: logs are glued together, programs change."""
        other = self._formats.sniff(bytes(block.text[start : start + LONG]), _SWITCH)
        if other is None or other is block.header:
            return False
        part = block.text[start:end]
        if self._swept.records is not None:
            self._swept.records += splitter(other).count(part, len(part)) - 1
        before = block.before + bytes(block.text[max(0, start - BEFORE) : start])
        inner = Block(part, len(part), block.offset + start, other, before[-BEFORE:])
        self._block(inner, [(place - start, number) for place, number in found])
        return True

    def _last_ccc(self, block: Block, start: int) -> str | None:
        """When CCC was last spoken of in a record before this one that reports no trouble.

        Nobody looks further back than so many bytes, whatever the blocks in which the log is read.
        """
        split = splitter(block.header)
        whole = block.before + bytes(block.text[max(0, start - BEFORE) : start])
        text = whole[-BEFORE:]
        if len(whole) >= BEFORE:
            text = text[text.find(b"\n") + 1 :]
        place = len(text)
        for _ in range(_LOOK_BACK):
            if place == 0:
                return None
            before, _head = split.start(text, place - 1)
            head = block.header.read(text[before:place])
            if not is_warning(head) and self._court.about.logged_by_ccc(head.logger):
                return head.time
            place = before
        return None


def _fill(stream: BinaryIO, buffer: bytearray, kept: int) -> int:
    """Read until the buffer is full or the stream ends; give how much of the buffer is filled."""
    readable: Any = stream
    with memoryview(buffer) as view:
        while kept < len(view) and (count := readable.readinto(view[kept:])):
            kept += count
    return kept
