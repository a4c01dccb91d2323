"""The methods that put a new message into a chat."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from bot.sandbox import chats, markup, media, messages
from bot.sandbox.errors import Json, bad, broken
from bot.sandbox.parts import Asked, attached, resolve
from bot.sandbox.world import Chat, Record, World

ALBUMS = ({"photo", "video"}, {"document"})


def target(world: World, asked: Asked) -> Chat:
    """The chat to post to, its topic and the keyboard all in order."""
    chat = chats.postable(world, asked["chat_id"], asked.get("message_thread_id"))
    markup.check(asked.get("reply_markup"), chat)
    return chat


def send(world: World, asked: Asked, chat: Chat, content: Json) -> Json:
    """Post as the bot, with what every send method has: topic, reply, keyboard."""
    if asked.get("ephemeral_message_parameters"):
        return whisper(world, asked, chat, content)
    reply_to = answered(chat, asked.get("reply_parameters"))
    keyboard = asked.get("reply_markup")
    if markup.is_inline(keyboard):
        content = content | {"reply_markup": keyboard}
    if asked.get("protect_content"):
        content = content | {"has_protected_content": True}
    markup.remember(chat, viewer(chat, reply_to, keyboard), keyboard)
    heading = messages.Heading(world.bot, world.seconds(), asked.get("message_thread_id"), reply_to)
    message = messages.post(world, chat, heading, content)
    chat.records[message["message_id"]].keyboard = keyboard
    chat.records[message["message_id"]].silent = bool(asked.get("disable_notification"))
    return message


def answered(chat: Chat, wanted: Json | None) -> int | None:
    """The message replied to; 400 where it is gone, unless the call allows that."""
    if not wanted or "message_id" not in wanted:
        return None
    if wanted["message_id"] in chat.records:
        return int(wanted["message_id"])
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def viewer(chat: Chat, reply_to: int | None, keyboard: Json | None) -> int:
    """Who sees a reply keyboard: the person of a private chat, whom a selective one answers, or everyone (0)."""
    if chat.type == "private":
        return chat.id
    if keyboard and keyboard.get("selective") and reply_to:
        return int(chat.records[reply_to].message["from"]["id"])
    return 0


def whisper(world: World, asked: Asked, chat: Chat, content: Json) -> Json:
    """An ephemeral message: one person in a group sees it; it is not among the chat's messages."""
    receiver = asked["ephemeral_message_parameters"]["receiver_user_id"]
    if not chats.is_present(chat, receiver):
        raise bad("user not found")
    number = next(world.numbers)
    told: Json = {"message_id": 0, "ephemeral_message_id": number, "from": world.bot, "chat": chats.shown(world, chat)}
    told |= {"date": world.seconds(), "receiver_user": world.people[receiver]} | content
    if markup.is_inline(asked.get("reply_markup")):
        told["reply_markup"] = asked["reply_markup"]
    chat.whispers[number] = Record(told, world.happened())
    return told


async def send_message(world: World, asked: Asked) -> Json:
    chat = target(world, asked)
    return send(world, asked, chat, media.text(asked.params))


async def send_file(world: World, asked: Asked, *, kind: str) -> Json:
    """sendPhoto, sendDocument, sendVoice, sendVideo."""
    chat = target(world, asked)
    words = media.caption(asked.params)
    content = await media.content(world, attached(asked, kind), kind) | words
    if kind in ("voice", "video") and "duration" in asked.params:
        content[kind] = content[kind] | {"duration": asked["duration"]}
    return send(world, asked, chat, content | _dressing(asked.params))


def _dressing(params: Json) -> Json:
    names = {"show_caption_above_media": "show_caption_above_media", "has_spoiler": "has_media_spoiler"}
    return {told: True for name, told in names.items() if params.get(name)}


async def send_media_group(world: World, asked: Asked) -> list[Json]:
    """All of it or nothing; one media_group_id."""
    chat = target(world, asked)
    items = asked["media"]
    if not 2 <= len(items) <= 10:
        raise broken("media must include 2-10 items")
    if not any({item["type"] for item in items} <= kinds for kinds in ALBUMS):
        raise broken("documents can't be mixed with other media types, and the sandbox plays photos, videos, documents")
    group = {"media_group_id": str(next(world.numbers) + 13_000_000_000_000_000)}
    contents = [await _album_item(world, asked, item) for item in items]
    return [send(world, asked, chat, content | group) for content in contents]


async def _album_item(world: World, asked: Asked, item: Json) -> Json:
    words = media.caption(item)
    return await media.content(world, resolve(asked, item["media"]), item["type"]) | words


async def send_location(world: World, asked: Asked) -> Json:
    chat = target(world, asked)
    return send(world, asked, chat, {"location": media.location(asked.params)})


async def send_venue(world: World, asked: Asked) -> Json:
    chat = target(world, asked)
    place = media.location(asked.params)
    names = ("title", "address", "foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    venue = {"location": place} | {name: asked[name] for name in names if name in asked.params}
    return send(world, asked, chat, {"venue": venue, "location": place})


async def copy_message(world: World, asked: Asked) -> Json:
    """A new message with the old one's content; a caption given replaces its own."""
    content = _content(world, asked)
    if "caption" in asked.params and "text" not in content:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= media.caption(asked.params)
    return {"message_id": send(world, asked, target(world, asked), content)["message_id"]}


async def forward_message(world: World, asked: Asked) -> Json:
    content = _content(world, asked, word="forward")
    source = chats.find(world, asked["from_chat_id"]).records[asked["message_id"]].message
    origin = source.get("forward_origin") or {"type": "user", "date": source["date"], "sender_user": source["from"]}
    return send(world, asked, target(world, asked), content | {"forward_origin": origin})


def _content(world: World, asked: Asked, word: str = "copy") -> Json:
    record = chats.find(world, asked["from_chat_id"]).records.get(asked["message_id"])
    if record is None:
        raise bad(f"message to {word} not found")
    if any(name in record.message for name in messages.SERVICE):
        raise bad(f"message can't be {'copied' if word == 'copy' else 'forwarded'}")
    names = (*media.KINDS, "text", "entities", "caption", "caption_entities", "location", "venue", "contact")
    return {name: record.message[name] for name in names if name in record.message}


METHODS: dict[str, Callable[[World, Asked], Coroutine[Any, Any, Any]]] = {
    "sendMessage": send_message,
    "sendPhoto": partial(send_file, kind="photo"),
    "sendDocument": partial(send_file, kind="document"),
    "sendVoice": partial(send_file, kind="voice"),
    "sendVideo": partial(send_file, kind="video"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
