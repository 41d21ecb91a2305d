"""Settings of ILLiad or Ares out of tables that somebody exported or copied: which cell is a key, which its value, whose site it is.

Exports differ from version to version and from hand to hand, so a column is found by what stands in it, then by its heading. Two
shapes are known: a key in each row, and (as the LocalInfo table) a key in each column with a site in each row. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cccdiag.checks import billing, tables
from cccdiag.errors import InputError
from cccdiag.kb.index import Knowledge, key_of
from cccdiag.secrets import Secret

# Named in settings.yaml, and no key with a value.
_NO_KEYS = ("LocalInfo", "copyright.txt")
VERSION = "version"
_MARKETPLACE = re.compile(r"(?i)market\s?place|\bccc[ _-]?billing")
_ADDON = "Get It Now addon"
_MOST_HEADINGS = 8
_LOGIN = re.compile(r"(?i)pass|user|login|kennwort|secret|geheim|mot de|clave|contrase")


@dataclass(frozen=True, slots=True)
class Names:
    """What is looked for: keys by their bare spelling, the columns' headings, and which values are never shown."""

    keys: Mapping[str, str]
    columns: Mapping[str, frozenset[str]]
    hidden: frozenset[str]
    addon: frozenset[str]
    kinds: frozenset[str]
    words: billing.Words

    @classmethod
    def of(cls, knowledge: Knowledge) -> Names:
        """From settings.yaml, products.yaml and billing.yaml."""
        products = knowledge.document("products")
        settings = {id_: one for id_, one in knowledge.settings().items() if id_ not in _NO_KEYS}
        keys = {key_of(name): id_ for id_, one in settings.items() for name in (id_, *one.aliases)}
        keys |= dict.fromkeys(products["columns"]["version"], VERSION)
        return cls(
            keys,
            {name: frozenset(words) for name, words in products["columns"].items()},
            frozenset(products["hidden"]),
            frozenset(id_ for id_, one in settings.items() if _ADDON in one.places),
            frozenset(products["kinds"]),
            billing.Words.of(knowledge.document("billing")),
        )

    def key(self, text: str) -> str | None:
        """The key that a cell names, or None."""
        return self.keys.get(key_of(text)) if 2 < len(text) < 80 else None

    def is_detail(self, text: str) -> bool:
        """Whether a cell names a billing detail of Marketplace."""
        return len(text) < 80 and billing.field_of(text, self.words) is not None

    def heads(self, text: str, column: str) -> bool:
        """Whether a cell is a heading of such a column (``value site marketplace other``)."""
        return key_of(text) in self.columns[column]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value, the site it is for (empty for all), and where it stands in the file."""

    key: str
    value: str | Secret
    site: str
    place: str

    @property
    def text(self) -> str:
        """The value; to a form check or a comparison, and to nothing that prints unless the key may be shown."""
        return self.value.reveal() if isinstance(self.value, Secret) else self.value


@dataclass(frozen=True, slots=True)
class Export:
    """What a file of settings holds. ``details`` are billing details of Marketplace that stand in it too."""

    name: str
    kind: str
    entries: tuple[Entry, ...]
    details: Mapping[str, str] = field(repr=False)
    headings: tuple[str, ...] = ()

    def of(self, key: str) -> tuple[Entry, ...]:
        """All entries of a key."""
        return tuple(one for one in self.entries if one.key == key)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that were found, sorted."""
        return tuple(sorted({one.key for one in self.entries}))

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that have values of their own."""
        return tuple(dict.fromkeys(one.site for one in self.entries if one.site))


def read(name: str, data: bytes, names: Names) -> Export:
    """Read a file of settings.

    Raises:
        InputError: it cannot be read, or no setting is in it; with what was looked for and what was found.
    """
    found = tables.read(name, data, lambda cell: names.key(cell) is not None)
    details: dict[str, str] = {}
    entries = tuple(one for table in found.tables for one in _entries(table, names, details))
    headings = _headings(found.tables)
    if not entries:
        looked = "CCCUsername, CCCPassword, CCCAutoSearch, CCCLocation, BillingAddress1 and the other keys of `cccdiag explain`"
        raise InputError(f"{name} holds no setting that is known: looked for {looked}; found {_found(found, headings)}")
    return Export(name, found.kind, entries, details, headings)


def read_details(name: str, data: bytes, names: Names) -> dict[str, str]:
    """Read the billing details of a Marketplace account, by the name of the LocalInfo column.

    Raises:
        InputError: it cannot be read, or none is in it; with what was looked for and what was found.
    """
    found = tables.read(name, data, names.is_detail)
    details: dict[str, str] = {}
    for table in found.tables:
        _take_details(table, names, details)
    if not details:
        raise InputError(
            f"{name} holds no billing detail: looked for country, address, city, state and ZIP code; "
            f"found {_found(found, _headings(found.tables))}"
        )
    return details


def _found(found: tables.Read, headings: Sequence[str]) -> str:
    rows = sum(len(table.rows) for table in found.tables)
    named = f", the first of which reads: {', '.join(headings)}" if headings else ""
    return f"{found.kind} of {rows} rows{named}"


def _headings(found: Sequence[tables.Table]) -> tuple[str, ...]:
    """The first row of each table as far as it looks like headings: words without digits and signs, and nothing beside a login's name."""
    cells = [
        cell.strip()
        for table in found
        for _, row in table.rows[:1]
        for before, cell in zip(("", *row), row, strict=False)
        if not _LOGIN.search(before)
    ]
    plain = (cell for cell in cells if re.fullmatch(r"[^\W\d_][^\W\d]{0,24}(?: [^\W\d]{1,24}){0,3}", cell))
    return tuple(dict.fromkeys(plain))[:_MOST_HEADINGS]


