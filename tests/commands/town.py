"""A little of everything in a database: two areas, a cell, people, tickets, a photo."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.domain.incoming import Fetched
from bot.domain.people import Level
from bot.photos import store as photos
from storage import areas, media, schema
from storage.engine import Store

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
PHOTO = b"not a picture, but bytes"


async def fill(store: Store, media_dir: Path) -> None:
    """Ticket 1 on the 20th at noon in a cell, 2 twelve hours later (the 21st, local) outside every area."""
    async with store.write() as conn:
        west = await areas.ensure(conn, {Level.STREET: "安宁西路街道", Level.COMMUNITY: "枣林西社区"})
        await areas.ensure(conn, {Level.STREET: "安宁西路街道", Level.COMMUNITY: "枣林东社区"})
        cell = {"id": 5, "code": "枣林西-01", "name": "一", "area": west, "polygon": b"\x00\xff"}
        await conn.execute(insert(schema.cells).values(cell))
        person = {"telegram": None, "company": "", "phone": "", "standing": "active", "joined_at": NOON}
        rows = [
            person | {"id": 41, "telegram": 7_000_000_041, "name": "=HYPERLINK(1)", "phone": "13800138000"},
            person | {"id": 42, "telegram": 42, "name": "王芳"},
        ]
        await conn.execute(insert(schema.people), rows)
        await conn.execute(insert(schema.grants).values(person=42, role="staff", area=west, granted_at=NOON))
        ticket = {"version": 1, "kind": "hazard", "category": "manhole", "severity": "normal", "reporter": 41}
        ticket |= {"lat": 36.1037, "lon": 103.7226}
        first = ticket | {"id": 1, "state": "resolved", "area": west, "cell": 5, "assignee": 42, "satisfied": True}
        first |= {"submitted_at": NOON, "acknowledged_at": NOON + timedelta(minutes=5), "description": "-1 井盖\n坏了"}
        second = ticket | {"id": 2, "state": "open", "submitted_at": NOON + timedelta(hours=12)}
        for row in (first, second):
            await conn.execute(insert(schema.tickets).values(row))
        line = {"ticket": 1, "at": NOON, "verb": "submit", "by": 41}
        await conn.execute(insert(schema.history).values(line))
        name = photos.save(media_dir, PHOTO)
        await media.note(conn, [Fetched(sha256=name, size=len(PHOTO))], NOON)
        attached = {"ticket": 1, "sha256": name, "kind": "photo", "use": "before", "added_at": NOON}
        await conn.execute(insert(schema.attachments).values(attached))
        station = {"id": 3, "code": "Z1", "name": "驿站", "kind": "station", "lat": 36.1, "lon": 103.7}
        await conn.execute(insert(schema.metadata.tables["stations"]).values(station))
        checkin = {"person": 41, "station": 3, "day": date(2026, 11, 20), "at": NOON}
        await conn.execute(insert(schema.metadata.tables["checkins"]).values(checkin))
        await conn.execute(insert(schema.inbox).values(update_id=9, lane=41, body=b"{\x00}", received_at=1.5))
