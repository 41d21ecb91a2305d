"""Values that sentences tell, behind the word or before it: by a verb, in quotes, in the answer to a question, or dictated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cccdiag.expressions import expression
from cccdiag.redact.ordinary import Look, look, ordinary, worthless
from cccdiag.redact.told_text import Place, Told
from cccdiag.redact.told_words import BARE, BREAK, OPENS, PASSWORD_NEAR, SENTENCE, STATES, TRAIL

_EASTERN = r"\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff0f\uff1a-\uffef"
_CANDIDATE = expression(r"[^\s<>‹›«»“”„「」『』\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]+")
_WESTERN = expression(rf"(?<=[「『“])[^\s<>‹›「」『』“”]+|[^\s<>‹›«»“”„「」『』{_EASTERN}]+")
_UNITS = expression(
    r"(?i)\s?(?:characters?|chars?|digits?|letters|zeichen|stellen|tage|days|hours|minutes|caractères|caracteres|caratteri|tekens|znak|jours|días|giorni|times|mal|users?|%)"
)
_BEHIND = expression(
    r"[\"'`*_»”]{0,2},?\s(?:(?:is|was|war|ist|était|est|era|es|è|é|was|jest|je|är|var)\s(?:[^\s.,;]{1,8}\s)?(?:old|former|previous|new|current|alte|neue|vorige|frühere|ancien|nouveau|vieja|anterior|nueva|vecchia|nuova|antiga|nova|oude|nieuwe|stare|nowe|gamla|nya)\b"
    r"|instead\b|versucht\b|probiert\b|tried\b|geprobeerd\b)"
)
_VERBS_BEFORE = r"(?:is|was|as|ist|war|als|est|était|comme|è|era|come|es|como|é|to|jest|było|jako|je|bylo|som|är|var|will be|heißt|für|for|pour|para|per|voor)"
_TOLD_BEFORE = expression(
    rf"(?:(?P<open>[\"'`“„«])(?P<quoted>[^\"'`“”„«»\n]{{4,60}})[\"'`”“»]|(?P<word>[^\s<>‹›\"'`“”«»]{{5,80}}))[\"'`”»,)]{{0,2}}\s{_VERBS_BEFORE}\s(?:(?!not\b|nicht\b|pas\b|no\b)[^\s.,;:?!]{{1,14}}\s){{0,3}}(?:[^\s.,;:?!]{{1,10}}-)?$"
)
# The end of a list or of an object around a value.
_CLOSES = expression(r"[\"']?[\]}](?:[\]},\"']|$)")
_NEXT_ITEM = expression(r"\s{0,3}\\{0,9}[\"']\s{0,3},")
_QUESTION = expression(r"[^\n?？]{0,120}[?？][^\n]{0,60}\n")
_ANSWER = expression(
    r"\s{0,16}(?:\[[^\]\n]{1,30}\]\s{0,3})?(?:\d{1,2}:\d\d(?::\d\d)?\s{0,3}[-–]?\s{0,3})?(?:[^\n:]{1,30}:\s{1,3}|[-–>]\s{1,3})?(?P<rest>\S[^\n]{0,120})\n?"
)
_ASKED = expression(
    r"(?i)\b(?:what|which|wie|welche[rs]?|quel(?:le)?|cuál|qué|qual|quale|jaki|jaka|jakie|jaké|wat|welke?|vilket|vad|what['’]s)\b|[什何どと]"
)
_DICTATED = expression(
    r"(?i)\s(?:is|was|ist|lautet|est|es|è|é|now|=|:)\s{1,2}(?P<value>(?:[^\W_]{2,20}\s){1,5}?)(?:all (?:in )?(?:lower|upper|small|caps)|(?:in )?(?:lower|upper) ?case|(?:all |as |in )?one word|no spaces|(?:with|and) (?:a )?capital"
    r"|alles klein|klein ?geschrieben|zusammen ?geschrieben|ein wort|en minuscules|en un (?:seul )?mot|todo (?:en )?min|tutto min|alles kleine)"
)
_ASSIGNED = expression(r"[\w.:%/?&-]*=|[^\s,]*,[^\s,]")
_OTHER_ONE = expression(
    r"(?i)\b(?:old|new|former|previous|current|alte[sn]?|neue[sn]?|vorige|ancien(?:ne)?|nouveau|nouvelle|vieja|anterior|nueva|vecchia|precedente|nuova|antiga|nova|oude|nieuwe|stare|nowe|gamla|nya)(?: (?:one|password|pw|passwort|kennwort|mot de passe|contraseña|clave|senha|wachtwoord))?\s\(\Z"
)
_DOTTED = expression(r"[a-z][a-z0-9]{1,20}(?:[._][a-z][a-z0-9]{1,20}){1,3}")
# A line that semicolons part.
_CELLS = expression(r"[^;\n]*;[^;\n]*;[^;\n]*;|;;")
_LINKS_EAST = expression(rf"[{_EASTERN}]")
# A row of a table, or the end of one.
_ROW = expression(r"[^;|]*(?:;[^;]*){2,}|[^|]*(?:\|[^|]*){2,}")
_BEFORE_QUOTED = frozenset(" " + OPENS)
_BRACKET = expression(r"\((?:[^\s()]{1,12}\s){0,2}\Z")


def beside(told: Told, start: int, past: int = 0) -> Iterator[Place]:
    """In the sentences behind: what looks made up, or is quoted, and a verb or nothing before it."""
    paragraph = told.after.find("\n\n")
    for number, (at, word) in enumerate(_words(told, start, past)):
        if number and _plain(word) and told.after[at - 1] == " " and told.after[at - 2] not in _BEFORE_QUOTED:
            continue
        gap = told.after[start:at]
        if at < past or (past and len(BREAK.split(gap)[-1]) == len(gap)):
            continue
        if quoted := _quoted_behind(told, start, at, word):
            yield from quoted
            past = max(past, quoted[-1][1] + 1)
            continue
        lead = len(word) - len(word.lstrip(OPENS + "(["))
        value = _in_cell(told, at, word[lead:]).rstrip(TRAIL)
        if (closes := _CLOSES.search(value)) and not set(value[: closes.start()]) & set("[{"):
            value = value[: closes.start()].rstrip(TRAIL)
        first, last = at + lead, at + lead + len(value)
        if _ROW.fullmatch(value) or ordinary(value.split(";", 1)[0]):
            continue
        if value[:1] not in ",;)]}/|" and (last < len(told.after) or told.whole):
            seen = told.look(value)
            if _taken(told, told.after[start:first], first, last, seen, paragraph=paragraph):
                yield first, last


def _plain(word: str) -> bool:
    """Whether it is a word as most are: behind another one nobody's password, and sooner told than looked at."""
    bare = word.rstrip(".,;:!?")
    return bare.isalpha() and bare[1:].islower()


