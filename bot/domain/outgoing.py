"""What may be said, as plain values. A handler returns these; the outbox stores them, the sender speaks them.

A message that will be edited has a `slot`, a name we choose ("ticket:7:card:-100123"); which message id that is
is the sender's business. Texts are HTML as the Bot API understands it; values in them were escaped by the translator.
"""

from dataclasses import dataclass
from enum import IntEnum

from bot.domain.pictures import Picture, Posters
from bot.domain.places.points import Point


class Priority(IntEnum):
    """Whose turn it is when not everything can go at once."""

    ANSWER = 0
    PRIVATE = 1
    GROUP = 2
    DIGEST = 3


@dataclass(frozen=True)
class Button:
    """An inline button: `data` (at most 64 bytes) comes back as a press, or `url` is opened."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True)
class Key:
    """A key of the reply keyboard. `asks`: "" sends its label, "location" or "contact" asks the phone (in private)."""

    label: str
    asks: str = ""


Buttons = tuple[tuple[Button, ...], ...]
Keys = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True)
class Address:
    """An address: a chat and, in a forum, its topic."""

    chat: int
    thread: int | None = None


@dataclass(frozen=True)
class Send:
    """A new message: text, or a picture with the text as caption. `force_reply` is the placeholder of the answer."""

    to: Address
    text: str
    buttons: Buttons = ()
    keys: Keys = ()
    remove_keys: bool = False
    force_reply: str = ""
    picture: Picture | None = None
    slot: str = ""
    reply_to_slot: str = ""
    reply_to: int | None = None
    silent: bool = False
    priority: Priority | None = None


@dataclass(frozen=True)
class SendFile:
    """A file of the media store: a voice, a video, or a document (by `kind`), with a caption.

    `drawn`: a document that is drawn when its turn comes, in place of a stored one (whose `sha256` is "" then).
    """

    to: Address
    sha256: str
    kind: str
    name: str = ""
    text: str = ""
    reply_to_slot: str = ""
    silent: bool = False
    drawn: Posters | None = None
    priority: Priority | None = None


@dataclass(frozen=True)
class Venue:
    """A named place on Telegram's own map; title and address must not be empty."""

    to: Address
    point: Point
    title: str
    address: str
    silent: bool = False


@dataclass(frozen=True)
class Album:
    """2 to 10 pictures in one bubble."""

    to: Address
    pictures: tuple[Picture, ...]
    text: str = ""
    reply_to_slot: str = ""


@dataclass(frozen=True)
class Edit:
    """New content for a slot; waiting edits of one slot fold into the last. `picture` None leaves the one there is."""

    to: Address
    slot: str
    text: str
    buttons: Buttons = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Delete:
    to: Address
    slot: str


@dataclass(frozen=True)
class Pin:
    """Keeps the message of a slot at the top of its chat, silently; where we may not, it stays where it is."""

    to: Address
    slot: str


@dataclass(frozen=True)
class Unpin:
    """Takes the message of a slot down from the top of its chat, where it stands there and we may."""

    to: Address
    slot: str


@dataclass(frozen=True)
class Answer:
    """The short word on a press (plain text, at most 200 characters); useless after some 10 seconds: never repeated."""

    press: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True)
class Choice:
    """One result of an inline query: `title` and `line` (plain) to choose by, `text` (HTML) and `buttons` (links only,
    for presses on it would name no chat) are the message that the chooser then sends. `id`: at most 64 bytes."""

    id: str
    title: str
    line: str
    text: str
    buttons: Buttons = ()


@dataclass(frozen=True)
class InlineAnswer:
    """The answer to an inline query, for the asker alone; like an Answer useless soon, hence never repeated.

    Telegram may show it again for `cache_seconds`. `more` is the offset of the rest, "" where there is none. Above the
    choices stands a `button`, where it has a label: it opens our chat with /start and the payload `start`.
    """

    inquiry: str
    choices: tuple[Choice, ...] = ()
    cache_seconds: int = 0
    more: str = ""
    button: str = ""
    start: str = ""


@dataclass(frozen=True)
class Command:
    name: str
    description: str


@dataclass(frozen=True)
class Menu:
    """The command menu of one chat (setMyCommands with scope `chat`)."""

    to: Address
    commands: tuple[Command, ...]


@dataclass(frozen=True)
class Leave:
    to: Address


Outgoing = Send | SendFile | Venue | Album | Edit | Delete | Pin | Unpin | Answer | InlineAnswer | Menu | Leave


def priority(message: Outgoing) -> Priority:
    """Answers first, then private chats (positive ids), then groups."""
    if isinstance(message, Answer | InlineAnswer):
        return Priority.ANSWER
    if isinstance(message, Send | SendFile) and message.priority is not None:
        return message.priority
    return Priority.PRIVATE if message.to.chat > 0 else Priority.GROUP


def chat_of(message: Outgoing) -> int:
    """The chat whose order and limits the message keeps; 0 for the answer to a query, which has neither."""
    return 0 if isinstance(message, Answer | InlineAnswer) else message.to.chat
