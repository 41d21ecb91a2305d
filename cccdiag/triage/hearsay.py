"""Texts that talk about trouble without having any: release notes, agendas, unit tests, solved cases, other bodies called CCC.

The cues are facts (``knowledge/tickets.yaml``); a sign that something happened here, now, outweighs all but two of them. Where no
cue is found, or one that the whole of the words belies, their weights decide (:mod:`cccdiag.triage.wording`).
"""

from __future__ import annotations

import re

from cccdiag.triage import clauses, cues
from cccdiag.triage.prose import prose_lines
from cccdiag.triage.spelling import Spelling
from cccdiag.triage.wording import Heard, Wording
from cccdiag.triage.words import TicketWords

_ENOUGH_WORDS = 8
# So many words without one that speaks of the writer's own place are no report; general sentences count from fewer on.
_LONG_TALK, _SHORT_TALK, _DESCRIBED = 30, 20, 2
# What outweighs talk: one sign of the lesser kind a weak sort of it, one of the greater kind or two all others.
_GREAT, _SMALL = 2, 1
# What is quoted, or a code: what a clause is about.
_NAMED = re.compile(rb"\"x|\xe2\x80[\x9c\x9e]x|\xc2\xab[\x20x]|'x|\bCCC_\d{3}")
# What alone shows that codes in a log are those of the gateway.
_SHORT = re.compile(rb"error_?code|soap|rights|order(?:header|detail)|reserves?\b|reading|refus|reject", re.IGNORECASE)
_CODE = re.compile(rb"\bCCC[_-]\d{3}\b", re.IGNORECASE)
# CCC as what one logs in to, orders from, or hears errors of.
_OURS = re.compile(
    rb"\b(?:with|from|to|at|by|through|via|bei|mit|von|an|au|avec|chez|par|con|en|de|a|por)(?: (?:the|le|el|dem|der))? CCC\b(?!\x20?\()|\bCCC (?:error|search|order|login|account|price|says|gateway)|\bCCC_\d",
)
# What is no way of speaking stays, however a letter is worded; so does that all is well.
_FIRM = ("code", "other-ccc")
_SMALL_WORDS = frozenset(b"of for the and & de du des la le les et y del von der die das und f\xc3\xbcr en e".split())


