"""When each fault was met, on one scale for all: a strip of characters for a terminal, fractions for a chart. Pure.

Where a triage knows when how many records were met, that is drawn; else only the first and the last time and those of the evidence,
and in between nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cccdiag.triage.clock import seconds_between
from cccdiag.triage.model import Diagnosis, TriageReport

_OUTSIDE, _BETWEEN, _MET = "·", "─", "●"
_HEIGHTS = "▁▂▃▄▅▆▇█"
# So many records are shown one by one; more are counted in columns.
_FEW = 12


@dataclass(frozen=True, slots=True)
class Timeline:
    """The time from the first record of any diagnosis (``start``, as it was read) to the last."""

    start: str | None = None
    end: str | None = None
    seconds: float = 0.0

    @classmethod
    def of(cls, report: TriageReport) -> Timeline:
        """The scale that holds all diagnoses whose times can be compared with the first of them."""
        times = [time for each in report.diagnoses for time in (each.first, each.last) if time is not None]
        if not times:
            return cls()
        placed = sorted((gap, time) for time in times if (gap := seconds_between(times[0], time)) is not None)
        if not placed:
            return cls()
        return cls(placed[0][1], placed[-1][1], placed[-1][0] - placed[0][0])

    def where(self, time: str | None) -> float | None:
        """A time as a fraction of the scale, from 0 to 1; None where it cannot be compared."""
        gap = seconds_between(self.start, time)
        if gap is None:
            return None
        return min(max(gap / self.seconds, 0.0), 1.0) if self.seconds else 0.0

    def moments(self, diagnosis: Diagnosis) -> tuple[float, ...]:
        """Every time of the diagnosis that is known, in order, each once."""
        few = diagnosis.times if sum(count for _, count in diagnosis.times) <= _FEW else ()
        seen = (evidence.time for evidence in diagnosis.evidence)
        times = (diagnosis.first, *seen, *(time for time, _ in few), diagnosis.last)
        return tuple(sorted({place for time in times if (place := self.where(time)) is not None}))

    def columns(self, diagnosis: Diagnosis, cells: int) -> tuple[int, ...]:
        """How many records were met in each of so many equal parts of the scale; empty where few were met, or nobody knows."""
        known = [(place, count) for time, count in diagnosis.times if (place := self.where(time)) is not None]
        if not self.seconds or sum(count for _, count in known) <= _FEW:
            return ()
        counts = [0] * cells
        for place, count in known:
            counts[min(int(place * cells), cells - 1)] += count
        return tuple(counts)

    def strip(self, diagnosis: Diagnosis, cells: int) -> str:
        """The scale as so many characters, those in which the diagnosis was met marked; empty where there is no time to show."""
        moments = self.moments(diagnosis)
        if columns := self.columns(diagnosis, cells):
            return "".join(_height(columns, cell) for cell in range(cells))
        return "".join(self._cells(moments, cells)) if moments and self.seconds else ""

    @staticmethod
    def _cells(moments: tuple[float, ...], cells: int) -> Iterator[str]:
        met = {min(int(place * cells), cells - 1) for place in moments}
        for cell in range(cells):
            yield _MET if cell in met else _BETWEEN if min(met) < cell < max(met) else _OUTSIDE


def _height(columns: tuple[int, ...], cell: int) -> str:
    """One column as a character; between the first and the last record an empty one is a line."""
    if columns[cell]:
        return _HEIGHTS[min(int(columns[cell] / max(columns) * len(_HEIGHTS)), len(_HEIGHTS) - 1)]
    return _BETWEEN if any(columns[:cell]) and any(columns[cell:]) else _OUTSIDE
