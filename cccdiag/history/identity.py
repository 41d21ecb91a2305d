"""Whether a text was read before: told by its content, not by its name, so that a rotated or packed log is known again.

A fingerprint has the digest of the whole text and of its beginnings up to 64, 128, 256, … bytes. A text that was read when it
was shorter is known by the digest of that shorter length; one that was longer by the longest beginning that both have.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from cccdiag.digests import blake2b

_PIECE = 1 << 20
_FIRST = 64


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The size of a text in bytes of UTF-8, its digest, digests of its beginnings by length, and those of lengths asked for."""

    size: int
    digest: str
    marks: Mapping[int, str]
    asked: Mapping[int, str]

    @property
    def start(self) -> str:
        """What texts with the same beginning share; empty for texts too short to say."""
        return self.marks.get(_FIRST, "")


def fingerprint(stream: BinaryIO, lengths: Iterable[int] = ()) -> Fingerprint:
    """Read a stream to its end; ``lengths`` are further lengths of which the digest is wanted."""
    asked = sorted(set(lengths))
    wanted = set(asked)
    marks: dict[int, str] = {}
    found: dict[int, str] = {}
    digest = blake2b(digest_size=16)
    size, mark = 0, _FIRST
    with contextlib.closing(stream):
        while piece := stream.read(_PIECE):
            view = memoryview(piece)
            done = 0
            while cuts := [cut for cut in (mark, *asked[:1]) if cut <= size + len(piece)]:
                cut = min(cuts)
                digest.update(view[done : cut - size])
                done = cut - size
                if cut == mark:
                    marks[cut] = digest.copy().hexdigest()
                    mark *= 2
                if cut in wanted:
                    found[cut] = digest.copy().hexdigest()
                    asked = [length for length in asked if length > cut]
            digest.update(view[done:])
            size += len(piece)
    return Fingerprint(size, digest.hexdigest(), marks, found)


def is_beginning(marks: Mapping[int, str], size: int, of: Mapping[int, str]) -> bool:
    """Whether a text of that size with these marks seems to be the beginning of a longer one: their longest common mark is equal."""
    longest = max((length for length in marks if length <= size), default=0)
    return bool(longest) and of.get(longest) == marks[longest]


def beginning(head: bytes) -> str:
    """What :attr:`Fingerprint.start` will be of a text that begins so."""
    return blake2b(head[:_FIRST], digest_size=16).hexdigest() if len(head) >= _FIRST else ""
