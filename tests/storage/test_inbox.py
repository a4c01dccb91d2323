from storage import inbox
from storage.engine import Store
from storage.inbox import Row
from storage.schema import dead_letters

T = 1_700_000_000.0


def update(number: int, lane: int = 7, body: bytes = b"{}") -> Row:
    return Row(number, lane, body, T)


async def add(store: Store, *rows: Row) -> list[int]:
    async with store.write() as conn:
        return [row.update_id for row in await inbox.add(conn, rows)]


async def waiting(store: Store) -> list[int]:
    async with store.read() as conn:
        return [row.update_id for row in await inbox.waiting(conn)]


async def test_what_was_stored_is_given_back_byte_for_byte(store: Store) -> None:
    await add(store, update(2**63 - 1, -1001234567890, b'{"update_id":1, "x":"\xff\x00"}'))
    async with store.read() as conn:
        assert await inbox.waiting(conn) == [Row(2**63 - 1, -1001234567890, b'{"update_id":1, "x":"\xff\x00"}', T)]


async def test_a_repeated_update_is_no_news_whether_in_one_batch_or_in_two(store: Store) -> None:
    assert await add(store, update(3), update(1), update(3)) == [3, 1]
    assert await add(store, update(1, body=b"other"), update(2)) == [2]
    async with store.read() as conn:
        assert [(row.update_id, row.body) for row in await inbox.waiting(conn)] == [(1, b"{}"), (2, b"{}"), (3, b"{}")]


async def test_of_a_large_batch_what_is_new_comes_back_in_its_order(store: Store) -> None:
    await add(store, *map(update, range(0, 2500, 3)))
    wanted = [number for number in reversed(range(2500)) if number % 3]
    assert await add(store, *map(update, reversed(range(2500))), update(1)) == wanted
    assert await add(store, *map(update, range(2500))) == []
    assert await add(store) == []


async def test_a_finished_update_that_comes_again_stays_finished(store: Store) -> None:
    await add(store, update(1))
    async with store.write() as conn:
        assert await inbox.finish(conn, [1]) == 1
    assert await add(store, update(1)) == []
    assert await waiting(store) == []


async def test_finishing_says_how_many_were_still_waiting(store: Store) -> None:
    await add(store, *map(update, range(1200)))
    async with store.write() as conn:
        assert await inbox.finish(conn, [5]) == 1
        assert await inbox.finish(conn, range(1200)) == 1199


async def test_waiting_updates_come_in_pages_in_the_order_of_their_numbers(store: Store) -> None:
    await add(store, *map(update, (5, 3, 9)))
    async with store.read() as conn:
        first = await inbox.waiting(conn, limit=2)
        rest = await inbox.waiting(conn, after=first[-1].update_id, limit=2)
    assert [row.update_id for row in first + rest] == [3, 5, 9]


async def test_a_postponed_update_remembers_its_attempts_and_when_it_is_due(store: Store) -> None:
    await add(store, update(1))
    async with store.write() as conn:
        await inbox.postpone(conn, Row(1, 7, b"{}", T, attempts=2, due_at=T + 5))
    async with store.read() as conn:
        assert await inbox.waiting(conn) == [Row(1, 7, b"{}", T, 2, T + 5)]


async def test_a_dead_letter_keeps_body_and_reason_and_waits_no_more(store: Store) -> None:
    await add(store, update(1))
    async with store.write() as conn:
        await inbox.bury(conn, 1, b"{}", error="no sender", at=T)
        await inbox.bury(conn, None, b"[]", error="no update", at=T)
    assert await waiting(store) == []
    async with store.read() as conn:
        found = (await conn.execute(dead_letters.select().order_by(dead_letters.c.id))).all()
    assert [(row.update_id, row.body, row.error, row.at.timestamp()) for row in found] == [
        (1, b"{}", "no sender", T),
        (None, b"[]", "no update", T),
    ]


async def test_pruning_forgets_old_handled_updates_and_no_waiting_one(store: Store) -> None:
    await add(store, update(1), update(2), Row(3, 7, b"", T + 100))
    async with store.write() as conn:
        await inbox.finish(conn, [1, 3])
        assert await inbox.prune(conn, T + 50) == 1
    assert await waiting(store) == [2]
    assert await add(store, update(3)) == []
