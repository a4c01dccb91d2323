"""The command menu that a person sees, of all that setMyCommands set."""

from bot.sandbox import chats
from bot.sandbox.asking import scope_key
from bot.sandbox.errors import Json
from bot.sandbox.world import Chat, World


def menu(world: World, chat: Chat, user: int) -> list[Json]:
    """By the order of https://core.telegram.org/bots/api#determining-list-of-commands."""
    language = world.people[user].get("language_code", "")
    keys = [scope_key(scope, code) for scope in _scopes(chat, user) for code in (language, "")]
    return next((world.commands[key] for key in keys if key in world.commands), [])


def _scopes(chat: Chat, user: int) -> list[Json]:
    here = {"type": "chat", "chat_id": chat.id}
    if chat.type == "private":
        return [here, {"type": "all_private_chats"}, {"type": "default"}]
    admin = chats.is_admin(chat, user)
    ranked: list[tuple[Json, bool]] = [
        ({"type": "chat_member", "chat_id": chat.id, "user_id": user}, True),
        ({"type": "chat_administrators", "chat_id": chat.id}, admin),
        (here, True),
        ({"type": "all_chat_administrators"}, admin),
        ({"type": "all_group_chats"}, True),
        ({"type": "default"}, True),
    ]
    return [scope for scope, applies in ranked if applies]
