"""Stations by the command line: in whole or not at all, and out again as they came."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.place import Crs, Point
from bot.domain.station_list import BadRows, read_stations
from storage import station_imports, stations
from storage.engine import Store
from tests.commands.conftest import Line
from tests.commands.town import fill

FILE = (
    "code,name,kind,lat,lon,hours,amenities,door\n"
    "S-1,桃园驿站,小蜜蜂驿站,36.1037,103.7226,24小时,饮水、充电,按铃\n"
    "S-2,文化宫,,36.1021,103.7300,周一至周五 08:30-18:00,空调,\n"
)


async def put(store: Store, text: str) -> station_imports.StationChanges:
    async with store.write() as conn:
        changes = await station_imports.stations_in(conn, read_stations(text.encode(), "s.csv", Crs.WGS84))
        await station_imports.put(conn, changes)
    return changes


async def test_a_known_code_is_updated_and_what_the_file_leaves_empty_stays(store: Store) -> None:
    await put(store, FILE)
    changes = await put(store, "code,name,lat,lon,hours\nS-1,新名,36.1037,103.7226,\nS-2,文化宫,36.1021,103.7300,\n")
    assert ([s.name for s in changes.changed], changes.new, changes.same) == (["新名"], (), 1)
    async with store.read() as conn:
        known = await stations.with_code(conn, "S-1")
    assert known is not None
    assert (known.name, known.hours, known.door, known.kind) == ("新名", "24/7", "按铃", "bee")
    assert len(known.amenities) == 2


async def test_an_import_brings_back_what_was_out_of_use(store: Store) -> None:
    await put(store, FILE)
    async with store.write() as conn:
        await stations.change(conn, 1, active=False)
    assert [s.code for s in (await put(store, FILE)).changed] == ["S-1"]
    async with store.read() as conn:
        assert await stations.count(conn) == 2


async def test_a_community_is_found_by_name_and_an_unknown_one_is_refused(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    header = "code,name,lat,lon,community\n"
    changes = await put(store, f"{header}S-1,桃园,36.1,103.7,枣林西社区\n")
    assert changes.new[0].area is not None
    with pytest.raises(BadRows):
        await put(store, f"{header}S-9,桃园,36.1,103.7,无\n")


async def test_thousands_of_stations_go_in_at_once(store: Store) -> None:
    rows = "".join(f"S-{n},站{n},{36 + n / 1e5},103.7,24小时,饮水\n" for n in range(6000))
    changes = await put(store, f"code,name,lat,lon,hours,amenities\n{rows}")
    moved = [replace(s, point=Point(36.5, 103.5)) for s in changes.new[:1]]
    async with store.write() as conn:
        await stations.put(conn, moved)
        assert await stations.count(conn) == 6000


def test_the_command_imports_and_exports_what_it_imported(line: Line, shell: Line, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(FILE, encoding="gb18030")
    dry = line("import", "stations", "s.csv", "--crs", "gcj02", "--dry-run")
    assert dry.out == "stations: 2 new, 0 changed, 0 unchanged\ndry run: nothing was changed\n"
    assert shell("import", "stations", "s.csv", "--crs", "wgs84").out == "stations: 2 new, 0 changed, 0 unchanged\n"
    for kind in ("csv", "xlsx", "geojson"):
        assert line("export", "stations", "--format", kind, "--out", f"o.{kind}").code == 0
        again = line("import", "stations", f"o.{kind}", "--crs", "wgs84")
        assert (kind, again.out) == (kind, "stations: 0 new, 0 changed, 2 unchanged\n")
    found = json.loads((tmp_path / "o.geojson").read_text(encoding="utf-8"))["features"][0]
    assert found["geometry"]["coordinates"] == [103.7226, 36.1037]
    assert found["properties"]["amenities"] == "饮水、手机充电"


def test_three_bad_rows_import_nothing_and_are_named(line: Line, tmp_path: Path) -> None:
    bad = "S-3,a,,96.1,203,,,\nS-4,b,,36.1,103.7,看心情,,\nS-5,c,,36.1,103.7,,龙虾,\n"
    (tmp_path / "s.csv").write_text(FILE + bad, encoding="utf-8")
    refused = line("import", "stations", "s.csv", "--crs", "wgs84")
    assert (refused.code, refused.out) == (1, "")
    assert [text.split(":")[0] for text in refused.err.splitlines()] == ["row 4", "row 5", "row 6"]
    assert "S-1" not in line("export", "stations", "--format", "csv", "--out", "-").out
    assert line("import", "stations", "s.csv").code == 2
