"""The stations in memory follow the database: at once, in portions, and never what was undone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.place import Point
from bot.domain.stations import Amenity, Station, StationKind
from storage import station_index, stations
from storage.engine import Store
from storage.finder import ALL_DAY, OPEN, Finder, Wish

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
NIGHT = NOON + timedelta(hours=12)
HERE = Point(36.1, 103.7)
ANY = frozenset[str]()


def numbered(number: int, hours: str = "08:00-22:00", *amenities: Amenity) -> Station:
    """Ten metres further north for each number."""
    point = Point(36.1 + number * 1e-4, 103.7)
    return Station(0, f"S-{number}", f"{number}", StationKind.BEE, point, hours=hours, amenities=frozenset(amenities))


@pytest.fixture
def finder() -> Finder:
    return Finder(ZoneInfo("Asia/Shanghai"))


async def names(finder: Finder, store: Store, filters: frozenset[str] = ANY, *, at: datetime = NOON) -> list[str]:
    async with store.write() as conn:
        found = await finder.nearest(conn, Wish(HERE, filters), at, count=4)
        return [each.station.name for each in found]


async def put(store: Store, *rows: Station) -> None:
    async with store.write() as conn:
        await stations.put(conn, rows)


async def test_they_are_read_in_portions_and_none_is_missed(
    store: Store, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in ("_USED", "_CHANGED"):
        monkeypatch.setattr(station_index, query, getattr(station_index, query).limit(3))
    monkeypatch.setattr(station_index, "PORTION", 3)
    await put(store, *(numbered(n) for n in range(1, 10)))
    assert await names(finder, store) == ["1", "2", "3", "4"]
    await put(store, *(replace(numbered(n), hours="24/7") for n in range(2, 9)))
    assert await names(finder, store, frozenset({ALL_DAY})) == ["2", "3", "4", "5"]
    async with store.write() as conn:
        for number in range(1, 8):
            await stations.change(conn, number, active=False)
    assert await names(finder, store) == ["8", "9"]


async def undone(store: Store, finder: Finder, *rows: Station) -> list[str]:
    """What the finder sees in a transaction that puts the rows, and is then rolled back."""
    async with store.write() as conn:
        await stations.put(conn, rows)
        found = await finder.nearest(conn, Wish(HERE, ANY), NOON)
        await conn.get_transaction().rollback()  # type: ignore[union-attr]
    return [each.station.name for each in found]


async def test_what_a_transaction_undoes_is_not_remembered(store: Store, finder: Finder) -> None:
    await put(store, numbered(1), numbered(2))
    assert await names(finder, store) == ["1", "2"]
    assert await undone(store, finder, replace(numbered(1), name="x")) == ["x", "2"]  # its own change it sees
    assert await names(finder, store) == ["1", "2"]
    await put(store, replace(numbered(2), name="zwei"))
    assert await names(finder, store) == ["1", "zwei"]


async def test_the_first_question_in_a_transaction_that_is_undone_leaves_nothing(store: Store, finder: Finder) -> None:
    assert await undone(store, finder, numbered(1)) == ["1"]
    assert await names(finder, store) == []


async def test_many_changes_at_once_are_followed_in_a_thread(
    store: Store, finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_index, "FEW", 1)
    monkeypatch.setattr(station_index, "OVERLAY", 2)
    await put(store, *(numbered(n, "", Amenity.WATER) for n in range(1, 6)))
    assert await names(finder, store, frozenset({Amenity.WATER})) == ["1", "2", "3", "4"]
    await put(store, *(numbered(n, "24/7") for n in range(1, 5)))
    assert await names(finder, store, frozenset({Amenity.WATER})) == ["5"]
    assert await names(finder, store, frozenset({OPEN}), at=NIGHT) == ["1", "2", "3", "4"]
    await put(store, numbered(1, "08:00-09:00"))
    assert await names(finder, store, frozenset({OPEN})) == ["2", "3", "4"]


async def test_a_day_of_being_shut_begins_and_ends(store: Store, finder: Finder) -> None:
    await put(store, numbered(1))
    async with store.write() as conn:
        await stations.change(conn, 1, closed_until=NOON + timedelta(hours=1))
    assert await names(finder, store, frozenset({OPEN})) == []
    assert await names(finder, store, frozenset({OPEN}), at=NOON + timedelta(hours=2)) == ["1"]
    async with store.write() as conn:
        await stations.change(conn, 1, closed_until=None)
    assert await names(finder, store, frozenset({OPEN})) == ["1"]


async def test_they_are_warmed_ahead_and_changed_since(store: Store, finder: Finder) -> None:
    async with store.read() as conn:
        await finder.warm(conn, NOON)  # where there is nothing, nothing is loaded
    assert finder._snapshot is None
    await put(store, numbered(1), numbered(2))
    async with store.read() as conn:
        await finder.warm(conn, NOON)
    warmed = finder._snapshot
    assert warmed is not None
    assert await names(finder, store) == ["1", "2"]
    assert finder._snapshot is warmed
    await put(store, replace(numbered(2), name="zwei"))
    assert await names(finder, store) == ["1", "zwei"]
