"""What the columns of a table hold, whatever they are called: by their names, and by what stands in them.

A table of calls has a code of CCC, an operation or its host in one column, and says when, or how the call ended, in others. A list
of codes with their meanings has neither, and each code once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from cccdiag.expressions import expression
from cccdiag.records import dataclass

Roles = Mapping[str, str]

_CODE = expression(r"CCC[_-]\d{3}\b.{0,80}")
_CALLED = expression(
    r"(?:\w{1,40}[.:/])?(?:(?:create|modify)Order(?:Header|Detail)|commitOrderDetail|cancelOrderDetail|checkOrderDetailStatus)(?:Request|Response)?|(?:https?://)?[\w.-]*\bcopyright\.com\b\S*"
)
_DATE = expression(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[T, ].*)?|1\d{12}")
_CLOCK = expression(r".*\b\d{1,2}:\d{2}\b.*|1\d{12}")
_STATUS = expression(r"[1-5]\d\d(?: [A-Za-z -]{2,40})?")
_STATUS_NAME = expression(
    r"http|status|state|estado|statut|\brc\b|(?:return|result|response|answer).?code", re.IGNORECASE
)
_RULE = expression(r"\s*:?[-+=]{4,}:?\s*")
# From so many words on, a cell is what a person wrote.
_SENTENCE = 10
# A date says half of what a date with a time of day says.
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table. ``codes`` and ``statuses`` are their places; ``calls``: its rows are calls that a program noted."""

    roles: tuple[str | None, ...]
    codes: frozenset[int]
    statuses: frozenset[int]
    calls: bool
    meanings: bool

    @property
    def logged(self) -> bool:
        """Whether a program wrote the rows."""
        return self.calls or "level" in self.roles or "logger" in self.roles

    @property
    def told(self) -> bool:
        """Whether the table holds records at all."""
        return self.calls or "text" in self.roles


def is_frame(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing: a line of dashes, or the one that tells Excel what parts the cells."""
    return all(_RULE.fullmatch(cell) for cell in cells) or cells[0].strip().lower() == "sep="


def columns(names: Sequence[str], rows: Sequence[Sequence[str]], roles: Roles) -> Columns:
    """What the columns of these names hold, judged by the first rows."""
    named = tuple(roles.get(re.sub(r"[\W_]", "", name.lower())) for name in names)
    cells = [
        [row[place].strip() for row in rows if place < len(row) and row[place].strip()] for place in range(len(names))
    ]
    codes = frozenset(place for place, column in enumerate(cells) if _mostly(_CODE, column))
    statuses = frozenset(
        place for place, column in enumerate(cells) if _STATUS_NAME.search(names[place]) and _mostly(_STATUS, column)
    )
    called = any(_mostly(_CALLED, column) for column in cells)
    dated = max((_ENOUGH if _mostly(_CLOCK, column) else 1 for column in cells if _mostly(_DATE, column)), default=0)
    written = any(len(cell.split()) >= _SENTENCE for place in _places(named, "text") for cell in cells[place])
    calls = bool(codes or called) and dated + called + bool(statuses) >= _ENOUGH and not written
    listed = [cell for place in codes for cell in cells[place]]
    meanings = (
        len(listed) > 1
        and len(set(listed)) == len(listed)
        and not dated
        and not {"state", "level", "logger"} & {*named}
    )
    if calls and "time" not in named:
        when = next(
            (place for place, column in enumerate(cells) if named[place] is None and _mostly(_DATE, column)), None
        )
        named = tuple("time" if place == when else role for place, role in enumerate(named))
    return Columns(named, codes, statuses, calls, meanings and not calls)


def _places(roles: Iterable[str | None], role: str) -> list[int]:
    return [place for place, each in enumerate(roles) if each == role]


def _mostly(pattern: re.Pattern[str], column: Sequence[str]) -> bool:
    return 2 * sum(pattern.fullmatch(cell) is not None for cell in column) > len(column)
