"""What the sandbox itself says is valid by the same specification."""

import pytest

from bot.sandbox import spec


@pytest.fixture
def valid(box):
    def check(value, types):
        assert spec.problem(box.desk.spec, value, types, "answer") is None

    return check


async def test_every_update_is_an_update(box, picture, next_updates, valid, bot):
    boss, li = box.person("群主", username="boss"), box.person("李", last_name="四")
    group = box.group(creator=boss, forum=True)
    topic = group.topic("隐患")
    group.adds(li)
    group.promotes(li)
    group.promotes_bot()
    await li.starts("abc")
    await li.sends_album([picture(), picture()], caption="#井盖 https://a.cn")
    await li.sends_document(picture(), "a.jpg")
    await li.sends_voice()
    await li.sends_video(caption="x")
    live = await li.sends_location(36.1, 103.7, live_period=60)
    await li.moves(live, 36.2, 103.7, accuracy=5)
    await li.sends_contact()
    await boss.sends("/tasks", chat=topic, anonymous=True)
    await bot.send_message(li.id, "x")
    press = await li.presses_data("forged", on=li.last)
    gone = li.last
    await bot.delete_message(li.id, gone.id)
    await li.presses_data("late", on=gone)
    topic.closes()
    topic.reopens()
    group.mutes_bot()
    group.removes_bot()
    box.group().migrates()
    li.blocks_bot()
    updates = await next_updates()
    valid(updates, ["Array of Update"])
    assert len(updates) > 20
    assert press.query_id in str(updates)


async def test_every_answer_is_what_the_method_returns(box, picture, valid, bot):
    li = box.person("李")
    group = box.group(members=[li], bot="administrator")
    await li.starts()
    sent = await bot.send_photo(li.id, picture(), caption="<b>x</b>", parse_mode="HTML")
    await bot.edit_message_caption(li.id, sent.message_id, caption="y")
    await bot.send_venue(group.id, 36.1, 103.7, "t", "a")
    await bot.copy_message(group.id, li.id, sent.message_id)
    await bot.forward_message(group.id, li.id, sent.message_id)
    await bot.send_document(
        group.id, picture(), filename="a.jpg", reply_to_message_id=1, allow_sending_without_reply=True
    )
    await bot.pin_chat_message(li.id, sent.message_id)
    await bot.get_chat(li.id)
    await bot.get_chat(group.id)
    await bot.get_chat_member(group.id, li.id)
    await bot.get_chat_administrators(group.id)
    await bot.get_chat_member_count(group.id)
    await bot.get_file(sent.photo[0].file_id)
    await bot.get_webhook_info()
    await bot.set_my_commands([("start", "s")])
    await bot.get_my_commands()
    assert len(box.calls) > 15
    for made in box.calls:
        assert made.ok, made
        valid(made.result, box.desk.spec.methods[made.method]["returns"])
    assert box.violations == []
