"""Redaction by many at once: which of two values has the short token is settled by one, in the order of the text."""

from __future__ import annotations

import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from cccdiag.redact.lessons import Lesson
from cccdiag.redact.model import Kind, Row
from cccdiag.redact.replacing import Part, pieces
from cccdiag.redact.stream import Case, Done
from cccdiag.redact.tokens import OfKind, Tokens
from cccdiag.redact.windows import Window

_TOLD = 20
Decided = Mapping[Kind, bytes]


class _Open(bytes):
    """The place of a token that is not settled yet."""

    kind: Kind
    digest: bytes


class _OfKindToldOf(OfKind):
    """Knows of settled tokens what it was told."""

    def token(self, digest: bytes) -> bytes:
        """The token, or its place."""
        if self.taken[digest[0] << 8 | digest[1]]:
            return super().token(digest)
        place = _Open()
        place.kind, place.digest = self.kind, digest
        return place


class Shared(Tokens):
    """The tokens of a case as one of many sees them."""

    of_kind = _OfKindToldOf

    def hear(self, decided: Decided) -> None:
        """Which digests have short tokens."""
        for kind, numbers in decided.items():
            mine = self.kind(kind)
            for number in array.array("Q", numbers):
                mine.taken[number >> 48] = number


class Share(NamedTuple):
    """What one of many made of a window: text and places of tokens by turns, and the rest as in :class:`Done`."""

    pieces: tuple[bytes | tuple[Kind, bytes], ...]
    cut: int
    lines: int
    told: tuple[Row, ...]
    lessons: tuple[Lesson, ...]


def share(case: Case, window: Window, learnable: Collection[Kind]) -> Share:
    """Clean a window as far as that can be done without the others. The case remembers nothing of it."""
    seen = case.look(window, learnable)
    made, replaced = pieces(window.data, seen.spans, case.tokens, Part(window.begin, seen.cut))
    told = tuple((rule, kind, count, tuple(_first(lines))) for rule, kind, count, lines in replaced.by_rule())
    lines = window.data.count(b"\n", window.begin, seen.cut)
    return Share(tuple(_grouped(made)), seen.cut, lines, told, seen.lessons)


def _first(lines: Iterable[int]) -> list[int]:
    """The first lines, each once."""
    found: list[int] = []
    for line in lines:
        if line not in found[-1:]:
            found.append(line)
            if len(found) == _TOLD:
                break
    return found


def _grouped(made: Sequence[bytes]) -> Iterable[bytes | tuple[Kind, bytes]]:
    run: list[bytes] = []
    for piece in made:
        if isinstance(piece, _Open):
            yield b"".join(run)
            yield piece.kind, piece.digest
            run.clear()
        else:
            run.append(piece)
    yield b"".join(run)


class Settling:
    """Settles the open tokens of one case, share by share in their order, and knows what was settled lately."""

    def __init__(self, tokens: Tokens, lately: int) -> None:
        self._tokens = tokens
        self._lately = lately
        self._batches: list[dict[Kind, array.array[int]]] = []

    def done(self, share: Share) -> Done:
        """The share with all its tokens."""
        news: dict[Kind, array.array[int]] = {}
        text: list[bytes] = []
        for piece in share.pieces:
            if isinstance(piece, bytes):
                text.append(piece)
                continue
            kind, digest = piece
            mine = self._tokens.kind(kind)
            text.append(mine.token(digest))
            # Said again to whoever did not hear it.
            news.setdefault(kind, array.array("Q")).append(mine.taken[digest[0] << 8 | digest[1]])
        self._batches = [*self._batches[1 - self._lately :], news]
        return Done(b"".join(text), share.cut, share.lines, share.told)

    def decided(self) -> dict[Kind, bytes]:
        """What was settled lately."""
        found: dict[Kind, bytes] = {}
        for batch in self._batches:
            for kind, numbers in batch.items():
                found[kind] = found.get(kind, b"") + numbers.tobytes()
        return found
