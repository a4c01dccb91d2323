"""An admin sees which cells have a station within 15 minutes on foot: a table, a map, a file."""

import io

import openpyxl
import pytest

from bot.domain.outgoing import SendFile
from bot.domain.people import Grant, Role
from bot.domain.pictures import CellMap
from bot.domain.place import Point
from bot.domain.stations import Station, StationKind
from handlers.coverage import measuring, showing
from storage import cells, messages, stations
from tests.handlers.room import Actor, Room
from tests.town import CELLS, SOUTH, _cell


def station(name: str, east: float, hours: str = "08:00-18:00", *, active: bool = True) -> Station:
    """At the cells' latitude."""
    point = Point(SOUTH + 0.0025, east)
    return Station(0, name, name, StationKind.BEE, point, hours=hours, active=active)


async def furnished(room: Room, *every: Station) -> Actor:
    """Four cells in a row, each 450 m wide; 865 m reach the next one's middle, not the one after it."""
    async with room.store.write() as conn:
        await cells.put(conn, [_cell(number, code) for number, code in enumerate(CELLS, 1)])
        if every:
            await stations.put(conn, every)
    return room.admin()


WEST, EAST = station("西站", 103.7225), station("夜站", 103.7325, "24/7")


def lines(who: Actor) -> list[str]:
    return who.last_text.split("\n\n")[1].splitlines()


async def test_each_area_shows_its_share_by_day_and_round_the_clock(room: Room) -> None:
    admin = await furnished(room, WEST)
    await admin.says("/coverage")
    assert "15分钟服务圈" in admin.last_text
    assert "直线 865 米" in admin.last_text
    assert lines(admin) == [
        "安宁区：50% · 24小时 0%（共4 个网格）",
        "  安宁西路街道：50% · 24小时 0%（共4 个网格）",
        "    枣林西社区：100% · 24小时 0%（共2 个网格）",
        "    培黎社区：0% · 24小时 0%（共1 个网格）",
        "    建宁社区：0% · 24小时 0%（共1 个网格）",
    ]
    await room.do(lambda conn: stations.put(conn, [EAST]))
    await admin.says("/coverage")
    assert lines(admin)[0] == "安宁区：100% · 24小时 75%（共4 个网格）"


async def test_one_area_alone_can_be_asked_for(room: Room) -> None:
    admin = await furnished(room, WEST)
    await admin.says("/coverage 枣林西社区")
    assert lines(admin) == ["枣林西社区：100% · 24小时 0%（共2 个网格）"]
    await admin.presses("🗺")
    assert len(map_of(admin).shapes) == 2
    await admin.says("/coverage 火星")
    assert "/areas" in admin.last_text


async def test_a_station_out_of_use_serves_nobody(room: Room) -> None:
    admin = await furnished(room, WEST)
    async with room.store.write() as conn:
        await stations.change(conn, 1, active=False)
    await admin.says("/coverage")
    assert lines(admin)[0].startswith("安宁区：0%")


def map_of(who: Actor) -> CellMap:
    assert isinstance(who.last.picture, CellMap)
    return who.last.picture


async def test_the_map_shows_what_is_served_when(room: Room) -> None:
    admin = await furnished(room, station("西站", 103.7175), station("夜站", 103.7325, "24/7"))
    await admin.says("/admin")
    await admin.presses("15分钟服务圈")
    await admin.presses("🗺 地图")
    seen = map_of(admin)
    assert {shape.label: shape.fill for shape in seen.shapes} == {
        "枣林西-01": "by day",
        "枣林西-02": "round the clock",
        "培黎-01": "round the clock",
        "建宁-01": "round the clock",
    }
    assert len(seen.spots) == 2
    assert seen.title == "15分钟服务圈 · 安宁区"
    assert [words for _, words in seen.legend] == ["24小时有驿站", "仅白天有", "走不到", "驿站"]
    assert len(messages.pack(room.said[-1])[1]) < 2000


async def test_a_cell_out_of_reach_is_bare(room: Room) -> None:
    admin = await furnished(room)
    await admin.says("/coverage")
    assert lines(admin)[0].startswith("安宁区：0% · 24小时 0%")
    await admin.presses("🗺 地图")
    assert {shape.fill for shape in map_of(admin).shapes} == {"bare"}


async def test_the_file_has_a_row_a_cell(room: Room) -> None:
    admin = await furnished(room, WEST)
    await admin.says("/coverage")
    await admin.presses("Excel")
    sent = room.said[-1]
    assert isinstance(sent, SendFile)
    sheet = openpyxl.load_workbook(io.BytesIO(room.media[sent.sha256])).active
    assert sheet is not None
    head, first, *rest = sheet.iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    said = tuple(row[name] for name in ("code", "community", "reach", "nearest_station"))
    assert said == ("培黎-01", "培黎社区", "bare", "西站")
    assert row["metres"] == pytest.approx(900, abs=10)
    assert row["minutes"] == 16
    assert row["metres_24h"] is None
    assert len(rest) == 3


async def test_a_long_table_has_pages(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await furnished(room, WEST)
    monkeypatch.setattr(showing, "A_PAGE", 2)
    await admin.says("/coverage")
    assert len(lines(admin)) == 2
    await admin.presses("下一页")
    assert "枣林西社区" in admin.last_text
    await admin.presses("下一页")
    assert lines(admin)[0].strip().startswith("建宁社区")
    await admin.presses("上一页")
    assert len(lines(admin)) == 2
    await admin.presses_data("coverage:page:0:999", on=admin.last)
    assert "建宁社区" in admin.last_text


async def test_without_cells_there_is_nothing_to_measure(room: Room) -> None:
    admin = room.admin()
    await admin.says("/coverage")
    assert "import cells" in admin.last_text
    assert admin.last.labels == []
    await admin.presses_data("coverage:map:0:0", on=admin.last)
    assert admin.alert == "这个按钮已失效。"
    await admin.presses_data("coverage:xlsx:0:0", on=admin.last)
    assert isinstance(room.said[-1], SendFile)


async def test_more_cells_than_can_be_measured_at_once_are_refused(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await furnished(room)
    monkeypatch.setattr(measuring, "MOST_CELLS", 3)
    await admin.says("/coverage")
    assert "网格太多（4 个）" in admin.last_text
    await admin.says("/coverage 枣林西社区")
    assert "枣林西社区" in admin.last_text


@pytest.mark.parametrize("data", ["coverage:map:99:0", "coverage:x:0:0", "coverage:map:a:0", "coverage:page:0"])
async def test_a_forged_button_is_refused(room: Room, data: str) -> None:
    admin = await furnished(room, WEST)
    await admin.presses_data(data)
    assert admin.alert == "这个按钮已失效。"


@pytest.mark.parametrize("role", [Role.COURIER, Role.STAFF, Role.LEAD])
async def test_only_admins_see_it(room: Room, role: Role) -> None:
    await furnished(room, WEST)
    somebody = await room.member("某人", Grant(role))
    await somebody.says("/coverage")
    assert "服务圈" not in somebody.last_text
    await somebody.presses_data("coverage:map:0:0")
    assert somebody.last.picture is None
    assert somebody.alert
    stranger = room.stranger()
    await stranger.says("/coverage")
    assert "服务圈" not in stranger.last_text
