"""The sender against a pretend Telegram that refuses, delays, loses and forgets."""

import asyncio
import time

import pytest
from sqlalchemy import select

from bot.domain.outgoing import Address, Answer, Button, Delete, Edit, InlineAnswer, Send, SendFile
from bot.domain.pictures import Original, Spot, StationMap
from bot.sending.pacing import Rates
from storage import slots
from storage.schema import DEAD, DONE, FOLDED, UNREACHABLE, uploads
from tests.runtime.conftest import Post

# The database's part is tested on both in tests/storage; these wait for clocks, so once is enough.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def texts(post: Post, chat: int, method: str = "sendMessage") -> list[str]:
    return [call.params["text"] for call in post.box.called(method) if call.params["chat_id"] == chat]


async def test_a_chat_gets_its_messages_in_order_each_once(post: Post) -> None:
    people = [post.box.person(), post.box.person()]
    for person in people:
        await person.starts()
    async with post.sending():
        for number in range(20):
            await post.owe(*(Send(Address(person.id), f"{number}") for person in people))
        assert await post.settles() == [DONE] * 40
    for person in people:
        assert texts(post, person.id) == [str(number) for number in range(20)]
    assert post.box.violations == []


async def test_what_was_owed_before_the_start_is_sent_after_it(post: Post) -> None:
    li = post.box.person()
    await li.starts()
    await post.owe(Send(Address(li.id), "owed"))
    async with post.sending():
        await li.waits_for("owed")


async def test_a_throttled_chat_waits_as_long_as_it_is_told_and_the_others_go_on(post: Post) -> None:
    li, wang = post.box.person(), post.box.person()
    for person in (li, wang):
        await person.starts()
    post.box.fault("sendMessage", status=429, retry_after=1, when=lambda params: params["chat_id"] == li.id)
    began = time.monotonic()
    async with post.sending():
        await post.owe(Send(Address(li.id), "1"), Send(Address(li.id), "2"), Send(Address(wang.id), "now"))
        await wang.waits_for("now")
        assert time.monotonic() - began < 0.9
        await li.waits_for("2")
    assert time.monotonic() - began >= 1
    assert texts(post, li.id) == ["1", "1", "2"]


@pytest.mark.parametrize("fault", [{"status": 502, "html": True}, {"status": 500}, {"reset": "before"}])
async def test_a_failure_on_the_way_is_tried_again_in_order(post: Post, fault: dict[str, object]) -> None:
    li = post.box.person()
    await li.starts()
    post.box.fault("sendMessage", times=1, **fault)
    async with post.sending():
        await post.owe(Send(Address(li.id), "1"), Send(Address(li.id), "2"))
        await li.waits_for("2")
        await post.settles()
    assert [message.text for message in li.messages if message.text in "12"] == ["1", "2"]


async def test_a_telegram_that_is_away_is_not_hammered_and_everything_arrives_afterwards(post: Post) -> None:
    people = [post.box.person() for _ in range(12)]
    for person in people:
        await person.starts()
    fault = post.box.fault("sendMessage", status=502, times=1000)
    async with post.sending():
        await post.owe(*(Send(Address(person.id), str(number)) for number in range(2) for person in people))
        await asyncio.sleep(1.5)
        assert len(post.box.called("sendMessage")) < 30
        fault.times = 0
        await post.settles(within=15)
    for person in people:
        assert [message.text for message in person.messages][-2:] == ["0", "1"]


async def test_whoever_blocked_us_is_reported_and_the_rest_of_what_was_owed_to_them_is_given_up(post: Post) -> None:
    li, boss = post.box.person(), post.box.person()
    for person in (li, boss):
        await person.starts()
    li.blocks_bot()
    post.heard.says = [Send(Address(boss.id), "unreachable")]
    await post.owe(Send(Address(li.id), "1"), Send(Address(li.id), "2"))
    async with post.sending():
        await boss.waits_for("unreachable")
        assert await post.settles() == [UNREACHABLE, UNREACHABLE, DONE]
        assert post.heard.unreachable == [li.id]
        li.unblocks_bot()
        await post.owe(Send(Address(li.id), "3"))
        await li.waits_for("3")
    assert len(post.box.called("sendMessage")) == 3


