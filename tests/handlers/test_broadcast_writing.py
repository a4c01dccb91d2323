"""What a warning says: kept as it was written."""

import html

import pytest

from tests.handlers.room import Room
from tests.handlers.test_broadcast import begun, told


@pytest.mark.parametrize("text", ["A1　2号楼结冰", "👨‍👩‍👧 慢行 ❤️", "<b>慢行</b> & 绕道\n\n• 桥", "تحذير: جليد!"])
async def test_a_warning_goes_out_as_it_was_written(room: Room, text: str) -> None:
    admin, courier = room.admin(), await room.courier()
    await admin.says(f"/broadcast {text}")
    await admin.presses("全部骑手")
    await admin.presses("发给 1 人")
    assert list(map(html.unescape, told(room, courier))) == [f"📢 管理员提醒\n{text}"]


async def test_what_would_turn_other_words_around_or_cannot_be_seen_goes(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await admin.says("/broadcast")
    await admin.says("\u3164 \u200b")
    assert "请用文字写" in admin.last_text
    await admin.says("\u202e大桥\u200b结冰\u2066")
    await admin.presses("全部骑手")
    await admin.presses("发给 1 人")
    assert told(room, courier) == ["📢 管理员提醒\n大桥结冰"]


async def test_a_picture_that_comes_with_the_words_is_not_lost_in_silence(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    group = await room.bound(await room.area("安宁区", "安宁西路街道", "枣林西社区"))
    await admin.says("/broadcast")
    await admin.photo(caption="大桥结冰")
    assert "提醒只发文字" in admin.messages[-2].plain
    await admin.presses("加英文")
    await admin.photo(caption="Ice on the bridge")
    assert "提醒只发文字" in "".join(one.plain for one in admin.messages[-3:])
    await admin.presses("全部骑手")
    await admin.presses("发给 1 人")
    assert told(room, courier) == ["📢 管理员提醒\n大桥结冰"]
    await admin.photo(caption="/broadcast 雪", command="broadcast", arguments="雪", chat=group)
    assert "提醒只发文字" in group.messages[-2].plain
    assert "雪" in group.last_text


async def test_an_album_is_no_text_of_a_warning_and_begins_no_report(room: Room) -> None:
    admin = room.admin()
    await admin.says("/broadcast")
    for caption in ("大桥结冰", ""):
        await admin.photo(caption=caption, album="a")
        assert "请用文字写" in admin.last_text
    await admin.says("大桥结冰")
    assert "发给谁" in admin.last_text
    assert "提醒只发文字" not in admin.messages[-2].plain


async def test_a_group_without_couriers_is_not_sent_to_a_button_that_it_has_not(room: Room) -> None:
    group = await room.bound(await room.area("安宁区", "安宁西路街道", "枣林西社区"))
    await room.stranger("网格员").says("/broadcast 结冰", chat=group)
    assert "本群辖区现在没有能通知到的骑手" in group.last_text
    assert "换" not in f"{group.last_text}{group.last.labels}"


async def test_what_was_written_a_day_ago_is_not_sent_and_says_so(room: Room) -> None:
    admin, courier = room.admin(), await room.courier()
    await begun(room, admin)
    room.later(hours=25)
    await admin.presses("发给 1 人")
    assert "超过一天，没有发出" in admin.alert
    assert admin.last.labels == []
    assert not told(room, courier)
