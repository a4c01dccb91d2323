"""A Telegram that only remembers: what the bot has said, per chat, as it would be shown now."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.domain.outgoing import (
    Album,
    Answer,
    Buttons,
    Delete,
    Edit,
    InlineAnswer,
    Keys,
    Leave,
    Menu,
    Outgoing,
    Pin,
    Send,
    SendFile,
    Unpin,
    Venue,
)
from bot.domain.pictures import Picture
from bot.telegram import calls

_TAGS = re.compile(r"<[^>]+>")


@dataclass
class Message:
    """One message of the bot as its chat shows it now; `said` is what was sent first."""

    id: int
    chat: int
    thread: int | None
    text: str
    said: Outgoing
    buttons: Buttons = ()
    picture: Picture | None = None
    slot: str = ""
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]

    @property
    def plain(self) -> str:
        """The text without its tags."""
        return _TAGS.sub("", self.text)

    def data(self, label: str) -> str:
        """What the button whose label contains the text carries."""
        found = [button.data for row in self.buttons for button in row if label in button.label]
        assert found, f"no button {label!r} on {self.text!r}, only {self.labels}"
        return found[0]


@dataclass
class Pretend:
    """The Telegram that remembers."""

    messages: dict[int, list[Message]] = field(default_factory=dict)
    keys: dict[int, Keys] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    found: dict[str, InlineAnswer] = field(default_factory=dict)
    menus: dict[int, Menu] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    numbers: Callable[[], int] = field(default_factory=lambda: count(1000).__next__)

    def hear(self, said: Outgoing) -> Message | None:
        return _HEARD[type(said)](self, said)

    def shown(self, chat: int) -> list[Message]:
        return self.messages.setdefault(chat, [])

    def in_slot(self, slot: str) -> Message | None:
        every = (message for shown in self.messages.values() for message in reversed(shown))
        return next((message for message in every if message.slot == slot), None)


def _send(pretend: Pretend, said: Any) -> Message:
    calls.call(said, files=("file",) if isinstance(said, SendFile) else ())
    buttons, slot = getattr(said, "buttons", ()), getattr(said, "slot", "")
    picture = getattr(said, "picture", None)
    message = Message(pretend.numbers(), said.to.chat, said.to.thread, said.text, said, buttons, picture, slot)
    pretend.shown(said.to.chat).append(message)
    if isinstance(said, Send) and not said.buttons and (said.keys or said.remove_keys):
        pretend.keys[said.to.chat] = said.keys
    return message


def _venue(pretend: Pretend, said: Venue) -> Message:
    calls.call(said)
    message = Message(pretend.numbers(), said.to.chat, said.to.thread, f"{said.title}\n{said.address}", said)
    pretend.shown(said.to.chat).append(message)
    return message


def _edit(pretend: Pretend, said: Edit) -> Message | None:
    message = pretend.in_slot(said.slot)
    if message is None:
        return None
    assert message.chat == said.to.chat, f"{said.slot} stands in {message.chat}, not in {said.to.chat}"
    calls.call(said, known=calls.Known(message.id, "photo" if message.picture else "text"))
    message.text, message.buttons = said.text, said.buttons
    message.picture, message.edits = said.picture or message.picture, message.edits + 1
    return message


def _pin(pretend: Pretend, said: Pin | Unpin) -> None:
    """Nothing changes in what is shown; but the message must be there."""
    message = pretend.in_slot(said.slot)
    assert message is not None, f"nothing stands in {said.slot}"
    calls.call(said, known=calls.Known(message.id))


def _delete(pretend: Pretend, said: Delete) -> None:
    message = pretend.in_slot(said.slot)
    if message is not None:
        pretend.shown(message.chat).remove(message)


def _answer(pretend: Pretend, said: Answer) -> None:
    assert len(said.text) <= 200, said.text
    assert "<b>" not in said.text, said.text
    pretend.answers[said.press] = said


def _found(pretend: Pretend, said: InlineAnswer) -> None:
    calls.call(said)
    pretend.found[said.inquiry] = said


def _menu(pretend: Pretend, said: Menu) -> None:
    calls.call(said)
    pretend.menus[said.to.chat] = said


def _leave(pretend: Pretend, said: Leave) -> None:
    pretend.left.append(said.to.chat)


_HEARD: dict[type, Callable[[Pretend, Any], Message | None]] = {
    Send: _send,
    SendFile: _send,
    Venue: _venue,
    Album: _send,
    Edit: _edit,
    Delete: _delete,
    Pin: _pin,
    Unpin: _pin,
    Answer: _answer,
    InlineAnswer: _found,
    Menu: _menu,
    Leave: _leave,
}