def _in_cell(told: Told, at: int, word: str) -> str:
    """Of a word in a table of semicolons what stands in its cell."""
    if ";" not in word or not _CELLS.search((told.before + told.after[:at]).rsplit("\n", 1)[-1]):
        return word
    return word.split(";", 1)[0]


def _words(told: Told, start: int, past: int) -> Iterator[tuple[int, str]]:
    """What has no blanks, where it begins; in a sentence of the East also what its letters part."""
    eastern = told.name[-1:] > "\u2fff" or _LINKS_EAST.match(told.after, start)
    for match in (_WESTERN if eastern else _CANDIDATE).finditer(told.after, start):
        if match.start() >= past:
            yield match.start(), match[0]


def _quoted_behind(told: Told, start: int, at: int, word: str) -> list[Place]:
    """What stands in quotes that open at a word, or just before it."""
    after = told.after
    opened = at if word[0] in OPENS[:3] else start + len(after[start:at].rstrip(" ")) - 1
    if opened <= start or after[opened] not in OPENS or at - start > 60:
        return []
    if after[opened - 1] not in " \t\n([:=" and after[opened] in OPENS[:3]:
        return []
    return told.quoted(opened) if told.linked(after[start:opened], start + opened, quoted=True) else []


def _taken(told: Told, gap: str, at: int, end: int, seen: Look, *, paragraph: int) -> bool:
    value = told.after[at:end]
    if seen <= Look.WORD:
        first = told.kind == "username" and bool(gap) and not gap.strip()
        dotted = _DOTTED.fullmatch(value) is not None
        return first and (dotted or seen == Look.WORD) and _one_of_two(told, end, value, dotted=dotted)
    adjacent = not gap.strip(f" \t\n*(_{OPENS}") or ("..." in gap and not gap.strip(" ."))
    if _NEXT_ITEM.match(gap) or (
        _ASSIGNED.match(value) and ("\n" in gap or not (" " in gap and (adjacent or told.linked(gap, at, number=True))))
    ):
        return False
    if adjacent and (value.isalpha() or ("\n" in gap and not told.below(end))):
        return False
    if seen == Look.NUMBER:
        if _UNITS.match(told.after, end) or told.kind == "username" or SENTENCE.search(gap):
            return False
        pin = told.name.lower() in {"pin", "passcode", "pin-code"}
        return (adjacent and (pin or end - at > 5)) or (not adjacent and told.linked(gap, at, number=True))
    if seen == Look.NAME and told.kind == "password":
        return (adjacent and "," not in gap and any(map(str.isdigit, value))) or (
            not SENTENCE.search(gap) and told.linked(gap, at)
        )
    if adjacent and "\n\n" not in gap:
        return not (
            told.kind == "username" and BARE.fullmatch(told.name) and seen == Look.NAME and not told.near_password(end)
        )
    if (
        told.after[end : end + 1] == ")"
        and _BRACKET.search(told.after, 0, at)
        and len(gap) <= 80
        and (not SENTENCE.search(gap) or _OTHER_ONE.search(gap))
    ):
        return not value.isalpha() and not told.clause(gap)[1]
    if told.linked(gap, at) or (
        told.kind == "password" and len(SENTENCE.findall(gap)) < 5 and _BEHIND.match(told.after, end)
    ):
        return True
    return (
        told.kind == "password"
        and seen == Look.STRONG
        and len(gap) <= 240
        and (paragraph < 0 or at < paragraph)
        and not told.clause(gap)[1]
    )


