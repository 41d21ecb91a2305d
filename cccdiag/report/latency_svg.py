"""A picture of how long each layer took to answer, as SVG: bars with their times in words."""

from __future__ import annotations

import html
from collections.abc import Iterator

from cccdiag.checks.core import SLOW
from cccdiag.checks.model import Report

_WIDTH, _LEFT, _RIGHT, _ROW = 760, 130, 150, 28
_TITLE = "How long the checks of each layer took"


def draw(report: Report, key: str = "latency") -> str:
    """The picture, or nothing where no check took time. ``key`` makes its ids unique in a page.

    The checks of a layer are added up; they run beside those of other layers, so the bars do not add up to the whole.
    """
    seconds: dict[str, float] = {}
    for result in report.results:
        if result.status != "skip":
            seconds[result.layer] = seconds.get(result.layer, 0.0) + round(result.seconds, 3)  # as a recording keeps it
    longest = max(seconds.values(), default=0.0)
    if not longest:
        return ""
    layer = max(seconds, key=lambda name: seconds[name])
    about = f"{len(seconds)} layers; the slowest is {layer} with {_told(seconds[layer])}."
    return "\n".join(
        (
            f'<svg class="latency" viewBox="0 0 {_WIDTH} {len(seconds) * _ROW + 8}" role="img" aria-labelledby="{key}-t {key}-d">',
            f'<title id="{key}-t">{_TITLE}</title><desc id="{key}-d">{html.escape(about)}</desc>',
            *(part for row, name in enumerate(seconds) for part in _bar(row, name, seconds[name], longest)),
            "</svg>",
        )
    )


def _bar(row: int, name: str, seconds: float, longest: float) -> Iterator[str]:
    y = row * _ROW + 4
    width = max(round(seconds / longest * (_WIDTH - _LEFT - _RIGHT)), 2)
    slow = seconds >= SLOW
    kind = ' class="slow"' if slow else ""
    yield f'<g{kind}><text x="0" y="{y + 15}">{html.escape(name)}</text>'
    yield f'<rect x="{_LEFT}" y="{y}" width="{width}" height="{_ROW - 8}" rx="3"/>'
    yield f'<text x="{_LEFT + width + 8}" y="{y + 15}">{_told(seconds)}{" (slow)" if slow else ""}</text></g>'


def _told(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
