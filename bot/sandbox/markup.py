"""Keyboards under and below messages: what Telegram accepts."""

import re
from typing import Any

from bot.sandbox.errors import Json, bad, broken
from bot.sandbox.world import Chat

DECORATION = frozenset({"text", "icon_custom_emoji_id", "style"})
STYLES = frozenset({"danger", "success", "primary"})
PRIVATE_ONLY = {
    "request_contact": "phone number",
    "request_location": "location",
    "request_users": "users",
    "request_chat": "chats",
    "request_poll": "polls",
    "web_app": "web app buttons",
}
MOST_BUTTONS = 100
START_LINK = re.compile(r"(?:https?://)?t\.me/\w+\?start(?:group)?=([^&\s]*)")
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check(markup: Json | None, chat: Chat) -> None:
    """Refusal where a button does nothing, does two things, or may not be shown in this chat."""
    if markup is None:
        return
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise broken("reply markup is too long")
    for button in buttons:
        _check_label(button)
        _check_inline(button) if "inline_keyboard" in markup else _check_reply(button, chat)


def _check_label(button: Json) -> None:
    if not str(button["text"]).strip():
        raise broken("can't parse keyboard button: Text must be non-empty")
    if button.get("style", "primary") not in STYLES:
        raise broken("can't parse keyboard button: invalid button style specified")


def _check_inline(button: Json) -> None:
    actions = set(button) - DECORATION
    if not actions:
        raise broken("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise broken(f"can't parse inline keyboard button: only one of {', '.join(sorted(actions))} may be used")
    if "callback_data" in button and not button["callback_data"]:
        raise broken("BUTTON_DATA_INVALID")
    link = START_LINK.match(button.get("url", ""))
    if link and not PAYLOAD.fullmatch(link[1]):
        raise broken(f"the start parameter of {button['url']} must have 1-64 of A-Z, a-z, 0-9, _ and -")
    if "url" in button and "." not in button["url"] and "://" not in button["url"]:
        raise broken(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _check_reply(button: Json, chat: Chat) -> None:
    for name, words in PRIVATE_ONLY.items():
        if button.get(name) and chat.type != "private":
            raise broken(f"{words} can be requested in private chats only")


def is_inline(markup: Json | None) -> bool:
    """Only inline keyboards stay with the message."""
    return bool(markup) and "inline_keyboard" in (markup or {})


def same(one: Json | None, other: Json | None) -> bool:
    """An empty inline keyboard is none."""
    return _rows(one) == _rows(other)


def _rows(markup: Json | None) -> list[Any]:
    return [row for row in (markup or {}).get("inline_keyboard", []) if row]


def remember(chat: Chat, user: int, markup: Json | None) -> None:
    """Keep the reply keyboard (or the forced reply) that a person, or everyone (0), sees below the chat."""
    if not markup or is_inline(markup):
        return
    if markup.get("remove_keyboard"):
        chat.keyboards.pop(user, None)
        return
    if "keyboard" in markup and not markup["keyboard"]:
        raise bad("keyboard must be non-empty")
    chat.keyboards[user] = markup
