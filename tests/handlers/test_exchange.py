"""An admin sends a file: it is shown, then imported by a press; and gets tickets and people as a file."""

import io
from hashlib import sha256

import openpyxl
import pytest
from sqlalchemy import select

from bot import pruning
from bot.domain.incoming import Fetched, File, FileKind
from bot.domain.outgoing import Outgoing, SendFile
from bot.domain.people import Grant, Role
from handlers import exchange, export_files
from storage import audit, outbox, people, schema
from tests.handlers.room import Actor, Room

CELLS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "枣林西-01", '
    '"community": "枣林西社区"}, "geometry": {"type": "Polygon", "coordinates": '
    "[[[103.70, 36.10], [103.71, 36.10], [103.71, 36.11], [103.70, 36.11], [103.70, 36.10]]]}}]}"
)
POINTS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "桃园驿站"}, '
    '"geometry": {"type": "Point", "coordinates": [103.7226, 36.1037]}}]}'
)
ROSTER = "姓名,手机,角色,社区\n李四,13900139000,工作人员,枣林西社区\n张三,13800138000,,\n"


async def sends_file(room: Room, who: Actor, name: str, content: bytes) -> list[Outgoing]:
    """As the edge hands it over: kept by content, not looked into."""
    stored = sha256(content).hexdigest()
    room.media[stored] = content
    file = File("f1", FileKind.DOCUMENT, len(content), name=name, mime="text/plain")
    fetched = Fetched(stored, FileKind.DOCUMENT, len(content), name=name, problem="")
    return await who.sends(files=(file,), fetched=(fetched,))


async def known(room: Room, phone: str) -> object:
    async with room.store.write() as conn:
        return await people.by_phone(conn, phone)


async def test_a_roster_is_shown_and_imported_by_a_press(room: Room) -> None:
    await room.area("安宁区", "安宁西路街道", "枣林西社区")
    admin = room.admin()
    await sends_file(room, admin, "名单.csv", ROSTER.encode("gb18030"))
    assert "新增 2" in admin.last_text
    assert "李四" in admin.last_text
    assert await known(room, "13900139000") is None
    await admin.presses("导入")
    assert "已导入：新增 2" in admin.last_text
    assert admin.last.labels == []
    assert await known(room, "13900139000") is not None
    async with room.store.write() as conn:
        (line,) = await audit.latest(conn)
    assert (line.action, line.about) == ("import", "2 + 0, people")


async def test_cells_ask_for_their_coordinate_system_first(room: Room) -> None:
    admin = room.other_admin()
    await sends_file(room, admin, "Cells.GeoJSON", CELLS.encode())
    assert [label for label in admin.last.labels if "-" in label] == ["WGS-84", "GCJ-02", "BD-09"]
    await admin.presses("GCJ-02")
    assert "1 new" in admin.last_text
    assert "枣林西-01" in admin.last_text
    await admin.presses("Import")
    assert "Imported: 1 new" in admin.last_text
    async with room.store.write() as conn:
        assert (await conn.execute(select(schema.cells.c.code))).scalars().all() == ["枣林西-01"]
    assert len(admin.messages) == 1


async def test_cancel_imports_nothing(room: Room) -> None:
    admin = room.admin()
    await sends_file(room, admin, "名单.csv", "姓名,手机\n张三,13800138000\n".encode())
    await admin.presses("取消")
    assert "已取消" in admin.last_text
    assert await known(room, "13800138000") is None


async def test_bad_rows_are_listed_and_nothing_can_be_pressed(room: Room) -> None:
    admin = room.admin()
    rows = "\n".join(f"<b>{n},12" for n in range(30))
    await sends_file(room, admin, "名单.csv", f"姓名,手机\n{rows}\n".encode())
    lines = admin.last_text.splitlines()
    assert lines[1] == "• 第 2 行 电话 '12' 不是大陆手机号"
    assert len(lines) == 1 + 20 + 1
    assert "10" in lines[-1]
    assert admin.last.labels == []


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"PK\x03\x04", "XLSX"),
        ("a.csv", b"\xff\xff", "UTF-8"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1"), ".xls"),
        ("a.csv", "姓名,手机,角色,社区\n李,13900139000,网格员,无\n".encode(), "没有叫"),
        ("big.csv", b"x" * 1_000_001, "命令行"),
    ],
)
async def test_a_file_that_cannot_be_imported_says_why(room: Room, name: str, content: bytes, word: str) -> None:
    admin = room.admin()
    await sends_file(room, admin, name, content)
    assert word in admin.last_text
    assert admin.last.labels == []


async def test_what_became_wrong_since_the_preview_is_told_and_not_imported(room: Room) -> None:
    await room.area("安宁区", "安宁西路街道", "枣林西社区")
    admin = room.admin()
    await sends_file(room, admin, "名单.csv", ROSTER.encode())
    await room.area("安宁区", "别的街道", "枣林西社区")
    await admin.presses("导入")
    assert "枣林西社区" in admin.last_text
    assert await known(room, "13800138000") is None


