"""Hot spots of a period: places with many new tickets, each on the map, none taken for another."""

import html

import shapely

from bot.domain.geojson import CellRow
from bot.domain.people import Area
from bot.domain.place import Point, navigation_links
from handlers.figures.words import numbered
from storage import cells
from tests.handlers.actors import Actor
from tests.handlers.room import Room

FIRST, SECOND, UNCOVERED = (36.1010, 103.7210), (36.1040, 103.7240), (36.2004, 103.8004)


async def _cell(room: Room, code: str) -> int:
    square = shapely.box(103.72, 36.1, 103.725, 36.105).wkb
    async with room.store.write() as conn:
        await cells.put(conn, [CellRow(1, code, code, "枣林西社区", "安宁西路街道", "安宁区", square)])
        found = await cells.with_code(conn, code)
    assert found is not None
    return found.id


async def _reported(room: Room, who: Actor, area: Area, where: tuple[float, float], **more: int) -> None:
    for _ in range(more.pop("times")):
        await room.ticket(who, area, lat=where[0], lon=where[1], **more)


def _amap(where: tuple[float, float]) -> str:
    return html.escape(next(link.url for link in navigation_links(Point(*where)) if link.label == "map.amap"))


async def test_two_places_of_one_cell_are_told_apart_and_each_leads_to_the_map(room: Room) -> None:
    cell = await _cell(room, "枣林西-01")
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    group, wang, reader = await room.bound(area), await room.courier(), room.stranger("网格员李")
    await _reported(room, wang, area, FIRST, times=4, cell=cell)
    await _reported(room, wang, area, SECOND, times=3, cell=cell)
    await _reported(room, wang, area, UNCOVERED, times=3)
    await reader.says("/stats", chat=group)
    assert "📍 高发点： 枣林西-01① 4 · 枣林西-01② 3 · 36.2004,103.8004 3" in group.last_text
    for where, name in ((FIRST, "枣林西-01①"), (SECOND, "枣林西-01②"), (UNCOVERED, "36.2004,103.8004")):
        assert f'<a href="{_amap(where)}">{name}</a>' in group.last.text
    assert "coordinate=gaode" in group.last.text
    assert str(FIRST[1]) not in group.last.text


async def test_a_place_that_stands_alone_bears_no_number(room: Room) -> None:
    cell = await _cell(room, "枣林西-01")
    area = await room.area("安宁区", "安宁西路街道", "枣林西社区")
    group, wang = await room.bound(area), await room.courier()
    reader = room.admin(language="en")
    await _reported(room, wang, area, FIRST, times=3, cell=cell)
    await reader.says("/stats 枣林西社区")
    assert "📍 Hot spots: 枣林西-01 3" in reader.last_text
    assert _amap(FIRST) in reader.last.text
    assert not group.messages


def test_more_than_twenty_of_one_name_still_differ() -> None:
    told = numbered(["a"] * 22 + ["b"])
    assert (told[0], told[19], told[20], told[-1]) == ("a①", "a⑳", "a (21)", "b")
    assert len(set(told)) == 23
