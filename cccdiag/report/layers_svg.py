"""A picture of the layers between this machine and the gateway, as SVG: which hold, and where it breaks."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from cccdiag.checks.model import NOT_NEEDED, CheckResult, Report
from cccdiag.report import wording

_LANES = (
    ("This machine", ("profile", "credentials", "clock")),
    ("The way there", ("dns", "tcp", "proxy", "tls", "http")),
    ("The gateway", ("wsdl", "authorization", "login", "mode", "gateway")),
    ("Around it", ("atlas", "marketplace", "cloud")),
)
_GRAVITY = ("ok", "skip", "warn", "fail", "crash")
_WORDS = {
    "ok": "holds",
    "warn": "to be looked at",
    "fail": "broken",
    "skip": "not looked at",
    "crash": "check broke down",
}
_LABEL, _BOX, _GAP, _HEIGHT, _ROW = 124, 150, 14, 56, 92


def draw(report: Report, prefix: str | None) -> str:
    """The picture; each box links to the first check of its layer in the table, whose anchors begin with ``prefix`` (None: no links)."""
    lanes = [(name, shown) for name, layers in _LANES if (shown := [one for one in layers if _of(report, one)])]
    width = _LABEL + max((len(shown) for _, shown in lanes), default=1) * (_BOX + _GAP)
    height = len(lanes) * _ROW
    parts = [
        f'<svg class="layers" viewBox="0 0 {width} {height}" role="img" aria-label="{_attribute(_described(report))}">',
        *(part for row, lane in enumerate(lanes) for part in _lane(report, row, lane, prefix)),
        "</svg>",
    ]
    return "\n".join(parts)


def _of(report: Report, layer: str) -> list[CheckResult]:
    return [result for result in report.results if result.layer == layer]


def _worst(results: Sequence[CheckResult]) -> CheckResult:
    return max(results, key=lambda result: _GRAVITY.index(result.status))


def _described(report: Report) -> str:
    first = report.first_concern
    where = f" The first thing to mend is in the layer {first.layer}." if first else ""
    return f"The layers between this machine and the gateway. {wording.OVERALL[report.status]}.{where}"


def _lane(report: Report, row: int, lane: tuple[str, Sequence[str]], prefix: str | None) -> Iterator[str]:
    name, layers = lane
    top = row * _ROW + 18
    middle = top + _HEIGHT / 2
    end = _LABEL + len(layers) * (_BOX + _GAP) - _GAP
    yield f'<line class="way" x1="{_LABEL}" y1="{middle:g}" x2="{end}" y2="{middle:g}"/>'
    yield f'<text class="lane" x="0" y="{middle + 5:g}">{html.escape(name)}</text>'
    for column, layer in enumerate(layers):
        yield from _box(report, layer, _LABEL + column * (_BOX + _GAP), top, prefix)


def _box(report: Report, layer: str, left: int, top: int, prefix: str | None) -> Iterator[str]:
    worst = _worst(_of(report, layer))
    first = report.first_concern
    starts_here = first is not None and first.id == worst.id
    follows = worst.consequence_of is not None and worst.status in ("warn", "fail")
    state = "follows from it" if follows else "not needed" if worst.reason == NOT_NEEDED else _WORDS[worst.status]
    if prefix is not None:
        yield f'<a href="#{_attribute(prefix + worst.id)}">'
    yield f'<g class="box {worst.status}{" follows" if follows else ""}">'
    yield f"<title>{_attribute(f'{layer}: {state}. {worst.summary}')}</title>"
    yield f'<rect x="{left}" y="{top}" width="{_BOX}" height="{_HEIGHT}" rx="8"/>'
    yield f'<text class="mark" x="{left + 12}" y="{top + 35}">{wording.MARKS[worst.status]}</text>'
    yield f'<text class="name" x="{left + 36}" y="{top + 25}">{html.escape(layer)}</text>'
    yield f'<text class="state" x="{left + 36}" y="{top + 43}">{state}</text>'
    if starts_here:
        yield f'<text class="here" x="{left}" y="{top - 6}">▼ begin here</text>'
    yield "</g>" if prefix is None else "</g></a>"


def _attribute(text: str) -> str:
    return html.escape(wording.one_line(text), quote=True)
