"""What was sent and what came back, kept for a diagnosis and never shown with its credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from cccdiag.soap.head import decoded, masked


class Body:
    """The bytes of a message, of which only the masked text can be had. Masking waits until somebody looks: most calls go well."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def text(self) -> str:
        """The message as text, with credentials and known secrets masked."""
        return masked(decoded(self._raw))

    def __repr__(self) -> str:
        return f"Body({len(self._raw)} bytes)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a message is never pickled: it holds a login")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. ``status`` and ``received`` are None when none came; ``attempt`` counts the tries of a call from 1."""

    operation: str
    url: str
    sent: Body
    status: int | None = None
    received: Body | None = None
    seconds: float | None = None
    clock_skew: float | None = None
    attempt: int = 1

    @property
    def request(self) -> str:
        """The request as text, masked."""
        return self.sent.text()

    @property
    def answer(self) -> str | None:
        """The answer as text, masked; None if none came."""
        return None if self.received is None else self.received.text()
