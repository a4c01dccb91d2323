"""Everything that can be wrong with a table that somebody hands in, and how it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a row, or (number 0) a whole file, is refused. `DESCRIPTIONS` has its text; `values` fill the gaps."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NOT_A_WORKBOOK = "not_a_workbook"
    OLD_WORKBOOK = "old_workbook"
    BOMB = "bomb"
    ENTITIES = "entities"
    TOO_MANY_ROWS = "too_many_rows"
    BROKEN_LINE = "broken_line"
    NO_HEADER = "no_header"
    DOUBLED_HEADER = "doubled_header"
    NO_ROWS = "no_rows"
    MISSING = "missing"
    TOO_LONG = "too_long"
    BAD_PHONE = "bad_phone"
    UNKNOWN_ROLE = "unknown_role"
    NEEDS_COMMUNITY = "needs_community"
    UNKNOWN_COMMUNITY = "unknown_community"
    AMBIGUOUS_COMMUNITY = "ambiguous_community"
    NO_JSON = "no_json"
    NOT_A_COLLECTION = "not_a_collection"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    SWAPPED = "swapped"
    DUPLICATE_CODE = "duplicate_code"
    BAD_HOURS = "bad_hours"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_AMENITY = "unknown_amenity"


DESCRIPTIONS: Mapping[Reason, str] = {
    Reason.TOO_LARGE: "the file has {bytes} bytes, at most {limit} are read",
    Reason.NOT_TEXT: "the file is neither UTF-8, UTF-16 with a byte order mark, nor GB18030",
    Reason.NOT_A_WORKBOOK: "the file is no XLSX workbook, or a damaged one",
    Reason.OLD_WORKBOOK: "an old .xls workbook, or one with a password: save it as .xlsx without one",
    Reason.BOMB: "the workbook unpacks to {bytes} bytes, at most {limit} are read",
    Reason.ENTITIES: "the workbook declares entities of its own, which no office program does",
    Reason.TOO_MANY_ROWS: "more than {limit} rows",
    Reason.BROKEN_LINE: "a quote opens or closes where none may: {problem}",
    Reason.NO_HEADER: "no row of headers among the first ten; needed: {needed}",
    Reason.DOUBLED_HEADER: "two columns mean {name}",
    Reason.NO_ROWS: "there are no rows below the headers",
    Reason.MISSING: "is missing",
    Reason.TOO_LONG: "has more than {limit} characters",
    Reason.BAD_PHONE: "{found} is no mainland mobile number",
    Reason.UNKNOWN_ROLE: "{found} is no role; use courier, staff or lead",
    Reason.NEEDS_COMMUNITY: "{role} needs a community",
    Reason.UNKNOWN_COMMUNITY: "there is no community {found}",
    Reason.AMBIGUOUS_COMMUNITY: "{found} is the name of several; use the code, such as {example}",
    Reason.NO_JSON: "the file is no JSON (line {line})",
    Reason.NOT_A_COLLECTION: "not a GeoJSON FeatureCollection but {found}",
    Reason.NOT_A_NUMBER: "{found} is no number",
    Reason.OUT_OF_RANGE: "longitude {lon}, latitude {lat} is no place in degrees",
    Reason.SWAPPED: "longitude {lon}, latitude {lat} look swapped",
    Reason.DUPLICATE_CODE: "the code is already that of row {first}",
    Reason.BAD_HOURS: "{found} cannot be read as opening hours",
    Reason.UNKNOWN_KIND: "{found} is no kind of station; such as {examples}",
    Reason.UNKNOWN_AMENITY: "{found} is no amenity; such as {examples}",
}


@dataclass(frozen=True)
class BadRow:
    """What is wrong with one row: its number as a spreadsheet shows it, 0 for the file itself; the column or ""."""

    number: int
    reason: Reason
    column: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


class BadRows(Exception):
    """Nothing is imported; `rows` has every bad row, in the file's order."""

    def __init__(self, rows: Sequence[BadRow]) -> None:
        super().__init__(rows)
        self.rows = tuple(rows)


class Bad(Exception):
    """One thing wrong with what is being read."""

    def __init__(self, reason: Reason, column: str = "", **values: str | int) -> None:
        super().__init__(reason)
        self.reason, self.column, self.values = reason, column, values

    def at(self, number: int) -> BadRow:
        return BadRow(number, self.reason, self.column, self.values)


def describe(row: BadRow, *, file: str = "file") -> str:
    """One English line for the command line; elsewhere DESCRIPTIONS hold the keys for the translator."""
    where = f"row {row.number}" if row.number else file
    column = f" {row.column}:" if row.column else ""
    return f"{where}:{column} {DESCRIPTIONS[row.reason].format(**row.values)}"
