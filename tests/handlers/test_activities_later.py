"""What takes place later than in a week: its keeper sees it and can call it off; a day is read with care."""

from tests.handlers.room import Room
from tests.handlers.test_book import kept


async def test_what_is_further_off_is_seen_by_its_keeper_who_can_call_it_off(room: Room) -> None:
    number, keeper = await kept(room)
    await keeper.presses_data(f"plan:{number}")
    for answer in ("义诊", "12-25", "14:30", "5"):
        await keeper.says(answer)
    assert "未来 7 天没有安排活动" in keeper.last_text
    assert "1. 周五 12-25 14:30 义诊 · 已报 0/5" in keeper.last_text
    assert not [label for label in keeper.last.labels if "我要参加" in label or "🙋" in label]
    courier = await room.courier()
    await courier.presses_data(f"acts:{number}")
    assert "义诊" not in courier.last_text
    await keeper.presses("👥")
    await keeper.presses("🗑")
    await keeper.presses_data(keeper.last.buttons[0][0].data, on=keeper.last)
    await keeper.presses_data(f"acts:{number}")
    assert "义诊" not in keeper.last_text


async def test_yesterdays_date_is_a_slip_and_not_next_years(room: Room) -> None:
    number, keeper = await kept(room)
    await keeper.presses_data(f"plan:{number}")
    await keeper.says("义诊")
    await keeper.says("11-20")
    assert "写上年份" in keeper.last_text
    await keeper.says("2027-11-20")
    assert "3/4" in keeper.last_text
