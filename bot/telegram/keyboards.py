"""Buttons and keys -> reply_markup."""

from typing import Any

from bot.domain.outgoing import Button, Buttons, Key, Keys, Send
from bot.telegram import lengths

MAX_DATA = 64  # bytes of callback_data
_ASKS = {"location": "request_location", "contact": "request_contact"}

Markup = dict[str, Any]


def of(message: Send) -> Markup | None:
    """The one keyboard that a message can have: buttons before keys, keys before their removal, then the prompt."""
    if message.buttons:
        return inline(message.buttons)
    if message.keys:
        return _reply(message.keys, private=message.to.chat > 0)
    if message.remove_keys:
        return {"remove_keyboard": True}
    if message.force_reply:
        placeholder = lengths.short(message.force_reply, lengths.PLACEHOLDER)
        return {"force_reply": True, "selective": True, "input_field_placeholder": placeholder}
    return None


def inline(buttons: Buttons) -> Markup:
    """ValueError for a button with data over 64 bytes, or with neither data nor URL."""
    return {"inline_keyboard": [[_button(each) for each in row] for row in buttons]}


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.label, "url": button.url}
    if 1 <= len(button.data.encode()) <= MAX_DATA:
        return {"text": button.label, "callback_data": button.data}
    raise ValueError(f"data of {len(button.data.encode())} bytes on the button {button.label}")


def _reply(keys: Keys, *, private: bool) -> Markup:
    rows = [[_key(each, private=private) for each in row] for row in keys]
    return {"keyboard": rows, "resize_keyboard": True, "is_persistent": True}


def _key(key: Key, *, private: bool) -> Markup:
    if not key.asks:
        return {"text": key.label}
    if not private:
        raise ValueError(f"the key {key.label} may ask for a {key.asks} in private chats only")
    return {"text": key.label, _ASKS[key.asks]: True}
