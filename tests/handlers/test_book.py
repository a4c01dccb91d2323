"""A rider writes into a station's suggestion book; keepers and the community hear it, the rider hears the answer."""

from bot.domain.outgoing import Send
from bot.domain.people import Standing
from bot.domain.place import Point
from bot.domain.stations import Station, StationKind
from storage import areas, people, remarks, stations
from storage.remarks import Remark
from tests.handlers.room import Actor, Room
from tests.handlers.test_door import listed
from tests.town import HERE, WEST, Town


async def kept(room: Room, name: str = "站长") -> tuple[int, Actor]:
    """The station's number, and somebody who keeps it."""
    bee, keeper = await listed(room), await room.member(name)
    person = await room.person(keeper)
    assert person is not None
    await room.do(lambda conn: stations.keep(conn, bee.id, person.id, room.now))
    return bee.id, keeper


async def writes(who: Actor, station: int, text: str = "水有点凉") -> None:
    await who.presses_data(f"book:{station}")
    await who.says(text)


async def stored(room: Room, station: int = 1) -> list[Remark]:
    async with room.store.read() as conn:
        return await remarks.at_station(conn, station)


async def test_a_remark_reaches_the_keeper_and_the_community_and_its_answer_the_rider(room: Room) -> None:
    number, keeper = await kept(room)
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    group = await room.bound(area)
    await room.do(lambda conn: stations.change(conn, number, area=area.id))
    courier = await room.courier()
    await courier.says("/start s_ZX-1")
    await courier.presses("意见征集册")
    assert "500 字以内" in courier.last_text
    await courier.says("水<b>有点凉")
    assert "已写进小蜜蜂驿站" in courier.last_text
    assert keeper.last_text == "📖 小蜜蜂驿站 意见征集册\n王师傅：水&lt;b&gt;有点凉"
    assert group.last_text == f"{keeper.last_text}\n↩️ 直接回复本条消息即可答复。"
    assert group.last.labels == []
    await keeper.presses("回复")
    await keeper.says("马上换饮水机")
    assert courier.last_text == "💬 小蜜蜂驿站回复了您的意见“水&lt;b&gt;有点凉”：\n马上换饮水机"
    assert "王师傅 会收到" in keeper.last_text
    assert "↳ 马上换饮水机" in keeper.messages[0].plain
    assert keeper.messages[0].labels == []
    assert [(one.answer, one.answered_by) for one in await stored(room)] == [("马上换饮水机", "站长")]


async def test_a_keeper_finds_the_book_the_activities_and_the_poster_on_the_panel(room: Room) -> None:
    _, keeper = await kept(room)
    await keeper.says("/keep")
    assert {"📅 活动", "📖 意见征集册", "🖨 海报"} <= set(keeper.last.labels)
    await keeper.presses("意见征集册")
    assert "还没有人留言" in keeper.last_text


async def test_without_keeper_and_community_the_admins_hear_it(room: Room) -> None:
    bee = await listed(room)
    await writes(await room.courier(), bee.id)
    assert "水有点凉" in room.admin().last_text
    assert "水有点凉" in room.other_admin().last_text
    await room.admin().presses("回复")
    await room.admin().says("谢谢")
    assert (await stored(room))[0].answer == "谢谢"


async def test_of_two_answers_the_first_counts(room: Room) -> None:
    number, keeper = await kept(room)
    await writes(await room.courier(), number)
    await keeper.presses("回复")
    admin = room.admin()
    await admin.presses_data("bookreply:1")
    await admin.says("先答")
    await keeper.says("后答")
    assert "管理员 已经回复过了" in keeper.last_text
    await keeper.presses_data("bookreply:1")
    assert "已经回复过了" in keeper.alert
    assert (await stored(room))[0].answer == "先答"


async def test_a_keeper_reads_what_was_written(room: Room) -> None:
    number, keeper = await kept(room)
    await keeper.presses_data(f"book:{number}")
    assert "还没有人留言" in keeper.last_text
    await writes(await room.courier(), number)
    await keeper.presses_data(f"book:{number}")
    assert "1. 10:00 王师傅：水有点凉" in keeper.last_text


async def test_an_admin_turns_the_pages_and_answers_from_there(room: Room) -> None:
    number, _ = await kept(room)
    courier = await room.courier()
    person = await room.person(courier)
    assert person is not None
    for each in range(1, 8):
        await room.do(lambda conn, each=each: remarks.write(conn, person.id, number, f"第{each}条", at=room.now))
    admin = room.admin()
    await admin.presses_data(f"book:{number}")
    assert [line[:2] for line in admin.last_text.splitlines()[1:]] == ["1.", "2.", "3.", "4.", "5."]
    assert "第7条" in admin.last_text.splitlines()[1]
    count = len(admin.messages)
    await admin.presses("较早")
    assert "第1条" in admin.last_text
    await admin.presses("较新")
    await admin.presses("较早")
    assert len(admin.messages) == count
    await admin.presses("💬 7")
    await admin.says("收到第一条")
    assert "收到第一条" in courier.last_text
    await admin.presses("写一条")
    await admin.says("自己也写")
    assert (await stored(room))[0].words == "自己也写"


