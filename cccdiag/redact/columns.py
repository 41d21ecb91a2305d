"""The values below a heading, or beside a name in a row: columns of tables, whatever parts them, of pages and of SQL."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from cccdiag.expressions import expression
from cccdiag.redact.cells import LONGEST_LINE, Bounds, cells, line_end, line_start, trimmed
from cccdiag.redact.html_tables import below
from cccdiag.redact.inserts import inserted
from cccdiag.redact.model import Escaped
from cccdiag.redact.tables import BEHIND, table
from cccdiag.redact.tokens import TOKEN
from cccdiag.redact.worth import STANDS_FOR

# So far above a row its heading is looked for, in lines.
_ABOVE = 64
_VALUES = expression(
    rb"(?i)(?:(?:setting |current |new |old |test |prod(?:uction)? |live |previous )?(?:values?|wert|valeur|valor|valore|waarde|v\xc3\xa4rde|warto\xc5\x9b\xc4\x87|\xe5\x80\xbc|settings?)"
    rb"|(?:(?:neue|alte)r? wert|(?:new|old|current|previous|before|after|neu|alt|vorher|nachher|test|stage|staging|dev(?:elopment)?|sandbox|qa|uat|prod(?:uction)?|produktion|produktiv|live)(?:[ -](?:system|server|environment|umgebung))?))"
)
# What the rule sees behind a name in SQL and on pages.
_TAIL = expression(rb"(?i)(?:values|</)\Z")
# What a heading or a setting is called: below such a name, other names of settings are no values.
_SETTING = expression(
    rb"(?i)(?:ccc[ ]?\w{1,40}|[\w .-]{0,40}(?:password|passwd|pwd|passwort|kennwort|wachtwoord|mot de passe|contrase\xc3\xb1a|clave|senha|has\xc5\x82o|heslo|l\xc3\xb6senord"
    rb"|adgangskode|passord|salasana|\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c|\xe5\xaf\x86\xe7\xa0\x81|\xe5\xaf\x86\xe7\xa2\xbc|\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89"
    rb"|user ?name|user_?id|login|benutzername|utilisateur|identifiant|usuario|utente|gebruikersnaam|utilizador|account|api[ _-]?key|e-?mail|phone|telefon|token|secret|location(?:[ _]?id)?|server|host|url))"
)
# The name of a setting of some program, of which other columns are told.
_PROGRAMS = expression(
    rb"(?:CCC\w{1,40}|[A-Z]\w{1,40}(?:Password|Passwd|Pwd|User[Nn]ame|UserI[Dd]|Login|Key|Secret|Token|Phone))"
)
_VALUE_LINE = expression(
    rb"(?i)[ \t>|*-]{0,20}(?:current |new |old )?(?:value|wert|valeur|valor|valore|waarde|\xe5\x80\xbc)[ \t*]{0,9}(?:\.{2,80}[ \t]{0,3}:?|:|=|\xef\xbc\x9a)[ \t]{0,20}([^\r\n]{1,400})"
)
_OTHERS = expression(rb"(?i)(?:(?!value|wert)[\w .-]{1,40}[ \t]{0,3}[=:][^\r\n]{0,300}\r?\n){1,6}(?=value|wert)")
_ALONE = expression(
    rb"(?i)[ \t>|*-]{0,20}(?:(?:setting|key|name|customi[sz]ation(?: key)?|option|parameter|feld|field)[ \t]{0,9}(?:\.{2,80}[ \t]{0,3}:?|[:=])[ \t]{0,20})?[\"'\x60\[]{0,2}(?:\w{0,30}[ _.-]?)"
)


def read(
    data: bytes,
    begin: int,
    end: int,
    reach: int,  # noqa: ARG001 - rows are read as far as the table goes
) -> Iterator[tuple[int, int, Escaped | None]]:
    """Where the values of the column stand whose heading is at ``begin`` to ``end``, and how they are escaped; nothing where it heads none.

    A name in a row has its value beside it; a name alone on a line has it on the next, if that says so. Rows may be further away
    than ``reach``: a table goes on as long as its rows do.
    """
    end = begin + len(_TAIL.sub(b"", data[begin:end]).rstrip(BEHIND))
    if (listed := inserted(data, begin, end)) or (listed := below(data, begin, end)):
        yield from (one for one in listed if not STANDS_FOR.fullmatch(data[one[0] : one[1]]))
        return
    if TOKEN.search(data, max(0, line_start(data, begin)), line_end(data, end)[0]):
        # Whether that was a name or a value cannot be told any more.
        return
    if found := table(data, begin, end):
        heading, number = found
        rows = heading.rows(data, number)
        first = next(rows, None)
        if first and not _SETTING.fullmatch(data[first[0] : first[1]]):
            for start, stop, _ in itertools.chain((first,), rows):
                if stop > start and not STANDS_FOR.fullmatch(data[start:stop].rstrip(b",")):
                    yield start, stop, None
            return
    for start, stop in _beside(data, begin, end) or _below(data, begin, end):
        if not STANDS_FOR.fullmatch(data[start:stop].rstrip(b",")):
            yield start, stop, None


def _beside(data: bytes, begin: int, end: int) -> list[Bounds]:
    """The values in the row of a name: below headings that say so, or behind the name."""
    start = line_start(data, begin)
    stop, following = line_end(data, end)
    if start < 0 or stop - start > LONGEST_LINE:
        return []
    line = data[start:stop]
    for parting in (*(sign for sign in (b"\t", b"|", b";", b",") if sign in line), b""):
        row = cells(data, start, stop, parting)
        number = next((at for at, (first, last) in enumerate(row) if first <= begin and last == end), None)
        if number is None or len(row) < number + 2 or b" " in data[row[number][0] : begin].strip():
            continue
        named = _Named(data, start, following, parting, tuple(row), number)
        if named.sets() and (shape := named.shape()):
            found = [
                (first, last) for first, last in named.values(shape) if last > first and data[first] not in b":=[|"
            ]
            if found:
                return found
    return []


class _Shape(NamedTuple):
    """What the lines around a row tell of it: the columns that a heading calls values, and where they begin."""

    columns: tuple[int, ...] = ()
    places: tuple[int, ...] = ()


class _Named(NamedTuple):
    """A row with the name of a setting in one of its cells."""

    data: bytes
    start: int
    following: int
    parting: bytes
    row: tuple[Bounds, ...]
    number: int

    def sets(self) -> bool:
        """Whether the name may be that of a setting, and no word of a sentence or option of a command."""
        first, last = self.row[self.number]
        name = self.data[first:last]
        if self.parting in {b",", b";"} and (b" " in name or self.data[self.row[self.number + 1][0] - 1] in b" "):
            return False
        if self.number > (self.parting == b"|") and not _PROGRAMS.fullmatch(name):
            return False
        return name[:1] not in b"-/"

    def shape(self) -> _Shape | None:
        """The shape of the lines above and below, if they have that of the row."""
        like = self.following < len(self.data) and self._like(self.following)
        at = self.start
        for _ in range(_ABOVE):
            at = line_start(self.data, at - 1) if at else -1
            if at < 0:
                break
            stop = line_end(self.data, at)[0]
            above = cells(self.data, at, stop, self.parting)
            values = [
                (column, _wide(self.data, at, first))
                for column, (first, last) in enumerate(above)
                if column and _VALUES.fullmatch(self.data[first:last])
            ]
            if values:
                return _Shape(*zip(*values, strict=True))
            if stop > at and not self.data[at:stop].strip(b"-=|:+ \t"):
                continue
            alike = self._like(at)
            # A value that is missing leaves a row of another shape, where blanks part cells.
            if not alike and (self.parting or len(above) < 2):
                break
            like = like or alike
        return _Shape() if like else None

    def values(self, shape: _Shape) -> list[Bounds]:
        """The row's values; none where it has none."""
        if max(shape.columns, default=0) <= self.number:
            return [self.row[self.number + 1]]
        if self.parting:
            return [self.row[column] for column in shape.columns if self.number < column < len(self.row)]
        return [cell for cell in self.row if _wide(self.data, self.start, cell[0]) in shape.places]

    def _like(self, at: int) -> bool:
        """Whether the line that begins somewhere is a row like this."""
        stop = line_end(self.data, at)[0]
        if not 0 < stop - at <= LONGEST_LINE:
            return False
        other = cells(self.data, at, stop, self.parting)
        if self.number >= len(other) - 1:
            return False
        first, last = other[self.number]
        name = self.data[first:last]
        # More words are a sentence.
        if not name or len(name) > 40 or name.count(b" ") > 3 or name[:1].isdigit() or b". " in name:
            return False
        if self.parting:
            return len(other) == len(self.row) and (self.parting != b"," or b" " not in name)
        there, here = other[self.number + 1][0], self.row[self.number + 1][0]
        return _wide(self.data, at, there) == _wide(self.data, self.start, here)


def _wide(data: bytes, start: int, at: int) -> int:
    """How many characters stand before a place in its line."""
    return len(data[start:at].decode("utf-8", "replace"))


def _below(data: bytes, begin: int, end: int) -> list[Bounds]:
    """The value on the next line, where a name ends its line and the next says that it tells the value; in a section of a file of settings, on one of the next."""
    start = line_start(data, begin)
    if start < 0 or not _ALONE.fullmatch(data, start, begin):
        return []
    stop, following = line_end(data, end)
    if data[end:stop].strip(BEHIND):
        return []
    if data[start : start + 1] == b"[" and (others := _OTHERS.match(data, following)):
        following = others.end()
    value = _VALUE_LINE.match(data, following)
    return [trimmed(data, *value.span(1))] if value else []
