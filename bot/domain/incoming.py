"""What reaches us, as plain values: one Event an update. The edge parses into these; nothing below it sees JSON."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.place import Point


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class FileKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"


@dataclass(frozen=True)
class Sender:
    """Whoever wrote or pressed. `anonymous`: a group admin who hides behind the group (id 1087968824) or a channel."""

    id: int
    name: str
    username: str = ""
    language: str = ""
    anonymous: bool = False


@dataclass(frozen=True)
class Chat:
    """Where it happened. `thread` is the forum topic's id, None outside forums and in the General topic."""

    id: int
    kind: ChatKind
    title: str = ""
    thread: int | None = None
    forum: bool = False


@dataclass(frozen=True)
class File:
    """One file of a message; size in bytes as Telegram states it, width and height in pixels, 0 where unknown."""

    id: str
    kind: FileKind
    size: int = 0
    width: int = 0
    height: int = 0
    mime: str = ""
    name: str = ""


@dataclass(frozen=True)
class Fetched:
    """A file that we have: its SHA-256 in the media store and what was read from it; or why it is no good."""

    sha256: str = ""
    kind: FileKind = FileKind.PHOTO
    size: int = 0
    width: int = 0
    height: int = 0
    mime: str = ""
    name: str = ""
    phash: int = 0
    place: Point | None = None
    taken_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True)
class Location:
    """Accuracy in metres; live_period in seconds, None for a plain location or one that is live no more.

    `until`: when a live location ends by itself.
    """

    point: Point
    accuracy: float | None = None
    live_period: int | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Press:
    """An inline button: `data` is ours, but may be forged or old. `message` is the pressed message's id."""

    id: str
    data: str
    message: int | None = None


@dataclass(frozen=True)
class Inquiry:
    """An inline query: what somebody types after the bot's name, in any chat; which one Telegram does not tell.

    `offset` is what our last answer to the same words called the next one, "" at first; it may be forged.
    """

    id: str
    words: str
    offset: str = ""


@dataclass(frozen=True)
class Contact:
    phone: str
    user_id: int | None


@dataclass(frozen=True)
class Membership:
    """Our own standing in a chat has changed (`my_chat_member`)."""

    status: str
    rights: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Event:
    """One update. `at` is Telegram's message date (for a press or an inquiry: when we received it).

    Text or caption in `text`; `forwarded_from`: whose message it was, where they do not hide it.
    An inquiry's chat is the asker's private one, where they may never have been.
    """

    update_id: int
    at: datetime
    sender: Sender | None
    chat: Chat
    message: int | None = None
    text: str = ""
    command: str = ""
    arguments: str = ""
    files: tuple[File, ...] = ()
    fetched: tuple[Fetched, ...] = field(default=(), compare=False)
    album: str = ""
    location: Location | None = None
    contact: Contact | None = None
    reply_to: int | None = None
    forwarded_from: int | None = None
    press: Press | None = None
    inquiry: Inquiry | None = None
    membership: Membership | None = None
    moved_to: int | None = None
    edited: bool = False

    @property
    def private(self) -> bool:
        return self.chat.kind is ChatKind.PRIVATE

    @property
    def lane(self) -> int:
        """Events of one lane are handled in order: the person's, or the chat's where nobody is named."""
        return self.sender.id if self.sender and not self.sender.anonymous else self.chat.id
