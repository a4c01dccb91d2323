"""A day at a station through the whole bot and a pretend Telegram: the poster, its code, a remark, an activity."""

from datetime import UTC, datetime
from io import BytesIO

from PIL import Image

from bot.domain.people import Grant, Role
from storage import areas, people, stations, visits
from tests.handlers.test_stations_whole import listed
from tests.town import WEST, Town
from tests.townsfolk import Actor

FRIDAY = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)  # 14:30 in Shanghai; the town wakes on Wednesday at 10:00


async def keeps(town: Town, who: Actor, code: str) -> None:
    """Somebody keeps the station, which belongs to the western community."""
    async with town.app.store.write() as conn:
        station = await stations.with_code(conn, code)
        person = (await people.by_telegram(conn, [who.person.id]))[who.person.id]
        assert station is not None
        await people.grant(conn, person.id, Grant(Role.KEEPER), town.clock.at)
        await stations.keep(conn, station.id, person.id, town.clock.at)


async def printed(town: Town, keeper: Actor) -> str:
    """The link on the poster that the keeper gets: first a PDF, then the same page as a PNG."""
    await keeper.presses("海报")
    pdf, png = [one.raw["document"] for one in keeper.said if "document" in one.raw]
    assert (pdf["file_name"], png["file_name"]) == ("poster-S-1.pdf", "poster-S-1.png")
    assert town.box.file(pdf["file_id"]).startswith(b"%PDF")
    assert Image.open(BytesIO(town.box.file(png["file_id"]))).size == (1654, 2339)
    return f"https://t.me/{town.app.house.username}?start=s_S-1"


async def test_a_rider_scans_checks_in_writes_signs_up_and_is_reminded(town: Town) -> None:
    await listed(town)
    keeper, rider = town.lead, town.courier
    await keeps(town, keeper, "S-1")
    await keeper.starts("s_S-1")
    link = await printed(town, keeper)

    await rider.opens(link)
    assert "桃园驿站" in rider.said[-1].text
    assert (await rider.presses("打卡")).text == "打卡成功"
    assert "已在桃园驿站打卡" in rider.said[-1].text
    assert "明天见" in (await rider.presses("打卡")).text

    await rider.presses("意见征集册")
    await rider.sends("饮水机该换滤芯了")
    await keeper.presses("💬 回复")
    await keeper.sends("已经订了，周五换")
    assert "周五换" in rider.said[-1].text

    await keeper.presses("📅 活动")
    await keeper.presses("发布活动")
    for label in ("义诊", "每周五", "14:30", "20"):
        await keeper.presses(label)
    await rider.presses("📅 活动")
    assert "1. 周五 11-20 14:30 义诊 · 已报 0/20" in rider.said[-1].text
    assert "报名成功" in (await rider.presses("我要报名")).text
    assert "已报 1/20" in rider.said[-1].text

    count = len(rider.said)
    await town.clock.is_at(FRIDAY.replace(hour=5, minute=29))
    assert len(rider.said) == count
    await town.restarts()
    await town.clock.passes(minutes=1)
    assert rider.saying("⏰ 14:30 开始：义诊，桃园驿站 安居路18号")
    await town.restarts()
    await town.clock.passes(minutes=5)
    assert len(rider.saying("⏰")) == 1
    async with town.app.store.read() as conn:
        person = (await people.by_telegram(conn, [rider.person.id]))[rider.person.id]
        assert len(await visits.checkins_of(conn, person.id)) == 1


async def test_a_remark_reaches_the_group_of_the_community(town: Town) -> None:
    await listed(town)
    async with town.app.store.write() as conn:
        station = await stations.with_code(conn, "S-1")
        assert station is not None
        (area,) = await areas.named(conn, WEST)
        await stations.change(conn, station.id, area=area.id)
    await town.courier.starts("s_S-1")
    await town.courier.presses("意见征集册")
    await town.courier.sends("水有点凉")
    assert "水有点凉" in town.west.last_text
