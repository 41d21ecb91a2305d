"""The files of a drill as texts, and which lines of them belong together: a record of a log, a paragraph of anything else."""

from __future__ import annotations

from cccdiag.training import logs
from cccdiag.training.model import TICKET, Drill


def texts(drill: Drill) -> dict[str, str]:
    """Every file that the trainee gets, by name: the ticket first.

    Raises:
        InputError: a log has an unknown shape.
    """
    return {
        TICKET: drill.ticket.strip("\n") + "\n",
        **{log.name: logs.written(drill, log) for log in drill.logs},
        **{paper.name: paper.text.strip("\n") + "\n" for paper in drill.papers},
    }


def blocks(drill: Drill, name: str) -> tuple[tuple[int, str], ...]:
    """The parts of a file that are read as one, each with the number of its first line.

    Raises:
        KeyError: the drill has no such file.
        InputError: a log has an unknown shape.
    """
    log = next((log for log in drill.logs if log.name == name), None)
    return _numbered(logs.records(drill, log)) if log else _paragraphs(texts(drill)[name])


def lines_with(drill: Drill, name: str, words: str) -> frozenset[int]:
    """The numbers of all lines of the blocks that hold the words; white space may differ."""
    wanted = " ".join(words.split())
    return frozenset(
        line
        for first, text in blocks(drill, name)
        if wanted in " ".join(text.split())
        for line in range(first, first + text.count("\n") + 1)
    )


def _numbered(parts: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    found, line = [], 1
    for part in parts:
        found.append((line, part))
        line += part.count("\n") + 1
    return tuple(found)


def _paragraphs(text: str) -> tuple[tuple[int, str], ...]:
    """A line each where the text is a list of settings (no empty line in it), else what stands between empty lines."""
    if "\n\n" not in text:
        return _numbered(tuple(text.splitlines()))
    found: list[tuple[int, str]] = []
    held: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            held.append(line)
        elif held:
            found.append((number - len(held), "\n".join(held)))
            held = []
    return tuple(found)
