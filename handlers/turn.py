"""What a handler gets: one transaction, the time, who it is, their language, and the house around them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.clocks import Days
from bot.domain.incoming import Event
from bot.domain.outgoing import Address, Outgoing
from bot.domain.people import Area, Person
from bot.domain.policy import Policy
from handlers.i18n import Languages, Translator
from storage import dialogues
from storage.cells import Atlas
from storage.dialogues import Dialogue
from storage.finder import Finder


@dataclass(frozen=True)
class House:
    """What stays the same from turn to turn. `admins`: Telegram ids from ADMIN_IDS; `username`: the bot's own.

    `days` knows the working days in `zone`; `token` makes an unguessable word (URL-safe, 32 characters or more). `load`
    and `keep` read and write the media store by SHA-256; `drop` removes those that nobody has kept since so many
    seconds of the epoch, and names what is gone. All three block: they are for files that an admin exchanges, not for
    the hot path.
    """

    policy: Policy
    zone: tzinfo
    days: Days
    language: str
    languages: Languages
    admins: frozenset[int]
    username: str
    atlas: Atlas
    finder: Finder
    token: Callable[[], str]
    load: Callable[[str], bytes]
    keep: Callable[[bytes], str]
    drop: Callable[[Sequence[str], float], list[str]]
    group_rate: float = 0


@dataclass(frozen=True)
class Turn:
    """`area` is the one that the chat (or topic) is bound to, None in private and in unbound groups.

    `read` keeps what was read at the beginning of the turn and does not change in it, so that it is read once.
    """

    conn: AsyncConnection
    now: datetime
    who: Person
    t: Translator
    event: Event
    house: House
    area: Area | None = None
    read: dict[str, Dialogue | None] = field(default_factory=dict, compare=False)

    @property
    def here(self) -> Address:
        return Address(self.event.chat.id, self.event.chat.thread)

    async def dialogue(self) -> Dialogue | None:
        """Where the sender was in a private dialogue when the turn began."""
        if "dialogue" not in self.read:
            self.read["dialogue"] = await dialogues.get(self.conn, self.event.chat.id, self.event.chat.id)
        return self.read["dialogue"]

    def to(self, language: str) -> Translator:
        return self.house.languages.to(language)


Handler = Callable[[Turn], Awaitable[Sequence[Outgoing]]]


class Refused(Exception):
    """What was asked cannot be done: roll back, and say this instead. Carries what is to be said, ready translated."""

    def __init__(self, *said: Outgoing) -> None:
        super().__init__(*said)
        self.said = said