async def test_a_group_that_became_a_supergroup_is_followed_with_everything_that_waits(post: Post) -> None:
    group = post.box.group()
    old = group.id
    new = group.migrates()
    async with post.sending():
        await post.owe(*(Send(Address(old), str(number)) for number in range(3)))
        await post.settles()
    assert post.heard.moved == [(old, new)]
    assert (texts(post, old), texts(post, new)) == (["0"], ["0", "1", "2"])


async def test_a_message_for_a_topic_that_is_gone_goes_to_the_group(post: Post) -> None:
    group = post.box.group(forum=True, bot="administrator")
    topic = group.topic("late")
    thread = topic.thread
    topic.deletes()
    async with post.sending():
        await post.owe(Send(Address(group.id, thread), "hello", slot="card"))
        await group.waits_for("hello")
        assert await post.settles() == [DONE]
    assert post.heard.topics == [(group.id, thread)]


async def test_an_edit_changes_the_message_of_its_slot_and_the_same_again_is_no_failure(post: Post) -> None:
    group = post.box.group()
    buttons = ((Button("接单", "take:1"),),)
    async with post.sending():
        await post.owe(Send(Address(group.id), "open", slot="card"))
        await post.settles()
        await post.owe(Edit(Address(group.id), "card", "taken", buttons))
        await post.settles()
        await post.owe(Edit(Address(group.id), "card", "taken", buttons))
        assert await post.settles() == [DONE] * 3
    assert [message.text for message in group.messages if message.text in ("open", "taken")] == ["taken"]


async def test_a_card_that_has_not_gone_yet_goes_as_its_newest_edit_wants_it(post: Post) -> None:
    group = post.box.group()
    await post.owe(Send(Address(group.id), "open", slot="card"))
    await post.owe(Edit(Address(group.id), "card", "taken"))
    await post.owe(Edit(Address(group.id), "card", "done"), Send(Address(group.id), "next"))
    async with post.sending():
        await group.waits_for("next")
        assert await post.settles() == [DONE, FOLDED, FOLDED, DONE]
    assert texts(post, group.id) == ["done", "next"]
    assert post.box.called("editMessageText") == []


async def test_an_edit_of_nothing_is_dead_and_holds_nobody_up(post: Post) -> None:
    group = post.box.group()
    async with post.sending():
        await post.owe(Edit(Address(group.id), "never sent", "x"), Send(Address(group.id), "next"))
        await group.waits_for("next")
        assert await post.settles() == [DEAD, DONE]


async def test_a_card_deleted_by_hand_is_not_edited_twice(post: Post) -> None:
    group = post.box.group()
    async with post.sending():
        await post.owe(Send(Address(group.id), "open", slot="card"))
        await post.settles()
        await post.mouth.api.call("deleteMessage", {"chat_id": group.id, "message_id": group.last.id})
        await post.owe(Edit(Address(group.id), "card", "x"))
        await post.settles()
        await post.owe(Edit(Address(group.id), "card", "y"))
        await post.settles()
        await post.owe(Delete(Address(group.id), "card"))
        assert await post.settles() == [DONE, FOLDED, FOLDED, DONE]
    assert len(post.box.called("editMessageText")) == 1
    assert post.heard.deleted == ["card"]
    async with post.store.read() as conn:
        assert (await slots.find(conn, ["card"]))["card"].kind == slots.GONE


async def test_what_is_said_in_place_of_a_deleted_message_goes_at_once(post: Post) -> None:
    group = post.box.group()
    async with post.sending():
        await post.owe(Send(Address(group.id), "open", slot="card"))
        await post.settles()
        await post.mouth.api.call("deleteMessage", {"chat_id": group.id, "message_id": group.last.id})
        post.heard.says = [Send(Address(group.id), "once more", slot="card")]
        await post.owe(Edit(Address(group.id), "card", "x"))
        await group.waits_for("once more")
        await post.owe(Edit(Address(group.id), "card", "and edited"))
        await post.settles()
    assert group.last.text == "and edited"


