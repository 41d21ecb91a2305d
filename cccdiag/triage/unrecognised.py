"""Records that look like trouble with CCC and match nothing: shown, grouped by their shape, never dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cccdiag.triage.records import Record

_MOST_GROUPS, _MOST_ROUGH = 200, 5000
_SHAPED = 600
_VARIABLE = re.compile(
    rb"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|0x[0-9a-fA-F]+|'[^'\r\n]{1,200}'|\"[^\"\r\n]{1,200}\"|https?://\S+|\b\d[\d.,:/-]*\b|\b[0-9a-fA-F]{16,}\b"
)


@dataclass(slots=True)
class Group:
    """Records of one shape: how many, and the first of them."""

    count: int
    example: Record


@dataclass(slots=True)
class Groups:
    """Groups by shape, at most two hundred; beyond that records are counted only."""

    records: int = 0
    by_shape: dict[bytes, Group] = field(default_factory=dict)
    _rough: dict[bytes, Group | None] = field(default_factory=dict)
    _latest: Group | None = None

    def again(self, rough: bytes) -> bool:
        """Count a record whose rough shape is known; False when it is not."""
        if rough not in self._rough:
            return False
        self.records += 1
        group = self._rough[rough]
        if group is not None:
            group.count += 1
        return True

    def remember(self, rough: bytes) -> None:
        """Know records of this rough shape by it from now on; the record added last is the first of them."""
        if len(self._rough) < _MOST_ROUGH:
            self._rough[rough] = self._latest

    def add(self, record: Record) -> None:
        """Put one record with those of its shape."""
        self.records += 1
        shape = shape_of(record)
        if shape in self.by_shape:
            self.by_shape[shape].count += 1
        elif len(self.by_shape) < _MOST_GROUPS:
            self.by_shape[shape] = Group(1, record)
        self._latest = self.by_shape.get(shape)


def rough_shape(line: bytes | bytearray) -> bytes:
    """A line without digits and the letters of hexadecimal numbers: quick to make, and equal for records that differ in nothing else."""
    text = bytes(line[:_SHAPED])
    return text.translate(None, b"0123456789abcdef") + (b"ccc" if b"ccc" in text else b"")


def shape_of(record: Record) -> bytes:
    """What stays the same from one record to the next of its kind: logger and message, without numbers, names and addresses."""
    message = record.text[record.head.message : record.head.message + _SHAPED].split(b"\n   at ")[0]
    logger = (record.head.logger or "").encode()
    return logger + b"|" + b" ".join(_VARIABLE.sub(b"#", message).split())
