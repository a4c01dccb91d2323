"""A forum with topics for cells hears once what concerns the whole community: digests, honours, lists, remarks."""

from datetime import UTC, datetime

import pytest

from bot.domain.people import Area
from storage import cells, stations
from tests.handlers.actors import Group
from tests.handlers.room import START, Room
from tests.handlers.test_book import kept, writes
from tests.handlers.test_colours import CODES, row
from tests.handlers.test_honours import FIRST, earned

OWN, *OF_CELLS = 5, 6, 7


async def forum(room: Room, *, own: bool) -> tuple[Area, list[Group]]:
    """Topics of one group, of its two cells; with the community's own, which was bound last, as the last one."""
    async with room.store.write() as conn:
        await cells.put(conn, [row(number, code) for number, code in enumerate(CODES)])
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    names = [*zip(OF_CELLS, CODES, strict=True), *([(OWN, area.code)] if own else [])]
    for thread, name in names:
        await room.admin().says(f"/bind {name}", chat=room.group().topic(thread))
    return area, [room.group().topic(thread) for thread, _ in names]


def hearing(topics: list[Group], words: str) -> list[int]:
    """How often the words were said in each."""
    return [sum(words in message.plain for message in topic.messages) for topic in topics]


async def reported(room: Room, area: Area, count: int = 3) -> None:
    """So many in the first cell, which is yellow then."""
    courier = await room.courier()
    async with room.store.write() as conn:
        cell = await cells.with_code(conn, CODES[0])
    assert cell is not None
    for _ in range(count):
        await room.ticket(courier, area, cell=cell.id)


BOTH = pytest.mark.parametrize(("own", "expected"), [(True, [0, 0, 1]), (False, [1, 0])])


@BOTH
async def test_the_digest_and_the_list_of_cells_come_once(room: Room, own: bool, expected: list[int]) -> None:
    room.now = datetime(2026, 11, 19, 4, tzinfo=UTC)
    area, topics = await forum(room, own=own)
    await room.knocks()
    await reported(room, area)
    room.now = datetime(2026, 11, 20, 1, tzinfo=UTC)  # 09:00
    await room.knocks()
    await room.knocks()
    assert hearing(topics, "枣林西社区 · 日碰头") == expected
    assert hearing(topics, "今日必查") == expected
    staff, where = room.stranger("网格员李"), topics[expected.index(1)]
    await staff.presses("✔", on=next(m for m in where.messages if "今日必查" in m.plain), chat=where)
    assert hearing(topics, "✅ 枣林西-01 · 网格员李") == expected


async def test_a_digest_is_not_told_again_when_the_topic_that_had_it_goes(room: Room) -> None:
    room.now = datetime(2026, 11, 19, 4, tzinfo=UTC)
    area, topics = await forum(room, own=True)
    await room.knocks()
    await reported(room, area)
    room.now = datetime(2026, 11, 20, 1, tzinfo=UTC)
    await room.knocks()
    for topic in reversed(topics[1:]):
        await room.admin().says("/unbind", chat=topic)
        await room.knocks()
    assert hearing(topics[:1], "日碰头") == [0]
    room.later(days=1)
    await room.knocks()
    assert hearing(topics, "日碰头") == [1, 0, 1]


@BOTH
async def test_honours_come_once(room: Room, own: bool, expected: list[int]) -> None:
    _, topics = await forum(room, own=own)
    await earned(room, "甲", 50)
    room.now = FIRST
    await room.knocks()
    assert hearing(topics, "先锋骑手") == expected


@BOTH
async def test_a_remark_in_a_suggestion_book_comes_once(room: Room, own: bool, expected: list[int]) -> None:
    area, topics = await forum(room, own=own)
    number, _ = await kept(room)
    await room.do(lambda conn: stations.change(conn, number, area=area.id))
    await writes(await room.courier(), number)
    assert hearing(topics, "水有点凉") == expected


async def test_a_topic_for_another_area_in_the_same_group_hears_its_own(room: Room) -> None:
    area, topics = await forum(room, own=True)
    await room.knocks()
    street = room.group().topic(9)
    await room.admin().says("/bind 安宁西路街道", chat=street)
    await reported(room, area)
    room.now = START.replace(day=22, hour=1)
    await room.knocks()
    assert hearing([*topics, street], "日碰头") == [0, 0, 1, 1]
