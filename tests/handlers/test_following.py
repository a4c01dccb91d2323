"""One message that goes along with a live location: the next open stations, edited in place."""

from datetime import timedelta

import pytest

from bot.domain.incoming import Location
from bot.domain.outgoing import Delete, Edit, Send
from bot.domain.place import Point
from bot.domain.stations import Amenity
from storage import dialogues, follows, stations
from tests.handlers.room import Actor, Message, Room
from tests.handlers.test_stations import A_METRE, HERE, listed, station
from tests.town import HERE as SQUARE
from tests.town import Town

BATTERY = station("换电站", 100, "24/7", Amenity.BATTERY_SWAP)
CHARGER = station("充电站", 2_000, "24/7", Amenity.EBIKE_CHARGING)
BENCH = station("歇脚站", 300, "08:00-18:00", Amenity.SEATS)
HOUR = 3600


async def moves(who: Actor, metres: float, *, live: int | None = HOUR, **more: object) -> list[object]:
    """The live location is now so many metres north of HERE."""
    return list(await who.location(HERE[0] + metres * A_METRE, HERE[1], live_period=live, edited=True, **more))  # type: ignore[arg-type]


async def followed(room: Room, who: Actor) -> Message:
    await listed(room, BATTERY, CHARGER, BENCH)
    await who.location(*HERE, live_period=HOUR)
    await who.says("/stations follow")
    assert "边骑边看" in who.last_text
    return who.last


async def test_it_shows_the_nearest_for_battery_and_rest_and_goes_along(room: Room) -> None:
    courier = await room.courier()
    message = await followed(room, courier)
    assert [line.split(" · ")[:2] for line in message.plain.splitlines()[1:]] == [
        ["🔋 换电站", "100 m"],
        ["🪑 歇脚站", "300 m"],
    ]
    assert message.labels[0] == "🧭 换电站"
    count = len(courier.messages)
    room.later(seconds=10)
    await moves(courier, 1_900)
    assert "🔋 充电站 · 100 m" in message.plain
    assert (len(courier.messages), message.edits) == (count, 1)


async def test_it_is_edited_after_thirty_seconds_or_a_hundred_metres_and_only_where_it_changes(room: Room) -> None:
    courier = await room.courier()
    message = await followed(room, courier)
    room.later(seconds=10)
    assert await moves(courier, 60) == []
    room.later(seconds=10)
    assert len(await moves(courier, 101)) == 1
    room.later(seconds=29)
    assert await moves(courier, 130) == []
    room.later(seconds=1)
    assert len(await moves(courier, 130)) == 1
    room.later(seconds=40)
    assert await moves(courier, 131) == []  # ten metres make no difference to what it says
    assert message.edits == 2


async def test_the_place_is_remembered_for_reports_as_ever(room: Room) -> None:
    courier = await room.courier()
    await followed(room, courier)
    room.later(seconds=5)
    await moves(courier, 50)
    async with room.store.write() as conn:
        last = await dialogues.last_place(conn, courier.id)
    assert last is not None
    assert (last.live, last.at) == (True, room.now)
    assert abs(last.point.lat - HERE[0] - 50 * A_METRE) < 1e-9


async def test_it_ends_with_the_live_location_by_cancel_by_button_and_by_the_clock(room: Room) -> None:
    courier = await room.courier()
    message = await followed(room, courier)
    room.later(seconds=5)
    await moves(courier, 20, live=None)
    assert "已停止跟随" in message.plain
    assert message.buttons == ()
    for ending in ("/cancel", "button", "clock"):
        await courier.location(*HERE, live_period=HOUR)
        await courier.says("/stations follow")
        message = courier.last
        if ending == "button":
            await courier.presses("不用跟了")
            await courier.presses_data("unfollow")
            assert "失效" in courier.alert
        elif ending == "clock":
            room.later(hours=8)
            await room.knocks()
        else:
            await courier.says(ending)
        assert "已停止跟随" in message.plain, ending
        assert message.edits == 1
        room.later(seconds=40)
        assert await moves(courier, 500, live=None) == []


async def test_it_ends_when_the_live_location_does_though_nobody_says_so(room: Room) -> None:
    courier = await room.courier()
    message = await followed(room, courier)
    room.later(seconds=40)
    end = room.now + timedelta(minutes=15)
    await courier.sends(location=Location(Point(*HERE), None, HOUR, end), edited=True)
    room.later(minutes=14)
    assert await room.knocks() == []
    room.later(minutes=1)
    await room.knocks()
    assert "已停止跟随" in message.plain


