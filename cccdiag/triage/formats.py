"""How the records of a log start: the shape of ``logformats.yaml``, its expressions made usable, and which one fits an input."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from cccdiag import facts
from cccdiag.expressions import expression
from cccdiag.records import dataclass

_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_DOTS = expression(r"\{(\w+)\}")
# Lines looked at to tell the format of an input; a client log starts repeating itself long before.
SNIFFED_LINES = 600
_QUOTED = rb"(?:> ?){0,3}"


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which the first line of a record is written. ``*_key`` find what a header cannot capture in a fixed place.

    ``least``: for a layout that says little; it is taken only where no other one fits and so many lines begin so, most of all.
    """

    header: str
    examples: tuple[str, ...]
    ignores: tuple[str, ...]
    time_key: str | None = None
    level_key: str | None = None
    logger_key: str | None = None
    least: int = 1


@dataclass(frozen=True, slots=True)
class LogFormat:
    """A family of layouts under one name, as the report calls it."""

    id: str
    title: str
    layouts: tuple[Layout, ...]


@dataclass(frozen=True, slots=True)
class TimeLayout:
    """How a date and time is written; named groups year month name day hour minute second fraction half zone epoch."""

    id: str
    pattern: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormatBook:
    """The document ``logformats.yaml``."""

    levels: Mapping[str, tuple[str, ...]]
    times: tuple[TimeLayout, ...]
    formats: tuple[LogFormat, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What the first line of a record says; each part may be missing."""

    time: str | None
    level: str | None
    logger: str | None
    message: int


class Header:
    """One layout ready for use on bytes. ``first`` matches at a record's first character, ``following`` at the line end before it."""

    def __init__(self, format_id: str, layout: Layout, book: Formats) -> None:
        self.format_id = format_id
        self.least = layout.least
        self._book = book
        self._source = book.expand(layout.header)
        self._keys = {
            name: book.expand(text).encode()
            for name, text in (("time", layout.time_key), ("level", layout.level_key), ("logger", layout.logger_key))
            if text
        }

    @functools.cached_property
    def levelled(self) -> bool:
        """Whether the level stands in the header itself."""
        return "level" in self.first.groupindex and "level" not in self._keys

    @functools.cached_property
    def logged(self) -> bool:
        """Whether the logger stands in the header itself."""
        return "logger" in self.first.groupindex

    @functools.cached_property
    def first(self) -> re.Pattern[bytes]:
        """Matches at the start of a record's first line."""
        return re.compile(_QUOTED + b"(?:" + self._source.encode() + b")")

    @functools.cached_property
    def following(self) -> re.Pattern[bytes]:
        """Searching for this finds the next record; the line end before it belongs to the record before."""
        return re.compile(rb"\n" + self.first.pattern)

    @functools.cached_property
    def bare(self) -> re.Pattern[bytes]:
        """As ``following``, capturing nothing: for counting."""
        return re.compile(re.sub(rb"\(\?P<\w+>", b"(?:", self.following.pattern))

    def read(self, record: bytes) -> Head:
        """Time (ISO 8601), level (one of the words of ``levels``) and logger of a record that starts with this header."""
        match = self.first.match(record)
        if match is None:
            return Head(None, None, None, 0)
        found = {name: text for name, text in match.groupdict().items() if text is not None}
        for name, pattern in self._keys.items():
            if key := re.search(pattern, record[:4096]):
                found[name] = key[name]
        logger = found["logger"].decode("utf-8", "replace") if "logger" in found else None
        time = self._book.time(found["time"]) if "time" in found else None
        return Head(time, self._book.level(found.get("level", b"")), logger, match.start("message"))


class Formats:
    """All log formats, compiled when first needed."""

    def __init__(self, book: FormatBook) -> None:
        self._book = book
        self._levels = {word.upper(): level for level, words in book.levels.items() for word in words}
        self._times = {time.id: re.sub(r"\(\?P<\w+>", "(?:", time.pattern) for time in book.times}

    @functools.cached_property
    def headers(self) -> tuple[Header, ...]:
        """Every layout of every format, in the order of the document."""
        return tuple(Header(form.id, layout, self) for form in self._book.formats for layout in form.layouts)

    @functools.cached_property
    def _clocks(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(time.pattern, re.ASCII) for time in self._book.times)

    @functools.cached_property
    def _plausible(self) -> re.Pattern[bytes]:
        """Lines that could begin a record of any layout: a letter has none, and no header needs to be compiled for it."""
        words = "|".join(self.words(*self._book.levels))
        months = "|".join(_MONTHS[at : at + 3] for at in range(0, len(_MONTHS), 3))
        known = rf"\s{{0,40}}<|[\[{{<]|\d|Log Name|(?:{words})\b|(?:{months}) "
        examples = (text for form in self._book.formats for layout in form.layouts for text in layout.examples)
        others = "".join(
            f"|{re.escape(start)}" for start in sorted({text[:3] for text in examples if not re.match(known, text)})
        )
        return re.compile(rf"(?m)^(?:> ?){{0,3}}(?:{known}{others})".encode())

    def expand(self, header: str) -> str:
        """Put the expressions of times and levels in place of ``{iso}`` and the like."""
        words = sorted({form for word in self._levels for form in (word, word.capitalize())}, key=len, reverse=True)
        parts = {**self._times, "level": "(?:" + "|".join(words) + r")\b"}
        return _DOTS.sub(lambda found: parts.get(found[1], found[0]), header)

    def words(self, *levels: str) -> tuple[str, ...]:
        """How these levels are written, in capitals and with a capital first letter."""
        return tuple(
            form
            for level in levels
            for word in self._book.levels[level]
            for form in dict.fromkeys((word, word.capitalize()))
        )

    @functools.lru_cache(maxsize=256)  # noqa: B019 - one instance lives as long as the process
    def is_warning(self, word: bytes | None) -> bool:
        """Whether a word is a level of WARN or worse."""
        return self.level(word or b"") in ("WARN", "ERROR", "FATAL")

    @functools.lru_cache(maxsize=256)  # noqa: B019 - as above
    def level(self, word: bytes) -> str | None:
        """``ERROR`` for ``ERROR``, ``ERR`` or ``Error``; None for what is no level."""
        level = self._levels.get(word.decode("ascii", "replace").upper())
        return level.upper() if level else None

    def time(self, text: bytes) -> str | None:
        """A time as ISO 8601 (without zone unless the text has one), or as it stands where no date is given."""
        written = text.decode("latin-1")
        for clock in self._clocks:
            if match := clock.fullmatch(written):
                return _iso(match)
        return None

    def sniff(self, head: bytes, least: int = 1) -> Header | None:
        """The layout of the records in ``head`` (the beginning of an input), or None when it is no log.

        The layout that starts most lines wins; on equal counts the first of the document. One line that looks like
        the first of a record is enough; ``least`` asks for more.
        """
        if not self._plausible.search(head):
            return None
        lines = head.split(b"\n", SNIFFED_LINES)[:SNIFFED_LINES]
        best: tuple[int, Header | None] = (least - 1, None)
        for header in self.headers:
            if header.least > 1 and best[1] is not None:
                continue
            count = sum(1 for line in lines if header.first.match(line))
            if header.least > 1 and (count < header.least or 2 * count < sum(map(bool, lines))):
                continue
            if count > best[0]:
                best = (count, header)
            if count > len(lines) // 2:
                break
        return best[1]


def load(document: Mapping[str, Any]) -> Formats:
    """Make the formats of ``logformats.yaml`` usable.

    Raises:
        FactError: the document has an unknown key or a wrong type; the message names the format.
    """
    return Formats(facts.build(FormatBook, document, "logformats.yaml"))


def _iso(match: re.Match[str]) -> str:
    part = {name: text for name, text in match.groupdict().items() if text is not None}
    if "epoch" in part:
        return _from_epoch(int(part["epoch"].replace(".", "")))
    hour = int(part["hour"])
    if half := part.get("half", "").lower():
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    clock = f"{hour:02}:{part['minute']}:{part['second']}"
    if "fraction" in part:
        clock += f".{part['fraction'][:3].ljust(3, '0')}"
    if "day" not in part:
        return clock
    day = int(part["day"])
    month = _MONTHS.index(part["name"]) // 3 + 1 if "name" in part else int(part["month"])
    if month > 12 >= day:
        day, month = month, day
    date = f"{int(part['year']):04}-{month:02}-{day:02}" if "year" in part else f"--{month:02}-{day:02}"
    return f"{date}T{clock}{part.get('zone', '')}"


def _from_epoch(milliseconds: int) -> str:
    import datetime as dt

    moment = dt.datetime.fromtimestamp(milliseconds / 1000, tz=dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
