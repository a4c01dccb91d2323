"""Chats: finding them, what the bot may do there, and how the Bot API shows them."""

from typing import Any

from bot.sandbox.errors import Json, bad, forbidden
from bot.sandbox.world import ANONYMOUS, Chat, World

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
PRESENT = ("creator", "administrator", "member", "restricted")


def shown(world: World, chat: Chat) -> Json:
    """The Bot API's Chat."""
    if chat.type == "private":
        person = world.people[chat.id]
        names = {name: person[name] for name in ("first_name", "last_name", "username") if name in person}
        return {"id": chat.id, "type": "private"} | names
    name = {"username": chat.username} if chat.username else {}
    return {"id": chat.id, "type": chat.type, "title": chat.title} | name | ({"is_forum": True} if chat.forum else {})


def find(world: World, wanted: Any) -> Chat:
    """The chat of an id (a number, or digits in a string) or an @username; 400 where there is none or it has moved."""
    chat = _by_id(world, wanted)
    if chat is None:
        raise bad("chat not found")
    if chat.moved_to is not None:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
    return chat


def _by_id(world: World, wanted: Any) -> Chat | None:
    if isinstance(wanted, int) or str(wanted).lstrip("-").isdigit():
        return world.chats.get(int(wanted))
    name = str(wanted).removeprefix("@").lower()
    return next((chat for chat in world.chats.values() if (chat.username or "").lower() == name), None)


def reachable(world: World, wanted: Any) -> Chat:
    """A chat that the bot can act in: 403 where it is blocked, removed, or was never written to."""
    chat = find(world, wanted)
    if chat.type == "private":
        _check_private(chat)
    elif not is_present(chat, world.bot["id"]):
        kind = "supergroup" if chat.type == "supergroup" else "group"
        left = chat.members.get(world.bot["id"], {}).get("status") != "kicked"
        raise forbidden(f"bot is not a member of the {kind} chat" if left else f"bot was kicked from the {kind} chat")
    return chat


def _check_private(chat: Chat) -> None:
    if chat.deactivated:
        raise forbidden("user is deactivated")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")


def postable(world: World, wanted: Any, thread: int | None) -> Chat:
    """A chat and topic that the bot may post to."""
    chat = reachable(world, wanted)
    me = chat.members.get(world.bot["id"], {})
    if me.get("status") == "restricted" and not me.get("can_send_messages"):
        raise bad("not enough rights to send text messages to the chat")
    if thread is not None and thread not in chat.topics:
        raise bad("message thread not found")
    if thread is not None and chat.topics[thread].closed and not has_right(chat, world.bot["id"], "can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return chat


def is_present(chat: Chat, user: int) -> bool:
    """Whether somebody is in the chat, in whatever role."""
    return chat.members.get(user, {}).get("status") in PRESENT


def is_admin(chat: Chat, user: int) -> bool:
    """Whether somebody is an administrator of the chat, or made it."""
    return chat.members.get(user, {}).get("status") in ("creator", "administrator")


def has_right(chat: Chat, user: int, right: str) -> bool:
    """The creator may do all; an administrator what was granted."""
    member = chat.members.get(user, {})
    return member.get("status") == "creator" or (member.get("status") == "administrator" and bool(member.get(right)))


def member(world: World, chat: Chat, user: int) -> Json:
    """The Bot API's ChatMember."""
    shown_user = world.bot if user == world.bot["id"] else world.people[user]
    status = chat.members.get(user, {"status": "left"})
    return {"user": shown_user} | status


def administrator(**rights: bool) -> Json:
    """A ChatMemberAdministrator without its user; rights not named are those of a usual administrator."""
    usual = dict.fromkeys(ADMIN_RIGHTS, False) | {"can_manage_chat": True, "can_delete_messages": True}
    usual |= dict.fromkeys(GROUP_RIGHTS, True)
    return {"status": "administrator", "can_be_edited": False, "is_anonymous": False} | usual | rights


def banned() -> Json:
    return {"status": "kicked", "until_date": 0}


def private(world: World, user: int) -> Chat:
    """The private chat with a person, made at the first look."""
    chat = world.chats.get(user)
    if chat is None:
        chat = world.chats[user] = Chat(user, "private", world.people[user]["first_name"], numbers=world.messages)
    return chat


def tell_membership(world: World, chat: Chat, user: int, new: Json, *, by: Json | None = None) -> None:
    """Change who somebody is in the chat and queue my_chat_member or chat_member."""
    old = member(world, chat, user)
    chat.members[user] = new
    mine = user == world.bot["id"]
    actor = by or (world.people.get(chat.id) if chat.type == "private" else None) or ANONYMOUS
    if mine or is_admin(chat, world.bot["id"]):
        told = {"chat": shown(world, chat), "from": actor, "date": world.seconds()}
        told |= {"old_chat_member": old, "new_chat_member": member(world, chat, user)}
        world.updates.add("my_chat_member" if mine else "chat_member", told)
    world.happened()


def muted() -> Json:
    """A ChatMemberRestricted's permissions, all refused."""
    return dict.fromkeys(PERMISSIONS, False)