async def test_there_is_never_more_than_one(room: Room) -> None:
    courier = await room.courier()
    first = await followed(room, courier)
    await courier.says("/stations follow")
    assert [type(one) for one in room.said] == [Delete, Send]
    assert first not in courier.messages
    room.later(seconds=5)
    said = await moves(courier, 1_900)
    assert [type(one) for one in said] == [Edit]
    assert "充电站 · 100 m" in courier.last_text


async def test_needs_are_chosen_and_kept(room: Room) -> None:
    courier = await room.courier()
    message = await followed(room, courier)
    await courier.presses("手机")
    assert "🔌 5 公里内没有开着的" in message.plain
    for label in ("手机", "电瓶", "🪑 歇脚"):
        await courier.presses(label)
    assert "🏠 换电站 · 100 m" in message.plain  # whatever is open
    await courier.presses("🪑 歇脚")
    await courier.says("/stations 跟随")
    assert "✅🪑 歇脚" in courier.last.labels
    await courier.presses_data("need:gold")
    assert "失效" in courier.alert


async def test_the_list_offers_it_while_a_live_location_runs(room: Room) -> None:
    await listed(room, BATTERY)
    courier = await room.courier()
    await courier.location(*HERE)
    await courier.says("/stations")
    assert "🏃 跟着我" not in courier.last.labels
    await courier.location(*HERE, live_period=HOUR)
    assert courier.last.labels == ["🏠 附近驿站", "🏃 跟着我"]
    await courier.says("/stations")
    await courier.presses("跟着我")
    assert "🔋 换电站" in courier.last_text


async def test_without_a_live_location_it_says_how_to_share_one(room: Room) -> None:
    await listed(room, BATTERY)
    courier = await room.courier()
    await courier.photo()
    await courier.says("/stations follow")
    assert "分享实时位置" in courier.last_text
    await courier.location(*HERE, live_period=HOUR)
    assert "🔋 换电站" in courier.last_text
    async with room.store.write() as conn:
        kept = await dialogues.get(conn, courier.id, courier.id)
    assert kept is not None  # the report goes on
    assert kept.step == "draft"


async def test_one_that_runs_already_begins_with_its_next_step(room: Room) -> None:
    await listed(room, BATTERY)
    courier = await room.courier()
    await courier.location(*HERE, live_period=HOUR)
    room.later(minutes=6)
    await courier.says("/stations follow")
    assert "分享实时位置" in courier.last_text
    await moves(courier, 10)
    assert "🔋 换电站" in courier.last_text


async def test_anything_else_is_taken_as_if_nothing_had_been_asked(room: Room) -> None:
    courier = await room.courier()
    await courier.says("/stations follow")
    await courier.photo()
    assert "发送位置" in courier.keyboard[0]


async def test_strangers_and_the_suspended_are_not_followed(room: Room) -> None:
    await listed(room, BATTERY)
    stranger = room.stranger()
    await stranger.location(*HERE, live_period=HOUR)
    await stranger.says("/stations follow")
    assert stranger.last.labels == ["申请加入"]
    await stranger.presses_data("follow")
    assert stranger.alert
    await stranger.presses_data("need:rest")
    assert stranger.alert
    async with room.store.write() as conn:
        assert await follows.get(conn, stranger.id) is None


async def test_whoever_deletes_themselves_is_followed_no_more(room: Room) -> None:
    courier = await room.courier()
    await followed(room, courier)
    await courier.says("/delete_me")
    await courier.presses("确定删除")
    async with room.store.write() as conn:
        assert await follows.get(conn, courier.id) is None


@pytest.mark.parametrize("restart", [False, True])
async def test_a_ride_through_the_whole_bot_survives_a_restart(town: Town, *, restart: bool) -> None:
    async with town.app.store.write() as conn:
        await stations.put(conn, [BATTERY, CHARGER])
    live = await town.courier.sends_location(*SQUARE, live_period=HOUR)
    await town.courier.sends("/stations follow")
    shown = town.courier.said[-1]
    assert "换电站" in shown.text
    if restart:
        await town.restarts()
    await town.courier.moves(live, HERE[0] + 1_900 * A_METRE, HERE[1])
    assert "充电站 · 100 m" in shown.text
    assert len(shown.versions) == 1
    await town.courier.sends("/cancel")
    assert "已停止跟随" in shown.text


async def test_a_place_that_stands_still_is_no_live_location_and_the_question_stays(room: Room) -> None:
    courier = await room.courier()
    await listed(room, BATTERY)
    await courier.says("/stations follow")
    await courier.location(*HERE)
    assert "需要实时位置" in courier.last_text
    await courier.says("36.1000,103.7200")
    assert "需要实时位置" in courier.last_text
    await courier.location(*HERE, live_period=HOUR)
    assert "边骑边看" in courier.last_text
