"""Several small tables as the sheets of one workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING

from bot.domain.sheets.write import Value

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TEXT = 32_767  # characters of a cell; a longer one would be left out altogether
_NARROW, _WIDE = 9, 18  # columns' widths in characters
_FEW = 3  # columns on the left that hold names


@dataclass(frozen=True)
class Sheet:
    """`name`: at most 31 characters, none of []:*?/\\."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]


def write(out: IO[bytes], sheets: Sequence[Sheet], made: datetime) -> None:
    """An XLSX; texts are stored as texts, so that none becomes a formula or a link."""
    from xlsxwriter import Workbook

    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.set_column(0, _FEW - 1, _WIDE)
            page.set_column(_FEW, max(_FEW, len(sheet.header) - 1), _NARROW)
            page.freeze_panes(1, 0)
            page.write_row(0, 0, sheet.header, bold)
            _fill(page, sheet.rows)


def _fill(page: "Worksheet", rows: Sequence[Sequence[Value]]) -> None:
    cells = ((y, x, value) for y, row in enumerate(rows, 1) for x, value in enumerate(row) if value is not None)
    for y, x, value in cells:
        if isinstance(value, str):
            page.write_string(y, x, value[:_TEXT])
        else:
            page.write_number(y, x, value)
