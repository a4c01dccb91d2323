"""Update -> Event, straight from the JSON; whatever is wrong with it becomes one Malformed."""

import re
from collections.abc import Callable
from datetime import datetime

from bot.domain.incoming import Chat, ChatKind, Event, Inquiry, Membership, Press, Sender
from bot.telegram import content
from bot.telegram.fields import Json, flag, identifier, instant, label, need, number, part, whole, word
from bot.telegram.raw import ANONYMOUS_ADMIN, update_id

_MAX_TEXT = 4096  # of a text, and of a premium user's caption
_MAX_NAME = 64
_MAX_TITLE = 128
_MAX_INQUIRY = 256
_KINDS = {
    "private": ChatKind.PRIVATE,
    "group": ChatKind.GROUP,
    "supergroup": ChatKind.GROUP,
    "channel": ChatKind.CHANNEL,
}
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w{1,64}))?(?:\s+(.*))?\Z", re.DOTALL | re.ASCII)
# What a person sends; the rest (somebody joined, a message was pinned ...) is Telegram talking.
_SENT = frozenset(
    {
        *(
            "text",
            "caption",
            "photo",
            "document",
            "voice",
            "video",
            "video_note",
            "audio",
            "animation",
            "location",
            "venue",
        ),
        *("contact", "migrate_to_chat_id", "sticker", "dice", "poll", "story", "paid_media", "checklist"),
    }
)


class Malformed(Exception):
    """No update, or one that breaks the Bot API's own rules. `update_id` where it has one."""

    def __init__(self, update_id: int | None, reason: str) -> None:
        super().__init__(update_id, reason)
        self.update_id = update_id
        self.reason = reason


def event(update: object, received_at: datetime, *, username: str = "") -> Event | None:
    """The Event of one decoded update; None for what we do not handle; Malformed, and never another error.

    None: other kinds of update, service messages, other bots, a command for another bot than `username`, buttons that
    are not ours, what somebody sent by choosing from our own answer to an inline query. A message's `at` is its date,
    or of an edit the time of the edit; that of a press or an inline query is `received_at`.
    """
    own = update_id(update)
    if not isinstance(update, dict) or own is None:
        raise Malformed(own, "no update_id")
    try:
        kind = next((kind for kind in _READERS if kind in update), None)
        return _READERS[kind](need(update, kind), own, received_at, username) if kind else None
    except (ValueError, OverflowError) as error:
        raise Malformed(own, str(error)) from error


def _message(message: Json, update: int, _: datetime, username: str) -> Event | None:
    return _said(message, update, username, edited=False)


def _edited(message: Json, update: int, _: datetime, username: str) -> Event | None:
    return _said(message, update, username, edited=True)


def _said(message: Json, update: int, username: str, *, edited: bool) -> Event | None:
    if _SENT.isdisjoint(message) or "is_automatic_forward" in message or _by_way_of(message, username):
        return None
    sender, bot = _author(message)
    text = word(message, "caption" if "caption" in message else "text", cap=_MAX_TEXT)
    command, other, arguments = _command(text)
    if bot or (other and username and other.lower() != username.lower()):
        return None
    chat = _chat(need(message, "chat"), message)
    return Event(
        update_id=update,
        at=instant(message, "edit_date" if edited and "edit_date" in message else "date"),
        sender=sender,
        chat=chat,
        message=whole(message, "message_id"),
        text=text,
        command=command,
        arguments=arguments,
        files=content.files(message),
        album=word(message, "media_group_id", cap=64),
        location=content.location(message),
        contact=content.contact(message),
        reply_to=_reply(message, chat.thread),
        forwarded_from=_origin(message),
        moved_to=number(message, "migrate_to_chat_id"),
        edited=edited,
    )


