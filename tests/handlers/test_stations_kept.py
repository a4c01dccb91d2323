"""A station is kept true through the whole bot and a pretend Telegram: keeper, word, question, answer, next rider."""

from bot.domain.place import Crs
from bot.domain.station_list import read_stations
from storage import people, station_imports, stations
from tests.town import HERE, Town
from tests.townsfolk import Actor, picture

FILE = (
    "code,name,lat,lon,hours,amenities\n"
    "S-1,桃园驿站,36.1040,103.7225,24小时,手机充电、饮水\n"
    "S-2,昼夜驿站,36.1080,103.7225,24小时,手机充电\n"
)


async def listed(town: Town) -> None:
    async with town.app.store.write() as conn:
        rows = read_stations(FILE.encode(), "s.csv", Crs.WGS84)
        await station_imports.put(conn, await station_imports.stations_in(conn, rows))


async def asks(who: Actor) -> None:
    """The nearest stations; only the first time where they are."""
    await who.sends("/stations")
    if not who.saying("附近驿站（") and not who.saying("Stations near"):
        await who.taps("📍", location=HERE)


async def test_a_broken_charger_sends_the_next_rider_elsewhere(town: Town) -> None:
    await listed(town)
    keeper, rider, next_rider = town.rider, town.courier, town.lead
    await asks(town.admin)
    await town.admin.presses("1")
    await town.admin.presses("🛠 管理")
    await town.admin.presses("👤 站长")
    await town.admin.presses("指定站长")
    user = keeper.person.user
    forwarded = {"text": "hello", "forward_origin": {"type": "user", "date": 1, "sender_user": user}}
    await town.admin.sends_anything(forwarded)
    assert keeper.saying("You keep the station 桃园驿站")
    assert town.admin.saying("Rider Tom 已是 桃园驿站 的站长")

    await asks(rider)
    await rider.presses("1")
    await rider.presses("有问题")
    await rider.presses("充电坏了")
    (asked,) = keeper.saying("charger broken")
    assert "1 rider says" in asked.text
    await keeper.presses("It is so", asked)
    assert "站长已核实" in rider.said[-1].text

    await asks(next_rider)
    assert "1. 桃园驿站" in next_rider.said[-1].text
    await next_rider.presses("充电")
    assert "1. 昼夜驿站" in next_rider.said[-1].text
    assert "桃园驿站" not in next_rider.said[-1].text

    await keeper.sends("/keep")
    await keeper.presses("Closed for a while")
    await keeper.presses("Closed today")
    await next_rider.presses("✅ 充电")
    assert "桃园驿站" not in next_rider.said[-1].text
    await keeper.presses("Open again")
    await town.restarts()
    await town.clock.passes(hours=6, minutes=1)
    await next_rider.presses("充电")
    assert "1. 桃园驿站" in next_rider.said[-1].text


async def test_a_page_over_the_map_does_all_that_a_page_does(town: Town) -> None:
    await listed(town)
    async with town.app.store.write() as conn:
        person = (await people.by_telegram(conn, [town.rider.person.id]))[town.rider.person.id]
        await stations.keep(conn, 1, person.id, town.clock.at)
    keeper, rider = town.rider, town.courier
    await keeper.sends("/keep")
    await keeper.presses("📷 Photo")
    await keeper.sends_photo(picture(7))
    assert "There is a photo" in keeper.said[-1].text
    await asks(rider)
    await rider.presses("🗺 地图")
    await rider.presses("1")
    await rider.presses("有问题")
    await rider.presses("没水了")
    page = rider.said[-1]
    assert page.raw["photo"]
    assert "有人反映：没水了" in page.text
    await rider.presses("看照片")
    assert rider.said[-1].raw["photo"]
    assert rider.said[-1].id != page.id
    asked = next(one for one in keeper.saying("no water") if any("in order" in label for label in one.buttons))
    await keeper.presses("in order", asked)
    assert "现在没问题" in rider.said[-1].text
    await rider.presses("返回列表", page)
    assert rider.saying("1. 桃园驿站")
