"""The methods that read, answer a press, or set what the bot shows of itself."""

import re
import time
from collections.abc import Callable, Coroutine
from typing import Any

import orjson

from bot.sandbox import chats, files, inline
from bot.sandbox.errors import Json, bad, broken
from bot.sandbox.parts import Asked
from bot.sandbox.world import World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
PROFILE = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}


async def get_me(world: World, asked: Asked) -> Json:
    flags = {"can_join_groups": True, "can_read_all_group_messages": not world.privacy}
    return world.bot | flags | {"supports_inline_queries": True}


async def answer_press(world: World, asked: Asked) -> bool:
    """Once, within the seconds that Telegram waits."""
    query = world.queries.get(asked["callback_query_id"])
    if query is None or query.answer is not None or time.monotonic() - query.asked_at > world.query_seconds:
        raise bad(TOO_OLD)
    query.answer = {name: asked[name] for name in ("text", "show_alert", "url") if name in asked.params}
    world.happened()
    return True


async def answer_inline(world: World, asked: Asked) -> bool:
    """Once, within the seconds that Telegram waits, with results that a client could show and send."""
    query = world.queries.get(asked["inline_query_id"])
    if query is None or query.answer is not None or time.monotonic() - query.asked_at > world.query_seconds:
        raise bad(TOO_OLD)
    inline.check(asked)
    query.answer = asked.params
    world.happened()
    return True


async def get_file(world: World, asked: Asked) -> Json:
    kept = world.files.get(asked["file_id"])
    if kept is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    return files.told(kept)


async def get_chat(world: World, asked: Asked) -> Json:
    chat = chats.reachable(world, asked["chat_id"])
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full = chats.shown(world, chat) | {"accent_color_id": 0, "max_reaction_count": 11}
    full["accepted_gift_types"] = dict.fromkeys(gifts, False)
    if chat.type == "group":
        full["permissions"] = {"can_send_messages": True}
    if chat.pinned and chat.pinned[-1] in chat.records:
        full["pinned_message"] = chat.records[chat.pinned[-1]].message
    return full


async def get_member(world: World, asked: Asked) -> Json:
    chat = chats.reachable(world, asked["chat_id"])
    user = asked["user_id"]
    if user != world.bot["id"] and user not in world.people:
        raise bad("PARTICIPANT_ID_INVALID")
    return chats.member(world, chat, user)


async def count_members(world: World, asked: Asked) -> int:
    chat = chats.reachable(world, asked["chat_id"])
    return 2 if chat.type == "private" else sum(chats.is_present(chat, user) for user in chat.members)


async def get_admins(world: World, asked: Asked) -> list[Json]:
    """All but other bots."""
    chat = chats.reachable(world, asked["chat_id"])
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    return [chats.member(world, chat, user) for user in chat.members if chats.is_admin(chat, user)]


async def chat_action(world: World, asked: Asked) -> bool:
    chats.postable(world, asked["chat_id"], asked.get("message_thread_id"))
    if asked["action"] not in ACTIONS:
        raise broken("wrong parameter action in request")
    return True


async def leave(world: World, asked: Asked) -> bool:
    chat = chats.reachable(world, asked["chat_id"])
    chats.tell_membership(world, chat, world.bot["id"], {"status": "left"}, by=world.bot)
    return True


def scope_key(scope: Json | None, language: str = "") -> str:
    """One string for a BotCommandScope and a language."""
    return orjson.dumps([scope or {"type": "default"}, language], option=orjson.OPT_SORT_KEYS).decode()


async def set_commands(world: World, asked: Asked) -> bool:
    if len(asked["commands"]) > 100:
        raise broken("BOT_COMMANDS_TOO_MUCH")
    if any(not COMMAND.fullmatch(one["command"].removeprefix("/")) for one in asked["commands"]):
        raise broken("BOT_COMMAND_INVALID")
    _check_scope(world, asked)
    world.commands[scope_key(asked.get("scope"), asked.get("language_code", ""))] = asked["commands"]
    return True


async def get_commands(world: World, asked: Asked) -> list[Json]:
    return world.commands.get(scope_key(asked.get("scope"), asked.get("language_code", "")), [])


async def delete_commands(world: World, asked: Asked) -> bool:
    world.commands.pop(scope_key(asked.get("scope"), asked.get("language_code", "")), None)
    return True


def _check_scope(world: World, asked: Asked) -> None:
    chat = (asked.get("scope") or {}).get("chat_id")
    if chat is not None:
        chats.find(world, chat)


async def set_profile(world: World, asked: Asked) -> bool:
    """setMyName, setMyDescription, setMyShortDescription, by language."""
    word = PROFILE[asked.method.removeprefix("setMy")]
    world.profile[f"{word}:{asked.get('language_code', '')}"] = asked.get(word, "")
    return True


async def get_profile(world: World, asked: Asked) -> Json:
    word = PROFILE[asked.method.removeprefix("getMy")]
    own = world.profile.get(f"{word}:{asked.get('language_code', '')}")
    return {word: own or world.profile.get(f"{word}:", "")}


async def agree(world: World, asked: Asked) -> bool:
    """For what is set and never shown by the sandbox."""
    return True


METHODS: dict[str, Callable[[World, Asked], Coroutine[Any, Any, Any]]] = {
    "getMe": get_me,
    "answerCallbackQuery": answer_press,
    "answerInlineQuery": answer_inline,
    "getFile": get_file,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatMemberCount": count_members,
    "getChatAdministrators": get_admins,
    "sendChatAction": chat_action,
    "leaveChat": leave,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    **{f"setMy{name}": set_profile for name in PROFILE},
    **{f"getMy{name}": get_profile for name in PROFILE},
    "setChatMenuButton": agree,
    "setMyDefaultAdministratorRights": agree,
}
