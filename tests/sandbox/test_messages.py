"""Sending, editing, deleting: what people then see, and what is refused."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, Forbidden

TAKE = InlineKeyboardMarkup([[InlineKeyboardButton("✅ 接单 (Take)", callback_data="take:1")]])


@pytest.fixture
async def li(box):
    made = box.person("李")
    await made.starts()
    return made


async def test_a_text_is_seen_with_entities_and_buttons(bot, li):
    await bot.send_message(li.id, "<b>井盖</b> #1", parse_mode="HTML", reply_markup=TAKE, disable_notification=True)
    assert li.last_text == "井盖 #1"
    assert li.last.raw["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert li.last.buttons == ["✅ 接单 (Take)"]
    assert li.last.silent


async def test_a_text_may_have_4096_characters_after_parsing_and_no_more(bot, li, box):
    await bot.send_message(li.id, f"<b>{'井' * 4096}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(li.id, "井" * 4097)
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(li.id, "<b> </b>", parse_mode="HTML")
    assert len(box.violations) == 2


async def test_a_caption_may_have_1024_characters_and_no_more(bot, li, picture):
    await bot.send_photo(li.id, picture(), caption="井" * 1024)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(li.id, picture(), caption="井" * 1025)


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video"])
async def test_a_file_is_sent_by_upload_and_again_by_its_id(bot, li, box, picture, kind):
    send = getattr(bot, f"send_{kind}")
    first = await send(li.id, picture(), caption="1")
    held = first.photo[-1] if kind == "photo" else getattr(first, kind)
    again = await send(li.id, held.file_id)
    told = again.photo[-1] if kind == "photo" else getattr(again, kind)
    assert told.file_unique_id == held.file_unique_id
    assert box.file(li.last.file_id) == await (await bot.get_file(held.file_id)).download_as_bytearray()


async def test_an_id_of_another_kind_or_of_nothing_is_refused(bot, li, picture):
    sent = await bot.send_document(li.id, picture(), filename="a.jpg")
    with pytest.raises(BadRequest, match="type document as photo"):
        await bot.send_photo(li.id, sent.document.file_id)
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(li.id, "nothing")


async def test_an_album_is_several_messages_of_one_group(bot, li, picture):
    sent = await bot.send_media_group(li.id, [InputMediaPhoto(picture(), caption="a"), InputMediaPhoto(picture())])
    assert len({one.media_group_id for one in sent}) == 1
    assert [one.text for one in li.messages[-2:]] == ["a", ""]


async def test_an_album_has_2_to_10_items_of_kinds_that_mix(bot, li, picture, call):
    with pytest.raises(BadRequest, match="2-10"):
        await bot.send_media_group(li.id, [InputMediaPhoto(picture())])
    with pytest.raises(BadRequest, match="can't be mixed"):
        await bot.send_media_group(li.id, [InputMediaPhoto(picture()), InputMediaDocument(picture())])
    media = [{"type": "photo", "media": "attach://nowhere"}] * 2
    assert "names no part" in (await call("sendMediaGroup", chat_id=li.id, media=media))["description"]


async def test_a_place_and_a_venue_are_seen(bot, li):
    await bot.send_location(li.id, 36.1, 103.7)
    assert li.last.raw["location"] == {"latitude": 36.1, "longitude": 103.7}
    await bot.send_venue(li.id, 36.1, 103.7, "驿站", "安宁西路")
    assert li.last.raw["venue"]["title"] == "驿站"
    with pytest.raises(BadRequest, match="out of range"):
        await bot.send_location(li.id, 103.7, 96.1)


async def test_copying_and_forwarding(bot, li, box):
    wang = box.person("王")
    source = await wang.sends("井盖坏了")
    await bot.copy_message(li.id, wang.id, source.id)
    assert (li.last_text, "forward_origin" in li.last.raw) == ("井盖坏了", False)
    await bot.forward_message(li.id, wang.id, source.id)
    assert li.last.raw["forward_origin"]["sender_user"]["first_name"] == "王"
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(li.id, wang.id, 999)


async def test_an_edit_changes_the_message_in_place(bot, li):
    sent = await bot.send_message(li.id, "open", reply_markup=TAKE)
    seen = li.last
    await sent.edit_text("taken")
    assert (seen.text, seen.buttons, seen.versions[0]["text"]) == ("taken", [], "open")
    assert seen.raw["edit_date"]


async def test_an_edit_that_changes_nothing_is_refused(bot, li, picture):
    sent = await bot.send_message(li.id, "open", reply_markup=TAKE)
    for edit in (lambda: sent.edit_text("open", reply_markup=TAKE), lambda: sent.edit_reply_markup(TAKE)):
        with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
            await edit()
    photo = await bot.send_photo(li.id, picture(), caption="open")
    with pytest.raises(BadRequest, match="not modified"):
        await photo.edit_caption("open")
    with pytest.raises(BadRequest, match="not modified"):
        await photo.edit_media(InputMediaPhoto(photo.photo[-1].file_id, caption="open"))


async def test_a_photo_has_no_text_to_edit_and_a_text_no_caption(bot, li, picture):
    photo = await bot.send_photo(li.id, picture())
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("x")
    text = await bot.send_message(li.id, "x")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("x")


async def test_a_photo_is_changed_in_place(bot, li, box, picture):
    photo = await bot.send_photo(li.id, picture(), caption="before", reply_markup=TAKE)
    await photo.edit_media(InputMediaPhoto(picture(colour="blue"), caption="after"))
    assert (li.last_text, li.last.buttons) == ("after", [])
    assert box.file(li.last.file_id) != box.file(photo.photo[-1].file_id)


async def test_only_own_messages_with_inline_or_no_keyboard_can_be_edited(bot, li):
    theirs = await li.sends("x")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", li.id, theirs.id)
    keyed = await bot.send_message(li.id, "x", reply_markup=telegram.ReplyKeyboardMarkup([["a"]]))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await keyed.edit_text("y")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", li.id, 999)


async def test_deleting_is_for_two_days(bot, li, box):
    sent = await bot.send_message(li.id, "x")
    kept = await bot.send_message(li.id, "y")
    seen = li.last
    await sent.delete()
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()
    box.now = datetime.now(UTC) + timedelta(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await kept.delete()
    assert [one.text for one in li.messages] == ["/start", "y"]
    assert not seen.deleted


async def test_a_reply_names_a_message_that_exists(bot, li):
    asked = await li.sends("where?")
    await bot.send_message(li.id, "here", reply_to_message_id=asked.id)
    assert li.last.reply_to == asked.id
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(li.id, "here", reply_to_message_id=999)
    await bot.send_message(li.id, "there", reply_to_message_id=999, allow_sending_without_reply=True)
    assert li.last.reply_to is None


async def test_a_press_is_told_and_answered_once(bot, li, next_updates):
    await bot.send_message(li.id, "card", reply_markup=TAKE)
    await next_updates()
    press = await li.presses("接单")
    [update] = await next_updates()
    query = update["callback_query"]
    assert (query["data"], query["message"]["text"], query["from"]["id"]) == ("take:1", "card", li.id)
    await bot.answer_callback_query(query["id"], "yours", show_alert=True)
    answer = await press.answer(timeout=1)
    assert (answer.text, answer.show_alert) == ("yours", True)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await bot.answer_callback_query(query["id"])


async def test_a_press_that_waited_too_long_cannot_be_answered(bot, li, box, next_updates):
    await bot.send_message(li.id, "card", reply_markup=TAKE)
    await next_updates()
    box.world.query_seconds = 0.01
    await li.presses("接单")
    [update] = await next_updates()
    await asyncio.sleep(0.02)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(update["callback_query"]["id"])


async def test_an_unanswered_press_and_a_missing_button_fail_the_test(bot, li):
    await bot.send_message(li.id, "card", reply_markup=TAKE)
    press = await li.presses("接单")
    with pytest.raises(AssertionError, match="never answered"):
        await press.answer(timeout=0.01)
    with pytest.raises(AssertionError, match="no button"):
        await li.presses("办结", on=li.last)


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "a"}, "Text buttons are unallowed"),
        ({"text": " ", "callback_data": "a"}, "Text must be non-empty"),
        ({"text": "a", "callback_data": "a", "url": "https://a.cn"}, "only one of"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "a" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "url": "nowhere"}, "Wrong HTTP URL"),
        ({"text": "a", "url": f"https://t.me/a_bot?start={'a' * 65}"}, "start parameter"),
        ({"text": "a", "callback_data": "a", "style": "pink"}, "invalid button style"),
    ],
)
async def test_a_bad_button_is_refused(call, li, box, button, complaint):
    answer = await call("sendMessage", chat_id=li.id, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert complaint in answer["description"]
    assert len(box.violations) == 1


async def test_strangers_blockers_and_the_deleted_cannot_be_written_to(bot, box, li):
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(box.person().id, "x")
    li.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(li.id, "x")
    li.unblocks_bot()
    await bot.send_message(li.id, "x")
    li.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(li.id, "x")
