"""Who talks in the room: people on Telegram, and the groups that they talk in."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.domain.incoming import (
    Chat,
    ChatKind,
    Contact,
    Event,
    Fetched,
    File,
    FileKind,
    Inquiry,
    Location,
    Membership,
    Press,
    Sender,
)
from bot.domain.outgoing import InlineAnswer, Outgoing
from bot.domain.place import Point
from tests.handlers.pretend import Message

if TYPE_CHECKING:
    from tests.handlers.room import Room

ANONYMOUS = 1087968824


@dataclass
class Group:
    """A group, or one topic of it."""

    room: "Room"
    chat: Chat

    @property
    def messages(self) -> list[Message]:
        """What the bot has said here, oldest first."""
        every = self.room.telegram.shown(self.chat.id)
        return [message for message in every if message.thread == self.chat.thread]

    @property
    def last(self) -> Message:
        assert self.messages, f"nothing was said in {self.chat.title}"
        return self.messages[-1]

    @property
    def last_text(self) -> str:
        return self.last.plain

    def topic(self, thread: int) -> "Group":
        return Group(self.room, replace(self.chat, thread=thread, forum=True))

    async def changes(self, status: str, *rights: str, by: "Actor | None" = None) -> list[Outgoing]:
        """Our own standing in it changes."""
        event = Event(
            self.room.next_update(),
            self.room.now,
            by.sender if by else self.room.admin().sender,
            self.chat,
            membership=Membership(status, frozenset(rights)),
        )
        return await self.room.handle(event)

    async def becomes(self, new: int) -> "Group":
        """The group becomes a supergroup of another id."""
        event = Event(self.room.next_update(), self.room.now, None, self.chat, moved_to=new)
        await self.room.handle(event)
        return Group(self.room, replace(self.chat, id=new))


@dataclass
class Actor:
    """Somebody on Telegram. Everything happens in the private chat unless `chat` names a group."""

    room: "Room"
    id: int
    name: str
    language: str = "zh"
    presses_made: list[str] = field(default_factory=list)

    @property
    def sender(self) -> Sender:
        return Sender(self.id, self.name, language=self.language)

    @property
    def private(self) -> Chat:
        return Chat(self.id, ChatKind.PRIVATE)

    @property
    def messages(self) -> list[Message]:
        """What the bot has said in private, oldest first."""
        return self.room.telegram.shown(self.id)

    @property
    def last(self) -> Message:
        assert self.messages, f"nothing was said to {self.name}"
        return self.messages[-1]

    @property
    def last_text(self) -> str:
        return self.last.plain

    @property
    def keyboard(self) -> list[str]:
        """The labels of the reply keyboard shown now."""
        return [key.label for row in self.room.telegram.keys.get(self.id, ()) for key in row]

    @property
    def alert(self) -> str:
        """What the last press was answered with."""
        assert self.presses_made, f"{self.name} pressed nothing"
        answer = self.room.telegram.answers.get(self.presses_made[-1])
        assert answer is not None, f"{self.name}'s press was not answered"
        return answer.text

    async def says(self, text: str, *, chat: Group | None = None, **more: Any) -> list[Outgoing]:
        """A text; a command where it begins with a slash."""
        command, _, arguments = text.partition(" ") if text.startswith("/") else ("", "", "")
        return await self.sends(chat=chat, text=text, command=command[1:].lower(), arguments=arguments.strip(), **more)

    async def sends(self, *, chat: Group | None = None, anonymous: bool = False, **fields: Any) -> list[Outgoing]:
        """Any message: fields of Event. An anonymous one comes from the group itself."""
        sender = Sender(ANONYMOUS, "", anonymous=True) if anonymous else self.sender
        message = self.room.telegram.numbers()
        fields.setdefault("at", self.room.now)
        event = Event(self.room.next_update(), sender=sender, chat=chat.chat if chat else self.private,
                      message=message, **fields)  # fmt: skip
        return await self.room.handle(event)

    async def photo(self, sha256: str = "a" * 64, *, caption: str = "", **more: Any) -> list[Outgoing]:
        """A photo that the edge has fetched and read."""
        file = File(f"file-{sha256[:8]}", FileKind.PHOTO, 1000, 1280, 960)
        fetched = more.pop("fetched", (Fetched(sha256, FileKind.PHOTO, 1000, 1280, 960, "image/jpeg"),))
        return await self.sends(text=caption, files=(file,), fetched=fetched, **more)

    async def location(self, lat: float, lon: float, *, accuracy: float | None = None, **more: Any) -> list[Outgoing]:
        live = more.pop("live_period", None)
        return await self.sends(location=Location(Point(lat, lon), accuracy, live), **more)

    async def contact(self, phone: str, *, of: "Actor | None" = None) -> list[Outgoing]:
        """The own contact, or somebody else's."""
        return await self.sends(contact=Contact(phone, (of or self).id))

    async def searches(self, words: str, *, at: tuple[float, float] | None = None, **more: Any) -> InlineAnswer | None:
        """An inline query in some chat, from a place where the app tells it; None where nobody answers."""
        update = self.room.next_update()
        asked = Inquiry(f"inquiry-{update}", words, more.pop("offset", ""))
        place = Location(Point(*at)) if at else None
        when = more.pop("asked", self.room.now)
        await self.room.handle(Event(update, when, self.sender, self.private, location=place, inquiry=asked))
        return self.room.telegram.found.get(asked.id)

    async def presses(self, label: str, *, on: Message | None = None, chat: Group | None = None) -> list[Outgoing]:
        """The button whose label contains the text, on a message or on the newest one that has it."""
        shown = chat.messages if chat else self.messages
        message = on or next((m for m in reversed(shown) if any(label in text for text in m.labels)), None)
        assert message is not None, f"no button {label!r}; the last message is {shown[-1:] and shown[-1]}"
        return await self.presses_data(message.data(label), on=message, chat=chat)

    async def presses_data(self, data: str, *, on: Message | None = None, chat: Group | None = None) -> list[Outgoing]:
        """A press with data of one's own: forged, or years old."""
        press = Press(f"press-{self.room.next_update()}", data, on.id if on else 1)
        self.presses_made.append(press.id)
        here = chat.chat if chat else self.private
        event = Event(self.room.next_update(), self.room.now, self.sender, here, message=press.message, press=press)
        return await self.room.handle(event)
