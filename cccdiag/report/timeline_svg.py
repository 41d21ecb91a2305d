"""A chart of when each fault was met: a bar from the first record to the last, a mark for each time that is known."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from cccdiag.report import findings as told
from cccdiag.report.findings import Findings
from cccdiag.report.timeline import Timeline
from cccdiag.triage.model import Diagnosis

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP, _BOTTOM = 920, 250, 90, 30, 8, 34
_BAR = 12
_NAME = 30
_TICKS = 4
_CELLS, _HIGHEST = 96, 20


def draw(findings: Findings, key: str = "chart") -> str:
    """The chart, or nothing where no record has a time that could be compared. ``key`` makes its ids unique in a page."""
    scale = Timeline.of(findings.report)
    rows = [(each, is_symptom) for each, _, is_symptom in findings.places() if scale.moments(each)]
    if not rows or not scale.seconds:
        return ""
    height = _TOP + _ROW * len(rows) + _BOTTOM
    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="{key}-title">',
        f'<title id="{key}-title">When each fault was met, from {_moment(scale.start)} to {_moment(scale.end)}</title>',
        *_axis(scale, height),
    ]
    for place, (diagnosis, is_symptom) in enumerate(rows):
        parts += _row(diagnosis, scale, _TOP + _ROW * place + _ROW // 2, is_symptom=is_symptom)
    return "\n".join([*parts, "</svg>"])


def _axis(scale: Timeline, height: int) -> Iterator[str]:
    bottom = height - _BOTTOM + 4
    for tick in range(_TICKS + 1):
        x = _x(tick / _TICKS)
        yield f'<line class="grid" x1="{x}" y1="{_TOP}" x2="{x}" y2="{bottom}"/>'
    yield f'<text class="tick" x="{_x(0)}" y="{bottom + 18}">{_moment(scale.start)}</text>'
    yield f'<text class="tick" text-anchor="end" x="{_x(1)}" y="{bottom + 18}">{_moment(scale.end)}</text>'


def _row(diagnosis: Diagnosis, scale: Timeline, y: int, *, is_symptom: bool) -> Iterator[str]:
    moments = scale.moments(diagnosis)
    first, last = _x(moments[0]), _x(moments[-1])
    name = diagnosis.id if len(diagnosis.id) <= _NAME else f"{diagnosis.id[: _NAME - 1]}…"
    kind = f"{diagnosis.severity} {diagnosis.certainty}{' symptom' if is_symptom else ''}"
    about = f"{diagnosis.id}: {told.heading(diagnosis)}"
    yield f'<g class="{kind}" data-certainty="{diagnosis.certainty}"><title>{escape(told.one_line(about))}</title>'
    yield f'<text class="name" x="{20 if is_symptom else 4}" y="{y + 5}">{escape(told.one_line(name))}</text>'
    yield f'<rect x="{first - 1}" y="{y - _BAR // 2}" width="{max(last - first, 0) + 2}" height="{_BAR}" rx="3"/>'
    columns = scale.columns(diagnosis, _CELLS)
    if columns:
        yield from _columns(columns, y)
    else:
        yield from (f'<circle cx="{_x(place)}" cy="{y}" r="5"/>' for place in moments)
    yield f'<text class="count" x="{_WIDTH - _RIGHT + 16}" y="{y + 5}">{diagnosis.records:,}</text></g>'


def _columns(columns: tuple[int, ...], y: int) -> Iterator[str]:
    """A column for each part of the scale in which records were met, as high as there were many."""
    width = (_WIDTH - _LEFT - _RIGHT) / _CELLS
    for cell, count in enumerate(columns):
        if count:
            height = max(3, round(_HIGHEST * count / max(columns)))
            x = round(_LEFT + cell * width, 1)
            yield f'<rect class="column" x="{x}" y="{y + _BAR // 2 - height}" width="{round(width - 1, 1)}" height="{height}"/>'


def _x(place: float) -> int:
    return round(_LEFT + place * (_WIDTH - _LEFT - _RIGHT))


def _moment(time: str | None) -> str:
    return escape(told.one_line(told.moment(time)))
