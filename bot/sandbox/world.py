"""Everything that the pretend Telegram remembers: people, chats, messages, files, questions."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.sandbox.errors import Json
from bot.sandbox.signals import Signal
from bot.sandbox.updates import Updates

ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@dataclass
class Record:
    """A message as it is now, what it was before, and when (in the world's steps) it last changed."""

    message: Json
    step: int
    versions: list[Json] = field(default_factory=list)
    keyboard: Json | None = None
    silent: bool = False
    gone: bool = False


@dataclass
class Topic:
    name: str
    closed: bool = False


@dataclass
class Chat:
    """A private chat (id of the person), a group (negative id) or a supergroup (-100...)."""

    id: int
    type: str
    title: str
    username: str | None = None
    forum: bool = False
    records: dict[int, Record] = field(default_factory=dict)
    deleted: list[Record] = field(default_factory=list)
    members: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    keyboards: dict[int, Json] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    whispers: dict[int, Record] = field(default_factory=dict)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    moved_to: int | None = None


@dataclass(frozen=True)
class StoredFile:
    """`kind` is what it was sent as: photo, document, voice, video."""

    id: str
    unique_id: str
    path: str
    kind: str
    data: bytes
    details: Json


@dataclass
class Query:
    """A button press that wants an answer; `asked_at` on the monotonic clock."""

    id: str
    asked_at: float
    answer: Json | None = None


@dataclass
class World:
    """The state behind one bot's Bot API."""

    bot: Json
    people: dict[int, Json] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    photos: dict[str, list[Json]] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)
    updates: Updates = field(default_factory=Updates)
    changed: Signal = field(default_factory=Signal)
    privacy: bool = True
    query_seconds: float = 15.0
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    messages: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    step: int = 0

    def happened(self) -> int:
        """Number this change and wake whoever waits for one."""
        self.step += 1
        self.changed.fire()
        return self.step

    def seconds(self) -> int:
        """The date of a message sent now, in Unix time."""
        return int(self.clock().timestamp())