def _pressed(query: Json, update: int, received_at: datetime, _: str) -> Event | None:
    message = part(query, "message")
    if message is None or query.get("data") is None:
        return None  # an inline message's or a game's button: we make neither
    return Event(
        update_id=update,
        at=received_at,
        sender=_person(need(query, "from")),
        chat=_chat(need(message, "chat"), message),
        message=whole(message, "message_id"),
        press=Press(identifier(query, "id"), word(query, "data", cap=256), whole(message, "message_id")),
    )


def _inquired(query: Json, update: int, received_at: datetime, _: str) -> Event:
    asker = _person(need(query, "from"))
    return Event(
        update_id=update,
        at=received_at,
        sender=asker,
        chat=Chat(asker.id, ChatKind.PRIVATE),
        location=content.location(query),
        inquiry=Inquiry(identifier(query, "id"), word(query, "query", cap=_MAX_INQUIRY), word(query, "offset", cap=64)),
    )


def _joined(change: Json, update: int, _: datetime, __: str) -> Event:
    now = need(change, "new_chat_member")
    rights = frozenset(str(name) for name, granted in now.items() if granted is True and str(name).startswith("can_"))
    return Event(
        update_id=update,
        at=instant(change, "date"),
        sender=_person(need(change, "from")),
        chat=_chat(need(change, "chat"), change),
        membership=Membership(identifier(now, "status"), rights),
    )


_READERS: dict[str, Callable[[Json, int, datetime, str], Event | None]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _pressed,
    "inline_query": _inquired,
    "my_chat_member": _joined,
}


def _by_way_of(message: Json, username: str) -> bool:
    """Whether it is a choice from our own inline answer: it says all there is to say, and was not typed to us."""
    bot = part(message, "via_bot")
    return bot is not None and bool(username) and word(bot, "username").lower() == username.lower()


def _author(message: Json) -> tuple[Sender | None, bool]:
    """Who wrote it, and whether that is a bot like us."""
    user, hidden = part(message, "from"), part(message, "sender_chat")
    if hidden is not None:
        own = whole(user if user and user.get("id") == ANONYMOUS_ADMIN else hidden, "id")
        return Sender(own, label(word(hidden, "title"), _MAX_NAME), anonymous=True), False
    if user is None:
        return None, False
    if user.get("id") == ANONYMOUS_ADMIN:
        return Sender(ANONYMOUS_ADMIN, "", anonymous=True), False
    return _person(user), flag(user, "is_bot")


def _person(user: Json) -> Sender:
    name = f"{word(user, 'first_name')} {word(user, 'last_name')}"
    return Sender(
        id=whole(user, "id"),
        name=label(name, _MAX_NAME),
        username=label(word(user, "username"), _MAX_NAME),
        language=word(user, "language_code", cap=16),
    )


def _chat(chat: Json, message: Json) -> Chat:
    kind = _KINDS.get(identifier(chat, "type"))
    if kind is None:
        raise ValueError("no such type of chat")
    return Chat(
        id=whole(chat, "id"),
        kind=kind,
        title=label(word(chat, "title"), _MAX_TITLE),
        thread=number(message, "message_thread_id") if flag(message, "is_topic_message") else None,
        forum=flag(chat, "is_forum"),
    )


def _command(text: str) -> tuple[str, str, str]:
    """Command (lower case), the bot it names, arguments; three times "" where the text is none."""
    found = _COMMAND.match(text) if text.startswith("/") else None
    if found is None:
        return "", "", ""
    name, other, arguments = found.groups(default="")
    return name.lower(), other, arguments.strip()


def _origin(message: Json) -> int | None:
    """Who first wrote a forwarded message; None for whoever hides it, and for channels and groups."""
    user = part(part(message, "forward_origin") or {}, "sender_user")
    return None if user is None else whole(user, "id")


def _reply(message: Json, thread: int | None) -> int | None:
    """The message replied to; in a topic everything formally replies to the topic's root, which means nothing."""
    replied = part(message, "reply_to_message")
    to = None if replied is None else whole(replied, "message_id")
    return None if to == thread else to