async def test_riders_do_not_read_what_others_wrote_nor_answer(room: Room) -> None:
    number, _ = await kept(room)
    await writes(await room.courier(), number, "秘密")
    other = await room.courier("李师傅")
    for data in ("remarks:1:0", "bookreply:1"):
        await other.presses_data(data)
        assert "身份" in other.alert or "权限" in other.alert
    await other.presses_data(f"book:{number}")
    assert "秘密" not in other.last_text


async def test_strangers_and_suspended_people_write_nothing(room: Room) -> None:
    number, _ = await kept(room)
    for who in (room.stranger(), await room.courier(standing=Standing.SUSPENDED)):
        for data in (f"book:{number}", f"bookwrite:{number}", "remarks:1:0", "bookreply:1"):
            await who.presses_data(data)
            assert who.alert
        assert who.messages == []


async def test_whoever_is_suspended_while_writing_writes_no_more(room: Room) -> None:
    number, _ = await kept(room)
    courier = await room.courier()
    await courier.presses_data(f"book:{number}")
    person = await room.person(courier)
    assert person is not None
    await room.do(lambda conn: people.change(conn, person.id, standing=Standing.SUSPENDED))
    await courier.says("还想写")
    assert "停用" in courier.last_text
    assert await stored(room) == []


async def test_five_remarks_a_day_are_enough(room: Room) -> None:
    number, _ = await kept(room)
    courier = await room.courier()
    for each in range(5):
        await writes(courier, number, f"第{each}条")
    await courier.presses_data(f"book:{number}")
    assert "明天" in courier.alert
    room.later(days=1)
    await writes(courier, number, "又一条")
    assert len(await stored(room)) == 6


async def test_too_long_a_remark_is_asked_for_again(room: Room) -> None:
    number, _ = await kept(room)
    courier = await room.courier()
    await writes(courier, number, "好" * 501)
    assert "501 字" in courier.last_text
    await courier.says("好" * 500)
    assert len((await stored(room))[0].words) == 500


async def test_a_photo_instead_of_a_remark_begins_a_report(room: Room) -> None:
    number, _ = await kept(room)
    courier = await room.courier()
    await courier.presses_data(f"book:{number}")
    await courier.photo()
    assert "1 张照片" in courier.last_text
    assert await stored(room) == []


async def test_a_report_begun_before_goes_on_afterwards(room: Room) -> None:
    number, _ = await kept(room)
    courier = await room.courier()
    await courier.photo()
    await writes(courier, number)
    await courier.location(36.1, 103.7)
    assert "井盖" in str(courier.last.labels)


async def test_a_rider_who_blocked_us_is_not_told_and_the_keeper_knows(room: Room) -> None:
    number, keeper = await kept(room)
    courier = await room.courier()
    await writes(courier, number)
    person = await room.person(courier)
    assert person is not None
    await room.do(lambda conn: people.change(conn, person.id, reachable=False))
    count = len(courier.messages)
    await keeper.presses("回复")
    await keeper.says("谢谢")
    assert "联系不上" in keeper.last_text
    assert len(courier.messages) == count


async def test_at_night_a_remark_arrives_without_a_sound(room: Room) -> None:
    number, keeper = await kept(room)
    room.later(hours=13)
    await writes(await room.courier(), number)
    assert isinstance(keeper.last.said, Send)
    assert keeper.last.said.silent


async def test_staff_answer_by_a_reply_in_their_group_once(town: Town) -> None:
    async with town.app.store.write() as conn:
        (west,) = await areas.named(conn, WEST)
        bee = Station(0, "S-01", "小蜜蜂驿站", StationKind.BEE, Point(*HERE), area=west.id)
        await stations.put(conn, [bee])
    await town.courier.sends("/start s_S-01")
    await town.courier.presses("意见")
    await town.courier.sends("灯坏了<i>")
    news = town.group.saying("灯坏了")[-1]
    await town.mate.sends("好的<b>已修", chat=town.group, reply_to=news)
    assert "好的<b>已修" in town.courier.last_text
    assert "灯坏了<i>" in town.courier.last_text
    assert "好的<b>已修" in news.text
    told = len(town.courier.said)
    await town.staff.sends("我也回一句", chat=town.group, reply_to=news)
    assert "网格员王" in town.group.last_text
    assert len(town.courier.said) == told


async def test_who_may_not_act_there_does_not_answer_in_the_group(town: Town) -> None:
    async with town.app.store.write() as conn:
        (west,) = await areas.named(conn, WEST)
        await areas.set_members_are_staff(conn, west.id, False)
        await stations.put(conn, [Station(0, "S-01", "小蜜蜂驿站", StationKind.BEE, Point(*HERE), area=west.id)])
    await town.courier.sends("/start s_S-01")
    await town.courier.presses("意见")
    await town.courier.sends("灯坏了")
    told = len(town.courier.said)
    await town.mate.sends("修好了", chat=town.group, reply_to=town.group.saying("灯坏了")[-1])
    assert len(town.courier.said) == told
