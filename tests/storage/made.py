"""Rows that several storage tests begin with."""

from datetime import UTC, datetime

import shapely
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.geojson import CellRow
from bot.domain.people import Area, Person, Standing
from bot.domain.ticket import Kind, Severity, State, Ticket
from storage import areas, cells, people, tickets

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def square(code: str, west: float, community: str = "枣林西社区") -> CellRow:
    """A cell of 0.004 degrees."""
    polygon = shapely.to_wkb(shapely.box(west, 36.10, west + 0.004, 36.104))
    return CellRow(
        number=1,
        code=code,
        name=code,
        community=community,
        street="安宁西路街道",
        district="安宁区",
        polygon=polygon,
    )


async def town(conn: AsyncConnection) -> Area:
    """Two communities of one street; the first of them."""
    await cells.put(
        conn, [square("枣林西-01", 103.700), square("枣林西-02", 103.704), square("培黎-01", 103.708, "培黎社区")]
    )
    return (await areas.named(conn, "枣林西社区"))[0]


async def person(conn: AsyncConnection, telegram: int, name: str = "李") -> Person:
    return await people.ensure(conn, Person(0, telegram, name, "zh", Standing.ACTIVE), NOW)


async def ticket(conn: AsyncConnection, reporter: Person, area: Area | None = None, **changed: object) -> Ticket:
    values: dict[str, object] = {
        "id": 0,
        "version": 1,
        "kind": Kind.HAZARD,
        "category": "manhole",
        "severity": Severity.NORMAL,
        "state": State.OPEN,
        "reporter": reporter.id,
        "submitted_at": NOW,
        "lat": 36.102,
        "lon": 103.702,
        "area": area.id if area else None,
    }
    return await tickets.submit(conn, Ticket(**(values | changed)), by=reporter.id)  # type: ignore[arg-type]
