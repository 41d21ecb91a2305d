"""A picture of the life of an order at the gateway, as SVG: which operation leads where, and where an order stands.

Source: API reference 2.2, sections 2 to 8: a header is created, details are added to it, a detail is committed (its id stays, D68),
may be modified until it is invoiced, and may be cancelled.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator
from typing import Literal

Point = tuple[int, int]
State = Literal["none", "header", "draft", "committed", "invoiced", "cancelled"]

_W, _H = 150, 58
# Where each state stands, and what it is called.
_BOXES: dict[State, tuple[int, int, str, str]] = {
    "none": (4, 70, "nothing yet", ""),
    "header": (224, 70, "order header", "can be modified"),
    "draft": (444, 70, "order detail", "not committed"),
    "committed": (664, 70, "committed", "can be modified"),
    "invoiced": (664, 204, "invoiced", "closed: CCC_204"),
    "cancelled": (444, 204, "cancelled", "may cost a fee"),
}
_ARROWS: tuple[tuple[Point, Point, Point, str, str], ...] = (
    ((154, 99), (224, 99), (189, 40), "create", "OrderHeader"),
    ((374, 99), (444, 99), (409, 40), "create", "OrderDetail"),
    ((594, 99), (664, 99), (629, 40), "commit", "OrderDetail"),
    ((739, 128), (739, 204), (776, 158), "CCC", "invoices"),
    ((690, 128), (570, 204), (580, 158), "cancel", "OrderDetail"),
)
STATES: tuple[State, ...] = tuple(_BOXES)
SENTENCES: dict[State, str] = {
    "none": "There is no order yet; createOrderHeader makes one.",
    "header": "There is an order header; createOrderDetail adds a work to it.",
    "draft": "There is an order detail that is not committed: nothing is ordered before commitOrderDetail.",
    "committed": "The order detail is committed; it can be modified or cancelled until CCC invoices it.",
    "invoiced": "The order detail is invoiced and closed: changes are answered with CCC_204.",
    "cancelled": "The order detail is cancelled.",
}


def draw(state: State, been: Collection[State] = (), key: str = "cycle") -> str:
    """The picture with ``state`` marked, and the states that the order has ``been`` in. ``key`` makes its ids unique in a page."""
    return "\n".join(
        (
            f'<svg class="cycle" viewBox="0 0 820 270" role="img" aria-labelledby="{key}-t {key}-d">',
            f'<title id="{key}-t">The life of an order</title><desc id="{key}-d">{html.escape(SENTENCES[state])}</desc>',
            *(part for arrow in _ARROWS for part in _arrow(*arrow)),
            *(part for name in _BOXES for part in _box(name, here=name == state, been=name in been)),
            "</svg>",
        )
    )


def told(state: State, been: Collection[State] = ()) -> str:
    """The same in one line of text: ``[x]`` where the order has been, ``[*]`` where it is."""
    marks = {name: "*" if name == state else "x" if name in been else " " for name in _BOXES}
    way = " -> ".join(f"[{marks[name]}] {_BOXES[name][2]}" for name in _BOXES)
    return f"{way}\n{SENTENCES[state]}"


def _box(name: State, *, here: bool, been: bool) -> Iterator[str]:
    x, y, title, note = _BOXES[name]
    yield f'<g class="{"here" if here else "been" if been else "far"}">'
    yield f'<rect x="{x}" y="{y}" width="{_W}" height="{_H}" rx="8"/>'
    mark = "✓ " if been and not here else ""
    yield f'<text class="name" text-anchor="middle" x="{x + _W // 2}" y="{y + 25}">{mark}{title}</text>'
    yield f'<text class="verb" text-anchor="middle" x="{x + _W // 2}" y="{y + 43}">{"● it is here" if here else note}</text>'
    yield "</g>"


def _arrow(start: Point, end: Point, label: Point, verb: str, noun: str) -> Iterator[str]:
    (x1, y1), (x2, y2), (x, y) = start, end, label
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    points = ((x2, y2), (x2 - 9 * dx + 5 * dy, y2 - 9 * dy - 5 * dx), (x2 - 9 * dx - 5 * dy, y2 - 9 * dy + 5 * dx))
    yield f'<line class="arrow" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'
    yield f'<polygon class="head" points="{" ".join(f"{a:.0f},{b:.0f}" for a, b in points)}"/>'
    yield f'<text class="verb" text-anchor="middle" x="{x}" y="{y}">{verb}</text>'
    yield f'<text class="verb" text-anchor="middle" x="{x}" y="{y + 15}">{noun}</text>'
