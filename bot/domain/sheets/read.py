"""Tables out of files that somebody's office program wrote: CSV in whatever dress, or XLSX. By content, not by name."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from bot.domain.sheets import delimited, workbook
from bot.domain.sheets.problems import Bad, Reason

LARGEST = 50_000_000
"""Bytes of a file."""
MOST_ROWS = 200_000
"""A city's couriers, several times over."""
_HEADER_WITHIN = 10  # rows: people put a title, a date and an empty line above their headers
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")  # how .xls and workbooks with a password begin
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[int, Sequence[str]]
Headers = Mapping[str, Sequence[str]]


def rows(data: bytes, filename: str) -> Iterator[Row]:
    """Number as a spreadsheet shows it, and texts, of every row that is not empty; raises Bad, also in the middle."""
    if len(data) > LARGEST:
        raise Bad(Reason.TOO_LARGE, bytes=len(data), limit=LARGEST)
    if data.startswith(_OLD):
        raise Bad(Reason.OLD_WORKBOOK)
    packed = data.startswith(b"PK\x03\x04") or filename.lower().endswith((".xlsx", ".xlsm"))
    for number, row in enumerate(workbook.rows(data) if packed else delimited.rows(data), start=1):
        if number > MOST_ROWS:
            raise Bad(Reason.TOO_MANY_ROWS, limit=MOST_ROWS)
        texts = [_clean(text) for text in row]
        if any(texts):
            yield number, texts


def records(table: Iterable[Row], headers: Headers, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row below the headers by our names of its columns ("" where it has no such column); raises Bad."""
    remaining = iter(table)
    columns = _columns(remaining, headers, needed)
    empty = True
    for number, row in remaining:
        empty = False
        yield number, {name: row[at] if at is not None and at < len(row) else "" for name, at in columns.items()}
    if empty:
        raise Bad(Reason.NO_ROWS)


def _columns(table: Iterator[Row], headers: Headers, needed: Sequence[str]) -> dict[str, int | None]:
    """Where each of our columns is; the first row that has all that is needed is the header."""
    for _, row in islice(table, _HEADER_WITHIN):
        found = {name: _places(row, spellings) for name, spellings in headers.items()}
        if all(found[name] for name in needed):
            return {name: _one(name, places) for name, places in found.items()}
    raise Bad(Reason.NO_HEADER, needed=", ".join(needed))


def _places(row: Sequence[str], spellings: Sequence[str]) -> list[int]:
    return [at for at, text in enumerate(row) if header(text) in spellings]


def _one(name: str, places: Sequence[int]) -> int | None:
    if len(places) > 1:
        raise Bad(Reason.DOUBLED_HEADER, name=name)
    return places[0] if places else None


def header(text: str) -> str:
    """A header as it is compared: without width, case, blanks, and the marks that forms put at its end."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split()).rstrip("*:").removeprefix("*")


def _clean(text: str) -> str:
    """Without what cannot be seen, blanks as one space, no apostrophe that keeps a text from being a formula."""
    joined = " ".join((text if text.isprintable() else _seen(text)).split())
    return joined[1:] if joined.startswith("'") and joined[1:].startswith(_FORMULA) else joined


def _seen(text: str) -> str:
    return "".join(char if char.isprintable() else " " if char.isspace() else "" for char in text)
