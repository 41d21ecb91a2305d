"""Whatever a person saves or copies out of a table, as tables of texts: CSV, TSV, a workbook, JSON, YAML, or lines of key and value.

Nothing is mended on the way: a blank at the end of a cell is what somebody looks for. Which separator a text uses is found by
looking: the one that brings the most known names to light.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cccdiag import facts
from cccdiag.errors import FactError, InputError
from cccdiag.triage import encodings

LARGEST = 16 * 1024 * 1024
_SEPARATORS = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}
_PAIR = re.compile(r"^\s{0,40}([^\s:=][^:=\r\n]{0,60}?)\s{0,20}[:=] ?(.*)$")
_APART = re.compile(r"\S(?:[^\S\t]?\S)*")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts with the number under which each row is found again in the file. ``name`` is the sheet's or section's."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the tables, and what the file is, in words (``a CSV file (semicolon, cp1252)``)."""

    tables: tuple[Table, ...]
    kind: str


def read(name: str, data: bytes, known: Callable[[str], bool]) -> Read:
    """Read a file.

    Args:
        name: how it is called in a sentence.
        data: its bytes.
        known: whether a text is a name that is looked for.

    Raises:
        InputError: it is too large, empty, or not what it seems to be.
    """
    if len(data) > LARGEST:
        raise InputError(f"{name} is larger than any table of settings ({LARGEST:,} bytes)")
    if not data.strip():
        raise InputError(f"{name} is empty")
    if data.startswith(_OLD_EXCEL):
        raise InputError(
            f"{name} is a workbook of the old kind (.xls) or with a password; save it as .xlsx without one, or as CSV"
        )
    if data.startswith(_ZIP):
        from cccdiag.checks.workbook import tables

        return Read(tables(name, data), "a workbook")
    if binary := encodings.binary(data[:8192]):
        raise InputError(f"{name} is {binary}; give a table as CSV, TSV, XLSX or JSON, or pasted text")
    encoding = encodings.sniff(data)
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    if name.lower().endswith((".yaml", ".yml")):
        return Read(_of_value(_yaml(name, text)), "a YAML file")
    if text.lstrip()[:1] in ("{", "["):
        return Read(_of_value(_json(name, text)), "a JSON file")
    return _of_text(text, encoding, known)


def _yaml(name: str, text: str) -> Any:
    try:
        return facts.parse_yaml(text, name)
    except FactError as error:
        # The parser quotes what it stumbled over, and that may be a password.
        raise InputError(re.sub(r"'[^']{2,}'", "'…'", str(error))) from None


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"{name} begins like JSON and is none{place}") from None


def _of_value(value: Any) -> tuple[Table, ...]:
    return tuple(_tables_of(value, "", 0))


def _tables_of(value: Any, name: str, depth: int) -> Iterator[Table]:
    """Lists of objects are tables, scalars of an object a table of two columns, and what lies deeper its own table."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        plain = [(key, one) for key, one in value.items() if not isinstance(one, (Mapping, list))]
        if plain:
            yield Table(name, tuple((n, (str(key), _text(one))) for n, (key, one) in enumerate(plain, start=1)))
        for key, one in value.items():
            if isinstance(one, (Mapping, list)):
                yield from _tables_of(one, str(key), depth + 1)
    elif isinstance(value, list):
        objects = [one for one in value if isinstance(one, Mapping)]
        heads = tuple(dict.fromkeys(str(key) for one in objects for key in one))
        if objects:
            body = (tuple(_text(one.get(head)) for head in heads) for one in objects)
            yield Table(name, tuple(enumerate((heads, *body), start=0)))
        lists = [one for one in value if isinstance(one, list)]
        if lists:
            yield Table(name, tuple((n, tuple(map(_text, one))) for n, one in enumerate(lists, start=1)))


def _text(value: Any) -> str:
    if value is None or isinstance(value, (Mapping, list)):
        return ""
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else str(value)


def _of_text(text: str, encoding: str, known: Callable[[str], bool]) -> Read:
    told = _SEPARATOR_LINE.match(text)
    ways = {f"a table ({word}, {encoding})": _separated(text, mark) for mark, word in _SEPARATORS.items()}
    ways |= {f"lines of key and value ({encoding})": _pairs(text), f"columns of text ({encoding})": _columns(text)}
    if told and told[1] in _SEPARATORS:
        ways = {f"a table ({_SEPARATORS[told[1]]}, {encoding})": _separated(text[told.end() :], told[1], 2)}
    kind = max(ways, key=lambda one: _score(ways[one], known))
    return Read((Table("", ways[kind]),), kind)


_Rows = tuple[tuple[int, tuple[str, ...]], ...]


def _score(rows: _Rows, known: Callable[[str], bool]) -> tuple[int, int]:
    """How many known names a way of reading brings to light; where none does, how many rows have more than one cell."""
    wide = [cells for _, cells in rows if len(cells) > 1]
    return sum(1 for cells in wide for cell in cells if known(cell)), len(wide)


def _separated(text: str, mark: str, first: int = 1) -> _Rows:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        found = [(rows.line_num + first - 1, tuple(cells)) for cells in rows]
    except csv.Error:
        return ()
    return tuple(row for row in found if any(row[1]))


def _pairs(text: str) -> _Rows:
    return tuple((n, (pair[1], pair[2])) for n, line in _lines(text) if (pair := _PAIR.match(line)))


def _columns(text: str) -> _Rows:
    """What stands two blanks apart, as a grid does that was copied out of a window of plain text."""
    return tuple((n, tuple(_APART.findall(line))) for n, line in _lines(text) if line.strip())


def _lines(text: str) -> Iterable[tuple[int, str]]:
    return enumerate(re.split(r"\r\n|\r|\n", text), start=1)
