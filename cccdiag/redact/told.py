"""Passwords and user names told in letters: from the word for one, the sentence around it is read until it says the value.

A label with a sign is strong evidence: nearly any value goes. A verb is weak: the value has to look made up, or be quoted.
Everything is looked at in a stretch of text around the word, of which tags, marks of quoted letters and escapes were blanked out
character by character, so that places stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cccdiag.expressions import expression
from cccdiag.redact.html_tables import below
from cccdiag.redact.inserts import inserted
from cccdiag.redact.model import Escaped
from cccdiag.redact.ordinary import Look, look
from cccdiag.redact.told_flat import flattened
from cccdiag.redact.told_labels import behind_label, changed_to, in_pair
from cccdiag.redact.told_sentences import answered, before_name, beside, dictated
from cccdiag.redact.told_text import Place, Told
from cccdiag.redact.told_words import BARE, TRAIL

_AFTER, _BEFORE = 480, 160
_IN_JSON = expression(r'"\s{0,3}:\s{0,3}\[?"[^\n]*$|\\"|\\n')
_OF_PROGRAM = expression(
    r"(?:[\w)\]][.]|[_$@/\\%#]|<|&lt;|\b(?:cs|sc|x|c|s)-|--)\w{0,30}\Z|<[A-Za-z/!?][^<>]{0,150}\Z|&lt;[A-Za-z/!?][^&]{0,80}\Z"
)
_QUOTED_BEFORE = expression(r"[\"']\w{0,40}\Z")
_BEGUN = expression(r"[-_.!#]?\d[^\s<>‹›\"]{0,40}|[!#@$%&+_-]{1,2}\w[^\s<>‹›\"]{0,40}")
_ASKS = expression(
    r"(?i)(?:^|\n)[^\n:]{1,30}:\s\Z|\b(?:is|was|with|try|tried|ist|war|mit|est|avec|es|con|è|é|com|to|auf)\s[\"'`]?\Z"
)
# The mark that ends a text of JSON, and what stands behind it there: that belongs to the next one.
_BORDER = expression(rb"\\{0,63}\"\s{0,3}[,:}\]]")
# What base64 consists of; its lines are longer than this.
_LINE = 50
_PACKED, _PACKED_BEFORE = expression(rb"[A-Za-z0-9+/]{0,50}"), expression(rb"[A-Za-z0-9+/]{0,50}\Z")
_TAIL = expression(r"[A-Za-zÀ-ž]{0,6}")
# What a program, or somebody careful, puts in the place of a value: behind it begins something else.
_HIDDEN = expression(
    r"[\"'*_`]{0,3}\s{0,3}[:=：＝]\s{0,3}[\"'`]{0,2}(?:[*]{3,}|[•●]{2,}|[xX]{3,}\b|\[[^\]\n\d]{2,40}\]|\([^()\n\d]{2,40}\)|（[^（）\n\d]{1,40}）|<[^<>\n]{2,40}>|&lt;[^&\n]{2,40}&gt;|\$\{?\w+)"
)
_RUNS_ON = expression(r"[0-9A-Za-z_À-ž$]")
# A name of which the rule finds what stands behind it too, for it is common.
_HEADS = rb"(?:user|usr|uid|id|un|benutzer(?:in)?|bruker|bruger|gebruiker|log-?[io]n|account|konto|zugang|kennung|compte|acc(?:\xc3\xa8|\xc3\x88|e)s|cuenta|acceso|accesso|conta|acesso)"
_HEAD = expression(
    rb"(?i)(?:users|" + _HEADS + rb")(?=[\s:=*_\"\x60\xef])"
    rb"(?![ _.-](?:nm|name|id|as|utente|usuario|usu\xc3\xa1rio|utilizador)\b|\s(?:and|und|et|y|e|i|och|en|[&+/])\s)"
)
_BESIDE = expression(
    rb"(?i)\b(?:(?!id\b|un\b)" + _HEADS + rb"\s{1,9}[\"\x60]?[^\s:=]{2,60}\s{0,9}[,;/|&+]?\s{0,3}"
    rb"(?:and |und |et |y |e |i |en |och |with |mit |con |avec )?|(?:id|un)\s?[:=]\s?[^\s:=]{2,60}\s{0,3}[,;/|]?\s{0,3})\Z"
)
# The name and a bar before the word, or behind it what it is for.
_BARRED = expression(rb"(?:\A|[\s(\"'\x60])(?P<name>[^\s/|\"'\x60()<>:=,;\\]{3,60})[\"'\x60]?[ ]{0,2}[/|][ ]{0,2}\Z")
_SIGN = expression(rb"[ ]?[:=]")
_FOR = expression(
    rb"(?i)\s(?:for|of|f\xc3\xbcr|von|pour|de|per|para|voor|dla|pro)\s(?:the |our )?(?P<user>(?:user|account|login|konto|benutzer|compte|usuario|utente)\s)?[\"'\x60]?"
    rb"(?P<name>[a-z0-9][^\s\"'\x60<>:=,;/\\]{2,60})[\"'\x60]?\s?(?:(?:is|was|to|ist|lautet|war|est|es|\xc3\xa8|\xc3\xa9|jest|je)\s|[:=]\s?)\s{0,40}(?P<value>\S{0,60})"
)
_TAILS = frozenset(
    ["", "s", "es", "e", "en", "et", "n", "t", "a", "u", "em", "m", "y", "ů", "ów", "er", "sz", "sätze", "nya"]
)
_PAIRED = expression(
    r"(?i).*[/&+].*|.* (?:and|und|et|y|e|en|i|a|och) .*|log-?[io]ns?|.*credent.*|.*zugangsdaten|.*anmeldedaten|.*logindaten|identifiants|account|konto|zugang|anmeldung|kennung|compte|.* (?:as|als|en tant que|como|come|jako|som|with|mit)|acc[eè]s|cuenta|acceso|accesso|conta|conto|acesso|.*gegevens|dane .*|.*údaje|.*uppgifter"
)


def password(data: bytes, begin: int, end: int, reach: int) -> Iterator[tuple[int, int, Escaped | None]]:
    """Where a password is told around the word for one at ``begin`` to ``end``, and how it is escaped there. Looks ``reach`` bytes far."""
    return _read("password", data, begin, end, reach)


def username(data: bytes, begin: int, end: int, reach: int) -> Iterator[tuple[int, int, Escaped | None]]:
    """As :func:`password`, of a user name."""
    return _read("username", data, begin, end, reach)


def username_before(data: bytes, begin: int, end: int, reach: int) -> Iterator[tuple[int, int, Escaped | None]]:
    """As :func:`username`, of ``user x`` or ``x /`` just before the word for a password at ``begin`` to ``end``, or of ``for x is`` behind it."""
    first = max(0, begin - _BEFORE)
    if user := _BESIDE.search(data, first, begin):
        yield from _read("username", data, user.start(), end, reach)
    elif (barred := _BARRED.search(data, first, begin)) and _SIGN.match(data, end):
        yield from _named(barred)
    if (told := _FOR.match(data, end, min(len(data), end + _BEFORE))) and _of_user(told):
        yield from _named(told)


def _of_user(told: re.Match[bytes]) -> bool:
    """Whether what a password is for is somebody: that is said, or it is written so and a password follows."""
    return bool(told["user"]) or (b"_" in told["name"] and look(_clear(told["value"])) >= Look.NAME)


def _named(match: re.Match[bytes]) -> Iterator[tuple[int, int, Escaped | None]]:
    if look(_clear(match["name"])) >= Look.MADE_UP:
        yield *match.span("name"), None


def _read(kind: str, data: bytes, begin: int, end: int, reach: int) -> Iterator[tuple[int, int, Escaped | None]]:
    begin += data.startswith(b"(", begin)
    if head := _HEAD.match(data, begin, end):
        end = head.end()
    if below(data, begin, end) is not None or inserted(data, begin, end) is not None:
        return  # the name of a column, which is read by others
    if len(_PACKED_BEFORE.search(data, max(0, begin - _LINE), begin)[0]) + len(_PACKED.match(data, end)[0]) >= _LINE:  # type: ignore[index]
        return  # letters of something packed
    last = min(len(data), end + min(_AFTER, reach))
    before, name, after = (_clear(data[a:b]) for a, b in ((max(0, begin - _BEFORE), begin), (begin, end), (end, last)))
    line = before.rsplit("\n", 1)[-1]
    whole = last == len(data)
    json = bool(_IN_JSON.search(line))
    if _OF_PROGRAM.search(flattened(before, json=json, cut=False) if json else before) or (
        _QUOTED_BEFORE.search(before) and after[:1] in "\"'\\"
    ):
        return  # a name in a program's text, which is read by others
    flat = flattened(after, json=json)
    whole = whole or len(flat) < len(after)
    html = "&" in after
    told = Told(kind, name, flattened(before, json=json, cut=False), flat, whole, json)
    for first, behind in dict.fromkeys(_places(told)):
        if first == -len(name):
            start, value = begin, name + after[:behind]
        elif first < 0:
            value = before[first + len(name) :][: behind - first]
            start = begin - len(_bytes(before[first + len(name) :]))
        else:
            start, value = end + len(_bytes(after[:first])), after[first:behind]
        stop = start + len(_bytes(value))
        if kind == "password" and (border := _BORDER.search(data, start, stop)):
            stop = border.start()
        escaped: Escaped | None = (
            "json" if json and "\\" in value else "xml" if html and "&" in value and ";" in value else None
        )
        yield start, stop, escaped


def _places(told: Told) -> Iterator[Place]:
    """Where values stand, behind the end of the name (before it: less than nothing)."""
    start = 0
    if told.name[-1:] < "\u0400" and (tail := _TAIL.match(told.after)):
        start = tail.end()
        if tail[0].lower() not in _TAILS or _RUNS_ON.match(told.after, start):
            if itself := _itself(told):
                yield from itself
                yield from beside(told, 0, itself[0][1])
            return
    if _PAIRED.fullmatch(told.name):
        if pair := in_pair(told, start):
            yield from pair
            return
        if told.kind == "password" or not BARE.fullmatch(told.name):
            return
    if _HIDDEN.match(told.after, start):
        return
    labelled = behind_label(told, start)
    if labelled is not None:
        yield from labelled
        if labelled:
            yield from changed_to(told, labelled[-1][1])
            yield from beside(told, start, labelled[-1][1])
            return
    else:
        yield from answered(told, start)
        yield from dictated(told, start)
    yield from before_name(told)
    yield from beside(told, start)


def _itself(told: Told) -> list[Place]:
    """The word as the beginning of a value: many a password begins with it."""
    rest = _BEGUN.match(told.after)
    if told.kind != "password" or not rest or not _ASKS.search(told.before):
        return []
    return [(-len(told.name), len(rest[0].rstrip(TRAIL)))]


def _clear(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
