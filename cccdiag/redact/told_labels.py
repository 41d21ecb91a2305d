"""Values behind a label and a sign, ``password: x``, and pairs of a name and a password behind a word for both."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cccdiag.expressions import expression
from cccdiag.redact.ordinary import Look, coded, look, ordinary, worthless
from cccdiag.redact.told_text import Place, Told
from cccdiag.redact.told_words import BARE, NEXT_LABEL, OPENS, OTHER, OWN, PASSWORD_NEAR, TRAIL

# What ends a value behind a label: two blanks, a mark and a blank, a bracket.
_ENDS = expression(
    r"[ \t]{2}|\t|[,;|][ \t]|[,;|]$|[ \t][/|–—-][ \t]|[ \t]\(|[;&][ ]?[A-Za-z][A-Za-z0-9_ ]{0,30}=|[、，。；]|\"[,}\]]|\"$|$"
)
_LABEL = expression(
    r"\.?[\"'*_`´’\])]{0,3}(?:[ \t]{0,2}[(（][^()\n]{1,40}[)）])?(?P<filler>(?:[ \t]{1,2}[^\s:=.,;!?<>\"]{1,24}){0,5}?)[\"'*_`]{0,3}[ \t]{0,3}(?:[:=：＝]|->|=>|–>|→|⇒|➔|\.{4,80}:?)[*_`]{0,3}(?P<blank>\s{0,9})"
)
_STATEMENT = expression(r"[;{]\s*$|\[[\"']|\([\"')]|=>")
_HEADING = expression(rf"(?:{OWN['password'][4:]}|{OWN['username'][4:]})[^\W\d_]{{0,14}}:?", re.IGNORECASE)
# What somebody has to put there.
_BRACKETED = expression(r"[(（][^\d()（）]{1,40}[)）]?")
_ARROW = expression(r"[\"'`]?\s{0,2}(?:->|=>|→|⇒)\s{0,2}[\"'`]?(?P<value>[^\s\"'`<>‹›]{3,80})")
# What a label may be about in place of the value itself.
_ABOUT = expression(
    r"(?i)\b(?:hint|question|policy|rules?|length|age|expiry|expiration|expires|status|history|strength|type|format|owner|holder|field|box|error|message|hinweis|richtlinie|länge|ablauf|indice|longueur|pista|suggerimento|dica)\s*\Z"
)
_PARAMETER = expression(r"[;&][A-Za-z][A-Za-z0-9_]{0,30}(?:=|\Z)")
_SIGN = r"(?:\s{0,3}[:=：]|\s(?:is|are|was|were|with|mit|avec|con|com|met|sind|ist|lauten|lautet|est|sont|son|es|sono|são|zijn|to|jsou|är)\b\s?:?)"
_WORD = r"[^\s\"'`<>‹›,;|]{2,80}?"
_JOIN = r"\s?[/|,;+:]\s?|\s?(?:->|→)\s?|\s(?:and|und|et|y|e|en|i|a|och|og|with|mit|avec|con|com|met|z|s|med)\s{1,60}(?i:(?:the |das |dem |le |la |el |a |o |il |het )?(?:password|pass|pw|passwort|kennwort|mot de passe|mdp|contraseña|clave|senha|palavra-passe|wachtwoord|hasłem|heslem|lösenord(?:et)?|adgangskode|passord)\s(?:is\s)?)?|[ \t]{1,3}|\s?\n\s?"
_PAIR = expression(
    rf"[\"'*_`)]{{0,3}}(?:\s(?:for|für|pour|para|per|voor|dla|pro|för|of|at|bei|chez) [^\s:=,]{{1,20}})?(?P<sign>{_SIGN}|)[*_`]{{0,3}}\s{{0,4}}[\"'`(]?(?P<first>{_WORD})[\"'`]?(?P<join>{_JOIN})[\"'`]?(?P<second>[^\s\"'`<>‹›,;|]{{3,80}})"
)


def in_pair(told: Told, start: int) -> list[Place]:
    """``name / password`` behind a word for both: the part that is asked for."""
    match = _PAIR.match(told.after, start)
    if not match:
        return []
    first, second = match["first"], match["second"].rstrip(TRAIL)
    looks = look(first), look(second)
    sign, slash = bool(match["sign"].strip()), any(mark in match["join"] for mark in "/|>")
    if (
        "=" in first + second[:-1]
        or worthless(second)
        or (worthless(first) and "@" not in first)
        or _HEADING.fullmatch(first)
    ):
        return []
    least = Look.NAME if sign and looks[0] >= Look.NAME else Look.MADE_UP
    if (
        slash
        and sign
        and looks[0] >= Look.NAME
        and looks[1] == Look.WORD
        and told.after[match.end() :][:1] in ("", "\n", '"')
    ):
        least = Look.WORD
    if looks[1] < least and not (slash and sign and looks[1] == Look.NUMBER):
        return []
    if (not match["join"].strip() and not match["sign"].strip().endswith((":", "=", "："))) or second[0] in "([":
        return []
    named = looks[0] >= Look.MADE_UP or PASSWORD_NEAR.search(match["join"])
    if not sign and not slash and looks[1] < (Look.MADE_UP if named else Look.STRONG):
        return []
    group = "first" if told.kind == "username" else "second"
    text = first if told.kind == "username" else second
    return [(match.start(group), match.start(group) + len(text))]


def changed_to(told: Told, at: int) -> Iterator[Place]:
    """What a value became, behind an arrow."""
    match = _ARROW.match(told.after, at)
    if match and told.look(value := match["value"].rstrip(TRAIL)) >= Look.NAME:
        yield match.start("value"), match.start("value") + len(value)


def behind_label(told: Told, start: int) -> list[Place] | None:
    """Behind a sign: nothing if what stands there is no value, and None if there is no sign."""
    label = _LABEL.match(told.after, start)
    if not label:
        return None
    filler, at = label["filler"], label.end()
    rest = told.after[at:]
    if filler.strip() and (not (label["blank"] or rest[:1] in OPENS) or OTHER[told.kind].search(filler)):
        return None
    if not rest or label["blank"].count("\n") > 2:
        return []
    if rest[0] in OPENS:
        # Of a tag, or of a program, unless there is a blank or a colon.
        return [] if label[0].endswith("=") and rest[0] in "\"'" else told.quoted(at)
    line = rest.split("\n")[0]
    if _STATEMENT.search(line) and "=" in label[0]:
        return []
    if label_behind := NEXT_LABEL.search(line):
        line = line[: label_behind.start()]
    segment = line[: m.start()] if (m := _ENDS.search(line)) else line
    words = segment.split()
    if not words or (at + len(line) == len(told.after) and not told.whole and len(words) == 1):
        return []
    front = _made_up_front(line) or words[0]
    if (cut := _PARAMETER.search(front)) is not None and set("=&") & set(label[0] + cut[0]):
        front = front[: cut.start()]
    if _ABOUT.search(filler) and told.look(front) < Look.NAME:
        return []
    return _behind_sign(told, at, front, words, segment, wide=bool(filler.strip()) or "\n" in label["blank"])


def _made_up_front(line: str) -> str | None:
    """The first run of what has no blanks, with the commas inside it."""
    front = line.split(None, 1)[0] if line.strip() else ""
    return front.rstrip(",;") or None


def _behind_sign(told: Told, at: int, first: str, words: list[str], segment: str, *, wide: bool) -> list[Place]:
    value = first.rstrip(".,;:" if len(first) > 1 else "").rstrip(
        "\"'`*)" if first.count("(") < first.count(")") or first[-1:] in "\"'`*" else ""
    )
    if '"' in value and (cut := re.search(r"\"[,}\])]", value)):
        value = value[: cut.start()]
    bare = told.kind == "username" and BARE.fullmatch(told.name)
    weak = not told.near_password(at) if bare else told.name.lower() == "pass" and not told.near_user(at)
    if (
        value[:1] in "<‹{[$%"
        or value.startswith("&lt;")
        or _BRACKETED.fullmatch(value)
        or worthless(value)
        or (wide and (coded(value) or "=" in value))
    ):
        return []
    if bare and coded(value) and (weak or not value[0].isalpha()):
        return []
    seen = told.look(value)
    alone = len(words) <= 1
    if seen >= Look.NAME or (alone and seen == Look.NUMBER):
        return [(at, at + len(value))]
    if alone:
        least = 3 if not wide else 4
        plain = len(value) >= least or (len(value) >= 2 and not wide)
        return [(at, at + len(value))] if plain and not weak else []
    if (
        told.kind == "password"
        and not wide
        and not weak
        and len(words) <= 6
        and not any(map(ordinary, words))
        and ":" not in segment
    ):
        # Some words, and none of those that sentences are made of.
        text = segment.rstrip().rstrip(".,;")
        return [(at, at + len(text))] if told.ends_line(at + len(segment)) else []
    digits = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return [(at, at + len(value))] if digits and not wide and not weak else []