def _one_of_two(told: Told, end: int, value: str, *, dotted: bool) -> bool:
    """Whether a plain word behind ``user`` is one of two: the password is told behind it."""
    behind = re.match(r"[\"'`]?(?:\s?[,;/|&+]\s{0,2}|\s(?:and|und|et|y|e|en|i|och)\s|[ \t]{2,20})", told.after[end:])
    article = not dotted and re.search(
        r"(?i)\b(?:the|a|an|der|die|das|ein|le|la|un|el|il|lo|o|de|het|that|no|each|every|new|same)\s\Z",
        told.before,
    )
    return bool(
        behind and not article and len(value) > 2 and PASSWORD_NEAR.search(told.after, end + behind.end(), end + 25)
    )


def before_name(told: Told) -> Iterator[Place]:
    """The value before the word: ``X is the password``."""
    match = _TOLD_BEFORE.search(told.before)
    if not match:
        return
    group = "quoted" if match["quoted"] else "word"
    value = match[group].strip(OPENS + "(").rstrip(TRAIL)
    seen = look(value)
    if (
        seen >= Look.MADE_UP
        or (seen == Look.NAME and told.kind == "username")
        or (
            match["quoted"]
            and not all(map(ordinary, value.split()))
            and not worthless(value)
            and not STATES.search(value)
        )
    ):
        at = match.start(group) + match[group].find(value) - len(told.before) - len(told.name)
        yield at, at + len(value)


def answered(told: Told, start: int) -> Iterator[Place]:
    """In the line behind a question for it."""
    question = None if told.json else _QUESTION.match(told.after, start)
    if not question:
        return
    asked = _ASKED.search(told.before.rsplit("\n", 1)[-1])
    at = question.end()
    for number in range(3):
        answer = _ANSWER.match(told.after, at)
        if not answer or "?" in answer["rest"]:
            return
        if found := _in_answer(told, answer.start("rest"), answer["rest"], asked=bool(asked), first=not number):
            yield from found
            return
        at = answer.end()


def _in_answer(told: Told, at: int, rest: str, *, asked: bool, first: bool) -> list[Place]:
    if quoted := told.quoted(at):
        return quoted
    words = rest.split()
    value = words[0].rstrip(TRAIL)
    seen = look(value)
    ends = len(words) == 1 or words[0][-1:] in ",;" or words[1][0] == "("
    alone = asked and first and len(words) == 1 and seen == Look.WORD and len(value) > 3
    if worthless(value) or not (seen >= Look.MADE_UP or (ends and first and seen >= Look.NUMBER) or alone):
        return []
    at += rest.find(value)
    return [(at, at + len(value))]


def dictated(told: Told, start: int) -> Iterator[Place]:
    """Words of which is said how they are written: *all lower case, one word*."""
    match = _DICTATED.match(told.after, start) if told.kind == "password" else None
    if match and not any(map(ordinary, match["value"].split())):
        yield match.start("value"), match.start("value") + len(match["value"].rstrip())
