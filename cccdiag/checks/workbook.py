"""Excel workbooks as tables: every sheet, merged cells filled in, numbers as Excel shows them."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from cccdiag.checks.tables import Table
from cccdiag.errors import InputError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LARGEST = 128 * 1024 * 1024
_DAMAGED = "is a workbook that cannot be read; save it anew, or as CSV"
_MOST_ROWS, _MOST_COLUMNS = 20_000, 200


def tables(name: str, data: bytes) -> tuple[Table, ...]:
    """The sheets of a workbook.

    Raises:
        InputError: it is none, it unpacks to too much, or it cannot be read.
    """
    import openpyxl

    if problem := _problem(data):
        raise InputError(f"{name} {problem}")
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out (styles, extensions); values are not among it.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # noqa: BLE001 - a damaged workbook fails in as many ways as it has parts
        raise InputError(f"{name} {_DAMAGED} ({type(error).__name__})") from None
    return tuple(_table(sheet) for sheet in book.worksheets)


def _problem(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if "xl/workbook.xml" not in packed.namelist():
                return "is an archive and no workbook; give a table as CSV, TSV, XLSX or JSON"
            if sum(one.file_size for one in packed.infolist()) > _LARGEST:
                return f"unpacks to more than any table of settings ({_LARGEST:,} bytes)"
    except Exception:  # noqa: BLE001 - as below: a damaged archive fails in many ways, and says it can do too little
        return _DAMAGED
    return None


def _table(sheet: Worksheet) -> Table:
    rows = [
        [_text(cell) for cell in row]
        for row in sheet.iter_rows(
            max_row=min(sheet.max_row, _MOST_ROWS), max_col=min(sheet.max_column, _MOST_COLUMNS), values_only=True
        )
    ]
    for area in sheet.merged_cells.ranges:
        _fill(rows, area.min_row - 1, area.max_row, area.min_col - 1, area.max_col)
    return Table(str(sheet.title), tuple((n, tuple(row)) for n, row in enumerate(rows, start=1) if any(row)))


def _fill(rows: list[list[str]], top: int, bottom: int, left: int, right: int) -> None:
    """What is merged holds its value everywhere: one site beside all of its keys."""
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for row in rows[top:bottom]:
        row[left:right] = [value] * len(row[left:right])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)
