"""What people do, as changes of the world and updates for the bot."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox import chats, entities, messages
from bot.sandbox.errors import Json
from bot.sandbox.seen import Message, Press
from bot.sandbox.world import ANONYMOUS, Chat, Query, World


@dataclass(frozen=True)
class How:
    """How something is said: when (default: now), in answer to what, in which topic, as the group itself."""

    at: datetime | None = None
    reply_to: Message | None = None
    thread: int | None = None
    anonymous: bool = False


def say(world: World, chat: Chat, user: int, content: Json, how: How) -> Message:
    """A person posts a message; the bot is told if it may see it."""
    if chat.type == "private":
        chat.started = True
    elif not chats.is_present(chat, user):
        raise AssertionError(f"{world.people[user]['first_name']} is not in {chat.title}")
    heading = messages.Heading(
        ANONYMOUS if how.anonymous else world.people[user],
        int(how.at.timestamp()) if how.at else world.seconds(),
        how.thread,
        how.reply_to.id if how.reply_to else None,
        chats.shown(world, chat) if how.anonymous else None,
    )
    message = messages.post(world, chat, heading, content)
    messages.tell(world, chat, message)
    return Message(chat, chat.records[message["message_id"]])


def worded(text: str | None, word: str = "caption") -> Json:
    """text/entities or caption/caption_entities as Telegram makes them of what was typed."""
    if not text:
        return {}
    found = entities.spotted(text)
    name = "entities" if word == "text" else "caption_entities"
    return {word: text} | ({name: found} if found else {})


def press(world: World, user: int, label: str, message: Message) -> Press:
    """Press the inline button whose text contains the label; AssertionError where there is none."""
    button = next((one for row in message.rows for one in row if label in one["text"]), None)
    if button is None or "callback_data" not in button:
        raise AssertionError(f"no button {label!r} to press under {message.text!r}; there are {message.buttons}")
    return press_data(world, user, button["callback_data"], message)


def press_data(world: World, user: int, data: str, message: Message) -> Press:
    """A callback query with any data, as a forger would send it."""
    number = str(4_000_000_000_000_000 + next(world.numbers))
    world.queries[number] = Query(number, time.monotonic())
    told: Json = {"id": number, "from": world.people[user], "chat_instance": str(message.chat.id), "data": data}
    old = {"chat": chats.shown(world, message.chat), "message_id": message.id, "date": 0}
    world.updates.add("callback_query", told | {"message": old if message.deleted else message.raw})
    world.happened()
    return Press(world, number)


def react(world: World, user: int, message: Message, emoji: str) -> None:
    """A reaction; the bot hears of it only where it asked for message_reaction and is an admin (or in private)."""
    told = {"chat": chats.shown(world, message.chat), "message_id": message.id, "user": world.people[user]}
    told |= {"date": world.seconds(), "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": emoji}]}
    if message.chat.type == "private" or chats.is_admin(message.chat, world.bot["id"]):
        world.updates.add("message_reaction", told)


def search(world: World, user: int, text: str, *, place: Json | None = None, offset: str = "") -> str:
    """An inline query, with the place of whoever asks where they let the bot know it; returns its id."""
    number = str(5_000_000_000_000_000 + next(world.numbers))
    world.queries[number] = Query(number, time.monotonic())
    told: Json = {"id": number, "from": world.people[user], "query": text, "offset": offset, "chat_type": "private"}
    world.updates.add("inline_query", told | ({"location": place} if place else {}))
    world.happened()
    return number


def edit(world: World, message: Message, **changes: Any) -> None:
    """A person edits a message (or moves a live location)."""
    changed = messages.change(world, message.chat, message.id, **changes, edit_date=world.seconds())
    messages.tell(world, message.chat, changed, "edited_message")


def location(lat: float, lon: float, accuracy: float | None = None, live_period: int | None = None) -> Json:
    """A Location; degrees WGS-84, metres, seconds."""
    more = {"horizontal_accuracy": accuracy, "live_period": live_period}
    return {"latitude": lat, "longitude": lon} | {name: value for name, value in more.items() if value is not None}


def service(world: World, chat: Chat, content: Json, sender: Json, thread: int | None = None) -> Json:
    """A service message."""
    message = messages.post(world, chat, messages.Heading(sender, world.seconds(), thread), content)
    messages.tell(world, chat, message)
    return message


def learn(world: World, update: Json) -> None:
    """Know the people and chats of an injected update, as far as it is well-formed, so that the bot can answer them."""
    parts = [part for part in update.values() if isinstance(part, dict)]
    for part in [*parts, *(part["message"] for part in parts if isinstance(part.get("message"), dict))]:
        _learn_user(world, part.get("from"))
        _learn_chat(world, part.get("chat"))


def _learn_user(world: World, user: Any) -> None:
    known = isinstance(user, dict) and isinstance(user.get("id"), int) and isinstance(user.get("first_name"), str)
    if known and user["id"] not in world.people and user["id"] != world.bot["id"]:
        world.people[user["id"]] = user


def _learn_chat(world: World, chat: Any) -> None:
    if not isinstance(chat, dict) or not isinstance(chat.get("id"), int) or chat["id"] in world.chats:
        return
    if chat["id"] in world.people:
        chats.private(world, chat["id"]).started = True
    elif chat.get("type") in ("group", "supergroup"):
        made = world.chats[chat["id"]] = Chat(chat["id"], chat["type"], str(chat.get("title", "")))
        made.members[world.bot["id"]] = {"status": "member"}
