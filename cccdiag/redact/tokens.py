"""Tokens that stand where a value stood: its kind and a few digits of a keyed hash, the same for the same value within a case."""

from __future__ import annotations

import array
import struct
from binascii import hexlify
from collections.abc import Sequence

from cccdiag.digests import blake2b
from cccdiag.expressions import expression
from cccdiag.redact.model import Kind

TOKEN = expression(rb"\xe2\x80\xb9[a-z]+:[0-9a-f]{4,16}\xe2\x80\xba")
OPENS, CLOSES = b"\xe2\x80\xb9", b"\xe2\x80\xba"
# What is reported as the rule where a value was found without a label.
KNOWN = "known-value"
# So much of a digest is in a token.
_BITS = 16
_SHORT = _BITS // 8
_REST = 64 - _BITS
_NUMBER = struct.Struct(">Q").unpack
_DIGEST = 8
# What parts tokens that are made at once.
_BETWEEN = b"\n"


class OfKind:
    """The tokens of one kind: which digests have the short ones."""

    __slots__ = ("_opens", "kind", "taken")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._opens = b"%b%b:" % (OPENS, kind.encode())
        self.taken = array.array("Q", bytes(8 << _BITS))

    def token(self, digest: bytes) -> bytes:
        """The token of the value with this digest."""
        (number,) = _NUMBER(digest)
        first = number >> _REST
        # Who comes first has the short one; the rest of its digest is kept so that nobody else gets it.
        there = self.taken[first]
        if not there:
            self.taken[first] = there = number
        return self._opens + hexlify(digest[:_SHORT] if there == number else digest) + CLOSES

    def tokens(self, digests: Sequence[bytes]) -> list[bytes]:
        """As :meth:`token`, of many at once, or one: most of a large log are long ones."""
        joined = b"".join(digests)
        long = hexlify(joined, _BETWEEN, _DIGEST).replace(_BETWEEN, CLOSES + _BETWEEN + self._opens)
        made = (self._opens + long + CLOSES).split(_BETWEEN)
        taken, short = self.taken, len(self._opens) + 2 * _SHORT
        for place, number in enumerate(struct.unpack(f">{len(digests)}Q", joined)):
            there = taken[number >> _REST]
            if not there:
                made[place] = self.token(digests[place])
            elif there == number:
                made[place] = made[place][:short] + CLOSES
        return made


class Tokens:
    """Gives out the tokens of one case; two values of a case never get the same one.

    With ``keep`` every value is remembered in :attr:`values` for a reverse map; else only hashes are.
    """

    def __init__(self, key: bytes = b"", *, keep: bool = False) -> None:
        self._hash = blake2b(key=key[:64], digest_size=8)
        self._kinds: dict[Kind, OfKind] = {}
        self.values: dict[str, str] | None = {} if keep else None

    def of(self, value: bytes, kind: Kind) -> str:
        """The token of a value."""
        return self.of_all((value,), kind)[0].decode()

    def of_all(self, values: Sequence[bytes], kind: Kind) -> list[bytes]:
        """The tokens of many values, in the order of the text, as UTF-8; what comes again is asked for once."""
        once = list(dict.fromkeys(values))
        tokens = self.kind(kind).tokens(self._digests(once))
        if self.values is None and len(once) == len(values):
            return tokens
        made = dict(zip(once, tokens, strict=True))
        if self.values is not None:
            self.values.update((token.decode(), value.decode("utf-8", "replace")) for value, token in made.items())
        return list(map(made.__getitem__, values))

    def _digests(self, values: Sequence[bytes]) -> list[bytes]:
        new, digests = self._hash.copy, []
        for value in values:
            keyed = new()
            keyed.update(value)
            digests.append(keyed.digest())
        return digests

    def kind(self, kind: Kind) -> OfKind:
        """The tokens of a kind."""
        if kind not in self._kinds:
            self._kinds[kind] = OfKind(kind)
        return self._kinds[kind]
