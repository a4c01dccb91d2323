"""Messages: made, kept, changed, and shown to the bot."""

import copy
from dataclasses import dataclass
from typing import Any

from bot.sandbox import chats
from bot.sandbox.errors import Json
from bot.sandbox.world import Chat, Record, World

SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "pinned_message",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "forum_topic_closed",
    "forum_topic_reopened",
    "group_chat_created",
)


@dataclass(frozen=True)
class Heading:
    """Who says it, when (Unix time), where in the chat, and in answer to what (a message id)."""

    sender: Json
    date: int
    thread: int | None = None
    reply_to: int | None = None
    sender_chat: Json | None = None


def post(world: World, chat: Chat, heading: Heading, content: Json) -> Json:
    """Keep a new message and return it."""
    message: Json = {"message_id": next(chat.numbers), "from": heading.sender, "chat": chats.shown(world, chat)}
    message["date"] = heading.date
    if heading.sender_chat:
        message["sender_chat"] = heading.sender_chat
    if heading.thread is not None:
        message |= {"message_thread_id": heading.thread, "is_topic_message": True}
    answered = heading.reply_to or heading.thread
    if answered in chat.records:
        message["reply_to_message"] = quoted(chat.records[answered].message)
    message |= content
    chat.records[message["message_id"]] = Record(message, world.happened())
    return message


def quoted(message: Json) -> Json:
    """As reply_to_message: without what it answered itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def change(world: World, chat: Chat, message_id: int, *, drop: tuple[str, ...] = (), **changes: Any) -> Json:
    """Put a changed message in the old one's place; the old one goes to its versions."""
    record = chat.records[message_id]
    record.versions.append(copy.deepcopy(record.message))
    for name in drop:
        record.message.pop(name, None)
    record.message |= changes
    record.step = world.happened()
    return record.message


def remove(world: World, chat: Chat, message_id: int) -> None:
    """Gone for everyone; kept among the deleted for the story."""
    chat.records[message_id].gone = True
    chat.deleted.append(chat.records.pop(message_id))
    world.happened()


def tell(world: World, chat: Chat, message: Json, kind: str = "message") -> None:
    """Queue the message for the bot, if it may see it."""
    if bot_sees(world, chat, message):
        world.updates.add(kind, message)


def bot_sees(world: World, chat: Chat, message: Json) -> bool:
    """Privacy mode: in a group commands, answers to the bot, what was sent by way of it, service messages.

    Everything where the bot is an admin.
    """
    if chat.type == "private":
        return True
    me = world.bot["id"]
    if not chats.is_present(chat, me):
        return False
    if not world.privacy or chats.is_admin(chat, me) or any(name in message for name in (*SERVICE, "via_bot")):
        return True
    answered = message.get("reply_to_message", {}).get("from", {}).get("id") == me
    return answered or _is_command_for(message, world.bot["username"])


def _is_command_for(message: Json, username: str) -> bool:
    text = message.get("text") or message.get("caption") or ""
    if not text.startswith("/"):
        return False
    _, at, name = text.split(None, 1)[0].partition("@")
    return not at or name.lower() == username.lower()
