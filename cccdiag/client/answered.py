"""What a verb of the client gives back: a result of the verb's own type, and what the gateway said about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from cccdiag.soap.model import Reply, Result

R = TypeVar("R", bound=Result)


@dataclass(frozen=True, slots=True)
class Answered(Generic[R]):
    """A result, never None. ``mode`` is the gateway's own word (None if it named none): show it, whatever it is (D66, D67)."""

    result: R
    mode: str | None
    platform: str | None


def answered(reply: Reply, kind: type[R]) -> Answered[R]:
    """A reply that the client let through, so that its result is of the operation's own type."""
    assert isinstance(reply.result, kind)
    return Answered(cast("R", reply.result), reply.mode, reply.platform)