async def test_an_answer_to_a_query_overtakes_what_is_paced_and_is_dropped_when_too_late(post: Post) -> None:
    post.rates = Rates(1, 1, 1)
    group = post.box.group()
    await post.owe(*(Send(Address(group.id), str(number)) for number in range(3)), at=time.time())
    await post.owe(Answer("1", "late"), at=time.time() - 16)
    await post.owe(Answer("2", "in time"), at=time.time())
    await post.owe(InlineAnswer("3"), at=time.time() - 16)
    await post.owe(InlineAnswer("4"), at=time.time())
    async with post.sending():
        await post.box.waits_for_call("answerCallbackQuery")
        await post.box.waits_for_call("answerInlineQuery")
        await post.until(lambda: bool(texts(post, group.id)))
        await asyncio.sleep(0.1)
    assert [call.params["text"] for call in post.box.called("answerCallbackQuery")] == ["in time"]
    assert [call.params["inline_query_id"] for call in post.box.called("answerInlineQuery")] == ["4"]
    assert [(await post.states())[number] for number in (3, 5)] == [DEAD, DEAD]


async def test_a_picture_is_uploaded_once_and_then_sent_by_its_file_id(post: Post, jpeg: bytes) -> None:
    li, wang = post.box.person(), post.box.person()
    for person in (li, wang):
        await person.starts()
    picture = Original(await post.mouth.darkroom.save(jpeg))
    async with post.sending():
        for person in (li, wang):
            await post.owe(Send(Address(person.id), person.user["first_name"], picture=picture))
            await post.settles()
    first, second = post.box.called("sendPhoto")
    assert second.params["photo"] == li.last.file_id
    assert first.params["photo"] != second.params["photo"]


async def test_where_somebody_stood_is_not_remembered(post: Post) -> None:
    li = post.box.person()
    await li.starts()
    async with post.sending():
        for _ in range(2):
            await post.owe(Send(Address(li.id), "map", picture=StationMap(Spot(36.1, 103.7, "me"))))
            assert set(await post.settles()) == {DONE}
    assert len(post.box.called("sendPhoto")) == 2
    async with post.store.read() as conn:
        assert (await conn.execute(select(uploads))).all() == []


async def test_a_file_id_that_telegram_has_forgotten_is_uploaded_again(post: Post, jpeg: bytes) -> None:
    li = post.box.person()
    await li.starts()
    picture = Original(await post.mouth.darkroom.save(jpeg))
    async with post.sending():
        await post.owe(Send(Address(li.id), "1", picture=picture))
        await post.settles()
        post.box.world.files.clear()
        await post.owe(Send(Address(li.id), "2", picture=picture))
        assert await post.settles() == [DONE, DONE]
    assert [message.text for message in li.messages][-2:] == ["1", "2"]


async def test_a_picture_that_cannot_be_drawn_costs_the_picture_and_not_the_words(post: Post) -> None:
    li = post.box.person()
    await li.starts()
    async with post.sending():
        await post.owe(
            Send(Address(li.id), "words", picture=Original("0" * 64)),
            SendFile(Address(li.id), "0" * 64, "voice"),
            Send(Address(li.id), "next"),
        )
        await li.waits_for("next")
        assert await post.settles() == [DONE, DEAD, DONE]
    assert texts(post, li.id) == ["words", "next"]


async def test_a_message_that_can_never_be_sent_is_dead_and_the_next_one_goes(post: Post) -> None:
    li = post.box.person()
    await li.starts()
    async with post.sending():
        await post.owe(Send(Address(li.id), "<b>unclosed"), Send(Address(li.id), "next"))
        await li.waits_for("next")
        assert await post.settles() == [DEAD, DONE]


async def test_the_limits_hold_across_a_restart(post: Post) -> None:
    post.rates = Rates(30, 1, 20)
    li = post.box.person()
    await li.starts()
    await post.owe(*(Send(Address(li.id), str(number)) for number in range(7)))
    began = time.monotonic()
    async with post.sending():
        await post.until(lambda: len(texts(post, li.id)) >= 5)
    async with post.sending():
        await post.settles()
    assert time.monotonic() - began > 1.8  # five at once, then one a second
    assert texts(post, li.id) == [str(number) for number in range(7)]
