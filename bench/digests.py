"""Figures of a day, a week and a month out of a year of tickets, on SQLite: seconds a question."""

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.figures import Result
from bot.domain.figures import Figure, Kind, around
from bot.domain.policy import Goals
from storage.engine import Store
from storage.figures import counting
from storage.figures.lives import window
from storage.schema import metadata

MANY, FEW = 1_000_000, 20_000
AREAS, CELLS, COURIERS = 200, 1_600, 5_000
YEAR = datetime(2025, 11, 30, 16, tzinfo=UTC), timedelta(days=365)  # up to the night before
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)  # 08:30 on the 1st in Lanzhou
CATEGORIES = ("manhole", "fire_lane", "road", "gas", "wire", "rubbish", "other")
AREA = """INSERT INTO areas (id, level, code, name, path) VALUES (?, 'community', ?, ?, ?)"""
CELL = """INSERT INTO cells (id, code, name, area, polygon) VALUES (?, ?, ?, ?, x'00')"""
PERSON = """INSERT INTO people (id, name, standing, joined_at) VALUES (?, ?, 'active', '2026-01-01 00:00:00.000000')"""
TICKET = """INSERT INTO tickets
            (id, version, kind, category, severity, state, reporter, submitted_at, lat, lon, area, cell)
            VALUES (?, 1, 'hazard', ?, 'normal', ?, ?, ?, ?, ?, ?, ?)"""
LINE = """INSERT INTO history (ticket, at, verb, by, area) VALUES (?, ?, ?, ?, ?)"""
Row = tuple[object, ...]


def measure(folder: Path, *, quick: bool) -> Result:
    """One row a period and scope, each question asked once: its answer comes from a cold cache of SQLite's own."""
    folder.mkdir(parents=True, exist_ok=True)
    file, count = folder / "figures.db", FEW if quick else MANY
    lines = _filled(file, count)
    rows = asyncio.run(_rows(file))
    heads = ("figures of", "new", "whole, s", "CPU, s", "by cell, s", "tickets behind, s")
    return Result(
        f"Figures, {count:,} tickets", heads, rows, [f"{lines:,} lines of history, {AREAS} communities, SQLite"]
    )


def _filled(file: Path, count: int) -> int:
    engine = create_engine(f"sqlite:///{file}")
    metadata.create_all(engine)
    engine.dispose()
    dice = random.Random(7)
    with sqlite3.connect(file) as conn:
        conn.execute("PRAGMA synchronous=OFF")
        conn.executemany(AREA, [(n, f"c{n}", f"c{n}", f"{n}") for n in range(1, AREAS + 1)])
        conn.executemany(CELL, [(n, f"g{n}", f"g{n}", n % AREAS + 1) for n in range(1, CELLS + 1)])
        conn.executemany(PERSON, [(n, f"p{n}") for n in range(1, COURIERS + 1)])
        for tickets, lines in _portions(dice, count):
            conn.executemany(TICKET, tickets)
            conn.executemany(LINE, sorted(lines, key=lambda line: str(line[1])))
        return int(conn.execute("SELECT count(*) FROM history").fetchone()[0])


def _portions(dice: random.Random, count: int, size: int = 20_000) -> Iterator[tuple[list[Row], list[Row]]]:
    for start in range(0, count, size):
        lives = [_life(dice, n, count) for n in range(start + 1, min(count, start + size) + 1)]
        yield [ticket for ticket, _ in lives], [line for _, lines in lives for line in lines]


def _life(dice: random.Random, number: int, count: int) -> tuple[Row, list[Row]]:
    """Most are taken, resolved and rated; one of forty is reopened and resolved again."""
    begin, span = YEAR
    cell, reporter = dice.randrange(1, CELLS + 1), dice.randrange(1, COURIERS + 1)
    steps = [("submit", reporter, 0.0), ("acknowledge", 1, 1_800.0), ("resolve", 1, 40_000.0)]
    if number % 40 == 0:
        steps += [("reopen", reporter, 3_000.0), ("acknowledge", 1, 3_000.0), ("resolve", 1, 9_000.0)]
    steps += [("rate", reporter, 3_000.0)] if number % 3 else []
    at, lines, last = begin + span * (number - 1) / count, list[Row](), ""
    came = at
    for verb, by, mean in steps:
        at += timedelta(seconds=int(dice.expovariate(1 / mean)) if mean else 0)
        if at < begin + span:
            lines.append((number, f"{at:%Y-%m-%d %H:%M:%S}.000000", verb, by, cell % AREAS + 1))
            last = verb
    state = {"resolve": "resolved", "rate": "closed", "acknowledge": "acknowledged"}.get(last, "open")
    place = (36 + dice.random() / 5, 103 + dice.random() / 5, cell % AREAS + 1, cell)
    return (number, dice.choice(CATEGORIES), state, reporter, f"{came:%Y-%m-%d %H:%M:%S}.000000", *place), lines


async def _rows(file: Path) -> list[list[str]]:
    store = Store(f"sqlite+aiosqlite:///{file}")
    scopes = {"all": None, "a community": (7,)}
    async with store.read() as conn:
        rows = [
            await _row(conn, f"{name}, {kind.name.lower()}", kind, areas)
            for name, areas in scopes.items()
            for kind in (Kind.DAY, Kind.WEEK, Kind.MONTH)
        ]
    await store.close()
    return rows


async def _row(conn: AsyncConnection, name: str, kind: Kind, areas: tuple[int, ...] | None) -> list[str]:
    ended = {Kind.DAY: date(2026, 11, 30), Kind.WEEK: date(2026, 11, 29), Kind.MONTH: date(2026, 11, 30)}
    period = around(kind, ended[kind])
    wanted = window(period, ZONE, NOW, areas, goals=Goals())
    start, cpu = perf_counter(), process_time()
    found = await counting.figures(conn, period, wanted)
    whole, busy = perf_counter() - start, process_time() - cpu
    start = perf_counter()
    await counting.parts(conn, wanted)
    parts = perf_counter() - start
    start = perf_counter()
    await counting.behind(conn, wanted, Figure.OPEN, limit=9)
    return [name, f"{found[Figure.NEW]:,}", *(f"{n:.2f}" for n in (whole, busy, parts, perf_counter() - start))]
