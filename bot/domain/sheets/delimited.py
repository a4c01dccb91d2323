"""Text with commas, semicolons or tabs between the columns."""

import csv
import io
from collections.abc import Iterator

from bot.domain.places.encoding import decode
from bot.domain.sheets.problems import Bad, Reason

DELIMITERS = ",;\t"
_HEAD = 10_000  # characters that decide on the delimiter


def rows(data: bytes) -> Iterator[list[str]]:
    """Every record, also the empty ones: a spreadsheet numbers them too. Raises Bad."""
    text = decode(data)
    if text is None or "\0" in text:
        raise Bad(Reason.NOT_TEXT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise Bad(Reason.BROKEN_LINE, problem=f"line {reader.line_num}, {error}") from error
        if row is None:
            return
        yield row


def delimiter(text: str) -> str:
    """The one that is most often in the first line that has any."""
    for line in text[:_HEAD].splitlines():
        counts = {mark: line.count(mark) for mark in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return DELIMITERS[0]
