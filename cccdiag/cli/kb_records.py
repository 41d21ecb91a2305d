"""Records of a file one by one, for the authors of signatures: where they stand and what they say."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from cccdiag.errors import InputError
from cccdiag.kb.index import Knowledge
from cccdiag.triage import formats
from cccdiag.triage.records import NO_HEAD, Record, kinds_of, log_kinds
from cccdiag.triage.sources import Source, sources

_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Placed:
    """A record with the lines that it stands on."""

    source: str
    line: int
    end_line: int
    record: Record


def records(name: str, knowledge: Knowledge) -> Iterator[Placed]:
    """Every record of a file (or of the files in a folder or an archive), in order.

    Raises:
        InputError: nothing could be read, or a file is larger than 64 MiB.
    """
    book = formats.load(knowledge.document("logformats"))
    found = False
    for source in sources([name]):
        if source.open is None:
            raise InputError(f"{source.name}: {source.note}")
        if source.size > _LARGEST:
            raise InputError(f"{source.name} is larger than 64 MiB; cut out the part that you look at")
        found = True
        yield from _of(source, book)
    if not found:
        raise InputError(f"{name} holds nothing to read")


def _of(source: Source, book: formats.Formats) -> Iterator[Placed]:
    assert source.open is not None
    with contextlib.closing(source.open()) as stream:
        text = stream.read()
    header = None if source.words else book.sniff(source.head)
    if header is None:
        yield Placed(
            source.name, 1, 1 + text.rstrip(b"\r\n").count(b"\n"), Record(source.name, 0, text, kinds_of(text), NO_HEAD)
        )
        return
    starts = [0, *(match.start() + 1 for match in header.following.finditer(text)), len(text)]
    line = 1
    for start, end in itertools.pairwise(starts):
        piece = text[start:end]
        if piece:
            body = piece.rstrip(b"\r\n")
            yield Placed(
                source.name,
                line,
                line + body.count(b"\n"),
                Record(source.name, start, body, log_kinds(body), header.read(body)),
            )
        line += piece.count(b"\n")
