"""A person in front of the screen: what a test or the demo makes people do and see."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, Union, Unpack

from bot.sandbox import acts, chats, files, inline, markup, menus, seen
from bot.sandbox.errors import Json
from bot.sandbox.inline import Found
from bot.sandbox.parts import Upload
from bot.sandbox.seen import Message, Press
from bot.sandbox.world import Chat, World

if TYPE_CHECKING:
    from bot.sandbox.group import Group, Topic

Place = Union["Group", "Topic", None]


class Saying(TypedDict, total=False):
    """Where (default: the private chat), when, in answer to what, and whether as the group itself."""

    chat: Place
    at: datetime
    reply_to: Message
    anonymous: bool


@dataclass
class Person:
    """Made by Sandbox.person; `mark` is the world's step at the person's last act."""

    world: World
    user: Json
    phone: str
    mark: int = 0

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @property
    def chat(self) -> Chat:
        """The private chat with the bot."""
        return chats.private(self.world, self.id)

    # ---- doing

    async def sends(self, text: str, **how: Unpack[Saying]) -> Message:
        """A text; commands, links and hashtags in it become entities."""
        return self._say(acts.worded(text, "text"), how)

    async def starts(self, payload: str = "", **how: Unpack[Saying]) -> Message:
        """/start, or what a t.me/...?start=payload link does; a payload that no client would pass is refused."""
        if payload and not markup.PAYLOAD.fullmatch(payload):
            raise AssertionError(f"Telegram passes no such payload: {payload!r}")
        return await self.sends(f"/start {payload}".strip(), **how)

    async def opens(self, link: str) -> Message:
        """Follow a t.me/...?start= link."""
        found = markup.START_LINK.search(link)
        if found is None:
            raise AssertionError(f"no start link: {link!r}")
        return await self.starts(found[1])

    async def sends_photo(self, data: bytes, caption: str | None = None, **how: Unpack[Saying]) -> Message:
        """A photo as phones send it: re-encoded in several sizes, no EXIF. Unreadable bytes stay as they are."""
        return self._say(await self._photo(data) | acts.worded(caption), how)

    async def sends_album(
        self, pictures: list[bytes], caption: str | None = None, **how: Unpack[Saying]
    ) -> list[Message]:
        """Several photo messages with one media_group_id; the caption is the first one's."""
        group = str(13_500_000_000_000_000 + next(self.world.numbers))
        contents = [await self._photo(data) | {"media_group_id": group} for data in pictures]
        contents[0] |= acts.worded(caption)
        return [self._say(content, how) for content in contents]

    async def sends_document(
        self,
        data: bytes,
        file_name: str = "file.bin",
        *,
        mime_type: str = "application/octet-stream",
        caption: str | None = None,
        **how: Unpack[Saying],
    ) -> Message:
        """A file, its bytes untouched."""
        document = files.store_document(self.world, Upload("document", file_name, mime_type, data))
        return self._say({"document": document} | acts.worded(caption), how)

    async def sends_voice(self, data: bytes = b"OggS", duration: int = 3, **how: Unpack[Saying]) -> Message:
        details = {"duration": duration, "mime_type": "audio/ogg"}
        return self._say({"voice": files.shown(files.store(self.world, data, "voice", details=details))}, how)

    async def sends_video(
        self, data: bytes = b"\0\0\0\x18ftyp", caption: str | None = None, **how: Unpack[Saying]
    ) -> Message:
        details = {"width": 640, "height": 360, "duration": 3, "mime_type": "video/mp4"}
        video = files.shown(files.store(self.world, data, "video", name="clip.mp4", details=details))
        return self._say({"video": video} | acts.worded(caption), how)

    async def sends_location(
        self,
        lat: float,
        lon: float,
        *,
        accuracy: float | None = None,
        live_period: int | None = None,
        **how: Unpack[Saying],
    ) -> Message:
        """Degrees WGS-84; accuracy in metres; live for so many seconds."""
        return self._say({"location": acts.location(lat, lon, accuracy, live_period)}, how)

    async def moves(self, live: Message, lat: float, lon: float, *, accuracy: float | None = None) -> None:
        """The live location moves: an edited_message."""
        place = acts.location(lat, lon, accuracy, live.raw["location"].get("live_period"))
        acts.edit(self.world, live, location=place)
        self.mark = self.world.step

    async def sends_contact(self, of: "Person | None" = None, **how: Unpack[Saying]) -> Message:
        """The own contact, or somebody else's."""
        whose = of or self
        contact = {"phone_number": whose.phone, "first_name": whose.user["first_name"], "user_id": whose.id}
        return self._say({"contact": contact}, how)

    async def sends_anything(self, content: Json, **how: Unpack[Saying]) -> Message:
        """Any other fields of a Message (sticker, venue, forward_origin ...)."""
        return self._say(content, how)

    async def edits(self, message: Message, text: str) -> None:
        """Change an own text or caption."""
        word = "text" if "text" in message.raw else "caption"
        acts.edit(self.world, message, **acts.worded(text, word))
        self.mark = self.world.step

    async def presses(self, label: str, on: "Message | Place" = None) -> Press:
        """Press the inline button whose text contains the label: on a message, or on the newest that has it there."""
        message = on if isinstance(on, Message) else self._with_button(label, on)
        self.mark = self.world.step
        return acts.press(self.world, self.id, label, message)

    async def presses_data(self, data: str, on: Message) -> Press:
        """A press with callback data of one's own (a forged or outdated button)."""
        self.mark = self.world.step
        return acts.press_data(self.world, self.id, data, on)

    async def taps(self, label: str, *, location: tuple[float, float] | None = None, **how: Unpack[Saying]) -> Message:
        """Tap the button of the reply keyboard whose text contains the label."""
        place = how.get("chat")
        rows = self._keyboard_in(place.inner if place else self.chat)
        button = next((one for row in rows for one in row if label in one["text"]), None)
        if button is None:
            raise AssertionError(f"no key {label!r}; the keyboard shows {rows}")
        if button.get("request_contact"):
            return await self.sends_contact(**how)
        if not button.get("request_location"):
            return await self.sends(button["text"], **how)
        if location is None:
            raise AssertionError(f"{label!r} asks for a location: say which")
        return await self.sends_location(*location, **how)

    async def reacts(self, emoji: str, on: Message) -> None:
        """React to a message with one emoji."""
        acts.react(self.world, self.id, on, emoji)

    async def searches(
        self,
        text: str,
        *,
        at: tuple[float, float] | None = None,
        offset: str = "",
        timeout: float = 5,  # noqa: ASYNC109 - a test says how long
    ) -> Found:
        """Type text after the bot's name in any chat, from a place if the client tells it; what is shown then."""
        number = acts.search(self.world, self.id, text, place=acts.location(*at) if at else None, offset=offset)

        def look() -> Json | None:
            return self.world.queries[number].answer

        return Found(await seen.until(self.world, look, timeout, "the inline query was never answered"))

    async def chooses(self, title: str, found: Found, **how: Unpack[Saying]) -> Message:
        """Send the result whose title contains the text, as one's own message by way of the bot."""
        return self._say(inline.chosen(self.world, found, title), how)

    def blocks_bot(self) -> None:
        self.chat.blocked = True
        chats.tell_membership(self.world, self.chat, self.world.bot["id"], chats.banned(), by=self.user)

    def unblocks_bot(self) -> None:
        self.chat.blocked = False
        chats.tell_membership(self.world, self.chat, self.world.bot["id"], {"status": "member"}, by=self.user)

    def deletes_account(self) -> None:
        """From now on the bot hears "user is deactivated"."""
        self.chat.deactivated = True

    # ---- seeing

    @property
    def messages(self) -> list[Message]:
        """The private chat as it is now, oldest first."""
        return seen.messages(self.chat)

    @property
    def last(self) -> Message:
        """The bot's newest message in the private chat; AssertionError where there is none."""
        said = [one for one in self.messages if one.from_bot(self.world)]
        if not said:
            raise AssertionError(f"the bot said nothing to {self.user['first_name']}")
        return said[-1]

    @property
    def last_text(self) -> str:
        return self.last.text

    @property
    def keyboard_rows(self) -> list[list[Json]]:
        """The reply keyboard shown now."""
        return self._keyboard_in(self.chat)

    @property
    def keyboard(self) -> list[str]:
        """Its labels, row after row."""
        return [button["text"] for row in self.keyboard_rows for button in row]

    @property
    def forced_reply(self) -> bool:
        """Whether the newest keyboard asks for a reply."""
        return bool(self.chat.keyboards.get(self.id, {}).get("force_reply"))

    @property
    def whispers(self) -> list[Message]:
        """Ephemeral messages that this person sees, in all groups."""
        every = (Message(chat, one) for chat in self.world.chats.values() for one in chat.whispers.values())
        return [one for one in every if one.raw["receiver_user"]["id"] == self.id]

    def menu(self, place: "Group | None" = None) -> list[str]:
        """Names of the commands in the menu, in the private chat or a group."""
        return [one["command"] for one in menus.menu(self.world, place.inner if place else self.chat, self.id)]

    async def waits_for(self, text: str, timeout: float = 5, *, since: int | None = None) -> Message:  # noqa: ASYNC109
        """The bot's message with this text, come or edited after the person's last act (or the step `since`)."""
        mark = self.mark if since is None else since
        return await seen.waited(self.world, lambda: self.messages, text, mark, timeout)

    # ----

    def _say(self, content: Json, how: Any) -> Message:
        place = how.get("chat")
        self.mark = self.world.step + 1
        style = acts.How(
            how.get("at"), how.get("reply_to"), getattr(place, "thread", None), how.get("anonymous", False)
        )
        return acts.say(self.world, place.inner if place else self.chat, self.id, content, style)

    def _keyboard_in(self, chat: Chat) -> list[list[Json]]:
        shown = chat.keyboards.get(self.id, chat.keyboards.get(0, {}))
        rows: list[list[Json]] = shown.get("keyboard", [])
        return rows

    async def _photo(self, data: bytes) -> Json:
        made = await asyncio.to_thread(files.sizes_or_raw, data)
        return {"photo": files.store_photo(self.world, made)}

    def _with_button(self, label: str, place: Place) -> Message:
        shown = place.messages if place else self.messages
        hits = [one for one in shown if any(label in text for text in one.buttons)]
        if not hits:
            raise AssertionError(
                f"no message has a button {label!r}; the last shows {shown[-1:] and shown[-1].buttons}"
            )
        return hits[-1]
