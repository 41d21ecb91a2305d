"""The score card: what was found, what it was worth, and why another answer was wrong. A document, a file, a text, a page's part."""

from __future__ import annotations

import html as markup
import json
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cccdiag import facts
from cccdiag.errors import FactError, InputError
from cccdiag.training.model import Answer

SCHEMA = "cccdiag.scorecard/1"
_LARGEST = 1 << 20
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that points were given for."""

    what: str
    points: int
    of: int
    why: str


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """What an attempt came to. ``right`` is the answer of the drill, ``why_not`` speaks of what was answered instead.

    ``others`` are further answers that suggest themselves, and why they are wrong.
    """

    drill: str
    title: str
    family: str
    level: int
    trainee: str
    started: str
    ended: str
    points: int
    of: int
    correct: bool
    parts: tuple[Part, ...]
    checks: tuple[str, ...]
    lines: tuple[str, ...]
    hints: int
    answer: Answer
    right: Answer
    why_not: tuple[str, ...]
    others: tuple[str, ...]
    debrief: tuple[str, ...]


def document(card: ScoreCard) -> dict[str, Any]:
    """The card as ``cccdiag.scorecard/1``."""
    return {"schema": SCHEMA, **facts.plain(card, whole=True)}


def save(card: ScoreCard, path: Path) -> Path:
    """Write a card to a file.

    Raises:
        InputError: it cannot be written.
    """
    try:
        path.write_text(json.dumps(document(card), ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error
    return path


def read(path: Path) -> ScoreCard:
    """The card in a file.

    Raises:
        InputError: it holds none.
    """
    try:
        found = json.loads(path.read_bytes()[:_LARGEST])
        if not isinstance(found, dict) or found.pop("schema", None) != SCHEMA:
            raise InputError(f"{path} is no score card of cccdiag")
        return facts.build(ScoreCard, found, str(path))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError, FactError) as error:
        raise InputError(f"{path} is no score card of cccdiag: {error}") from error


def text(card: ScoreCard) -> str:
    """The card for a person."""
    lines = [f"{card.title}: {card.points} of {card.of} points. {verdict(card)}", ""]
    lines += [f"  {part.points:>3} of {part.of:<3} {part.what}: {part.why}" for part in card.parts]
    for head, sentences in _told(card):
        if sentences:
            lines += ["", f"{head}:", *(_wrapped(sentence) for sentence in sentences)]
    return "\n".join(lines) + "\n"


def verdict(card: ScoreCard) -> str:
    """Right, half right or wrong, in a sentence."""
    if card.correct:
        return "Right."
    return "The article is right, the cause is not." if card.answer.article == card.right.article else "Not right."


def html(card: ScoreCard) -> str:
    """The card as a part of a page (no script, no styles of its own)."""
    rows = "".join(
        f'<tr><th scope="row">{markup.escape(part.what)}</th><td>{part.points} of {part.of}</td><td>{markup.escape(part.why)}</td></tr>'
        for part in card.parts
    )
    told = "".join(
        f"<h3>{head}</h3><ul>{''.join(f'<li>{markup.escape(sentence)}</li>' for sentence in sentences)}</ul>"
        for head, sentences in _told(card)
        if sentences
    )
    return (
        f'<section><p class="verdict">{markup.escape(card.title)}: {card.points} of {card.of} points. {markup.escape(verdict(card))}</p>'
        '<table><caption>What was marked</caption><thead><tr><th scope="col">Part</th><th scope="col">Points</th>'
        f'<th scope="col">Why</th></tr></thead><tbody>{rows}</tbody></table>{told}</section>'
    )


def _told(card: ScoreCard) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("Why not your answer", card.why_not),
        ("What it was", card.debrief),
        ("Why not the others", card.others),
    )


def _wrapped(sentence: str) -> str:
    return textwrap.fill(sentence, _WIDTH, initial_indent="  ", subsequent_indent="  ")
