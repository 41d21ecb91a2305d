"""Values that must never be seen, and where they come from.

A :class:`Secret` shows dots wherever Python would print it; :meth:`Secret.reveal` is the one way to its text, and every
secret that was ever made is known to :func:`known_secrets`, so that the exits of the program can take it out of any text.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    from typing import NoReturn

_DOTS = "••••••"
_known: set[str] = set()


class Secret:
    """One secret text. Equal secrets compare equal in constant time; nothing but :meth:`reveal` shows the text."""

    __slots__ = ("_text", "source")

    def __init__(self, text: str, source: str = "given") -> None:
        self._text = text
        self.source = source
        if text:
            _known.add(text)

    def reveal(self) -> str:
        """Give the text itself: to the wire, to a form check, to nothing that prints."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({_DOTS})"

    def __str__(self) -> str:
        return _DOTS

    def __format__(self, spec: str) -> str:
        return format(_DOTS, spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __len__(self) -> int:
        return len(self._text)

    def __eq__(self, other: object) -> bool:
        from hmac import compare_digest

        return isinstance(other, Secret) and compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled or copied to disk")


def known_secrets() -> tuple[str, ...]:
    """Texts of all secrets made in this process, longest first, for the redaction at the exits."""
    return tuple(sorted(_known, key=len, reverse=True))
