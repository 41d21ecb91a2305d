"""Tokens that stand where a value stood: its kind and a few digits of a keyed hash, the same for the same value within a case."""

from __future__ import annotations

import array
import hashlib
import re
import struct
from binascii import hexlify

from cccdiag.redact.model import Kind

TOKEN = re.compile(rb"\xe2\x80\xb9[a-z]+:[0-9a-f]{4,16}\xe2\x80\xba")
OPENS, _CLOSES = b"\xe2\x80\xb9", b"\xe2\x80\xba"
# What is reported as the rule where a value was found without a label.
KNOWN = "known-value"
# So much of a digest is in a token.
_BITS = 16
_SHORT = _BITS // 8
_REST = 64 - _BITS
_NUMBER = struct.Struct(">Q").unpack
_REMEMBERED = 10_000


class OfKind:
    """The tokens of one kind: those given out lately, and which digests have the short ones."""

    __slots__ = ("_opens", "kind", "latest", "taken")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._opens = b"%b%b:" % (OPENS, kind.encode())
        self.latest: dict[bytes, bytes] = {}
        self.taken = array.array("Q", bytes(8 << _BITS))

    def token(self, digest: bytes) -> bytes:
        """The token of the value with this digest."""
        (number,) = _NUMBER(digest)
        first = number >> _REST
        # Who comes first has the short one; the rest of its digest is kept so that nobody else gets it.
        there = self.taken[first]
        if not there:
            self.taken[first] = there = number
        return self._opens + hexlify(digest[:_SHORT] if there == number else digest) + _CLOSES


class Tokens:
    """Gives out the tokens of one case; two values of a case never get the same one.

    With ``keep`` every value is remembered in :attr:`values` for a reverse map; else only hashes are.
    """

    of_kind: type[OfKind] = OfKind

    def __init__(self, key: bytes = b"", *, keep: bool = False) -> None:
        self._hash = hashlib.blake2b(key=key[:64], digest_size=8)
        self._kinds: dict[Kind, OfKind] = {}
        self.values: dict[str, str] | None = {} if keep else None

    def of(self, value: bytes, kind: Kind) -> str:
        """The token of a value."""
        return self.written(value, kind).decode()

    def written(self, value: bytes, kind: Kind) -> bytes:
        """The token of a value, as UTF-8."""
        return self.kind(kind).latest.get(value) or self.made(value, kind)

    def made(self, value: bytes, kind: Kind) -> bytes:
        """As :meth:`written`, for a value that is not among those given out lately."""
        keyed = self._hash.copy()
        keyed.update(value)
        mine = self.kind(kind)
        made = mine.token(keyed.digest())
        if len(mine.latest) >= _REMEMBERED:
            mine.latest.clear()
        mine.latest[value] = made
        if self.values is not None:
            self.values[made.decode()] = value.decode("utf-8", "replace")
        return made

    def kind(self, kind: Kind) -> OfKind:
        """The tokens of a kind."""
        if kind not in self._kinds:
            self._kinds[kind] = self.of_kind(kind)
        return self._kinds[kind]
