"""The text around a word for a password or a user name, and what can be asked of it: its quotes, its clauses, what is near."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cccdiag.expressions import expression
from cccdiag.redact.ordinary import Look, coded, look, ordinary, worthless
from cccdiag.redact.told_words import BREAK, NEXT_LABEL, OPENS, OTHER, OWN, PASSWORD_NEAR, QUOTES, SENTENCE, STATES

Place = tuple[int, int]
_CHANGED = expression(
    r"(?i)chang|\bset\b|reset|updat|switch|turn|reads?|geänd|änder|gesetz|setz|umgestell|modif|réinit|remplac|cambi|restabl|alter|mud[aáo]|troc|redefin|reimpost|impost|wijzig|verander|ingesteld|zmieni|ustawi|zresetow|změn|nastav"
    r"|ändra|bytt|endret|改|変|变|設定|设|置|更"
)
_TRYING = expression(
    r"(?i)\btr(?:y|ied)|log|sign|former|\bold\b|prob|versuch|essa[iy]|prov|spr[óo]b|zkus|test|prob|vecchi|anci|alt"
)
_REFERS = expression(
    r"(?i)\b(?:it|its|it['’]s|this|that|one|same|old|former|new|current|previous|now|try|es|das|dieses|neue[sn]?|alte[sn]?|jetzt|nouveau|nouvelle|ancien(?:ne)?|maintenant|c['’]est|nueva|nuevo|antigua|vieja|ahora|actual"
    r"|nuova|nuovo|vecchia|ora|adesso|nova|antiga|agora|anterior|nieuwe?|oude?|nu|nowe|stare|teraz|nové|staré|nyní|nya|gamla|twice|namely|nämlich|value|wert|valeur|valor)\b"
)
_COPULAS = frozenset(
    """is are was were be it's its being reads called = lautete lautet lauten ist sind war waren heißt heisst hiess hieß est sont était étaient devient devenu devenue became becomes diventata diventato blev blivit c'est es son era eran sea è sono era erano é são era eram
    zijn luidt werd to jest brzmi je jsou zní bylo är var er stays remains bleibt reste sigue resta blijft este""".split()  # noqa: SIM905 - so many words are read as words
)
_TO = frozenset(
    "from von od från da van z de du to as into auf in zu en por a à para na per op til till in con na em naar au als".split()  # noqa: SIM905 - so many words are read as words
)
_WITH = frozenset(
    "with mit avec con com met z s med try tried probiert versuche essayé essaie prova prueba provato probado prueben probiere instead using e poi og".split()  # noqa: SIM905 - so many words are read as words
)
_ADVERBS = frozenset(
    """now still currently simply just again today yesterday always only then actually set changed reset jetzt nun neu noch aktuell immer weiterhin seit heute also nämlich wieder unverändert maintenant désormais toujours
    encore ahora todavía aún siempre ora adesso sempre ancora cioè ossia agora ainda nu nog steeds thans teraz nadal nyní teď stále nu fortfarande namely i.e. ie e.g. viz saber à new old neue alte the un une el la le
    het nieuwe davor vorher zuvor früher previously formerly before earlier auparavant avant anciennement antes anteriormente anterior prima precedentemente eerder voorheen vroeger wcześniej przedtem dříve předtím
    tidigare förut temporary provisional temporär provisorisch temporaire provisoire temporal provisional provisoria provvisoria temporanea temporária provisória tijdelijk tymczasowe dočasné tillfälligt""".split()  # noqa: SIM905 - so many words are read as words
)
_ENDS_EAST = expression(r"[是为為成了はがをに는은을]\Z")
_WHICH = expression(r"(?i)\s?(?:which|that|que|qui|che|die|das|welche[rs]?|któr[yae]|kter[áéý]|som|wat|dat)\s")
_SQL = expression(r"\b(?:SELECT|FROM|WHERE|INSERT|UPDATE|VALUES)\b")
_OURS = expression(
    r"(?i)\s{0,3}(?:ours|mine|unseres|unsere|meines|le nôtre|la nôtre|el nuestro|la nuestra|la nostra|il nostro|a nossa|o nosso|het onze|die van ons|nasze|naše|vårt)\s(?:is|are|was|ist|lautet|war|est|es|è|é|to|je|är)\b"
)
_SETTING = expression(rf"[\w.]{{0,20}}(?:{OWN['password'][4:]}|{OWN['username'][4:]})\w{{0,12}}\s?[:=]", re.IGNORECASE)
_ESCAPE = expression(r"\\u([0-9A-Fa-f]{4})")
_DIGITS = expression(
    r"(?i)digits|numbers|ziffern|zahlen|chiffres|cifr|dígitos|numeri|números|cijfers|cyfr|číslic|siffror"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What stands around a word for a password or a user name; everything that is told of it reads the text behind, as blanked out."""

    kind: str
    name: str
    before: str
    after: str
    whole: bool
    json: bool

    def near_password(self, at: int) -> bool:
        """Whether a word for a password stands near a place behind the name, or before the name."""
        return bool(PASSWORD_NEAR.search(self.after[at : at + 80]) or PASSWORD_NEAR.search(self.before[-80:]))

    def near_user(self, at: int) -> bool:
        """As :meth:`near_password`, of a word for a user name."""
        return bool(OTHER["password"].search(self.after[at : at + 80]) or OTHER["password"].search(self.before[-80:]))

    def look(self, value: str) -> Look:
        """What a value looks like; in a text of JSON, as it is without its escapes."""
        if self.json and "\\u" in value:
            value = _ESCAPE.sub(lambda one: chr(int(one[1], 16)), value)
        return look(value)

    def ends_line(self, at: int) -> bool:
        """Whether nothing but marks, or another label, stands from a place on."""
        return (
            NEXT_LABEL.match(self.after, at) is not None
            or not self.after[at:].split("\n")[0].strip(" \t\r.\"'},])")
            or self.after[at : at + 2].strip() in {"(", "|", ",", ";", "/"}
        )

    def below(self, end: int) -> bool:
        """Whether the word stands on a line of its own, as far as words go, and what stands below it too."""
        line = self.before.rsplit("\n", 1)[-1].strip(" \t*_>#|•·–-")
        return (
            not set(line) & set(';,:"')
            and len(line.split()) <= 4
            and not self.after[end:].split("\n")[0].strip(" \t\r*_`|")
        )

    def quoted(self, at: int) -> list[Place]:
        """What stands in quotes from a place on, blanks and one end of a line included: a place for each line."""
        text = self.after
        opens = text[at : at + 1]
        if opens not in QUOTES or not opens:
            return []
        closes = QUOTES[opens]
        for end in range(at + 1, min(len(text), at + 90)):
            if text[end] in closes and not (
                opens in "\"'`" and "0" <= text[end + 1 : end + 2] < "\u0400" and text[end + 1].isalnum()
            ):
                break
        else:
            return []
        inside = text[at + 1 : end]
        if inside.count("\n") > 1 or not inside.strip() or inside.strip()[:1] in "‹<{$%":
            return []
        words = inside.split()
        if (
            worthless(inside.strip())
            or (len(words) == 1 and coded(words[0]))
            or all(map(ordinary, words))
            or (len(words) > 1 and STATES.search(inside))
            or _SETTING.match(inside)
        ):
            return []
        return [(at + 1 + m.start(), at + 1 + m.end()) for m in re.finditer(r"\S(?:[^\n]*\S)?", inside)]

    def clause(self, gap: str) -> tuple[str, bool]:
        """The last clause before a value, and whether it is about something else."""
        clause = BREAK.split(gap)[-1]
        return clause, len(clause) < len(gap) and bool(OTHER[self.kind].search(clause))

    def linked(self, gap: str, at: int, *, quoted: bool = False, number: bool = False) -> bool:
        """Whether what stands between the word and a value says that it is the value."""
        clause, elsewhere = self.clause(gap)
        if elsewhere or (quoted and SENTENCE.search(gap) and not _OURS.match(clause)) or _SQL.search(gap):
            return False
        first = len(clause) == len(gap)
        bare = clause.rstrip(" \t\n\"'`*([" + OPENS)
        if _ENDS_EAST.search(bare):
            return True
        words = [word.strip(f",:;=(*{OPENS}") for word in clause.lower().split()]
        words = [word for word in words if word]
        sign = bare.endswith((":", "=", "：", "->", "→")) or (first and bare.endswith(("–", "—", " -")))
        count = len(words)
        while words and words[-1] in _ADVERBS:
            words.pop()
        last = words[-1] if words else ""
        refers = (
            first
            or bool(_REFERS.search(clause) or _OURS.match(clause))
            or bool(_WHICH.match(clause) and _REFERS.search(gap[-70:]))
        )
        if first and clause[:3] in {"'s ", "’s "} and len(words) <= 1:
            return True
        if not words:
            return first or (count > 0 and not number)
        if last in _COPULAS or last.endswith(("'s", "’s")):
            return refers and len(words) <= 9
        if last in _TO and not number and _CHANGED.search(f"{self.before[-60:]} {gap} {self.after[at : at + 70]}"):
            return True
        if last in _WITH and _TRYING.search(clause) and not number:
            return True
        if number and sign:
            return bool(_DIGITS.search(clause))
        return sign and refers and len(words) <= 8 and not OTHER[self.kind].search(clause)
