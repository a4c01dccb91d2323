from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.outgoing import Address, Album, Answer, Delete, Edit, Outgoing, Priority, Send, Venue
from bot.domain.pictures import BeforeAfter, Original, Qr, Stamped
from bot.domain.place import Point
from storage import messages, outbox, slots
from storage.engine import Store
from storage.outbox import Outcome, Row
from storage.schema import DONE, FOLDED, UNREACHABLE
from storage.schema import outbox as table
from storage.slots import Slot
from tests.storage.plans import plan

T = 1_700_000_000.0
GROUP, PERSON = -100, 42


def edit(text: str, slot: str = "card") -> Edit:
    return Edit(Address(GROUP), slot, text)


async def owe(store: Store, *owed: Outgoing) -> list[Row]:
    async with store.write() as conn:
        await outbox.add(conn, owed, T)
    return await waiting(store)


async def waiting(store: Store, after: int = 0) -> list[Row]:
    async with store.read() as conn:
        return await outbox.waiting(conn, after=after, limit=100)


async def states(store: Store) -> list[int]:
    async with store.read() as conn:
        return list((await conn.execute(select(table.c.state).order_by(table.c.id))).scalars())


def said(rows: list[Row]) -> list[Outgoing]:
    return [messages.unpack(row.kind, row.body) for row in rows]


st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))  # JSON has no others
POINTS = st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180))
SAID = st.one_of(*(st.from_type(kind) for kind in get_args(Outgoing) if kind is not Venue))


@given(SAID | st.builds(Venue, point=POINTS))
def test_every_message_comes_out_of_the_outbox_as_it_went_in(message: Outgoing) -> None:
    try:
        kind, body = messages.pack(message)
    except TypeError:  # half surrogates and numbers over 64 bits are no JSON: no handler gets them from the edge
        return
    assert messages.unpack(kind, body) == message


@pytest.mark.parametrize(
    "picture",
    [
        Original("a" * 64),
        Stamped(("a" * 64,), "#12 井盖", ("line",), "urgent"),
        BeforeAfter(("a" * 64,), ("b" * 64,), "前", "后", "#12"),
        Qr("https://t.me/x?start=y", "扫码"),
    ],
)
def test_each_kind_of_picture_stays_that_kind(picture: Original) -> None:
    album = Album(Address(GROUP, 3), (picture, picture), "two")
    assert messages.unpack(*messages.pack(album)) == album


@pytest.mark.parametrize(("kind", "body"), [("Shout", b"{}"), ("Send", b'{"to":{}}'), ("Send", b"\xff")])
def test_a_body_of_another_version_is_unreadable_and_says_so(kind: str, body: bytes) -> None:
    with pytest.raises(messages.Unreadable, match=kind):
        messages.unpack(kind, body)


async def test_the_rows_given_back_are_those_that_wait_once_they_are_committed(store: Store) -> None:
    await owe(store, edit("an earlier one"))
    owed = [
        Send(Address(GROUP, 3), "card 井盖", slot="card"),
        edit("folded"),
        Answer("1", "done"),
        edit("new"),
        Delete(Address(PERSON), "list"),
        Venue(Address(PERSON), Point(36.1, 103.7), "驿站", ""),
        Send(Address(PERSON), "digest", priority=Priority.DIGEST),
    ]
    async with store.write() as conn:
        given = await outbox.add(conn, owed, T + 0.1)
        assert await outbox.add(conn, [], T) == []
    assert len(given) == 6
    assert given == await waiting(store)


async def test_rows_know_their_chat_slot_and_urgency(store: Store) -> None:
    rows = await owe(
        store,
        Send(Address(GROUP), "card", slot="card"),
        Send(Address(PERSON), "hello"),
        Answer("1", "done"),
        Send(Address(PERSON), "digest", priority=Priority.DIGEST),
    )
    assert [(row.chat, row.slot, row.priority) for row in rows] == [
        (GROUP, "card", 2),
        (PERSON, None, 1),
        (0, None, 0),
        (PERSON, None, 3),
    ]


async def test_a_newer_edit_folds_waiting_edits_of_the_same_slot_only(store: Store) -> None:
    await owe(store, Send(Address(GROUP), "card", slot="card"), edit("one"), edit("other", "elsewhere"))
    rows = await owe(store, edit("two"), edit("three"))
    assert [one.text for one in said(rows)] == ["card", "other", "three"]
    assert await states(store) == [0, FOLDED, 0, 0]


async def test_a_deletion_folds_waiting_edits_and_an_edit_after_it_stays(store: Store) -> None:
    await owe(store, edit("one"))
    rows = await owe(store, Delete(Address(GROUP), "card"), edit("two"))
    assert [type(one) for one in said(rows)] == [Delete, Edit]


