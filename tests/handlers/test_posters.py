"""Keepers and admins get posters to print: one from the station's page, all of an area by a command."""

from dataclasses import replace

from bot.domain.outgoing import SendFile
from bot.domain.people import Standing
from bot.domain.pictures import Poster, Posters
from bot.domain.stations import Amenity
from handlers.stations import posters
from storage import stations
from tests.handlers.room import Room
from tests.handlers.test_book import kept
from tests.handlers.test_door import BEE, listed

PAGE = Poster(
    "小蜜蜂驿站", "小蜜蜂驿站", "https://t.me/grid_bot?start=s_ZX-1",
    "用手机相机或 Telegram 扫码：打卡、留言、报活动、查附近驿站",
    (("water", "饮水"),), ("开放时间", "24小时开放"), "安居路18号",
)  # fmt: skip


def files(room: Room) -> list[SendFile]:
    return [one for one in room.said if isinstance(one, SendFile)]


async def test_a_keeper_gets_the_stations_poster_as_pdf_and_png(room: Room) -> None:
    _, keeper = await kept(room)
    await keeper.says("/start s_ZX-1")
    await keeper.presses("海报")
    assert [(one.name, one.drawn) for one in files(room)] == [
        ("poster-ZX-1.pdf", Posters((PAGE,))),
        ("poster-ZX-1.png", Posters((PAGE,), "png")),
    ]
    assert "A4 打印" in files(room)[0].text


async def test_the_poster_speaks_the_language_of_the_place_and_tells_no_secrets(room: Room) -> None:
    bee = await listed(room)
    await room.other_admin().presses_data(f"poster:{bee.id}")
    assert files(room)[0].drawn == Posters((PAGE,))
    assert "4321" not in str(files(room))


async def test_nobody_else_gets_posters(room: Room) -> None:
    number, _ = await kept(room)
    for who in (room.stranger(), await room.courier(), await room.courier(standing=Standing.SUSPENDED)):
        await who.presses_data(f"poster:{number}")
        assert who.alert
        await who.says("/posters")
        assert files(room) == []


async def test_an_admin_gets_all_posters_or_those_of_an_area(room: Room) -> None:
    street = await room.area("安宁区", "安宁西路街道")
    west = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    east = await room.area("安宁区", "培黎街道", "培黎社区")
    shut = replace(BEE, code="D", name="丁", active=False)
    every = [
        replace(BEE, code=code, name=code, area=area) for code, area in (("B", west.id), ("A", east.id), ("C", None))
    ]
    await listed(room, *every, shut)
    admin = room.admin()
    for arguments, names in (("", "ABC"), (street.name, "B"), ("培黎社区", "A")):
        await admin.says(f"/posters {arguments}".strip())
        (sent,) = files(room)
        assert sent.drawn is not None
        assert "".join(page.name for page in sent.drawn.pages) == names
        assert sent.name == "posters-2026-11-21.pdf"
    await admin.says("/posters 没有的社区")
    assert "没有" in admin.last_text
    assert files(room) == []


async def test_a_keeper_gets_posters_of_their_own_stations(room: Room) -> None:
    _, keeper = await kept(room)
    await listed(room, replace(BEE, code="X"))
    await keeper.says("/posters")
    (sent,) = files(room)
    assert sent.drawn == Posters((PAGE,))


async def test_too_many_for_a_chat_and_none_at_all_are_said(room: Room) -> None:
    admin = room.admin()
    await admin.says("/posters")
    assert "没有可以打印海报的驿站" in admin.last_text
    await listed(room, *(replace(BEE, code=f"S{n}") for n in range(posters.MOST + 1)))
    await admin.says("/posters")
    assert "101 张海报" in admin.last_text
    assert "/posters 辖区名" in admin.last_text


async def test_a_code_that_no_file_may_be_called_is_made_tame(room: Room) -> None:
    bee = await listed(room, replace(BEE, code="../枣林/1", amenities=frozenset[Amenity](), hours=""))
    await room.do(lambda conn: stations.change(conn, bee.id, address=""))
    await room.admin().presses_data(f"poster:{bee.id}")
    assert files(room)[0].name == "poster-..-枣林-1.pdf"
