"""A page as plain text, for pipes, files and mails."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator

    from cccdiag.report.article import Block, Page

WIDTH = 100


def render(page: Page, width: int = WIDTH) -> str:
    """The whole page, ending in a line end."""
    lines = [*fill(f"{page.id}: {page.title}", width), *(fill(page.subtitle, width) if page.subtitle else [])]
    for section in page.sections:
        lines += ["", section.heading]
        for number, block in enumerate(section.blocks, start=1):
            lines += _block(block, "  ", number, width)
    lines += [""] if page.remarks else []
    for remark in page.remarks:
        lines += fill(remark, width, "", "  ")
    return "\n".join(lines) + "\n"


def _block(block: Block, indent: str, number: int, width: int) -> Iterator[str]:
    lead = {"number": f"{number}. ", "item": "- ", "quote": "| "}.get(block.style, "")
    marks = "".join(f" [{mark}]" for mark in block.marks)
    text = f"{block.label} {block.text}".strip()
    for paragraph in text.splitlines() or [""]:
        hanging = lead if block.style == "quote" else " " * len(lead)
        yield from fill(paragraph + marks, width, indent + lead, indent + hanging)
        marks = ""
    for position, inner in enumerate(block.inner, start=1):
        yield from _block(inner, indent + " " * (len(lead) or 2), position, width)


def fill(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> list[str]:
    """The text in lines no longer than ``width``; a word that is longer keeps its line to itself."""
    lines, line, empty = [], first, True
    for word in text.split():
        if not empty and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
    return [*lines, line.rstrip()]