async def test_an_edit_that_was_said_already_is_not_folded(store: Store) -> None:
    (row,) = await owe(store, edit("one"))
    async with store.write() as conn:
        await outbox.settle(conn, [Outcome(row.id, DONE, sent_at=T)])
    await owe(store, edit("two"))
    assert await states(store) == [DONE, 0]


async def test_an_outcome_is_recorded_with_everything_that_matters_later(store: Store) -> None:
    first, second = await owe(store, Send(Address(PERSON), "1"), Send(Address(PERSON), "2"))
    later = Outcome(second.id, 0, attempts=3, due_at=T + 9, error="429")
    async with store.write() as conn:
        await outbox.settle(conn, [Outcome(first.id, DONE, sent_at=T + 1), later])
    (left,) = await waiting(store)
    assert (left.id, left.attempts, left.due_at) == (second.id, 3, T + 9)
    async with store.read() as conn:
        assert await outbox.sent_since(conn, T) == [(PERSON, T + 1)]
        assert await outbox.owed(conn) == 1


async def test_giving_a_chat_up_leaves_the_others_waiting(store: Store) -> None:
    await owe(store, Send(Address(GROUP), "1"), Send(Address(PERSON), "2"), Send(Address(GROUP), "3"))
    async with store.write() as conn:
        await outbox.give_up(conn, GROUP, error="kicked")
    assert await states(store) == [UNREACHABLE, 0, UNREACHABLE]


async def test_what_waits_for_a_group_goes_to_what_it_has_become(store: Store) -> None:
    await owe(store, Send(Address(GROUP), "1"), Send(Address(PERSON), "2"))
    async with store.write() as conn:
        await outbox.redirect(conn, GROUP, -1001)
    assert [row.chat for row in await waiting(store)] == [-1001, PERSON]


async def test_pruning_keeps_what_waits_and_what_is_young(store: Store) -> None:
    first, _ = await owe(store, Send(Address(PERSON), "1"), Send(Address(PERSON), "2"))
    async with store.write() as conn:
        await outbox.settle(conn, [Outcome(first.id, DONE, sent_at=T)])
        assert await outbox.prune(conn, T) == 0
        assert await outbox.prune(conn, T + 1) == 1
    assert len(await waiting(store)) == 1


async def test_no_number_is_given_twice_even_where_everything_was_pruned(store: Store) -> None:
    rows = await owe(store, Send(Address(PERSON), "1"), Send(Address(PERSON), "2"))
    async with store.write() as conn:
        await outbox.settle(conn, [Outcome(row.id, DONE, sent_at=T) for row in rows])
        await outbox.prune(conn, T + 1)
    (new,) = await owe(store, Send(Address(PERSON), "3"))
    assert new.id > rows[-1].id


async def test_a_slot_is_found_both_ways_until_its_message_is_gone(store: Store) -> None:
    async with store.write() as conn:
        await slots.fill(conn, [Slot("card", GROUP, 5, "text"), Slot("other", GROUP, 6, "text")])
        await slots.fill(conn, [Slot("card", GROUP, 9, "photo")])
        assert await slots.find(conn, ["card", "none"]) == {"card": Slot("card", GROUP, 9, "photo")}
        assert (await slots.at(conn, GROUP, 9), await slots.at(conn, GROUP, 5)) == ("card", None)
        await slots.lose(conn, "card")
        await slots.lose_chat(conn, -7)
        assert (await slots.find(conn, ["card"]))["card"].kind == slots.GONE
        assert (await slots.find(conn, ["other"]))["other"].kind == "text"


async def test_an_upload_is_remembered_until_telegram_forgets_it(store: Store) -> None:
    async with store.write() as conn:
        await slots.keep_uploads(conn, {"k": "old", "l": "other"})
        await slots.keep_uploads(conn, {"k": "new"})
        assert await slots.uploaded(conn, ["k", "m"]) == {"k": "new"}
        await slots.forget_uploads(conn, ["k"])
        assert await slots.uploaded(conn, ["k", "l"]) == {"l": "other"}


async def test_what_waits_for_a_slot_is_found_without_all_that_it_got_before(store: Store) -> None:
    """By the plan of the database: a board gets an edit a minute, and they are kept for a month."""
    async with store.write() as conn:
        plain: Any = getattr(conn, "_connection", conn)  # what was said before is not said past SQLAlchemy there
        waits = await plan(plain, lambda: outbox.fold(plain, ["card", "other"]))
        lately = await plan(plain, lambda: outbox.owed_since(plain, "card", T))
    if store.sqlite:
        assert "ix_outbox_slot (slot=? AND state=?)" in waits
        assert "ix_outbox_slot (slot=? AND state=? AND created_at>?)" in lately