def _entries(table: tables.Table, names: Names, details: dict[str, str]) -> Iterator[Entry]:
    if _MARKETPLACE.search(table.name):
        _take_details(table, names, details)
        return
    head: tuple[str, ...] | None = None
    long: list[tuple[int, tuple[str, ...]]] = []
    # A value may well be the name of another key.
    below = any(names.heads(cell, "value") for _, row in table.rows[:1] for cell in row)
    for number, row in table.rows:
        known = len({names.key(cell) for cell in row} - {None})
        if not below and (known > 1 or (known and any(names.heads(cell, "site") for cell in row))):
            head = row
        elif head is not None and any(row):
            yield from _across(table, head, number, row, names)
        else:
            long.append((number, row))
    yield from _down(table, long, names, details)


def _across(table: tables.Table, head: Sequence[str], number: int, row: Sequence[str], names: Names) -> Iterator[Entry]:
    """The row of a site in a table with a key in each column."""
    sites = [cell for title, cell in zip(head, row, strict=False) if names.heads(title, "site")]
    for title, cell in zip(head, row, strict=False):
        if key := names.key(title):
            yield _entry(key, cell, sites[0].strip() if sites else "", _place(table, number), names)


def _down(
    table: tables.Table, rows: Sequence[tuple[int, tuple[str, ...]]], names: Names, details: dict[str, str]
) -> Iterator[Entry]:
    """Rows of a key and its value."""
    column = _key_column(rows, names)
    if column is None:
        return
    value = _value_column(rows, column, names)
    head = _head(rows, column, names)
    site = next((n for n, title in enumerate(head) if n not in (column, value) and names.heads(title, "site")), None)
    beside = next((n for n, title in enumerate(head) if names.heads(title, "marketplace")), None)
    section = site_here = ""
    for number, row in rows:
        title, cell = _cell(row, column), _cell(row, value)
        if not cell.strip() and (_MARKETPLACE.search(title) or key_of(title) in ("localinfo", "illiad", "ares")):
            section = "marketplace" if _MARKETPLACE.search(title) else ""
        elif not names.key(title) and names.heads(title, "site") and len(row) == 2:
            site_here = cell.strip()
        elif (section or _MARKETPLACE.search(title)) and (detail := billing.field_of(title, names.words)):
            details.setdefault(detail, cell)
        elif key := names.key(title):
            if beside is not None and (detail := billing.field_of(title, names.words)):
                details.setdefault(detail, _cell(row, beside))
            where = _cell(row, site).strip() if site is not None else site_here
            yield _entry(key, cell, where, _place(table, number), names)


def _key_column(rows: Sequence[tuple[int, tuple[str, ...]]], names: Names) -> int | None:
    count: dict[int, int] = {}
    for _, row in rows:
        for place, cell in enumerate(row):
            if names.key(cell):
                count[place] = count.get(place, 0) + 1
    return min(count, key=lambda place: (-count[place], place)) if count else None


def _head(rows: Sequence[tuple[int, tuple[str, ...]]], column: int, names: Names) -> tuple[str, ...]:
    """The headings: the row before the first key."""
    before: tuple[str, ...] = ()
    for _, row in rows:
        if names.key(_cell(row, column)):
            return before
        before = row if len([cell for cell in row if cell.strip()]) > 1 else before
    return ()


def _value_column(rows: Sequence[tuple[int, tuple[str, ...]]], column: int, names: Names) -> int:
    """By its heading; else the first column behind the key that is none of the others and holds anything."""
    head = _head(rows, column, names)
    for place, title in enumerate(head):
        if place != column and (names.heads(title, "value") or key_of(title) == "localinfo"):
            return place
    keyed = [row for _, row in rows if names.key(_cell(row, column))]
    width = max(len(row) for row in keyed)
    others = {
        place
        for place, title in enumerate(head)
        for kind in ("other", "site", "marketplace")
        if names.heads(title, kind)
    }
    behind = [place for place in (*range(column + 1, width), *range(column)) if place not in others]
    filled = [place for place in behind if not _labels([_cell(row, place).strip() for row in keyed], names)]
    found: int = (filled or behind or [column + 1])[0]
    return found


def _labels(cells: Sequence[str], names: Names) -> bool:
    """Whether a column holds nothing, kinds of values, or one code in capitals beside all keys (a site's): no values."""
    kinds = {cell.casefold() for cell in cells if cell}
    code = len(cells) > 1 and len(kinds) == 1 and len(set(cells)) == 1 and cells[0].isupper() and len(cells[0]) <= 8
    return kinds <= names.kinds or code


def _take_details(table: tables.Table, names: Names, details: dict[str, str]) -> None:
    head: tuple[str, ...] | None = None
    for _, row in table.rows:
        known = [place for place, cell in enumerate(row) if names.is_detail(cell)]
        if len(known) > 1:
            head = row
        elif head is not None:
            for title, cell in zip(head, row, strict=False):
                if cell and (detail := billing.field_of(title, names.words)):
                    details.setdefault(detail, cell)
        elif known and (detail := billing.field_of(row[known[0]], names.words)):
            details.setdefault(detail, _cell(row, known[0] + 1))


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and 0 <= place < len(row) else ""


def _place(table: tables.Table, number: int) -> str:
    return f"{table.name}, row {number}" if table.name else f"row {number}"


def _entry(key: str, cell: str, site: str, place: str, names: Names) -> Entry:
    hidden = key in names.hidden and cell.strip()
    return Entry(key, Secret(cell, place) if hidden else cell, site, place)
