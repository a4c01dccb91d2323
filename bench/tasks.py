"""/tasks at a million tickets: a turn from the event to what is said, in the group of each level and for an admin."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.figures import Result, percentile
from bot import app, policy
from bot.domain.incoming import Chat, ChatKind, Event, Press, Sender
from bot.domain.people import Person, Standing
from bot.simulation import machine
from bot.simulation.ground import ADMIN
from handlers import front
from handlers.turn import House
from storage import migrate, people
from storage.engine import Store

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
STREETS, A_STREET, CELLS, STAFF = 10, 20, 1_600, 50
FIRST_COMMUNITY = 2 + STREETS  # the district is 1, its streets follow
COMMUNITIES = STREETS * A_STREET
HEADS = ("/tasks of", "undecided", "ms p50", "p99", "CPU ms")
VIEWS = {"first page": "", "late": "late:0", "mine": "mine:0", "page 50": "all:49"}
_AREA = "INSERT INTO areas (id, level, code, name, parent, path) VALUES (:id, :level, :id, :id, :parent, :path)"
_CELL = "INSERT INTO cells (id, code, name, area, polygon) VALUES (:id, :id, :id, :area, x'00')"
_BIND = "INSERT INTO bindings (chat, area, bound_at) VALUES (-1000 - :id, :id, '2026-01-01 00:00:00.000000')"
# Divisors and primes that have nothing in common, so that no two columns follow each other.
_MANY = """
INSERT INTO tickets (id, version, kind, category, severity, state, reporter, submitted_at, lat, lon, area, cell, level,
                     assignee, acknowledge_by, resolve_by, closed_at)
WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
SELECT i, 1, 'hazard', 'manhole', 'normal', CASE WHEN :done THEN 'closed' WHEN i % 10 < 5 THEN 'open'
       WHEN i % 10 < 9 THEN 'acknowledged' ELSE 'needs_info' END, 1,
       strftime('%Y-%m-%d %H:%M:%S.000000', :now, '-' || (i * 7919 % 500000) || ' minutes'), 36.1, 103.7,
       :community + i / 10 * 7919 % :communities, 1 + i / 10 * 7919 % 1600,
       CASE WHEN :up THEN 2 ELSE max(0, i / 3 % 8 - 5) END, CASE WHEN i % 10 < 5 THEN NULL ELSE 1 + i / 7 % 50 END,
       strftime('%Y-%m-%d %H:%M:%S.000000', :now, (i * 7919 % 2880 - 1440) || ' minutes'),
       strftime('%Y-%m-%d %H:%M:%S.000000', :now, (i * 7907 % 8640 - 1440) || ' minutes'),
       CASE WHEN :done THEN '2026-01-01 00:00:00.000000' END
FROM n
"""
_PRESSING = """
UPDATE tickets SET pressing_at = CASE state WHEN 'open' THEN min(acknowledge_by, resolve_by)
WHEN 'acknowledged' THEN resolve_by ELSE '9999-12-31 00:00:00.000000' END WHERE state <> 'closed'
"""


def measure(folder: Path, *, quick: bool) -> Result:
    """On SQLite, with one in a hundred undecided and, as a district's worst month, 20,000 that all came up to it."""
    folder.mkdir(parents=True, exist_ok=True)
    every = 20_000 if quick else 1_000_000
    rows = asyncio.run(_measure(folder, every, times=10 if quick else 200))
    note = f"{every:,} tickets in {COMMUNITIES} communities of {STREETS} streets, all but a tenth with a group"
    return Result("From /tasks to its list", HEADS, rows, [f"{note}; a whole turn: who it is, which chat, the list"])


async def _measure(folder: Path, every: int, *, times: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for name, undecided, up in (("usual", every // 100, False), ("worst", every // 50, True)):
        url = f"sqlite+aiosqlite:///{folder}/{name}/bot.db"
        await migrate.up(url)
        store = Store(url)
        try:
            async with store.write() as conn:
                await fill(conn, every, undecided=undecided, up=up)
            house = app.furnish(machine.settings(folder / name), policy.load(), username="grid_bot")
            rows += await measured(store, house, undecided, times=times)
        finally:
            await store.close()
    return rows


async def fill(conn: AsyncConnection, every: int, *, undecided: int, up: bool) -> None:
    """Areas, their chats, cells, staff, and tickets, the last of them `undecided`; `up`: all these have climbed."""
    await conn.execute(text(_AREA), list(_areas()))
    await conn.execute(text(_CELL), [{"id": n, "area": FIRST_COMMUNITY + n % COMMUNITIES} for n in range(1, CELLS + 1)])
    bound = [area for number, area in enumerate(_areas()) if number % STREETS or number <= STREETS]
    await conn.execute(text(_BIND), [{"id": area["id"]} for area in bound])
    for number in range(STAFF):  # the first of them is the one who asks, everywhere
        await people.ensure(conn, Person(0, ADMIN + number, f"网格员{number}", "zh", Standing.ACTIVE), NOW)
    scattered = {"community": FIRST_COMMUNITY, "communities": COMMUNITIES, "now": f"{NOW:%Y-%m-%d %H:%M:%S}"}
    for first, last, done in ((1, every - undecided, True), (every - undecided + 1, every, False)):
        values = {"first": first, "last": last, "done": done, "up": up}
        await conn.execute(text(_MANY), scattered | values)
    await conn.execute(text(_PRESSING))


def _areas() -> Iterator[dict[str, object]]:
    yield {"id": 1, "level": "district", "parent": None, "path": "1"}
    for street in range(2, 2 + STREETS):
        yield {"id": street, "level": "street", "parent": 1, "path": f"1/{street}"}
    for number in range(COMMUNITIES):
        area, street = FIRST_COMMUNITY + number, 2 + number % STREETS
        yield {"id": area, "level": "community", "parent": street, "path": f"1/{street}/{area}"}


async def measured(store: Store, house: House, undecided: int, *, times: int) -> list[list[str]]:
    """A row a chat and view."""
    chats = {"a community": FIRST_COMMUNITY, "a street": 2, "the district": 1, "everywhere": 0}
    rows: list[list[str]] = []
    for name, area in chats.items():
        for view, data in VIEWS.items():
            took = [await _asked(store, house, area, data) for _ in range(times + 1)][1:]
            walls, cpus = zip(*took, strict=True)
            cells = [percentile(walls, 0.5), percentile(walls, 0.99), percentile(cpus, 0.5)]
            rows.append([f"{name}, {view}", f"{undecided:,}", *(f"{cell:.1f}" for cell in cells)])
    return rows


async def _asked(store: Store, house: House, area: int, data: str) -> tuple[float, float]:
    """Wall and CPU milliseconds."""
    chat = Chat(-1000 - area, ChatKind.GROUP) if area else Chat(ADMIN, ChatKind.PRIVATE)
    press = Press("1", f"tasks:{data}:1", 1) if data else None
    event = Event(1, NOW, Sender(ADMIN, "网格员"), chat, 1, command="" if data else "tasks", press=press)
    wall, cpu = perf_counter(), process_time()
    async with store.write() as conn:
        met = await front.meet(conn, [event], house)
        said = await front.receive(conn, event, met[ADMIN], house, NOW)
    spent = (perf_counter() - wall) * 1000, (process_time() - cpu) * 1000
    assert said, "nothing was said"
    return spent
