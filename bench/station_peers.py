"""Other ways to the nearest stations: scipy alone, numpy alone, SQLite's R*Tree, PostGIS. Each gives a function that
takes a point and gives the ids of the five nearest; with `filtered`, of those that have a flag that one in four has.
"""

import asyncio
import math
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import numpy as np
from scipy.spatial import cKDTree  # type: ignore[import-untyped]

from bot.domain.place import Point, distance
from tests import postgres

K = 5
Search = Callable[[Point], list[int]]


@dataclass(frozen=True)
class Stations:
    """Sorted by id, which is the position; `places` in degrees, latitude first; bit 0 of `flags` is the filter's."""

    places: Any
    flags: Any

    @property
    def size(self) -> int:
        return len(self.flags)


def unit(places: Any) -> Any:
    lat, lon = np.radians(places[:, 0]), np.radians(places[:, 1])
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def unit_one(point: Point) -> tuple[float, float, float]:
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def bare_tree(stations: Stations) -> Search:
    """The floor: on a sphere, unfiltered, ties as they fall."""
    tree = cKDTree(unit(stations.places))
    return lambda point: list(tree.query(unit_one(point), K)[1])


def dot_product(stations: Stations, *, filtered: bool) -> Search:
    rows = np.flatnonzero(stations.flags & 1) if filtered else np.arange(stations.size)
    vectors = unit(stations.places[rows])

    def search(point: Point) -> list[int]:
        near = vectors @ np.array(unit_one(point))
        best = np.argpartition(near, -K)[-K:]
        return list(rows[best[np.argsort(-near[best])]])

    return search


@contextmanager
def r_tree(stations: Stations, file: Path, *, filtered: bool) -> Iterator[Search]:
    """A box about as large as five stations want in the middle of a town, doubled until its circle holds five."""
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA cache_size = -400000")
        db.execute("PRAGMA mmap_size = 1000000000")
        if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
            _fill(db, stations)
        yield _in_boxes(db, _usual(stations, filtered=filtered), "AND flags & 1" if filtered else "")
    db.close()


def _fill(db: sqlite3.Connection, stations: Stations) -> None:
    """R*Tree rounds boxes outward to 32 bits; the place itself stands beside."""
    db.execute("CREATE VIRTUAL TABLE near USING rtree(id, s, n, w, e, +lat REAL, +lon REAL, +flags INTEGER)")
    rows = zip(stations.places.tolist(), stations.flags.tolist(), strict=True)
    values = ((name, lat, lat, lon, lon, lat, lon, flags) for name, ((lat, lon), flags) in enumerate(rows))
    db.executemany("INSERT INTO near VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    db.commit()


def _usual(stations: Stations, *, filtered: bool) -> float:
    """Metres to the fifth station, from the stations themselves."""
    rows = np.flatnonzero(stations.flags & 1) if filtered else np.arange(stations.size)
    vectors = unit(stations.places[rows])
    far = cKDTree(vectors).query(vectors[:: max(1, len(vectors) // 1000)], K + 1)[0][:, -1]
    return float(np.median(far)) * 6_371_000


def _in_boxes(db: sqlite3.Connection, usual: float, condition: str) -> Search:
    asked = f"SELECT id, lat, lon FROM near WHERE s >= ? AND n <= ? AND w >= ? AND e <= ? {condition}"

    def search(point: Point) -> list[int]:
        radius = usual * 1.3
        while True:
            high = math.degrees(radius / 6_356_000)
            wide = high / math.cos(math.radians(point.lat))
            box = (point.lat - high, point.lat + high, point.lon - wide, point.lon + wide)
            found = [(distance(point, Point(lat, lon)), name) for name, lat, lon in db.execute(asked, box)]
            near = sorted(item for item in found if item[0] <= radius)
            if len(near) >= K:
                return [name for _, name in near[:K]]
            radius *= 2

    return search


@contextmanager
def postgis(stations: Stations) -> Iterator[dict[bool, Search]]:
    """Prepared, over one connection. postgres.Absent where there is no PostgreSQL or no PostGIS."""
    with postgres.server() as url, asyncio.Runner() as loop:
        connection = loop.run(asyncpg.connect(url.replace("+asyncpg", "")))
        loop.run(_load(connection, stations))
        plain = loop.run(connection.prepare(_ASKED.format("")))
        filtered = loop.run(connection.prepare(_ASKED.format("WHERE flags & 1 = 1")))
        yield {False: _asking(loop, plain), True: _asking(loop, filtered)}
        loop.run(connection.close())


_ASKED = "SELECT id FROM station {} ORDER BY place <-> ST_MakePoint($2, $1)::geography LIMIT 5"


def _asking(loop: asyncio.Runner, statement: Any) -> Search:
    wait = loop.get_loop().run_until_complete  # Runner.run would add 50 us for its signal handler
    return lambda point: [row["id"] for row in wait(statement.fetch(point.lat, point.lon))]


async def _load(connection: Any, stations: Stations) -> None:
    try:
        await connection.execute("CREATE EXTENSION postgis")
    except asyncpg.PostgresError as error:
        raise postgres.Absent(f"no PostGIS here: {error}") from None
    await connection.execute("CREATE TABLE raw (id int, lat float8, lon float8, flags int)")
    rows = zip(stations.places.tolist(), stations.flags.tolist(), strict=True)
    records = [(name, lat, lon, flags) for name, ((lat, lon), flags) in enumerate(rows)]
    await connection.copy_records_to_table("raw", records=records)
    made = "CREATE TABLE station AS SELECT id, flags, ST_MakePoint(lon, lat)::geography(Point, 4326) AS place FROM raw"
    for statement in (made, "CREATE INDEX ON station USING gist (place)", "DROP TABLE raw", "VACUUM ANALYZE station"):
        await connection.execute(statement)
