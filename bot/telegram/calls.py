"""Outgoing -> the call that says it, and the call's result -> what must be remembered of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.outgoing import (
    Album,
    Answer,
    Choice,
    Delete,
    Edit,
    InlineAnswer,
    Leave,
    Menu,
    Outgoing,
    Pin,
    Send,
    SendFile,
    Unpin,
    Venue,
)
from bot.telegram import keyboards, lengths
from bot.telegram.api import Upload

Params = dict[str, Any]
File = bytes | str
"""What is sent along: its bytes, or the file_id of an earlier upload."""

_METHODS = {
    "photo": ("sendPhoto", "photo.jpg"),
    "voice": ("sendVoice", "voice.ogg"),
    "video": ("sendVideo", "video.mp4"),
    "document": ("sendDocument", "file.bin"),
}
MOST_CHOICES = 50  # the Bot API's limit for the results of one answerInlineQuery
# A message's kind by the key that holds its file; a GIF has both `animation` and `document`.
_KINDS = ("photo", "video", "animation", "voice", "document")


@dataclass(frozen=True)
class Known:
    """The message that stands in a slot; `kind` as `outcome` named it."""

    message: int
    kind: str = "text"


@dataclass(frozen=True)
class Call:
    """One call of the Bot API. `files` are keyed by their parameter, or by the name after `attach://`."""

    method: str
    params: Params
    files: dict[str, Upload] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """A message as it now stands; `file_id` (of a photo the largest size) is there to be sent again."""

    message: int
    kind: str
    file_id: str | None


@dataclass(frozen=True)
class _With:
    known: Known | None
    reply_to: int | None
    files: Sequence[File]


def call(
    message: Outgoing, *, known: Known | None = None, reply_to: int | None = None, files: Sequence[File] = ()
) -> Call:
    """What to call. `known`: the slot of an Edit or Delete. `reply_to`: the message in `reply_to_slot`.

    `files`: the picture or pictures, or a SendFile's content; without one a Send and an Album say their text alone,
    an Edit leaves the picture. ValueError for what no caller should have made: data over 64 bytes, an Edit of nothing.
    """
    return _SPEAKERS[type(message)](message, _With(known, reply_to, files))


def outcome(result: object) -> tuple[Sent, ...]:
    """The messages in a call's result: none (True), one, or an album's."""
    messages = result if isinstance(result, list) else [result]
    return tuple(_sent(each) for each in messages if isinstance(each, dict) and "message_id" in each)


def _send(message: Send, given: _With) -> Call:
    params = _envelope(message, given.reply_to or message.reply_to)
    markup = keyboards.of(message)
    if markup is not None:
        params["reply_markup"] = markup
    return _spoken(params, message.text, given.files)


def _spoken(params: Params, text: str, files: Sequence[File]) -> Call:
    if not files:
        return Call("sendMessage", params | _text(text))
    return _filed("photo", params | _caption(text), files[0])


def _filed(kind: str, params: Params, content: File, name: str = "") -> Call:
    method, usual = _METHODS[kind]
    if isinstance(content, str):
        return Call(method, params | {kind: content})
    return Call(method, params, {kind: Upload(content, name or usual)})


def _send_file(message: SendFile, given: _With) -> Call:
    if not given.files:
        raise ValueError("a SendFile without its file")
    kind = message.kind if message.kind in _METHODS else "document"
    return _filed(kind, _envelope(message, given.reply_to) | _caption(message.text), given.files[0], message.name)


def _venue(message: Venue, _: _With) -> Call:
    place = {"latitude": message.point.lat, "longitude": message.point.lon}
    return Call("sendVenue", _envelope(message, None) | place | {"title": message.title, "address": message.address})


def _album(message: Album, given: _With) -> Call:
    params = _envelope(message, given.reply_to)
    if len(given.files) < 2:
        return _spoken(params, message.text, given.files)
    media: list[Params] = []
    uploads: dict[str, Upload] = {}
    for index, content in enumerate(given.files[:10]):
        source, upload = _attached(f"picture{index}", content)
        media.append({"type": "photo", "media": source})
        uploads |= upload
    media[0] |= _caption(message.text)
    return Call("sendMediaGroup", params | {"media": media}, uploads)


def _edit(message: Edit, given: _With) -> Call:
    params = _place(message, given)
    if message.buttons:
        params["reply_markup"] = keyboards.inline(message.buttons)
    if given.files:
        source, uploads = _attached("picture", given.files[0])
        media = {"type": "photo", "media": source} | _caption(message.text)
        return Call("editMessageMedia", params | {"media": media}, uploads)
    if given.known and given.known.kind != "text":
        return Call("editMessageCaption", params | _caption(message.text))
    return Call("editMessageText", params | _text(message.text))


def _delete(message: Delete, given: _With) -> Call:
    return Call("deleteMessage", _place(message, given))


def _pin(message: Pin, given: _With) -> Call:
    return Call("pinChatMessage", {**_place(message, given), "disable_notification": True})


def _unpin(message: Unpin, given: _With) -> Call:
    return Call("unpinChatMessage", _place(message, given))


def _answer(message: Answer, _: _With) -> Call:
    params: Params = {"callback_query_id": message.press}
    if message.text:
        params |= {"text": lengths.short(message.text, lengths.ANSWER), "show_alert": message.alert}
    return Call("answerCallbackQuery", params)


def _inline_answer(message: InlineAnswer, _: _With) -> Call:
    params: Params = {
        "inline_query_id": message.inquiry,
        "results": [_choice(each) for each in message.choices[:MOST_CHOICES]],
        "cache_time": message.cache_seconds,
        "is_personal": True,
    }
    if message.more:
        params["next_offset"] = message.more
    if message.button:
        params["button"] = {"text": message.button, "start_parameter": message.start}
    return Call("answerInlineQuery", params)


def _choice(choice: Choice) -> Params:
    shown: Params = {"type": "article", "id": choice.id, "title": lengths.short(choice.title, lengths.DESCRIPTION)}
    text = _text(choice.text)
    said = {"message_text": text.pop("text"), **text}
    markup = {"reply_markup": keyboards.inline(choice.buttons)} if choice.buttons else {}
    line = {"description": lengths.short(choice.line, lengths.DESCRIPTION)} if choice.line else {}
    return shown | line | {"input_message_content": said} | markup


def _menu(message: Menu, _: _With) -> Call:
    scope: Params = {"scope": {"type": "chat", "chat_id": message.to.chat}}
    commands = [
        {"command": each.name, "description": lengths.short(each.description, lengths.DESCRIPTION)}
        for each in message.commands
    ]
    return Call("setMyCommands", scope | {"commands": commands}) if commands else Call("deleteMyCommands", scope)


def _leave(message: Leave, _: _With) -> Call:
    return Call("leaveChat", {"chat_id": message.to.chat})


_SPEAKERS: dict[type, Callable[[Any, _With], Call]] = {
    Send: _send,
    SendFile: _send_file,
    Venue: _venue,
    Album: _album,
    Edit: _edit,
    Delete: _delete,
    Pin: _pin,
    Unpin: _unpin,
    Answer: _answer,
    InlineAnswer: _inline_answer,
    Menu: _menu,
    Leave: _leave,
}


def _envelope(message: Send | SendFile | Venue | Album, reply_to: int | None) -> Params:
    params: Params = {"chat_id": message.to.chat}
    if message.to.thread is not None:
        params["message_thread_id"] = message.to.thread
    if reply_to is not None:
        params["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    if not isinstance(message, Album) and message.silent:
        params["disable_notification"] = True
    return params


def _place(message: Edit | Delete | Pin | Unpin, given: _With) -> Params:
    if given.known is None:
        raise ValueError(f"nothing stands in the slot {message.slot}")
    return {"chat_id": message.to.chat, "message_id": given.known.message}


def _text(text: str) -> Params:
    return {
        "text": lengths.fit(text, lengths.TEXT),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _caption(text: str) -> Params:
    return {"caption": lengths.fit(text, lengths.CAPTION), "parse_mode": "HTML"} if text else {}


def _attached(name: str, content: File) -> tuple[str, dict[str, Upload]]:
    if isinstance(content, str):
        return content, {}
    return f"attach://{name}", {name: Upload(content, f"{name}.jpg")}


def _sent(message: Params) -> Sent:
    kind = next((each for each in _KINDS if message.get(each)), "text")
    file = message.get(kind)
    if isinstance(file, list):
        file = max(file, key=lambda size: size.get("width", 0) * size.get("height", 0))
    return Sent(message["message_id"], kind, file.get("file_id") if isinstance(file, dict) else None)
