"""A page for a terminal: the same headings and order as the plain text, with colour and wrapped to the window."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cccdiag.report.article import Block, Page

_SEVERITY = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_WIDEST = 110
_PADDING = re.compile(r" +(?=(?:\x1b\[0m)?$)", re.MULTILINE)  # a copied line must not carry blanks


def render(page: Page, *, colour: bool, width: int | None = None) -> str:
    """The whole page as text with escapes (without ``colour``: none), as wide as the terminal but never wider than reads well."""
    console = Console(
        file=io.StringIO(),
        force_jupyter=False,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        width=min(width or Console().width, _WIDEST),
        legacy_windows=False,
    )
    console.print(Text.assemble((page.id, _SEVERITY[page.severity]), "  ", (page.title, "bold")))
    if page.subtitle:
        console.print(Text(page.subtitle, style="dim"))
    for section in page.sections:
        console.print(Text(f"\n{section.heading}", style="bold cyan"))
        for number, block in enumerate(section.blocks, start=1):
            console.print(*_block(block, number), sep="\n")
    if page.remarks:
        console.print()
    for remark in page.remarks:
        console.print(Text(remark, style="dim"))
    assert isinstance(console.file, io.StringIO)
    return _PADDING.sub("", console.file.getvalue())


def _block(block: Block, number: int) -> Iterator[RenderableType]:
    lead = {"number": f"{number}.", "item": "•", "quote": "│"}.get(block.style, "")
    gap = " " if block.label and block.text else ""
    text = Text.assemble((block.label, "bold"), gap, (block.text, "italic" if block.style == "quote" else ""))
    for mark in block.marks:
        text.append(f" [{mark}]", style="dim")
    rows = Table.grid(padding=(0, 1, 0, 0))
    if lead:
        rows.add_column(width=len(lead), no_wrap=True)
    rows.add_column()
    for line in text.split("\n", allow_blank=False) if text.plain.strip() else ():
        rows.add_row(*([Text(lead, style="dim")] if lead else []), line)
    yield Padding(rows, (0, 0, 0, 2))
    for position, inner in enumerate(block.inner, start=1):
        for part in _block(inner, position):
            yield Padding(part, (0, 0, 0, len(lead) + 1 if lead else 2))
