"""Values that stand beside or below their names: in a pair, in the next cell of a row, behind a blank, in a list."""

from __future__ import annotations

from cccdiag.expressions import expression
from cccdiag.redact.quoting import Place, Value, value
from cccdiag.redact.worth import BACK, OPTION, SPOKEN, STANDS_FOR, Name, is_sentence, value_at

ITEM = expression(rb"(?:\r?\n)?([ \t]{0,40})-[ ]{1,9}")

_BLOCK_LINE = expression(rb"([ \t]{1,80})([^\s][^\r\n]{0,400}?)[ \t]{0,40}(?:\"\"\")?(?:\r?\n|$)")

# A line further in, with no sign of its own.
_BELOW = expression(
    rb"\r?\n([ \t]{1,80})([^\s:=(){}<>\[\]][^\r\n:={}<>]{0,200}?)[ \t]{0,20}(?:\r?\n([ \t]{0,80})(?=\S)|\r?\n|$)"
)
_LABEL = expression(rb"[ \t>]{0,80}(?:[A-Z][\w.-]{0,20}[ _.]){0,3}[\w.]{0,30}")

_COMMA = expression(rb"\\{0,63}[\"'],\s{0,80}(?=\\{0,63}[\"'])")

PAIR = expression(rb"""(?x)(?P<close>\\{0,63}["'])[ ]{0,3},\s{0,20}[NnBb@]?(?=\\{0,63}["'])""")

_DUMP = expression(rb"[ ]?,[ ]([^\]\r\n]{1,400})\]")

_CELL = expression(
    rb"(?P<close>\"?[ ]{0,3})(?P<sign>[ \t]{0,200}\|[ ]{0,200}|\t[ \t]{0,40}|[ ]{2,200}|[,;])(?:REG_(?:EXPAND_)?SZ[ \t]{1,20})?"
)

_IN_CELL = expression(rb"(?:(?![ ]{2,}|[\t|\r\n]).){1,300}")

_IN_TABLE = expression(rb'"((?:[^"\r\n]|""){1,400})"(?=[,;\s]|$)|([^,;"\r\n\t]{1,300})(?=[,;\r\n]|$)')

_ROW = expression(rb"^[ \t>]{0,40}[|\"]?[ \t]{0,9}$")

_HEADING = expression(rb"[^\r\n]{0,400}\r?\n[ \t|+:]{0,40}[-=]{3,}")

_MACHINE = expression(rb"(?:^|[\s])(?:machine|login|account|default)\s{1,20}\S{1,120}\s{1,40}$|(?:^|\n)[ \t]{0,20}$")

_NETRC = expression(
    rb"[ \t]{1,20}(\S{1,200})(?=[ \t\r\n]{1,40}(?:password|port|account|machine|macdef)\b|[ \t]{0,9}(?:\r?\n|$))"
)

_SPACED = expression(rb"[ ](?=\\{0,31}[\"'])")

_OPTION_VALUE = expression(rb"[ ]{1,3}(?=[^\s-])")

_KEPT = expression(rb"[a-z]{2,24}(?:[-./][a-z0-9]{1,24}){1,8}")

STRANGE = expression(rb"[0-9]|[^\w\s.,;:/'-]")


def lines_of_a_block(name: Name, at: int) -> list[Value]:
    """The lines of a block that are further in than the line of the name."""
    found: list[Value] = []
    depth = len(name.before) - len(name.before.lstrip(b" \t"))
    while (line := _BLOCK_LINE.match(name.data, at, name.limit)) and len(line[1]) > depth and len(found) < 40:
        found.append((*line.span(2), None))
        at = line.end()
    return found


def line_below(name: Name, at: int) -> list[Value]:
    """What stands alone on the next line, further in than the name, and the line behind it is not."""
    below = _BELOW.match(name.data, at, name.limit)
    if below is None or not _LABEL.fullmatch(name.before):
        return []
    depth = len(name.before) - len(name.before.lstrip(b" \t"))
    if len(below[1]) <= depth or len(below[3] or b"") > depth:
        return []
    found = value_at(name._replace(before=below[1]), below.start(2), "line")
    return [one for one in found if one[1] >= below.start(2) + len(below[2])]


def items_below(name: Name, at: int) -> list[Value]:
    """The items of a list below the name."""
    found: list[Value] = []
    depth = len(name.before) - len(name.before.lstrip(b" \t"))
    while (item := ITEM.match(name.data, at, name.limit)) and len(item[1]) >= depth and len(found) < 40:
        end = name.data.find(b"\n", item.end(), name.limit)
        found += value_at(name._replace(before=item[1]), item.end(), "line")
        at = end if end >= 0 else name.limit
    return found