async def test_only_an_admins_files_are_imports(room: Room) -> None:
    courier = await room.courier()
    await sends_file(room, courier, "名单.csv", ROSTER.encode())
    assert not any("导入" in label for message in courier.messages for label in message.labels)
    stranger = room.stranger()
    await sends_file(room, stranger, "名单.csv", ROSTER.encode())
    assert not any("导入" in label for message in stranger.messages for label in message.labels)


@pytest.mark.parametrize(
    "data", ["import:people:AAAA", "import:wgs84:", "import:mars:x", "crs:gcj02:" + "A" * 43, "crs:x"]
)
async def test_a_forged_button_is_refused(room: Room, data: str) -> None:
    admin = room.admin()
    await admin.presses_data(data)
    assert admin.alert


async def test_an_image_file_of_an_admin_is_no_import(room: Room) -> None:
    admin = await room.member("管", Grant(Role.ADMIN), Grant(Role.COURIER))
    file = File("f", FileKind.DOCUMENT, 10, name="IMG_1.jpg", mime="image/jpeg")
    await admin.sends(files=(file,), fetched=(Fetched("a" * 64, FileKind.DOCUMENT, 10, 100, 100, "image/jpeg"),))
    assert not any("导入" in label for label in admin.last.labels)


@pytest.mark.parametrize(("label", "kind"), [("工单，XLSX", "xlsx"), ("人员，CSV", "csv")])
async def test_export_sends_a_file(room: Room, label: str, kind: str) -> None:
    admin = room.admin()
    await room.courier("王师傅")
    await admin.says("/export")
    await admin.presses(label)
    (file,) = (said for said in room.said if isinstance(said, SendFile))
    assert (file.kind, file.name.endswith(f"-2026-11-21.{kind}")) == ("document", True)
    content = room.media[file.sha256]
    if kind == "csv":
        assert "王师傅" in content.decode("utf-8-sig")
    else:
        assert openpyxl.load_workbook(io.BytesIO(content)).active["A1"].value == "number"
    async with room.store.write() as conn:
        assert (await conn.execute(select(schema.media.c.sha256))).scalars().all() == [file.sha256]
        assert [line.action for line in await audit.latest(conn)] == ["export"]


async def test_too_many_rows_are_for_the_command_line(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_files, "MOST_ROWS", 0)
    await room.courier()
    admin = room.admin()
    await admin.presses_data("export:people:csv")
    assert "命令行" in admin.alert
    await admin.presses_data("export:ghosts:csv")
    await admin.presses_data("export:people:geojson")
    assert admin.alert


async def test_an_export_stays_a_week_and_until_it_was_sent(room: Room) -> None:
    await room.admin().says("/export")
    await room.admin().presses_data("export:people:csv")
    (name,) = room.media
    room.later(days=8)
    assert await pruning.prune(room.store, room.house, room.now) == 0
    async with room.store.write() as conn:
        waiting = await outbox.waiting(conn, after=0, limit=9)
        await outbox.settle(conn, [outbox.Outcome(row.id, schema.DONE) for row in waiting])
    assert await pruning.prune(room.store, room.house, room.now) == 1
    assert name not in room.media


def test_every_button_fits_into_64_bytes() -> None:
    longest = max(f"{verb}:{kind}:{'x' * 43}" for verb in ("import", "crs") for kind in exchange.MOST_BYTES)
    assert len(longest) <= 64


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("驿站.csv", "名称,纬度,经度,设施\n桃园驿站,36.1037,103.7226,饮水\n"),
        (
            "s.geojson",
            POINTS,
        ),
    ],
)
async def test_a_list_of_stations_is_told_from_people_and_cells(room: Room, name: str, content: str) -> None:
    admin = room.admin()
    await sends_file(room, admin, name, content.encode())
    await admin.presses("GCJ-02")
    assert "驿站：新增 1" in admin.last_text
    assert "桃园驿站" in admin.last_text
    await admin.presses("导入")
    assert "已导入：新增 1" in admin.last_text
    async with room.store.write() as conn:
        (row,) = (await conn.execute(select(schema.stations.c.name, schema.stations.c.lon))).all()
        (line,) = await audit.latest(conn)
    assert row.name == "桃园驿站"
    assert 103.719 < row.lon < 103.721
    assert line.about == "1 + 0, stations"


async def test_a_table_that_is_neither_list_is_told_what_both_need(room: Room) -> None:
    admin = room.admin()
    await sends_file(room, admin, "什么.csv", "甲,乙\n1,2\n".encode())
    assert "姓名, 电话" in admin.last_text
    assert "驿站名单要有“名称”“纬度”“经度”" in admin.last_text


async def test_a_station_without_a_name_is_not_a_person_without_one(room: Room) -> None:
    admin = room.admin()
    await sends_file(room, admin, "驿站.csv", "名称,纬度,经度\n桃园驿站,36.1037,103.7226\n,36.1037,103.7226\n".encode())
    await admin.presses("WGS-84")
    assert "驿站名称 没有填写" in admin.last_text
    assert "姓名" not in admin.last_text
