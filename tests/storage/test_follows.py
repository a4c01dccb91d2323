"""Who is followed, on both databases."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.place import Point
from storage import dialogues, follows
from storage.dialogues import LastPlace
from storage.engine import Store
from storage.follows import Follow
from tests.storage.made import NOW

FOLLOW = Follow(5_000_000_001, 7, ("battery", "rest"), Point(36.1, 103.7), NOW, "ab", NOW + timedelta(hours=8))


async def test_one_message_a_person_until_it_is_over(store: Store) -> None:
    async with store.write() as conn:
        assert await follows.get(conn, FOLLOW.telegram) is None
        await follows.put(conn, FOLLOW)
        changed = replace(FOLLOW, origin=8, needs=(), point=Point(36.2, 103.7), until=NOW + timedelta(hours=1))
        await follows.put(conn, changed)
        assert await follows.get(conn, FOLLOW.telegram) == changed
        assert await follows.over(conn, NOW + timedelta(minutes=59)) == []
        assert await follows.over(conn, changed.until) == [changed]
        assert [await follows.end(conn, FOLLOW.telegram) for _ in range(2)] == [True, False]


async def test_a_live_place_knows_when_it_ends(store: Store) -> None:
    live = LastPlace(Point(36.1, 103.7), None, live=True, at=NOW, until=NOW + timedelta(minutes=15))
    async with store.write() as conn:
        await dialogues.remember_place(conn, 7, live)
        assert await dialogues.last_place(conn, 7) == live
