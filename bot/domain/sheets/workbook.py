"""The first sheet of an XLSX workbook, read without trust: it is a zip of XML, and both can be made to explode."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from bot.domain.sheets.problems import Bad, Reason

LARGEST = 300_000_000
"""Bytes of everything unpacked, by the zip's own directory; the zip reader hands out no byte more than that says."""
_RATIO = 200  # times that XML shrinks at the very most in what office programs write; 30 is usual
_SMALL = 5_000_000  # bytes that may shrink as they like
_COLUMNS = 64
_PART = 4096


def rows(data: bytes) -> Iterator[list[str]]:
    """Every row of the first sheet as texts, also the empty ones; raises Bad. Formulas give what they last gave."""
    _check(data)
    try:
        yield from _rows(data)
    except Bad:
        raise
    except Exception as error:  # the reader raises whatever it stumbles over: KeyError, ValueError, ParseError ...
        raise Bad(Reason.NOT_A_WORKBOOK) from error


def _rows(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that nobody here needs
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is wrong as often as not, and may be hostile
        for row in sheet.iter_rows(max_col=_COLUMNS, values_only=True):
            yield [_text(value) for value in row]


def _text(value: Any) -> str:
    """A number that is whole is written whole: telephone numbers are typed as numbers."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def _check(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive, len(data))
            _check_starts(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Bad(Reason.NOT_A_WORKBOOK) from error


def _check_size(archive: zipfile.ZipFile, packed: int) -> None:
    size = sum(part.file_size for part in archive.infolist())
    limit = min(LARGEST, max(_SMALL, packed * _RATIO))
    if size > limit:
        raise Bad(Reason.BOMB, bytes=size, limit=limit)


def _check_starts(archive: zipfile.ZipFile) -> None:
    """A document type, the only place for entities, stands before the root element: no part may have one.

    Every part is looked at, since its name need not tell that it is XML; one that is none ends at its first bytes.
    """
    for part in archive.infolist():
        _check_start(archive, part)


def _check_start(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, _attributes: seen.append(name)
    with archive.open(part) as file:
        while not seen and (chunk := file.read(_PART)) and _is_xml(parser, chunk):
            pass


def _refuse(*_declaration: object) -> None:
    raise Bad(Reason.ENTITIES)


def _is_xml(parser: expat.XMLParserType, chunk: bytes) -> bool:
    try:
        parser.Parse(chunk, False)
    except expat.ExpatError:
        return False
    return True
