"""Records that look like trouble with CCC and match nothing: shown, grouped by their shape, never dropped."""

from __future__ import annotations

import functools
from dataclasses import field

from cccdiag.expressions import expression
from cccdiag.records import dataclass
from cccdiag.triage.records import Record

_MOST_GROUPS, _MOST_ROUGH = 2000, 5000
# So much of an example is kept: more than is ever shown.
_EXAMPLE = 4096
_SHAPED = 600
_HEXADECIMAL = b"0123456789abcdef"
# Not to be lost with the letters of hexadecimal numbers: it may be what makes a record one about CCC.
_NAMED = b"ccc"
# What makes a number a code, and the codes, which begin so: they tell one kind of trouble from another, while the numbers of orders do not.
_CODED = (b"CCC_", b"code", b"status", b"HTTP")
_CODES = expression(rb"\bCCC_\d{3}\b|(?:code|status|HTTP(?:/\d(?:\.\d)?)?)[^0-9A-Za-z\n]{1,4}\d{3}\b(?!\d)")
_AND = b"\x01"
_VARIABLE = expression(rb"'[^'\r\n]{1,200}'|\"[^\"\r\n]{1,200}\"|\S*[/@\\]\S*")


@dataclass(slots=True)
class Group:
    """Records of one shape: how many, and the first of them."""

    count: int
    example: Record


@dataclass(slots=True)
class Known:
    """Records of one rough shape: how many, and the first of them; None when they are not about CCC."""

    example: Record | None
    count: int = 1


@dataclass(slots=True)
class Groups:
    """Groups by shape; beyond two thousand, records are counted only. Rough shapes are counted apart until :meth:`settle`.

    What a group is and how many it has depends on the records alone, not on where a source was cut into parts.
    """

    records: int = 0
    by_shape: dict[bytes, Group] = field(default_factory=dict)
    rough: dict[bytes, Known] = field(default_factory=dict)

    def remember(self, rough: bytes, record: Record | None) -> bool:
        """Know records of this rough shape by it from now on; False where too many are known."""
        if len(self.rough) >= _MOST_ROUGH:
            return False
        self.rough[rough] = Known(record and _example(record))
        return True

    def add(self, record: Record) -> None:
        """Put one record with those of its shape."""
        self._put(shape_of(record), Group(1, record))

    def join(self, later: Groups, shift: int) -> int:
        """Add what was found in a later part of the same source, which begins at ``shift``.

        Gives how many records were grouped that had been known by their rough shape: here too many are.
        """
        for example in (
            *(one.example for one in later.rough.values()),
            *(one.example for one in later.by_shape.values()),
        ):
            if example is not None:
                example.offset += shift
        grouped = 0
        for rough, known in later.rough.items():
            if rough in self.rough:
                self.rough[rough].count += known.count
            elif len(self.rough) < _MOST_ROUGH:
                self.rough[rough] = known
            elif known.example is not None:
                self._put(_shape(rough), Group(known.count, known.example))
                grouped += known.count
        counted = 0
        for shape, group in later.by_shape.items():
            counted += group.count
            self._put(shape, group)
        self.records += later.records - counted
        return grouped

    def settle(self) -> int:
        """Group the records that are known by their rough shape; give how many they are."""
        known = [(one.example, rough, one.count) for rough, one in self.rough.items() if one.example is not None]
        for example, rough, count in sorted(known, key=lambda each: each[0].offset):
            self._put(_shape(rough), Group(count, example))
        self.rough.clear()
        return sum(count for _, _, count in known)

    def _put(self, shape: bytes, group: Group) -> None:
        self.records += group.count
        mine = self.by_shape.get(shape)
        if mine is not None:
            mine.count += group.count
            mine.example = min(mine.example, group.example, key=lambda record: record.offset)
        elif len(self.by_shape) < _MOST_GROUPS:
            self.by_shape[shape] = Group(group.count, _example(group.example))


def _example(record: Record) -> Record:
    text = record.text[: record.head.message + _EXAMPLE]
    return Record(record.source, record.offset, text, record.kinds, record.head, lines=record.lines)


def rough_shape(logger: bytes, text: bytes | bytearray, start: int, end: int) -> bytes:
    """Logger and first line (``start``–``end``) without digits and the letters of hexadecimal numbers, but with the codes in it: quick to make.

    Records with the same rough shape are taken to be alike.
    """
    shaped = b"|".join((logger, text[start : min(end, start + _SHAPED)]))
    rough = shaped.translate(None, _HEXADECIMAL)
    signs = _signs(rough)
    if _NAMED in shaped:
        rough += _NAMED
    # A loop, since any() would take as long as all the rest.
    for sign in signs:
        if sign in shaped:
            codes = _CODES.findall(shaped, min(place for sign in _CODED if (place := shaped.find(sign)) >= 0))
            return rough + _AND + b" ".join(codes) if codes else rough
    return rough


@functools.lru_cache(maxsize=2048)
def _signs(rough: bytes) -> tuple[bytes, ...]:
    """What makes a number a code and may have stood in a text of which this was left."""
    return tuple(sign for sign in _CODED if sign.translate(None, _HEXADECIMAL) in rough)


def shape_of(record: Record) -> bytes:
    """What stays the same from one record to the next of its kind: logger, first line and codes, without other numbers, names and addresses."""
    line = record.text[record.head.message :].split(b"\n", 1)[0]
    return _shape(rough_shape((record.head.logger or "").encode(), line, 0, len(line)))


def _shape(rough: bytes) -> bytes:
    words, _, codes = rough.partition(_AND)
    shape = b" ".join(_VARIABLE.sub(b"#", words.removesuffix(_NAMED)).split())
    return shape + _AND + codes if codes else shape
