"""From the document ``redaction.yaml`` to rules that can be used: the words of its vocabulary put where rules name them."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from cccdiag import facts
from cccdiag.errors import FactError
from cccdiag.redact.model import CompiledRule, Rule, Rulebook, Ruleset

_NAMED = re.compile(r"\{([a-z][a-z_]*)\}")
_BLANK = r"(?:[ _.-]|\xc2\xa0)?"
_ONE_LETTER = 4
_LETTERS = re.compile(r"[a-z0-9]{2,}")


def load(document: Mapping[str, Any], *, optional: bool = False) -> Ruleset:
    """Make the rules of ``redaction.yaml`` usable; ``optional`` takes in those that are off by default.

    Raises:
        FactError: the document has an unknown key or a wrong type.
    """
    book = facts.build(Rulebook, document, "redaction.yaml")
    rules = (spelled(rule, book.vocabulary) for rule in book.rules if optional or not rule.optional)
    words = (word.lower() for words in book.vocabulary.values() for word in words)
    # One letter of another alphabet may be anything where bytes are read in the wrong one.
    foreign = (word for word in words if not word.isascii() and len(word.encode()) > _ONE_LETTER)
    return Ruleset(tuple(map(CompiledRule, rules)), tuple(dict.fromkeys(foreign)))


def spelled(rule: Rule, vocabulary: Mapping[str, Iterable[str]]) -> Rule:
    """The rule with the vocabulary's words in place of their names in braces.

    Raises:
        FactError: the vocabulary has no such words.
    """

    def words(named: re.Match[str]) -> str:
        return f"(?:{'|'.join(map(_expression, _of(named[1], rule, vocabulary)))})"

    def spell(text: str | None) -> str | None:
        return text and _NAMED.sub(words, text)

    needed: list[str] = []
    for word in rule.words:
        named = _NAMED.fullmatch(word)
        needed += [part for phrase in _of(named[1], rule, vocabulary) for part in _parts(phrase)] if named else [word]
    return dataclasses.replace(
        rule,
        pattern=spell(rule.pattern) or "",
        hint=spell(rule.hint),
        unless=spell(rule.unless),
        words=tuple(dict.fromkeys(needed)),
    )


def _of(name: str, rule: Rule, vocabulary: Mapping[str, Iterable[str]]) -> list[str]:
    if name not in vocabulary:
        raise FactError("redaction.yaml", f"the rule {rule.id!r} asks for {{{name}}}, which is not in the vocabulary")
    # The longest first: an expression takes the first that fits.
    return sorted(vocabulary[name], key=len, reverse=True)


def _expression(phrase: str) -> str:
    """A phrase as an expression over the bytes of UTF-8: small or capital, with or without its accents, its blanks as names of settings write them."""
    return "".join(map(_character, phrase))


def _character(one: str) -> str:
    if one == " ":
        return _BLANK
    if one.isascii():
        return re.escape(one)
    ways = dict.fromkeys((one.lower(), one.upper(), _bare(one)))
    return f"(?:{'|'.join(''.join(_byte(byte) for byte in way.encode()) for way in ways)})"


def _byte(byte: int) -> str:
    return chr(byte) if chr(byte).isascii() and chr(byte).isalpha() else f"\\x{byte:02x}"


def _parts(phrase: str) -> tuple[str, ...]:
    """One of these is in whatever the phrase is written like, in the lower case that bytes have."""
    if runs := _LETTERS.findall(phrase.lower()):
        return (max(runs, key=len),)
    word = max(phrase.split(), key=len)
    # Its first letter may be capital alone; of capital letters only those of ASCII are found as small ones.
    rest = word[1:] or word
    bare = "".join(map(_bare, rest))
    return tuple(dict.fromkeys((rest.lower(), rest.upper().encode().lower().decode(), bare.lower())))


def _bare(one: str) -> str:
    """A letter without its accent, where that is one of ASCII."""
    plain = unicodedata.normalize("NFD", one)[0]
    return plain if plain.isascii() else one
