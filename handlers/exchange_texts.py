"""What is said about files that come in: why a row cannot be taken, in the reader's words."""

from collections.abc import Iterable, Mapping

from bot.domain.places import rows as cells
from bot.domain.sheets import problems as sheets
from handlers.i18n import Html, N, Translator

MOST_LINES = 20
A_LINE = 150  # characters: 20 lines must fit a message

WHY: Mapping[str, str] = {
    sheets.Reason.TOO_LARGE: N("the file has {bytes} bytes, at most {limit} are read"),
    sheets.Reason.NOT_TEXT: N("the file is neither UTF-8 nor GB18030"),
    sheets.Reason.NOT_A_WORKBOOK: N("no XLSX workbook, or a damaged one"),
    sheets.Reason.OLD_WORKBOOK: N("an old .xls workbook, or one with a password: save it as .xlsx without one"),
    sheets.Reason.BOMB: N("the workbook unpacks to more than {limit} bytes"),
    sheets.Reason.ENTITIES: N("the workbook contains what no office program writes"),
    sheets.Reason.TOO_MANY_ROWS: N("more than {limit} rows"),
    sheets.Reason.BROKEN_LINE: N("a quote opens or closes where none may: {problem}"),
    sheets.Reason.NO_HEADER: N("no row of headers among the first ten; needed: {needed}"),
    sheets.Reason.DOUBLED_HEADER: N("two columns mean {name}"),
    sheets.Reason.NO_ROWS: N("no rows below the headers"),
    sheets.Reason.MISSING: N("is missing"),
    sheets.Reason.TOO_LONG: N("more than {limit} characters"),
    sheets.Reason.BAD_PHONE: N("{found} is no mainland mobile number"),
    sheets.Reason.UNKNOWN_ROLE: N("{found} is no role: courier, staff or lead"),
    sheets.Reason.NEEDS_COMMUNITY: N("{role} needs a community"),
    sheets.Reason.UNKNOWN_COMMUNITY: N("there is no community {found}"),
    sheets.Reason.AMBIGUOUS_COMMUNITY: N("several are called {found}; use the code, such as {example}"),
    sheets.Reason.NO_JSON: N("the file is no JSON (line {line})"),
    sheets.Reason.NOT_A_NUMBER: N("{found} is no number"),
    sheets.Reason.BAD_HOURS: N("{found} cannot be read as opening hours"),
    sheets.Reason.UNKNOWN_KIND: N("{found} is no kind of station; such as {examples}"),
    sheets.Reason.UNKNOWN_AMENITY: N("{found} is no amenity; such as {examples}"),
    cells.Reason.NOT_JSON: N("not JSON: line {line}, column {column}"),
    cells.Reason.NOT_A_COLLECTION: N("not a GeoJSON FeatureCollection but {found}"),
    cells.Reason.NO_FEATURES: N("the file has no features"),
    cells.Reason.NOT_A_FEATURE: N("not a GeoJSON Feature but {found}"),
    cells.Reason.WRONG_GEOMETRY: N("must be a Polygon or MultiPolygon, not {found}"),
    cells.Reason.EMPTY: N("the geometry is empty"),
    cells.Reason.NOT_A_POSITION: N("not a position of two numbers: {found}"),
    cells.Reason.OUT_OF_RANGE: N("longitude {lon}, latitude {lat} is no place"),
    cells.Reason.SWAPPED: N("longitude {lon}, latitude {lat} look swapped"),
    cells.Reason.TOO_FEW_POINTS: N("a ring has {points} positions, it needs at least 4"),
    cells.Reason.OPEN_RING: N("a ring is open: it starts at {first} and ends at {last}"),
    cells.Reason.SELF_INTERSECTION: N("the border crosses itself at longitude {lon}, latitude {lat}"),
    cells.Reason.INVALID: N("not a valid polygon: {problem}"),
    cells.Reason.NO_CODE: N("no code (property code)"),
    cells.Reason.NO_COMMUNITY: N("no community (property community)"),
    cells.Reason.NOT_A_TEXT: N("property {name} must be a text of at most {limit} characters"),
    cells.Reason.NAMES_TOO_LONG: N("district, street and community are longer than {limit} characters together"),
    cells.Reason.DUPLICATE_CODE: N("the code is already that of row {first}"),
}
"""Both kinds of reasons by their keys; those that both have (TOO_LARGE, SWAPPED …) take the same values."""

NEEDED = N("A list of people needs the columns name and phone; one of stations name, lat and lon.")
STATION_NAME = N("station's name")
COLUMNS: dict[str, str] = {
    "name": N("name"),
    "phone": N("phone"),
    "company": N("company"),
    "role": N("role"),
    "community": N("community"),
    "code": N("code"),
    "kind": N("kind of station"),
    "lat": N("latitude"),
    "lon": N("longitude"),
    "address": N("address"),
    "hours": N("opening hours"),
    "amenities": N("amenities"),
    "door": N("door note"),
    "seats": N("number of seats"),
}

Bad = cells.BadRow | sheets.BadRow


def refused(t: Translator, rows: Iterable[Bad], *, stations: bool = False) -> Html:
    """The bad rows, a line each, and how many more there are; `stations`: they are meant to be stations."""
    listed, columns = list(rows), COLUMNS | ({"name": STATION_NAME} if stations else {})
    lines = [t("❌ Nothing was imported."), *(_line(t, row, columns) for row in listed[:MOST_LINES])]
    lines += [t(NEEDED)] if any(row.reason == sheets.Reason.NO_HEADER for row in listed) else []
    if len(listed) > MOST_LINES:
        lines.append(t("… and {count} more", count=len(listed) - MOST_LINES))
    return Html("\n".join(lines))


def _line(t: Translator, row: Bad, columns: Mapping[str, str]) -> Html:
    column, code = getattr(row, "column", ""), getattr(row, "code", "")
    where = t.plain("Row {number}", number=row.number) if row.number else ""
    about = t.plain(columns[column]) if column else code
    values = dict(row.values)
    if "needed" in values:
        values["needed"] = ", ".join(t.plain(columns[name]) for name in str(values["needed"]).split(", "))
    why = t.plain(WHY[row.reason], **values)
    return t("• {line}", line=" ".join(part for part in (where, about, why) if part)[:A_LINE])
