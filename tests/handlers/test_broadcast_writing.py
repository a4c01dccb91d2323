"""What a warning says: kept as it was written."""

import html

import pytest

from tests.handlers.room import Room
from tests.handlers.test_broadcast import told


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
