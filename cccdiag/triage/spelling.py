"""Letters as they were meant: dictated, read off a picture by a machine, or with tokens where names stood."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from cccdiag.redact.tokens import TOKEN
from cccdiag.triage import torn

_SPELLED = re.compile(rb"\bc[ .]{1,2}c[ .]{1,2}c\b\.?", re.IGNORECASE)
_DIGITS = (
    (b"zero", b"0"), (b"oh", b"0"), (b"o", b"0"), (b"one", b"1"), (b"two", b"2"), (b"three", b"3"), (b"four", b"4"), (b"five", b"5"),
    (b"six", b"6"), (b"seven", b"7"), (b"eight", b"8"), (b"nine", b"9"), (b"null", b"0"), (b"eins", b"1"), (b"zwei", b"2"), (b"drei", b"3"),
    (b"vier", b"4"), (b"fuenf", b"5"), (b"f\xc3\xbcnf", b"5"),
)  # fmt: skip
_DIGIT = dict(_DIGITS)
_WORD = b"|".join(word for word, _ in _DIGITS)
_THREE = re.compile(rb"\b(%s)[ -](%s)[ -](%s)\b" % (_WORD, _WORD, _WORD), re.IGNORECASE)
_HUNDRED = re.compile(rb"\b(one|two|four|five) hundred(?:(?: and| oh| o|) (%s))?\b" % _WORD, re.IGNORECASE)
_CODE = re.compile(
    rb"\bCCC(?: |_)(?:(?:error|code|number|under ?score|dash|minus|unterstrich) ?){0,2}([012]\d\d)\b(?! (?:pages|copies|orders))",
    re.IGNORECASE,
)
# A product's name as people and machines hear it.
_HEARD = (
    (re.compile(rb"\biliad\b", re.IGNORECASE), b"ILLiad"),
    (re.compile(rb"\bo[ .]c[ .]l[ .]c\b", re.IGNORECASE), b"OCLC"),
)
# Letters and marks as they are read aloud; the marks only where a text is full of them.
_ALOUD = (
    (re.compile(rb"\b(?:ess|s)[ .]{1,2}(?:ess|s)[ .]{1,2}(?:ell|el|l)\b", re.IGNORECASE), b"SSL"),
    (re.compile(rb"\b(?:tee|t)[ .]{1,2}(?:ell|el|l)[ .]{1,2}(?:ess|s)\b", re.IGNORECASE), b"TLS"),
    (re.compile(rb"\b(?:dee|d)[ .]{1,2}(?:en|n)[ .]{1,2}(?:ess|s)\b", re.IGNORECASE), b"DNS"),
    (re.compile(rb"\b(?:see|cee) (?:see|cee) (?:see|cee)\b", re.IGNORECASE), b"CCC"),
    (
        re.compile(rb"\bSSL (?:slash|stroke|schr(?:ae|\xc3\xa4)gstrich|barre(?: oblique)?|barra) TLS\b", re.IGNORECASE),
        b"SSL/TLS",
    ),
)
_MARKS = (
    (re.compile(rb"[ ](?:full stop|period|punkt)(?= |$)", re.IGNORECASE | re.MULTILINE), b"."),
    (re.compile(rb"[ ](?:colon|doppelpunkt|deux[ -]points|dos puntos)(?= |$)", re.IGNORECASE | re.MULTILINE), b":"),
    (re.compile(rb"[ ](?:comma|komma|virgule|coma)(?= |$)", re.IGNORECASE | re.MULTILINE), b","),
    (re.compile(rb"[ ](?:open quotes?|quote|close quotes?|unquote|end quote)(?= |$)", re.IGNORECASE | re.MULTILINE), b'"'),
)  # fmt: skip
_MANY_MARKS = 2
# A code that a line's end or a blank tore in two, and one without its underscore where the text speaks of the gateway.
_TORN = re.compile(rb"\bCCC(?:[ \t>]*\r?\n[ \t>]*|[ ]{1,2})_[ ]?([012]\d\d)\b|\bCCC[_-](?:[ \t>]*\r?\n[ \t>]*|[ ]{1,2})([012]\d\d)\b", re.IGNORECASE)  # fmt: skip
_DIGITS_APART = re.compile(rb"\b(CCC ?_ ?)([012]) (\d) (\d)\b", re.IGNORECASE)
_BARE = re.compile(rb"(?<![\w-])CCC ?((?:00[12]|10[0-3]|20[0-7]|21[128]))\b(?![.,]?\d)(?! (?:pages|copies|orders|lines|seiten|kopien|pages|copias|p(?:a|\xc3\xa1)ginas|commandes|pedidos))", re.IGNORECASE)  # fmt: skip
_OF_GATEWAY = re.compile(
    rb"\b(?:gateways?|passerelle|pasarela|soap|course ?packs?|createorder\w*|modifyorder\w*)\b", re.IGNORECASE
)
# How people shorten words in a hurry.
_SHORT = (
    (re.compile(rb"\bw/? (?=ccc\b)", re.IGNORECASE), b"with "),
    (re.compile(rb"\bpls\b", re.IGNORECASE), b"please"),
)
_SINGLES = re.compile(rb"(?<=(?<!\S)\S) (?=\S(?!\S))")
_TOKENS = re.compile(rb"[A-Za-z0-9|]{4,20}|\b(?:[A-Za-z][01]|[01][A-Za-z])[A-Za-z]?\b|\b[A-Za-z]{2}[01]\b")
# Two halves of a word with a blank between, or parted at the end of a line.
_HALVES = re.compile(rb"(?<![A-Za-z])([A-Za-z]{2,14})(?: |-[ \t]*\r?\n[ \t]*)(?=([a-zA-Z]{2,14})(?![A-Za-z]))")
# The frame of a message box as a machine draws it, and the count that it reads as a letter.
_FRAMED = re.compile(
    rb"^[ \t]*(?:\||\xe2\x94\x82|\xe2\x95\x91)([^|\n]*?)(?:\||\xe2\x94\x82|\xe2\x95\x91)[ \t]*\r?$", re.MULTILINE
)
_NONE_FOUND = re.compile(rb"\b(found\s{1,4})[oOQ\xd8]\s{1,4}(results?)\b", re.IGNORECASE)
_CONFUSED = re.compile(rb"[lI1|0]|rn")
_ALIKE = {b"l": (b"i",), b"I": (b"l",), b"1": (b"i", b"l"), b"|": (b"i", b"l"), b"0": (b"o",), b"rn": (b"m",)}
# Several letters of a word are put right at once where a digit shows that a machine read it, and not too many of them.
_DIGIT_INSIDE, _MOST_MARKS = re.compile(rb"[01|]"), 5


class Spelling:
    """Knows the words of the products' messages, which a machine that reads pictures gets nearly right."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word.encode() for word in words)

    def read(self, text: bytes) -> bytes:
        """The text with letters that look alike put right in the words of the products; no longer and no shorter.

        A token of a redaction says of what kind a value was: that word is not the writer's.
        """
        text = TOKEN.sub(lambda token: b"~" * len(token[0]), text)
        return _TOKENS.sub(lambda token: read if len(read := self._read(token)) == len(token[0]) else token[0], text)

    def meant(self, text: bytes) -> bytes:
        """The text as it was meant; itself where nothing was to be mended."""
        text = _NONE_FOUND.sub(rb"\g<1>0 \2", _FRAMED.sub(rb"\1", torn.whole(TOKEN.sub(b"somebody", text))))
        text = b"\n".join(map(_joined, text.split(b"\n")))
        text = _TOKENS.sub(self._read, text)
        return _heard(_HALVES.sub(self._whole, text))

    def _whole(self, first: re.Match[bytes]) -> bytes:
        """The first half of a word of the products without what parts it from the second."""
        start, end = first[1].lower(), first[2].lower()
        joined = start + end in self._words and not (start in self._words and end in self._words)
        return first[1] if joined else first[0]

    def _read(self, token: re.Match[bytes]) -> bytes:
        """A word of the products in place of one that differs from it only by letters that look alike."""
        word: bytes = token[0]
        if word.lower() in self._words or not (marks := list(_CONFUSED.finditer(word))):
            return word
        for mark in marks:
            for alike in _ALIKE[mark[0]]:
                tried = word[: mark.start()] + alike + word[mark.end() :]
                if tried.lower() in self._words:
                    return tried
        if not _DIGIT_INSIDE.search(word) or len(marks) > _MOST_MARKS:
            every = _CONFUSED.sub(lambda mark: _ALIKE[mark[0]][0], word)
            return every if every.lower() in self._words else word
        for chosen in itertools.product(*((*_ALIKE[mark[0]], mark[0]) for mark in marks)):
            tried = _respelled(word, marks, chosen)
            if tried.lower() in self._words:
                return tried
        return word


