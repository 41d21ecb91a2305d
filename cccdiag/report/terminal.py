"""Lines with the colours of a terminal: what each line is decides how it looks, and its marks stand out."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from cccdiag.report.triage_text import Line

_STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "title": "bold",
    "soft": "dim",
    "place": "cyan",
    "strip": "magenta",
}
_MARK = "bold reverse"


def styled(lines: Iterable[Line]) -> str:
    """The lines with escapes. They are as wide as they are: whoever made them knew the terminal."""
    console = Console(
        file=io.StringIO(),
        force_jupyter=False,
        force_terminal=True,
        color_system="standard",
        highlight=False,
        markup=False,
        emoji=False,
        width=10_000,
        legacy_windows=False,
    )
    for line in lines:
        text = Text(line.label, style="dim", end="")
        body = Text(line.text, style=_STYLES.get(line.style, ""))
        for start, end in line.marks:
            body.stylize(_MARK, start, end)
        console.print(Text.assemble(text, body), soft_wrap=True)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()
