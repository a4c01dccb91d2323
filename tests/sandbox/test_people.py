"""What people do, and what the bot is told of it."""

import io
from datetime import UTC, datetime

import pytest
import telegram
from PIL import Image
from telegram import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove


async def test_a_photo_comes_in_sizes_without_metadata(box, picture, next_updates, bot):
    await box.person().sends_photo(picture(3000, 1500), caption="井盖")
    [update] = await next_updates()
    sizes = update["message"]["photo"]
    assert [(one["width"], one["height"]) for one in sizes] == [(90, 45), (320, 160), (800, 400), (1280, 640)]
    data = bytes(await (await bot.get_file(sizes[-1]["file_id"])).download_as_bytearray())
    assert len(data) == sizes[-1]["file_size"]
    with Image.open(io.BytesIO(data)) as opened:
        assert (opened.size, dict(opened.getexif())) == ((1280, 640), {})


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe0half"])
async def test_an_unreadable_photo_is_passed_on_as_it_is(box, data):
    message = await box.person().sends_photo(data)
    assert box.file(message.file_id) == data
    assert message.raw["photo"][0]["width"] > 0


async def test_an_album_is_several_updates_with_one_group_id(box, picture, next_updates):
    await box.person().sends_album([picture(), picture(), picture()], caption="a")
    updates = [one["message"] for one in await next_updates()]
    assert len({one["media_group_id"] for one in updates}) == 1
    assert [one.get("caption") for one in updates] == ["a", None, None]


async def test_a_document_stays_as_it_is(box, picture):
    data = picture()
    message = await box.person().sends_document(data, "井盖.jpg", mime_type="image/jpeg", caption="b")
    assert box.file(message.file_id) == data
    assert message.raw["document"]["file_name"] == "井盖.jpg"


async def test_a_live_location_moves_as_an_edited_message(box, next_updates):
    li = box.person()
    live = await li.sends_location(36.1, 103.7, accuracy=30, live_period=900)
    await li.moves(live, 36.2, 103.8)
    first, second = await next_updates()
    assert first["message"]["location"]["horizontal_accuracy"] == 30
    assert second["edited_message"]["location"] == {"latitude": 36.2, "longitude": 103.8, "live_period": 900}
    assert second["edited_message"]["message_id"] == first["message"]["message_id"]


async def test_contacts_are_the_own_one_or_anothers(box):
    li, wang = box.person("李"), box.person("王")
    own = await li.sends_contact()
    other = await li.sends_contact(wang)
    assert own.raw["contact"]["user_id"] == li.id
    assert other.raw["contact"] == {"phone_number": wang.phone, "first_name": "王", "user_id": wang.id}


async def test_keys_send_their_text_a_place_or_a_contact(box, bot):
    li = box.person()
    await li.starts()
    keys = [
        ["📋 我的上报"],
        [KeyboardButton("📍 发送位置", request_location=True), KeyboardButton("📞", request_contact=True)],
    ]
    await bot.send_message(li.id, "x", reply_markup=ReplyKeyboardMarkup(keys))
    assert (await li.taps("我的上报")).text == "📋 我的上报"
    assert (await li.taps("发送位置", location=(36.1, 103.7))).raw["location"]["latitude"] == 36.1
    assert (await li.taps("📞")).raw["contact"]["user_id"] == li.id
    await bot.send_message(li.id, "x", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(AssertionError, match="no key"):
        await li.taps("我的上报")


async def test_a_forced_reply_is_remembered(box, bot):
    li = box.person()
    await li.starts()
    await bot.send_message(li.id, "x", reply_markup=telegram.ForceReply())
    assert li.forced_reply


async def test_a_start_link_is_opened_with_its_payload_and_a_bad_one_is_not(box):
    li = box.person()
    assert (await li.opens("https://t.me/sandbox_grid_bot?start=inv_A-1 now")).text == "/start inv_A-1"
    with pytest.raises(AssertionError):
        await li.starts("a" * 65)


async def test_dates_are_the_clocks_or_as_told(box):
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    box.now = noon
    li = box.person()
    assert (await li.sends("a")).raw["date"] == noon.timestamp()
    assert (await li.sends("b", at=datetime(2026, 10, 1, tzinfo=UTC))).raw["date"] < noon.timestamp()
    box.now = None
    assert abs((datetime.now(UTC) - box.now).total_seconds()) < 5


async def test_waiting_looks_at_what_came_after_the_last_act(box, bot):
    li = box.person()
    await li.starts()
    sent = await bot.send_message(li.id, "welcome")
    assert (await li.waits_for("welcome")).id == sent.message_id
    await li.sends("next")
    with pytest.raises(AssertionError, match="nobody said 'welcome'"):
        await li.waits_for("welcome", timeout=0.01)
    await sent.edit_text("welcome back")
    assert (await li.waits_for("back")).id == sent.message_id


async def test_blocking_is_told_to_the_bot(box, next_updates):
    li = box.person()
    await li.starts()
    await next_updates()
    li.blocks_bot()
    [update] = await next_updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_the_menu_is_the_narrowest_scope_that_was_set(box, bot):
    li, wang = box.person(language="zh"), box.person(language="en")
    await bot.set_my_commands([("start", "s")])
    await bot.set_my_commands([("my", "m")], scope=telegram.BotCommandScopeChat(li.id))
    await bot.set_my_commands([("help", "h")], language_code="en")
    assert (li.menu(), wang.menu()) == (["my"], ["help"])
    await bot.delete_my_commands(scope=telegram.BotCommandScopeChat(li.id))
    assert li.menu() == ["start"]
    assert [one.command for one in await bot.get_my_commands(language_code="en")] == ["help"]


async def test_descriptions_are_kept_by_language(bot):
    await bot.set_my_description("全部")
    await bot.set_my_description("all", language_code="en")
    assert (await bot.get_my_description()).description == "全部"
    assert (await bot.get_my_description("en")).description == "all"
    assert (await bot.get_my_description("fr")).description == "全部"
