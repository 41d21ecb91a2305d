"""The rows of a batch, from a CSV file as spreadsheets write it, and its result file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cccdiag.cli import console
from cccdiag.cli.call_values import FROM_PROFILE
from cccdiag.client.batch import Row
from cccdiag.client.gateway import Values
from cccdiag.errors import InputError
from cccdiag.spec.model import Operation
from cccdiag.spec.names import to_wire

_LARGEST = 64 * 1024 * 1024
_DELIMITERS = (",", ";", "\t")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read(source: str, operation: Operation, base: Values) -> tuple[Row, ...]:
    """Read the rows; a column is a field in any spelling, an empty cell means the value of ``base``, if there is one.

    Raises:
        InputError: the file cannot be read, or its table is not one of this operation's fields.
    """
    text = _text(source)
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = _columns(source, operation, next(reader, []))
        rows = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(columns):
                raise InputError(f"{source}:{reader.line_num}: {len(cells)} cells in a table of {len(columns)} columns")
            given = {name: cell for name, cell in zip(columns, cells, strict=False) if cell}
            rows.append(Row(reader.line_num, {**base, **given}))
    except csv.Error as error:
        raise InputError(f"{source}:{reader.line_num}: not CSV: {error}") from None
    if not rows:
        raise InputError(f"{source} has no rows below its head")
    return tuple(rows)


def write(path: Path, rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Write the result file, whole or not at all.

    Raises:
        InputError: it cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    console.emit(text.getvalue(), str(path))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _text(source: str) -> str:
    try:
        with Path(source).open("rb") as file:
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            raise InputError(f"{source} is larger than {_LARGEST:,} bytes; split it")
        return raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{source} is not text in UTF-8 or UTF-16; save it as CSV UTF-8") from None


def _columns(source: str, operation: Operation, head: Sequence[str]) -> list[str]:
    names = [to_wire(cell.strip()) for cell in head]
    known = {name for field in operation.fields for name in (field.name, *field.aliases)}
    for name in names:
        if name in FROM_PROFILE:
            raise InputError(f"{source}: a column {name} does not belong into a file; a profile refers to the login")
        if name not in known:
            takes = ", ".join(field.name for field in operation.fields if field.name not in FROM_PROFILE)
            raise InputError(f"{source}: {operation.name} has no field {name[:80]!r}; its columns are: {takes}")
        if names.count(name) > 1:
            raise InputError(f"{source}: the column {name} stands there twice")
    return names
