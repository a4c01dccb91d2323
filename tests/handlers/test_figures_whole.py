"""Digests through the whole bot: drawn, sent over HTTP once, and not again after a restart."""

from datetime import UTC, datetime

from bot.sandbox.seen import Message
from tests.deeds import resolved
from tests.town import Town

MONDAY = datetime(2026, 11, 23, 0, 31, tzinfo=UTC)  # 08:31 in Lanzhou


def told(town: Town, kind: str) -> list[Message]:
    return town.group.saying(f"枣林西社区 · {kind}")


async def test_a_bot_that_was_away_at_half_past_eight_sends_each_digest_once_when_it_is_back(town: Town) -> None:
    await town.clock.passes(minutes=1)
    number = await resolved(town)
    await town.courier.presses("满意")
    await town.stops()
    town.clock.at = town.box.now = MONDAY
    await town.starts()
    await town.clock.is_at(MONDAY)
    (week,) = told(town, "周盘点")
    assert week.raw["photo"]
    assert "新增 1 · ✅ 办结 1 · 📂 未办结 0" in week.text
    assert "当日办结 100%✅" in week.text
    (file,) = [one for one in town.group.said if "document" in one.raw]
    assert file.raw["document"]["file_name"] == "figures-20261116-20261122.xlsx"
    assert not told(town, "日碰头")  # on Sunday nothing happened
    assert len(town.admin.saying("全部辖区 · 周盘点")) == 1
    await town.restarts()
    await town.clock.passes(minutes=1)
    assert len(told(town, "周盘点")) == 1
    await town.staff.presses("办结 1", on=week)
    assert f"#{number} " in town.group.last_text
    await town.staff.presses("全部数据", on=town.group.said[-1])
    assert "周盘点" in town.group.last_text