def items_in_brackets(name: Name, at: int) -> list[Value]:
    """The quoted items of a list in brackets."""
    found: list[Value] = []
    for _ in range(40):
        quoted = value(Place(name.data, at, name.limit, b"", "flow"))
        if quoted is None or quoted[0] == at:
            break
        found += (
            [quoted] if quoted[1] > quoted[0] and not STANDS_FOR.fullmatch(name.data[quoted[0] : quoted[1]]) else []
        )
        more = _COMMA.match(name.data, quoted[1], name.limit)
        if more is None:
            break
        at = more.end()
    return found


def second_of_two(name: Name) -> list[Value] | None:
    """The second of two."""
    data, limit = name.data, name.limit
    opens = name.before[-1:] if name.before[-1:] not in (b'"', b"'", b"\\") else name.before.rstrip(b"\"'\\Nn")[-1:]
    if name.before[-1:] == b"[" and (dump := _DUMP.match(data, name.end, limit)):
        return [(*dump.span(1), None)]
    pair = PAIR.match(data, name.end, limit)
    if pair and OPTION.search(name.tail) and name.before.rstrip(b"-/")[-1:] in (b'"', b"'"):
        found = value_at(name, pair.end(), "flow")
        return [one for one in found if data[one[0] : one[0] + 1] not in (b"-", b"/")]
    if pair is None or opens not in (b"(", b"[", b"{"):
        return None
    found = value_at(name, pair.end(), "flow")
    for _, last, _ in found:
        closes = data[last + len(pair["close"]) : limit][:3].lstrip()[:1]
        if closes in (b")", b"]", b"}") or b"values" in name.before[-40:].lower():
            return found
    return []


def next_cell(name: Name) -> list[Value] | None:
    """The next cell of a row that begins with the name."""
    data, limit = name.data, name.limit
    cell = _CELL.match(data, name.end, limit)
    if cell is None:
        return None
    sign, first = cell["sign"].strip(b" "), _ROW.match(name.before)
    if sign in (b",", b";"):
        table = _IN_TABLE.match(data, cell.end(), limit) if first and name.begin < name.end else None
        own = bool(table) and _own(name)
        return [(*table.span(1 if table[1] else 2), None)] if table and own else []
    inside = _IN_CELL.match(data, cell.end(), limit)
    if inside is None or (_HEADING.match(data, name.end, limit) and not first):
        return []
    text = inside[0].rstrip()
    spoken = (
        is_sentence(text)
        or (not first and b"  " not in cell["sign"])
        or (first and _HEADING.match(data, name.end, limit))
    )
    if spoken or not (first or (STRANGE.search(text) and (b"  " in name.before[-9:] or b" " not in text))):
        return []
    return [] if STANDS_FOR.fullmatch(text) else [(inside.start(), inside.start() + len(text), None)]


def _own(name: Name) -> bool:
    """Whether it is the name of a setting, not a heading: it is made of several words, and stands below another line."""
    text = name.data[name.begin : name.end]
    return bool(_SETTING.match(text)) and name.begin - len(name.before) > 0


_SETTING = expression(rb"[A-Z]{2,}[A-Z]?[a-z]|[A-Za-z]+[_.]|[A-Z]{0,5}[a-z]+[A-Z]|[a-z]+[A-Z]")


def behind_a_blank(name: Name) -> list[Value] | None:
    """What stands behind nothing but a blank: the value of an option, of a line of netrc, or what is quoted."""
    data, limit = name.data, name.limit
    if OPTION.search(name.tail) and (gap := _OPTION_VALUE.match(data, name.end, limit)):
        found = value_at(name, gap.end(), "option")
        return [one for one in found if not _plain_option(data[one[0] : one[1]], quoted=one[0] > gap.end())]
    if (netrc := _NETRC.match(data, name.end, limit)) and _machine(name):
        return [(*netrc.span(1), None)]
    if quoted := _SPACED.match(data, name.end, limit):
        found = value_at(name, quoted.end(), "option")
        return [one for one in found if one[0] > quoted.end() and not _called(name, data[one[0] : one[1]])]
    return None


def _called(name: Name, text: bytes) -> bool:
    """Whether that is what a secret is called by those who keep it."""
    return name.data[name.begin : name.end].lower() == b"secret" and bool(_KEPT.fullmatch(text))


def _plain_option(text: bytes, *, quoted: bool) -> bool:
    return not quoted and ((text.isupper() and text.isalpha()) or bool(SPOKEN.fullmatch(text)))


def _machine(name: Name) -> bool:
    start = max(0, name.begin - BACK)
    text = name.data[start : name.begin]
    return b"machine " in text and bool(_MACHINE.search(text))
