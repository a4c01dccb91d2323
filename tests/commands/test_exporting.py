"""Exports: the columns that were promised, local days, nothing that a spreadsheet would execute."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bot.domain.people import Person
from bot.domain.place import Point
from bot.domain.roster import read_people
from bot.domain.sheets.write import OPENERS, Format
from bot.domain.stations import Station, StationKind
from storage import areas, exports, people, remarks, stations, visits
from storage.engine import Store
from storage.exports import NoPlace, Wanted, What
from storage.visits import CheckIn
from tests.commands.conftest import Line
from tests.commands.town import fill

ZONE = ZoneInfo("Asia/Shanghai")
COLUMNS = (
    "number,kind,category,severity,state,level,submitted_at,acknowledged_at,resolved_at,closed_at,"
    "district,street,community,cell,lat,lon,reporter,assignee,satisfied,description"
)


async def written(store: Store, what: What, kind: Format, wanted: Wanted) -> bytes:
    out = io.BytesIO()
    async with store.read() as conn:
        rows = await exports.write(conn, what, kind, wanted, out=out)
        assert rows == await exports.count(conn, what, wanted)
    return out.getvalue()


async def test_tickets_as_csv_open_in_excel_with_every_promised_column(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    data = await written(store, What.TICKETS, Format.CSV, Wanted(ZONE))
    assert data.startswith(b"\xef\xbb\xbf" + COLUMNS.encode() + b"\r\n")
    first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (first["submitted_at"], first["acknowledged_at"], first["closed_at"]) == (
        "2026-11-20T12:00:00+08:00",
        "2026-11-20T12:05:00+08:00",
        "",
    )
    assert (first["district"], first["street"], first["community"], first["cell"]) == (
        *("", "安宁西路街道", "枣林西社区", "枣林西-01"),
    )
    assert (first["reporter"], first["assignee"], first["satisfied"]) == ("'=HYPERLINK(1)", "王芳", "true")
    assert first["description"] == "'-1 井盖\n坏了"
    assert (second["community"], second["satisfied"], second["lat"]) == ("", "", "36.1037")


async def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    data = await written(store, What.TICKETS, Format.XLSX, Wanted(ZONE))
    head, first, _ = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()
    cells = dict(zip([cell.value for cell in head], first, strict=True))
    assert ",".join(cells) == COLUMNS
    assert (cells["reporter"].value, cells["reporter"].data_type) == ("=HYPERLINK(1)", "s")
    assert (cells["number"].value, cells["lat"].value, cells["satisfied"].value) == (1, 36.1037, True)


async def test_tickets_on_a_map_are_points_with_the_longitude_first(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    collection = json.loads(await written(store, What.TICKETS, Format.GEOJSON, Wanted(ZONE)))
    assert [feature["geometry"]["coordinates"] for feature in collection["features"]] == [[103.7226, 36.1037]] * 2
    assert collection["features"][1]["properties"]["satisfied"] is None


async def test_nothing_to_export_is_still_a_whole_file(store: Store) -> None:
    assert json.loads(await written(store, What.TICKETS, Format.GEOJSON, Wanted(ZONE)))["features"] == []
    assert (await written(store, What.PEOPLE, Format.CSV, Wanted(ZONE))).count(b"\n") == 1


@pytest.mark.parametrize(
    ("since", "until", "numbers"),
    [
        (None, None, ["1", "2"]),
        (date(2026, 11, 20), date(2026, 11, 20), ["1"]),
        (date(2026, 11, 21), date(2026, 11, 21), ["2"]),
        (date(2026, 11, 20), date(2026, 11, 21), ["1", "2"]),
        (date(2026, 11, 22), None, []),
        (None, date(2026, 11, 19), []),
    ],
)
async def test_days_are_local_and_both_ends_count(
    store: Store, tmp_path: Path, since: date | None, until: date | None, numbers: list[str]
) -> None:
    await fill(store, tmp_path)
    data = await written(store, What.TICKETS, Format.CSV, Wanted(ZONE, since, until))
    assert [row["number"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))] == numbers


async def test_an_area_brings_everything_below_it(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    lines = {}
    for name in ("安宁西路街道", "枣林西社区", "枣林东社区"):
        async with store.read() as conn:
            (area,) = await areas.named(conn, name)
        data = await written(store, What.TICKETS, Format.CSV, Wanted(ZONE, area=area))
        lines[name] = len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) - 1
    assert lines == {"安宁西路街道": 1, "枣林西社区": 1, "枣林东社区": 0}


@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX])
def test_what_people_export_an_import_reads_again(kind: Format) -> None:
    out = io.BytesIO()
    header = exports.TABLES[What.PEOPLE].columns
    row = ("=张三", "13800138000", "-x", "staff", "街道/社区", "active", 5, True, "")
    with OPENERS[kind](out, header) as add:
        add([row])
    (read,) = read_people(out.getvalue(), f"people.{kind}")
    assert (read.name, read.phone, read.company, read.role, read.community) == row[:5]


async def test_visits_and_remarks_name_their_station_and_who_it_was(store: Store, tmp_path: Path) -> None:
    await fill(store, tmp_path)
    at = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half past midnight of the 21st in Shanghai
    async with store.write() as conn:
        (area,) = await areas.named(conn, "枣林西社区")
        await stations.put(conn, [Station(0, "S-1", "桃园驿站", StationKind.BEE, Point(36.1, 103.7), area=area.id)])
        station = await stations.with_code(conn, "S-1")
        assert station is not None
        who = await people.ensure(conn, Person(0, 77, "李师傅"), at)
        await visits.check_in(conn, who.id, CheckIn(station.id, date(2026, 11, 21), at))
        number = await remarks.write(conn, who.id, station.id, "水凉", at=at)
        await remarks.answer(conn, number, "=换", by=who.id, at=at)
    local, at_station = "2026-11-21T00:30:00+08:00", "S-1,桃园驿站,枣林西社区"
    told = (await written(store, What.VISITS, Format.CSV, Wanted(ZONE, area=area))).decode("utf-8-sig")
    assert told.splitlines() == ["code,station,community,day,at,name", f"{at_station},2026-11-21,{local},李师傅"]
    told = (await written(store, What.REMARKS, Format.CSV, Wanted(ZONE, date(2026, 11, 21)))).decode("utf-8-sig")
    assert told.splitlines()[1] == f"{at_station},{local},李师傅,水凉,{local},李师傅,'=换"
    assert (await written(store, What.REMARKS, Format.CSV, Wanted(ZONE, until=date(2026, 11, 20)))).count(b"\n") == 1


async def test_people_have_no_place_on_a_map(store: Store) -> None:
    with pytest.raises(NoPlace):
        await written(store, What.PEOPLE, Format.GEOJSON, Wanted(ZONE))


def test_the_command_writes_the_file_whole_or_leaves_the_old_one(line: Line, shell: Line, tmp_path: Path) -> None:
    done = shell("export", "tickets", "--format", "xlsx", "--out", "t.xlsx", "--since", "2026-11-01")
    assert (done.code, done.err) == (0, "tickets: 0 rows to t.xlsx\n")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").active.max_row == 1
    (tmp_path / "t.csv").write_text("old", encoding="utf-8")
    (tmp_path / "bot.db").write_text("no database", encoding="utf-8")
    broken = line("export", "tickets", "--format", "csv", "--out", "t.csv", DATABASE_URL="sqlite+aiosqlite:///bot.db")
    assert (broken.code, broken.err.count("\n")) == (1, 1)
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bot.db", "data", "t.csv", "t.xlsx"]
