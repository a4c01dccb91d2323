"""What can go wrong between us and Telegram, and what becomes of the message that met it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

__all__ = [
    "BadRequest",
    "ConnectTimedOut",
    "Fate",
    "Forbidden",
    "InvalidToken",
    "NotSent",
    "RetryAfter",
    "ServerError",
    "TelegramError",
    "Throttled",
    "TooLarge",
    "Truncated",
    "Verdict",
    "fate",
    "passing",
    "scrub",
]

_TOKEN = re.compile(r"bot\d+:[\w-]+|\d{3,}:[\w-]{20,}")


class NotSent(NetworkError):
    """Nothing has left this machine: no name, no connection, no TLS, no proxy, no free socket. Safe to repeat."""


class ConnectTimedOut(NotSent, TimedOut):
    """The connection did not come about in time. Safe to repeat."""


class ServerError(NetworkError):
    """Telegram, or a proxy before it, answered with a 5xx or with something that is not the Bot API."""


class Throttled(RetryAfter):
    """A 429 with its wait. The library's own attribute warns whenever it is read, even by its own constructor."""

    @property
    def retry_after(self) -> int | timedelta:
        return int(self.wait)

    @property
    def wait(self) -> float:
        """Seconds."""
        return self._retry_after.total_seconds()


class Truncated(ServerError):
    """A download ended before, or after, the size that Telegram had stated."""


class TooLarge(NetworkError):
    """The file is over the limit."""


class Fate(StrEnum):
    """What the sender does about an error."""

    WAIT = "wait"  # this chat rests for `seconds`
    MIGRATED = "migrated"  # the chat is now `chat`; say it there
    BLOCKED = "blocked"  # the person or group does not want us
    CHAT_GONE = "chat_gone"
    THREAD_GONE = "thread_gone"  # say it in the group itself
    REPLY_GONE = "reply_gone"  # say it without the reply
    NOT_MODIFIED = "not_modified"  # success
    GONE = "gone"  # the message to edit or delete is no longer ours to touch
    LATE = "late"  # a press that nobody waits for any more
    PICTURE_GONE = "picture_gone"  # the file_id is no good here: upload the bytes
    BAD = "bad"  # will never work
    UNSENT = "unsent"  # repeat freely
    UNKNOWN = "unknown"  # may have arrived
    SERVER = "server"  # repeat later
    STRANGER = "stranger"  # our token is refused: nothing will work


_PASSING = frozenset({Fate.WAIT, Fate.UNSENT, Fate.UNKNOWN, Fate.SERVER})


@dataclass(frozen=True)
class Verdict:
    """`seconds` with WAIT, `chat` with MIGRATED."""

    fate: Fate
    seconds: float = 0.0
    chat: int | None = None


# Words of the server's own descriptions, lower case; the first that occurs decides.
_BAD_REQUESTS = (
    ("message is not modified", Fate.NOT_MODIFIED),
    ("message_not_modified", Fate.NOT_MODIFIED),
    ("message thread not found", Fate.THREAD_GONE),
    ("topic_closed", Fate.THREAD_GONE),
    ("topic_deleted", Fate.THREAD_GONE),
    ("message to be replied not found", Fate.REPLY_GONE),
    ("replied message not found", Fate.REPLY_GONE),
    ("message to edit not found", Fate.GONE),
    ("message to delete not found", Fate.GONE),
    ("message can't be edited", Fate.GONE),
    ("message can't be deleted", Fate.GONE),
    ("message_id_invalid", Fate.GONE),
    ("there is no text in the message to edit", Fate.GONE),
    ("there is no caption in the message to edit", Fate.GONE),
    ("query is too old", Fate.LATE),
    ("query_id_invalid", Fate.LATE),
    ("chat not found", Fate.CHAT_GONE),
    ("peer_id_invalid", Fate.CHAT_GONE),
    ("group chat was deactivated", Fate.CHAT_GONE),
    ("user not found", Fate.CHAT_GONE),
    ("not enough rights", Fate.BLOCKED),
    ("have no rights to send", Fate.BLOCKED),
    ("chat_write_forbidden", Fate.BLOCKED),
    ("need administrator rights", Fate.BLOCKED),
    ("user_is_blocked", Fate.BLOCKED),
    ("wrong file identifier", Fate.PICTURE_GONE),
    ("wrong file_id", Fate.PICTURE_GONE),
    ("wrong remote file i", Fate.PICTURE_GONE),
    ("file_reference_expired", Fate.PICTURE_GONE),
)

# Order matters: BadRequest and TimedOut are NetworkErrors too.
_KINDS: tuple[tuple[type[Exception], Fate], ...] = (
    (Forbidden, Fate.BLOCKED),
    (InvalidToken, Fate.STRANGER),
    (Conflict, Fate.SERVER),
    (NotSent, Fate.UNSENT),
    (ServerError, Fate.SERVER),
    (TooLarge, Fate.BAD),
    (NetworkError, Fate.UNKNOWN),
)


def fate(error: Exception) -> Verdict:
    """The verdict on an error of `Api`. What is not one of its errors is BAD: repeating a bug does not help."""
    if isinstance(error, RetryAfter):
        return Verdict(Fate.WAIT, seconds=error._retry_after.total_seconds())
    if isinstance(error, ChatMigrated):
        return Verdict(Fate.MIGRATED, chat=error.new_chat_id)
    if isinstance(error, BadRequest):
        return Verdict(_of_bad_request(str(error).lower()))
    return Verdict(next((known for kind, known in _KINDS if isinstance(error, kind)), Fate.BAD))


def _of_bad_request(text: str) -> Fate:
    return next((known for words, known in _BAD_REQUESTS if words in text), Fate.BAD)


def passing(error: Exception) -> bool:
    """Whether the same call may well succeed later."""
    return fate(error).fate in _PASSING


def scrub(text: str) -> str:
    """The text without any bot token: URLs of the Bot API contain it."""
    return _TOKEN.sub("bot<token>", text)
