"""Tables into files, a batch of rows at a time, so that a big one never stands in memory as a whole.

Each writer is a context that gives `add(rows)`; the file is complete when the context ends.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import IO

Value = str | int | float | bool | None
Rows = Iterable[Sequence[Value]]
Add = Callable[[Rows], None]
Write = Callable[[int, int, Value], object]
Opener = Callable[[IO[bytes], Sequence[str]], AbstractContextManager[Add]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""
_XLSX_TEXT = 32_767  # characters of a cell; a longer one would be left out altogether
_XLSX_ROWS = 1_048_576
_WIDTH = 16


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"


class TooManyRows(Exception):
    """More than a worksheet can hold."""


@contextmanager
def csv_file(out: IO[bytes], header: Sequence[str]) -> Iterator[Add]:
    """UTF-8 with a byte order mark, without which Excel takes Chinese for something else."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    yield lambda rows: writer.writerows([_plain(value) for value in row] for row in rows)
    text.flush()
    text.detach()


def _plain(value: Value) -> Value:
    """An apostrophe before what would be a formula; true and false as JSON writes them."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return str(value).lower() if isinstance(value, bool) else value


@contextmanager
def xlsx_file(out: IO[bytes], header: Sequence[str]) -> Iterator[Add]:
    """One sheet; texts are stored as texts, so that none becomes a formula or a link. Raises TooManyRows."""
    from xlsxwriter import Workbook

    with Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(header) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, book.add_format({"bold": True}))
        numbers = iter(range(1, _XLSX_ROWS))
        write = {str: sheet.write_string, bool: sheet.write_boolean, int: sheet.write_number, float: sheet.write_number}
        write[type(None)] = lambda *_cell: 0
        yield lambda rows: _write_rows(write, rows, numbers)


def _write_rows(write: Mapping[type, Write], rows: Rows, numbers: Iterator[int]) -> None:
    for row in rows:
        number = next(numbers, None)
        if number is None:
            raise TooManyRows(_XLSX_ROWS)
        for column, value in enumerate(row):
            write[type(value)](number, column, value[:_XLSX_TEXT] if isinstance(value, str) else value)


@contextmanager
def geojson_file(out: IO[bytes], header: Sequence[str]) -> Iterator[Add]:
    """Points in WGS-84 from the columns `lat` and `lon`, all other columns as properties; a feature a line."""
    out.write(b'{"type": "FeatureCollection", "features": [')
    comma = iter(("\n",))
    yield lambda rows: _write_features(out, (dict(zip(header, row, strict=True)) for row in rows), comma)
    out.write(b"\n]}\n")


def _write_features(out: IO[bytes], rows: Iterable[dict[str, Value]], start: Iterator[str]) -> None:
    for row in rows:
        lat, lon = row.pop("lat"), row.pop("lon")
        point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
        feature = {"type": "Feature", "geometry": point, "properties": row}
        out.write((next(start, ",\n") + json.dumps(feature, ensure_ascii=False)).encode())


OPENERS: dict[Format, Opener] = {Format.CSV: csv_file, Format.XLSX: xlsx_file, Format.GEOJSON: geojson_file}
