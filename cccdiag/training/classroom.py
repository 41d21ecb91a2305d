"""The score cards of a class, collected into one table."""

from __future__ import annotations

import csv as tables
import html as markup
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cccdiag import facts
from cccdiag.errors import InputError
from cccdiag.training import scorecard
from cccdiag.training.scorecard import ScoreCard

SCHEMA = "cccdiag.scorecards/1"
COLUMNS = ("trainee", "drill", "family", "level", "points", "of", "correct", "hints", "checks", "answer", "ended")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOBODY = "(no name)"


@dataclass(frozen=True, slots=True)
class Trainee:
    """What one person came to: drills answered, drills right, and the mean of points; the best card of a drill counts."""

    name: str
    drills: int
    right: int
    mean_points: int


@dataclass(frozen=True, slots=True)
class ClassTable:
    """All cards, by trainee and drill; ``unread`` are JSON files that are no cards, and why."""

    trainees: tuple[Trainee, ...]
    cards: tuple[ScoreCard, ...]
    unread: tuple[str, ...] = ()


def collect(folder: Path) -> ClassTable:
    """Read every score card below a folder.

    Raises:
        InputError: there is no such folder, or no card in it.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder")
    cards, unread = [], []
    for path in sorted(folder.rglob("*.json")):
        if path.name == "drill.json" or not path.is_file():
            continue
        try:
            cards.append(scorecard.read(path))
        except InputError as error:
            unread.append(str(error))
    if not cards:
        raise InputError(f"{folder} holds no score card; `cccdiag drill answer` writes one")
    order = sorted(cards, key=lambda card: (card.trainee.casefold(), card.drill, card.started, card.ended))
    names = dict.fromkeys(card.trainee for card in order)
    return ClassTable(tuple(_trainee(name, order) for name in names), tuple(order), tuple(unread))


def _trainee(name: str, cards: Iterable[ScoreCard]) -> Trainee:
    best: dict[str, ScoreCard] = {}
    for card in cards:
        if card.trainee == name and card.points >= best.get(card.drill, card).points:
            best[card.drill] = card
    points = sum(card.points for card in best.values())
    right = sum(card.correct for card in best.values())
    return Trainee(name or _NOBODY, len(best), right, round(points / len(best)))


def rows(table: ClassTable) -> Iterator[tuple[str, ...]]:
    """The table row by row, without its head."""
    for card in table.cards:
        answer = f"{card.answer.article}/{card.answer.cause or '-'}"
        right = "yes" if card.correct else "no"
        values = (card.trainee or _NOBODY, card.drill, card.family, card.level, card.points, card.of, right, card.hints)
        yield tuple(map(str, (*values, len(card.checks), answer, card.ended)))


def text(table: ClassTable) -> str:
    """The table and the sums of each trainee, for a person."""
    return (
        _aligned([COLUMNS, *rows(table)])
        + "\n"
        + _aligned([("trainee", "drills", "right", "mean points"), *_sums(table)])
        + "".join(f"Not counted: {reason}\n" for reason in table.unread)
    )


def _sums(table: ClassTable) -> list[tuple[str, ...]]:
    return [(one.name, str(one.drills), str(one.right), str(one.mean_points)) for one in table.trainees]


def _aligned(table: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def csv(table: ClassTable) -> str:
    """The table for a spreadsheet."""
    out = io.StringIO()
    writer = tables.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows(table):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


def html(table: ClassTable) -> str:
    """The table as one page that asks nothing of any network."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Score cards</title>'
        "<style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;margin-bottom:2em}"
        "th,td{border:1px solid #767676;padding:.3em .6em;text-align:left}</style></head><body><main><h1>Score cards</h1>"
        + _html_table(("Trainee", "Drills", "Right", "Mean points"), _sums(table), "Each trainee")
        + _html_table(COLUMNS, list(rows(table)), "Each drill")
        + "</main></body></html>\n"
    )


def _html_table(head: tuple[str, ...], body: Sequence[tuple[str, ...]], caption: str) -> str:
    heads = "".join(f'<th scope="col">{markup.escape(cell)}</th>' for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{markup.escape(cell)}</td>' for cell in row)}</tr>\n" for row in body)
    return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>\n{lines}</tbody></table>\n"


def document(table: ClassTable) -> dict[str, Any]:
    """The table as ``cccdiag.scorecards/1``."""
    return {"schema": SCHEMA, **facts.plain(table, whole=True)}