def _respelled(word: bytes, marks: Sequence[re.Match[bytes]], chosen: Iterable[bytes]) -> bytes:
    """A word with other letters in the marked places."""
    parts: list[bytes] = []
    end = 0
    for mark, letters in zip(marks, chosen, strict=True):
        parts += (word[end : mark.start()], letters)
        end = mark.end()
    return b"".join((*parts, word[end:]))


def _joined(line: bytes) -> bytes:
    """A line without the blanks between its letters, where nearly every letter stands alone."""
    pieces = line.split()
    alone = sum(len(piece) == 1 for piece in pieces)
    return _SINGLES.sub(b"", line) if len(pieces) >= 8 and alone >= 0.7 * len(pieces) else line


def _heard(text: bytes) -> bytes:
    for pattern, name in (*_HEARD, *_SHORT):
        text = pattern.sub(name, text)
    text = _written(text)
    said = _SPELLED.sub(b"CCC", text)
    numbered = _HUNDRED.sub(
        _hundreds, _THREE.sub(lambda found: b"".join(_DIGIT[word.lower()] for word in found.groups()), said)
    )
    return _whole_codes(_CODE.sub(rb"CCC_\1", numbered) if numbered != text else text)


def _written(text: bytes) -> bytes:
    """What was read aloud as it is written."""
    for pattern, name in _ALOUD:
        text = pattern.sub(name, text)
    if sum(len(pattern.findall(text)) for pattern, _ in _MARKS) > _MANY_MARKS:
        for pattern, mark in _MARKS:
            text = pattern.sub(mark, text)
    return text


def _whole_codes(text: bytes) -> bytes:
    """Codes in one piece, and with their underscore."""
    text = _TORN.sub(lambda torn: b"CCC_" + (torn[1] or torn[2]), _DIGITS_APART.sub(rb"\1\2\3\4", text))
    return _BARE.sub(rb"CCC_\1", text) if _OF_GATEWAY.search(text) else text


def _hundreds(found: re.Match[bytes]) -> bytes:
    last = _DIGIT[found[2].lower()] if found[2] else b"0"
    return _DIGIT[found[1].lower()] + b"0" + last
