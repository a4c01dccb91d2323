"""What a knock of the clock costs: with a million closed tickets and nothing due, and with tickets that climb."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.figures import Result, percentile
from bot import app, policy
from bot.clock import Clock, knock
from bot.domain.people import Level, Person, Standing
from bot.simulation import machine
from bot.times import Times
from handlers.due import DUE
from handlers.turn import House
from storage import areas, migrate, outbox, people
from storage.areas import Binding
from storage.engine import Store

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
HEADS = ("knock", "ms p50", "p99", "CPU ms", "messages")
_MANY = """
INSERT INTO tickets (id, version, kind, category, severity, state, reporter, submitted_at, lat, lon, area, closed_at,
                     acknowledge_by, resolve_by, due_at, pressing_at)
WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
SELECT i, 1, 'hazard', 'manhole', 'normal', :state, :reporter, :at, 36.1, 103.7, :area, :closed, :take, :resolve, :due,
       CASE WHEN :due IS NOT NULL THEN :take END
FROM n
"""


def measure(folder: Path, *, quick: bool) -> Result:
    """On SQLite; the plan of both databases is looked at by tests/storage/test_rungs.py."""
    folder.mkdir(parents=True)
    return asyncio.run(_measure(folder, closed=20_000 if quick else 1_000_000, times=50 if quick else 500))


async def _measure(folder: Path, *, closed: int, times: int) -> Result:
    url = f"sqlite+aiosqlite:///{folder}/bot.db"
    await migrate.up(url)
    store = Store(url)
    try:
        async with store.write() as conn:
            await _fill(conn, closed)
        house = app.furnish(machine.settings(folder), policy.load(), username="grid_bot")
        await _knock(store, house, NOW - timedelta(days=1))  # reads the texts; does not count
        idle = [await _knock(store, house, NOW - timedelta(days=1)) for _ in range(times)]
        climbing = [await _knock(store, house, NOW + timedelta(hours=3)) for _ in range(4)]
    finally:
        await store.close()
    rows = [_row(f"nothing due, {closed:,} closed, 200 open", idle), _row("50 tickets climb four rungs", climbing)]
    return Result("The clock's knock", HEADS, rows)


async def _fill(conn: AsyncConnection, closed: int) -> None:
    reporter = await people.ensure(conn, Person(0, 7, "骑手", "zh", Standing.ACTIVE), NOW)
    area = await areas.ensure(conn, {Level.DISTRICT: "安宁区", Level.STREET: "街道", Level.COMMUNITY: "社区"})
    await areas.bind(conn, Binding(-1001, None, area, "社区群", "", away=False), NOW, by=None)
    for first, last, done in ((1, closed, True), (closed + 1, closed + 200, False)):
        await conn.execute(text(_MANY), _values(reporter.id, area, done) | {"first": first, "last": last})


def _values(reporter: int, area: int, done: bool) -> dict[str, object]:
    def at(minutes: int) -> str:
        return str(NOW.replace(tzinfo=None) + timedelta(minutes=minutes))

    ended = {"state": "closed" if done else "open", "closed": at(90) if done else None, "due": None if done else at(24)}
    return {"reporter": reporter, "area": area, "at": at(0), "take": at(30), "resolve": at(1440), **ended}


async def _knock(store: Store, house: House, now: datetime) -> tuple[float, float, int]:
    """Wall and CPU milliseconds, and how many messages it had to say."""
    clock = Clock(store, house, DUE, lambda: None, Times(wall=now.timestamp))
    before = await _owed(store)
    wall, cpu = perf_counter(), process_time()
    await knock(clock)
    spent = (perf_counter() - wall) * 1000, (process_time() - cpu) * 1000
    return *spent, await _owed(store) - before


async def _owed(store: Store) -> int:
    async with store.read() as conn:
        return await outbox.owed(conn)


def _row(name: str, knocks: list[tuple[float, float, int]]) -> list[str]:
    walls, cpus, said = zip(*knocks, strict=True)
    cells = [percentile(walls, 0.5), percentile(walls, 0.99), percentile(cpus, 0.5)]
    return [name, *(f"{cell:.2f}" for cell in cells), f"{sum(said) / len(said):.0f}"]
