"""Groups: who is in, what the bot sees, topics, migration."""

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Forbidden


@pytest.fixture
def people(box):
    return box.person("群主"), box.person("李")


@pytest.fixture
async def group(box, people, next_updates):
    made = box.group("枣林西", creator=people[0], members=[people[1]])
    await next_updates()
    return made


async def test_a_bot_that_is_added_is_told_so(box, next_updates):
    box.group()
    member, service = await next_updates()
    assert member["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert service["message"]["new_chat_members"][0]["id"] == box.world.bot["id"]


async def test_privacy_mode_shows_commands_and_answers_only(group, people, bot, next_updates):
    li = people[1]
    card = await bot.send_message(group.id, "card")
    await li.sends("chatter", chat=group)
    await li.sends("/tasks", chat=group)
    await li.sends("/tasks@sandbox_grid_bot", chat=group)
    await li.sends("/tasks@another_bot", chat=group)
    await li.sends("done", chat=group, reply_to=group.last)
    got = await next_updates()
    assert [one["message"]["text"] for one in got] == ["/tasks", "/tasks@sandbox_grid_bot", "done"]
    assert got[-1]["message"]["reply_to_message"]["message_id"] == card.message_id


@pytest.mark.parametrize("way", ["admin", "privacy off"])
async def test_an_admin_or_a_bot_without_privacy_sees_all(box, group, people, next_updates, way):
    if way == "admin":
        group.promotes_bot()
        await next_updates()
    box.privacy = way == "admin"
    await people[1].sends("chatter", chat=group)
    assert [one["message"]["text"] for one in await next_updates()] == ["chatter"]


async def test_members_and_administrators_are_told(group, people, bot):
    boss, li = people
    assert (await bot.get_chat_member(group.id, boss.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, li.id)).status == "member"
    assert await bot.get_chat_member_count(group.id) == 3
    group.promotes(li, can_pin_messages=False)
    group.promotes_bot()
    assert {one.user.id for one in await bot.get_chat_administrators(group.id)} == {boss.id, li.id, bot.id}
    assert (await bot.get_chat(group.id)).title == "枣林西"
    group.loses(li)
    assert (await bot.get_chat_member(group.id, li.id)).status == "left"


async def test_a_bot_that_was_removed_hears_403(group, bot, next_updates):
    group.removes_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    [update] = await next_updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    group.adds_bot()
    await bot.send_message(group.id, "back")


async def test_a_muted_bot_may_not_send(group, bot):
    group.mutes_bot()
    with pytest.raises(BadRequest, match="Not enough rights to send text messages"):
        await bot.send_message(group.id, "x")


async def test_leaving_is_leaving(group, bot):
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="not a member of the group chat"):
        await bot.send_message(group.id, "x")


async def test_pinning_needs_the_right(group, bot):
    sent = await bot.send_message(group.id, "x")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await sent.pin()
    group.promotes_bot()
    await sent.pin()
    assert [one.text for one in group.pinned] == ["x"]
    await sent.unpin()
    assert group.pinned == []


async def test_others_messages_are_deleted_by_admins_only(group, people, bot):
    theirs = await people[1].sends("x", chat=group)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, theirs.id)
    group.promotes_bot()
    await bot.delete_message(group.id, theirs.id)
    assert theirs.deleted


async def test_a_group_that_migrates_names_its_new_id(group, bot, next_updates):
    new = group.migrates()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.old_id, "x")
    assert moved.value.new_chat_id == new == group.id
    old_told, new_told = [one["message"] for one in await next_updates()]
    assert (old_told["chat"]["id"], old_told["migrate_to_chat_id"]) == (group.old_id, new)
    assert (new_told["chat"]["id"], new_told["migrate_from_chat_id"]) == (new, group.old_id)
    await bot.send_message(new, "here")
    assert group.last_text == "here"


async def test_an_anonymous_admin_writes_as_the_group_and_presses_as_a_person(group, people, bot, next_updates):
    await people[0].sends("/tasks", chat=group, anonymous=True)
    keys = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("接单", callback_data="a")]])
    await bot.send_message(group.id, "x", reply_markup=keys)
    await people[0].presses("接单", on=group)
    said, pressed = await next_updates()
    assert said["message"]["from"]["id"] == 1087968824
    assert said["message"]["sender_chat"]["id"] == group.id
    assert pressed["callback_query"]["from"]["id"] == people[0].id


async def test_messages_in_a_topic_say_so_and_answer_its_first(box, people, bot, next_updates):
    forum = box.group(forum=True, creator=people[0], members=[people[1]])
    topic = forum.topic("隐患")
    await next_updates()
    await people[1].sends("/tasks", chat=topic)
    [update] = await next_updates()
    message = update["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic.thread, True)
    assert "forum_topic_created" in message["reply_to_message"]
    await bot.send_message(forum.id, "card", message_thread_id=topic.thread)
    assert topic.messages[-1].text == "card"


async def test_a_closed_or_deleted_topic_takes_nothing(box, bot):
    forum = box.group(forum=True)
    topic = forum.topic("隐患")
    sent = await bot.send_message(forum.id, "x", message_thread_id=topic.thread)
    topic.closes()
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum.id, "y", message_thread_id=topic.thread)
    topic.reopens()
    topic.deletes()
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "y", message_thread_id=topic.thread)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("z")


async def test_location_keys_are_for_private_chats(group, bot):
    keys = telegram.ReplyKeyboardMarkup([[telegram.KeyboardButton("📍", request_location=True)]])
    with pytest.raises(BadRequest, match="can be requested in private chats only"):
        await bot.send_message(group.id, "x", reply_markup=keys)


async def test_a_whisper_is_seen_by_one_person(group, people, call):
    whom = {"receiver_user_id": people[1].id}
    sent = (await call("sendMessage", chat_id=group.id, text="taken", ephemeral_message_parameters=whom))["result"]
    assert ([one.text for one in people[1].whispers], people[0].whispers) == (["taken"], [])
    assert all(one.text != "taken" for one in group.messages)
    where = {"chat_id": group.id, "ephemeral_message_id": sent["ephemeral_message_id"]} | whom
    assert (await call("editEphemeralMessageText", text="free", **where))["ok"]
    assert [one.text for one in people[1].whispers] == ["free"]
    assert (await call("deleteEphemeralMessage", **where))["ok"]
    assert people[1].whispers == []


async def test_reactions_go_both_ways(group, people, bot, call, next_updates):
    group.promotes_bot()
    said = await people[1].sends("x", chat=group)
    await next_updates(allowed_updates=["message_reaction"])
    await bot.set_message_reaction(group.id, said.id, "👍")
    await people[0].reacts("👍", on=said)
    [update] = await next_updates()
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert group.inner.reactions[said.id] == [{"type": "emoji", "emoji": "👍"}]


async def test_somebody_outside_cannot_write(box, group):
    with pytest.raises(AssertionError, match="is not in"):
        await box.person().sends("x", chat=group)
