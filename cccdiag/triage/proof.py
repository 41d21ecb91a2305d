"""From records kept as proof to evidence that can be shown: where they stand, what they say, and nothing secret."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

from cccdiag.digests import blake2b
from cccdiag.redact import Ruleset, redact
from cccdiag.redact.model import Kind
from cccdiag.secrets import known_secrets
from cccdiag.triage.model import Evidence
from cccdiag.triage.sources import Source, read_full
from cccdiag.triage.tally import Proof

_SHOWN, _LINE = 1500, 300
_REDACTED = 64 << 10
_READ = 1 << 20


class Exhibits:
    """Redacts with one key and one memory for a whole run, so that equal values give equal tokens in every piece of evidence."""

    def __init__(self, rules: Ruleset, key: bytes) -> None:
        self._rules = rules
        self._key = blake2b(key, digest_size=32).digest()
        self._known: dict[str, Kind] = dict.fromkeys(known_secrets(), "password")

    def learn(self, text: bytes) -> None:
        """Remember the secrets of a text, to know them again where they stand without a label."""
        self._known.update(redact(text.decode("utf-8", "replace"), self._rules, (), self._key).learnt)

    def shown(self, text: bytes, start: int = 0) -> str:
        """A record's text without secrets, cut to what fits on a screen around the match at ``start``."""
        around = max(0, start - _REDACTED // 2)
        window = text if len(text) <= _REDACTED else text[around : around + _REDACTED]
        done = redact(window.decode("utf-8", "replace").replace("\0", ""), self._rules, self._known.items(), self._key)
        self._known.update(done.learnt)
        return _cut(done.text.replace("\r\n", "\n").strip("\r\n"), start - around if len(text) > _REDACTED else start)

    def lines(self, lines: Iterable[bytes]) -> tuple[str, ...]:
        """Lines of a source without secrets, each cut to what fits on a screen."""
        text = b"\n".join(lines).decode("utf-8", "replace").replace("\0", "")
        done = redact(text, self._rules, self._known.items(), self._key)
        self._known.update(done.learnt)
        return (
            tuple(line if len(line) <= _LINE else f"{line[:_LINE]}…" for line in done.text.split("\n")) if text else ()
        )

    def evidence(self, proofs: Iterable[Proof], lines: Mapping[str, Mapping[int, int]]) -> tuple[Evidence, ...]:
        """Proofs as evidence; ``lines`` knows for each source the line of each proof's first byte."""
        return tuple(self._one(proof, lines[proof.source][proof.offset]) for proof in proofs)

    def _one(self, proof: Proof, line: int) -> Evidence:
        captures = {name: self.shown(text.encode()) for name, text in proof.captures.items()}
        return Evidence(
            proof.source,
            line,
            line + proof.lines - 1,
            proof.time,
            proof.level,
            self.shown(proof.text, proof.start),
            captures,
        )


def _cut(text: str, start: int) -> str:
    if len(text) <= _SHOWN:
        return text
    head, half = text.split("\n", 1)[0][:200], (_SHOWN - 200) // 2
    if start < _SHOWN - 200:
        return f"{text[: _SHOWN - 1]}…"
    piece = text[max(0, start - half) : start + half]
    return f"{head} … {piece}{'…' if start + half < len(text) else ''}"


def lines_of(source: Source, offsets: Iterable[int]) -> dict[int, int]:
    """The line on which each offset of a source's text lies, counted from 1. Reads no further than the last of them.

    Of a source that is gone since it was read, nobody knows them: 1 for what was not counted.
    """
    wanted = sorted(set(offsets))
    found = dict.fromkeys(wanted, 1)
    if not wanted or source.open is None:
        return found
    with contextlib.suppress(OSError), contextlib.closing(source.open()) as stream:
        line, position = 1, 0
        piece: Any = b""
        for offset in wanted:
            while position + len(piece) < offset:
                line += piece.count(b"\n")
                position += len(piece)
                piece = read_full(stream, _READ)
                if not piece:
                    break
            found[offset] = line + piece.count(b"\n", 0, max(0, offset - position))
    return found
