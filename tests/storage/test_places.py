"""Areas, cells, bindings, dialogues and last places, on both databases."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.figures import Kind, around
from bot.domain.place import Point
from storage import areas, cells, dialogues, versioned
from storage.areas import Binding
from storage.cells import Atlas
from storage.dialogues import Dialogue, LastPlace
from storage.engine import Store
from storage.figures import sent
from tests.storage.made import NOW, person, square, town


async def test_the_tree_of_areas_grows_with_the_cells(store: Store) -> None:
    async with store.write() as conn:
        area = await town(conn)
        tree = await areas.tree(conn)
        assert [a.name for a in tree] == ["安宁区", "安宁西路街道", "枣林西社区", "培黎社区"]
        assert area.path == (tree[0].id, tree[1].id, area.id)
        assert await areas.path(conn, area.id) == area.path
        assert await areas.path(conn, None) == ()
        assert [a.name for a in await areas.named(conn, "社区")] == ["枣林西社区", "培黎社区"]


async def test_a_cell_that_is_drawn_again_keeps_its_id_and_the_atlas_follows(store: Store) -> None:
    atlas = Atlas()
    async with store.write() as conn:
        await town(conn)
        first = (await atlas.assign(conn, Point(36.102, 103.702))).cell
        assert first is not None
        await cells.put(conn, [square("枣林西-01", 103.800)])
        moved = (await atlas.assign(conn, Point(36.102, 103.802))).cell
        assert moved is not None
        assert (moved.id, moved.code) == (first.id, "枣林西-01")
        await cells.retire(conn, ["枣林西-01"], NOW)
        assert (await atlas.assign(conn, Point(36.102, 103.802))).cell is None


async def test_a_version_grows_with_every_touch(store: Store) -> None:
    async with store.write() as conn:
        assert await versioned.current(conn, "x") == 0
        assert [await versioned.touch(conn, "x") for _ in range(3)] == [1, 2, 3]
        assert await versioned.current(conn, "x") == 3


async def test_a_topic_is_bound_before_its_group(store: Store) -> None:
    async with store.write() as conn:
        area, li = await town(conn), await person(conn, 1)
        other = (await areas.named(conn, "培黎社区"))[0]
        whole = Binding(-100, None, area.id, "群", "zh", away=False)
        topic = Binding(-100, 5, other.id, "群", "en", away=False)
        for binding in (whole, topic, whole):
            await areas.bind(conn, binding, NOW, by=li.id)
        assert await areas.bound_to(conn, -100, 5) == topic
        assert await areas.bound_to(conn, -100, 6) == whole
        assert await areas.bound_to(conn, -200, None) is None
        assert set(await areas.chats_of(conn, [area.id, other.id])) == {whole, topic}
        assert await areas.away(conn, -100, NOW)
        assert await areas.chats_of(conn, [area.id, other.id]) == []
        assert await areas.unbind(conn, -100, 5)
        assert not await areas.unbind(conn, -100, 5)


async def test_a_forum_is_told_once_for_each_area_in_its_own_topic_or_else_in_a_cells_first(store: Store) -> None:
    day = around(Kind.DAY, NOW.date() - timedelta(days=1))
    async with store.write() as conn:
        area, cell = await town(conn), await cells.with_code(conn, "枣林西-01")
        other = (await areas.named(conn, "培黎社区"))[0]
        assert cell is not None
        of_cell = Binding(-100, 5, area.id, "群", "zh", away=False, cell=cell.id)
        second, elsewhere = replace(of_cell, thread=6), replace(of_cell, chat=-200, thread=7)
        own, neighbours = replace(of_cell, thread=8, cell=None), replace(of_cell, thread=9, area=other.id, cell=None)
        for binding in (of_cell, second, elsewhere, neighbours):
            await areas.bind(conn, binding, NOW, by=None)
        assert await areas.once_a_chat(conn, [area.id, other.id]) == [of_cell, elsewhere, neighbours]
        await areas.bind(conn, own, NOW, by=None)
        assert await areas.once_a_chat(conn, [area.id, other.id]) == [elsewhere, neighbours, own]
        waiting = await sent.waiting(conn, day, NOW)
        assert [(one.chat, one.thread) for one in waiting] == [(-200, 7), (-100, 9), (-100, 8)]
        for one in (*waiting, waiting[-1]):
            await sent.note(conn, day, await sent.beside(conn, one), sent=True, at=NOW)
        await areas.unbind(conn, -100, 8)
        assert await sent.waiting(conn, day, NOW) == []
        await areas.away(conn, -200, NOW)
        assert await areas.once_a_chat(conn, [area.id]) == [of_cell]


async def test_a_dialogue_is_a_row_until_it_ends(store: Store) -> None:
    async with store.write() as conn:
        begun = Dialogue(1, 1, "draft", NOW, NOW, NOW + timedelta(minutes=10), {"files": [], "category": "井盖"})
        await dialogues.put(conn, begun)
        await dialogues.put(conn, begun)
        assert await dialogues.get(conn, 1, 1) == begun
        assert await dialogues.due(conn, NOW) == []
        assert await dialogues.due(conn, NOW + timedelta(minutes=10)) == [begun]
        assert await dialogues.end(conn, 1, 1)
        assert not await dialogues.end(conn, 1, 1)


async def test_the_last_place_is_the_last(store: Store) -> None:
    async with store.write() as conn:
        for lon in (103.7, 103.8):
            await dialogues.remember_place(conn, 1, LastPlace(Point(36.1, lon), 12.5, live=False, at=NOW))
        last = await dialogues.last_place(conn, 1)
        assert last == LastPlace(Point(36.1, 103.8), 12.5, live=False, at=NOW)
        assert await dialogues.last_place(conn, 2) is None
