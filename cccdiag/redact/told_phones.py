"""Telephone numbers told in letters: the first number behind a word for one, with few words between, if it is written like one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cccdiag.expressions import expression
from cccdiag.redact.model import Escaped
from cccdiag.redact.told_flat import flattened

_AFTER, _GAP = 240, 64
# What is left of the word: an ending, or the rest of a compound; a short word has none.
_TAIL = expression(r"[^\W\d_]{0,6}")
_SHORT, _EAST = 4, "\u2fff"
_NUMBER = expression(r"(?<![\w.,@/+$€£%-])(?<!\d:)[+(]{0,2}\d(?:\d|[ ().\u2010-\u2013/-]{1,3}(?=[\d(])){0,28}")
# Which of several telephones it is.
_COUNT = expression(r"\d{1,2}(?=[:.)])")
_GROUP = expression(r"\d+")
_WORD = expression(r"[^\W\d_]+")
# Dates, postal codes, numbers of books and journals, of publications and hosts.
_OTHERS = expression(
    r"\d{4}[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d\d (?:0\d|1[0-2]) [0-3]\d\b|\d{1,5}[ -]\d{1,7}[ -]\d{1,7}[ -][\dXx]\b|\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d\d\b|\d{5}-\d{4}(?!\d)|97[89][ -]?\d|10[.]\d{4}|(?:\d{1,3}[.]){3}\d{1,3}(?![\d.])"
    r"|\d{4}-\d{4}(?!\d)"
)
_DOTTED = expression(r"\d{3}[.]\d{3}[.]\d{4}|\d\d(?:[.]\d\d){3,4}|[+0].*")
_COUNTED = expression(
    r"(?i)[\w@/\\]|\s?(?:%|€|\$|°|[,:=]\d|(?:pages?|seiten|ms|sec|kb|mb|bytes?|eur|usd|uhr|times|mal|days|tage|records|rows)\b)"
)
_OF_OTHERS = expression(
    r"(?i)\b(?:tn|isbn|issn|doi|oclc|case|ref|reference|card|invoice|po|id|ip|port|price|fee|barcode|dossier|vorgang|fall|akte|caso|pratica|sprawa|orders?|bestell\w*|auftrag\w*"
    r"|commande|pedido|encomenda|ordine|objedn\w*|zamówien\w*|beställ\w*|tilaus|zip|plz|location|standort|version|date|datum|ticket|requests?|url|code|pin|null|none)\b"
    r"|[{}<>@;]|[!?,]\s|\w{5}[.]\s"
)
_COPULAS = frozenset(
    "is at on under ist lautet unter au est es el al è é ao op na pod numer nummer number på er är".split()  # noqa: SIM905 - so many words are read as words
)
_NORTH_AMERICAN = expression(r"[2-9]\d\d[ .-]\d{3}[ .-]\d{4}")
_SIGNS = frozenset(":=.：")
_MARKS = " \t\n:=.#|>*_()\"'`–-：，"


def phone(data: bytes, begin: int, end: int, reach: int) -> Iterator[tuple[int, int, Escaped | None]]:
    """Where a telephone number is told behind the word for one at ``begin`` to ``end``. Looks ``reach`` bytes far."""
    name = data[begin:end].decode("utf-8", "replace").strip(_MARKS)
    after = data[end : min(len(data), end + min(_AFTER, reach))].decode("utf-8", "surrogateescape")
    flat = flattened(after, json=True)
    eastern = name[-1:] > _EAST
    start = _TAIL.match(flat).end() if eastern or len(name) > _SHORT else 0  # type: ignore[union-attr]
    if flat[start : start + 1].isalpha() and not eastern:
        return
    number = _number(flat, start)
    if number and _told(name, flat[start : number.start()], number[0], flat[number.end() :]):
        # Who speaks says it twice.
        for again in re.finditer(re.escape(number[0]) + r"(?!\d)", flat[number.start() :]):
            first = end + len(after[: number.start() + again.start()].encode("utf-8", "surrogateescape"))
            yield first, first + len(number[0].encode()), None


def _number(flat: str, start: int) -> re.Match[str] | None:
    number = _NUMBER.search(flat, start, len(flat))
    if number and _COUNT.match(flat, number.start()):
        number = _NUMBER.search(flat, number.end() + 1)
    return number if number and number.start() - start <= _GAP else None


def _told(name: str, gap: str, number: str, behind: str) -> bool:
    """Whether a number belongs to the word, by what stands between: nothing but marks, or few words and none for another thing."""
    if not 7 <= sum(map(str.isdigit, number)) <= 15 or _OTHERS.match(number.lstrip("(")) or _COUNTED.match(behind):
        return False
    bare = not gap.strip(_MARKS)
    if len(name) <= 2 and name[-1:] < _EAST:
        return (
            bare
            and len(gap) <= _SHORT
            and "\n" not in gap
            and _like_one(number)
            and (":" in gap or not number.isdigit())
        )
    if len(name) <= _SHORT and name[-1:] < _EAST and not set(gap) & _SIGNS:
        return bare and _like_one(number) and (number[0] in "+(0" or _NORTH_AMERICAN.fullmatch(number) is not None)
    if bare:
        return gap.count("\n") <= 3 and (_like_one(number) or bool(set(gap) & _SIGNS))
    words = [word.lower() for word in _WORD.findall(gap)]
    near = "\n" not in gap or all(word in _COPULAS for word in words)
    return near and len(words) <= 5 and not _OF_OTHERS.search(gap) and _like_one(number)


def _like_one(number: str) -> bool:
    """Whether a number is in groups as telephone numbers are, or begins as they do."""
    groups = _GROUP.findall(number)
    digits = sum(map(len, groups))
    if "." in number and set(number) <= set("0123456789.") and not _DOTTED.fullmatch(number):
        return False
    if number[0] in "+(0":
        return (digits >= 8 and max(map(len, groups[-1:])) <= 8) or (number[0] in "+0" and digits >= 9)
    return digits >= 8 and len(groups) >= 3 and max(map(len, groups)) <= 5
