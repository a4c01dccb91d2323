"""The methods that change, remove or mark a message that is there."""

from collections.abc import Callable, Coroutine
from typing import Any

from bot.sandbox import chats, markup, media, messages
from bot.sandbox.errors import Json, bad, broken
from bot.sandbox.parts import Asked, resolve
from bot.sandbox.world import Chat, Record, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TWO_DAYS = 48 * 3600
WORDS = ("text", "entities", "caption", "caption_entities")


def own(world: World, asked: Asked) -> tuple[Chat, Json]:
    """The bot's own message that a call wants to edit; 400 where it is gone, another's, or has a reply keyboard."""
    if "chat_id" not in asked.params or "message_id" not in asked.params:
        raise broken("message identifier is not specified")
    chat = chats.reachable(world, asked["chat_id"])
    record = chat.records.get(asked["message_id"])
    if record is None:
        raise bad("message to edit not found")
    foreign = record.message["from"]["id"] != world.bot["id"]
    if foreign or (record.keyboard and not markup.is_inline(record.keyboard)):
        raise bad("message can't be edited")
    markup.check(asked.get("reply_markup"), chat)
    return chat, record.message


def put(world: World, chat: Chat, message: Json, content: Json) -> Json:
    """Replace words, file and keyboard by the new content; 400 where nothing would change."""
    drop = (*WORDS, *media.KINDS, "reply_markup")
    kept = {name: value for name, value in message.items() if name not in drop}
    if _face(kept | content) == _face(message):
        raise bad(NOT_MODIFIED)
    chat.records[message["message_id"]].keyboard = content.get("reply_markup")
    return messages.change(world, chat, message["message_id"], drop=drop, **content, edit_date=world.seconds())


def _face(message: Json) -> tuple[Any, ...]:
    """What a reader sees of a message; files by what they hold."""
    kind = media.kind_of(message)
    shown = message[kind][-1] if kind == "photo" else message.get(kind or "", {})
    markup_rows = [row for row in message.get("reply_markup", {}).get("inline_keyboard", []) if row]
    return (*(message.get(name) for name in WORDS), shown.get("file_unique_id"), markup_rows)


def _keyboard(asked: Asked) -> Json:
    given = asked.get("reply_markup")
    return {"reply_markup": given} if given and any(given.get("inline_keyboard", [])) else {}


async def edit_text(world: World, asked: Asked) -> Json:
    chat, message = own(world, asked)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return put(world, chat, message, media.text(asked.params) | _keyboard(asked))


async def edit_caption(world: World, asked: Asked) -> Json:
    chat, message = own(world, asked)
    kind = media.kind_of(message)
    if kind is None:
        raise bad("there is no caption in the message to edit")
    return put(world, chat, message, {kind: message[kind]} | media.caption(asked.params) | _keyboard(asked))


async def edit_media(world: World, asked: Asked) -> Json:
    """Another file, or a file for a text message."""
    chat, message = own(world, asked)
    item = asked["media"]
    if item["type"] not in media.KINDS:
        raise bad(f"the sandbox does not play media of type {item['type']}")
    if "location" in message:
        raise bad("message can't be edited")
    words = media.caption(item)
    content = await media.content(world, resolve(asked, item["media"]), item["type"])
    return put(world, chat, message, content | words | _keyboard(asked))


async def edit_keyboard(world: World, asked: Asked) -> Json:
    chat, message = own(world, asked)
    kept = {name: message[name] for name in (*WORDS, *media.KINDS) if name in message}
    return put(world, chat, message, kept | _keyboard(asked))


async def delete(world: World, asked: Asked) -> bool:
    chat = chats.reachable(world, asked["chat_id"])
    _delete(world, chat, asked["message_id"])
    return True


async def delete_many(world: World, asked: Asked) -> bool:
    """Those that are not there are skipped."""
    chat = chats.reachable(world, asked["chat_id"])
    if not 1 <= len(asked["message_ids"]) <= 100:
        raise broken("message_ids must have 1-100 items")
    for number in asked["message_ids"]:
        if number in chat.records:
            _delete(world, chat, number)
    return True


def _delete(world: World, chat: Chat, number: int) -> None:
    record = chat.records.get(number)
    if record is None:
        raise bad("message to delete not found")
    foreign = record.message["from"]["id"] != world.bot["id"]
    powerless = chat.type != "private" and not chats.has_right(chat, world.bot["id"], "can_delete_messages")
    if (foreign and powerless) or world.seconds() - record.message["date"] > TWO_DAYS:
        raise bad("message can't be deleted")
    messages.remove(world, chat, number)


async def pin(world: World, asked: Asked) -> bool:
    chat = _to_pin(world, asked)
    record = chat.records.get(asked["message_id"])
    if record is None:
        raise bad("message to pin not found")
    if asked["message_id"] not in chat.pinned:
        chat.pinned.append(asked["message_id"])
        heading = messages.Heading(world.bot, world.seconds(), record.message.get("message_thread_id"))
        messages.post(world, chat, heading, {"pinned_message": messages.quoted(record.message)})
    return True


async def unpin(world: World, asked: Asked) -> bool:
    """The one named, or the latest."""
    chat = _to_pin(world, asked)
    number = asked.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    world.happened()
    return True


def _to_pin(world: World, asked: Asked) -> Chat:
    chat = chats.reachable(world, asked["chat_id"])
    if chat.type != "private" and not chats.has_right(chat, world.bot["id"], "can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat


async def react(world: World, asked: Asked) -> bool:
    chat = chats.reachable(world, asked["chat_id"])
    if asked["message_id"] not in chat.records:
        raise bad("message to react not found")
    reactions = asked.get("reaction", [])
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    chat.reactions[asked["message_id"]] = reactions
    world.happened()
    return True


async def delete_whisper(world: World, asked: Asked) -> bool:
    """deleteEphemeralMessage."""
    chat = chats.reachable(world, asked["chat_id"])
    _whisper(chat, asked, "delete").gone = True
    del chat.whispers[asked["ephemeral_message_id"]]
    world.happened()
    return True


async def edit_whisper(world: World, asked: Asked) -> bool:
    """editEphemeralMessageText and -ReplyMarkup."""
    chat = chats.reachable(world, asked["chat_id"])
    record = _whisper(chat, asked, "edit")
    markup.check(asked.get("reply_markup"), chat)
    words = media.text(asked.params) if "text" in asked.params else {}
    record.versions.append(record.message)
    kept = {name: value for name, value in record.message.items() if name != "reply_markup"}
    record.message = kept | words | _keyboard(asked)
    record.step = world.happened()
    return True


def _whisper(chat: Chat, asked: Asked, word: str) -> Record:
    record = chat.whispers.get(asked["ephemeral_message_id"])
    if record is None or record.message["receiver_user"]["id"] != asked["receiver_user_id"]:
        raise bad(f"message to {word} not found")
    return record


METHODS: dict[str, Callable[[World, Asked], Coroutine[Any, Any, Any]]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_keyboard,
    "deleteMessage": delete,
    "deleteMessages": delete_many,
    "deleteEphemeralMessage": delete_whisper,
    "editEphemeralMessageText": edit_whisper,
    "editEphemeralMessageReplyMarkup": edit_whisper,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "setMessageReaction": react,
}
