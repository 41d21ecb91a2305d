"""Values that must never be seen, and where they come from.

A :class:`Secret` shows dots wherever Python would print it; :meth:`Secret.reveal` is the one way to its text, and every
secret that was ever made is known to :func:`known_secrets`, so that the exits of the program can take it out of any text
(:func:`without_secrets`, the one home of that masking).
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable
    from typing import NoReturn

_DOTS = "••••••"
_SHORTEST = 3
# So many are looked for one by one; more of them by how they begin.
_FEW = 32
_known: set[str] = set()
_indexed: set[str] = set()
_beginnings: dict[str, set[str]] = {}
_listeners: list[Callable[[str], None]] = []
_written: dict[str, tuple[re.Pattern[str], tuple[str, ...]]] = {}


class Secret:
    """One secret text. Equal secrets compare equal in constant time; nothing but :meth:`reveal` shows the text."""

    __slots__ = ("_text", "source")

    def __init__(self, text: str, source: str = "given") -> None:
        self._text = text
        self.source = source
        if text and text not in _known:
            _known.add(text)
            for told in _listeners:
                told(text)

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


def tell_of_secrets(listener: Callable[[str], None]) -> None:
    """Let a guard of another process hear of every secret of this one: those that are known, and each new one once."""
    if listener not in _listeners:
        _listeners.append(listener)
        for text in known_secrets():
            listener(text)


def known_secrets() -> tuple[str, ...]:
    """Texts of all secrets made in this process, longest first, for the redaction at the exits."""
    return tuple(sorted(_known, key=len, reverse=True))


def without_secrets(text: str, mask: str = _DOTS) -> str:
    """The text with every secret that this process knows replaced, in each form in which it could be written."""
    for secret in _possible(text):
        if len(secret) < _SHORTEST:
            continue
        pattern, forms = _written.get(secret) or _written.setdefault(secret, _how_written(secret))
        if any(form in text for form in forms):
            text = _masked(pattern, text, mask) if _may_be_a_name(secret) else pattern.sub(mask, text)
    return text


def _possible(text: str) -> Iterable[str]:
    """The secrets to look for in a text, longest first: all, or with hundreds of sites those of which a form begins in it."""
    if len(_known) <= _FEW:
        return known_secrets()
    for secret in _known - _indexed:
        for form in _forms(secret):
            _beginnings.setdefault(form[:_SHORTEST], set()).add(secret)
        _indexed.add(secret)
    begun = {text[place : place + _SHORTEST] for place in range(len(text) - _SHORTEST + 1)}
    found = {secret for start in begun & _beginnings.keys() for secret in _beginnings[start]}
    return sorted(found & _known, key=len, reverse=True)


def _may_be_a_name(secret: str) -> bool:
    return secret.isascii() and secret.replace("_", "").replace("-", "").replace(".", "").isalnum()


def _masked(pattern: re.Pattern[str], text: str, mask: str) -> str:
    """As ``pattern.sub``, but a word stays where it is the name of a tag, a key, a header: what is printed can still be read."""
    from cccdiag.labels import spared

    raw = text.encode("utf-8", "surrogatepass")
    place, counted = 0, 0

    def shown(found: re.Match[str]) -> str:
        nonlocal place, counted
        place += len(text[counted : found.start()].encode("utf-8", "surrogatepass"))
        counted = found.start()
        return found[0] if spared(raw, place, place + len(found[0].encode("utf-8", "surrogatepass"))) else mask

    return pattern.sub(shown, text)


def _how_written(secret: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    import re

    forms = tuple(sorted(_forms(secret), key=len, reverse=True))
    alternatives = "|".join(map(re.escape, forms))
    # A password that is a plain word is masked as a word; inside other words it tells nobody anything.
    plain_word = secret.isascii() and (secret.isalpha() or len(secret) < 6)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{alternatives})(?![A-Za-z0-9])" if plain_word else alternatives), forms


def _forms(secret: str) -> set[str]:
    """The secret as text, and as XML, HTML, JSON, addresses, headers and Python write it."""
    import base64
    import html
    import json
    import urllib.parse

    raw = secret.encode("utf-8", "surrogatepass")
    marked_up = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    quoted = marked_up.replace('"', "&quot;")
    return {
        secret,
        marked_up,
        quoted,
        quoted.replace("\r", "&#13;"),
        html.escape(secret),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        urllib.parse.quote(raw),
        urllib.parse.quote(raw, safe=""),
        base64.b64encode(raw).decode("ascii").rstrip("="),
        repr(secret)[1:-1],
    }