class Hearsay:
    """The cues, compiled when first asked."""

    def __init__(self, words: TicketWords, wording: Wording) -> None:
        self._words = words
        self._wording = wording
        self._spelling = Spelling(words.printed)
        self._topic = f"(?i){words.topic}"
        self._firm = frozenset((*_FIRM, *(talk.id for talk in words.talk if talk.closes)))
        self._ruled_out = tuple(pattern.replace("{topic}", words.topic) for pattern in words.ruled_out)

    def heard(self, text: bytes) -> Heard:
        """What the words of a letter weigh."""
        return self._wording.heard(text)

    def weighed(self, text: bytes, heard: Heard) -> str | None:
        """Why a letter is no report of trouble, when what its words weigh counts too; None when it may be one."""
        reason = self.reason(text)
        if reason is None:
            return "worded-like-no-report" if heard.quiet else None
        return reason if reason in self._firm or not heard.loud else None

    def reason(self, text: bytes) -> str | None:
        """Why a text is no report of trouble, in a word of ``tickets.yaml``; None when it may be one."""
        if cues.occur(self._words.code, text) and not cues.occur(self._words.ran, text):
            return "code"
        if self._is_other(text):
            return "other-ccc"
        if (talk := self._talk(text)) is not None:
            return talk
        if self._says_nothing_of_here(text):
            return "no-sign"
        return "a-name" if _CODE.search(text) and self._is_name(text) else None

    def _says_nothing_of_here(self, text: bytes) -> bool:
        """Whether many words are written and none of them speaks of the writer's own place or time."""
        written = b"\n".join(prose_lines(text))
        return (
            len(_WORDS.findall(written)) >= _LONG_TALK
            and not self.weight(text)
            and not cues.occur(self._words.ours, clauses.quiet(text))
        )

    def _is_name(self, text: bytes) -> bool:
        """Whether a code among these words is the name of a thing."""
        if cues.occur(self._words.names, text) and not cues.occur(self._words.trouble, text):
            return True
        if len(_WORDS.findall(text)) < _ENOUGH_WORDS or self.weight(text) or cues.occur(self._words.ours, text):
            return False
        return not cues.occur((self._words.ccc, *self._words.field, *self._words.related), text)

    def _talk(self, text: bytes) -> str | None:
        """The first nature of a text that fits, unless what the text says of the present outweighs it."""
        weight, sure = self.weight(text), not cues.occur(self._words.ran, text)
        for talk in self._words.talk:
            if talk.closes:
                if self._closed(talk.pattern, text):
                    return talk.id
            elif ((talk.sure and sure) or weight < (_SMALL if talk.weak else _GREAT)) and cues.cue(talk.pattern).search(
                text
            ):
                return talk.id
        return None

    def _closed(self, pattern: str, text: bytes) -> bool:
        """Whether a text says that all is well and tells of no trouble after it; what a solved letter quotes was before it."""
        for told in (_QUOTED.sub(lambda line: cues.blank(line[0]), text), text):
            found = cues.last(pattern, told, self._is_of_here)
            if found is not None:
                return not self._goes_on(told, found.end())
        return False

    def _is_of_here(self, found: re.Match[bytes]) -> bool:
        """Whether what is said to work is the program, not a web site or another computer beside it."""
        clause = clauses.around(found.string, found.start(), found.end())
        return cues.cue(self._words.beside).search(clause) is None or _PROGRAM.search(clause) is not None

    def _goes_on(self, text: bytes, end: int) -> bool:
        """Whether trouble comes and goes, or something else fails still; ``end`` is where the words of a solution end."""
        return (
            cues.occur(self._words.recurs, text)
            or cues.cue(self._words.contrast).search(text, end) is not None
            or self.weight(_HOW.sub(b"", text[end:])) > 0
        )

    def weight(self, text: bytes) -> int:
        """How much the text says that something fails here and now; what it only imagines does not count, and more than enough is enough."""
        text = self._not_imagined(text)
        if any(cues.occur(each, text) for each in (self._words.happened, self._words.machine)):
            return _GREAT
        small = (self._words.recent, self._words.lasting, self._words.extent, self._words.tried)
        return sum(_SMALL * cues.occur(each, text) for each in small)

    def _not_imagined(self, text: bytes) -> bytes:
        return cues.without(self._words.imagined, text)

    def happened(self, text: bytes) -> bool:
        """Whether the text says that it happened here; what it only imagines does not count."""
        return self.weight(text) >= _GREAT

    def told(self, text: bytes) -> bytes:
        """The letter without the clauses that name something which is over and, where it tells of no trouble of its own, what may be."""
        text = self._without_what_is_over(text)
        if len(_WORDS.findall(text)) < _SHORT_TALK or self.weight(text):
            return text
        general = [clause for clause in clauses.spoken(text) if self._is_general(clause)]
        if sum(_NAMED.search(clause) is not None for clause in general) >= _DESCRIBED:
            return clauses.without(text, lambda clause: self._is_general(clause) or self._is_named(clause))
        return clauses.without(text, self._is_general)

    def _without_what_is_over(self, text: bytes) -> bytes:
        kept = clauses.without(text, self._is_over)
        back = kept != text and not _NAMED.search(clauses.quiet(kept)) and cues.occur(self._words.returned, kept)
        return text if back else kept

    def _is_over(self, clause: bytes) -> bool:
        if cues.occur(self._words.restored, clause) and not cues.occur(
            (*self._words.recurs, *self._words.passing), clause
        ):
            return True
        told = self._not_imagined(clause)
        present = (self._words.recurs, self._words.lasting, self._words.happened)
        return cues.occur(self._words.over, clause) and not any(cues.occur(each, told) for each in present)

    def _is_general(self, clause: bytes) -> bool:
        return cues.occur(self._words.general, clause) and not cues.occur(self._words.ours, clause)

    def _is_named(self, clause: bytes) -> bool:
        return _NAMED.search(clause) is not None and not cues.occur(self._words.ours, clause)

    def meant(self, text: bytes) -> bytes:
        """A letter with what was dictated, or read off a picture, spelled as it was meant."""
        return self.accused(self._spelling.meant(text))

    def accused(self, text: bytes) -> bytes:
        """The text with the clauses blanked out in which the writer rules something out or says that CCC is well.

        Letters that a machine misread in words of the products are put right first; the length stays.
        """
        text = self._spelling.read(_NO_BREAK.sub(lambda blank: b" " * len(blank[0]), text))
        ruled_out = self._ruled_out if cues.cue(self._topic).search(text) else ()
        for pattern in (*ruled_out, *self._words.well):
            text = cues.cue(pattern).sub(lambda found: cues.blank(found[0]), text)
        return text

    def reports(self, text: bytes) -> bool:
        """Whether the text tells of trouble at all, or says that something happened."""
        return self.happened(text) or cues.occur(self._words.trouble, text)

    def complains(self, text: bytes) -> bool:
        """Whether the text says that something is amiss; that there is no trouble does not count."""
        return cues.occur(self._words.complaint, cues.without(self._words.soothed, self._not_imagined(text)))

    def elsewhere(self, text: bytes) -> bool:
        """Whether the text is about other trouble of the same programs."""
        return cues.occur(self._words.elsewhere, text)

    def vague(self, text: bytes) -> bool:
        """Whether the text asks for help with this field and says nothing that one could act on."""
        return cues.occur(self._words.vague, text) and self.in_field(text)

    def in_field(self, text: bytes) -> bool:
        """Whether the text speaks of CCC, of copyright orders or of the programs that make them."""
        return cues.occur((self._words.ccc, *self._words.field), text)

    def of_rights(self, text: bytes) -> bool:
        """Whether anything in a log has to do with orders, with calls to a gateway or with rights."""
        return _SHORT.search(text) is not None or self.in_field(text) or cues.occur(self._words.related, text)

    def names_rights(self, text: bytes) -> bool:
        """Whether the text speaks of CCC or of copyright, not only of a program that orders them."""
        return cues.occur((self._words.ccc, *self._words.rights), text)

    def own(self, text: bytes) -> bytes:
        """The text with what is quoted of earlier mails blanked out, so that places and lines stay.

        A writer who points to the quotation, or writes next to nothing, means it; then it stays.
        """
        cut = self._quotation(text)
        if cut is None:
            return text
        own = text[:cut]
        solved = any(cues.cue(talk.pattern).search(own) for talk in self._words.talk if talk.closes)
        pointed = len(re.findall(rb"\w+", own)) < _ENOUGH_WORDS or cues.cue(self._words.forwarded).search(own)
        other = cues.occur(self._words.anew, own) and _NAMED.search(clauses.quiet(own))
        meant = (pointed or self._goes_back(own)) and not solved and not other
        return text if meant else own + cues.blank(text[cut:])

    def _goes_back(self, own: bytes) -> bool:
        """Whether an answer says that the trouble lasts and leaves its name to what is quoted below."""
        named = _NAMED.search(clauses.quiet(own)) or cues.occur(self._words.anew, own)
        return not named and cues.occur(self._words.happened, own) and cues.occur(self._words.related, own)

    def _quotation(self, text: bytes) -> int | None:
        places = [match.start() for pattern in self._words.quoted_below if (match := cues.cue(pattern).search(text))]
        if match := _WROTE.search(text):
            places.append(match.start())
        return min(places, default=None)

    def _is_other(self, text: bytes) -> bool:
        """Whether CCC is another body: by its signs or its name in a text of another field, by both in any that is not of rights."""
        signs, named = cues.occur(self._words.other_signs, text), self._names_another(text)
        if named and (signs or not _OURS.search(text)):
            return not cues.occur((*self._words.rights,), text)
        return (signs or named) and not cues.occur(self._words.field, text)

    def _names_another(self, text: bytes) -> bool:
        for pattern in self._words.other_ccc:
            for match in cues.cue(pattern).finditer(text):
                initials = [word[:1].lower() for word in match[1].split() if word.lower() not in _SMALL_WORDS]
                if initials[-3:] == [b"c", b"c", b"c"] and b"clearance" not in match[1].lower():
                    return True
        return False


# A block of quoted lines that names whom it quotes.
_WROTE = re.compile(
    rb"^>[^\n]{0,120}(?:wrote|schrieb|a \xc3\xa9crit|escribi\xc3\xb3):\s*$", re.MULTILINE | re.IGNORECASE
)


_WORDS = re.compile(rb"[A-Za-z\x80-\xff]{2,}")
_QUOTED = re.compile(rb"^[ \t]*>[^\n]*", re.MULTILINE)
# How it came to be well: told after the words of a solution.
_HOW = re.compile(
    rb"\A\s{1,3}(?:now )?(?:after|since|once|now that|because|as soon as|thanks to|nachdem|seit|weil|apr\xc3\xa8s|depuis|desde que|despu\xc3\xa9s)\b[^.!?;\n]*",
    re.IGNORECASE,
)
_PROGRAM = re.compile(rb"\b(?:illiad|ares)\b", re.IGNORECASE)
# Blanks at which no line may break: programs that copy text put them anywhere.
_NO_BREAK = re.compile(rb"\xc2\xa0|\xe2\x80\xaf")
